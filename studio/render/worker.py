"""The process of a backend: answers the editor's questions until it is told to leave or the editor is gone."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator
from io import FileIO
from pathlib import Path
from queue import SimpleQueue
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from studio.api import Backend, Event, Frames, Halt, Made, Preview, Progress, Resumable, Sound
from studio.errors import StudioError
from studio.render.ring import SLOT_BYTES, SLOTS, Ring
from studio.render.wire import (
    Beat,
    Begun,
    Broken,
    Cancel,
    Done,
    Failed,
    Free,
    Kind,
    Leave,
    Make,
    Misfit,
    Noted,
    Piece,
    Question,
    Setup,
    Told,
    Wire,
)
from studio.render.witness import witness

BEAT_SECONDS = 0.5
MOST_LETTERS = 1000


def main(key: str, lifeline: str) -> None:
    """Answer over standard input and output; what the backend itself prints goes where its errors go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the editor alone
    wire: Wire[Question] = Wire(FileIO(os.dup(0), "r"), FileIO(os.dup(1), "w"), Question)
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    faulthandler.enable()
    if sys.platform == "linux":
        _bind_to_editor(int(lifeline))
    setup = wire.receive()
    assert isinstance(setup, Setup)
    with contextlib.suppress(BrokenPipeError):
        Worker(wire, Ring(key if sys.platform == "win32" else int(key)), setup).run()
        os._exit(0)  # what other threads still do must not keep this process
    _follow_the_editor()


def _follow_the_editor() -> NoReturn:
    """End with all that was started here: the editor is gone, and this may be seen sooner than its lifeline closes."""
    if sys.platform != "win32":
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def _bind_to_editor(lifeline: int) -> None:
    """Die with the editor, even in a hang, and with all that was started here; be what goes when memory runs out.

    When the other end of the pipe closes, the system itself kills this process group.
    """
    import fcntl

    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


class Worker:
    """The backend runs on the main thread; one thread listens, one beats while there is work."""

    def __init__(self, wire: Wire[Question], ring: Ring, setup: Setup) -> None:
        self._wire, self._ring = wire, ring
        self._load: Callable[[], Backend] = pickle.loads(setup.load)
        self._silent_seconds = setup.silent_seconds
        self._backend: Backend | None = None
        self._questions: SimpleQueue[Make | Leave] = SimpleQueue()
        self._free: SimpleQueue[int] = SimpleQueue()
        self._cancelled, self._working = threading.Event(), threading.Event()
        for slot in range(SLOTS):
            self._free.put(slot)

    def run(self) -> None:
        """Answer one question after the other."""
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._beat, daemon=True).start()
        self._wire.send(Beat())
        while not isinstance(question := self._questions.get(), Leave):
            self._wire.send(Beat())  # the question was heard
            self._working.set()
            reply = self._answer(question)
            self._working.clear()
            self._wire.send(reply)
        if self._backend:
            self._backend.close()

    def _answer(self, question: Make) -> Done | Failed | Misfit | Broken:
        try:
            self._backend = self._backend or self._load()
            self._make(self._backend, question)
        except StudioError as error:
            return Failed(text=str(error))
        except (Exception, SystemExit) as error:
            if isinstance(error, ValueError) and question.state is not None:
                return Misfit(text=str(error))
            traceback.print_exc()
            return Broken(text=f"{type(error).__name__}: {error}"[:MOST_LETTERS])
        return Done()

    def _make(self, backend: Backend, question: Make) -> None:
        with contextlib.closing(witness(_generate(backend, question))) as events:
            while not self._cancelled.is_set():
                match next(events, None):
                    case Progress(done=done, text=text):
                        self._wire.send(Told(done=done, text=text))
                    case Preview(frame=frame, picture=picture):
                        self._send(Kind.PREVIEW, picture, frame)
                    case Frames(pictures=pictures):
                        self._send(Kind.FRAMES, pictures)
                    case Sound(samples=samples):
                        self._send(Kind.SOUND, samples)
                    case Halt(state=state):
                        self._send(Kind.HALT, np.frombuffer(state, np.uint8))
                    case Made() as made:
                        self._wire.send(Noted(made=made))
                    case None:
                        return

    def _send(self, kind: Kind, array: NDArray[np.generic], frame: int = 0) -> None:
        self._wire.send(Begun(kind=kind, shape=array.shape, dtype=array.dtype.str, frame=frame))
        data = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
        for begin in range(0, len(data), SLOT_BYTES):
            piece = data[begin : begin + SLOT_BYTES]
            slot = self._free.get()
            self._ring.slot(slot, len(piece))[:] = piece
            self._wire.send(Piece(slot=slot, size=len(piece)))

    def _listen(self) -> None:
        while True:
            try:
                question = self._wire.receive()
            except (EOFError, OSError):
                _follow_the_editor()
            match question:
                case Free(slot=slot):
                    self._free.put(slot)
                case Cancel():
                    self._cancelled.set()
                case Make() | Leave():
                    self._cancelled.clear()
                    self._questions.put(question)
                case Setup():
                    raise ValueError("a second setup")

    def _beat(self) -> None:
        """Tell that the interpreter runs. When it doesn't, the watchdog says where it hangs and ends the process."""
        while True:
            with contextlib.suppress(MemoryError, RuntimeError, OSError):
                if self._working.is_set():
                    faulthandler.dump_traceback_later(self._silent_seconds, exit=True)
                    self._wire.send(Beat())
                else:
                    faulthandler.cancel_dump_traceback_later()
            time.sleep(BEAT_SECONDS)


def _generate(backend: Backend, question: Make) -> Generator[Event, None, None]:
    folder = Path(question.folder)
    if question.state is None:
        return backend.generate(question.request, folder)
    if not isinstance(backend, Resumable):
        raise ValueError("this backend goes on from nowhere")
    return backend.resume(question.request, folder, question.state)

"""`Isolated`: a backend in a process of its own, so that its end is not the editor's."""

from __future__ import annotations

import contextlib
import os
import pickle
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from studio.api import BackendEntry, Event, Frames, Halt, Preview, Progress, ShotRequest, Sound
from studio.errors import StudioError
from studio.paths import log_folder
from studio.render.child import Child
from studio.render.endings import LostError, describe_breakdown, describe_end, describe_hang, describe_idleness
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
    Reply,
    Setup,
    Told,
)

TICK_SECONDS = 0.25
MOST_LOG_BYTES = 1_000_000
TAIL_BYTES = 10_000
Ended = Done | Failed | Misfit | Broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds that a process may take to start, be without a sign of life, be without an event, and take to stop."""

    start: float = 120.0
    silent: float = 60.0
    idle: float = 1800.0
    stop: float = 1.0


class GoneError(Exception):
    """The process was gone before it had heard the question: killed since the last one, and not quite dead yet."""


@dataclass(slots=True)
class Silence:
    """Seconds that a process has been without any sign of life, and without an event."""

    quiet: float = 0.0
    idle: float = 0.0

    def listen(self, child: Child) -> Reply | None:
        """The next reply, or `None` after a while without one. Raises `EOFError` when the process is gone."""
        began = time.monotonic()
        reply = child.receive(TICK_SECONDS)
        waited = min(time.monotonic() - began, 2 * TICK_SECONDS)  # the machine may have slept meanwhile
        self.quiet = self.quiet + waited if reply is None else 0.0
        self.idle = self.idle + waited if reply is None or isinstance(reply, Beat) else 0.0
        return reply


class Isolated:
    """A `Resumable`. Its process starts with the first question and stays, with what it has loaded, until `close`.

    For one thread: the process ends with the thread that started it. While the backend is silent, `generate` repeats
    the last progress, so that the caller can stop it at any time.
    """

    def __init__(self, entry: BackendEntry, patience: Patience | None = None, gpu: int = 0) -> None:
        self._entry, self._gpu = entry, gpu
        self._patience = patience or Patience()
        self._log = log_folder() / f"backend-{quote(entry.id, safe='')}.log"
        self._log_start = 0
        self._child: Child | None = None

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        """Make a take. Raises the backend's own `StudioError`s, and `LostError` for whatever ends its process."""
        return self._make(Make(request=request, folder=str(folder), state=None))

    def resume(self, request: ShotRequest, folder: Path, state: bytes) -> Generator[Event, None, None]:
        """Go on with a take. Raises `ValueError` where the state doesn't fit, or the backend can't."""
        return self._make(Make(request=request, folder=str(folder), state=state))

    def close(self) -> None:
        """End the process: all that it holds is free then. The next question starts another."""
        if self._child:
            self._child.send(Leave())
            self._end(self._patience.stop)

    def _make(self, question: Make) -> Generator[Event, None, None]:
        try:
            yield from self._gather_events(self._awaken(), question)
        except GoneError:
            yield from self._gather_events(self._awaken(), question)

    def _gather_events(self, child: Child, question: Make) -> Generator[Event, None, None]:
        latest = Progress(done=0.0, text=f"Waiting for {self._entry.name}")
        with contextlib.closing(self._ask(child, question)) as replies:
            for reply in replies:
                match reply:
                    case Told(done=done, text=text):
                        yield (latest := Progress(done=done, text=text))
                    case Begun(kind=Kind.FRAMES):
                        yield Frames(pictures=_gather(child, reply, replies))
                    case Begun(kind=Kind.SOUND):
                        yield Sound(samples=_gather(child, reply, replies))
                    case Begun(kind=Kind.HALT):
                        yield Halt(state=_gather(child, reply, replies).tobytes())
                    case Begun(kind=Kind.PREVIEW, frame=frame):
                        yield Preview(frame=frame, picture=_gather(child, reply, replies))
                    case Noted(made=made):
                        yield made
                    case _:
                        yield latest

    def _ask(self, child: Child, question: Make) -> Generator[Reply | None, None, None]:
        """The replies until the answer is complete, and `None` now and then while there are none."""
        has_answered = child.is_awake
        child.send(question)
        silence = Silence()
        reply = None
        try:
            while not isinstance(reply := silence.listen(child), Ended):
                if fault := self._judge(child, silence):
                    self._end()
                    raise fault
                has_answered = has_answered and reply is None
                yield reply
        except EOFError:
            cause = self._find_cause(child, silence)
            raise GoneError if has_answered else cause from None
        finally:
            if not isinstance(reply, Ended):
                self._cancel()
        if isinstance(reply, Failed):
            raise StudioError(reply.text)
        if isinstance(reply, Misfit):
            raise ValueError(reply.text)
        if isinstance(reply, Broken):  # who knows what else is, a lost GPU for one
            self._end()
            raise describe_breakdown(self._entry.name, reply.text, self._log.name)

    def _awaken(self) -> Child:
        if self._child and self._child.is_gone:
            self._end()
        if not self._child:
            setup = Setup(load=pickle.dumps(self._entry.load), silent_seconds=self._patience.silent)
            try:
                self._log.parent.mkdir(parents=True, exist_ok=True)
                with self._log.open("ab") as log:
                    if log.tell() > MOST_LOG_BYTES:
                        log.truncate(0)
                    self._log_start = log.tell()
                    self._child = Child(setup, log, self._gpu)
            except OSError as error:
                raise StudioError(
                    f"{self._entry.name} can't be started ({error.strerror}); close other programs and try again."
                ) from error
        return self._child

    def _judge(self, child: Child, silence: Silence) -> LostError | None:
        """An error for more silence than can be meant. In a hang the process's own watchdog comes first."""
        if silence.quiet > (1.2 * self._patience.silent if child.is_awake else self._patience.start):
            return describe_hang(self._entry.name, silence.quiet, self._log.name)
        if silence.idle > self._patience.idle and child.is_awake:
            return describe_idleness(self._entry.name, silence.idle)
        return None

    def _find_cause(self, child: Child, silence: Silence) -> LostError:
        """An error for the end that the process has found by itself."""
        code = self._end(self._patience.stop)
        if child.is_awake and silence.quiet > 0.8 * self._patience.silent:
            return describe_hang(self._entry.name, silence.quiet, self._log.name)
        with self._log.open("rb") as file:
            file.seek(max(self._log_start, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            words = file.read().decode(errors="replace")
        return describe_end(self._entry.name, code, words, self._log.name)

    def _cancel(self) -> None:
        """Have the process stop what it does, and end it when it doesn't."""
        if not self._child:
            return
        self._child.send(Cancel())
        deadline = time.monotonic() + self._patience.stop
        with contextlib.suppress(EOFError):
            while (left := deadline - time.monotonic()) > 0:
                match self._child.receive(left):
                    case Piece(slot=slot):
                        self._child.send(Free(slot=slot))
                    case Done() | Failed() | Misfit():
                        return
                    case Broken():
                        break
                    case _:
                        pass
        self._end()

    def _end(self, seconds: float = 0.0) -> int | None:
        child, self._child = self._child, None
        return child.end(seconds) if child else None


def _gather(child: Child, begun: Begun, replies: Generator[Reply | None, None, None]) -> NDArray[Any]:
    """An array from its pieces."""
    array = np.empty(begun.shape, begun.dtype)
    data = array.reshape(-1).view(np.uint8)
    filled = 0
    while filled < len(data):
        piece = next(replies)
        if isinstance(piece, Piece):
            data[filled : filled + piece.size] = child.ring.slot(piece.slot, piece.size)
            filled += piece.size
            child.send(Free(slot=piece.slot))
    return array

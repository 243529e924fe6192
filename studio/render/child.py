"""`Child`: the process of a backend, seen from the editor."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from io import FileIO
from queue import Empty, SimpleQueue
from threading import Thread
from typing import BinaryIO

import msgspec

from studio.render.ring import Ring
from studio.render.wire import Message, Reply, Setup, Wire

_CODE = "import sys; sys.path[:] = sys.argv[3:]; from studio.render.worker import main; main(*sys.argv[1:3])"
_FLAGS = subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0
_VISIBLE, _ALLOWED = "CUDA_VISIBLE_DEVICES", "STORYREEL_GPUS"
DEATH_SECONDS = 10.0  # a driver can hold a killed process up


def choose_gpu(environment: Mapping[str, str], gpu: int) -> dict[str, str]:
    """The environment of a process that sees one GPU, by its number among those that the editor may use.

    Where those are named, it is told of them all, its own first: a backend may start others of its own for them.
    """
    allowed = environment.get(_VISIBLE)
    if not allowed:
        return {**environment, _VISIBLE: str(gpu) if allowed is None else ""}
    numbers = allowed.split(",")
    mine = gpu % len(numbers)
    return {**environment, _VISIBLE: numbers[mine], _ALLOWED: ",".join(numbers[mine:] + numbers[:mine])}


class Child:
    """Starts a fresh interpreter at once, whose words go to `log`. It dies with the editor, and all that it started."""

    def __init__(self, setup: Setup, log: BinaryIO, gpu: int = 0) -> None:
        self.ring = Ring.make()
        self.is_awake = False
        self._inbox: SimpleQueue[Reply | None] = SimpleQueue()
        end_of_life, self._lifeline = os.pipe()  # closed by the system when the editor is killed
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "-c", _CODE, str(self.ring.key), str(end_of_life), *sys.path],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                pass_fds=[self.ring.key, end_of_life] if isinstance(self.ring.key, int) else [],
                start_new_session=True,  # so that whatever it starts can be ended with it
                creationflags=_FLAGS,
                env=choose_gpu(os.environ, gpu),
            )
        except OSError:
            self._let_go()
            raise
        finally:
            os.close(end_of_life)
        reading, writing = self._process.stdout, self._process.stdin
        assert isinstance(reading, FileIO) and isinstance(writing, FileIO)
        self._wire: Wire[Reply] = Wire(reading, writing, Reply)
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self.send(setup)

    @property
    def is_gone(self) -> bool:
        """Whether the process has ended by itself."""
        return self._process.poll() is not None

    def send(self, message: Message) -> None:
        """Send to a process that may be gone, as `receive` will tell."""
        with contextlib.suppress(OSError):
            self._wire.send(message)

    def receive(self, seconds: float) -> Reply | None:
        """The next reply, or `None` when none came in time. Raises `EOFError` when the process is gone."""
        try:
            reply = self._inbox.get(timeout=seconds)
        except Empty:
            return None
        if reply is None:
            raise EOFError
        self.is_awake = True
        return reply

    def end(self, seconds: float = 0.0) -> int | None:
        """Let it end by itself within some seconds, then kill it and all that it started.

        Gives its exit code, negative for a signal, or `None` if even that has not ended it.
        """
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        if sys.platform == "win32":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(DEATH_SECONDS)
            self._reader.join()
            self._wire.close()
            self._let_go()
        return self._process.returncode

    def _let_go(self) -> None:
        os.close(self._lifeline)
        self.ring.close()

    def _read(self) -> None:
        with contextlib.suppress(EOFError, OSError, msgspec.MsgspecError):
            while True:
                self._inbox.put(self._wire.receive())
        self._inbox.put(None)

"""Breaks down as the file `faults.txt` beside it says: a line `fault stage` for each time, struck off as it comes."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import numpy as np

from studio.api import Event, Frames, Halt, Made, Preview, Progress, ShotRequest, Sound, StudioError

HERE = Path(__file__).parent
HALT_BYTES = 200_000


class Faulty:
    def __init__(self) -> None:
        (HERE / "pids.txt").open("a").write(f"{os.getpid()}\n")
        suffer("load")

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        try:
            suffer("first")
            if request.settings:
                yield Made(precision=str(request.setting("memory")))
            yield from self._play(request)
            suffer("end")
        finally:
            suffer("closing")

    def resume(self, request: ShotRequest, folder: Path, state: bytes) -> Generator[Event, None, None]:
        if len(state) != HALT_BYTES:
            raise ValueError("no state")
        yield from self._play(request)

    def close(self) -> None:
        (HERE / "closed.txt").write_text("closed")
        suffer("close")

    def _play(self, request: ShotRequest) -> Generator[Event, None, None]:
        random = np.random.default_rng(request.seed)
        for frame in range(request.frames):
            if frame == request.frames // 2:
                suffer("middle")
            picture = random.integers(0, 256, (1, request.height, request.width, 3), np.uint8)
            yield Preview(frame=frame, picture=picture[0, ::2, ::2])
            yield Frames(pictures=picture)
            yield Sound(samples=random.random((2000, 2), np.float32) - 0.5)
            yield Halt(state=bytes([frame]) * HALT_BYTES)
            yield Progress(done=(frame + 1) / request.frames, text=f"Frame {frame + 1}")


def suffer(stage: str) -> None:
    faults = (HERE / "faults.txt").read_text().splitlines()
    if faults and faults[0].split()[1] == stage:
        (HERE / "faults.txt").write_text("".join(f"{line}\n" for line in faults[1:]))
        break_down(faults[0].split()[0])


def break_down(fault: str) -> None:
    match fault:
        case "mendable":
            raise StudioError("The tray is empty; fill it.")
        case "raise":
            raise RuntimeError("out of paper")
        case "exit":
            sys.stdout.write("printed before the end\n")
            os._exit(3)
        case "quit":
            sys.exit("no more")
        case "segfault":
            ctypes.string_at(0)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "memory":
            resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
            hoard = [np.ones(1 << 23)]
            while True:
                hoard.append(hoard[0] + 1)
        case "hang":  # the interpreter runs on
            time.sleep(3600)
        case "freeze":  # it doesn't: nothing gives the lock back
            ctypes.PyDLL(None).sleep(3600)
        case "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "family" | "nursery":
            (HERE / "pids.txt").open("a").write(f"{subprocess.Popen(['sleep', '3600']).pid}\n")
            if fault == "family":
                os.kill(os.getpid(), signal.SIGKILL)
        case _:
            raise ValueError(fault)

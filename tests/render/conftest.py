"""A backend that does as it is told, and a request for it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np

from studio.api import BackendEntry, Capabilities, Event, Forecast, Frames, ShotRequest, Sound

Play = Callable[[ShotRequest], Iterable[Event]]
SIZE = 64, 48


class Scripted:
    """Yields what it was given."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self.is_interrupted = False
        self.is_closed = False

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        try:
            yield from self._play(request)
        except GeneratorExit:
            self.is_interrupted = True
            raise

    def close(self) -> None:
        self.is_closed = True


def enter(backend: Scripted, id_: str = "scripted") -> BackendEntry:
    """The backend's entry, as a manifest would give it."""
    return BackendEntry(
        id=id_,
        name="Scripted",
        version="1",
        description="",
        licence="",
        isolate=False,
        capabilities=Capabilities(sound=True),
        load=lambda: backend,
        forecast=lambda request: Forecast(seconds=float(request.frames), memory_bytes=1000),
    )


def make_request(frames: int = 8, backend: str = "scripted") -> ShotRequest:
    """A request for a small shot called Quay."""
    return ShotRequest(
        shot_name="Quay",
        backend=backend,
        prompt="",
        action="",
        dialogue=(),
        camera="",
        sound="",
        cast=(),
        images=(),
        first_frame=None,
        last_frame=None,
        continued=None,
        width=SIZE[0],
        height=SIZE[1],
        frame_rate=Fraction(24),
        frames=frames,
        seed=1,
        settings=(),
    )


def make_frames(count: int) -> Frames:
    """Black pictures."""
    return Frames(pictures=np.zeros((count, SIZE[1], SIZE[0], 3), np.uint8))


def make_sound(count: int) -> Sound:
    """Samples that are not silent."""
    return Sound(samples=np.full((count, 2), 0.25, np.float32))

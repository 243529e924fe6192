"""All that a plugin may know: what a backend and an exporter are, and the events they yield."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from studio.core.capabilities import Capabilities, Option, OptionKind
from studio.core.forecast import Forecast
from studio.core.project import Project
from studio.core.recipe import Library, Weights
from studio.core.request import RequestCharacter, RequestImage, RequestLine, Setting, ShotRequest
from studio.core.timecode import SAMPLE_RATE
from studio.errors import StudioError

__all__ = [
    "SAMPLE_RATE",
    "Backend",
    "BackendEntry",
    "Bench",
    "BenchEntry",
    "BenchRow",
    "Capabilities",
    "ExportRequest",
    "Exporter",
    "ExporterEntry",
    "Forecast",
    "Frames",
    "Halt",
    "Library",
    "Made",
    "Option",
    "OptionKind",
    "Pictures",
    "Preview",
    "Progress",
    "RequestCharacter",
    "RequestImage",
    "RequestLine",
    "Resumable",
    "Samples",
    "Setting",
    "ShotRequest",
    "Sound",
    "StudioError",
    "TrainRequest",
    "Trainer",
    "TrainerEntry",
    "Weights",
]

Pictures = NDArray[np.uint8]
Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a piece of work is, from 0 to 1, and what it does at the moment."""

    done: float
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A picture of the take on its way: uint8 RGB (height, width, 3), at most 512 px wide; `frame` is its place."""

    frame: int
    picture: Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The next finished frames of the take, in order: uint8 RGB (count, height, width, 3) at the request's size."""

    pictures: Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The next samples of the take, in order: float32 (count, 2) in -1…1 at `SAMPLE_RATE`."""

    samples: Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """All that a backend needs to go on from here, should it be stopped: after a pause, or a kill."""

    state: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the take is made with, told before the first frames; it is kept with the take and in its file.

    Whoever runs the backend fills in what it leaves out: the processor for an empty `device`, the libraries that its
    process has loaded, the versions of the `programs` that it has called, the memory that its process held. Without
    weights and arithmetic of its own to tell of, a backend need not yield it. `device` is the name of a GPU;
    `precision` that of a type, such as "bfloat16".
    """

    weights: tuple[Weights, ...] = ()
    device: str = ""
    precision: str = ""
    libraries: tuple[Library, ...] = ()
    programs: tuple[str, ...] = ()
    memory_bytes: int | None = None


Event = Progress | Preview | Frames | Sound | Halt | Made


class Backend(Protocol):
    """Makes takes. One object serves many requests; it owns its weights between them.

    `folder` is the film's: `RequestImage.path` counts from it.
    """

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        """Make a take. Closing the generator cancels; its `finally` frees what it holds.

        Raises `StudioError` for what the user can mend.
        """
        ...

    def close(self) -> None:
        """Give back all memory and devices."""
        ...


@runtime_checkable
class Resumable(Backend, Protocol):
    """A backend that yields `Halt`s and can go on from the newest of them, to the same bits."""

    def resume(self, request: ShotRequest, folder: Path, state: bytes) -> Generator[Event, None, None]:
        """As `generate`, with all frames and sound from the first on.

        Raises `ValueError` for a state that doesn't fit: the caller begins anew.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """A film to be written: frames `begin` to `end` of its cut, at a size, to a path that does not exist yet."""

    project: Project
    folder: Path
    path: Path
    begin: int
    end: int
    width: int
    height: int
    options: tuple[Setting, ...]


class Exporter(Protocol):
    """Writes films."""

    def export(self, request: ExportRequest) -> Generator[Progress, None, None]:
        """Write the file. Closing the generator cancels. Raises `StudioError` for what the user can mend."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRequest:
    """A model to be trained: for how long, on which device ("cpu", "cuda"), and where its state and its file lie.

    `start` is a finished file to learn on from.
    """

    minutes: float
    device: str
    state: Path
    out: Path
    start: Path | None = None


class Trainer(Protocol):
    """Trains a model that a plugin ships."""

    def train(self, request: TrainRequest) -> Generator[Progress, None, None]:
        """Go on where `state` ends; without one, from `start` or from nothing. Closing it keeps what was reached."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchRow:
    """One figure of a model, beside that of the truth and of chance, and what it should be; None for none."""

    what: str
    unit: str
    value: float | None
    truth: float | None = None
    chance: float | None = None
    least: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def is_reached(self) -> bool | None:
        """Whether it is at least `least` and at most `most`; None where there is no figure, or nothing to reach."""
        if self.value is None or (self.least is None and self.most is None):
            return None
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)


class Bench(Protocol):
    """Measures how good a model is that a plugin ships."""

    def measure(self, requests: int, show: Callable[[float, str], None]) -> list[BenchRow]:
        """All its figures, on so many requests; `show` is told how much is done, from 0 to 1, and what is.

        Raises `StudioError` where there is nothing to measure.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendEntry:
    """A backend as its manifest describes it; `load` imports its code and makes the object, `forecast` is quick.

    With `isolate` that happens in a process of its own, to which `load` is pickled. When a request takes more memory
    than there is, it is tried once more with the settings that `lighten` gives instead of its own, if there are any.
    `lack` is a sentence about what is missing on this machine, empty where nothing is; `examine` gives sentences about
    how it would work here. Both are quick.
    """

    id: str
    name: str
    version: str
    description: str
    licence: str
    isolate: bool
    capabilities: Capabilities
    load: Callable[[], Backend]
    forecast: Callable[[ShotRequest], Forecast]
    lighten: Callable[[ShotRequest], tuple[Setting, ...]] = lambda request: ()
    lack: Callable[[], str] = lambda: ""
    examine: Callable[[], tuple[str, ...]] = lambda: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExporterEntry:
    """A way to write a film, as its manifest describes it: one preset of an exporter."""

    id: str
    name: str
    description: str
    suffix: str
    options: tuple[Option, ...]
    load: Callable[[], Exporter]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerEntry:
    """A model that can be trained, as its manifest describes it; `minutes` is what its recipe takes."""

    id: str
    name: str
    minutes: float
    load: Callable[[], Trainer]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchEntry:
    """A model whose quality can be measured, as its manifest describes it."""

    id: str
    name: str
    load: Callable[[], Bench]

"""A take from a backend's events: too little, too much, nonsense, and a stop."""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from studio.api import Event as BackendEvent
from studio.api import Frames, Halt, Preview, Progress, ShotRequest, Sound
from studio.core.ids import ShotId
from studio.errors import StudioError
from studio.media.reader import TakeReader
from studio.media.sound import SoundReader
from studio.render.take import StoppedError, make_take
from studio.storage.halts import Halts
from tests.render.conftest import Scripted, make_frames, make_request, make_sound


def make(tmp_path: Path, events: Iterable[BackendEvent]) -> tuple[Path, list[Progress | Preview]]:
    told: list[Progress | Preview] = []
    take = make_take(Scripted(lambda _: events), "1", make_request(), ShotId("s"), tmp_path, Event(), told.append)
    return tmp_path / take.path, told


@pytest.mark.parametrize("samples", [0, 100, 16_000, 40_000])
def test_sound_is_cut_or_padded_to_the_pictures(tmp_path: Path, samples: int) -> None:
    path, _ = make(tmp_path, [make_sound(samples), make_frames(8)])
    with closing(SoundReader(path)) as reader:
        heard = reader.read(0, 20_000)
    assert np.count_nonzero(heard[:, 0]) == min(samples, 16_000)


def test_too_many_frames_are_left_out(tmp_path: Path) -> None:
    path, _ = make(tmp_path, [make_frames(6), make_frames(6)])
    with TakeReader(path) as reader:
        assert reader.frame_count == 8


def test_too_few_frames_are_an_error_that_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="made 3 of 8 frames of Quay"):
        make(tmp_path, [make_frames(3)])
    assert not list((tmp_path / "takes").iterdir())


def test_progress_stays_between_nothing_and_all(tmp_path: Path) -> None:
    wild = [Progress(done=value) for value in (-1.0, 0.5, 7.0, math.nan, math.inf)]
    _, told = make(tmp_path, [*wild, make_frames(8)])
    assert [event.done for event in told if isinstance(event, Progress)] == [0.0, 0.5, 1.0, 0.0, 1.0]


def test_a_stop_closes_the_backend_and_leaves_nothing(tmp_path: Path) -> None:
    stop = Event()

    def play() -> Generator[BackendEvent, None, None]:
        yield make_frames(4)
        stop.set()
        yield make_frames(4)

    backend = Scripted(lambda _: play())
    with pytest.raises(StoppedError):
        make_take(backend, "1", make_request(), ShotId("s"), tmp_path, stop, lambda event: None)
    assert backend.is_interrupted
    assert not list((tmp_path / "takes").iterdir())


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (
            Frames(pictures=np.zeros((8, 24, 32, 3), np.uint8)),
            "made pictures of 8 × 24 × 32 × 3 uint8, not of any × 48",
        ),
        (Frames(pictures=np.zeros((48, 64, 3), np.uint8)), "made pictures of 48 × 64 × 3 uint8"),
        (Sound(samples=np.zeros((8, 1), np.float32)), "made sound of 8 × 1 float32, not of any × 2 float32"),
        (Preview(frame=0, picture=np.zeros((8, 8), np.uint8)), "made a preview of 8 × 8 uint8"),
    ],
)
def test_what_has_another_shape_is_refused_in_words(tmp_path: Path, event: BackendEvent, says: str) -> None:
    with pytest.raises(StudioError, match=says):
        make(tmp_path, [event, make_frames(8)])
    assert not list((tmp_path / "takes").iterdir())


def test_a_take_that_finds_no_place_leaves_nothing(tmp_path: Path) -> None:
    def play() -> Generator[BackendEvent, None, None]:
        yield make_frames(8)
        (part,) = (tmp_path / "takes").iterdir()
        part.with_suffix(".mov").mkdir()  # the place where the file would go

    with pytest.raises(StudioError, match=r"\.mov can't be written"):
        make(tmp_path, play())
    assert not [path for path in (tmp_path / "takes").iterdir() if path.is_file()]


class Halting(Scripted):
    """Halts in the middle; goes on from a state that it knows."""

    def resume(self, request: ShotRequest, folder: Path, state: bytes) -> Generator[BackendEvent, None, None]:
        if state != b"half":
            raise ValueError("no state of mine")
        yield make_frames(8)


def test_a_halt_that_does_not_fit_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "takes").mkdir()
    begun: list[ShotRequest] = []

    def play(request: ShotRequest) -> Generator[BackendEvent, None, None]:
        begun.append(request)
        yield Halt(state=b"half")
        if len(begun) == 1:
            raise StudioError("The disk is full.")
        yield make_frames(8)

    halts = Halts(tmp_path, make_request(), "1")
    for state, generated in ((b"half", 1), (b"strange", 2)):
        halts.keep(state)
        halts.flush()
        begun[:] = [make_request()]
        make_take(Halting(play), "1", make_request(), ShotId("s"), tmp_path, Event(), lambda event: None)
        assert len(begun) == generated
        assert halts.load() is None, "the take is made"


@pytest.mark.parametrize(("state", "least"), [(b"half", 40.0), (b"strange", 0.0)])
def test_a_take_that_was_stopped_took_the_time_of_all_its_parts(tmp_path: Path, state: bytes, least: float) -> None:
    (tmp_path / "takes").mkdir()
    halts = Halts(tmp_path, make_request(), "1")
    halts.keep(b"")
    halts.flush()
    (file,) = (tmp_path / "takes").iterdir()
    kept = struct.pack("<d", 40.0) + state  # of seconds before it was stopped
    file.write_bytes(hashlib.sha256(kept).digest() + kept)
    backend = Halting(lambda request: [make_frames(8)])
    take = make_take(backend, "1", make_request(), ShotId("s"), tmp_path, Event(), lambda event: None)
    assert least < take.seconds_taken < least + 30


def test_a_halt_is_kept_over_a_stop_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    stop = Event()

    def play(request: ShotRequest) -> Generator[BackendEvent, None, None]:
        yield Halt(state=b"half")
        stop.set()
        yield make_frames(8)

    with pytest.raises(StoppedError):
        make_take(Halting(play), "1", make_request(), ShotId("s"), tmp_path, stop, lambda event: None)
    halts = Halts(tmp_path, make_request(), "1")
    assert halts.load() == b"half"
    assert Halts(tmp_path, make_request(), "2").load() is None
    assert Halts(tmp_path, make_request(frames=9), "1").load() is None
    assert 0 < halts.seconds < 1
    (file,) = (tmp_path / "takes").iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert halts.load() is None

"""Backends started once, closed once, and whatever they do wrong said in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from studio.api import Event as BackendEvent
from studio.api import ShotRequest
from studio.core.ids import ShotId
from studio.core.project import Take
from studio.errors import StudioError
from studio.paths import data_folder
from studio.render.engines import Engines
from studio.storage.timings import read_timings
from tests.render.conftest import Play, Scripted, enter, make_frames, make_request


def make(engines: Engines, backend: Scripted, id_: str = "scripted") -> Take:
    return engines.make(enter(backend, id_), make_request(), ShotId("s"), Event(), lambda event: None)


def play_well(request: ShotRequest) -> Iterable[BackendEvent]:
    return [make_frames(request.frames)]


def raising(error: BaseException) -> Play:
    def play(request: ShotRequest) -> Iterable[BackendEvent]:
        raise error

    return play


def test_a_backend_is_started_once_and_closed_at_the_end(tmp_path: Path) -> None:
    backend, started = Scripted(play_well), list[Scripted]()

    def load() -> Scripted:
        started.append(backend)
        return backend

    engines, entry = Engines(tmp_path), replace(enter(backend), load=load)
    takes = [engines.make(entry, make_request(), ShotId("s"), Event(), lambda event: None) for _ in range(3)]
    assert len({take.path for take in takes}) == 3
    assert (len(started), backend.is_closed) == (1, False)
    engines.close()
    assert backend.is_closed


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (MemoryError(), "^Scripted ran out of memory; close other programs or choose a smaller size.$"),
        (KeyError("weights"), r"^Scripted broke down \('weights'\); the log has the details. Try again.$"),
        (SystemExit(3), r"^Scripted broke down \(3\);"),
        (OSError(28, "No space left on device"), r"\.mov can't be written \(No space left on device\)"),
        (StudioError("The server is asleep; wake it."), "^The server is asleep; wake it.$"),
    ],
)
def test_what_a_backend_does_wrong_becomes_a_sentence(tmp_path: Path, error: BaseException, says: str) -> None:
    engines = Engines(tmp_path)
    with pytest.raises(StudioError, match=says):
        make(engines, Scripted(raising(error)))
    assert not list(tmp_path.glob("takes/*"))
    engines.close()


def test_a_backend_that_gives_nothing_has_failed(tmp_path: Path) -> None:
    engines = Engines(tmp_path)
    with pytest.raises(StudioError, match="made 0 of 8 frames of Quay"):
        make(engines, Scripted(lambda _: ()))
    engines.close()


def test_a_backend_that_can_not_be_closed_keeps_no_other_open(tmp_path: Path) -> None:
    class Stuck(Scripted):
        def close(self) -> None:
            raise RuntimeError("stuck")

    engines, other = Engines(tmp_path), Scripted(play_well)
    make(engines, Stuck(play_well), "stuck")
    make(engines, other, "other")
    engines.close()
    assert other.is_closed


def test_how_long_a_take_took_corrects_the_next_forecast(tmp_path: Path) -> None:
    engines, backend = Engines(tmp_path), Scripted(play_well)
    first, second = make(engines, backend), make(engines, backend)
    one, two = read_timings(data_folder())
    assert (one.backend, one.work, one.said_seconds, one.forecast_seconds) == ("scripted", "64x48, 8 frames", 8.0, 8.0)
    assert (one.seconds, two.seconds) == (first.seconds_taken, second.seconds_taken)
    assert two.forecast_seconds == pytest.approx(first.seconds_taken), "as long as the one before"
    with pytest.raises(StudioError):
        make(engines, Scripted(raising(StudioError("No."))), "other")
    assert len(read_timings(data_folder())) == 2, "what was not made says nothing"

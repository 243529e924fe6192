"""Forecasts are corrected by what this machine has shown."""

from dataclasses import replace
from pathlib import Path

import pytest

from studio.core.forecast import Forecast, Timing, correct, find_errors, name_work
from studio.core.request import Setting
from studio.storage.timings import FILE, MOST, add_timing, read_timings
from tests.render.conftest import make_request

SAID = Forecast(seconds=10.0, memory_bytes=5)


def make_timing(seconds: float, *, frames: int = 8, backend: str = "scripted", said: float = 10.0) -> Timing:
    work = name_work(make_request(frames=frames))
    return Timing(backend=backend, work=work, said_seconds=said, forecast_seconds=said, seconds=seconds)


def test_without_experience_the_backend_is_believed() -> None:
    assert correct(SAID, make_request(), ()) == SAID
    assert correct(SAID, make_request(), [make_timing(99, backend="other"), make_timing(99, said=0.0)]) == SAID


def test_the_same_work_counts_before_other_work() -> None:
    other = [make_timing(30, frames=16)] * 5
    assert correct(SAID, make_request(), other).seconds == pytest.approx(30)
    assert correct(SAID, make_request(), [*other, make_timing(20)]) == Forecast(seconds=20.0, memory_bytes=5)


def test_an_outlier_does_not_count_and_old_ones_are_forgotten() -> None:
    assert correct(SAID, make_request(), [make_timing(20), make_timing(900), make_timing(21)]).seconds == 21
    assert correct(SAID, make_request(), [*[make_timing(90)] * 20, *[make_timing(5)] * 9]).seconds == 5


def test_work_is_size_length_and_numbers() -> None:
    settings = (
        Setting(name="steps", value=8),
        Setting(name="voice", value="auto"),
        Setting(name="captions", value=True),
    )
    assert name_work(replace(make_request(), settings=settings)) == "64x48, 8 frames, steps 8"


def test_errors_are_shares_of_what_it_took() -> None:
    assert find_errors([make_timing(20), make_timing(8), make_timing(0)]) == (0.5, 0.25)


def test_timings_are_kept_and_bounded(tmp_path: Path) -> None:
    assert read_timings(tmp_path) == ()
    for seconds in (1.0, 2.0):
        add_timing(tmp_path / "new", make_timing(seconds))
    assert [timing.seconds for timing in read_timings(tmp_path / "new")] == [1.0, 2.0]
    file = tmp_path / "new" / FILE
    file.write_bytes(b'not json\n{"backend": 3}\n' + file.read_bytes() * MOST)
    add_timing(tmp_path / "new", make_timing(3.0))
    kept = read_timings(tmp_path / "new")
    assert len(kept) == MOST
    assert kept[-1].seconds == 3.0

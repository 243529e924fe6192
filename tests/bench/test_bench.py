"""Every measurement at a tiny size: what it measures is there; no speed is asserted."""

from __future__ import annotations

import math
import shutil
import sys
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.bench.bare import BareSeeker, Coding, join_by_ffmpeg, join_by_pyav
from studio.bench.desk import FirstPainting
from studio.bench.figures import Figure, percentile
from studio.bench.lateness import Lateness
from studio.bench.run import MEASURES, choose_measures, describe, list_facts, measure
from studio.bench.scale import Scale
from studio.bench.takes import FILM, make_rendered_film
from studio.cli import main
from studio.core.forecast import Timing
from studio.errors import StudioError
from studio.media.colour import to_rgb
from studio.media.reader import TakeReader
from studio.paths import data_folder
from studio.storage.timings import add_timing

TINY = Scale(
    shots=20,
    started_shots=4,
    starts=1,
    width=320,
    height=180,
    frames=12,
    tracks=2,
    clips=10,
    repaints=4,
    seeks=4,
    play_seconds=0.4,
    render_seconds=0.5,
    renders=5,
)
CAN_BE_NOTHING = {
    "torch loaded by then",
    "dropped",
    "memory kept per take, on the thread",
    "memory kept per take, in a process",
}


@pytest.mark.parametrize("name", [name for name in MEASURES if name != "forecast"])
def test_a_measurement_gives_figures(name: str) -> None:
    figures = measure(name, TINY)
    assert figures
    for figure in figures:
        assert math.isfinite(figure.value), figure
        assert figure.value > 0 or (figure.what in CAN_BE_NOTHING and figure.value == 0), figure


def test_forecasts_are_held_against_what_takes_took() -> None:
    assert measure("forecast", TINY) == [], "nothing was made here yet"
    for seconds in (10.0, 8.0, 12.5):
        timing = Timing(backend="slow", work="", said_seconds=10, forecast_seconds=10, seconds=seconds)
        add_timing(data_folder(), timing)
    (figure,) = measure("forecast", TINY)
    assert (figure.what, figure.unit) == ("forecast error, median of 3 takes by slow", "%")
    assert figure.value == pytest.approx(20)


def test_all_are_measured_where_none_is_named() -> None:
    assert choose_measures([]) == list(MEASURES)
    assert choose_measures(["scrub", "edit"]) == ["scrub", "edit"]
    with pytest.raises(StudioError, match=r"“scrubs”.*storage"):
        choose_measures(["edit", "scrubs"])


def test_a_figure_says_whether_it_is_kept() -> None:
    kept = Figure(what="open", value=10, unit="ms", most=10)
    missed = Figure(what="open", value=10.01, unit="ms", most=10)
    free = Figure(what="speed", value=3, unit="frames/s")
    assert [figure.is_kept for figure in (kept, missed, free)] == [True, False, None]
    assert describe("file", kept).split() == ["file", "open", "10.00", "ms", "≤", "10", "yes"]
    assert describe("file", missed).endswith("NO")
    assert list_facts("file", free) == {
        "bench": "file",
        "what": "speed",
        "value": 3,
        "unit": "frames/s",
        "promised": None,
        "kept": None,
    }


def test_a_percentile_is_what_so_many_do_not_exceed() -> None:
    assert percentile([float(each) for each in range(101)], 95) == 95


def test_a_selection_on_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["storyreel", "bench", "edit"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split() == ["measured", "figure", "unit", "promised", "kept"]
    assert [row.split()[0] for row in rows] == ["edit"] * 3
    assert all("≤ 5" in row for row in rows)


def test_a_first_painting_is_told_once(qtbot: QtBot) -> None:
    widget, told = QWidget(), list[bool]()
    qtbot.addWidget(widget)
    painting = FirstPainting(widget)
    painting.done.connect(lambda: told.append(widget.isVisible()))
    with qtbot.waitSignal(painting.done):
        widget.show()
    widget.repaint()
    qtbot.wait(20)
    assert told == [True]


def test_a_busy_event_loop_is_late(qtbot: QtBot) -> None:
    watch = Lateness(lambda: len(watch.late_ms) >= 8)
    QTimer.singleShot(10, lambda: time.sleep(0.05))
    watch.run()
    assert max(watch.late_ms) >= 40


@pytest.fixture
def takes(tmp_path: Path) -> list[Path]:
    film = make_rendered_film(tmp_path, 2, TINY)
    return [tmp_path / FILM / shot.take.path for shot in film.shots if shot.take]


def test_the_bare_seek_finds_the_frame_that_the_reader_finds(takes: list[Path]) -> None:
    seeker = BareSeeker(takes[0])
    with TakeReader(takes[0]) as reader:
        frames = [to_rgb(reader.frame(number)).astype(np.int16) for number in range(TINY.frames)]
    for number in (7, 2, 11):
        found = seeker.seek(Fraction(number, 24))
        assert int(np.argmin([np.abs(frame - found).mean() for frame in frames])) == number
    seeker.close()


def test_what_exports_are_held_against_joins_all_takes(takes: list[Path], tmp_path: Path) -> None:
    joins = [join_by_pyav, *([join_by_ffmpeg] if shutil.which("ffmpeg") else [])]
    for number, join in enumerate(joins):
        out = tmp_path / f"{number}.mp4"
        join(takes, out, Coding(crf="20", preset="ultrafast"))
        with av.open(out) as made:
            assert made.streams.video[0].codec_context.name == "h264"
            times = [frame.time for frame in made.decode(video=0)]
        with av.open(out) as made:
            samples = sum(frame.samples for frame in made.decode(audio=0))
        assert len(times) == 2 * TINY.frames
        assert all(after > before for before, after in pairwise(times))
        assert abs(samples - 48_000) <= 2048

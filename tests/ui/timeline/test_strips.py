"""Pictures and outlines of sound of a real take, read in the background."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from studio.errors import StudioError
from studio.media.bars import draw_bars, read_bars
from studio.media.writer import TakeWriter
from studio.ui.background import Background
from studio.ui.timeline.strips import Piece, Strips
from studio.ui.timeline.wave import draw_wave

HEIGHT = 90


@pytest.fixture
def take(tmp_path: Path) -> str:
    """Twelve frames that say their number; silence, then the loudest sound."""
    sound = np.zeros((24_000, 2), np.float32)
    sound[12_000:] = np.tile([[0.99], [-0.99]], (6_000, 2))
    with TakeWriter(tmp_path / "take.mov", 160, HEIGHT, Fraction(24)) as writer:
        writer.add_sound(sound)
        for number in range(12):
            writer.add_pictures(draw_bars(number, 160, HEIGHT)[None])
    return "take.mov"


@pytest.fixture
def strips(tmp_path: Path, background: Background) -> Strips:
    return Strips(tmp_path, background)


def number_of(picture: QPixmap | None) -> int | None:
    if picture is None:
        return None
    image = picture.toImage().convertToFormat(picture.toImage().Format.Format_RGB888)
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return read_bars(rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3))


def test_a_frame_is_read_and_another_stands_in_for_it(strips: Strips, take: str, qtbot: QtBot) -> None:
    assert strips.strip(take, 5, HEIGHT) is None
    with qtbot.waitSignal(strips.changed):
        pass
    assert number_of(strips.strip(take, 5, HEIGHT)) == 5
    assert number_of(strips.strip(take, 9, HEIGHT)) == 5
    qtbot.waitUntil(lambda: number_of(strips.strip(take, 9, HEIGHT)) == 9)


TONES = "#808080", "#C0C0C0"


def draw_whole(strips: Strips, take: str, width: int, begin: float = 0.0, end: float = 1.0) -> list[Piece]:
    return strips.wave(take, width, begin, end, 20, TONES)


def test_the_outline_of_the_sound_is_flat_where_it_is_silent(strips: Strips, take: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(draw_whole(strips, take, 64)))
    (piece,) = draw_whole(strips, take, 64)
    image = piece.pixmap.toImage()
    filled = [sum(image.pixelColor(x, y).alpha() > 0 for y in range(20)) for x in (10, 50)]
    assert filled[0] <= 2
    assert filled[1] >= 18
    (narrow,) = draw_whole(strips, take, 128)  # until the wider one is drawn
    assert (narrow.pixmap.width(), narrow.left, narrow.width, narrow.begin, narrow.end) == (64, 0, 64, 0, 1)


def test_only_the_tiles_in_sight_are_drawn_and_others_stand_in(strips: Strips, take: str, qtbot: QtBot) -> None:
    def is_sharp(width: int, begin: float, end: float) -> bool:
        pieces = draw_whole(strips, take, width, begin, end)
        return len(pieces) == 2 and all(piece.width == piece.pixmap.width() == 1024 for piece in pieces)

    qtbot.waitUntil(lambda: is_sharp(4096, 0.3, 0.7))
    assert [(piece.begin, piece.end) for piece in draw_whole(strips, take, 4096, 0.3, 0.7)] == [
        (0.25, 0.5),
        (0.5, 0.75),
    ]
    assert draw_whole(strips, take, 4096, 0.8, 0.9) == []
    halves = draw_whole(strips, take, 8192, 0.4, 0.45)
    assert [(piece.left, piece.width, piece.begin, piece.end) for piece in halves] == [(512, 512, 0.375, 0.5)]
    both = draw_whole(strips, take, 2048, 0.0, 0.4)
    assert [(piece.left, piece.width, piece.begin, piece.end) for piece in both] == [(0, 1024, 0.25, 0.5)]


def test_the_power_lies_within_the_extremes() -> None:
    outline = np.zeros((960, 3), np.float16)
    outline[:, :2] = -0.64, 0.64
    outline[480:, 2] = 0.16**2
    image = draw_wave(outline, 0.0, 1.0, (96, 101), TONES)
    columns = [[image.pixelColor(x, y).name().upper() for y in range(101)] for x in (20, 80)]
    assert [column.count(TONES[0]) for column in columns] == pytest.approx([80, 40], abs=2)
    assert [column.count(TONES[1]) for column in columns] == pytest.approx([1, 41], abs=2)
    half = draw_wave(outline, 0.5, 0.5, (48, 101), TONES)
    assert half == image.copy(48, 0, 48, 101)


def test_a_take_that_is_not_there_is_asked_for_once(tmp_path: Path, background: Background, qtbot: QtBot) -> None:
    asked: list[Sequence[int]] = []

    def read(path: Path, frames: Sequence[int], height_px: int) -> list[NDArray[np.uint8]]:
        asked.append(frames)
        raise StudioError(f"{path.name} is missing.")

    strips = Strips(tmp_path, background, read_strip=read)
    with qtbot.waitSignal(strips.changed):
        strips.strip("gone.mov", 0, HEIGHT)
    assert strips.strip("gone.mov", 1, HEIGHT) is None
    assert [list(frames) for frames in asked] == [[0]]

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
from studio.ui.timeline.strips import Strips

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


def test_the_outline_of_the_sound_is_flat_where_it_is_silent(strips: Strips, take: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: strips.wave(take, 64, 20, "#808080") is not None)
    wave = strips.wave(take, 64, 20, "#808080")
    assert wave is not None
    image = wave.toImage()
    filled = [sum(image.pixelColor(x, y).alpha() > 0 for y in range(20)) for x in (10, 50)]
    assert filled[0] <= 2
    assert filled[1] >= 18
    assert strips.wave(take, 128, 20, "#808080") is wave  # until the wider one is drawn


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

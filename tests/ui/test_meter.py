"""Meters: how bars move, what the ear hears, and what a click does."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.media.mix import limit
from studio.ui.player.figures import LoudnessStrip
from studio.ui.player.levels import Ear, Levels
from studio.ui.player.meter import FLOOR, Bar, LevelMeter, move_bar
from studio.ui.theme import DARK

RATE, BLOCK = 48_000, 960


def make_sine(level: float, seconds: float) -> NDArray[np.float32]:
    wave = level * np.sin(2 * np.pi * 997 / RATE * np.arange(round(RATE * seconds)))
    return np.stack([wave, wave], axis=1).astype(np.float32)


def hear(ear: Ear, sound: NDArray[np.float32]) -> Levels:
    return [ear.hear(sound[start : start + BLOCK], {}) for start in range(0, len(sound), BLOCK)][-1]


def test_a_bar_rises_at_once_falls_slowly_and_holds_its_peak() -> None:
    bar = move_bar(Bar(), 0.5, 0.25, over=False)
    assert bar.peak == bar.hold == pytest.approx(-6.02, abs=0.01)
    assert bar.rms == pytest.approx(-12.04, abs=0.01)
    steps = [bar]
    for _ in range(100):
        steps.append(move_bar(steps[-1], 0.0, 0.0, over=False))
    assert all(0 <= before.peak - after.peak <= 1.5001 for before, after in pairwise(steps))
    stands = sum(step.hold == bar.hold for step in steps)
    assert 40 < stands < 50
    assert (steps[-1].peak, steps[-1].rms, steps[-1].hold) == (FLOOR, FLOOR, FLOOR)


def test_the_ear_measures_a_reference_sine() -> None:
    levels = hear(Ear(), make_sine(0.1, 4.0))
    for value in (levels.momentary, levels.short_term, levels.integrated):
        assert value == pytest.approx(-20.0, abs=0.05)
    assert levels.peaks == pytest.approx((0.1, 0.1), rel=0.01)
    assert levels.rms == pytest.approx((0.1 / math.sqrt(2),) * 2, rel=0.01)
    assert levels.over == (False, False)


def test_over_is_what_the_mixer_had_to_bend_and_lasts_until_reset() -> None:
    ear, loud = Ear(), make_sine(1.5, 0.1)
    loud[:, 1] *= 0.5
    assert ear.hear(limit(loud), {}).over == (True, False)
    assert ear.hear(make_sine(0.1, 0.02), {}).over == (True, False)
    ear.reset()
    assert ear.hear(make_sine(0.1, 0.02), {}).over == (False, False)


@pytest.mark.usefixtures("dark")
def test_lamp_and_bars_are_drawn(qtbot: QtBot) -> None:
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.resize(meter.sizeHint())
    dark = meter.grab().toImage()
    meter.show_levels(Levels(peaks=(1.0, 0.1), rms=(0.9, 0.05), over=(True, False)))
    lit = meter.grab().toImage()
    upper, lower = meter.height() // 2 - 3, meter.height() // 2 + 3
    lamp = meter.width() - 8
    assert lit.pixelColor(lamp, upper).name().upper() == DARK.error
    assert lit.pixelColor(lamp, lower) == dark.pixelColor(lamp, lower)
    assert lit.pixelColor(8, upper).name().upper() == DARK.ok
    assert lit.pixelColor(40, lower) == dark.pixelColor(40, lower)


@pytest.mark.usefixtures("dark")
def test_figures_say_the_loudness_and_reset_by_click_and_key(qtbot: QtBot) -> None:
    strip = LoudnessStrip()
    qtbot.addWidget(strip)
    strip.show()
    assert strip.figures.texts() == ("−∞", "−∞", "−∞", "−∞")
    levels = Levels(momentary=-21.26, short_term=-22.8, integrated=-23.04, true_peak=-3.2)
    strip.show_levels((Bar(), Bar()), levels)
    assert strip.figures.texts() == ("−21.3", "−22.8", "−23.0", "−3.2")
    strip.show_levels((Bar(), Bar()), Levels(over=(False, True)))
    assert strip.figures.texts()[3] == "over"
    with qtbot.waitSignal(strip.figures.clicked):
        qtbot.mouseClick(strip.figures, Qt.MouseButton.LeftButton)
    strip.figures.setFocus()
    with qtbot.waitSignal(strip.figures.clicked):
        qtbot.keyClick(strip.figures, Qt.Key.Key_Space)

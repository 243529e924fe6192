"""Grades that are fitted take back the changes of colour that were made."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.match import MOST_GAIN, MOST_OFFSET, Channel, Grade, grade_rows
from studio.measure.grade import fit_grade
from studio.measure.seam import compare
from tests.measure.pictures import Frames, change, paint, soften

Triple = tuple[float, float, float]
CHANGES: list[tuple[Triple, Triple, float]] = [
    ((1.06, 1.0, 0.93), (0, 0, 0), 1),  # warmer
    ((1.2, 1.2, 1.2), (-0.08, -0.08, -0.08), 1),  # more contrast
    ((1, 1, 1), (0.05, 0.05, 0.05), 1),  # lifted
    ((1, 1, 1), (0, 0, 0), 1.25),  # more colour
    ((0.9, 0.95, 1.02), (0.02, 0, 0.03), 0.8),  # all of it
]


def grade_frames(frames: Frames, grade: Grade, strength: float = 1) -> Frames:
    rows: NDArray[np.float64] = np.array(grade_rows(grade, strength))
    shown = frames / 255 @ rows[:, :3].T + rows[:, 3]
    return np.round(np.clip(shown, 0, 1) * 255).astype(np.uint8)


@pytest.mark.parametrize(("gains", "offsets", "saturation"), CHANGES)
def test_a_known_change_is_taken_back(gains: Triple, offsets: Triple, saturation: float) -> None:
    moving = paint(6, step=(0, 1))
    before, after = moving[:3], change(moving[3:], gains, offsets, saturation)
    apart = compare(before, after)
    matched = compare(before, grade_frames(after, fit_grade(before, after)))
    assert apart.colour > 1
    assert matched.colour < 0.5
    assert apart.pair is not None
    assert matched.pair is not None
    assert matched.pair < 1 < apart.pair
    assert matched.contrast == pytest.approx(1, abs=0.02)


def test_what_moves_does_not_count() -> None:
    still = paint(6)
    before, after = still[:3].copy(), change(still[3:], (1.05, 1, 0.95))
    before[:, 20:80, 20:80] = (240, 30, 30)
    after[:, 20:80, 120:180] = (252, 30, 28)
    matched = grade_frames(change(still[3:], (1.05, 1, 0.95)), fit_grade(before, after))
    assert compare(still[:3], matched).colour < 0.5


def test_another_picture_is_brought_to_the_same_light() -> None:
    before, other = paint(3), paint(3, seed=5)
    after = change(other, (0.75, 0.85, 0.95), (0.15, 0.1, 0.02))
    grade = fit_grade(before, after)
    assert grade.saturation == 1
    assert compare(before, grade_frames(after, grade)).colour < compare(before, other).colour + 1
    assert compare(before, after).colour > compare(before, other).colour + 3


def test_the_same_asks_for_nothing() -> None:
    still = paint(6)
    grade = fit_grade(still[:3], still[3:])
    assert np.abs(np.array(grade_rows(grade)) - np.array(grade_rows(Grade()))).max() < 1e-3
    softer = fit_grade(still[:3], soften(still[3:], 2))
    assert softer.saturation == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (3, 2)])
def test_grades_keep_within_their_limits(size: tuple[int, int]) -> None:
    width, height = size
    black, white = (np.full((2, height, width, 3), level, np.uint8) for level in (0, 255))
    for before, after in ((black, white), (white, black), (black, black)):
        grade = fit_grade(before, after)
        for channel in (grade.red, grade.green, grade.blue):
            assert 1 / MOST_GAIN <= channel.gain <= MOST_GAIN
            assert abs(channel.offset) <= MOST_OFFSET


def test_rows_say_what_the_words_say() -> None:
    grade = Grade(red=Channel(gain=1.1, offset=0.02), blue=Channel(gain=0.9), saturation=0.7)
    colours = paint(1)[0].reshape(-1, 3)[::50] / 255
    luma = colours @ (0.2126, 0.7152, 0.0722)
    wanted = (0.7 * colours + 0.3 * luma[:, None]) * (1.1, 1, 0.9) + (0.02, 0, 0)
    rows = np.array(grade_rows(grade))
    assert np.allclose(colours @ rows[:, :3].T + rows[:, 3], wanted)
    half = np.array(grade_rows(grade, 0.5))
    assert np.allclose(colours @ half[:, :3].T + half[:, 3], (wanted + colours) / 2)

"""Seams whose differences are known, because they were made."""

from __future__ import annotations

import numpy as np
import pytest

from studio.measure.colour import ciede2000, to_lab
from studio.measure.drift import slope_of
from studio.measure.motion import measure_motion
from studio.measure.seam import compare, look_apart, read_look
from studio.measure.shrink import shrink
from tests.measure.pictures import Frames, change, paint, soften


def rough(frames: Frames) -> Frames:
    """With grain that stays in its place."""
    grain = np.random.default_rng(3).integers(-20, 20, (*frames.shape[1:3], 1))
    return np.clip(frames + grain, 0, 255).astype(np.uint8)


def test_nothing_differs_where_a_picture_goes_on() -> None:
    frames = paint(6, step=(0, 1))
    found = compare(frames[:3], frames[3:], continued=True)
    assert found.colour < 0.5  # something comes in at the edge
    assert found.pair is not None
    assert found.pair < 0.8  # a step of one pixel
    assert found.contrast == pytest.approx(1, abs=0.02)
    assert found.sharpness == pytest.approx(1, abs=0.1)
    assert found.motion < 0.05


def test_a_plain_change_of_colour_is_the_difference_of_its_colours() -> None:
    """Of one colour each: the mean of any percentiles is the difference of the two."""
    one, other = (np.full((3, 40, 60, 3), colour, np.uint8) for colour in ((120, 100, 90), (128, 98, 80)))
    wanted = float(ciede2000(to_lab(one[0, 0, 0] / 255), to_lab(other[0, 0, 0] / 255)))
    assert wanted > 3
    found = compare(one, other, continued=True)
    assert found.colour == pytest.approx(wanted)
    assert found.pair == pytest.approx(wanted)


@pytest.mark.parametrize("gain", [0.8, 1.25])
def test_contrast_is_told_apart_from_sharpness(gain: float) -> None:
    still = rough(paint(3))
    shift = float(still.mean()) / 255 * (1 - gain)
    found = compare(still, change(still, (gain, gain, gain), (shift, shift, shift)))
    assert found.contrast == pytest.approx(gain, rel=0.03)
    assert found.sharpness == pytest.approx(1, abs=0.15)


def test_softer_is_less_sharp_and_no_other_colour() -> None:
    still = rough(paint(3))
    found = compare(still, soften(still, 1))
    assert found.sharpness < 0.3
    assert found.colour < 0.6
    assert compare(soften(still, 1), still).sharpness == pytest.approx(1 / found.sharpness, rel=0.05)


@pytest.mark.parametrize(("before", "after"), [((0, 3), (0, 3)), ((0, 3), (0, -3)), ((2, 2), (0, 0)), ((0, 0), (5, 0))])
def test_the_jump_of_the_flow_is_that_of_the_steps(before: tuple[int, int], after: tuple[int, int]) -> None:
    jump = measure_motion(paint(3, step=before), paint(3, step=after))
    wanted = np.hypot(after[0] - before[0], after[1] - before[1]) / np.hypot(320, 180) * 100
    assert jump == pytest.approx(wanted, rel=0.15, abs=0.03)


def test_only_frames_that_show_the_same_are_a_pair() -> None:
    one, other = paint(3), paint(3, seed=9)
    assert compare(one, other).pair is None
    assert compare(one, other, continued=True).pair is not None
    assert compare(one, change(one, (1.1, 1, 0.9))).pair is not None  # the same picture in other colours


def test_one_odd_thing_does_not_move_the_look() -> None:
    still = paint(3)
    with_thing = still.copy()
    with_thing[:, :30, :30] = (250, 0, 0)  # a sixtieth of the picture
    assert compare(still, with_thing).colour < 0.7


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (2, 3), (127, 129), (2000, 50)])
def test_every_size_is_measured(size: tuple[int, int]) -> None:
    width, height = size
    frames = np.random.default_rng(1).integers(0, 255, (2, height, width, 3)).astype(np.uint8)
    found = compare(frames, frames[::-1], continued=True)
    assert all(np.isfinite(each) for each in (found.colour, found.pair or 0, found.contrast, found.motion))
    assert max(shrink(frames[0], 128).shape) <= 128


@pytest.mark.parametrize(
    "shape", [(0, 4, 4, 3), (3, 0, 4, 3), (3, 4, 4), (3, 4, 4, 4)], ids=["none", "empty", "grey", "alpha"]
)
def test_what_are_no_frames_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="not frames"):
        compare(np.zeros(shape, np.uint8), paint(3))
    with pytest.raises(ValueError, match="two sizes"):
        compare(paint(3), paint(3, size=(100, 50)))


def test_single_frames_have_no_motion() -> None:
    assert compare(paint(1), paint(1)).motion == 0


def test_drift_grows_by_what_each_shot_adds() -> None:
    still = paint(3)
    looks = [read_look(change(still, (1 + 0.03 * number, 1, 1 - 0.02 * number))) for number in range(5)]
    drift = [look_apart(looks[0], look) for look in looks]
    assert drift[0] == 0
    assert drift == sorted(drift)
    assert slope_of(drift) == pytest.approx(drift[4] / 4, rel=0.15)


def test_one_odd_shot_does_not_turn_the_slope() -> None:
    assert slope_of([0, 1, 2, 30, 4, 5, 6]) == pytest.approx(1, abs=0.01)
    assert slope_of([0]) == 0

"""The change of colours that brings the frames after a cut to those before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.core.match import LEAST_SATURATION, LUMA, MOST_SATURATION, Channel, Grade, bound_grade
from studio.measure.colour import Floats
from studio.measure.seam import LEAST_LIKENESS, likeness
from studio.measure.shrink import shrink

_SMALL = 48  # pixels of the longer side at which frames are compared
_STEADY = (2 / 255) ** 2  # holds a grade at neutral where a picture says little, and moves it nowhere else
_ROUNDS = 3  # of leaving out what moves
_FAR = 2.5  # median errors
_LEVEL = 1 / 255


def fit_grade(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> Grade:
    """The grade of `after` that makes it look like `before`; uint8 sRGB (count, height, width, 3) of one size.

    Where the frames at the cut show the same picture, over its pixels, leaving out what moves and
    what is clipped; else over the percentiles of each channel and without saturation, which other things may
    have more of by right. Mean and deviation are brought over: Reinhard et al., «Color transfer between images», 2001.
    """
    one, other = shrink(before[-1], _SMALL), shrink(after[0], _SMALL)
    if likeness(one, other) >= LEAST_LIKENESS:
        return _fit_pixels(other.reshape(-1, 3), one.reshape(-1, 3))
    return _fit_channels(_percentiles(after), _percentiles(before), 1.0)


def _percentiles(frames: NDArray[np.uint8]) -> Floats:
    small = np.stack([shrink(frame, _SMALL) for frame in frames]).reshape(-1, 3)
    return np.percentile(small, range(5, 100, 5), axis=0)


def _fit_pixels(x: Floats, y: Floats) -> Grade:
    """The grade that takes colours x (count, 3) to y with the least error, over the pixels that can be trusted."""
    trusted = ((np.minimum(x, y) > 2 * _LEVEL) & (np.maximum(x, y) < 1 - 2 * _LEVEL)).all(axis=1)
    if trusted.mean() > 0.25:
        x, y = x[trusted], y[trusted]
    grade, errors = Grade(), np.linalg.norm(y - x - np.median(y - x, axis=0), axis=1)
    for _ in range(_ROUNDS):
        kept = errors <= _FAR * np.median(errors) + _LEVEL
        grade = _search(x[kept], y[kept])
        errors = np.linalg.norm(_graded(x, grade) - y, axis=1)
    return grade


def _search(x: Floats, y: Floats) -> Grade:
    """The best saturation, to two thousandths; gains and offsets follow from it."""
    low, high = LEAST_SATURATION, MOST_SATURATION
    best = 1.0
    for step in (0.1, 0.01, 0.002):
        tried = np.arange(low, high + step / 2, step)
        best = float(min(tried, key=lambda saturation: _error(x, y, float(saturation))))
        low, high = max(LEAST_SATURATION, best - step), min(MOST_SATURATION, best + step)
    return _fit_channels(x, y, best)


def _error(x: Floats, y: Floats, saturation: float) -> float:
    rest = _graded(x, _fit_channels(x, y, saturation)) - y
    return float((rest * rest).sum(axis=1).mean()) + _STEADY * (saturation - 1) ** 2


def _fit_channels(x: Floats, y: Floats, saturation: float) -> Grade:
    """Gains and offsets for a saturation: for each channel those that give it the mean and the deviation of y.

    Both sides move and both are noisy; a line of least squares would come out too flat.
    """
    tinted = _saturate(x, saturation)
    mean_x, mean_y = tinted.mean(axis=0), y.mean(axis=0)
    gains = np.sqrt((y.var(axis=0) + _STEADY) / (tinted.var(axis=0) + _STEADY))
    grade = bound_grade(_make_grade(gains, mean_y - gains * mean_x, saturation))
    bounded = np.array([each.gain for each in (grade.red, grade.green, grade.blue)])
    return bound_grade(_make_grade(bounded, mean_y - bounded * mean_x, saturation))


def _make_grade(gains: Floats, offsets: Floats, saturation: float) -> Grade:
    red, green, blue = (
        Channel(gain=float(gain), offset=float(offset)) for gain, offset in zip(gains, offsets, strict=True)
    )
    return Grade(red=red, green=green, blue=blue, saturation=saturation)


def _graded(x: Floats, grade: Grade) -> Floats:
    channels = (grade.red, grade.green, grade.blue)
    gains, offsets = np.array([each.gain for each in channels]), np.array([each.offset for each in channels])
    return _saturate(x, grade.saturation) * gains + offsets


def _saturate(x: Floats, saturation: float) -> Floats:
    return saturation * x + (1 - saturation) * (x @ np.array(LUMA))[:, None]

"""How far apart the pictures on both sides of a cut are: in colour, contrast, sharpness and motion.

Frames are uint8 sRGB (count, height, width, 3), in order, at one size on both sides; what is computed is bounded
whatever that size is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.core.match import LUMA
from studio.measure.colour import Floats, ciede2000, to_lab
from studio.measure.motion import measure_motion
from studio.measure.shrink import shrink

SEAM_FRAMES = 3  # looked at on each side

_PERCENTILES = (10, 25, 50, 75, 90)
LEAST_LIKENESS = 0.7  # from which on two frames show the same picture
_KEPT = 85  # percent
_COARSE = 24  # pixels of the longer side where two frames are compared place by place, so that motion counts little
_SMALL = 128  # pixels of the longer side where colours are compared: what lies between is grain and motion
_MOST_DETAIL = 2048  # pixels of a side where sharpness is measured
_ROUNDING = 8.0  # well above the Laplacian's variance in a picture that is flat but for its rounding
_LEVEL = 1 / 255

Frames = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changes at a cut.

    `colour` is a ΔE₀₀ of all the colours there are, `pair` one of the two frames that meet, where these show the same
    picture. `contrast` and `sharpness` are ratios, the side after the cut over the one before. `motion` is the jump
    of the flow in percent of the picture's diagonal per frame.
    """

    colour: float
    pair: float | None
    contrast: float
    sharpness: float
    motion: float

    @property
    def apart(self) -> float:
        """The ΔE₀₀ that the eye meets: that of the pair where there is one, else that of all colours."""
        return self.colour if self.pair is None else self.pair


def compare(before: Frames, after: Frames, *, continued: bool = False) -> Difference:
    """The difference between the frames before a cut and those after it; `continued` shots always give a `pair`."""
    _check(before, after)
    last, first = (shrink(frame, _COARSE) for frame in (before[-1], after[0]))
    has_pair = continued or likeness(last, first) >= LEAST_LIKENESS
    return Difference(
        colour=look_apart(read_look(before), read_look(after)),
        pair=_pair_apart(last, first) if has_pair else None,
        contrast=(_spread(after) + _LEVEL) / (_spread(before) + _LEVEL),
        sharpness=_sharper(before[-1], after[0]),
        motion=measure_motion(before, after),
    )


def read_look(frames: Frames) -> Floats:
    """The colours of frames without where they are: the percentiles of L*, a* and b* each, (5, 3).

    Percentiles of each for itself change little when something moves, comes in or goes.
    """
    small = np.stack([shrink(frame, _SMALL) for frame in frames])
    return np.percentile(to_lab(small.reshape(-1, 3)), _PERCENTILES, axis=0)


def look_apart(one: Floats, other: Floats) -> float:
    """How far apart two looks are: the mean CIEDE2000 of their percentiles."""
    return float(ciede2000(one, other).mean())


def likeness(one: Floats, other: Floats) -> float:
    """How far two small pictures of one size show the same, whatever their colours: the correlation of their luma.

    Without the pixels that differ most, since something may move between them; flat ones are alike.
    """
    a, b = (_centre(picture @ np.array(LUMA)) for picture in (one, other))
    apart = np.abs(a - b)
    kept = apart <= np.percentile(apart, _KEPT)
    a, b = (each[kept] - each[kept].mean() for each in (a, b))
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / norm if norm else 1.0


def _centre(luma: Floats) -> Floats:
    """Values about their median, in median deviations; a spread that rounding makes is none."""
    about: Floats = luma - np.median(luma)
    return about / max(_LEVEL, float(np.median(np.abs(about))))


def _pair_apart(last: Floats, first: Floats) -> float:
    """The mean CIEDE2000 of the pixels of two frames, without the tenth that differs most: that is motion."""
    differences = np.sort(ciede2000(to_lab(last), to_lab(first)), axis=None)
    return float(differences[: max(1, differences.size * 9 // 10)].mean())


def _spread(frames: Frames) -> float:
    """The range of luma that nine tenths of the pixels lie in, 0…1."""
    small = np.stack([shrink(frame, _SMALL) for frame in frames]) @ np.array(LUMA)
    low, high = np.percentile(small, (5, 95))
    return float(high - low)


def _sharper(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> float:
    """The ratio of the variances of the Laplacian of luma, each over the variance of luma: contrast does not count.

    Pech-Pacheco et al., «Diatom autofocusing in brightfield microscopy: a comparative study», 2000.
    """
    (one, spread), (other, other_spread) = _detail(before), _detail(after)
    return (other * spread / other_spread + _ROUNDING) / (one + _ROUNDING)


def _detail(frame: NDArray[np.uint8]) -> tuple[float, float]:
    """The variance of the Laplacian of luma in the middle of a frame, in squared levels, and that of luma."""
    height, width = min(frame.shape[0], _MOST_DETAIL), min(frame.shape[1], _MOST_DETAIL)
    top, left = (frame.shape[0] - height) // 2, (frame.shape[1] - width) // 2
    luma = frame[top : top + height, left : left + width] @ np.array(LUMA, np.float32)
    if min(luma.shape) < 3:
        return 0.0, 1.0
    across = luma[1:-1, :-2] + luma[1:-1, 2:]
    down = luma[:-2, 1:-1] + luma[2:, 1:-1]
    return float((across + down - 4 * luma[1:-1, 1:-1]).var()), max(1.0, float(luma.var()))


def _check(before: Frames, after: Frames) -> None:
    for frames in (before, after):
        if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[-1] != 3 or 0 in frames.shape:
            raise ValueError(f"not frames of uint8 RGB: {frames.dtype} {frames.shape}")
    if before.shape[1:] != after.shape[1:]:
        raise ValueError(f"frames of two sizes: {before.shape} and {after.shape}")

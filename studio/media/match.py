"""A grade made in the film's own frames: 10 bits in, 10 bits out."""

from functools import lru_cache

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from studio.core.match import LUMA, Match, grade_rows, is_neutral
from studio.media.colour import WORKING_FORMAT, planes_of, tag_709

_BLACK = np.array([64.0, 512.0, 512.0])
_SCALE = np.array([876.0, 896.0, 896.0])  # of Y', C'b and C'r in 10 bits, Rec. ITU-R BT.709-6, item 4.6
_LEAST, _MOST = 4, 1019  # the codes outside are for synchronisation
_ROWS = 16  # at a time, so that what lies between stays in the processor's cache

Floats = NDArray[np.float32]


def apply_match(frame: VideoFrame, match: Match | None) -> VideoFrame:
    """A working frame with a match made in it; the same frame where that changes nothing.

    Chroma is brought to the luma's columns by the mean of its neighbours and luma to the chroma's by 1-2-1, so that
    both lie where 4:2:2 has them.
    """
    if match is None or is_neutral(match):
        return frame
    matrix, constant = _find_codes(match)
    graded = VideoFrame(frame.width, frame.height, WORKING_FORMAT)
    sources, targets = planes_of(frame), planes_of(graded)
    for top in range(0, frame.height, _ROWS):
        rows = slice(top, top + _ROWS)
        luma, blue, red = (plane[rows].astype(np.float32) for plane in sources)
        wide = (luma, _widen(blue, frame.width), _widen(red, frame.width))
        narrow = (_narrow(luma, blue.shape[1]), blue, red)
        for index, parts in enumerate((wide, narrow, narrow)):
            targets[index][rows] = _mix(parts, matrix[index], constant[index])
    tag_709(graded)
    return graded


def _mix(parts: tuple[Floats, Floats, Floats], shares: NDArray[np.float64], constant: float) -> Floats:
    total = parts[0] * np.float32(shares[0])
    for part, share in zip(parts[1:], shares[1:], strict=True):
        total += part * np.float32(share)
    total += np.float32(constant + 0.5)  # a conversion to whole numbers cuts off
    return np.clip(total, _LEAST, _MOST, out=total)


def _widen(chroma: Floats, width: int) -> Floats:
    wide = np.empty((len(chroma), 2 * chroma.shape[1]), np.float32)
    wide[:, ::2] = wide[:, 1::2] = chroma
    wide[:, 1:-1:2] += chroma[:, 1:]
    wide[:, 1:-1:2] *= 0.5
    return wide[:, :width]


def _narrow(luma: Floats, width: int) -> Floats:
    narrow = luma[:, ::2] * 0.5
    odd = luma[:, 1::2] * 0.25
    narrow[:, : odd.shape[1]] += odd
    narrow[:, 1:] += odd[:, : width - 1]
    narrow[:, 0] += luma[:, 0] * 0.25
    if luma.shape[1] % 2:
        narrow[:, -1] += luma[:, -1] * 0.25
    return narrow


@lru_cache(maxsize=64)
def _find_codes(match: Match) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The match as a matrix (3, 3) and a constant (3,) over 10-bit codes: what it does in RGB, seen from Y'C'bC'r."""
    rows = np.array(grade_rows(match.grade, match.strength))
    luma = np.array(LUMA)
    to_codes = np.stack((luma, ((0, 0, 1) - luma) / (2 - 2 * LUMA[2]), ((1, 0, 0) - luma) / (2 - 2 * LUMA[0])))
    to_codes *= _SCALE[:, None]
    matrix = to_codes @ rows[:, :3] @ np.linalg.inv(to_codes)
    return matrix, to_codes @ rows[:, 3] + _BLACK - matrix @ _BLACK

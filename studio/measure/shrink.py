"""Pictures made small, so that what is measured costs the same whatever their size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.measure.colour import Floats


def shrink(frame: NDArray[np.uint8], most: int) -> Floats:
    """A frame in 0…1 whose sides are at most `most` pixels, each the mean of a square of equal size."""
    height, width, _ = frame.shape
    step = -(-max(height, width) // most)
    down, across = min(step, height), min(step, width)
    rows, columns = height // down, width // across
    cut = frame[: rows * down, : columns * across]
    tall = cut.reshape(rows, down, columns * across * 3).sum(axis=1, dtype=np.uint32)
    return tall.reshape(rows, columns, across, 3).sum(axis=2) / (255.0 * down * across)

"""Colours in cells that are wide where the light changes them, so that those of a thing can be counted and found again.

Colours are L*a*b*, (…, 3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.measure.colour import Floats

SHAPE = (10, 40, 40)

_STEPS = np.array([18.0, 6.0, 6.0])  # lightness says little, for it goes with the light
_FULL, _DARK = 60.0, 10.0  # of L*: where saturation is chroma, and what keeps it steady in the dark
_ORIGIN = np.array([-36.0, -120.0, -120.0])
_SPREAD = np.array([1.0, 4.0, 6.0, 4.0, 1.0]) / 16  # a binomial, over neighbouring cells


def locate_colours(labs: Floats) -> Floats:
    """Where colours lie among the cells, (…, 3), in cells."""
    saturation = labs[..., 1:] * (_FULL / (labs[..., :1] + _DARK))  # stays the same in the shade, where chroma falls
    return (np.concatenate((labs[..., :1], saturation), axis=-1) - _ORIGIN) / _STEPS


def find_cells(labs: Floats) -> tuple[NDArray[np.intp], ...]:
    """The cells that colours are in, as three indices."""
    cells = np.floor(locate_colours(labs)).astype(np.intp)
    return tuple(np.moveaxis(np.clip(cells, 0, np.array(SHAPE) - 1), -1, 0))


def count_colours(labs: Floats) -> Floats:
    """How frequent colours (count, 3) are, in cells and with some blur, for light changes them a little."""
    counts = np.bincount(np.ravel_multi_index(find_cells(labs), SHAPE), minlength=int(np.prod(SHAPE)))
    density: Floats = counts.reshape(SHAPE) / max(1, len(labs))
    for axis in range(3):
        density = np.sum(
            [share * np.roll(density, step, axis) for step, share in zip(range(-2, 3), _SPREAD, strict=True)], axis=0
        )
    return density

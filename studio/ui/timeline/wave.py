"""Draws the outline of a sound: its extremes, and within them its power."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Tones = tuple[str, str]  # colours of the extremes and of the power


def draw_wave(outline: NDArray[np.float16], begin: float, share: float, size: tuple[int, int], tones: Tones) -> QImage:
    """A share of an outline (bins, 3), as `read_outline` gives it, from `begin` on, around the middle of a clear
    picture; 1 is all of it."""
    width, height = size
    pixels = np.zeros((height, width), np.uint32)
    if len(outline):
        first = int(begin * len(outline))
        bins = outline[first : max(first + 1, math.ceil((begin + share) * len(outline)))].astype(np.float32)
        edges = np.minimum((np.arange(width) * (share * len(outline) / width)).astype(np.int64), len(bins) - 1)
        low, high = np.minimum.reduceat(bins[:, 0], edges), np.maximum.reduceat(bins[:, 1], edges)
        counts = np.maximum(1, np.diff(edges, append=len(bins)))
        power = np.sqrt(np.add.reduceat(bins[:, 2], edges) / counts)
        for (up, down), colour in zip(((high, -low), (power, power)), tones, strict=True):
            pixels[_between(up, down, height)] = 0xFF000000 | int(colour[1:], 16)
    return QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _between(up: NDArray[np.float32], down: NDArray[np.float32], height: int) -> NDArray[np.bool_]:
    """The pixels of columns that reach so far up and down from the middle, 1 being the edge."""
    middle = (height - 1) / 2
    rows = np.arange(height)[:, np.newaxis]
    # Loudness is felt by the root more than by the sample: quiet speech stays visible.
    top, bottom = (np.sqrt(np.clip(each, 0, 1)) * middle for each in (up, down))
    return (rows >= np.round(middle - top)) & (rows <= np.round(middle + bottom))

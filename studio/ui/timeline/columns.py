"""Bodies of narrow clips as columns of pixels: one colour per column, so a thousand cost as much as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from studio.ui.places import Places
from studio.ui.timeline.layout import Layout
from studio.ui.timeline.metrics import WIDE

_APART = 3.0  # device pixels from which on a clip is kept apart from the one before

Colours = NDArray[np.uint32]
Band = tuple[float, float]  # from its top to its bottom


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """For each column of the screen from `left` on: the index of the clip there, how far into it the column lies
    (0 to 1), whether it shows a clip at all, and whether a clip begins with it."""

    left: float
    clips: NDArray[np.int64]
    parts: NDArray[np.float64]
    shown: NDArray[np.bool_]
    starts: NDArray[np.bool_]


def find_columns(places: Places, layout: Layout, left: float, right: float) -> Columns | None:
    """The narrow clips between two points of the view; `None` without any."""
    low, high = max(0, places.number(layout.frame(left))), places.number(layout.frame(right)) + 1
    narrow = (places.lengths[low:high] * layout.scale < WIDE) & places.is_clip[low:high]
    begin, end = round(left * layout.ratio), round(right * layout.ratio)
    if end <= begin or not narrow.any():
        return None
    # A column shows the clip whose rounded edges enclose it, as wide clips are drawn.
    pixels = layout.place(places.edges[low : high + 1]) * layout.ratio
    middles = np.arange(begin, end) + 0.5
    inside = np.searchsorted(pixels, middles, "right") - 1
    shown = (inside >= 0) & (inside < len(narrow))
    inside[~shown] = 0
    shown &= narrow[inside]
    widths = np.maximum(np.diff(pixels), 1)
    starts = np.zeros(len(inside), np.bool_)
    starts[1:] = (inside[1:] != inside[:-1]) & (widths[inside[1:]] >= _APART)
    parts = np.clip((middles - pixels[inside]) / widths[inside], 0, 1)
    return Columns(left=begin / layout.ratio, clips=inside + low, parts=parts, shown=shown, starts=starts & shown)


def paint_columns(
    painter: QPainter, columns: Columns, layout: Layout, bands: Sequence[Band], colours: Colours, apart: int
) -> None:
    """Fill bands of height with a colour per column, a row of `colours` each, and `apart` where a clip begins."""
    lines = np.where(columns.shown, colours, np.uint32(0))
    lines[:, columns.starts] = apart
    count, width = lines.shape
    image = QImage(lines.data, width, count, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    for number, (top, bottom) in enumerate(bands):
        target = QRectF(columns.left, top, width / layout.ratio, bottom - top)
        painter.drawImage(target, image, QRectF(0, number, width, 1))

"""Bodies of clips as columns of pixels: one colour per column of the screen, so a thousand cost as much as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from studio.ui.timeline.layout import Layout
from studio.ui.timeline.places import Places

_APART = 3.0  # device pixels from which on a clip is kept apart from the one before

Colours = NDArray[np.uint32]


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
    """The clips between two points of the view; `None` without any."""
    edges = places.edges
    begin, end = round(left * layout.ratio), round(right * layout.ratio)
    if len(edges) < 2 or layout.x(int(edges[-1])) <= left or end <= begin:
        return None
    # A column shows the clip whose rounded edges enclose it, as wide clips are drawn.
    first, last = np.searchsorted(edges, (layout.frame(left), layout.frame(right)), "right").tolist()
    low, high = max(0, first - 1), min(last + 1, len(edges))
    pixels = np.round((edges[low:high] * layout.scale - layout.left) * layout.ratio)
    middles = np.arange(begin, end) + 0.5
    inside = np.searchsorted(pixels, middles, "right") - 1
    shown = (inside >= 0) & (inside < len(pixels) - 1)
    inside[~shown] = 0
    widths = np.maximum(np.diff(pixels), 1)
    clips = inside + low
    shown &= places.is_clip[clips]
    starts = np.zeros(len(clips), np.bool_)
    starts[1:] = (clips[1:] != clips[:-1]) & (widths[inside[1:]] >= _APART)
    parts = np.clip((middles - pixels[inside]) / widths[inside], 0, 1)
    return Columns(left=begin / layout.ratio, clips=clips, parts=parts, shown=shown, starts=starts & shown)


def paint_columns(
    painter: QPainter, columns: Columns, layout: Layout, span: tuple[float, float], colours: Colours, apart: int
) -> None:
    """Fill a stretch of height, from top to bottom, with a colour per column, and `apart` where a clip begins."""
    line = np.where(columns.shown, colours, np.uint32(0))
    line[columns.starts] = apart
    width = len(line)
    image = QImage(line.data, width, 1, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    top, bottom = span
    painter.drawImage(QRectF(columns.left, top, width / layout.ratio, bottom - top), image)

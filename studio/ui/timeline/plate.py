"""`Plate`: the tracks as they were painted last, so that only what has changed since is painted anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from studio.core.ids import ClipId
from studio.ui.timeline.contents import span_of
from studio.ui.timeline.gestures import Fading
from studio.ui.timeline.layout import Hit, Layout, OnClip, OnGap, OnJoint
from studio.ui.timeline.metrics import PIN
from studio.ui.timeline.paint import paint_tracks
from studio.ui.timeline.sight import Sight

Part = tuple[float, float]  # from one column of the view to another, over all rows
_MOST_CHANGED = 200  # clips whose places are looked up; where more of them change, all is painted
_MOST_SHARE = 0.6  # of the view, from which on it is painted as a whole
_BLEED = PIN + 1  # pixels by which markers and outlines reach past the clip they belong to


class Plate:
    """A pixmap as large as the view. What lies over the tracks, and the ruler, is not on it."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._shows: Sight | None = None

    def forget(self) -> None:
        """Something has changed that a sight doesn't tell: pictures have come, a take renders on."""
        self._shows = None

    def paint(self, painter: QPainter, sight: Sight, region: QRect) -> None:
        """The tracks within a rectangle of the view."""
        self._follow(sight)
        ratio = sight.layout.ratio
        room = QRectF(region)
        painter.drawPixmap(room, self._pixmap, QRectF(room.topLeft() * ratio, room.size() * ratio))

    def _follow(self, sight: Sight) -> None:
        was, self._shows = self._shows, sight
        parts = find_changes(was, sight) if was else None
        layout = sight.layout
        if was is None or parts is None:
            size = round(layout.width * layout.ratio), round(layout.height * layout.ratio)
            if (self._pixmap.width(), self._pixmap.height()) != size:
                self._pixmap = QPixmap(*size)
            self._pixmap.setDevicePixelRatio(layout.ratio)
            parts = [(0.0, float(layout.width))]
        elif layout.left != was.layout.left:
            by = round(was.layout.left * layout.ratio) - round(layout.left * layout.ratio)
            self._pixmap.scroll(by, 0, self._pixmap.rect())
        if not parts:
            return
        with QPainter(self._pixmap) as painter:
            for left, right in parts:
                painter.setClipRect(QRectF(left, layout.lanes.ruler, right - left, layout.height))
                painter.fillRect(QRectF(left, layout.lanes.ruler, right - left, layout.height), sight.ink.ground)
                paint_tracks(painter, sight, left - _BLEED, right + _BLEED)


def find_changes(was: Sight, now: Sight) -> list[Part] | None:
    """The parts of the view that show something else than before, once that is scrolled along; `None` for all."""
    by = was.layout.left - now.layout.left
    scrolled = replace(was.layout, left=now.layout.left, rows=now.layout.rows)
    same = was.project is now.project and was.ink is now.ink and was.spot == now.spot and scrolled == now.layout
    changed = was.selected ^ now.selected
    fades = isinstance(was.gesture, Fading) or isinstance(now.gesture, Fading)
    if not same or fades or abs(by) >= now.layout.width or len(changed) > _MOST_CHANGED:
        return None
    parts = [*_find_changed(now, changed)]
    if was.hover != now.hover:
        parts += [_part(now.layout, *span_of(on)) for on in _stops(was.hover, now.hover)]
    if by:
        parts += _find_uncovered(now, by)
    return _join(parts, now.layout.width)


def _find_changed(now: Sight, clips: frozenset[ClipId]) -> Iterable[Part]:
    """Where the clips lie that are selected now, or no longer."""
    for row in now.layout.rows_between(now.layout.lanes.ruler, now.layout.height) if clips else ():
        places = now.index[row.track.id]
        for _, placed in places.find(clips):
            yield _part(now.layout, placed.begin, placed.end)


def _find_uncovered(now: Sight, by: int) -> Iterable[Part]:
    """What has come into view, and the clips over its old and new edges, whose words stay in view."""
    layout = now.layout
    left, right = (0.0, float(by)) if by > 0 else (layout.width + by, float(layout.width))
    yield left, right
    for row in layout.rows_between(layout.lanes.ruler, layout.height):
        places = now.index[row.track.id]
        for edge in (0, by, layout.width, layout.width + by):
            placed = places.at(layout.frame(edge))
            if placed:
                yield _part(layout, placed.begin, placed.end)


def _stops(*hits: Hit) -> Iterable[OnClip | OnGap | OnJoint]:
    return (on for on in hits if isinstance(on, OnClip | OnGap | OnJoint))


def _part(layout: Layout, begin: int, end: int) -> Part:
    return layout.x(begin) - _BLEED, layout.x(end) + _BLEED


def _join(parts: Iterable[Part], width: float) -> list[Part]:
    """The parts in order without overlaps, within the view; all of it where they are most of it."""
    joined: list[Part] = []
    for left, right in sorted(parts):
        left, right = max(0.0, left), min(width, right)
        if left >= right:
            continue
        if joined and left <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(right, joined[-1][1])
        else:
            joined.append((left, right))
    covered = sum(right - left for left, right in joined)
    return [(0.0, width)] if covered > _MOST_SHARE * width else joined

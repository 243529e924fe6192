"""Paints the ruler with its numbers, the in and out points and the markers, and the playhead over everything."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from studio.core.timecode import format_duration, nominal_rate
from studio.ui.theme import XS, L, S
from studio.ui.timeline.gestures import Flagging
from studio.ui.timeline.layout import OnMarker
from studio.ui.timeline.metrics import MARKER_GRIP
from studio.ui.timeline.sight import Sight

_HEAD = 6  # half the width of the playhead's head
_TALL, _SHORT = 8, 4  # ticks with and without a number
_TICKS_APART = 7
_KEPT = 2  # height of the line over frames at hand


def paint_ruler(painter: QPainter, sight: Sight, left: float, right: float) -> None:
    """The ruler between two columns of the view."""
    layout, ink, height = sight.layout, sight.ink, sight.ink.lanes.ruler
    painter.fillRect(QRectF(left, 0, right - left, height), ink.ruler)
    _paint_range(painter, sight)
    _paint_kept(painter, sight, left, right)
    _paint_ticks(painter, sight, left, right)
    painter.fillRect(QRectF(left, height - 1 / layout.ratio, right - left, 1 / layout.ratio), ink.line)
    _paint_markers(painter, sight, left, right)


def find_steps(scale: float, rate: Fraction, apart: float) -> tuple[int, int]:
    """Frames between two numbers that are at least `apart` pixels from each other, and between two ticks."""
    base = nominal_rate(rate)
    frames = [step for step in (1, 2, 5, 10) if step < base and base % step == 0]
    steps = [*frames, *(base * each for each in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000))]
    tall = next((step for step in steps if step * scale >= apart), steps[-1])
    parts = [step for step in steps if step <= tall and tall % step == 0 and step * scale >= _TICKS_APART]
    return tall, parts[0] if parts else tall


def _paint_ticks(painter: QPainter, sight: Sight, left: float, right: float) -> None:
    layout, ink, rate = sight.layout, sight.ink, sight.project.frame_rate
    painter.setFont(ink.figures)
    widest = format_duration(int(layout.frame(layout.width)), rate)
    room = ink.figure_metrics.horizontalAdvance(widest) + L
    tall, short = find_steps(layout.scale, rate, room)
    first = max(0, int(layout.frame(left - room) // tall) * tall)
    hair = 1 / layout.ratio
    foot = ink.lanes.ruler - hair
    painter.setPen(ink.second)
    baseline = (ink.lanes.ruler // 2 + ink.figure_metrics.ascent() - ink.figure_metrics.descent()) / 2 + 1
    for frame in range(first, int(layout.frame(right)) + tall, short):
        x = layout.x(frame)
        if frame % tall:
            painter.fillRect(QRectF(x, foot - _SHORT, hair, _SHORT), ink.edge)
        else:
            painter.fillRect(QRectF(x, foot - _TALL, hair, _TALL), ink.border)
            painter.drawText(QPointF(x + XS, baseline), format_duration(frame, rate))


def _paint_kept(painter: QPainter, sight: Sight, left: float, right: float) -> None:
    """A thin line above the frames that the player has at hand."""
    for begin, end in sight.kept:
        x, to = max(left, sight.layout.x(begin)), min(right, sight.layout.x(end))
        if x < to:
            painter.fillRect(QRectF(x, 0, to - x, _KEPT), sight.ink.kept)


def _paint_range(painter: QPainter, sight: Sight) -> None:
    """A band under the ruler's numbers between in and out, with a bracket at each that is set."""
    begin, end = sight.range.begin, sight.range.end
    if begin is None and end is None:
        return
    layout, ink = sight.layout, sight.ink
    half, foot = ink.lanes.ruler // 2, ink.lanes.ruler
    left = 0.0 if begin is None else max(-1.0, layout.x(begin))
    right = layout.x(sight.project.timeline.frames if end is None else end)
    band = QColor(ink.accent)
    band.setAlphaF(0.22)
    painter.fillRect(QRectF(left, half, min(right, layout.width + 1.0) - left, half), band)
    for point, x, inward in ((begin, left, 1), (end, right, -1)):
        if point is not None:
            painter.fillRect(QRectF(x, half, 2 * inward, half).normalized(), ink.accent)
            painter.fillRect(QRectF(x, half, XS * inward, 2).normalized(), ink.accent)
            painter.fillRect(QRectF(x, foot - 2, XS * inward, 2).normalized(), ink.accent)


def _paint_markers(painter: QPainter, sight: Sight, left: float, right: float) -> None:
    layout, ink, gesture = sight.layout, sight.ink, sight.gesture
    markers = [
        (gesture.frame if isinstance(gesture, Flagging) and gesture.marker.id == marker.id else marker.frame, marker)
        for marker in sight.project.timeline.markers
    ]
    markers.sort(key=lambda pair: pair[0])
    painter.setFont(ink.font)
    half = ink.lanes.ruler // 2
    baseline = half + (half + ink.rise) / 2
    for number, (frame, marker) in enumerate(markers):
        x = layout.x(frame)
        after = layout.x(markers[number + 1][0]) if number + 1 < len(markers) else layout.width
        if after < left or x > right + MARKER_GRIP:
            continue
        near = isinstance(sight.hover, OnMarker) and sight.hover.marker == marker.id
        _paint_flag(painter, sight, x, ink.text if near else ink.info)
        room = after - x - 2 * MARKER_GRIP - XS
        if marker.text and room > L:
            text = ink.elide(marker.text, int(room))
            ground = QRectF(x + MARKER_GRIP + 2, half, ink.metrics.horizontalAdvance(text) + XS, half - 1)
            painter.fillRect(ground, ink.ruler)
            painter.setPen(ink.text)
            painter.drawText(QPointF(x + MARKER_GRIP + XS, baseline), text)


def _paint_flag(painter: QPainter, sight: Sight, x: float, colour: QColor) -> None:
    wide, top, foot = MARKER_GRIP - 1, sight.ink.lanes.ruler // 2 + 1, sight.ink.lanes.ruler - 1
    shape = [(-wide, top), (wide, top), (wide, foot - wide), (0, foot), (-wide, foot - wide)]
    _paint_shape(painter, colour, [QPointF(x + dx, y) for dx, y in shape])


def paint_playhead(painter: QPainter, sight: Sight) -> None:
    """The line through all tracks and its head in the ruler."""
    layout, ink = sight.layout, sight.ink
    ruler, x = ink.lanes.ruler, layout.x(sight.playhead)
    if -_HEAD - 1 <= x <= layout.width + _HEAD:
        wide = max(1.0, round(1.5 * layout.ratio) / layout.ratio)
        painter.fillRect(QRectF(x, ruler - S, wide, layout.height - ruler + S), ink.accent)
        centre, top, foot = x + wide / 2, 2, ruler - S
        shape = [(-_HEAD, top), (_HEAD, top), (_HEAD, foot - _HEAD), (0, foot), (-_HEAD, foot - _HEAD)]
        _paint_shape(painter, ink.accent, [QPointF(centre + dx, y) for dx, y in shape])


def playhead_strip(x: float) -> tuple[int, int]:
    """Left edge and width of what the playhead at a point covers."""
    return int(x) - _HEAD - 2, 2 * _HEAD + 6


def _paint_shape(painter: QPainter, colour: QColor, points: list[QPointF]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(colour)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF(points))
    painter.restore()

"""Paints what a gesture shows while it lasts: ghosts, the snap line, the rubber band and the change in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from studio.core.ids import TrackId
from studio.core.timecode import format_duration, format_timecode
from studio.ui.theme import FOCUS, RADIUS, XS, S
from studio.ui.timeline.gestures import (
    Banding,
    Dropping,
    Fading,
    Flagging,
    Moving,
    Shift,
    Shifting,
    Span,
    Trimming,
    outline,
)
from studio.ui.timeline.layout import Layout, OnClip
from studio.ui.timeline.metrics import CLIP_RADIUS
from studio.ui.timeline.sight import Sight

_MOST_GHOSTS = 400


def paint_gesture(painter: QPainter, sight: Sight) -> None:
    """The gesture that is going on, and where the blade would cut."""
    match sight.gesture:
        case Moving(spans=spans) as gesture:
            _paint_veils(painter, sight, spans)
            _paint_ghosts(painter, sight, outline(gesture))
            _paint_line(painter, sight, gesture.line)
            _paint_words(painter, sight, _anchor(gesture), describe(sight, gesture))
        case Trimming(line=line) | Shifting(line=line) as gesture:
            _paint_ghosts(painter, sight, outline(gesture))
            _paint_line(painter, sight, line)
            _paint_words(painter, sight, _anchor(gesture), describe(sight, gesture))
        case Fading(joint=joint):
            _paint_words(painter, sight, (joint.cut, sight.gesture.track), describe(sight, sight.gesture))
        case Flagging(line=line, frame=frame):
            _paint_line(painter, sight, line)
            _paint_words(painter, sight, (frame, None), describe(sight, sight.gesture))
        case Dropping(frame=frame, frames=frames, track=track, line=line):
            if track:
                _paint_ghosts(painter, sight, (Span(track=track, begin=frame, end=frame + frames),))
            _paint_line(painter, sight, line)
            _paint_words(painter, sight, (frame, track), describe(sight, sight.gesture))
        case Banding() as band:
            _paint_band(painter, sight, band)
        case _:
            _paint_blade(painter, sight)


def describe(sight: Sight, gesture: Moving | Trimming | Shifting | Fading | Flagging | Dropping) -> str:
    """The change in words, as it stands beside the mouse."""
    rate = sight.project.frame_rate
    match gesture:
        case Moving(by=by, first=first):
            return f"{_signed(by, sight)}   {format_timecode(first + by, rate)}"
        case Trimming(by=by, ripple=ripple):
            span = outline(gesture)[0]
            change = -by if gesture.at_start else by
            words = f"{_signed(change, sight)}   {format_duration(span.end - span.begin, rate)}"
            return f"{words}   {QCoreApplication.translate('Timeline', 'Ripple')}" if ripple else words
        case Shifting(kind=kind, by=by):
            return f"{_signed(by, sight)}   {_name(kind)}"
        case Fading(frames=frames):
            return format_duration(frames, rate)
        case Flagging(frame=frame) | Dropping(frame=frame):
            return format_timecode(frame, rate)


def _name(kind: Shift) -> str:
    match kind:
        case "roll":
            return QCoreApplication.translate("Timeline", "Roll")
        case "slip":
            return QCoreApplication.translate("Timeline", "Slip")
        case "slide":
            return QCoreApplication.translate("Timeline", "Slide")


def _anchor(gesture: Moving | Trimming | Shifting) -> tuple[int, TrackId]:
    spans = outline(gesture)
    if isinstance(gesture, Trimming):
        at_end = not gesture.at_start or gesture.ripple
        return spans[0].end if at_end else spans[0].begin, spans[0].track
    first = min(spans, key=lambda span: span.begin)
    return first.begin, first.track


def _paint_veils(painter: QPainter, sight: Sight, spans: tuple[Span, ...]) -> None:
    """Over what is being moved away."""
    for room in _rooms(sight.layout, spans):
        painter.fillRect(room, sight.ink.veil)


def _rooms(layout: Layout, spans: tuple[Span, ...]) -> list[QRectF]:
    """Where those that are in view lie."""
    rows = {row.track.id: row for row in layout.rows_between(layout.lanes.ruler, layout.height)}
    left, right = layout.frame(0), layout.frame(layout.width)
    return [
        QRectF(x := layout.x(span.begin), layout.y(row), layout.x(span.end) - x, row.height)
        for span in spans
        if span.end > left and span.begin < right and (row := rows.get(span.track))
    ]


def _paint_ghosts(painter: QPainter, sight: Sight, spans: tuple[Span, ...]) -> None:
    layout, ink = sight.layout, sight.ink
    body = QColor(ink.accent)
    body.setAlphaF(0.22)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(body)
    painter.setPen(QPen(ink.accent, FOCUS))
    for room in _rooms(layout, spans)[:_MOST_GHOSTS]:
        painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), CLIP_RADIUS, CLIP_RADIUS)
    painter.restore()


def _paint_line(painter: QPainter, sight: Sight, frame: int | None) -> None:
    if frame is not None:
        layout = sight.layout
        x = layout.x(frame)
        painter.fillRect(QRectF(x, layout.lanes.ruler - S, 1, layout.height), sight.ink.text)


def _paint_words(painter: QPainter, sight: Sight, anchor: tuple[int, TrackId | None], words: str) -> None:
    layout, ink = sight.layout, sight.ink
    painter.setFont(ink.figures)
    width = ink.figure_metrics.horizontalAdvance(words) + 2 * S
    height = ink.figure_metrics.height() + XS
    frame, track = anchor
    row = next((row for row in layout.rows if row.track.id == track), None)
    below = layout.lanes.ruler + XS
    y = below if row is None else max(below, layout.y(row) + XS)
    x = min(max(XS, layout.x(frame) + S), layout.width - width - XS)
    room = QRectF(round(x), round(y), round(width), round(height))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ink.raised)
    painter.setPen(QPen(ink.border, 1))
    painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setPen(ink.text)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def _paint_band(painter: QPainter, sight: Sight, band: Banding) -> None:
    left, top, right, bottom = band_box(sight.layout, band)
    room = QRectF(QPointF(round(left), round(top)), QPointF(round(right), round(bottom)))
    body = QColor(sight.ink.accent)
    body.setAlphaF(0.14)
    painter.fillRect(room, body)
    painter.setPen(QPen(sight.ink.accent, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))


def band_box(layout: Layout, band: Banding) -> tuple[float, float, float, float]:
    """A rubber band in pixels of the view: left, top, right, bottom."""
    x, to_x = sorted((band.x - layout.left, band.to_x - layout.left))
    y, to_y = sorted((band.y - layout.top, band.to_y - layout.top))
    return x, y, to_x, to_y


def _paint_blade(painter: QPainter, sight: Sight) -> None:
    """Where a click would cut the clip under the mouse."""
    if sight.blade is not None and isinstance(sight.hover, OnClip):
        layout, track = sight.layout, sight.hover.track
        row = next(row for row in layout.rows if row.track.id == track)
        painter.fillRect(QRectF(layout.x(sight.blade), layout.y(row), 1, row.height), sight.ink.error)


def _signed(frames: int, sight: Sight) -> str:
    sign = "−" if frames < 0 else "+"
    return f"{sign}{format_duration(abs(frames), sight.project.frame_rate)}"

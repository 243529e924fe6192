"""Paints the tracks: lanes, narrow clips as columns, wide ones one by one, gaps and transitions."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from studio.core.timeline import Clip
from studio.ui.theme import FOCUS, RADIUS
from studio.ui.timeline.clips import Box, paint_boxes
from studio.ui.timeline.columns import Colours, Columns, find_columns, paint_columns
from studio.ui.timeline.gestures import Fading, Moving
from studio.ui.timeline.ink import Ink
from studio.ui.timeline.layout import OnClip, OnGap, OnJoint, Row
from studio.ui.timeline.metrics import CLIP_RADIUS, WIDE
from studio.ui.timeline.places import Joint
from studio.ui.timeline.sight import Sight

_LENS_LEAST, _LINE_LEAST = 6, 2  # narrower transitions are a line, even narrower ones nothing


def paint_tracks(painter: QPainter, sight: Sight, left: float, right: float) -> None:
    """All rows of the view between two of its columns."""
    layout, ink = sight.layout, sight.ink
    rows = layout.rows_between(layout.lanes.ruler, layout.height)
    for row in rows:
        painter.fillRect(QRectF(left, layout.y(row), right - left, row.height), ink.lane)
    for row in rows:
        columns = find_columns(sight.index[row.track.id], layout, left, right)
        if columns is not None:
            _paint_bodies(painter, sight, row, columns)
        _paint_gaps(painter, sight, row)
        paint_boxes(painter, sight, row, _find_boxes(sight, row, left, right))
        _paint_joints(painter, sight, row, left, right)
        _paint_cover(painter, sight, row, left, right)


def _find_boxes(sight: Sight, row: Row, left: float, right: float) -> list[Box]:
    """The clips that are wide enough to be drawn one by one, found by their lengths without looking at the others."""
    layout, places = sight.layout, sight.index[row.track.id]
    first, last = np.searchsorted(places.edges, (layout.frame(left), layout.frame(right)), "right")
    start = max(0, int(first) - 1)
    part = slice(start, min(int(last), len(places)))
    wide = (np.diff(places.edges)[part] * layout.scale >= WIDE) & places.is_clip[part]
    boxes: list[Box] = []
    for number in (np.flatnonzero(wide) + start).tolist():
        placed = places[number]
        assert isinstance(placed.item, Clip)
        clip, x, to = placed.item, layout.x(placed.begin), layout.x(placed.end)
        if x >= right or to <= left:
            continue
        boxes.append(
            Box(
                clip=clip,
                look=sight.looks.look(clip.source),
                standing=sight.looks.standing(clip.source),
                left=x,
                right=to,
                selected=clip.id in sight.selected,
                hovered=isinstance(sight.hover, OnClip) and sight.hover.clip.id == clip.id,
            )
        )
    return boxes


def _paint_bodies(painter: QPainter, sight: Sight, row: Row, columns: Columns) -> None:
    """Title, film, foot and sound of all clips, with a hairline above and below; narrow ones are nothing more."""
    ink, lanes, layout = sight.ink, sight.ink.lanes, sight.layout
    track, places = row.track.id, sight.index[row.track.id]
    selected = sight.tints.selected(track, places, sight.selected)
    wide = np.diff(places.edges) * layout.scale >= WIDE
    marked = selected & ~wide

    def shade(plain: QColor) -> Colours:
        return np.where(marked, ink.title_marked.rgba(), plain.rgba()).astype(np.uint32)

    titles = shade(ink.title)
    titles[selected & wide] = ink.title_selected.rgba()
    if isinstance(sight.hover, OnClip) and sight.hover.track == track:
        hovered = places.number(sight.hover.placed.begin)
        if not selected[hovered]:
            titles[hovered] = ink.title_hover.rgba()
    bands = [(lanes.title, titles[columns.clips])]
    if row.has_pictures:
        foot = sight.tints.foot(track, places, columns, sight.looks, ink)
        bands += [(lanes.film, shade(ink.film)[columns.clips]), (lanes.foot, foot)]
    bands.append((lanes.sound, shade(ink.sound)[columns.clips]))
    top, hair, edge = layout.y(row), 1 / layout.ratio, shade(ink.edge)[columns.clips]
    apart = ink.lane.rgba()
    for height, colours in bands:
        paint_columns(painter, columns, layout, (top, top + height), colours, apart)
        top += height
    for y in (layout.y(row), layout.y(row) + row.height - hair):
        paint_columns(painter, columns, layout, (y, y + hair), edge, apart)


def _paint_gaps(painter: QPainter, sight: Sight, row: Row) -> None:
    """Only the gap that is selected or under the mouse shows itself."""
    for gap, width, colour in ((sight.hover, 1, sight.ink.edge), (sight.spot, FOCUS, sight.ink.accent)):
        if isinstance(gap, OnGap) and gap.track == row.track.id:
            left, right = sight.layout.x(gap.begin), sight.layout.x(gap.end)
            room = QRectF(left, sight.layout.y(row), right - left, row.height)
            painter.fillRect(room, sight.ink.stripes())
            _outline(painter, room, colour, width)


def _paint_joints(painter: QPainter, sight: Sight, row: Row, left: float, right: float) -> None:
    layout = sight.layout
    gesture, spot, hover = sight.gesture, sight.spot, sight.hover
    for joint in sight.index[row.track.id].joints:
        begin, end = joint.begin, joint.end
        if isinstance(gesture, Fading) and gesture.joint == joint:
            before, after = (joint.cut - begin) / joint.frames, (end - joint.cut) / joint.frames
            begin, end = joint.cut - round(before * gesture.frames), joint.cut + round(after * gesture.frames)
        x, to = layout.x(begin), layout.x(end)
        if to < left or x > right or to - x < _LINE_LEAST:
            continue
        chosen = isinstance(spot, OnJoint) and spot.joint == joint
        near = isinstance(hover, OnJoint) and hover.joint == joint
        colour = sight.ink.accent if chosen else sight.ink.text if near else sight.ink.second
        top = layout.y(row) + sight.ink.lanes.title
        if to - x < _LENS_LEAST:
            painter.fillRect(QRectF(layout.x(joint.cut), top, 1, sight.ink.lanes.film), colour)
        else:
            room = QRectF(x, top, to - x, sight.ink.lanes.film)
            _paint_lens(painter, sight.ink, joint, room, layout.x(joint.cut), colour, FOCUS if chosen else 1)


def _paint_lens(
    painter: QPainter, ink: Ink, joint: Joint, room: QRectF, cut: float, colour: QColor, width: float
) -> None:
    """Two arcs that meet above and below the cut, or one of them for a fade; the picture shines through."""
    head, foot, middle = QPointF(cut, room.top() + 1), QPointF(cut, room.bottom() - 1), room.center().y()
    path = QPainterPath(head)
    # A quadratic curve reaches half way to the point that it aims at.
    path.quadTo(QPointF(cut + 2 * (room.right() - cut), middle), foot)
    path.quadTo(QPointF(cut - 2 * (cut - room.left()), middle), head)
    glass = QColor(ink.ground)
    glass.setAlphaF(0.55)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(glass)
    painter.setPen(QPen(colour, max(1.25, width)))
    painter.drawPath(path)
    if joint.begin < joint.cut < joint.end:
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(cut, room.top() + RADIUS), QPointF(cut, room.bottom() - RADIUS))
    painter.restore()


def _paint_cover(painter: QPainter, sight: Sight, row: Row, left: float, right: float) -> None:
    """A veil over what is hidden or being moved away, and stripes over what is locked."""
    layout, ink = sight.layout, sight.ink
    top = layout.y(row)
    veil = QColor(ink.lane)
    veil.setAlphaF(0.62)
    if row.track.hidden and row.has_pictures:
        painter.fillRect(QRectF(left, top, right - left, ink.lanes.picture), veil)
    if row.track.locked:
        painter.fillRect(QRectF(left, top, right - left, row.height), ink.stripes())
    if isinstance(sight.gesture, Moving):
        for span in sight.gesture.spans:
            if span.track == row.track.id:
                x, to = layout.x(span.begin), layout.x(span.end)
                if to > left and x < right:
                    painter.fillRect(QRectF(x, top, to - x, row.height), veil)


def _outline(painter: QPainter, room: QRectF, colour: QColor, width: float) -> None:
    half = width / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawRoundedRect(room.adjusted(half, half, -half, -half), CLIP_RADIUS - half, CLIP_RADIUS - half)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

"""Paints the tracks: lanes, narrow clips as columns, wide ones one by one, gaps and transitions."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from studio.core.timeline import Clip, TransitionKind
from studio.ui.places import Joint
from studio.ui.theme import FOCUS, RADIUS
from studio.ui.timeline.clips import Box, paint_boxes
from studio.ui.timeline.columns import Columns, find_columns, paint_columns
from studio.ui.timeline.gestures import Fading
from studio.ui.timeline.ink import Ink
from studio.ui.timeline.layout import OnClip, OnGap, OnJoint, Row
from studio.ui.timeline.metrics import CLIP_RADIUS, WIDE
from studio.ui.timeline.sight import Sight

_TAB = 3  # height of what sticks out above and below a narrow clip that is selected
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
            _paint_narrow(painter, sight, row, columns)
        _paint_gaps(painter, sight, row)
        paint_boxes(painter, sight, row, _find_boxes(sight, row, left, right))
        _paint_joints(painter, sight, row, left, right)
        _paint_cover(painter, sight, row, left, right)


def _find_boxes(sight: Sight, row: Row, left: float, right: float) -> list[Box]:
    """The clips that are wide enough to be drawn one by one, found by their lengths without looking at the others."""
    layout, places = sight.layout, sight.index[row.track.id]
    first, last = max(0, places.number(layout.frame(left))), places.number(layout.frame(right)) + 1
    wide = (places.lengths[first:last] * layout.scale >= WIDE) & places.is_clip[first:last]
    edges = layout.place(places.edges[first : last + 1]).tolist()
    hovered = sight.hover.clip.id if isinstance(sight.hover, OnClip) else None
    boxes: list[Box] = []
    for number in np.flatnonzero(wide).tolist():
        clip = places.item(first + number)
        assert isinstance(clip, Clip)
        boxes.append(
            Box(
                clip=clip,
                look=sight.looks.look(clip.source),
                standing=sight.looks.standing(clip.source),
                left=edges[number],
                right=edges[number + 1],
                selected=clip.id in sight.selected,
                hovered=clip.id == hovered,
            )
        )
    return boxes


def _paint_narrow(painter: QPainter, sight: Sight, row: Row, columns: Columns) -> None:
    """Title, film, foot and sound of narrow clips, with a hairline above and below, and nothing more.

    What is selected reaches out of its row, for those who can't tell its colour.
    """
    ink, lanes, layout = sight.ink, sight.ink.lanes, sight.layout
    track, places = row.track.id, sight.index[row.track.id]
    selected = sight.tints.selected(track, places, sight.selected)
    parts = [(ink.title, lanes.title), (ink.sound, lanes.sound)]
    if row.has_pictures:
        parts[1:1] = [(ink.film, lanes.film), (ink.edge, lanes.foot)]
    plain = np.array([colour.rgba() for colour in (*(each for each, _ in parts), ink.edge)], np.uint32)
    shades = np.where(selected, np.uint32(ink.title_marked.rgba()), plain[:, np.newaxis])
    if isinstance(sight.hover, OnClip) and sight.hover.track == track:
        hovered = places.number(sight.hover.placed.begin)
        if not selected[hovered]:
            shades[0, hovered] = ink.title_hover.rgba()
    colours = shades[:, columns.clips]
    if row.has_pictures:
        colours[2] = sight.tints.foot(track, places, columns, sight.looks, ink)
    top, hair = float(layout.y(row)), 1 / layout.ratio
    ends = list(accumulate((height for _, height in parts), initial=top))
    bands = [*pairwise(ends), (top, top + hair), (ends[-1] - hair, ends[-1])]
    paint_columns(painter, columns, layout, bands, colours[[*range(len(parts)), -1, -1]], ink.lane.rgba())
    if selected[columns.clips].any():
        tabs = np.where(selected[columns.clips], np.uint32(ink.accent.rgba()), np.uint32(0))
        outside = [(top - _TAB, top), (ends[-1], ends[-1] + _TAB)]
        paint_columns(painter, columns, layout, outside, np.stack((tabs, tabs)), 0)


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
    seen = sight.index[row.track.id].joints_between(layout.frame(left), layout.frame(right))
    for joint in sight.index[row.track.id].joints if isinstance(gesture, Fading) else seen:
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
    """Glass over the cut, or on one side of it for a fade, in a shape of its own for each kind."""
    glass = QColor(ink.ground)
    glass.setAlphaF(0.55)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(glass)
    painter.setPen(QPen(colour, max(1.25, width)))
    painter.drawPath(_shape_lens(joint.kind, room, cut))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle = room.center()
    if joint.kind is TransitionKind.WIPE:
        painter.drawLine(room.bottomLeft(), room.topRight())
    elif joint.kind is TransitionKind.SLIDE:
        across, tip = QPointF(min(6.0, room.width() / 4), 0), QPointF(3, 3)
        end = middle + across
        painter.drawLine(middle - across, end)
        painter.drawPolyline([end - tip, end, end + QPointF(-tip.x(), tip.y())])
    if joint.begin < joint.cut < joint.end and joint.kind in (TransitionKind.DISSOLVE, TransitionKind.DIP):
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(cut, room.top() + RADIUS), QPointF(cut, room.bottom() - RADIUS))
    painter.restore()


def _shape_lens(kind: TransitionKind, room: QRectF, cut: float) -> QPainterPath:
    """Two arcs that meet above and below the cut for a dissolve, straight lines for a dip, a pane for what moves."""
    path = QPainterPath(head := QPointF(cut, room.top() + 1))
    foot, middle = QPointF(cut, room.bottom() - 1), room.center().y()
    match kind:
        case TransitionKind.DISSOLVE:  # a quadratic curve reaches half way to the point that it aims at
            path.quadTo(QPointF(cut + 2 * (room.right() - cut), middle), foot)
            path.quadTo(QPointF(cut - 2 * (cut - room.left()), middle), head)
        case TransitionKind.DIP:
            path.addPolygon(QPolygonF([head, QPointF(room.right(), middle), foot, QPointF(room.left(), middle), head]))
        case TransitionKind.WIPE | TransitionKind.SLIDE:
            path.addRect(room.adjusted(0, 1, 0, -1))
    return path


def _paint_cover(painter: QPainter, sight: Sight, row: Row, left: float, right: float) -> None:
    """A veil over what is hidden, and stripes over what is locked."""
    layout, ink = sight.layout, sight.ink
    top = layout.y(row)
    if row.track.hidden and row.has_pictures:
        painter.fillRect(QRectF(left, top, right - left, ink.lanes.picture), ink.veil)
    if row.track.locked:
        painter.fillRect(QRectF(left, top, right - left, row.height), ink.stripes())


def _outline(painter: QPainter, room: QRectF, colour: QColor, width: float) -> None:
    half = width / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawRoundedRect(room.adjusted(half, half, -half, -half), CLIP_RADIUS - half, CLIP_RADIUS - half)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

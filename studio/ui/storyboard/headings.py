"""Paints what stands between the cards: the headings of scenes, and the places where a shot can be added."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from studio.core.project import Project, Scene
from studio.core.timecode import format_duration
from studio.ui.icons import paint_icon
from studio.ui.theme import ICON, RADIUS, RADIUS_CARD, XS, S, current_theme, make_font, paint_focus_ring


def heading_height() -> int:
    """Height of a scene's heading."""
    return current_theme().control_px


def name_room(rect: QRect, project: Project, scene: Scene) -> QRect:
    """Where the scene's name stands in its heading."""
    details = QFontMetrics(make_font("label", tabular=True)).horizontalAdvance(_details(project, scene))
    return rect.adjusted(XS, 0, -details - S - XS, 0)


def paint_heading(
    painter: QPainter, rect: QRect, project: Project, scene: Scene, *, selected: bool, hovered: bool, focused: bool
) -> None:
    """Name at the left; number of shots and planned length at the right."""
    theme = current_theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if selected or hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.selection if selected else theme.hover))
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
    room = name_room(rect, project, scene)
    painter.setFont(make_font("heading", bold=True))
    painter.setPen(QColor(theme.text))
    name = painter.fontMetrics().elidedText(scene.name, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
    painter.setFont(make_font("label", tabular=True))
    painter.setPen(QColor(theme.second))
    end = rect.adjusted(0, 0, -XS, 0)
    painter.drawText(end, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _details(project, scene))
    if focused:
        paint_focus_ring(painter, QRectF(rect), RADIUS)


def paint_add(painter: QPainter, rect: QRect, *, hovered: bool, focused: bool) -> None:
    """An empty card with a plus."""
    theme = current_theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(theme.hover) if hovered else Qt.BrushStyle.NoBrush)
    pen = QPen(QColor(theme.border if hovered else theme.line), 1)
    pen.setDashPattern([XS, XS])
    painter.setPen(pen)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)
    painter.setFont(make_font("body"))
    words = QCoreApplication.translate("Storyboard", "Add shot")
    width = ICON + XS + painter.fontMetrics().horizontalAdvance(words)
    row = QRect(0, 0, width, ICON)
    row.moveCenter(rect.center())
    paint_icon(painter, QRect(row.left(), row.top(), ICON, ICON), "plus", "text" if hovered else "second")
    painter.setPen(QColor(theme.text if hovered else theme.second))
    painter.drawText(
        row.adjusted(ICON + XS, -XS, S, XS), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words
    )
    if focused:
        paint_focus_ring(painter, QRectF(rect), RADIUS_CARD)


def _details(project: Project, scene: Scene) -> str:
    count = len(scene.shots)
    one = QCoreApplication.translate("Storyboard", "1 shot")
    words = one if count == 1 else QCoreApplication.translate("Storyboard", "{count} shots").format(count=count)
    return f"{words} · {format_duration(scene.frames, project.frame_rate)}"

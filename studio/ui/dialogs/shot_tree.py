"""`ShotTree`: the shots that an import will make, under their scenes, with their lengths and what is amiss."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from studio.core.draft import Preview
from studio.core.project import Scene, Shot
from studio.core.timecode import format_duration
from studio.ui.icons import paint_icon
from studio.ui.theme import ICON, RADIUS, XS, L, M, S, current_theme, make_font, paint_focus_ring
from studio.ui.widgets.row import paint_row_ground

Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_NAME_PX, _LENGTH_PX = 112, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """What a row says: a scene has a name and a length alone."""

    name: str
    length: str
    action: str = ""
    speech: str = ""
    doubts: tuple[str, ...] = ()
    is_scene: bool = False


class ShotTree(QTreeWidget):
    """To be read, not to be changed; arrows move, scenes fold."""

    def __init__(self, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Shots to import"))
        self.setHeaderHidden(True)
        self.setIndentation(L)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_RowPainter(self))
        self._names = {character.id: character.name for character in preview.film.cast}
        self.addTopLevelItems([self._make_scene(scene, preview) for scene in preview.scenes])
        self.expandAll()

    def _make_scene(self, scene: Scene, preview: Preview) -> QTreeWidgetItem:
        length = format_duration(scene.frames, preview.film.frame_rate)
        item = _make_item(_Row(name=scene.name, length=length, is_scene=True))
        item.addChildren([self._make_shot(shot, preview) for shot in scene.shots])
        return item

    def _make_shot(self, shot: Shot, preview: Preview) -> QTreeWidgetItem:
        voice = self.tr("Voice")
        lines = [f"{self._names[line.speaker] if line.speaker else voice}: {line.text}" for line in shot.dialogue]
        row = _Row(
            name=shot.name,
            length=format_duration(shot.frames, preview.film.frame_rate),
            action=" ".join(shot.action.split()),
            speech="  ".join(lines),
            doubts=preview.doubts.get(shot.id, ()),
        )
        item = _make_item(row)
        notes = [self.tr("Camera: {text}").format(text=shot.camera)] if shot.camera else []
        notes += [self.tr("Sound: {text}").format(text=shot.sound)] if shot.sound else []
        item.setToolTip(0, "\n\n".join(filter(None, (shot.action, "\n".join(lines), "\n".join(notes), *row.doubts))))
        return item


def _make_item(row: _Row) -> QTreeWidgetItem:
    item = QTreeWidgetItem()
    item.setData(0, _ROW, row)
    spoken = ", ".join(filter(None, (row.name, row.length, row.action, row.speech, *row.doubts)))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
    return item


class _RowPainter(QStyledItemDelegate):
    """The name, action above speech, a mark where something is amiss, the length at the end."""

    def __init__(self, parent: QTreeWidget) -> None:
        super().__init__(parent)
        self._line = QFontMetrics(make_font("body")).height()  # asked for once: there may be thousands of rows

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: _Row = index.data(_ROW)
        lines = max(1, bool(row.action) + bool(row.speech))
        return QSize(0, max(current_theme().control_px, lines * self._line + S))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, place = current_theme(), option.rect
        row: _Row = index.data(_ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        end = QRect(place.right() - M - _LENGTH_PX, place.top(), _LENGTH_PX, place.height())
        painter.setFont(make_font("body", bold=row.is_scene, tabular=True))
        painter.setPen(QColor(theme.text if row.is_scene else theme.second))
        painter.drawText(end, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.length)
        room = QRect(place.left() + XS, place.top() + XS, end.left() - M - place.left() - XS, place.height() - 2 * XS)
        if row.doubts:
            mark = QRect(room.right() - ICON, place.center().y() - ICON // 2 + 1, ICON, ICON)
            paint_icon(painter, mark, "triangle-alert", "warn")
            room.setRight(mark.left() - S)
        if row.is_scene:
            _paint_line(painter, room, row.name, "text")
        else:
            self._paint_words(painter, room, row)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, QRectF(place), RADIUS)
        painter.restore()

    def _paint_words(self, painter: QPainter, room: QRect, row: _Row) -> None:
        painter.setFont(make_font("body"))
        line = self._line
        texts = [(row.action, "text"), (row.speech, "second")]
        shown = [(text, tone) for text, tone in texts if text]
        top = room.center().y() - max(1, len(shown)) * line // 2 + 1
        _paint_line(painter, QRect(room.left(), top, _NAME_PX - M, line), row.name, "second")
        for number, (text, tone) in enumerate(shown):
            place = QRect(room.left() + _NAME_PX, top + number * line, room.width() - _NAME_PX, line)
            _paint_line(painter, place, text, tone)


def _paint_line(painter: QPainter, place: QRect, text: str, tone: str) -> None:
    theme = current_theme()
    painter.setPen(QColor(theme.text if tone == "text" else theme.second))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

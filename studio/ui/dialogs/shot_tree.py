"""`ShotTree`: the shots that an import will make, under their scenes, with their lengths and what is amiss."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

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

    @property
    def spoken(self) -> str:
        """All of it, for screen readers."""
        return ", ".join(filter(None, (self.name, self.length, self.action, self.speech, *self.doubts)))


class ShotTree(QTreeView):
    """To be read, not to be changed; arrows move, scenes fold. All rows are of one height and say what they say when
    they are seen, so that twenty thousand of them are there at once."""

    def __init__(self, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Shots to import"))
        self.setHeaderHidden(True)
        self.setIndentation(L)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        has_speech = any(shot.action and shot.dialogue for scene in preview.scenes for shot in scene.shots)
        self.setItemDelegate(_RowPainter(2 if has_speech else 1, self))
        self.setModel(_Rows(preview, self))
        self.expandAll()


class _Rows(QStandardItemModel):
    """Scenes with places for their shots; what stands there is made when it is asked for."""

    def __init__(self, preview: Preview, parent: QObject) -> None:
        super().__init__(0, 1, parent)
        self._preview = preview
        self._names = {character.id: character.name for character in preview.film.cast}
        self.invisibleRootItem().appendRows([QStandardItem(len(scene.shots), 1) for scene in preview.scenes])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As Qt asks: the row, or what is said of it."""
        if role not in (_ROW, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        home, scenes = index.parent(), self._preview.scenes
        if not home.isValid():
            return self._tell_scene(scenes[index.row()], role)
        return self._tell_shot(scenes[home.row()].shots[index.row()], role)

    def _tell_scene(self, scene: Scene, role: int) -> object:
        length = format_duration(scene.frames, self._preview.film.frame_rate)
        row = _Row(name=scene.name, length=length, is_scene=True)
        return row if role == _ROW else row.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _tell_shot(self, shot: Shot, role: int) -> object:
        voice = self.tr("Voice")
        lines = [f"{self._names[line.speaker] if line.speaker else voice}: {line.text}" for line in shot.dialogue]
        row = _Row(
            name=shot.name,
            length=format_duration(shot.frames, self._preview.film.frame_rate),
            action=" ".join(shot.action.split()),
            speech="  ".join(lines),
            doubts=self._preview.doubts.get(shot.id, ()),
        )
        if role != Qt.ItemDataRole.ToolTipRole:
            return row if role == _ROW else row.spoken
        notes = [self.tr("Camera: {text}").format(text=shot.camera)] if shot.camera else []
        notes += [self.tr("Sound: {text}").format(text=shot.sound)] if shot.sound else []
        return "\n\n".join(filter(None, (shot.action, "\n".join(lines), "\n".join(notes), *row.doubts)))


class _RowPainter(QStyledItemDelegate):
    """The name, action above speech, a mark where something is amiss, the length at the end."""

    def __init__(self, lines: int, parent: QTreeView) -> None:
        super().__init__(parent)
        self._line = QFontMetrics(make_font("body")).height()
        self._size = QSize(0, max(current_theme().control_px, lines * self._line + S))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._size

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

"""`MatrixView`: the matrix as it is painted and worked with; a dot for each who is in a shot."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from studio.core.placing import Side, side_of
from studio.core.project import Project
from studio.ui.cast.matrix_model import Index, MatrixModel
from studio.ui.pictures import Thumbnails, find_face
from studio.ui.theme import FOCUS, ICON_LARGE, XS, S, current_theme, make_font, mix_colours, paint_focus_ring
from studio.ui.widgets.chip import paint_face

_CELL, _DOT = 28, 14
_NAMES, _SCENE = 104, 22  # heights of the two lines of the header
_CAST = 168
_PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MatrixView(QTableView):
    """A click or Space casts or uncasts, for all that is selected; `pressed_seats(indexes)` tells. Delete uncasts."""

    pressed_seats = Signal(object)
    struck_seats = Signal(object)

    def __init__(self, model: MatrixModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = model
        self._pressed = QPersistentModelIndex()
        self.setModel(model)
        self.setItemDelegate(_Seats(self))
        self.shots = _ShotHeader(model, self)
        self.members = _CastHeader(model, thumbnails, self)
        self._prepare()

    def sizeHint(self) -> QSize:
        rows, columns = max(self.matrix.rowCount(), 3), max(self.matrix.columnCount(), 8)
        return QSize(_CAST + min(columns, 30) * _CELL + 2 * S, _NAMES + _SCENE + min(rows, 16) * _CELL + 3 * S)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PRESSES:
            self.pressed_seats.emit(self.selectedIndexes())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.struck_seats.emit(self.selectedIndexes())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()) if plain else QModelIndex())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._pressed == index:
            self.pressed_seats.emit([index])
        self._pressed = QPersistentModelIndex()

    def _prepare(self) -> None:
        self.setHorizontalHeader(self.shots)
        self.setVerticalHeader(self.members)
        self.setAccessibleName(self.tr("Cast by shot"))
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)


class _Seats(QStyledItemDelegate):
    """Paints a cell."""

    def __init__(self, view: MatrixView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, model, view = current_theme(), self._view.matrix, self._view
        rect: QRect = option.rect
        chosen = view.selectionModel().isSelected(index)
        painter.fillRect(rect, QColor(theme.selection if chosen else theme.panel))
        column = model.columns[index.column()]
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if column.begins:
            painter.setPen(QPen(QColor(theme.border), 1))
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        cell = model.cell(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = QRectF(0, 0, _DOT, _DOT)
        dot.moveCenter(QRectF(rect).center())
        own = theme.cast_colour(model.cast[index.row()].colour)
        if cell.is_in:
            painter.setPen(QPen(QColor(own), FOCUS))
            painter.setBrush(QColor(own) if cell.listed else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
        if cell.is_in and cell.place:
            third = rect.width() // 3
            mark = QRectF(rect.left() + tuple(Side).index(side_of(cell.place)) * third + 1, rect.bottom() - 4, third, 3)
            painter.fillRect(mark, QColor(theme.text))
        painter.restore()
        if view.hasFocus() and view.currentIndex() == index:
            paint_focus_ring(painter, QRectF(rect))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_CELL, _CELL)


class _ShotHeader(QHeaderView):
    """Scenes above, the names of their shots upright below."""

    def __init__(self, model: MatrixModel, view: MatrixView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._matrix, self._view = model, view
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(_CELL)
        self.setMinimumSectionSize(_CELL)
        self.setSectionsClickable(True)
        view.horizontalScrollBar().valueChanged.connect(self.viewport().update)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _NAMES + _SCENE)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = current_theme()
        column = self._matrix.columns[logicalIndex]
        current = self._view.currentIndex().column() == logicalIndex
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, QColor(theme.panel))
        self._paint_scene(painter, rect, logicalIndex)
        painter.setFont(make_font("label", bold=current))
        painter.setPen(QColor(theme.text if current else theme.second))
        painter.translate(rect.left(), rect.bottom() - XS)
        painter.rotate(-90)
        room = QRect(0, 0, _NAMES - 2 * XS, rect.width())
        name = painter.fontMetrics().elidedText(column.shot.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()

    def _paint_scene(self, painter: QPainter, rect: QRect, section: int) -> None:
        """This section's slice of its scene's name, which stays in sight while any of the scene does."""
        theme, columns = current_theme(), self._matrix.columns
        scene = columns[section].scene
        first = section
        while not columns[first].begins:
            first -= 1
        left = self.sectionViewportPosition(first)
        band = QRect(left, rect.top(), len(scene.shots) * _CELL, _SCENE)
        painter.setPen(QPen(QColor(theme.border), 1))
        if columns[section].begins:
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.setFont(make_font("label", bold=True))
        painter.setPen(QColor(theme.text))
        room = band.adjusted(XS, 0, -XS, 0)
        room.setLeft(min(max(room.left(), XS), room.right()))
        name = painter.fontMetrics().elidedText(scene.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)


class _CastHeader(QHeaderView):
    """Faces and names."""

    def __init__(self, model: MatrixModel, thumbnails: Thumbnails, view: MatrixView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._matrix, self._view, self._thumbnails = model, view, thumbnails
        self._faces: list[str] = []
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(_CELL)
        self.setMinimumSectionSize(_CELL)
        self.setSectionsClickable(True)
        thumbnails.loaded.connect(self._on_loaded)

    def show_film(self, project: Project) -> None:
        """The faces of the cast."""
        self._faces = [find_face(project, character) for character in project.cast]
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(_CAST, super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = current_theme()
        character, path = self._matrix.cast[logicalIndex], self._faces[logicalIndex]
        current = self._view.currentIndex().row() == logicalIndex
        painter.save()
        painter.fillRect(rect, QColor(mix_colours(theme.panel, theme.hover, 0.5) if current else theme.panel))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        side, ratio = ICON_LARGE, self.devicePixelRatioF()
        face = QRectF(rect.left() + XS, rect.top() + (rect.height() - side) / 2, side, side)
        picture = self._thumbnails.pixmap(path, side, side, ratio, fills=True) if path else None
        paint_face(painter, face, picture, character.colour, character.name)
        painter.setFont(make_font("body", bold=current))
        painter.setPen(QColor(theme.text))
        room = rect.adjusted(side + 3 * XS, 0, -XS, 0)
        name = painter.fontMetrics().elidedText(character.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()

    def _on_loaded(self, path: str) -> None:
        if path in self._faces:
            self.viewport().update()

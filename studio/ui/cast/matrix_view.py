"""`MatrixView`: the matrix as it is painted and worked with; a dot for each who is in a shot."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from studio.core.placing import Side, side_of
from studio.core.project import Project
from studio.ui.cast.matrix_model import MatrixModel
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

    def paintEvent(self, e: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self.viewport())
        painter.fillRect(e.rect(), QColor(theme.panel))
        columns, rows = self._span(e.rect())
        right, bottom = self.columnViewportPosition(columns.stop - 1) + _CELL, self.rowViewportPosition(rows.stop - 1)
        for index in self.selectedIndexes():
            if index.column() in columns and index.row() in rows:
                painter.fillRect(self.visualRect(index), QColor(theme.selection))
        painter.setPen(QPen(QColor(theme.line), 1))
        for row in rows:
            y = self.rowViewportPosition(row) + _CELL - 1
            painter.drawLine(e.rect().left(), y, right, y)
        painter.setPen(QPen(QColor(theme.border), 1))
        for column in columns:
            if self.matrix.columns[column].begins:
                x = self.columnViewportPosition(column)
                painter.drawLine(x, e.rect().top(), x, bottom + _CELL)
        self._paint_seats(painter, columns, rows)
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            paint_focus_ring(painter, QRectF(self.visualRect(current)))

    def _span(self, rect: QRect) -> tuple[range, range]:
        """The columns and rows that a part of the viewport shows."""
        last_column, last_row = self.columnAt(rect.right()), self.rowAt(rect.bottom())
        first_column, first_row = max(0, self.columnAt(rect.left())), max(0, self.rowAt(rect.top()))
        columns = range(first_column, (self.matrix.columnCount() if last_column < 0 else last_column + 1))
        return columns, range(first_row, (self.matrix.rowCount() if last_row < 0 else last_row + 1))

    def _paint_seats(self, painter: QPainter, columns: range, rows: range) -> None:
        """A dot for who is listed, a ring for who is named alone; a mark below tells the third where they stand."""
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tops = {self.matrix.cast[row].id: self.rowViewportPosition(row) for row in rows}
        colours = {who.id: QColor(theme.cast_colour(who.colour)) for who in self.matrix.cast}
        inset = (_CELL - _DOT) / 2 + 1
        for column in columns:
            left = self.columnViewportPosition(column)
            for who, cell in self.matrix.seated(column):
                if who not in tops:
                    continue
                painter.setPen(QPen(colours[who], FOCUS))
                painter.setBrush(colours[who] if cell.listed else Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QRectF(left + inset, tops[who] + inset, _DOT - 2, _DOT - 2))
                if cell.place:
                    third = tuple(Side).index(side_of(cell.place)) * _CELL // 3
                    painter.fillRect(left + third + 1, tops[who] + _CELL - 5, _CELL // 3 - 1, 3, QColor(theme.text))

    def _prepare(self) -> None:
        self.setHorizontalHeader(self.shots)
        self.setVerticalHeader(self.members)
        for header in (self.shots, self.members):
            header.setMinimumSectionSize(_CELL)
            header.setDefaultSectionSize(_CELL)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(True)
        self.setAccessibleName(self.tr("Cast by shot"))
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet("QTableView { border: none; }")  # the cell has the ring
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)


class _ShotHeader(QHeaderView):
    """Scenes above, the names of their shots upright below."""

    def __init__(self, model: MatrixModel, view: MatrixView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._matrix, self._view = model, view
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

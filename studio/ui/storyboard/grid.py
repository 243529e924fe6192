"""`BoardGrid`: lays the storyboard's rows out, paints those in sight, and selects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from studio.core.ids import SceneId, ShotId
from studio.core.project import Project
from studio.ui.document import Document
from studio.ui.storyboard.card import Look, ShotCard, card_parts, card_size
from studio.ui.storyboard.drops import Target
from studio.ui.storyboard.headings import heading_height, name_room, paint_add, paint_heading
from studio.ui.storyboard.layout import Layout
from studio.ui.storyboard.model import BoardModel, Index
from studio.ui.storyboard.rows import AddRow, SceneRow, ShotRow
from studio.ui.storyboard.standings import Standings
from studio.ui.theme import S, current_theme

_WHEEL_PX = 24
_EVERYWHERE = ("cast", "images", "settings", "backend")  # what more cards show than the one that was edited


class BoardGrid(QListView):
    """Shows the rows of a `BoardModel` by a `Layout`. `hovered` and `target` are what the pointer is at.

    It is a `QListView` only because Qt tells screen readers of lists, tables and trees, and of no other item view.
    """

    def __init__(
        self,
        document: Document,
        model: BoardModel,
        standings: Standings,
        card: ShotCard,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self.standings, self.board = document, standings, model
        self._card = card
        self._layout: Layout | None = None
        self.hovered = self.hovered_button = -1
        self.target: Target | None = None
        self._prepare()
        document.changed.connect(self._on_changed)

    @property
    def places(self) -> Layout:
        """Where the rows lie, without the scrolling."""
        if self._layout is None:
            # The scroll bar's room is left free even when there is none, or its coming could send it away again.
            width = self.width() - self.verticalScrollBar().sizeHint().width()
            size = card_size(self.document.project)
            self._layout = Layout(self.board.rows, width, size, heading_height())
        return self._layout

    @property
    def chosen_shots(self) -> list[ShotId]:
        """The selected shots in the order of the board."""
        rows = (self.board.rows[row] for row in sorted({index.row() for index in self.selectedIndexes()}))
        return [each.shot for each in rows if isinstance(each, ShotRow)]

    @property
    def chosen_scene(self) -> SceneId | None:
        """The scene whose heading, card or empty place has the keyboard."""
        index = self.currentIndex()
        return self.board.rows[index.row()].scene if index.isValid() else None

    def choose(self, row: int) -> None:
        """Make one row the only one selected, and show it; -1 for none."""
        index = self.board.index(row) if row >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if row < 0:
            self.clearSelection()
        else:
            self.scrollTo(index)

    def choose_also(self, shots: Iterable[ShotId]) -> None:
        """Add shots to those selected."""
        select = QItemSelectionModel.SelectionFlag.Select
        for row in map(self.board.row_of, shots):
            if row >= 0:
                self.selectionModel().select(self.board.index(row), select)

    def name_rect(self, index: Index) -> QRect:
        """Where the name of a row is edited."""
        rect, shot = self.visualRect(index), self.board.shot(index.row())
        if shot is None:
            return name_room(rect, self.document.project, self.board.scene(index.row()))
        name = card_parts(self.document.project, rect).name
        height = current_theme().control_px
        return QRect(name.left() - S // 2, name.center().y() - height // 2, name.width() + S, height)

    def lay_out(self) -> None:
        """Place the rows anew."""
        self._layout = None
        self.hovered = self.hovered_button = -1
        self.updateGeometries()
        self.viewport().update()

    def update_shot(self, shot: ShotId) -> None:
        """Paint a shot's card anew."""
        row = self.board.row_of(shot)
        if row >= 0:
            self.viewport().update(self.on_screen(row))

    def visualRect(self, index: Index) -> QRect:
        return self.on_screen(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.places.row_at(point + QPoint(0, self.verticalOffset()))
        return QModelIndex() if row is None else self.board.index(row)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        rect, bar = self.visualRect(index), self.verticalScrollBar()
        if hint == QAbstractItemView.ScrollHint.PositionAtTop or rect.top() < S:
            bar.setValue(bar.value() + rect.top() - S)
        elif rect.bottom() > self.viewport().height() - S:
            bar.setValue(bar.value() + min(rect.bottom() - self.viewport().height() + S, rect.top() - S))

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def moveCursor(self, cursorAction: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        last = len(self.board.rows) - 1
        row = self.currentIndex().row()
        if row < 0:
            return self.board.index(0) if last >= 0 else QModelIndex()
        action = QAbstractItemView.CursorAction
        match cursorAction:
            case action.MoveLeft | action.MovePrevious:
                to = row - 1
            case action.MoveRight | action.MoveNext:
                to = row + 1
            case action.MoveUp:
                to = self.places.above(row)
            case action.MoveDown:
                to = self.places.below(row)
            case action.MoveHome:
                to = 0
            case action.MoveEnd:
                to = last
            case _:
                to = self._page(row, -1 if cursorAction == action.MovePageUp else 1)
        return self.board.index(min(max(to, 0), last))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        ends = self.indexAt(rect.topLeft()).row(), self.indexAt(rect.bottomRight()).row()
        if min(ends) >= 0:
            rows = range(min(ends), max(ends) + 1)
        else:
            sought = rect.normalized().translated(0, self.verticalOffset())
            rows = [row for row in self.places.rows_in(sought) if self.places.rects[row].intersects(sought)]
        chosen = QItemSelection()
        for row in rows:
            if len(rows) == 1 or isinstance(self.board.rows[row], ShotRow):
                chosen.select(self.board.index(row), self.board.index(row))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._layout = None
        super().resizeEvent(event)

    # A list would lay its own rows out at these three.

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def dataChanged(self, topLeft: Index, bottomRight: Index, roles: Sequence[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, topLeft, bottomRight, roles)

    def updateGeometries(self) -> None:
        bar = self.verticalScrollBar()
        bar.setSingleStep(_WHEEL_PX)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, self.places.height - self.viewport().height()))
        QAbstractItemView.updateGeometries(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(current_theme().panel))
        for row in self.places.rows_in(event.rect().translated(0, self.verticalOffset())):
            rect = self.on_screen(row)
            if event.region().intersects(rect):
                self.paint_row(painter, row, rect)
        if self.target:
            painter.fillRect(self.target.mark.translated(0, -self.verticalOffset()), QColor(current_theme().accent))

    def paint_row(self, painter: QPainter, row: int, rect: QRect) -> None:
        index, project = self.board.index(row), self.document.project
        selected = self.selectionModel().isSelected(index)
        focused = self.hasFocus() and self.currentIndex() == index
        hovered = row == self.hovered
        match self.board.rows[row]:
            case ShotRow():
                shot = self.board.shot(row)
                look = Look(
                    selected=selected,
                    focused=focused,
                    hovered=hovered,
                    button_hovered=row == self.hovered_button,
                    lit=self.target.colour if self.target and self.target.row == row else "",
                )
                if shot is not None:
                    self._card.paint(painter, rect, project, shot, self.standings.of(shot), look)
            case SceneRow():
                scene = self.board.scene(row)
                paint_heading(painter, rect, project, scene, selected=selected, hovered=hovered, focused=focused)
            case AddRow():
                paint_add(painter, rect, hovered=hovered, focused=focused)

    def _prepare(self) -> None:
        self.setModel(self.board)
        self.setAccessibleName(self.tr("Storyboard"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setStyleSheet("QListView { border: none; }")  # the card has the ring
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def on_screen(self, row: int) -> QRect:
        return self.places.rects[row].translated(0, -self.verticalOffset())

    def _page(self, row: int, step: int) -> int:
        rects, moved = self.places.rects, row
        while abs(rects[moved].top() - rects[row].top()) < self.viewport().height():
            following = self.places.below(moved) if step > 0 else self.places.above(moved)
            if following == moved:
                break
            moved = following
        return moved

    def _on_changed(self, before: Project, after: Project) -> None:
        if (before.width, before.height) != (after.width, after.height):
            self.lay_out()
        elif any(getattr(before, part) is not getattr(after, part) for part in _EVERYWHERE):
            self.viewport().update()

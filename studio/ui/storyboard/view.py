"""`BoardView`: turns keys, clicks and drags on the storyboard into steps."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QToolTip, QWidget

from studio.ui.document import Document
from studio.ui.keys import DELETES
from studio.ui.storyboard.card import ShotCard, button_of, card_parts
from studio.ui.storyboard.drops import Target, find_target, put
from studio.ui.storyboard.grid import BoardGrid
from studio.ui.storyboard.model import BoardModel
from studio.ui.storyboard.name_field import NameDelegate
from studio.ui.storyboard.rows import AddRow, SceneRow, ShotRow
from studio.ui.storyboard.standings import Standings
from studio.ui.storyboard.steps import BoardSteps
from studio.ui.theme import L
from studio.ui.widgets.state_mark import ShotState

_GHOST_OPACITY = 0.8
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# What other panels use as shortcuts of the window, and this one for itself while it has the keyboard.
_OWN_KEYS = (*_ARROWS, *_ENTERS, Qt.Key.Key_Home, Qt.Key.Key_End, *DELETES)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


class BoardView(BoardGrid):
    """The storyboard under the user's hands."""

    shot_activated = Signal(object)
    inspector_wanted = Signal()
    add_wanted = Signal(object)
    button_pressed = Signal(object)

    def __init__(
        self,
        document: Document,
        model: BoardModel,
        standings: Standings,
        steps: BoardSteps,
        card: ShotCard,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, model, standings, card, parent)
        self._steps = steps
        self._pressed = -1
        self.setItemDelegate(NameDelegate(self.name_rect, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)
        self._hover(QPoint(-1, -1))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.lay_out()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            return  # a key that the field of a name did not want
        if event.key() in _ARROWS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._step(event.key())
        elif event.key() in _ENTERS and not event.modifiers() & _COMMANDS:
            self._enter()
        elif event.key() in DELETES:
            self.remove_chosen()
        elif event.text().isprintable() and event.text() and not event.modifiers() & _COMMANDS:
            event.ignore()  # letters are keys of the window, not a search
        else:
            super().keyPressEvent(event)

    def remove_chosen(self) -> None:
        """Delete the selected shots, or the scene whose heading is selected."""
        index = self.currentIndex()
        shots = self.chosen_shots
        if shots:
            self._steps.remove_shots(shots)
        elif index.isValid() and isinstance(self.board.rows[index.row()], SceneRow):
            self._steps.remove_scene(self.board.rows[index.row()].scene)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row = self.indexAt(point).row()
        if event.button() == Qt.MouseButton.LeftButton and row >= 0 and self._is_pressable(row, point):
            self._pressed = row
            return
        super().mousePressEvent(event)
        if row < 0 and event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(QModelIndex())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, -1
        point = event.position().toPoint()
        if pressed < 0:
            super().mouseReleaseEvent(event)
        elif self.indexAt(point).row() == pressed and self._is_pressable(pressed, point):
            self._press(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if not index.isValid() or self._is_pressable(index.row(), point):
            self.mousePressEvent(event)
        elif self.name_rect(index).contains(point):
            self.edit(index)
        elif isinstance(each := self.board.rows[index.row()], ShotRow):
            self.shot_activated.emit(each.shot)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverMove, QEvent.Type.HoverEnter):
            self._hover(self.viewport().mapFromGlobal(self.cursor().pos()))
        elif event.type() in (QEvent.Type.HoverLeave, QEvent.Type.Leave):
            self._hover(QPoint(-1, -1))
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        indexes = [each for each in self.selectedIndexes() if self.board.flags(each) & Qt.ItemFlag.ItemIsDragEnabled]
        if not indexes:
            return
        lead = self.currentIndex() if self.currentIndex() in indexes else indexes[0]
        drag = QDrag(self)
        drag.setMimeData(self.board.mimeData(indexes))
        drag.setPixmap(self._draw_ghost(lead.row()))
        drag.setHotSpot(QPoint(L, L))
        drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls near the edges
        point = event.position().toPoint() + QPoint(0, self.verticalOffset())
        self._aim(find_target(event.mimeData(), point, self.places, self.board, self.document.project))
        event.setAccepted(self.target is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._aim(None)

    def dropEvent(self, event: QDropEvent) -> None:
        target = self.target
        self._aim(None)
        if target:
            put(event.mimeData(), target, self.board, self._steps)
            event.acceptProposedAction()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)

    def _step(self, key: int) -> None:
        index, shots = self.currentIndex(), self.chosen_shots
        step = -1 if key in (Qt.Key.Key_Left, Qt.Key.Key_Up) else 1
        if shots and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._steps.step_shots(shots, step)
        elif shots:
            self._steps.step_scene(shots, step)
        elif index.isValid() and isinstance(each := self.board.rows[index.row()], SceneRow):
            number = self.board.scene_number(index.row())
            self._steps.move_scene(each.scene, max(0, number - 1 if step < 0 else number + 2))

    def _enter(self) -> None:
        index = self.currentIndex()
        match self.board.rows[index.row()] if index.isValid() else None:
            case ShotRow():
                self.inspector_wanted.emit()
            case AddRow(scene=scene):
                self.add_wanted.emit(scene)
            case SceneRow():
                self.edit(index)
            case None:
                pass

    def _is_pressable(self, row: int, point: QPoint) -> bool:
        """Whether a click at a point presses something instead of selecting."""
        each = self.board.rows[row]
        return isinstance(each, AddRow) or (isinstance(each, ShotRow) and self.button_rect(row).contains(point))

    def button_rect(self, row: int) -> QRect:
        """Where the button of a card is on the screen."""
        return card_parts(self.document.project, self.on_screen(row)).button

    def _press(self, row: int) -> None:
        match self.board.rows[row]:
            case AddRow(scene=scene):
                self.add_wanted.emit(scene)
            case ShotRow(shot=shot):
                self.button_pressed.emit(shot)
            case SceneRow():
                pass

    def _hover(self, point: QPoint) -> None:
        row = self.indexAt(point).row()
        button = row if row >= 0 and self.board.shot(row) and self.button_rect(row).contains(point) else -1
        changed = {self.hovered, row} if (row, button) != (self.hovered, self.hovered_button) else set[int]()
        self.hovered, self.hovered_button = row, button
        for each in changed - {-1}:
            self.viewport().update(self.on_screen(each))

    def _tip_at(self, point: QPoint) -> str:
        row = self.indexAt(point).row()
        shot = self.board.shot(row) if row >= 0 else None
        if shot is None:
            return ""
        standing = self.standings.of(shot)
        if self.button_rect(row).contains(point):
            return button_of(standing.state)[1]
        stale = self.tr("Something that this take depends on has changed since it was rendered.")
        notes = (standing.sentence, stale if standing.state == ShotState.STALE else "", shot.action)
        return "\n\n".join(note for note in notes if note)

    def _aim(self, target: Target | None) -> None:
        if target != self.target:
            self.target = target
            self.viewport().update()

    def _draw_ghost(self, row: int) -> QPixmap:
        size, ratio = self.places.rects[row].size(), self.devicePixelRatioF()
        ghost = QPixmap(size * ratio)
        ghost.setDevicePixelRatio(ratio)
        ghost.fill(Qt.GlobalColor.transparent)
        painter = QPainter(ghost)
        painter.setOpacity(_GHOST_OPACITY)
        self.paint_row(painter, row, QRect(QPoint(0, 0), size))
        painter.end()
        return ghost


def _is_own(event: QKeyEvent) -> bool:
    return event.key() in _OWN_KEYS and not event.modifiers() & _COMMANDS

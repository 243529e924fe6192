"""`Avatar`: a character's face; press it to select, drag it onto a shot to cast them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from studio.core.ids import CharacterId
from studio.core.project import Character
from studio.ui.cast.drag import carry_character
from studio.ui.keys import DELETES
from studio.ui.pictures import Thumbnails
from studio.ui.theme import paint_focus_ring
from studio.ui.widgets.chip import paint_face

_SIDE = 36


class Avatar(QAbstractButton):
    """Alt with ↑ or ↓ moves the character, Delete removes it."""

    moved = Signal(int)
    removed = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._id = CharacterId("")
        self._face = self._colour = ""
        self._pressed_at = QPoint()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        thumbnails.loaded.connect(self._on_loaded)

    def show_character(self, character: Character, face: str) -> None:
        """The character, and the path of their face."""
        if (character.id, character.name, character.colour, face) != (self._id, self.text(), self._colour, self._face):
            self._id, self._colour, self._face = character.id, character.colour, face
            self.setText(character.name)
            self.setAccessibleName(character.name)
            self.setToolTip(self.tr("Drag {name} onto a shot to cast them").format(name=character.name))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and (_step_of(event) or event.key() in DELETES):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _step_of(event):
            self.moved.emit(_step_of(event))
        elif event.key() in DELETES:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = (event.position().toPoint() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if not far or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        self.setDown(False)
        drag = QDrag(self)
        drag.setMimeData(carry_character(self._id))
        drag.setPixmap(self.grab())
        drag.setHotSpot(self._pressed_at)
        drag.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side, ratio = self.width(), self.devicePixelRatioF()
        picture = self._thumbnails.pixmap(self._face, side, side, ratio, fills=True) if self._face else None
        paint_face(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), picture, self._colour, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), side / 2)

    def _on_loaded(self, path: str) -> None:
        if path == self._face:
            self.update()


def _step_of(event: QKeyEvent) -> int:
    """How far a key moves the character; 0 for keys that don't."""
    if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return 0
    return {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)

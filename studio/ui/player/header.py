"""`PlayerHeader`: what the player shows and how, in the title of its dock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from studio.ui.actions import Actions
from studio.ui.theme import XS


class PlayerHeader(QWidget):
    """Film or shot."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        turn = actions["show_shot"]
        self.film = TurnButton(self.tr("Film"), turn, pressed_when=False, parent=self)
        self.shot = TurnButton(self.tr("Shot"), turn, pressed_when=True, parent=self)
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, XS, 0)
        row.setSpacing(2)
        for button in (self.film, self.shot):
            row.addWidget(button)


class TurnButton(QToolButton):
    """One of the two states of an action, pressed while it is on."""

    def __init__(self, text: str, action: QAction, *, pressed_when: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self._action, self._state = action, pressed_when
        self.setCheckable(True)
        self.setToolTip(action.toolTip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._turn)
        action.toggled.connect(self._show)
        self._show(action.isChecked())

    def nextCheckState(self) -> None:
        """The action says what is pressed."""

    def _turn(self) -> None:
        self._action.setChecked(self._state)

    def _show(self, checked: bool) -> None:
        self.setChecked(checked == self._state)

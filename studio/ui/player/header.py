"""`PlayerHeader`: what the player shows and how, in the title of its dock."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from studio.ui.actions import Actions
from studio.ui.theme import XS, L, M, S

T = TypeVar("T")
_LOW = "QToolButton { min-height: 0; }"  # the title of a dock is lower than a row of controls


class PlayerHeader(QWidget):
    """Film or shot; `scale`, the share of the film's size to play at; `zoom` of the picture, nothing for as it fits."""

    def __init__(self, actions: Actions, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        turn = actions["show_shot"]
        self.film = TurnButton(self.tr("Film"), turn, pressed_when=False, parent=self)
        self.shot = TurnButton(self.tr("Shot"), turn, pressed_when=True, parent=self)
        self.scale: PickButton[float] = PickButton(
            self.tr("Playback"),
            ((1.0, self.tr("Full")), (0.5, self.tr("Half")), (0.25, self.tr("Quarter"))),
            scale,
            parent=self,
        )
        self.zoom: PickButton[float | None] = PickButton(
            self.tr("Zoom of the picture"),
            ((None, self.tr("Fit")), *((zoom, format_zoom(zoom)) for zoom in (0.5, 1.0, 2.0, 4.0))),
            None,
            parent=self,
        )
        self._build()

    def show_zoom(self, zoom: float | None) -> None:
        """The zoom of the picture."""
        self.zoom.show_value(zoom, "" if zoom is None else format_zoom(zoom))

    def _build(self) -> None:
        self.scale.setToolTip(self.tr("Playback at full, half or quarter size; what stands is always full"))
        self.zoom.setToolTip(self.tr("Zoom of the picture  (Ctrl+wheel)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, XS, 0)
        row.setSpacing(2)
        for widget in (self.scale, self.zoom):
            row.addWidget(widget)
        row.addSpacing(S)
        for widget in (self.film, self.shot):
            row.addWidget(widget)


class TurnButton(QToolButton):
    """One of the two states of an action, pressed while it is on."""

    def __init__(self, text: str, action: QAction, *, pressed_when: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setStyleSheet(_LOW)
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


class PickButton(QToolButton, Generic[T]):
    """Shows a value in a word and offers others in a menu; `picked(value)` comes when the user picks."""

    picked = Signal(object)

    def __init__(self, name: str, options: Sequence[tuple[T, str]], value: T, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._options = name, tuple(options)
        self.setStyleSheet(_LOW)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        group = QActionGroup(menu)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self.choices = {option: self._offer(menu, group, option, text) for option, text in self._options}
        self.setMenu(menu)
        self.show_value(value)

    def show_value(self, value: T, text: str = "") -> None:
        """The value that counts now; one that is not offered is said in its own words."""
        for option, action in self.choices.items():
            action.setChecked(option == value)
        words = next((words for option, words in self._options if option == value), text)
        self.setText(words)
        self.setAccessibleName(f"{self._name}: {words}")

    def sizeHint(self) -> QSize:
        """As Qt asks; as wide as the longest word, so that nothing moves."""
        wide = max(self.fontMetrics().horizontalAdvance(words) for _, words in self._options)
        return QSize(wide + L + M, super().sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """As Qt asks; another theme may have type of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def _offer(self, menu: QMenu, group: QActionGroup, option: T, text: str) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        group.addAction(action)
        action.triggered.connect(partial(self._pick, option))
        return action

    def _pick(self, option: T) -> None:
        self.show_value(option)
        self.picked.emit(option)


def format_zoom(zoom: float) -> str:
    """A zoom in per cent."""
    return f"{round(zoom * 100)} %"

"""Buttons: with words, and with an icon alone."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QStyleOptionButton, QToolButton, QWidget

from studio.ui.icons import icon
from studio.ui.theme import ICON

ButtonKind = Literal["primary", "normal", "quiet"]


class Button(QPushButton):
    """A verb to press. A place has one `primary` button at most; `quiet` ones have no ground until hovered."""

    def __init__(
        self, text: str, *, kind: ButtonKind = "normal", icon_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        if icon_name:
            self.setIcon(icon(icon_name, "on_accent" if kind == "primary" else "text"))
            self.setIconSize(QSize(ICON, ICON))

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        """As Qt asks: no style sheet can move words away from their icon, so that a thin space does."""
        super().initStyleOption(option)
        if not option.icon.isNull() and option.text:
            option.text = f"\u2005{option.text}"


class IconButton(QToolButton):
    """An icon to press; its name is the tooltip and what a screen reader says."""

    def __init__(self, icon_name: str, name: str, *, checkable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(ICON, ICON))
        self.setCheckable(checkable)
        self.show_as(icon_name, name)

    def show_as(self, icon_name: str, name: str) -> None:
        """Another icon and name, as a play button that becomes a pause button."""
        self.setIcon(icon(icon_name))
        self.setToolTip(name)
        self.setAccessibleName(name)

"""Dialogs that stay beside the work."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QWidget

D = TypeVar("D", bound=QDialog)


def show_beside(window: QWidget, kind: type[D], make: Callable[[], D]) -> None:
    """The window's dialog of that kind, made the first time, in front of the others."""
    shown = window.findChild(kind)
    dialog = shown if isinstance(shown, kind) else make()
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()

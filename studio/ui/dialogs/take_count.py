"""Asks how many takes of a shot shall be rendered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

translate = QCoreApplication.translate

MOST_TAKES = 20
_USUAL = 4


def ask_take_count(chosen: Callable[[int], None], parent: QWidget) -> None:
    """Ask beside the window; `chosen` gets the number."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(translate("TakeCount", "Render several takes"))
    dialog.setLabelText(translate("TakeCount", "How many takes of this shot, each with a seed of its own?"))
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(1, MOST_TAKES)
    dialog.setIntValue(_USUAL)
    dialog.intValueSelected.connect(chosen)
    dialog.open()

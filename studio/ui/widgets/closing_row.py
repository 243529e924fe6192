"""The last row of a dialog that asks: to let it be, or to do it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from studio.ui.theme import S
from studio.ui.widgets.button import Button


def make_closing_row(dialog: QDialog, does: Button, *beside: QWidget) -> QHBoxLayout:
    """What belongs to the choice on the left, on the right Cancel and the button that does what was asked for."""
    cancel = Button(QCoreApplication.translate("ClosingRow", "Cancel"), parent=dialog)
    cancel.clicked.connect(dialog.reject)
    row = QHBoxLayout()
    row.setSpacing(S)
    for widget in beside:
        row.addWidget(widget)
    row.addStretch()
    row.addWidget(cancel)
    row.addWidget(does)
    return row

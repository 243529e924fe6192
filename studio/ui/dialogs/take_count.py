"""`TakeCount`: asks how many takes of a shot shall be rendered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from studio.ui.theme import XL, M
from studio.ui.widgets.button import Button
from studio.ui.widgets.closing_row import make_closing_row
from studio.ui.widgets.label import Label
from studio.ui.widgets.number import NumberField

_MOST = 20
_USUAL = 4


class TakeCount(QDialog):
    """Stands beside the window; `chosen` brings the number."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Render several takes"))
        self.count = NumberField(self.tr("Takes"), 1, _MOST, self)
        self.count.setKeyboardTracking(True)  # the button says what it will do
        self.render_button = Button("", kind="primary", parent=self)
        self._build()
        self.count.valueChanged.connect(self._show_count)
        self.render_button.clicked.connect(self.accept)
        self.accepted.connect(self._choose)
        self.count.setValue(_USUAL)
        self.count.selectAll()

    def _build(self) -> None:
        self.render_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addWidget(Label(self.tr("How many takes of this shot, each with a seed of its own?"), parent=self))
        column.addWidget(self.count)
        column.addLayout(make_closing_row(self, self.render_button))

    @Slot(int)
    def _show_count(self, count: int) -> None:
        words = self.tr("Render 1 take") if count == 1 else self.tr("Render {count} takes").format(count=count)
        self.render_button.setText(words)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.count.value())

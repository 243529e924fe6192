"""The dialog that changes the seed and the options of a job that waits."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from studio.core.capabilities import Option
from studio.core.plan import MOST_SEED
from studio.core.request import ShotRequest
from studio.ui.inspector.form import FormLabel, make_form
from studio.ui.inspector.options import OptionsForm, Value
from studio.ui.queue.planning import change_request
from studio.ui.theme import XL, M
from studio.ui.widgets.button import Button
from studio.ui.widgets.closing_row import make_closing_row
from studio.ui.widgets.number import NumberField

_SIZE = QSize(400, 260)


class JobDialog(QDialog):
    """`changed(request)` when the user is content."""

    changed = Signal(object)

    def __init__(self, request: ShotRequest, options: tuple[Option, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(request.shot_name)
        self._request, self._options = request, options
        self._base: dict[str, Value] = {setting.name: setting.value for setting in request.settings}
        self._own: dict[str, Value] = {}
        self.seed = NumberField(self.tr("Seed"), 0, MOST_SEED - 1)
        self.form = OptionsForm(self.tr("As it was"))
        self.change = Button(self.tr("Change"), kind="primary")
        self._build()

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(_SIZE)

    def _build(self) -> None:
        self.seed.setValue(self._request.seed)
        self.form.changed.connect(self._write)
        self.form.reset.connect(self._reset)
        self.form.show_options(self._options, self._base, self._own)
        self.change.clicked.connect(self._finish)
        head = QWidget()
        top = make_form(head)
        top.addRow(FormLabel(self.tr("Seed")), self.seed)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addWidget(head)
        column.addWidget(self.form)
        column.addStretch()
        column.addLayout(make_closing_row(self, self.change))

    @Slot(str, object, object)
    def _write(self, name: str, value: Value, _merge: object) -> None:
        self._own[name] = value
        self.form.show_options(self._options, self._base, self._own)

    @Slot(str)
    def _reset(self, name: str) -> None:
        self._own.pop(name, None)
        self.form.show_options(self._options, self._base, self._own)

    @Slot()
    def _finish(self) -> None:
        self.changed.emit(change_request(self._request, self.seed.value(), self._own))
        self.accept()

"""`OptionsForm`: the options that a backend declares, each with the control that fits it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QWidget

from studio.core.capabilities import Option, OptionKind
from studio.ui.inspector.fields import TextField
from studio.ui.inspector.form import FormLabel, make_form, pass_wheel
from studio.ui.theme import XS
from studio.ui.widgets.button import IconButton
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.number import DecimalField, NumberField

Value = bool | int | float | str


class OptionControl(QWidget):
    """One option; its button gives back the value that it has without a choice of one's own."""

    changed = Signal(str, object, object)
    reset = Signal(str)

    def __init__(self, option: Option, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._option = option
        self._shown: tuple[Value, bool] | None = None
        self.field, self._show = self._make_field(option)
        self.field.setToolTip(option.help)
        self.field.setAccessibleName(option.label)
        self.back = IconButton("undo-2", back)
        self.back.clicked.connect(self._on_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        row.addWidget(self.field, 1)
        row.addWidget(self.back)

    def show_value(self, value: Value, *, own: bool) -> None:
        """The value that counts, and whether it was chosen here."""
        if (value, own) == self._shown:
            return
        self._shown = (value, own)
        self.back.setVisible(own)
        with QSignalBlocker(self.field):
            self._show(value)

    def _make_field(self, option: Option) -> tuple[QWidget, Callable[[Value], object]]:
        match option.kind:
            case OptionKind.SWITCH:
                box = QCheckBox(option.label)
                box.toggled.connect(self._tell)
                return box, lambda value: box.setChecked(bool(value))
            case OptionKind.NUMBER if isinstance(option.default, int):
                whole = NumberField(option.label, round(option.least), round(option.most))
                whole.valueChanged.connect(self._tell)
                return whole, lambda value: whole.setValue(int(value))
            case OptionKind.NUMBER:
                number = DecimalField(option.label, option.least, option.most, decimals=2)
                number.setSingleStep(max(0.01, (option.most - option.least) / 100))
                number.valueChanged.connect(self._tell)
                return number, lambda value: number.setValue(float(value))
            case OptionKind.CHOICE:
                choice = Choice(option.label, [(each, each) for each in option.choices], str(option.default))
                choice.textActivated.connect(self._tell)
                return choice, lambda value: choice.show_value(str(value))
            case OptionKind.TEXT:
                text = TextField(option.label)
                text.written.connect(self._tell_written)
                return text, lambda value: text.show_text(str(value))

    def _tell(self, value: Value) -> None:
        self._shown = None
        self.changed.emit(self._option.name, value, None)

    def _tell_written(self, text: str, merge: object) -> None:
        self._shown = None
        self.changed.emit(self._option.name, text, merge)

    def _on_back(self) -> None:
        self.reset.emit(self._option.name)


class OptionsForm(QWidget):
    """A row for each option. `changed(name, value, merge)` and `reset(name)` tell what the user wants."""

    changed = Signal(str, object, object)
    reset = Signal(str)

    def __init__(self, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._back = back
        self._options: tuple[Option, ...] = ()
        self.controls: dict[str, OptionControl] = {}
        self._form: QFormLayout = make_form(self)

    def show_options(self, options: tuple[Option, ...], base: Mapping[str, Value], own: Mapping[str, Value]) -> None:
        """These options with the values of `own`, where there is none of `base`, else their defaults."""
        if options != self._options:
            self._options = options
            self._rebuild()
        for option in options:
            value = own.get(option.name, base.get(option.name, option.default))
            self.controls[option.name].show_value(value, own=option.name in own)
        self.setVisible(bool(options))

    def _rebuild(self) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self.controls = {option.name: OptionControl(option, self._back) for option in self._options}
        for option in self._options:
            control = self.controls[option.name]
            control.changed.connect(self.changed)
            control.reset.connect(self.reset)
            name = "" if option.kind is OptionKind.SWITCH else option.label  # which a switch has beside it
            self._form.addRow(FormLabel(name), control)
        pass_wheel(self)

"""`KeyedRow`: one parameter of the selected clips, with its keys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from studio.core.bounds import OFFERED, Parameter
from studio.core.curve import Curve, Ease, Key, value_at
from studio.core.edits import keys
from studio.core.edits.keys import PLAIN
from studio.ui.inspector.clip_fields import DragLabel, SharedNumber
from studio.ui.inspector.clip_writer import Chosen, ClipEdit, ClipWriter
from studio.ui.theme import XL, XS
from studio.ui.widgets.button import IconButton
from studio.ui.widgets.choice import Choice

_SAME = 1e-6
_SILENT_DB = -60.0  # what a field of decibels shows as silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How a parameter reads: times `factor`, in a unit; `decibels` as the level of a share."""

    factor: float = 1.0
    unit: str = ""
    step: float = 1.0
    decibels: bool = False

    def shown(self, value: float) -> float:
        """What the field says for a value of the film."""
        if self.decibels:
            return max(_SILENT_DB, 20 * math.log10(value)) if value > 0 else _SILENT_DB
        return value * self.factor

    def meant(self, number: float) -> float:
        """What the film has for what the field says."""
        if self.decibels:
            return 10 ** (number / 20) if number > _SILENT_DB else 0.0
        return number / self.factor


PERCENT = Measure(factor=100, unit=" %")
DEGREES = Measure(unit=" °")
DECIBELS = Measure(unit=" dB", step=0.5, decibels=True)


class KeyedRow(QWidget):
    """A number; a switch for keys; a button back to the plain value. With keys a line below walks and shapes them."""

    def __init__(
        self, writer: ClipWriter, name: Parameter, label: str, measure: Measure, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._writer, self._measure = writer, measure
        self._name: Parameter = name
        self._label_text = label
        self._shown: tuple[Chosen, ...] = ()
        least, most = (measure.shown(bound) for bound in OFFERED[name])
        self.field = SharedNumber(
            label, (least, most), step=measure.step, unit=measure.unit, least="−∞" if measure.decibels else ""
        )
        self.label = DragLabel(label, self.field)
        self.switch = IconButton("key-frame", self.tr("Keys for {name}").format(name=label), checkable=True)
        self.back = IconButton("undo-2", self.tr("Reset {name}").format(name=label))
        self.previous = IconButton("chevron-left", self.tr("Key before of {name}").format(name=label))
        self.key = IconButton("key-frame", "", checkable=True)
        self.next = IconButton("chevron-right", self.tr("Key after of {name}").format(name=label))
        self.ease: Choice[Ease | None] = Choice(
            self.tr("How {name} goes on from this key").format(name=label), self._name_eases(), None
        )
        self._build()
        self._connect()

    def show_clips(self, chosen: Sequence[Chosen]) -> None:
        """The clips as they are now, with what they have at the playhead."""
        same = [(each.clip.id, each.frame) for each in self._shown] == [(each.clip.id, each.frame) for each in chosen]
        if not same:
            self.field.begin()
        self._shown = tuple(chosen)
        values = [keys.value_of(each.clip, self._name) for each in chosen]
        now = [value_at(value, each.frame) for value, each in zip(values, chosen, strict=True)]
        differs = any(abs(each - now[0]) > _SAME for each in now[1:])
        self.field.show_number(None if differs else self._measure.shown(now[0]))
        keyed = [isinstance(value, Curve) for value in values]
        with QSignalBlocker(self.switch):
            self.switch.setChecked(any(keyed))
        plain = PLAIN[self._name]
        self.back.setEnabled(any(isinstance(value, Curve) or abs(value - plain) > _SAME for value in values))
        self._keys.setVisible(any(keyed))
        if any(keyed):
            self._show_keys([keys.find_key(value, each.frame) for value, each in zip(values, chosen, strict=True)])

    def _show_keys(self, here: list[Key | None]) -> None:
        there = [key for key in here if key]
        words = self.tr("Remove the key of {name} here") if there else self.tr("Add a key of {name} here")
        self.key.show_as("key-frame-set" if there else "key-frame", words.format(name=self._label_text))
        with QSignalBlocker(self.key):
            self.key.setChecked(bool(there))
        eases = {key.ease for key in there}
        self.ease.setEnabled(bool(there))
        self.ease.show_value(eases.pop() if len(eases) == 1 else None)
        self.previous.setEnabled(self._find_beside(-1) is not None)
        self.next.setEnabled(self._find_beside(1) is not None)

    def _build(self) -> None:
        self._keys = QWidget()
        row = QHBoxLayout(self._keys)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        for button in (self.previous, self.key, self.next):
            row.addWidget(button)
        row.addWidget(self.ease, 1)
        self.ease.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.ease.setMinimumWidth(3 * XL)
        self.ease.setPlaceholderText(self.tr("No key"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(XS)
        grid.addWidget(self.field, 0, 0)
        grid.addWidget(self.switch, 0, 1)
        grid.addWidget(self.back, 0, 2)
        grid.addWidget(self._keys, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self._keys.hide()

    def _connect(self) -> None:
        self.field.written.connect(self._write)
        self.switch.toggled.connect(self._set_keyed)
        self.key.toggled.connect(self._toggle_key)
        self.back.clicked.connect(self._reset)
        self.ease.activated.connect(self._set_ease)
        self.previous.clicked.connect(partial(self._step, -1))
        self.next.clicked.connect(partial(self._step, 1))

    def _name_eases(self) -> list[tuple[Ease | None, str]]:
        return [
            (Ease.LINEAR, self.tr("Linear")),
            (Ease.SMOOTH, self.tr("Smooth")),
            (Ease.IN, self.tr("Ease in")),
            (Ease.OUT, self.tr("Ease out")),
            (Ease.HOLD, self.tr("Hold")),
        ]

    def _write(self, number: float, merge: object) -> None:
        value, at = self._measure.meant(number), self._writer.playhead
        self._change(lambda film, clip: keys.set_number(film, clip, self._name, value, at), (self._name, at, merge))

    def _set_keyed(self, keyed: bool) -> None:
        at = self._writer.playhead
        self._change(lambda film, clip: keys.set_keyed(film, clip, self._name, at, keyed=keyed))

    def _toggle_key(self, there: bool) -> None:
        at = self._writer.playhead
        self._change(lambda film, clip: keys.toggle_key(film, clip, self._name, at, there=there))

    def _set_ease(self) -> None:
        ease, at = self.ease.value, self._writer.playhead
        if ease:
            self._change(lambda film, clip: keys.set_ease(film, clip, self._name, at, ease))

    def _reset(self) -> None:
        self._change(lambda film, clip: keys.reset_value(film, clip, self._name))

    def _change(self, edit: ClipEdit, merge: object = None) -> None:
        if not self._writer.write(self._label_text, edit, merge):
            self.show_clips(self._writer.chosen)  # refused: as it was

    def _find_beside(self, step: int) -> int | None:
        at = self._writer.playhead
        found = [keys.find_key_beside(each.clip, each.begin, self._name, at, step) for each in self._shown]
        return min((each for each in found if each is not None), key=lambda each: abs(each - at), default=None)

    def _step(self, step: int) -> None:
        frame = self._find_beside(step)
        if frame is not None:
            self._writer.go_to(frame)

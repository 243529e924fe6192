"""`GradeForm`: the values of a match, to be set by hand."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from studio.core.match import (
    LEAST_GAIN,
    LEAST_SATURATION,
    MOST_GAIN,
    MOST_OFFSET,
    MOST_SATURATION,
    Channel,
    Grade,
    bound_grade,
)
from studio.ui.inspector.form import pass_wheel
from studio.ui.theme import XS, S
from studio.ui.widgets.label import ElidedLabel, Label
from studio.ui.widgets.number import DecimalField

_STEP = 0.01


class GradeForm(QWidget):
    """Gain and offset of each channel, and saturation. `changed(grade)` tells of what the user sets."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grade = Grade()
        self._gains: list[DecimalField] = []
        self._offsets: list[DecimalField] = []
        self.saturation = DecimalField(self.tr("Saturation"), LEAST_SATURATION, MOST_SATURATION, decimals=3)
        self._build()

    def show_grade(self, grade: Grade) -> None:
        """The values as the film has them."""
        self._grade = grade
        for gain, offset, channel in zip(self._gains, self._offsets, _channels(grade), strict=True):
            _show(gain, channel.gain)
            _show(offset, channel.offset)
        _show(self.saturation, grade.saturation)

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S)
        grid.setVerticalSpacing(XS)
        for column in (1, 2):
            grid.setColumnStretch(column, 1)
        for column, name in enumerate((self.tr("Gain"), self.tr("Offset")), 1):
            grid.addWidget(Label(name, role="label", tone="second"), 0, column)
        for row, name in enumerate((self.tr("Red"), self.tr("Green"), self.tr("Blue")), 1):
            gain = DecimalField(self.tr("{0}, gain").format(name), LEAST_GAIN, MOST_GAIN, decimals=3)
            offset = DecimalField(self.tr("{0}, offset").format(name), -MOST_OFFSET, MOST_OFFSET, decimals=3)
            grid.addWidget(ElidedLabel(name, tone="second"), row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(gain, row, 1)
            grid.addWidget(offset, row, 2)
            self._gains.append(gain)
            self._offsets.append(offset)
        grid.addWidget(ElidedLabel(self.tr("Saturation"), tone="second"), 4, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.saturation, 4, 1)
        for field in (*self._gains, *self._offsets, self.saturation):
            field.setSingleStep(_STEP)
            field.valueChanged.connect(self._tell)
        pass_wheel(self)

    def _tell(self) -> None:
        """What was set; a value that only its rounding shows otherwise stays as it is."""
        channels = [
            Channel(gain=_read(gain, channel.gain), offset=_read(offset, channel.offset))
            for gain, offset, channel in zip(self._gains, self._offsets, _channels(self._grade), strict=True)
        ]
        saturation = _read(self.saturation, self._grade.saturation)
        red, green, blue = channels
        grade = bound_grade(Grade(red=red, green=green, blue=blue, saturation=saturation))
        if grade != self._grade:
            self._grade = grade
            self.changed.emit(grade)


def _channels(grade: Grade) -> tuple[Channel, Channel, Channel]:
    return grade.red, grade.green, grade.blue


def _show(field: DecimalField, value: float) -> None:
    with QSignalBlocker(field):
        field.setValue(value)


def _read(field: DecimalField, exact: float) -> float:
    shown = field.value()
    return exact if abs(shown - exact) <= 0.51 * 10.0 ** -field.decimals() else shown

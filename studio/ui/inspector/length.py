"""`LengthField`: a length in seconds and frames."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.timecode import nominal_rate
from studio.ui.theme import XS
from studio.ui.widgets.number import NumberField

_MOST_SECONDS = 600


class LengthField(QWidget):
    """Two numbers; frames run over into seconds at both ends."""

    changed = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = 24
        self._frames = 0
        self._merge = object()
        self.seconds = _Part(self.tr("Seconds"), 0, _MOST_SECONDS)
        self.seconds.setSuffix(self.tr(" s"))
        self.frames = _Part(self.tr("Frames"), -1, self._base)
        self.frames.setSuffix(self.tr(" f"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        for part in (self.seconds, self.frames):
            row.addWidget(part, 1)
            part.valueChanged.connect(self._on_changed)
            part.entered.connect(self._begin)

    def show_frames(self, frames: int, rate: Fraction) -> None:
        """The length as the film has it."""
        if (frames, nominal_rate(rate)) == (self._frames, self._base):
            return
        self._frames, self._base = frames, nominal_rate(rate)
        seconds, rest = divmod(frames, self._base)
        with QSignalBlocker(self.seconds), QSignalBlocker(self.frames):
            self.frames.setRange(-1, self._base)
            self.seconds.setValue(seconds)
            self.frames.setValue(rest)

    def _on_changed(self) -> None:
        frames = max(1, self.seconds.value() * self._base + self.frames.value())
        seconds, rest = divmod(frames, self._base)
        with QSignalBlocker(self.seconds), QSignalBlocker(self.frames):
            self.seconds.setValue(seconds)
            self.frames.setValue(rest)
        if frames != self._frames:
            self._frames = frames
            self.changed.emit(frames, self._merge)

    def _begin(self) -> None:
        self._merge = object()


class _Part(NumberField):
    entered = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.entered.emit()
        super().focusInEvent(event)

"""`SpeedForm`: how fast the selected clips run."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from studio.core.bounds import FASTEST, SLOWEST
from studio.core.edits.cut import set_clip
from studio.core.edits.trims import set_speed
from studio.ui.inspector.clip_fields import DragLabel, SharedNumber
from studio.ui.inspector.clip_writer import Chosen, ClipWriter
from studio.ui.inspector.form import FormLabel, make_form, pass_wheel

_PARTS = 10_000  # of the speed of the take, as exact as two digits of a percentage


class SpeedForm(QWidget):
    """The speed, whether what comes after moves, and whether frames are blended."""

    def __init__(self, writer: ClipWriter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        bounds = float(SLOWEST) * 100, float(FASTEST) * 100
        self.speed = SharedNumber(self.tr("Speed"), bounds, decimals=2, step=5, unit=" %")
        self.ripple = QCheckBox(self.tr("Move what comes after"))
        self.smooth = QCheckBox(self.tr("Smooth: blend frames"))
        self.speed.written.connect(self._set_speed)
        self.smooth.clicked.connect(self._set_smooth)
        form = make_form(self)
        form.addRow(DragLabel(self.tr("Speed"), self.speed), self.speed)
        form.addRow(FormLabel(""), self.ripple)
        form.addRow(FormLabel(""), self.smooth)
        pass_wheel(self)

    def show_clips(self, chosen: Sequence[Chosen]) -> None:
        """The clips as they are now."""
        speeds = {each.clip.speed for each in chosen}
        self.speed.show_number(float(speeds.pop()) * 100 if len(speeds) == 1 else None)
        smooth = {each.clip.smooth for each in chosen}
        states = Qt.CheckState
        with QSignalBlocker(self.smooth):
            self.smooth.setCheckState(
                states.PartiallyChecked if len(smooth) > 1 else states.Checked if True in smooth else states.Unchecked
            )
            self.smooth.setTristate(False)

    def _set_speed(self, percent: float, merge: object) -> None:
        speed, ripple = Fraction(round(percent / 100 * _PARTS), _PARTS), self.ripple.isChecked()
        key = ("speed", ripple, merge)
        if not self._writer.write(
            self.tr("Speed"), lambda film, clip: set_speed(film, clip, speed, ripple=ripple), key
        ):
            self.show_clips(self._writer.chosen)

    def _set_smooth(self, smooth: bool) -> None:
        if not self._writer.write(self.tr("Smooth"), lambda film, clip: set_clip(film, clip, smooth=smooth)):
            self.show_clips(self._writer.chosen)

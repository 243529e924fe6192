"""`Metering`: reads what is heard while it is heard, and shows it on the meters."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from studio.ui.player.figures import LoudnessStrip
from studio.ui.player.meter import LevelMeter
from studio.ui.player.sound import SoundThread
from studio.ui.session import Session

_STEP_MS = 33


class Metering(QObject):
    """Runs while something plays, and until the bars have fallen. The meter shows and hides the strip."""

    def __init__(
        self, session: Session, sound: SoundThread, meter: LevelMeter, strip: LoudnessStrip, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._sound = session, sound
        self._meter, self._strip = meter, strip
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._step)
        strip.hide()
        meter.toggled.connect(strip.setVisible)
        strip.figures.clicked.connect(self._reset)
        session.speed.changed.connect(self._on_speed)

    @Slot(object, object)
    def _on_speed(self, before: float, after: float) -> None:
        if after:
            self._timer.start()

    @Slot()
    def _step(self) -> None:
        levels = self._sound.levels
        self._meter.show_levels(levels)
        self._session.levels.set(levels.tracks)
        self._strip.show_levels(self._meter.bars, levels)
        if not self._session.speed.value and self._meter.is_still:
            self._timer.stop()

    @Slot()
    def _reset(self) -> None:
        self._sound.reset_levels()
        self._step()

"""`Quiet`: whether rendering may go on now, by the user's choice: always, while nobody works here, or at night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot

from studio.settings import RenderTime

NIGHT = time(22), time(7)
IDLE = timedelta(minutes=5)
_TICK_MS = 15_000
_HANDS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TabletMove,
    QEvent.Type.TouchBegin,
}


def may_render(choice: RenderTime, now: datetime, touched: datetime) -> bool:
    """Whether rendering may go on `now`, when the user was last at work here at `touched`."""
    match choice:
        case "always":
            return True
        case "idle":
            return now - touched >= IDLE
        case "night":
            begin, end = NIGHT
            return now.time() >= begin or now.time() < end


class Quiet(QObject):
    """`changed(may)` tells when that changes. «Nobody works here» is: no key and no pointer in this program."""

    changed = Signal(bool)

    def __init__(
        self, choice: RenderTime, clock: Callable[[], datetime] = datetime.now, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._choice: RenderTime = choice
        self._clock = clock
        self._touched = clock()
        self.may = may_render(choice, self._touched, self._touched)
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self.look)
        self._watch()

    def choose(self, choice: RenderTime) -> None:
        """Another choice counts from now on."""
        self._choice = choice
        self._watch()
        self.look()

    @Slot()
    def look(self) -> None:
        """See whether it has changed."""
        may = may_render(self._choice, self._clock(), self._touched)
        if may != self.may:
            self.may = may
            self.changed.emit(may)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS and event.spontaneous():
            self._touched = self._clock()
            if self.may:
                self.look()
        return False

    def _watch(self) -> None:
        """Only what the choice needs: a filter sees every event of the program."""
        application = QCoreApplication.instance()
        assert application is not None
        application.removeEventFilter(self)
        if self._choice == "idle":
            application.installEventFilter(self)
        if self._choice == "always":
            self._ticks.stop()
        else:
            self._ticks.start()

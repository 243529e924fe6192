"""`Shuttle`: J, K and L, alone and held together."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

_HOLD_MS = 300  # a key that is down for longer is held, not tapped
_SLOW = 0.25
_SPEEDS = (1.0, 2.0, 4.0, 8.0)


class Shuttle(QObject):
    """Turns the keys into speeds and single frames.

    J and L again: faster. K stops. While K is down, a tap on J or L is one frame, and holding it plays slowly.
    """

    speed_wanted = Signal(float)
    step_wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_k_down = False
        self._way = 0
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(_HOLD_MS)
        self._hold.timeout.connect(self._go_slowly)

    def stop(self) -> None:
        """K has been pressed."""
        self.speed_wanted.emit(0.0)
        app = QApplication.instance()
        if app is not None and not self._is_k_down:
            # Shortcuts tell when a key goes down; when it comes up, only the events do. Watched while K is down.
            app.installEventFilter(self)
            self._is_k_down = True

    def go(self, way: int, speed: float) -> None:
        """J (-1) or L (1) has been pressed, at a speed."""
        if self._is_k_down:
            self.step_wanted.emit(way)
            self._way = way
            self._hold.start()
        else:
            now = speed * way
            faster = next((each for each in _SPEEDS if each > now), _SPEEDS[-1]) if now > 0 else 1.0
            self.speed_wanted.emit(faster * way)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As Qt asks: K, J and L coming up, or the window losing the keyboard."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self._let_go()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_K:
                self._let_go()
            elif event.key() in (Qt.Key.Key_J, Qt.Key.Key_L):
                self._end_slow()
        return False

    def _go_slowly(self) -> None:
        self.speed_wanted.emit(_SLOW * self._way)

    def _end_slow(self) -> None:
        if self._way:
            self._hold.stop()
            self._way = 0
            self.speed_wanted.emit(0.0)

    def _let_go(self) -> None:
        self._end_slow()
        self._is_k_down = False
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

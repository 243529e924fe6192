"""`Shuttle`: J, K and L, alone and held together."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

_HOLD_MS = 300  # a key that is down for longer is held, not tapped
_SLOW = 0.25
_SPEEDS = (1.0, 2.0, 4.0, 8.0)


class Shuttle(QObject):
    """Turns the keys into speeds and single frames.

    J and L again: faster. K stops. While K is down, a tap on J or L is one frame, and holding it plays slowly. Which
    keys those are, the actions say.
    """

    speed_wanted = Signal(float)
    step_wanted = Signal(int)

    def __init__(self, back: QAction, stop: QAction, on: QAction, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ways, self._stop = (back, on), stop
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
            if _is_key_of(event, self._stop):
                self._let_go()
            elif any(_is_key_of(event, way) for way in self._ways):
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


def _is_key_of(event: QKeyEvent, action: QAction) -> bool:
    """Whatever is held with it: a key comes up before or after those."""
    name = QKeySequence(event.key()).toString()
    keys = [sequence.toString() for sequence in action.shortcuts()]
    return any(key == name or key.endswith(f"+{name}") for key in keys)

"""Collects Python's reference cycles on the GUI thread alone.

Left to itself Python collects on whichever thread makes the next object, and a widget that is destroyed on another
thread than its own takes the program down. What the start has made, the libraries above all, stays for good and is not
gone through each time: with it a full collection keeps the window waiting for 15 ms and more, without it for 1.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 500


class Garbage(QObject):
    """Lives as long as the window; afterwards collection is automatic again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._ticks = QTimer(self)
        self._ticks.setInterval(_EVERY_MS)
        self._ticks.timeout.connect(collect)
        self._ticks.start()
        self.destroyed.connect(_resume)


def _resume() -> None:
    gc.unfreeze()
    gc.enable()


@Slot()
def collect() -> None:
    """Collect the generations that are due by Python's own thresholds, the oldest of them with those below."""
    for generation in (2, 1, 0):
        most = gc.get_threshold()[generation]
        if most and gc.get_count()[generation] > most:
            gc.collect(generation)
            return

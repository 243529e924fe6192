"""Waiting while the window lives on."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

PATIENCE_SECONDS = 60.0
_TICK_MS = 10


def wait_until(is_done: Callable[[], bool]) -> None:
    """Let the window work until then, asleep between its events as it always is; for others there is a tick.

    Raises `TimeoutError` when that does not come.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    ticks = QTimer()
    ticks.start(_TICK_MS)
    while not is_done():
        if time.monotonic() > end:
            raise TimeoutError(f"not in {PATIENCE_SECONDS:g} s")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

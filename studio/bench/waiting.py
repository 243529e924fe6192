"""Waiting while the window lives on."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

PATIENCE_SECONDS = 60.0


def wait_until(is_done: Callable[[], bool]) -> None:
    """Let the window work until then. Raises `TimeoutError` when that does not come."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_done():
        if time.monotonic() > end:
            raise TimeoutError(f"not in {PATIENCE_SECONDS:g} s")
        QCoreApplication.processEvents()
        time.sleep(0.0002)

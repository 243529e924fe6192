"""How late the window's events come while it renders."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer, Slot

from studio.api import BackendEntry
from studio.bench.figures import Figure, percentile
from studio.bench.scale import Scale
from studio.bench.waiting import wait_until
from studio.core.jobs import is_open
from studio.ui.desk import Desk

TICK_MS = 5
SETTLE_SECONDS = 1.0


def measure_rendering(desk: Desk, scale: Scale) -> list[Figure]:
    """How late a timer of 5 ms comes while every shot renders on the thread."""
    return _watch(desk, scale, "on the thread")


def measure_rendering_apart(desk: Desk, scale: Scale) -> list[Figure]:
    """The same while a process of its own renders."""
    find = desk.queue.find_backend

    def find_apart(id_: str) -> BackendEntry:
        return replace(find(id_), isolate=True)

    desk.queue.find_backend = find_apart
    return _watch(desk, scale, "in a process")


def _watch(desk: Desk, scale: Scale, where: str) -> list[Figure]:
    opened = time.monotonic()
    wait_until(lambda: time.monotonic() > opened + SETTLE_SECONDS)  # opening is another measurement
    for shot in desk.document.project.shots:
        desk.ordering.render(shot.id)
    end, jobs = time.monotonic() + scale.render_seconds, desk.queue.queue
    watch = Lateness(lambda: time.monotonic() > end or not any(is_open(job) for job in jobs.value.jobs))
    watch.run()
    desk.queue.cancel_all()
    return [
        Figure(what=f"events late, rendering {where}, p99", value=percentile(watch.late_ms, 99), unit="ms", most=16),
        Figure(what=f"events late, rendering {where}, worst", value=max(watch.late_ms), unit="ms", most=50),
    ]


class Lateness(QObject):
    """A timer in the event loop, that notes by how much each of its ticks came too late."""

    def __init__(self, is_over: Callable[[], bool]) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self._is_over = is_over
        self._clock = QElapsedTimer()
        self._loop = QEventLoop(self)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def run(self) -> None:
        """Let the window work until it is over."""
        self._clock.start()
        self._timer.start(TICK_MS)
        self._loop.exec()
        self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        self.late_ms.append(max(0.0, self._clock.nsecsElapsed() / 1e6 - TICK_MS))
        self._clock.restart()
        if self._is_over():
            self._loop.quit()

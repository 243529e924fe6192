"""`Forecasts`: what takes will cost, of the jobs in the queue and of the shot that is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studio.api import BackendEntry
from studio.core.forecast import Forecast
from studio.core.ids import JobId
from studio.core.jobs import Done, Queue, Waiting
from studio.core.request import ShotRequest
from studio.errors import StudioError
from studio.render.batch import FindBackend
from studio.render.estimates import make_forecasts
from studio.store import Store
from studio.ui.background import Background

_DELAY_MS = 150


class Forecasts(QObject):
    """Follows the queue. `changed` tells of new forecasts for its jobs."""

    changed = Signal()

    def __init__(
        self, queue: Store[Queue], find_backend: FindBackend, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._queue, self._find, self._background = queue, find_backend, background
        self._known: dict[JobId, tuple[ShotRequest, Forecast]] = {}
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_DELAY_MS)
        self._delay.timeout.connect(self._ask)
        queue.changed.connect(self._on_queue_changed)
        self._delay.start()

    def seconds(self, job: JobId) -> float | None:
        """How long a job will take, where that is known."""
        known = self._known.get(job)
        return known[1].seconds if known else None

    def waiting_seconds(self) -> float:
        """How long all that waits will take, as far as it is known."""
        waiting = (job for job in self._queue.value.jobs if isinstance(job.state, Waiting))
        return sum((self.seconds(job.id) or 0.0) * (1 - _done(job.state)) for job in waiting)

    @Slot(object, object)
    def _on_queue_changed(self, before: Queue, after: Queue) -> None:
        made = sum(isinstance(job.state, Done) for job in after.jobs)
        if made > sum(isinstance(job.state, Done) for job in before.jobs):
            self._known.clear()  # one more timing: all may be said better
        if before.jobs is not after.jobs and not self._delay.isActive():
            self._delay.start()

    @Slot()
    def _ask(self) -> None:
        asked = [
            (job.id, job.request, entry)
            for job in self._queue.value.jobs
            if isinstance(job.state, Waiting)
            and self._known.get(job.id, (None,))[0] is not job.request
            and (entry := self._entry(job.request)) is not None
        ]
        if asked:
            requests = {job: request for job, request, _ in asked}
            self._background.run(self, partial(make_forecasts, asked), partial(self._take, requests))

    def _take(self, requests: Mapping[JobId, ShotRequest], found: Mapping[JobId, Forecast]) -> None:
        self._known |= {job: (requests[job], forecast) for job, forecast in found.items()}
        self.changed.emit()

    def _entry(self, request: ShotRequest) -> BackendEntry | None:
        try:
            return self._find(request.backend)
        except StudioError:
            return None


def _done(state: object) -> float:
    return state.done if isinstance(state, Waiting) else 0.0

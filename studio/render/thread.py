"""`RenderThread`: one job at a time off the GUI thread."""

from __future__ import annotations

import logging
from pathlib import Path
from queue import SimpleQueue
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal

from studio.api import Backend, BackendEntry, Preview, Progress
from studio.core.jobs import Job
from studio.errors import StudioError
from studio.render.take import StoppedError, make_take

log = logging.getLogger(__name__)


class RenderThread(QThread):
    """Runs the jobs it is given, in order. Every signal carries the job's id first."""

    progressed = Signal(str, float, str)
    previewed = Signal(str, object)
    made = Signal(str, object)
    failed = Signal(str, str)
    stopped = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._jobs: SimpleQueue[tuple[Job, BackendEntry, Event] | None] = SimpleQueue()
        self._backends: dict[str, Backend] = {}

    def add(self, job: Job, entry: BackendEntry) -> Event:
        """Make a take for `job`; setting the event given back stops it."""
        stop = Event()
        self._jobs.put((job, entry, stop))
        return stop

    def close(self) -> None:
        """End after the job at hand, whose stop event the caller has set, and wait for it."""
        self._jobs.put(None)
        self.wait()

    def run(self) -> None:
        """Take jobs until there are no more."""
        while (given := self._jobs.get()) is not None:
            self._make(*given)
        for backend in self._backends.values():
            backend.close()
        self._backends.clear()

    def _make(self, job: Job, entry: BackendEntry, stop: Event) -> None:
        def watch(event: Progress | Preview) -> None:
            if isinstance(event, Preview):
                self.previewed.emit(job.id, event.picture)
            else:
                self.progressed.emit(job.id, event.done, event.text)

        try:
            backend = self._backends.get(entry.id) or self._backends.setdefault(entry.id, entry.load())
            take = make_take(backend, entry.version, job.request, job.shot, self._folder, stop, watch)
        except StoppedError:
            self.stopped.emit(job.id)
        except StudioError as error:
            self.failed.emit(job.id, str(error))
        except Exception as error:
            log.exception("job %s of shot %s", job.id, job.shot)
            self.failed.emit(job.id, f"{entry.name} broke down ({error}); the log has the details. Try again.")
        else:
            self.made.emit(job.id, take)

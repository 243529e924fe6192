"""`RenderThread`: one job at a time off the GUI thread."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from queue import SimpleQueue
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal

from studio.api import BackendEntry, Preview, Progress
from studio.core.jobs import Job
from studio.errors import StudioError
from studio.render.engines import Engines
from studio.render.take import StoppedError


class Order(Enum):
    """What the thread is told besides jobs."""

    RELEASE = "release"
    END = "end"


class RenderThread(QThread):
    """Runs the jobs it is given, in order, on one GPU. Every signal carries the job's id, but `released` nothing."""

    progressed = Signal(str, float, str)
    previewed = Signal(str, object)
    made = Signal(str, object)
    failed = Signal(str, str)
    stopped = Signal(str)
    released = Signal()

    def __init__(self, folder: Path, gpu: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._gpu = folder, gpu
        self._jobs: SimpleQueue[tuple[Job, BackendEntry, Event] | Order] = SimpleQueue()

    def add(self, job: Job, entry: BackendEntry) -> Event:
        """Make a take for `job`; setting the event given back stops it."""
        stop = Event()
        self._jobs.put((job, entry, stop))
        return stop

    def release(self) -> None:
        """Give back what the backends hold, after the job at hand; `released` tells when."""
        self._jobs.put(Order.RELEASE)

    def close(self) -> None:
        """End after the job at hand, whose stop event the caller has set; `finished` tells when."""
        self._jobs.put(Order.END)

    def run(self) -> None:
        """Take jobs until there are no more."""
        engines = Engines(self._folder, self._gpu)
        while (given := self._jobs.get()) is not Order.END:
            if given is Order.RELEASE:
                engines.close()
                self.released.emit()
            else:
                self._make(engines, *given)
        engines.close()

    def _make(self, engines: Engines, job: Job, entry: BackendEntry, stop: Event) -> None:
        def watch(event: Progress | Preview) -> None:
            if isinstance(event, Preview):
                self.previewed.emit(job.id, event.picture)
            else:
                self.progressed.emit(job.id, event.done, event.text)

        try:
            take = engines.make(entry, job.request, job.shot, stop, watch)
        except StoppedError:
            self.stopped.emit(job.id)
        except StudioError as error:
            self.failed.emit(job.id, str(error))
        else:
            self.made.emit(job.id, take)

"""`Standings`: how every shot stands with its take and the queue, for cards, clips and the inspector."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from studio.api import BackendEntry
from studio.core.ids import JobId, ShotId
from studio.core.jobs import Failed, Job, Queue, Rendering, Waiting
from studio.core.plan import is_stale
from studio.core.project import Project, Shot
from studio.render.batch import name_backend
from studio.store import Store
from studio.ui.document import Document
from studio.ui.widgets.state_mark import ShotState


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A shot's state; `done` from 0 to 1 while it renders, the sentence of a failure, the job that they come from."""

    state: ShotState
    done: float = 0.0
    sentence: str = ""
    job: JobId | None = None


class Standings(QObject):
    """Answers for one shot at a time, and only when asked. `changed(shots)` tells what the queue has changed,
    `default_changed` that another backend is the usual one.
    """

    changed = Signal(object)
    default_changed = Signal()

    def __init__(
        self,
        document: Document,
        queue: Store[Queue],
        backends: tuple[BackendEntry, ...],
        default_backend: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._backends = {entry.id: entry for entry in backends}
        self.default_backend = default_backend
        self._jobs = {job.shot: job for job in queue.value.jobs}
        self._judged = document.project
        self._stale: dict[ShotId, bool] = {}
        queue.changed.connect(self._on_queue_changed)

    def of(self, shot: Shot) -> Standing:
        """How a shot of the film stands now."""
        match self._jobs.get(shot.id):
            case Job(id=job, state=Waiting()):
                return Standing(state=ShotState.QUEUED, job=job)
            case Job(id=job, state=Rendering(done=done)):
                return Standing(state=ShotState.RENDERING, done=done, job=job)
            case Job(id=job, state=Failed(reason=reason)):
                return Standing(state=ShotState.FAILED, sentence=reason, job=job)
            case _:
                if shot.take is None:
                    return Standing(state=ShotState.DRAFT)
                return Standing(state=ShotState.STALE if self._is_stale(shot) else ShotState.READY)

    def set_default_backend(self, backend: str) -> None:
        """Another backend for shots and films that name none."""
        self.default_backend = backend
        self._stale.clear()
        self.default_changed.emit()
        self.changed.emit(frozenset(shot.id for shot in self._document.project.shots))

    def film_entry(self) -> BackendEntry | None:
        """The backend of shots that name none; nothing when it is not installed."""
        return self._backends.get(self._document.project.backend or self.default_backend)

    def entry(self, shot: Shot) -> BackendEntry | None:
        """The backend that a shot asks for; nothing when it is not installed."""
        return self._backends.get(name_backend(self._document.project, shot, self.default_backend))

    def _is_stale(self, shot: Shot) -> bool:
        project = self._document.project
        if project is not self._judged:
            if _asks_otherwise(self._judged, project):
                self._stale.clear()
            self._judged = project
        if shot.id not in self._stale:
            entry = self.entry(shot)
            self._stale[shot.id] = entry is not None and is_stale(project, shot, entry.id, entry.capabilities)
        return self._stale[shot.id]

    def _on_queue_changed(self, before: Queue, after: Queue) -> None:
        self._jobs = {job.shot: job for job in after.jobs}
        old = {job.id: job for job in before.jobs}
        new = {job.id: job for job in after.jobs}
        pairs = ((old.get(id_), new.get(id_)) for id_ in old.keys() | new.keys())
        self.changed.emit(frozenset(job.shot for a, b in pairs if a is not b for job in (a, b) if job))


def _asks_otherwise(before: Project, after: Project) -> bool:
    """Whether anything but the cut differs."""
    names = ("scenes", "cast", "images", "settings", "backend", "frame_rate", "width", "height")
    return any(getattr(before, name) is not getattr(after, name) for name in names)

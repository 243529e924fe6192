"""`Planning`: new requests for the jobs of the queue, from the film as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio.api import BackendEntry
from studio.core.jobs import Job
from studio.core.project import find_shot
from studio.core.request import Setting, ShotRequest
from studio.render.batch import FindBackend, list_requests
from studio.ui.document import Document


class Planning:
    """What else a job could ask for."""

    def __init__(self, document: Document, backends: Sequence[BackendEntry], find_backend: FindBackend) -> None:
        self._document, self.backends, self.find = document, tuple(backends), find_backend

    def plan(self, job: Job, backend: str) -> ShotRequest:
        """The job's shot as it is now, by a backend. Raises `StudioError` and `KeyError` for what is gone."""
        project = self._document.project
        (request,) = list_requests(project, find_shot(project, job.shot), self.find(backend), 1, job.request.seed)
        return request

    def entry(self, job: Job) -> BackendEntry:
        """The backend of a job. Raises `StudioError` where it is gone."""
        return self.find(job.request.backend)


def change_request(request: ShotRequest, seed: int, settings: dict[str, bool | int | float | str]) -> ShotRequest:
    """The same with another seed and other options."""
    changed = tuple(Setting(name=each.name, value=settings.get(each.name, each.value)) for each in request.settings)
    return replace(request, seed=seed, settings=changed)

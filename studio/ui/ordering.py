"""`Ordering`: what the user orders to be rendered in the open film, and what is told of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from studio.core.edits.takes import add_take
from studio.core.ids import ShotId
from studio.core.jobs import Job, Queue, is_open, latest_job
from studio.core.plan import choose_seed
from studio.core.project import Take, find_shot
from studio.core.request import ShotRequest
from studio.errors import StudioError
from studio.render.batch import FindBackend, list_missing, list_requests, name_backend
from studio.render.queue import RenderQueue
from studio.settings import Settings
from studio.store import Store
from studio.ui.actions import Actions
from studio.ui.dialogs.take_count import TakeCount
from studio.ui.document import Document
from studio.ui.messages import Message
from studio.ui.quiet import Quiet
from studio.ui.session import Session


class Ordering(QObject):
    """Feeds the queue and takes in what it makes. `told` brings a message, `held` whether the queue has to wait."""

    told = Signal(object)
    held = Signal(bool)

    def __init__(
        self,
        document: Document,
        session: Session,
        queue: RenderQueue,
        find_backend: FindBackend,
        settings: Store[Settings],
        actions: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._session, self._queue, self._window = document, session, queue, window
        self._find_backend, self._settings, self._actions = find_backend, settings, actions
        self.quiet = Quiet(settings.value.render_time, parent=self)
        self.quiet.changed.connect(self._on_quiet)
        settings.changed.connect(self._on_settings)
        queue.renew = self.renew
        queue.take_made.connect(self._on_take_made)
        queue.failed.connect(self._on_failed)
        queue.paused.connect(self._on_paused)
        queue.worked_off.connect(self._on_worked_off)
        queue.queue.changed.connect(self._on_queue_changed)
        for name, act in {
            "render": self._render_selected,
            "render_missing": partial(self._render_many, True),
            "render_all": partial(self._render_many, False),
            "render_takes": self._ask_takes,
            "cancel_all": self._cancel_all,
        }.items():
            actions[name].triggered.connect(act)

    def begin(self) -> None:
        """Let the queue render, when it may."""
        self._on_quiet(self.quiet.may)
        if not self._document.read_only:
            self._queue.start()

    def close(self) -> None:
        """Hear no more of settings that outlive the film."""
        self._settings.changed.disconnect(self._on_settings)

    def render(self, shot: ShotId, count: int = 1) -> None:
        """Queue so many more takes of a shot, each with the next seed; the seed that a shot has set is the first."""
        if self._document.read_only:
            self._document.refused.emit(
                self.tr("This film is open for reading only; close the other window to render in it.")
            )
            return
        project = self._document.project
        try:
            found = find_shot(project, shot)
            entry = self._find_backend(name_backend(project, found, self._settings.value.default_backend))
        except StudioError as error:
            self._document.refused.emit(str(error))
            return
        waiting = sum(job.shot == shot and is_open(job) for job in self._queue.queue.value.jobs)
        seed = None if found.seed is not None else choose_seed(found) + waiting
        for request in list_requests(project, found, entry, count, seed):
            self._queue.add(shot, request)

    def renew(self, job: Job) -> ShotRequest | None:
        """The request of a job with the take that its shot goes on from, as that is chosen by now.

        `None` while a take of that shot is still to be made.
        """
        shots = {shot.id: shot for shot in self._document.project.shots}
        shot = shots.get(job.shot)
        earlier = shots.get(shot.continues) if shot and shot.continues else None
        if earlier is None or job.request.continued is not None:
            return job.request
        if any(other.shot == earlier.id and is_open(other) for other in self._queue.queue.value.jobs):
            return None
        try:
            can = self._find_backend(job.request.backend).capabilities.continuation
        except StudioError:
            can = False  # the queue itself will say so
        return replace(job.request, continued=earlier.chosen) if can else job.request

    @Slot()
    def _render_selected(self) -> None:
        if self._session.shot.value is not None:
            self.render(self._session.shot.value)

    @Slot()
    def _ask_takes(self) -> None:
        """Queue several takes of the selected shot, each with its own seed."""
        if self._session.shot.value is not None:
            dialog = TakeCount(self._window)
            dialog.chosen.connect(partial(self.render, self._session.shot.value))
            dialog.open()

    def _render_many(self, missing: bool) -> None:
        project, default = self._document.project, self._settings.value.default_backend
        shots = [shot for shot, _ in list_missing(project, self._find_backend, default, stale=True)]
        if missing and not shots and any(project.shots):
            self.told.emit(Message(text=self.tr("Every shot has a take that is up to date."), about=self._window))
        for shot in shots if missing else project.shots:
            self.render(shot.id)

    @Slot()
    def _cancel_all(self) -> None:
        if not any(map(is_open, self._queue.queue.value.jobs)):
            self.told.emit(Message(text=self.tr("Nothing waits or is being rendered."), about=self._window))
        self._queue.cancel_all()

    def _retry(self, shot: ShotId) -> None:
        job = latest_job(self._queue.queue.value, shot)
        if job:
            self._queue.retry(job.id)

    @Slot(object, object)
    def _on_settings(self, before: Settings, after: Settings) -> None:
        if before.render_time != after.render_time:
            self.quiet.choose(after.render_time)

    @Slot(bool)
    def _on_quiet(self, may: bool) -> None:
        self._queue.hold(not may)
        self.held.emit(not may)

    @Slot(object, object)
    def _on_take_made(self, shot: ShotId, take: Take) -> None:
        self._document.amend(lambda project: add_take(project, shot, take))

    @Slot(object, object)
    def _on_queue_changed(self, _before: Queue, after: Queue) -> None:
        self._actions["pause_queue"].setChecked(after.paused)

    @Slot(object, str)
    def _on_failed(self, shot: ShotId, reason: str) -> None:
        shots = self._document.project.shots
        name = next((each.name for each in shots if each.id == shot), self.tr("A removed shot"))
        retry = partial(self._retry, shot)
        message = Message(
            text=f"{name}: {reason}", level="error", action=self.tr("Retry"), act=retry, about=self._window
        )
        self.told.emit(message)

    @Slot()
    def _on_paused(self) -> None:
        self.told.emit(Message(text=self.tr("Rendering is paused; its memory is free."), about=self._window))

    @Slot(int, int)
    def _on_worked_off(self, made: int, failed: int) -> None:
        """Say so where the user may be looking elsewhere."""
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window.window())
        if made + failed == 1:  # its card says it, and what failed has a message
            return
        words = self.tr("Rendering is done: {made} takes made, {failed} failed.").format(made=made, failed=failed)
        self.told.emit(Message(text=words, level="warn" if failed else "ok", about=self._window))

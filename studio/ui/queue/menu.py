"""`JobMenu`: what can be done with a job besides what its row has buttons for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from studio.core.jobs import Cancelled, Failed, Job, Waiting
from studio.errors import StudioError
from studio.ui.icons import icon
from studio.ui.queue.planning import Planning


class JobMenu(QMenu):
    """Each signal brings the job's id; `edit_wanted` a new request too, `options_wanted` asks for the dialog.

    `refused(sentence)` tells what can't be.
    """

    edit_wanted = Signal(object, object)
    options_wanted = Signal(object)
    first_wanted = Signal(object)
    copy_wanted = Signal(object)
    refused = Signal(str)

    def __init__(self, job: Job, planning: Planning, parent: QWidget) -> None:
        super().__init__(parent)
        self._job, self._planning = job, planning

    def add_own(self) -> None:
        """The actions that fit the job's state."""
        job = self._job
        if isinstance(job.state, Waiting):
            self.addAction(icon("skip-forward"), self.tr("Render next"), partial(self.first_wanted.emit, job.id))
            self.addAction(icon("settings"), self.tr("Seed and options…"), partial(self.options_wanted.emit, job.id))
            self.addAction(icon("refresh-cw"), self.tr("Take the shot as it is now"), self._renew)
        self.addAction(icon("copy"), self.tr("Once more with another seed"), partial(self.copy_wanted.emit, job.id))
        if isinstance(job.state, Waiting | Failed | Cancelled):
            others = self.addMenu(icon("cpu"), self.tr("Render with"))
            for entry in self._planning.backends:
                others.addAction(entry.name, partial(self._plan, entry.id)).setEnabled(entry.id != job.request.backend)

    @Slot()
    def _renew(self) -> None:
        self._plan(self._job.request.backend)

    def _plan(self, backend: str) -> None:
        try:
            self.edit_wanted.emit(self._job.id, self._planning.plan(self._job, backend))
        except KeyError:
            self.refused.emit(self.tr("The shot is no longer in the film; undo its removal to render it."))
        except StudioError as error:
            self.refused.emit(str(error))

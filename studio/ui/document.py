"""`Document`: the open film with its history; the only door through which the window changes it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.core import history
from studio.core.history import Edit, History
from studio.core.ids import ClipId, TrackId
from studio.core.project import Project
from studio.core.timeline import Clip, Placed, Timeline
from studio.errors import StudioError
from studio.ui.places import Index, index_timeline, seek_clips


class Document(QObject):
    """Views watch `changed(before, after)` and compare their own part of the film by `is`."""

    changed = Signal(object, object)
    refused = Signal(str)

    def __init__(self, project: Project, *, read_only: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history: History = history.begin(project)
        self._indexed: tuple[Timeline | None, Index] = None, {}
        self._sought = self._indexed[1], frozenset[ClipId](), tuple[tuple[TrackId, Clip, Placed], ...]()
        self.read_only = read_only

    @property
    def project(self) -> Project:
        """The film as it is now."""
        return self._history.project

    @property
    def index(self) -> Index:
        """The places of all items of the cut as it is now."""
        timeline, known = self.project.timeline, self._indexed
        if known[0] is not timeline:
            self._indexed = known = timeline, index_timeline(timeline, known[1])
        return known[1]

    def seek(self, clips: frozenset[ClipId]) -> tuple[tuple[TrackId, Clip, Placed], ...]:
        """Where clips lie in the cut as it is now, from the lowest track up; the last answer is kept."""
        index = self.index
        if self._sought[0] is not index or self._sought[1] != clips:
            self._sought = index, clips, tuple(seek_clips(index, clips))
        return self._sought[2]

    @property
    def undo_label(self) -> str:
        """What undo would take back; empty when there is nothing."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str:
        """What redo would bring again; empty when there is nothing."""
        return self._history.redo_label

    def apply(self, label: str, edit: Edit, *, merge: object = None) -> bool:
        """Make one of the user's steps. A refused edit changes nothing, sends `refused` and gives False."""
        if self.read_only:
            self.refused.emit(self.tr("This film is open for reading only; close the other window to change it."))
            return False
        try:
            after = history.apply(self._history, label, edit, merge=merge)
        except StudioError as error:
            self.refused.emit(str(error))
            return False
        self._go_to(after)
        return True

    def amend(self, change: Edit) -> None:
        """Make a change that is not the user's doing, in every step, so that undo never loses it."""
        self._go_to(history.amend(self._history, change))

    def undo(self) -> None:
        """One step back."""
        self._go_to(history.undo(self._history))

    def redo(self) -> None:
        """One step forward."""
        self._go_to(history.redo(self._history))

    def _go_to(self, after: History) -> None:
        before = self.project
        self._history = after
        if after.project is not before:
            self.changed.emit(before, after.project)

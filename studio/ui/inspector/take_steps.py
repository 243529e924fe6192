"""`TakeSteps`: what a user does with the takes of the selected shot."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from studio.core.edits import ratings
from studio.core.edits.settings import copy_settings
from studio.core.edits.takes import choose_take
from studio.core.ids import ShotId, TakeId
from studio.core.project import Take
from studio.core.request import ShotRequest
from studio.ui.document import Document
from studio.ui.inspector.repeating import Repeating
from studio.ui.inspector.writer import ShotWriter


class TakeSteps(QObject):
    """Each is one step that can be undone, but for takes that are made again: those go to the queue.

    The signals carry a take's id, for what needs more of the user.
    """

    compare_wanted = Signal(object)
    note_wanted = Signal(object)
    copy_wanted = Signal(object)

    def __init__(
        self, document: Document, writer: ShotWriter, repeating: Repeating, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._writer, self._repeating = document, writer, repeating

    def choose(self, take: TakeId, _checked: bool = False) -> None:
        """The one that the film shows."""
        if shot := self._shot():
            self._document.apply(self.tr("Choose take"), lambda film: choose_take(film, shot, take))

    def remove(self, take: TakeId, _checked: bool = False) -> None:
        """Into the trash, unless it is pinned."""
        if shot := self._shot():
            self._document.apply(self.tr("Remove take"), lambda film: ratings.remove_loose_take(film, shot, take))

    def rate(self, take: TakeId, rating: int, _checked: bool = False) -> None:
        """From 1 to 5 stars; 0 for none."""
        if shot := self._shot():
            self._document.apply(self.tr("Rate take"), lambda film: ratings.rate_take(film, shot, take, rating))

    def tint(self, take: TakeId, colour: str, _checked: bool = False) -> None:
        """A colour that means what the user likes."""
        if shot := self._shot():
            self._document.apply(self.tr("Colour of a take"), lambda film: ratings.tint_take(film, shot, take, colour))

    def note(self, take: TakeId, text: str, merge: object) -> None:
        """What is to be said of it."""
        if shot := self._shot():
            label, key = self.tr("Note on a take"), (take, merge)
            self._document.apply(label, lambda film: ratings.note_take(film, shot, take, text), merge=key)

    def reject(self, take: TakeId, rejected: bool, _checked: bool = False) -> None:
        """Not to be used; or after all."""
        if shot := self._shot():
            label = self.tr("Reject take") if rejected else self.tr("Take a rejection back")
            self._document.apply(label, lambda film: ratings.reject_take(film, shot, take, rejected=rejected))

    def pin(self, take: TakeId, pinned: bool, _checked: bool = False) -> None:
        """Not to be removed; or after all."""
        if shot := self._shot():
            label = self.tr("Pin take") if pinned else self.tr("Unpin take")
            self._document.apply(label, lambda film: ratings.pin_take(film, shot, take, pinned=pinned))

    def copy(self, request: ShotRequest, shots: Collection[ShotId], seed: bool) -> None:
        """Backend and settings to other shots."""
        self._document.apply(self.tr("Copy settings"), lambda film: copy_settings(film, request, shots, seed=seed))

    def repeat(self, take: Take, _checked: bool = False) -> None:
        """The same request and seed once more."""
        if shot := self._shot():
            self._repeating.repeat(shot, take)

    def reseed(self, take: Take, _checked: bool = False) -> None:
        """The same request with the next seed."""
        if shot := self._shot():
            self._repeating.reseed(shot, take)

    def _shot(self) -> ShotId | None:
        shot = self._writer.shot
        return shot.id if shot else None

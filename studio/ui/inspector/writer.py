"""`ShotWriter`: writes fields of the selected shot into the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

from PySide6.QtCore import QObject

from studio.core.edits.board import ShotFields, set_shot
from studio.core.edits.cast import add_image
from studio.core.ids import ShotId
from studio.core.image import Image, Reference
from studio.core.project import Project, Shot
from studio.ui.document import Document
from studio.ui.session import Session


class ShotWriter(QObject):
    """What all fields of a shot write through; with no shot selected nothing is written."""

    def __init__(self, document: Document, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session

    @property
    def shot(self) -> Shot | None:
        """The selected shot as it is now; nothing when it has just been deleted."""
        selected = self._session.shot.value
        return next((each for each in self._document.project.shots if each.id == selected), None)

    def write(self, label: str, merge: object = None, **fields: Unpack[ShotFields]) -> None:
        """One of the user's steps; those of one merge key become one."""
        shot = self._session.shot.value
        if shot:
            key = None if merge is None else (shot, merge)
            self._document.apply(label, lambda film: set_shot(film, shot, **fields), merge=key)

    def change(self, label: str, edit: Callable[[Project, ShotId], Project], merge: object = None) -> None:
        """The same for an edit of its own."""
        shot = self._session.shot.value
        if shot:
            key = None if merge is None else (shot, merge)
            self._document.apply(label, lambda film: edit(film, shot), merge=key)

    def write_image(self, label: str, image: Image, shot: ShotId, **fields: Unpack[ShotFields]) -> None:
        """The same for a picture that has been taken in for a shot, which another one may have followed since."""
        if any(each.id == shot for each in self._document.project.shots):
            self._document.apply(label, lambda film: set_shot(add_image(film, image), shot, **fields))

    def images_of(self, shot: ShotId) -> tuple[Reference, ...]:
        """The pictures of a shot as they are now; none of one that is gone."""
        return next((each.images for each in self._document.project.shots if each.id == shot), ())

"""`Following`: a storyboard in another order offers to take the cut along."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from studio.core.edits.conform import conform, is_conformed
from studio.core.project import Project
from studio.core.timeline import list_clips
from studio.ui.document import Document
from studio.ui.messages import Message


class Following(QObject):
    """`told` brings a message with the offer. A cut that nobody has touched follows by itself."""

    told = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        document.changed.connect(self._on_changed)

    def conform(self) -> None:
        """Bring the cut into the storyboard's order."""
        project = self._document.project
        if any(project.shots) and is_conformed(project):
            text = self.tr("The cut is in the storyboard's order already.")
            if not any(clip.shot for _, clip in list_clips(project.timeline)):
                text = self.tr("The cut shows no shots yet; assemble it from the storyboard first.")
            self.told.emit(Message(text=text, about=self))
        self._document.apply(self.tr("Cut in the storyboard's order"), conform)

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.scenes is after.scenes or before.timeline is not after.timeline:
            return
        old, new = ([shot.id for shot in project.shots] for project in (before, after))
        if old != new and sorted(old) == sorted(new) and is_conformed(before) and not is_conformed(after):
            text = self.tr("The storyboard has another order now; the cut keeps its own.")
            self.told.emit(Message(text=text, action=self.tr("Follow it"), act=self.conform, about=self))

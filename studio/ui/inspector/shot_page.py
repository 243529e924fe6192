"""`ShotPage`: all that can be said of one shot, from what is to be seen down to the prompt."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.api import BackendEntry
from studio.core.capabilities import Capabilities
from studio.core.checks import check_shot
from studio.core.ids import ShotId, TakeId
from studio.core.project import Project, Shot
from studio.measure.leaks import Sighting
from studio.ui.cast.taking import Taking
from studio.ui.document import Document
from studio.ui.inspector.action import ActionField
from studio.ui.inspector.dialogue import DialogueSection
from studio.ui.inspector.first_frame import FirstFrameOffer
from studio.ui.inspector.form import add_titled
from studio.ui.inspector.leaks import LeakWatch
from studio.ui.inspector.members import MembersSection
from studio.ui.inspector.notes import NotesSection
from studio.ui.inspector.pictures import PicturesSection
from studio.ui.inspector.prompt import PromptSection
from studio.ui.inspector.repeating import Repeating
from studio.ui.inspector.seam import SeamSection
from studio.ui.inspector.shot_form import ShotForm
from studio.ui.inspector.takes import TakesSection
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails
from studio.ui.storyboard.standings import Standings
from studio.ui.theme import XS, M

_UNKNOWN = Capabilities()


class ShotPage(QWidget):
    """Shows a shot of a project as often as either changes; each part touches only what differs."""

    def __init__(
        self,
        document: Document,
        writer: ShotWriter,
        standings: Standings,
        backends: Sequence[BackendEntry],
        taking: Taking,
        repeating: Repeating,
        seam: SeamSection,
        leaks: LeakWatch,
        first_frame: FirstFrameOffer,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._writer, self._standings = document, writer, standings
        self._leaks = leaks
        leaks.looked.connect(self._on_looked)
        self._shown: ShotId | None = None
        self.takes = TakesSection(document, writer, repeating, backends, thumbnails)
        self.notes = NotesSection()
        self.first_frame = first_frame
        self.action = ActionField(self.tr("Action"), self.tr("What is to be seen. @ names somebody of the cast."))
        self.action.written.connect(self._write_action)
        self.members = MembersSection(writer, thumbnails)
        self.dialogue = DialogueSection(writer)
        self.form = ShotForm(writer, backends, standings)
        self.pictures = PicturesSection(writer, taking, thumbnails)
        self.seam = seam
        self.prompt = PromptSection(writer)
        self._build()

    def show_shot(self, project: Project, shot: Shot) -> None:
        """The shot as it is now; another one than before begins new steps of undo."""
        entry = self._standings.entry(shot)
        capabilities = entry.capabilities if entry else _UNKNOWN
        if shot.id != self._shown:
            self._shown = shot.id
            self.action.begin()
            self.form.begin()
            self.prompt.text.begin()
        self.takes.show_shot(shot)
        sighting = self._leaks.of(shot.take) if shot.take else Sighting()
        checks = check_shot(project, shot, entry.capabilities) if entry else [self._describe_lack(project, shot)]
        self.notes.show_sentences([*checks, *sighting.leaks])
        self.first_frame.show_shot(project, shot, capabilities)
        self.action.show_cast(project.cast)
        self.action.show_text(shot.action)
        self.members.show_shot(project, shot, capabilities)
        self.members.show_hint(" ".join(sighting.blind))
        self.dialogue.show_shot(project, shot)
        self.form.show_shot(project, shot, capabilities)
        self.pictures.show_shot(project, shot)
        self.prompt.show_shot(project, shot, capabilities)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(M, 0, M, M)
        column.setSpacing(XS)
        column.addWidget(self.takes)
        column.addWidget(self.notes)
        column.addWidget(self.first_frame)
        add_titled(column, self.tr("Action"), self.action)
        add_titled(column, self.tr("In this shot"), self.members)
        add_titled(column, self.tr("Dialogue"), self.dialogue)
        column.addSpacing(M)
        column.addWidget(self.form)
        add_titled(column, self.tr("Pictures"), self.pictures)
        column.addWidget(self.seam)
        add_titled(column, self.tr("Prompt, as the backend gets it"), self.prompt)
        column.addStretch()

    def _describe_lack(self, project: Project, shot: Shot) -> str:
        wanted = shot.backend or project.backend or self._standings.default_backend
        return self.tr("The backend {name} is not installed; choose another one.").format(name=wanted)

    def _on_looked(self, take: TakeId) -> None:
        shot = self._writer.shot
        if shot and shot.chosen == take:
            self.show_shot(self._document.project, shot)

    def _write_action(self, text: str, merge: object) -> None:
        self._writer.write(self.tr("Action"), merge, action=text)

"""«Import shots»: a list or a screenplay from disk, shown as what it will make before it joins the film in one step."""

from __future__ import annotations

from functools import partial
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.core.draft import LISTS, SCREENPLAYS, Draft, Preview, add_draft, preview_draft
from studio.core.ids import ShotId
from studio.core.project import Project, Shot
from studio.core.timecode import format_duration
from studio.render.creation import read_shots
from studio.storage.fresh import fresh_id
from studio.ui.background import Background
from studio.ui.dialogs.shot_tree import ShotTree
from studio.ui.document import Document
from studio.ui.session import Session
from studio.ui.theme import XL, XS, M, S, current_theme, make_font
from studio.ui.widgets.button import Button
from studio.ui.widgets.chip import Chip
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.closing_row import make_closing_row
from studio.ui.widgets.flow import FlowLayout
from studio.ui.widgets.icon_mark import IconMark
from studio.ui.widgets.label import ElidedLabel, Label

_SIZE = QSize(760, 640)
_MOST_CHIPS, _MOST_DOUBTS, _DOUBTS_PX = 12, 20, 84


def ask_shot_list(document: Document, session: Session, background: Background, parent: QWidget) -> None:
    """Ask for a file and show what its shots would be."""
    dialog = QFileDialog(parent, parent.tr("Import shots"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    endings = " ".join(f"*{ending}" for ending in (*LISTS, *SCREENPLAYS))
    dialog.setNameFilter(parent.tr("Shot lists and screenplays ({endings})").format(endings=endings))

    def chosen(name: str) -> None:
        offer_shots(document, session, background, parent, Path(name))

    dialog.fileSelected.connect(chosen)
    dialog.open()


def offer_shots(document: Document, session: Session, background: Background, parent: QWidget, path: Path) -> None:
    """Read the file off the GUI thread, then let the user see what it makes, and take it in as one step."""

    def show(read: tuple[Draft, Preview]) -> None:
        chosen = next((shot for shot in document.project.shots if shot.id == session.shot.value), None)
        dialog = ImportDialog(*read, chosen, parent)
        dialog.accepted.connect(partial(take_in, dialog))
        dialog.open()

    def take_in(dialog: ImportDialog) -> None:
        before = {shot.id for shot in document.project.shots}
        after = dialog.place.value
        document.apply(parent.tr("Import shots"), lambda film: add_draft(film, dialog.draft, fresh_id, after=after))
        made = next((shot.id for shot in document.project.shots if shot.id not in before), None)
        if made is not None:
            session.shot.set(made)

    background.run(parent, partial(read_preview, path, document.project), show, document.refused.emit)


def read_preview(path: Path, film: Project) -> tuple[Draft, Preview]:
    """What a file has and what it would make of a film. Raises `StudioError` that names the file."""
    draft = read_shots(path)
    return draft, preview_draft(film, draft)


class ImportDialog(QDialog):
    """Lists the scenes and shots to come, before anything is made; `place` says behind which shot they go."""

    def __init__(self, draft: Draft, preview: Preview, chosen: Shot | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Import shots"))
        self.draft, self._preview = draft, preview
        self.doubts = self._tell_doubts()
        self.tree = ShotTree(preview, self)
        self.place: Choice[ShotId | None] = Choice(self.tr("Place"), self._list_places(chosen), None, parent=self)
        self.import_button = Button(self.tr("Import {shots}").format(shots=self._count_shots()), kind="primary")
        self._build()
        self.resize(_SIZE)

    def _tell_doubts(self) -> list[str]:
        """What is amiss, in sentences: the first of them, and how many more there are."""
        doubts = self._preview.doubts
        sentences: list[str] = []
        if self.draft.unknown:
            columns = ", ".join(f"“{column}”" for column in self.draft.unknown)
            words = self.tr("Nothing is known of these columns; they are left out: {columns}.")
            sentences.append(words.format(columns=columns))
        shots = (shot for scene in self._preview.scenes for shot in scene.shots if doubts)
        about = (f"{shot.name}: {sentence}" for shot in shots for sentence in doubts.get(shot.id, ()))
        more = len(sentences) + sum(map(len, doubts.values())) - _MOST_DOUBTS
        sentences += islice(about, _MOST_DOUBTS - len(sentences))
        if more > 0:
            sentences.append(self.tr("And {count} more, marked in the list below.").format(count=more))
        return sentences

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        head = QVBoxLayout()
        head.setSpacing(XS)
        head.addWidget(ElidedLabel(self.draft.name, role="title", mode=Qt.TextElideMode.ElideMiddle, parent=self))
        head.addWidget(Label(self._sum_up(), tone="second", parent=self))
        column.addLayout(head)
        if self._preview.cast:
            column.addLayout(self._build_cast())
        if self.doubts:
            column.addWidget(self._build_doubts())
        column.addWidget(self.tree, 1)
        column.addLayout(make_closing_row(self, self.import_button, self.place))
        self.import_button.setDefault(True)
        self.import_button.clicked.connect(self.accept)
        self.import_button.setFocus()

    def _build_cast(self) -> FlowLayout:
        flow = FlowLayout(spacing=S)
        new = {character.id for character in self._preview.newcomers}
        members = sorted(self._preview.cast, key=lambda character: character.id not in new)
        for each in members[:_MOST_CHIPS]:
            name = self.tr("{name} · new").format(name=each.name) if each.id in new else each.name
            flow.addWidget(Chip(name, each.colour, parent=self))
        if len(members) > _MOST_CHIPS:
            more = self.tr("and {count} more").format(count=len(members) - _MOST_CHIPS)
            label = Label(more, tone="second", parent=self)
            label.setFixedHeight(current_theme().control_px)  # as high as the chips
            flow.addWidget(label)
        return flow

    def _build_doubts(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        line = QFontMetrics(make_font("body")).height()
        for sentence in self.doubts:
            row = QHBoxLayout()
            row.setSpacing(S)
            mark = IconMark("triangle-alert", tint="warn", parent=inner)
            mark.setFixedHeight(line)
            row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
            words = Label(sentence, parent=inner)
            words.setWordWrap(True)
            row.addWidget(words, 1)
            column.addLayout(row)
        column.addStretch()
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("What is amiss"))
        area.setWidget(inner)
        area.setMaximumHeight(min(_DOUBTS_PX, column.heightForWidth(_SIZE.width() - 2 * XL)))
        return area

    def _list_places(self, chosen: Shot | None) -> list[tuple[ShotId | None, str]]:
        places: list[tuple[ShotId | None, str]] = [(None, self.tr("At the end of the film"))]
        if chosen is not None:
            is_scenes = bool(self.draft.rows[0].scene)
            words = self.tr("After the scene of “{shot}”") if is_scenes else self.tr("After “{shot}”")
            places.append((chosen.id, words.format(shot=chosen.name)))
        return places

    def _sum_up(self) -> str:
        scenes = len(self._preview.scenes)
        words = (
            self.tr("1 scene") if scenes == 1 else self.tr("{count} scenes").format(count=scenes),
            self._count_shots(),
            format_duration(self._preview.frames, self._preview.film.frame_rate),
        )
        return " · ".join(words)

    def _count_shots(self) -> str:
        count = self._preview.shots
        return self.tr("1 shot") if count == 1 else self.tr("{count} shots").format(count=count)

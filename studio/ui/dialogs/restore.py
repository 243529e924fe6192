"""«Restore an earlier version»: a list of what the film was, for an open film and for one that can't be opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from studio.core.edits.restoration import restore_version
from studio.core.project import Project
from studio.core.timecode import format_duration
from studio.errors import StudioError
from studio.storage.backups import Backup, list_backups, read_backup
from studio.storage.folder import FilmFolder
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.theme import XL, M
from studio.ui.widgets.button import Button
from studio.ui.widgets.closing_row import make_closing_row
from studio.ui.widgets.label import Label

_SIZE = QSize(460, 420)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One that can be read."""

    backup: Backup
    project: Project


def read_versions(home: Path) -> tuple[Version, ...]:
    """All earlier versions that can be read, the newest first. Slow: not for the GUI thread."""
    found: list[Version] = []
    for backup in list_backups(home):
        with suppress(StudioError):
            found.append(Version(backup=backup, project=read_backup(backup)))
    return tuple(found)


class RestoreDialog(QDialog):
    """`chosen(version)` when one is to be the film again."""

    chosen = Signal(object)

    def __init__(self, versions: Sequence[Version], sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Restore an earlier version"))
        self.versions = QListWidget(self)
        self.versions.setAccessibleName(self.tr("Earlier versions"))
        self._restore = Button(self.tr("Restore"), kind="primary", parent=self)
        self._build(sentence)
        self._fill(versions)

    def sizeHint(self) -> QSize:
        return _SIZE

    def _build(self, sentence: str) -> None:
        words = Label(sentence, tone="second", parent=self)
        words.setWordWrap(True)
        self._restore.clicked.connect(self._choose)
        self.versions.itemActivated.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addWidget(words)
        column.addWidget(self.versions, 1)
        column.addLayout(make_closing_row(self, self._restore))

    def _fill(self, versions: Sequence[Version]) -> None:
        for version in versions:
            item = QListWidgetItem(self._describe(version))
            item.setData(Qt.ItemDataRole.UserRole, version)
            self.versions.addItem(item)
        self.versions.setCurrentRow(0)
        self._restore.setEnabled(bool(versions))

    def _describe(self, version: Version) -> str:
        made = QDateTime.fromSecsSinceEpoch(int(version.backup.made.timestamp()))
        when = QLocale().toString(made, QLocale.FormatType.ShortFormat)
        film = version.project
        shots = sum(1 for _ in film.shots)
        count = self.tr("1 shot") if shots == 1 else self.tr("{count} shots").format(count=shots)
        length = format_duration(sum(scene.frames for scene in film.scenes), film.frame_rate)
        return f"{when}   ·   {film.name}   ·   {count}   ·   {length}"

    @Slot()
    def _choose(self) -> None:
        for item in self.versions.selectedItems():
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
            self.accept()


def restore_open(document: Document, folder: FilmFolder, background: Background, parent: QWidget) -> None:
    """Let the user go back in the open film; it is one step, so it can be undone."""

    def offer(versions: tuple[Version, ...]) -> None:
        if not versions:
            document.refused.emit(parent.tr("There is no earlier version of this film yet."))
            return
        words = parent.tr("The film becomes what it was; takes made since stay with their shots. You can undo this.")
        dialog = RestoreDialog(versions, words, parent)
        dialog.chosen.connect(take_up)
        dialog.open()

    def take_up(version: Version) -> None:
        document.apply(parent.tr("Restore"), lambda film: restore_version(film, version.project))

    background.run(parent, partial(read_versions, folder.path), offer)


def restore_damaged(versions: Sequence[Version], take: Callable[[Backup], None], parent: QWidget) -> None:
    """Let the user choose what a film that can't be opened becomes again."""
    words = parent.tr(
        "The film's file is damaged. Choose the version that it becomes again; the file is kept beside it."
    )
    dialog = RestoreDialog(versions, words, parent)

    def take_up(version: Version) -> None:
        take(version.backup)

    dialog.chosen.connect(take_up)
    dialog.open()

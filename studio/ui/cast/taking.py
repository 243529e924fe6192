"""`Taking`: takes pictures from disk, from a drop or from the clipboard into the film, off the GUI thread."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.core.image import Image
from studio.core.project import Project
from studio.errors import StudioError
from studio.media.pictures import SUFFIXES
from studio.render.intake import add_member, take_in
from studio.ui.background import Background
from studio.ui.document import Document

Use = Callable[[Image], None]
Chosen = Callable[[tuple[Path, ...]], None]
Sorted = tuple[tuple[Path, ...], tuple[Path, ...]]  # files, folders


class Taking(QObject):
    """Copies pictures into the film's folder one after the other; each is handed on when it is there.

    What can't be used is told by `background.failed`, with the picture's name. A film that is open for reading only
    refuses before anything is asked for or copied.
    """

    def __init__(self, document: Document, folder: Path, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._folder = folder
        self._background = background

    def ask(self, owner: QWidget, title: str, done: Chosen, *, many: bool) -> None:
        """Let the user choose picture files; the window goes on meanwhile."""
        if self._refuses():
            return
        dialog = QFileDialog(owner, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*{suffix}" for suffix in (*SUFFIXES.values(), ".jpeg", ".tiff"))
        pictures, everything = self.tr("Pictures"), self.tr("All files")
        dialog.setNameFilters([f"{pictures} ({patterns})", f"{everything} (*)"])
        dialog.filesSelected.connect(partial(_hand_on, done))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, use: Use, paths: Iterable[Path]) -> None:
        """Take picture files in, in this order."""
        if self._refuses():
            return
        for path in paths:
            self._background.write(self, partial(take_in, self._folder, path), use)

    def sort(self, paths: Iterable[Path], done: Callable[[Sorted], None]) -> None:
        """Tell files from folders, which only the disk knows."""
        if not self._refuses():
            self._background.run(self, partial(_sort, tuple(paths)), done)

    def take_folder(self, folder: Path, use: Callable[[Project], None]) -> None:
        """Take in a folder of pictures as a character; `use` gets a film that holds nothing else."""
        if not self._refuses():
            self._background.write(
                self, partial(add_member, Project(name=""), self._folder, folder), partial(self._end, use)
            )

    def take_image(self, image: QImage, name: str, use: Use) -> None:
        """Take in a picture that is no file, as one from the clipboard."""
        if not self._refuses():
            self._background.write(self, partial(_take_copy, self._folder, image.copy(), name), use)

    def _refuses(self) -> bool:
        """Whether the film takes nothing in, which is said then."""
        if self._document.read_only:
            self._document.refused.emit(
                self.tr("This film is open for reading only; close the other window to add pictures to it.")
            )
        return self._document.read_only

    def _end(self, use: Callable[[Project], None], taken: tuple[Project, tuple[str, ...]]) -> None:
        found, problems = taken
        for problem in problems:
            self._background.failed.emit(problem)
        use(found)


def _hand_on(done: Chosen, names: list[str]) -> None:
    done(tuple(map(Path, names)))


def carried_files(carried: QMimeData) -> tuple[Path, ...]:
    """The files and folders that are carried from elsewhere."""
    return tuple(Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile())


def _take_copy(folder: Path, image: QImage, name: str) -> Image:
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / f"{name}.png"
        if image.isNull() or not image.save(str(path)):
            raise StudioError("The picture on the clipboard can't be read; copy it once more, or save it as a file.")
        return take_in(folder, path)


def _sort(paths: tuple[Path, ...]) -> Sorted:
    folders = tuple(path for path in paths if path.is_dir())
    return tuple(path for path in paths if path not in folders), folders

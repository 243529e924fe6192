"""«Import shots»: a shot list from disk at the end of the open film, in one step."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.core.shotlist import ShotRow, add_rows, read_shot_list
from studio.render.creation import read_text
from studio.storage.fresh import fresh_id
from studio.ui.background import Background
from studio.ui.document import Document


def ask_shot_list(document: Document, background: Background, parent: QWidget) -> None:
    """Ask for a CSV file and take its shots in."""
    dialog = QFileDialog(parent, parent.tr("Import shots"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(parent.tr("Shot lists (*.csv *.tsv *.txt)"))

    def chosen(name: str) -> None:
        import_shots(document, background, parent, Path(name))

    dialog.fileSelected.connect(chosen)
    dialog.open()


def import_shots(document: Document, background: Background, owner: QWidget, path: Path) -> None:
    """Read the list off the GUI thread, then add its shots as one step."""

    def add(rows: tuple[ShotRow, ...]) -> None:
        document.apply(owner.tr("Import shots"), lambda film: add_rows(film, rows, fresh_id, path.name))

    background.run(owner, partial(read_rows, path), add, document.refused.emit)


def read_rows(path: Path) -> tuple[ShotRow, ...]:
    """The rows of a list on disk. Raises `StudioError` that names the file and the row."""
    return read_shot_list(read_text(path), path.name)

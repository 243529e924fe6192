"""`ExportBar`: asks where the film shall be written, and shows how far that is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QWidget

from studio.api import ExporterEntry
from studio.render.export import ExportThread, request_export
from studio.storage.folder import FilmFolder
from studio.ui.document import Document
from studio.ui.theme import M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label


class ExportBar(QWidget):
    """Hidden while nothing is exported. `told(text, level)` says how an export went, `ended` that it is over.

    An export has all that it needs: the film may be changed or closed meanwhile.
    """

    told = Signal(str, str)
    ended = Signal()

    def __init__(self, exporters: tuple[ExporterEntry, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exporters = exporters
        self._thread: ExportThread | None = None
        self._text = Label(parent=self)
        self._progress = QProgressBar(self)
        self._progress.setAccessibleName(self.tr("Export"))
        self._stop = Button(self.tr("Cancel export"), kind="quiet", parent=self)
        self._stop.clicked.connect(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, M, S)
        row.addWidget(self._text)
        row.addWidget(self._progress, 1)
        row.addWidget(self._stop)
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._thread is not None

    def ask(self, document: Document, folder: FilmFolder) -> None:
        """Ask for a file and its kind, then write the cut to it."""
        if self._thread is not None:
            self.told.emit(self.tr("An export is being written; wait for it or cancel it."), "warn")
            return
        if not document.project.timeline.frames:
            self.told.emit(self.tr("The cut is empty; add a shot first."), "warn")
            return
        filters = {f"{entry.name} (*{entry.suffix})": entry for entry in self._exporters}
        dialog = QFileDialog(self, self.tr("Export film"), str(folder.path.parent / document.project.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(filters))

        def begin(name: str) -> None:
            entry = filters[dialog.selectedNameFilter()]
            path = Path(name)
            self.begin(document, folder, entry, path if path.suffix else path.with_suffix(entry.suffix))

        dialog.fileSelected.connect(begin)
        dialog.open()

    def begin(self, document: Document, folder: FilmFolder, entry: ExporterEntry, path: Path) -> None:
        """Write the whole cut as it is now."""
        film = document.project
        request = request_export(folder.path, film, entry, path, 0, film.timeline.frames, film.width, film.height)
        self._thread = ExportThread(entry, request, self)
        self._thread.progressed.connect(self._on_progressed)
        self._thread.written.connect(self._on_written)
        self._thread.failed.connect(self._on_failed)
        self._thread.finished.connect(self._on_finished)
        self._text.setText(self.tr("Exporting {name}").format(name=path.name))
        self._progress.setRange(0, 1000)
        self._progress.setValue(0)
        self.show()
        self._thread.start()

    @Slot()
    def stop(self) -> None:
        """Cancel; nothing is left of the file."""
        if self._thread is not None:
            self._thread.stop()

    @Slot(float, str)
    def _on_progressed(self, done: float, text: str) -> None:
        self._progress.setValue(round(done * 1000))

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        self.told.emit(self.tr("The film is written: {path}").format(path=path), "ok")

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.told.emit(sentence, "error")

    @Slot()
    def _on_finished(self) -> None:
        if self._thread is not None:
            self._thread.wait()  # what is left of it after its last signal
            self._thread.deleteLater()
        self._thread = None
        self.hide()
        self.ended.emit()

"""`FileForm`: what a file from disk is called that clips show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from studio.core.edits.media import rename_media
from studio.core.ids import MediaId
from studio.core.project import find_media
from studio.core.timeline import OfMedia
from studio.ui.inspector.clip_writer import Chosen, ClipWriter
from studio.ui.inspector.fields import TextField
from studio.ui.inspector.form import FormLabel, make_form


class FileForm(QWidget):
    """The name of the one file that all the selected clips show; Enter or leaving the field changes it."""

    def __init__(self, writer: ClipWriter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._media: MediaId | None = None
        self.name = TextField(self.tr("Name of the file"))
        make_form(self).addRow(FormLabel(self.tr("Name")), self.name)
        self.name.editingFinished.connect(self._write)

    def show_clips(self, chosen: Sequence[Chosen]) -> None:
        """The file as it is now."""
        self._media = next((each.clip.source.media for each in chosen if isinstance(each.clip.source, OfMedia)), None)
        if self._media is not None:
            self.name.show_text(find_media(self._writer.project, self._media).name)

    def _write(self) -> None:
        media, name = self._media, self.name.text()
        known = {each.id: each.name for each in self._writer.project.media}
        if media is not None and name != known.get(media, name):  # undo may have taken the file out
            self._writer.write(self.tr("Name of the file"), lambda film, _: rename_media(film, media, name))
            self.show_clips(self._writer.chosen)

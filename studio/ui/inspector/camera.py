"""`CameraField`: how the camera moves, in one's own words or by a preset."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from studio.ui.inspector.fields import TextField

PRESETS = (
    "static",
    "push in",
    "pull out",
    "pan left",
    "pan right",
    "tilt up",
    "tilt down",
    "truck left",
    "truck right",
    "orbit",
    "hand-held",
)


class CameraField(QComboBox):
    """The presets are the words that backends know; anything else may be written too."""

    written = Signal(str, object)

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(PRESETS)
        self.text = TextField(name, placeholder)
        self.setLineEdit(self.text)
        self.text.setTextMargins(-2, 0, 0, 0)  # its words begin where those of other fields do
        self.setAccessibleName(name)
        self.show_text("")
        self.text.written.connect(self.written)
        self.textActivated.connect(self._on_activated)

    def show_text(self, text: str) -> None:
        """The move as the film has it."""
        if text != self.currentText():
            self.setCurrentIndex(self.findText(text, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive))
            self.text.show_text(text)

    def _on_activated(self, text: str) -> None:
        self.written.emit(text, None)

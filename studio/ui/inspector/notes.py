"""The live checks of a shot as quiet lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ICON, XS, S
from studio.ui.widgets.icon_mark import IconMark
from studio.ui.widgets.label import Label


class NotesSection(QWidget):
    """A line for each sentence; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentences: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(XS)
        self.setAccessibleName(self.tr("Notes on this shot"))
        self.hide()

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """These sentences in the place of those before."""
        if tuple(sentences) == self.sentences:
            return
        self.sentences = tuple(sentences)
        while (item := self._column.takeAt(0)) is not None:
            line = item.widget()
            if line is not None:
                line.hide()
                line.deleteLater()
        for sentence in sentences:
            self._column.addWidget(_Note(sentence, self))
        self.setVisible(bool(sentences))
        self.setAccessibleDescription(" ".join(sentences))


class _Note(QWidget):
    def __init__(self, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(IconMark("triangle-alert", tint="warn", size=ICON), alignment=Qt.AlignmentFlag.AlignTop)
        words = Label(sentence, tone="second")
        words.setWordWrap(True)
        row.addWidget(words, 1)

"""What stands in the timeline while it has no clips: one sentence, and a button when there is something to cut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.timeline import list_clips
from studio.ui.document import Document
from studio.ui.theme import M
from studio.ui.timeline.ink import current_ink
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label


class EmptyNote(QWidget):
    """Lies over the tracks of its parent while they hold no clip."""

    def __init__(self, document: Document, assemble: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._button = Button(assemble.text(), parent=self)
        self._build(assemble)
        parent.installEventFilter(self)
        document.changed.connect(self._show_need)
        self._show_need()

    def _build(self, assemble: QAction) -> None:
        words = Label(self.tr("Shots come here as you write them"), tone="second", parent=self)
        self._button.clicked.connect(assemble.trigger)
        column = QVBoxLayout(self)
        column.setSpacing(M)
        column.addStretch(1)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def _show_need(self) -> None:
        project = self._document.project
        self.setVisible(next(list_clips(project.timeline), None) is None)
        self._button.setVisible(any(project.shots))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays as large as the tracks."""
        parent = self.parentWidget()
        if event.type() is QEvent.Type.Resize and parent is not None:
            self.setGeometry(parent.rect().adjusted(0, current_ink().lanes.ruler, 0, 0))
        return False

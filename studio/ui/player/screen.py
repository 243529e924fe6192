"""`FullScreen`: the viewer alone, on the whole screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.ui.actions import TABLE, Actions
from studio.ui.player.viewer import Viewer

_MENUS = ("Play", "View")


class FullScreen(QWidget):
    """Holds the viewer until it is `closed`, by Esc or by the window system; the keys of playback go on working."""

    closed = Signal()

    def __init__(self, viewer: Viewer, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Player"))
        self.setGeometry(viewer.screen().geometry())  # not every window system makes it large
        self.addActions([actions[entry.name] for entry in TABLE if entry.menu in _MENUS])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(viewer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As Qt asks; Esc ends it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """As Qt asks."""
        event.accept()
        self.closed.emit()

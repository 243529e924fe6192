"""`FilmPage`: the open film between its top bar and its status line."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.ui.desk import Desk
from studio.ui.status_line import StatusLine
from studio.ui.top_bar import TopBar


class FilmPage(QWidget):
    """Holds the desk; all of it goes together."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(TopBar(desk, self))
        column.addWidget(desk, 1)
        column.addWidget(StatusLine(desk, self))
        self.setFocusProxy(desk.storyboard)

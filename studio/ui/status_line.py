"""`StatusLine`: what the film renders with, and how much room its disk has."""

from __future__ import annotations

import shutil
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.core.project import Project
from studio.ui.desk import Desk
from studio.ui.theme import M, current_theme
from studio.ui.widgets.label import Label

_TICK_MS = 30_000


class StatusLine(QWidget):
    """Stands under one open film and goes with it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._room = ""
        self._words = Label(role="label", tone="second", parent=self)
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._measure)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, 0, M, 0)
        row.addStretch()
        row.addWidget(self._words, alignment=Qt.AlignmentFlag.AlignVCenter)
        desk.document.changed.connect(self._on_changed)
        desk.standings.changed.connect(self._on_standings)
        self._show()
        self._measure()
        self._ticks.start()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), current_theme().status_bar_px)

    @Slot()
    def _measure(self) -> None:
        self._desk.background.run(self, partial(shutil.disk_usage, self._desk.folder.path), self._on_measured)

    def _on_measured(self, usage: tuple[int, int, int]) -> None:
        self._room = self.tr("{size} GB free").format(size=f"{usage[2] / 1e9:.1f}")
        self._show()

    @Slot(object, object)
    def _on_changed(self, before: Project, after: Project) -> None:
        if before.backend != after.backend:
            self._show()

    @Slot(object)
    def _on_standings(self, shots: object) -> None:
        self._show()

    @Slot()
    def _show(self) -> None:
        entry = self._desk.standings.film_entry()
        name = entry.name if entry else self.tr("no backend")
        self._words.setText(" · ".join(part for part in (name, self._room) if part))

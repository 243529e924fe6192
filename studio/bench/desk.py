"""What is measured in the window's own process, once its film is painted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from studio.bench.figures import Figure
from studio.bench.lateness import measure_rendering, measure_rendering_apart
from studio.bench.player import measure_playback, measure_scrub
from studio.bench.scale import Scale
from studio.bench.timeline import measure_timeline
from studio.ui.desk import Desk
from studio.ui.main_window import MainWindow


def measure_start(_: Desk, scale: Scale) -> list[Figure]:
    """The film is painted, and the one who started the window holds the clock; what was loaded is seen from here."""
    loaded = sum(name.partition(".")[0] == "torch" for name in sys.modules)
    return [Figure(what="torch loaded by then", value=loaded, unit="modules", most=0)]


MEASURES: dict[str, Callable[[Desk, Scale], list[Figure]]] = {
    "start": measure_start,
    "timeline": measure_timeline,
    "scrub": measure_scrub,
    "playback": measure_playback,
    "rendering": measure_rendering,
    "rendering_apart": measure_rendering_apart,
}


class FirstPainting(QObject):
    """Tells when a widget has been painted for the first time."""

    done = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The painting itself goes on; it is through when the event loop has its turn again."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)
        return False

    @Slot()
    def _tell(self) -> None:
        self.done.emit()


def measure_when_painted(window: MainWindow, name: str, scale: Scale) -> None:
    """Measure the film that is being opened as soon as it is seen, tell it on standard output, close the window."""
    sys.excepthook = sys.__excepthook__  # for the one who reads, not a dialog that nobody sees

    def watch(_: Path) -> None:
        assert window.desk is not None
        painting = FirstPainting(window.desk.storyboard.view.viewport())
        painting.done.connect(partial(_measure, window, window.desk, name, scale))

    window.film_opened.connect(watch)


def _measure(window: MainWindow, desk: Desk, name: str, scale: Scale) -> None:
    try:
        figures = MEASURES[name](desk, scale)
        sys.stdout.write(json.dumps([asdict(figure) for figure in figures]) + "\n")
        sys.stdout.flush()
    finally:
        window.close()

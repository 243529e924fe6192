"""Writes a film with an exporter, off the GUI thread where there is a window."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal

from studio.api import ExporterEntry, ExportRequest, Progress, Setting
from studio.core.project import Project
from studio.errors import StudioError
from studio.render.take import StoppedError

log = logging.getLogger(__name__)


def request_export(
    folder: Path, project: Project, entry: ExporterEntry, path: Path, begin: int, end: int, width: int, height: int
) -> ExportRequest:
    """A request with the preset's own options."""
    return ExportRequest(
        project=project,
        folder=folder,
        path=path,
        begin=begin,
        end=end,
        width=width,
        height=height,
        options=tuple(Setting(name=option.name, value=option.default) for option in entry.options),
    )


def write_film(entry: ExporterEntry, request: ExportRequest, stop: Event, watch: Callable[[Progress], None]) -> None:
    """Run an exporter to its end. Raises `StoppedError` once `stop` is set, `StudioError` for what can be mended."""
    with contextlib.closing(entry.load().export(request)) as steps:
        for progress in steps:
            if stop.is_set():
                raise StoppedError
            watch(progress)


class ExportThread(QThread):
    """Writes one film."""

    progressed = Signal(float, str)
    written = Signal(object)
    failed = Signal(str)
    stopped = Signal()

    def __init__(self, entry: ExporterEntry, request: ExportRequest, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        self._request = request
        self._stop = Event()

    def stop(self) -> None:
        """Cancel; nothing is left of the file."""
        self._stop.set()

    def run(self) -> None:
        """Write it."""
        try:
            write_film(self._entry, self._request, self._stop, self._watch)
        except StoppedError:
            self.stopped.emit()
        except StudioError as error:
            self.failed.emit(str(error))
        except Exception as error:
            log.exception("export to %s", self._request.path)
            self.failed.emit(f"{self._request.path.name} can't be written ({error}); the log has the details.")
        else:
            self.written.emit(self._request.path)

    def _watch(self, progress: Progress) -> None:
        self.progressed.emit(progress.done, progress.text)

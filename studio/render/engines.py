"""`Engines`: the backends that have been started, each kept for the next job."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event

from studio.api import Backend, BackendEntry
from studio.core.ids import ShotId
from studio.core.project import Take
from studio.core.request import ShotRequest
from studio.errors import StudioError
from studio.render.take import StoppedError, Watch, make_take

log = logging.getLogger(__name__)


class Engines:
    """Starts a backend at its first take and closes all at the end. For one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: dict[str, Backend] = {}

    def make(self, entry: BackendEntry, request: ShotRequest, shot: ShotId, stop: Event, watch: Watch) -> Take:
        """Make a take. Raises `StoppedError` once `stop` is set, and `StudioError` for whatever else goes wrong."""
        try:
            if entry.id not in self._started:
                self._started[entry.id] = entry.load()
            return make_take(self._started[entry.id], entry.version, request, shot, self._folder, stop, watch)
        except (StoppedError, StudioError):
            raise
        except MemoryError as error:
            raise StudioError(
                f"{entry.name} ran out of memory; close other programs or choose a smaller size."
            ) from error
        except (Exception, SystemExit) as error:
            log.exception("%s, shot %s", entry.id, shot)
            raise StudioError(f"{entry.name} broke down ({error}); the log has the details. Try again.") from error

    def close(self) -> None:
        """Give back what the backends hold."""
        for id_, backend in self._started.items():
            try:
                backend.close()
            except Exception:
                log.exception("%s, closing", id_)
        self._started.clear()

"""`Engines`: the backends that have been started, each kept for the next job."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

from studio.api import Backend, BackendEntry, Preview, Progress, Setting
from studio.core.forecast import Timing, correct, name_work
from studio.core.ids import ShotId
from studio.core.project import Take
from studio.core.recipe import describe_lighter
from studio.core.request import ShotRequest
from studio.errors import StudioError
from studio.paths import data_folder
from studio.render.endings import LostError, OutOfMemoryError
from studio.render.isolated import Isolated
from studio.render.take import StoppedError, Watch, make_take
from studio.storage.timings import add_timing, read_timings

log = logging.getLogger(__name__)


class Engines:
    """Starts a backend at its first take and closes all at the end. For one thread.

    Backends in processes of their own see one GPU alone.
    A take that is lost with the process of its backend is tried once more in a fresh one, with less memory where it
    was lost for want of it and the backend can. How long each take took goes to the timings of this machine.
    """

    def __init__(self, folder: Path, gpu: int = 0) -> None:
        self._folder, self._gpu = folder, gpu
        self._started: dict[str, Backend] = {}

    def make(self, entry: BackendEntry, request: ShotRequest, shot: ShotId, stop: Event, watch: Watch) -> Take:
        """Make a take. Raises `StoppedError` once `stop` is set, and `StudioError` for whatever else goes wrong."""
        try:
            try:
                return self._make(entry, request, shot, stop, watch)
            except LostError as error:
                log.warning("%s, shot %s, is tried once more: %s", entry.id, shot, error)
                lighter = entry.lighten(request) if isinstance(error, OutOfMemoryError) else ()
                why = describe_lighter(lighter) or "once more from the start"
                return self._make(entry, request, shot, stop, partial(_watch_again, watch, why), lighter)
        except (StoppedError, StudioError):
            raise
        except MemoryError as error:
            raise StudioError(
                f"{entry.name} ran out of memory; close other programs or choose a smaller size."
            ) from error
        except (Exception, SystemExit) as error:
            log.exception("%s, shot %s", entry.id, shot)
            raise StudioError(f"{entry.name} broke down ({error}); the log has the details. Try again.") from error

    def _make(
        self,
        entry: BackendEntry,
        request: ShotRequest,
        shot: ShotId,
        stop: Event,
        watch: Watch,
        lighter: tuple[Setting, ...] = (),
    ) -> Take:
        backend, sent = self._start(entry), replace(request, settings=lighter or request.settings)
        said = entry.forecast(sent)
        forecast = correct(said, sent, read_timings(data_folder()))
        take = make_take(backend, entry.version, request, shot, self._folder, stop, watch, lighter)
        timing = Timing(
            backend=request.backend,
            work=name_work(sent),
            said_seconds=said.seconds,
            forecast_seconds=forecast.seconds,
            seconds=take.seconds_taken,
        )
        with suppress(StudioError):  # a full disk costs the note alone
            add_timing(data_folder(), timing)
        return take

    def _start(self, entry: BackendEntry) -> Backend:
        if entry.id not in self._started:
            self._started[entry.id] = Isolated(entry, gpu=self._gpu) if entry.isolate else entry.load()
        return self._started[entry.id]

    def close(self) -> None:
        """Give back what the backends hold."""
        for id_, backend in self._started.items():
            try:
                backend.close()
            except Exception:
                log.exception("%s, closing", id_)
        self._started.clear()


def _watch_again(watch: Watch, why: str, event: Progress | Preview) -> None:
    """The same events, of which those in words begin with why the take is made again."""
    if isinstance(event, Progress):
        event = replace(event, text=f"{why}. {event.text}")
    watch(event)

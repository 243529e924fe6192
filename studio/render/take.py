"""Makes one take: runs a backend's events into a file in the film's folder."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

from studio.api import Backend, Frames, Halt, Made, Preview, Progress, Resumable, Sound
from studio.api import Event as BackendEvent
from studio.core.ids import ShotId, TakeId
from studio.core.project import Take
from studio.core.recipe import Recipe
from studio.core.request import Setting, ShotRequest
from studio.errors import StudioError
from studio.media.writer import TakeWriter
from studio.render.origin import write_origin
from studio.render.witness import witness
from studio.storage.files import sync_folder
from studio.storage.fresh import fresh_id
from studio.storage.halts import Halts
from studio.storage.takes import drop_take_records, write_take_record

log = logging.getLogger(__name__)

Watch = Callable[[Progress | Preview], None]
_SHA256 = re.compile(r"[0-9a-f]{64}")


class StoppedError(Exception):
    """The job's stop event was set; nothing is left of the take."""


def make_take(
    backend: Backend,
    version: str,
    request: ShotRequest,
    shot: ShotId,
    folder: Path,
    stop: Event,
    watch: Watch,
    lighter: tuple[Setting, ...] = (),
) -> Take:
    """Run the backend to its end and give the finished take, its file under `takes/`.

    Progress and previews go to `watch` on the calling thread. Raises `StoppedError` once `stop` is set, `StudioError`
    for what the user can mend; both leave no take behind. Where the backend can, it goes on where it was stopped.
    With `lighter` settings it gets these instead of the request's own; the take keeps both.
    """
    take_id = TakeId(fresh_id())
    path = folder / "takes" / f"{take_id}.mov"
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(exist_ok=True)
        order = _Order(request=request, lighter=lighter, version=version, part=part, stop=stop, watch=watch)
        halts = Halts(folder, order.sent, version)
        made = _write(backend, folder, order, halts)
        take = Take(
            id=take_id,
            request=request,
            recipe=write_recipe(version, made, lighter),
            path=f"takes/{path.name}",
            sha256=_hash(part),
            frames=request.frames,
            bytes=part.stat().st_size,
            seconds_taken=round(halts.seconds, 3),
            memory_bytes=made.memory_bytes,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        write_take_record(folder, shot, take)  # first: a record without its file is ignored, a file without one is lost
        part.rename(path)
        sync_folder(path.parent)
        halts.drop()
        if lighter:
            Halts(folder, request, version).drop()  # of the try that ran out of memory
    except OSError as error:
        drop_take_records(folder, [take_id])
        raise StudioError(
            f"{path.name} can't be written ({error.strerror}); free space or check the folder."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return take


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """A take to be written to `part`."""

    request: ShotRequest
    lighter: tuple[Setting, ...]
    version: str
    part: Path
    stop: Event
    watch: Watch

    @property
    def sent(self) -> ShotRequest:
        """The request as the backend gets it."""
        return replace(self.request, settings=self.lighter or self.request.settings)


def _write(backend: Backend, folder: Path, order: _Order, halts: Halts) -> Made:
    """Write the take from where it was halted, or else from nothing, and say what it was made with."""
    state = halts.load() if isinstance(backend, Resumable) else None
    if state is not None and isinstance(backend, Resumable):
        try:
            return _write_events(backend.resume(order.sent, folder, state), order, halts)
        except ValueError:
            halts.drop()
            log.warning("a halt of %s doesn't fit; it is begun anew", order.request.shot_name)
    return _write_events(backend.generate(order.sent, folder), order, halts)


def _write_events(events: Generator[BackendEvent, None, None], order: _Order, halts: Halts) -> Made:
    request, frames, made = order.request, 0, None
    with (
        TakeWriter(order.part, request.width, request.height, request.frame_rate) as writer,
        contextlib.closing(witness(events)) as witnessed,
    ):
        for event in witnessed:
            if order.stop.is_set():
                halts.flush()
                raise StoppedError
            _check(event, request)
            if isinstance(event, Frames):
                writer.add_pictures(event.pictures[: request.frames - frames])
                frames += len(event.pictures)
            elif isinstance(event, Sound):
                writer.add_sound(event.samples)
            elif isinstance(event, Halt):
                halts.keep(event.state)
            elif isinstance(event, Made):
                if made is None:
                    writer.describe(write_origin(request, write_recipe(order.version, event, order.lighter)))
                made = event
            else:
                order.watch(_bound(event))
        if order.stop.is_set():
            raise StoppedError
        if frames < request.frames:
            raise StudioError(
                f"The backend made {frames} of {request.frames} frames of {request.shot_name}; try again."
            )
    return made or Made()


def write_recipe(version: str, made: Made, lighter: tuple[Setting, ...] = ()) -> Recipe:
    """What is kept with the take of what was told of its making."""
    return Recipe(
        backend_version=version,
        weights=made.weights,
        device=made.device,
        precision=made.precision,
        libraries=made.libraries,
        lighter=lighter,
    )


def _check(event: BackendEvent, request: ShotRequest) -> None:
    """Refuse what would break a file or a window further on, in words that name what the backend did."""
    if isinstance(event, Frames):
        _check_array("pictures", event.pictures, np.uint8, (None, request.height, request.width, 3))
    elif isinstance(event, Sound):
        _check_array("sound", event.samples, np.float32, (None, 2))
    elif isinstance(event, Preview):
        _check_array("a preview", event.picture, np.uint8, (None, None, 3))
    elif isinstance(event, Made) and not all(_SHA256.fullmatch(each.sha256) for each in event.weights):
        raise StudioError("The backend told of weights without their SHA-256; update it or choose another.")


def _check_array(what: str, array: NDArray[np.generic], kind: type[np.generic], shape: tuple[int | None, ...]) -> None:
    fits = array.ndim == len(shape) and all(side in (None, real) for side, real in zip(shape, array.shape, strict=True))
    if not fits or array.dtype != kind:
        wanted = " × ".join("any" if side is None else str(side) for side in shape)
        raise StudioError(
            f"The backend made {what} of {' × '.join(map(str, array.shape))} {array.dtype}, not of {wanted} "
            f"{np.dtype(kind)}; update it or choose another."
        )


def _bound(event: Progress | Preview) -> Progress | Preview:
    """Progress within 0…1, whatever a backend says."""
    if isinstance(event, Progress) and not 0 <= event.done <= 1:
        return replace(event, done=1.0 if event.done > 1 else 0.0)
    return event


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

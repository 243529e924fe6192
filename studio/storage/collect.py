"""A film with all that it refers to in one new folder or one zip file, to be moved, sent or kept.

What only this place needs stays behind: the queue, earlier versions, the trash.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from studio.core.project import Project
from studio.core.request import RequestImage, ShotRequest
from studio.errors import StudioError
from studio.storage.backups import FILM_FILE
from studio.storage.codec import FILM, encode
from studio.storage.files import TEMPORARY, explain, resolve_path, sync_folder
from studio.storage.fresh import fresh_id
from studio.storage.images import IMAGES
from studio.storage.missing import list_media
from studio.storage.steps import Step, copy_chunks
from studio.storage.takes import TAKES
from studio.storage.usage import describe_bytes

ZIP = ".zip"

OpenFile = Callable[[str, int], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A file to take along."""

    path: str
    source: Path
    bytes: int


def collect(home: Path, project: Project, target: Path) -> Generator[Step, None, tuple[str, ...]]:
    """Write the film to `target`, a zip file where it ends in `.zip`, else a film's folder.

    Gives a sentence for each of its files that is gone. Raises `StudioError`; then, and when it is closed before its
    end, nothing is left of what was written. A zip file that is there already is replaced, a folder never.
    """
    target = target.absolute()
    if target.is_relative_to(home.resolve()) or target.is_relative_to(home.absolute()):
        raise StudioError(f"{target.name} would lie in the film itself; choose a place outside of {home.name}.")
    if target.is_dir() or (target.exists() and not is_zip(target)):
        raise StudioError(f"{target.name} is there already; choose another name.")
    if not target.parent.is_dir():
        raise StudioError(f"The folder {target.parent} is not there; make it or choose another.")
    parts, missing = _list_parts(home, project)
    film = encode(project, FILM)
    temporary = target.with_name(f".{target.name}.{fresh_id()}{TEMPORARY}")
    try:
        _check_room(target, sum(part.bytes for part in parts) + len(film))
        inside = f"{target.stem}{home.suffix}"
        with _open_zip(temporary, inside) if is_zip(target) else _open_folder(temporary) as open_file:
            with open_file(FILM_FILE, len(film)) as file:
                file.write(film)
            yield from _copy_parts(parts, open_file)
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StudioError(f"{target.name} can't be written: {explain(error)}") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        shutil.rmtree(temporary, ignore_errors=True)
    return missing


def is_zip(target: Path) -> bool:
    """Whether a film collected to this place becomes a zip file."""
    return target.suffix.casefold() == ZIP


def _list_parts(home: Path, project: Project) -> tuple[list[_Part], tuple[str, ...]]:
    """The files to take along, and a sentence for each that is gone."""
    parts: dict[str, _Part] = {}
    missing: list[str] = []
    for medium in list_media(project):
        try:
            part = _find_part(home, medium.path)
        except StudioError as error:
            missing.append(str(error))
            continue
        if part is None:
            missing.append(f"{medium.what} is gone and was left out: {medium.path}.")
        else:
            parts[medium.path] = part
    for path in _list_past_files(project):
        with suppress(StudioError):
            part = _find_part(home, path)
            if part is not None:
                parts[path] = part
    return list(parts.values()), tuple(missing)


def _find_part(home: Path, path: str) -> _Part | None:
    source = resolve_path(home, path)
    return _Part(path=path, source=source, bytes=source.stat().st_size) if source.is_file() else None


def _list_past_files(project: Project) -> Iterator[str]:
    """Pictures and voices that takes were made from and that may have left the film: takes are made again with them."""
    for shot in project.shots:
        for take in shot.takes:
            yield from (image.path for image in _images_of(take.request))
            yield from (line.voice for line in take.request.dialogue if line.voice)


def _images_of(request: ShotRequest) -> Iterator[RequestImage]:
    yield from request.images
    yield from (image for character in request.cast for image in character.images)
    yield from filter(None, (request.first_frame, request.last_frame))


def _check_room(target: Path, needed: int) -> None:
    free = shutil.disk_usage(target.parent).free
    if needed > free:
        raise StudioError(
            f"{target.name} takes {describe_bytes(needed)} and its disk has {describe_bytes(free)} left; "
            "free some space or choose another disk."
        )


def _copy_parts(parts: list[_Part], open_file: OpenFile) -> Generator[Step]:
    total, done = sum(part.bytes for part in parts), 0
    for part in parts:
        with open_file(part.path, part.bytes) as file:
            for count in copy_chunks(part.source, file):
                done += count
                yield Step(done=min(1.0, done / max(total, 1)), text=part.source.name)


@contextmanager
def _open_folder(home: Path) -> Generator[OpenFile]:
    @contextmanager
    def open_file(path: str, size: int) -> Generator[IO[bytes]]:
        (home / path).parent.mkdir(exist_ok=True)  # folders of what only some films have
        with (home / path).open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    for folder in (home, home / IMAGES, home / TAKES):
        folder.mkdir()
    yield open_file


@contextmanager
def _open_zip(path: Path, inside: str) -> Generator[OpenFile]:
    """Nothing is compressed: pictures and takes are already."""
    now = datetime.now().astimezone().timetuple()[:6]
    with path.open("xb") as whole:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:

            def open_file(path: str, size: int) -> IO[bytes]:
                entry = zipfile.ZipInfo(f"{inside}/{path}", now)
                entry.file_size = size  # tells whether it needs the long format
                return archive.open(entry, "w")

            yield open_file
        whole.flush()
        os.fsync(whole.fileno())

"""Files that a film speaks of and that are not there, or lead out of its folder; and bringing them back."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from studio.core.project import Project, Take
from studio.errors import StudioError
from studio.storage.folder import FilmFolder
from studio.storage.steps import Step, copy_known, read_chunks
from studio.storage.voices import hash_of_voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A file that the film refers to: what it is in words, its path in the film, the hash of its content.

    `bytes` is its size, 0 where it isn't known.
    """

    what: str
    path: str
    sha256: str
    bytes: int = 0


def list_media(project: Project) -> Iterator[Medium]:
    """The pictures, takes, recorded voices and files for the cut of a film."""
    for image in project.images:
        yield Medium(what=f"The picture {image.name}", path=image.path, sha256=image.sha256, bytes=image.bytes)
    for shot in project.shots:
        for take in shot.takes:
            yield Medium(what=f"A take of {shot.name}", path=take.path, sha256=take.sha256, bytes=take.bytes)
        for line in shot.dialogue:
            if line.voice:
                yield Medium(what=f"A voice of {shot.name}", path=line.voice, sha256=hash_of_voice(line.voice))
    for each in project.media:
        yield Medium(what=f"The {each.kind} {each.name}", path=each.path, sha256=each.sha256, bytes=each.bytes)


def has_take(folder: FilmFolder, take: Take) -> bool:
    """Whether the file of a take is in the film's folder."""
    try:
        return folder.path_of(take.path).is_file()
    except StudioError:
        return False


def find_lost(folder: FilmFolder, project: Project) -> list[Medium]:
    """The files of the film that are gone and have a place within its folder to come back to."""
    lost: list[Medium] = []
    for medium in list_media(project):
        with suppress(StudioError):
            if not folder.path_of(medium.path).is_file():
                lost.append(medium)
    return lost


def find_missing(folder: FilmFolder) -> list[str]:
    """A sentence for each file of the film that is gone or would lie outside its folder."""
    sentences: list[str] = []
    for medium in list_media(folder.project):
        try:
            there = folder.path_of(medium.path).is_file()
        except StudioError as error:
            sentences.append(str(error))
        else:
            if not there:
                sentences.append(f"{medium.what} is gone: {medium.path}; put the file back, or render or add it again.")
    return sentences


def relink(folder: FilmFolder, lost: Sequence[Medium], search: Path) -> Generator[Step, None, tuple[Medium, ...]]:
    """Look for the lost files in another folder and all below it, and copy back what has the same content.

    A file may have another name, but keeps its ending, and its size where that is known, so that few are read; those
    with the same name are looked at first. Gives what is
    back. Raises `StudioError` when a copy can't be written.
    """
    wanted: dict[str, list[Medium]] = {}
    for medium in lost:
        wanted.setdefault(medium.sha256, []).append(medium)
    names = {PurePosixPath(medium.path).name for medium in lost}
    looks = {(PurePosixPath(medium.path).suffix.casefold(), medium.bytes) for medium in lost}
    found: list[tuple[Path, int]] = []
    for path, size in _walk(search):
        if not looks.isdisjoint((path.suffix.casefold(), each) for each in (size, 0)):
            found.append((path, size))
        yield Step(done=0.0, text=path.parent.name)
    found.sort(key=lambda pair: pair[0].name not in names)
    total, done = sum(size for _, size in found), 0
    back: list[Medium] = []
    for path, size in found:
        if not wanted:
            break
        sha256 = yield from _hash(path, done, total)
        done += size
        for medium in wanted.pop(sha256, ()):
            target = folder.path_of(medium.path)
            for _ in copy_known(path, target, medium.sha256):
                yield Step(done=done / max(total, 1), text=target.name)
            back.append(medium)
    return tuple(back)


def _walk(search: Path) -> Iterator[tuple[Path, int]]:
    for home, _, names in os.walk(search):
        for name in sorted(names):
            path = Path(home, name)
            with suppress(OSError):
                if path.is_file():
                    yield path, path.stat().st_size


def _hash(path: Path, done: int, total: int) -> Generator[Step, None, str]:
    """The hash of a file, empty for one that can't be read."""
    digest = hashlib.sha256()
    try:
        for chunk in read_chunks(path):
            digest.update(chunk)
            done += len(chunk)
            yield Step(done=min(1.0, done / max(total, 1)), text=path.name)
    except StudioError:
        return ""
    return digest.hexdigest()

"""What the film occupies on disk, and which of its takes nothing uses."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from studio.core.ids import TakeId
from studio.core.jobs import Queue, is_open
from studio.core.project import Media, Project, Shot, Take
from studio.core.timeline import Clip, place_clips
from studio.storage.backups import BACKUPS, FILM_FILE
from studio.storage.halts import SUFFIX as HALT
from studio.storage.images import IMAGES
from studio.storage.media import StoredMedia
from studio.storage.takes import PART, TAKES, StoredTake, record_path
from studio.storage.trash import TRASH
from studio.storage.voices import VOICES


class Kind(StrEnum):
    """What a file of the film is there for."""

    CUT = "cut"  # takes that the cut shows
    KEPT = "kept"  # takes that are chosen, or that another starts from, outside of the cut
    MEDIA = "media"  # files brought in that the cut shows
    UNUSED = "unused"
    PICTURES = "pictures"
    SOUNDS = "sounds"
    BACKUPS = "backups"
    CACHE = "cache"  # renders at work or stopped, and whatever else can be made again
    TRASH = "trash"
    FILM = "film"
    OTHER = "other"


_FOLDERS = {
    IMAGES: Kind.PICTURES,
    "sounds": Kind.SOUNDS,
    VOICES: Kind.SOUNDS,
    BACKUPS: Kind.BACKUPS,
    "cache": Kind.CACHE,
    TRASH: Kind.TRASH,
}
_OWN = {FILM_FILE, "queue.json", "lock"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file by its path in the film's folder, and its size."""

    path: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Bytes by kind, without kinds that have none, and the takes and files that could go or have gone."""

    bytes: Mapping[Kind, int]
    unused: tuple[StoredTake, ...]
    trashed: tuple[StoredTake, ...]
    unused_media: tuple[StoredMedia, ...] = ()
    trashed_media: tuple[StoredMedia, ...] = ()

    @property
    def total(self) -> int:
        """All bytes."""
        return sum(self.bytes.values())


def list_files(home: Path) -> Iterator[StoredFile]:
    """Every file in the film's folder, one after the other; links are not followed."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(home / folder), key=lambda entry: entry.name)
        except OSError:  # it has gone, or is kept shut: nothing that could be counted
            continue
        for entry in entries:
            path = f"{folder}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                yield StoredFile(path=path, bytes=_size(entry))


def find_unused(project: Project, queue: Queue) -> tuple[tuple[Shot, Take], ...]:
    """Takes that nothing asks for: not chosen, pinned or rated, and no take that stays or waiting job starts from them.

    A rating does not keep a take that was rejected.
    """
    takes = [take for shot in project.shots for take in shot.takes]
    starts = {take.id: take.request.continued for take in takes}
    asked: list[TakeId | None] = [shot.chosen for shot in project.shots]
    asked += [take.id for take in takes if take.pinned or (take.rating and not take.rejected)]
    asked += [job.request.continued for job in queue.jobs if is_open(job)]
    kept: set[TakeId] = set()
    while asked:
        take = asked.pop()
        if take is not None and take not in kept:
            kept.add(take)
            asked.append(starts.get(take))
    return tuple((shot, take) for shot in project.shots for take in shot.takes if take.id not in kept)


def find_unused_media(project: Project) -> tuple[Media, ...]:
    """Files that were brought in and that no clip shows."""
    shown = {clip.source_id for track in project.timeline.tracks for clip, _ in place_clips(track)}
    return tuple(each for each in project.media if each.id not in shown)


def measure(
    files: Iterable[StoredFile],
    project: Project,
    queue: Queue,
    trashed: tuple[StoredTake, ...],
    trashed_media: tuple[StoredMedia, ...] = (),
) -> Usage:
    """Sort the files by what they are there for."""
    unused, unused_media = find_unused(project, queue), find_unused_media(project)
    shown = {item.shot for track in project.timeline.tracks for item in track.items if isinstance(item, Clip)}
    kinds: dict[TakeId, Kind] = {each.take.id: Kind.TRASH for each in trashed}
    for shot in project.shots:
        for take in shot.takes:
            kinds[take.id] = Kind.CUT if take.id == shot.chosen and shot.id in shown else Kind.KEPT
    kinds |= {take.id: Kind.UNUSED for _, take in unused}
    takes = {take.path: take for shot in project.shots for take in shot.takes}
    takes |= {each.take.path: each.take for each in trashed}
    known = {path: kinds[take.id] for path, take in takes.items()}
    known |= {record_path(Path(), take.id).as_posix(): kinds[take.id] for take in takes.values()}
    known |= {each.media.path: Kind.TRASH for each in trashed_media}
    known |= {each.path: Kind.MEDIA for each in project.media}
    known |= {each.path: Kind.UNUSED for each in unused_media}
    totals: dict[Kind, int] = {}
    sizes: dict[str, int] = {}
    for file in files:
        kind = known.get(file.path) or _kind_by_place(file.path)
        totals[kind] = totals.get(kind, 0) + file.bytes
        sizes[file.path] = file.bytes
    return Usage(
        bytes={kind: totals[kind] for kind in Kind if totals.get(kind)},
        unused=tuple(
            StoredTake(shot=shot.id, take=take, bytes=sizes[take.path]) for shot, take in unused if take.path in sizes
        ),
        trashed=trashed,
        unused_media=tuple(
            StoredMedia(media=each, bytes=sizes[each.path]) for each in unused_media if each.path in sizes
        ),
        trashed_media=trashed_media,
    )


def describe_bytes(count: int) -> str:
    """A size as people read it: `12 kB`, `340 MB`, `1.2 GB`."""
    if count >= 999_500_000:
        return f"{count / 1e9:.1f} GB"
    if count > 999_000:
        return f"{count / 1e6:.0f} MB"
    return f"{math.ceil(count / 1e3)} kB"


def _kind_by_place(path: str) -> Kind:
    folder, _, inside = path.partition("/")
    if inside:
        if folder == TAKES and inside.endswith((PART, HALT)):
            return Kind.CACHE
        return _FOLDERS.get(folder, Kind.OTHER)
    return Kind.FILM if path in _OWN else Kind.OTHER


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:  # it has gone since the folder was read
        return 0

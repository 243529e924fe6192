"""The film's trash: takes that were removed from their shots, and files from the cut, until it is emptied.

Each is in the trash while its record lies there and the film doesn't have it. Its file stays where it was: whatever
brings it back, be it undo, redo, an earlier version or the user, needs nothing moved and plays at once. Emptying alone
deletes files; whoever empties takes what goes out of every step of undo first, so that none comes back without its
file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from studio.core.ids import MediaId, ShotId, TakeId
from studio.core.project import Media, Project, Take
from studio.errors import StudioError
from studio.storage.check import find_faults
from studio.storage.codec import Format, decode, encode
from studio.storage.files import explain, name_file, read_file, resolve_path, write_file
from studio.storage.media import MEDIA, StoredMedia
from studio.storage.takes import RECORD, TAKES, StoredTake, TakeRecord, record_path

TRASH = "trash"

T = TypeVar("T")

MEDIA_RECORD = Format(
    word="media",
    value=Media,
    find_faults=lambda media: find_faults(Project(name=media.name, media=(media,))),
)


def put_in_trash(folder: Path, takes: Iterable[tuple[ShotId, Take]]) -> None:
    """Note that takes were removed from their shots, before the film is saved without them.

    Where that can't be written a record stays in its place, and the take is back when the film is opened again.
    """
    for shot, take in takes:
        with suppress(OSError, StudioError):
            source, target = record_path(folder, take.id), _trashed_path(folder, take.id)
            target.parent.mkdir(parents=True, exist_ok=True)
            record = encode(TakeRecord(shot=shot, take=take), RECORD)
            if source.is_file() and source.read_bytes() == record:
                source.replace(target)  # safe on disk already, which is slow to reach
            else:
                write_file(target, record)
                source.unlink(missing_ok=True)


def put_media_in_trash(folder: Path, media: Iterable[Media]) -> None:
    """Note which files left the film. One whose record can't be written is no more listed, and its file stays."""
    for each in media:
        with suppress(OSError, StudioError):
            target = _trashed_media_path(folder, each.id)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_file(target, encode(each, MEDIA_RECORD))


def list_trash(folder: Path, project: Project) -> tuple[StoredTake, ...]:
    """What lies in the trash, in the order it was made. A record that can't be read or has no file is passed over."""
    there = [take for shot in project.shots for take in shot.takes]
    found = [
        StoredTake(shot=record.shot, take=record.take, bytes=size)
        for record, size in _find(folder, TAKES, RECORD, lambda record: record.take, there)
    ]
    return tuple(sorted(found, key=lambda each: each.take.made))


def list_media_trash(folder: Path, project: Project) -> tuple[StoredMedia, ...]:
    """The files in the trash by their names. A record that can't be read or has no file is passed over."""
    found = [
        StoredMedia(media=media, bytes=size)
        for media, size in _find(folder, MEDIA, MEDIA_RECORD, lambda media: media, project.media)
    ]
    return tuple(sorted(found, key=lambda each: each.media.name))


def empty_trash(folder: Path, doomed: Iterable[Take | Media]) -> None:
    """Delete these for good. Raises `StudioError` for the first one that can't be; it stays in the trash."""
    for each in doomed:
        record = _trashed_media_path(folder, each.id) if isinstance(each, Media) else _trashed_path(folder, each.id)
        try:
            resolve_path(folder, each.path).unlink(missing_ok=True)
            record.unlink(missing_ok=True)
        except OSError as error:
            name = each.name if isinstance(each, Media) else each.path
            raise StudioError(f"{name} of {folder.name} can't be deleted: {explain(error)}") from None


def _find(
    folder: Path, kind: str, form: Format[T], pick: Callable[[T], Take | Media], there: Sequence[Take | Media]
) -> Iterator[tuple[T, int]]:
    """The records of a kind whose take or file the film doesn't have, each with the size of its file."""
    known, used = {each.id for each in there}, {each.path for each in there}
    for path in _list_records(folder, kind):
        if path.stem in known:
            continue
        with suppress(StudioError, OSError):
            record = decode(read_file(path), name_file(path), form)
            file = (folder / pick(record).path).lstat()
            if pick(record).id == path.stem and pick(record).path not in used and stat.S_ISREG(file.st_mode):
                yield record, file.st_size


def _list_records(folder: Path, kind: str) -> Iterator[Path]:
    """The records in the trash; none where the way there, or to what they tell of, is a link out of the film."""
    try:
        resolve_path(folder, kind)
        with os.scandir(resolve_path(folder, f"{TRASH}/{kind}")) as entries:
            names = [each.name for each in entries if each.is_file(follow_symlinks=False)]
    except (StudioError, OSError):
        return
    for name in sorted(names):
        if not name.startswith(".") and name.endswith(".json"):
            yield folder / TRASH / kind / name


def _trashed_path(folder: Path, take: TakeId) -> Path:
    return resolve_path(folder, f"{TRASH}/{TAKES}/{take}.json")


def _trashed_media_path(folder: Path, media: MediaId) -> Path:
    return resolve_path(folder, f"{TRASH}/{MEDIA}/{media}.json")

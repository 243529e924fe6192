"""The film's trash: takes that were removed from their shots, until it is emptied.

A take is in the trash while its record lies there and no shot of the film has it. Its file stays where it was: whatever
brings the take back, be it undo, redo, an earlier version or the user, needs nothing moved and plays at once. Emptying
alone deletes files; whoever empties takes these takes out of every step of undo first, so that none comes back without
its file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from studio.core.ids import ShotId, TakeId
from studio.core.project import Project, Take
from studio.errors import StudioError
from studio.storage.codec import decode, encode
from studio.storage.files import explain, name_file, read_file, resolve_path, write_file
from studio.storage.takes import RECORD, TAKES, StoredTake, TakeRecord, record_path

TRASH = "trash"


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


def list_trash(folder: Path, project: Project) -> tuple[StoredTake, ...]:
    """What lies in the trash, in the order it was made. A record that can't be read or has no file is passed over."""
    known = {take.id for shot in project.shots for take in shot.takes}
    used = {take.path for shot in project.shots for take in shot.takes}
    found: list[StoredTake] = []
    for path in _list_records(folder):
        if path.stem in known:
            continue
        with suppress(StudioError, OSError):
            record = decode(read_file(path), name_file(path), RECORD)
            file = (folder / record.take.path).lstat()
            if record.take.id == path.stem and record.take.path not in used and stat.S_ISREG(file.st_mode):
                found.append(StoredTake(shot=record.shot, take=record.take, bytes=file.st_size))
    return tuple(sorted(found, key=lambda each: each.take.made))


def empty_trash(folder: Path, takes: Iterable[Take]) -> None:
    """Delete these takes for good. Raises `StudioError` for the first one that can't be; it stays in the trash."""
    for take in takes:
        try:
            resolve_path(folder, take.path).unlink(missing_ok=True)
            _trashed_path(folder, take.id).unlink(missing_ok=True)
        except OSError as error:
            raise StudioError(f"{take.path} of {folder.name} can't be deleted: {explain(error)}") from None


def _list_records(folder: Path) -> list[Path]:
    """The records in the trash; none where the way there, or to the takes, is a link out of the film."""
    try:
        resolve_path(folder, TAKES)
        with os.scandir(resolve_path(folder, f"{TRASH}/{TAKES}")) as entries:
            names = [each.name for each in entries if each.is_file(follow_symlinks=False)]
    except (StudioError, OSError):
        return []
    return [
        folder / TRASH / TAKES / name for name in sorted(names) if not name.startswith(".") and name.endswith(".json")
    ]


def _trashed_path(folder: Path, take: TakeId) -> Path:
    return resolve_path(folder, f"{TRASH}/{TAKES}/{take}.json")

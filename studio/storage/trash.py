"""The film's trash: takes that were removed from their shots, until it is emptied.

A take is in the trash while its record lies there and no shot of the film has it. Its file stays where it was: whatever
brings the take back, be it undo, redo, an earlier version or the user, needs nothing moved and plays at once. Emptying
alone deletes files; whoever empties takes these takes out of every step of undo first, so that none comes back without
its file.
"""

from __future__ import annotations

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
            record = _trashed_path(folder, take.id)
            record.parent.mkdir(parents=True, exist_ok=True)
            write_file(record, encode(TakeRecord(shot=shot, take=take), RECORD))
            record_path(folder, take.id).unlink(missing_ok=True)  # which says what the take was when it was made


def list_trash(folder: Path, project: Project) -> tuple[StoredTake, ...]:
    """What lies in the trash, in the order it was made. A record that can't be read or has no file is passed over."""
    known = {take.id for shot in project.shots for take in shot.takes}
    used = {take.path for shot in project.shots for take in shot.takes}
    found: list[StoredTake] = []
    for path in sorted((folder / TRASH / TAKES).glob("*.json")):
        if path.stem in known or path.name.startswith("."):
            continue
        with suppress(StudioError, OSError):
            record = decode(read_file(resolve_path(folder, f"{TRASH}/{TAKES}/{path.name}")), name_file(path), RECORD)
            file = resolve_path(folder, record.take.path)
            if record.take.id == path.stem and record.take.path not in used and file.is_file():
                found.append(StoredTake(shot=record.shot, take=record.take, bytes=file.stat().st_size))
    return tuple(sorted(found, key=lambda each: each.take.made))


def empty_trash(folder: Path, takes: Iterable[Take]) -> None:
    """Delete these takes for good. Raises `StudioError` for the first one that can't be; it stays in the trash."""
    for take in takes:
        try:
            resolve_path(folder, take.path).unlink(missing_ok=True)
            _trashed_path(folder, take.id).unlink(missing_ok=True)
        except OSError as error:
            raise StudioError(f"{take.path} of {folder.name} can't be deleted: {explain(error)}") from None


def _trashed_path(folder: Path, take: TakeId) -> Path:
    return resolve_path(folder, f"{TRASH}/{TAKES}/{take}.json")

"""Records beside the takes: what a take is and whose, so that one that is finished outlives a kill before the save."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studio.core.ids import ShotId, TakeId
from studio.core.project import Project, Take
from studio.core.recipe import Recipe
from studio.core.request import ShotRequest
from studio.errors import StudioError
from studio.storage.check import find_origin_faults, find_take_faults
from studio.storage.codec import Format, decode, encode
from studio.storage.files import name_file, read_file, resolve_path, write_file
from studio.storage.upgrades import ORIGIN_UPGRADES, TAKE_UPGRADES

TAKES = "takes"
PART = ".part"  # a take that is being made
TAG = "com.storyreel.take"  # under which a take's file says how it was made


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRecord:
    """A take and the shot it was made of."""

    shot: ShotId
    take: Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How a take was made, as its file says."""

    request: ShotRequest
    recipe: Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTake:
    """A take, the shot it was made of, and the size of its file."""

    shot: ShotId
    take: Take
    bytes: int


RECORD = Format(
    word="take",
    value=TakeRecord,
    find_faults=lambda record: find_take_faults(record.take),
    upgrades=TAKE_UPGRADES,
)

ORIGIN = Format(
    word="origin",
    value=Origin,
    find_faults=lambda origin: find_origin_faults(origin.request, origin.recipe),
    upgrades=ORIGIN_UPGRADES,
)


def record_path(folder: Path, take: TakeId) -> Path:
    """Where the record of a take lies."""
    return folder / TAKES / f"{take}.json"


def write_take_record(folder: Path, shot: ShotId, take: Take) -> None:
    """Note what the take is, before the film with it is saved. Raises `StudioError`."""
    write_file(record_path(folder, take.id), encode(TakeRecord(shot=shot, take=take), RECORD))


def drop_take_records(folder: Path, takes: Iterable[TakeId]) -> None:
    """Forget takes that the user has removed, so that they don't come back."""
    for take in takes:
        with suppress(OSError):
            record_path(folder, take).unlink(missing_ok=True)


def recover_takes(folder: Path, project: Project) -> tuple[tuple[ShotId, Take], ...]:
    """The finished takes that the film doesn't hold, in the order they were made.

    What has no file any more, no shot, or an unreadable record is passed over.
    """
    known = {take.id for shot in project.shots for take in shot.takes}
    shots = {shot.id for shot in project.shots}
    found: list[tuple[ShotId, Take]] = []
    for path in sorted((folder / TAKES).glob("*.json")):
        if path.stem in known or path.name.startswith("."):
            continue
        with suppress(StudioError):
            record = decode(read_file(path), name_file(path), RECORD)
            there = resolve_path(folder, record.take.path).is_file()
            if there and record.take.id == path.stem and record.shot in shots:
                found.append((record.shot, record.take))
    return tuple(sorted(found, key=lambda pair: pair[1].made))

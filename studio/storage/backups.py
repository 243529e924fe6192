"""Earlier versions of the film, kept beside it: many of the last hour, fewer of the last day and month."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studio.core.project import Project
from studio.errors import StudioError
from studio.storage.codec import FILM, decode, encode
from studio.storage.files import read_file, write_file

FILM_FILE = "film.json"
BACKUPS = "backups"
LEAST_AGE = timedelta(minutes=5)
MOST_RECENT = 10

_NAME = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One earlier version: its file, when it was put aside, its size."""

    path: Path
    made: datetime
    bytes: int


def list_backups(home: Path) -> tuple[Backup, ...]:
    """The earlier versions of the film in this folder, the newest first. Other files are passed over."""
    found: list[Backup] = []
    for path in (home / BACKUPS).glob("20*Z.json"):
        with suppress(ValueError, OSError):
            made = datetime.fromisoformat(path.stem)
            if path.stem == made.strftime(_NAME):
                found.append(Backup(path=path, made=made, bytes=path.stat().st_size))
    return tuple(sorted(found, key=lambda backup: backup.made, reverse=True))


def read_backup(backup: Backup) -> Project:
    """The film as it was. Raises `StudioError`."""
    return decode(read_file(backup.path), f"{BACKUPS}/{backup.path.name}", FILM)


def find_good_backup(home: Path) -> Backup | None:
    """The newest earlier version that can be read."""
    for backup in list_backups(home):
        with suppress(StudioError):
            read_backup(backup)
            return backup
    return None


def back_up(home: Path, now: datetime) -> None:
    """Put the film as it is on disk aside, and drop what has grown old. Raises `StudioError`."""
    write_file(home / BACKUPS / f"{now.astimezone(UTC):{_NAME}}.json", read_file(home / FILM_FILE))
    backups = list_backups(home)
    kept = choose_kept((backup.made for backup in backups), now)
    for backup in backups:
        if backup.made not in kept:
            with suppress(OSError):
                backup.path.unlink()


def restore(home: Path, backup: Backup, now: datetime) -> None:
    """Make this version the film again, after the film as it is has become one. Raises `StudioError`.

    Whoever calls holds the lock.
    """
    data = encode(read_backup(backup), FILM)
    if (home / FILM_FILE).exists():
        back_up(home, now)
    write_file(home / FILM_FILE, data)


def is_due(home: Path, now: datetime) -> bool:
    """Whether the newest earlier version is old enough for another. A clock that was set back counts as age."""
    newest = next(iter(list_backups(home)), None)
    return newest is None or abs(now - newest.made) > LEAST_AGE


def choose_kept(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which versions to keep: the newest ten, then the last of every hour for a day and of every day for a month."""
    ordered = sorted(made, reverse=True)
    last: dict[str, datetime] = {}
    for each in ordered[MOST_RECENT:]:
        age = now - each
        if age < timedelta(days=1):
            last.setdefault(f"{each:%Y%m%d%H}", each)
        elif age < timedelta(days=30):
            last.setdefault(f"{each:%Y%m%d}", each)
    return {*ordered[:MOST_RECENT], *last.values()}

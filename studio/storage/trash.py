"""The film's trash: pictures and takes that were removed keep their place in it until it is emptied."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from studio.errors import StudioError
from studio.storage.check import is_media_path
from studio.storage.files import explain, resolve_path

TRASH = "trash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trashed:
    """A file in the trash: its path as the film knew it, and its size."""

    path: str
    bytes: int


def move_to_trash(folder: Path, path: str) -> None:
    """Take a picture or a take out of use, after the film was saved without it. Raises `StudioError`."""
    _move(folder, path, path, f"{TRASH}/{path}")


def take_from_trash(folder: Path, path: str) -> None:
    """Put a file back to where it was. Raises `StudioError`."""
    _move(folder, path, f"{TRASH}/{path}", path)


def list_trash(folder: Path) -> tuple[Trashed, ...]:
    """What lies in the trash, by path."""
    trash = folder / TRASH
    found = ((path.relative_to(trash).as_posix(), path) for path in sorted(trash.glob("*/*")))
    return tuple(
        Trashed(path=relative, bytes=path.lstat().st_size)
        for relative, path in found
        if is_media_path(relative) and path.suffix != ".json"
    )


def empty_trash(folder: Path) -> None:
    """Delete what lies in the trash for good. Raises `StudioError`."""
    trash = folder / TRASH
    try:
        if trash.exists():
            shutil.rmtree(trash)
        trash.mkdir()
    except OSError as error:
        raise StudioError(f"The trash of {folder.name} can't be emptied: {explain(error)}") from None


def _move(folder: Path, path: str, before: str, after: str) -> None:
    """Move a file, and the record beside a take, which counts only together with it."""
    if not is_media_path(path):
        raise StudioError(f"{path[:80]} is no picture or take of {folder.name}; choose one.")
    source, target = resolve_path(folder, before), resolve_path(folder, after)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
        if source.with_suffix(".json").exists():
            source.with_suffix(".json").replace(target.with_suffix(".json"))
    except FileNotFoundError:
        raise StudioError(f"{path} of {folder.name} is not there any more; put it back or render it again.") from None
    except OSError as error:
        raise StudioError(f"{path} of {folder.name} can't be moved: {explain(error)}") from None

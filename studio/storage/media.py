"""Files brought in for the cut: copied into the film under the hash of their content, so that each lies there once."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from studio.core.project import Media
from studio.errors import StudioError
from studio.storage.files import TEMPORARY, explain, resolve_path, sync_folder
from studio.storage.fresh import fresh_id
from studio.storage.steps import Step, read_chunks

MEDIA = "media"
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMedia:
    """A file that was brought in, and its size."""

    media: Media
    bytes: int


def keep_media(folder: Path, source: Path) -> Generator[Step, None, tuple[str, str, int]]:
    """Copy a file into the film's folder, if its content isn't there; gives its path there, its hash and its size.

    Raises `StudioError`; then, and when it is closed before its end, nothing is left behind.
    """
    home = resolve_path(folder, MEDIA)
    temporary = home / f".{fresh_id()}{TEMPORARY}"
    try:
        try:
            home.mkdir(exist_ok=True)
            size = _check_room(source, home)
            with temporary.open("xb") as file:
                sha256 = yield from _copy(source, file, size)
                file.flush()
                os.fsync(file.fileno())
            name = _find_copy(home, sha256, size)
            if name is None:
                name = f"{sha256}{_choose_suffix(source)}"
                temporary.replace(home / name)
                sync_folder(home)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise StudioError(f"{source.name} can't be copied into {folder.name}: {explain(error)}") from None
    return f"{MEDIA}/{name}", sha256, size


def _check_room(source: Path, home: Path) -> int:
    size = source.stat().st_size
    if size > shutil.disk_usage(home).free:
        raise OSError(errno.ENOSPC, "")
    return size


def _copy(source: Path, file: BinaryIO, size: int) -> Generator[Step, None, str]:
    digest, done = hashlib.sha256(), 0
    for chunk in read_chunks(source):
        digest.update(chunk)
        file.write(chunk)
        done += len(chunk)
        yield Step(done=min(1.0, done / max(size, 1)), text=source.name)
    if done != size:
        raise StudioError(f"{source.name} changed while it was copied; try again.")
    return digest.hexdigest()


def _find_copy(home: Path, sha256: str, size: int) -> str | None:
    """The name of a whole file of that content, whatever its ending."""
    for path in sorted(home.glob(f"{sha256}.*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_size == size:
            return path.name
    return None


def _choose_suffix(source: Path) -> str:
    suffix = source.suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ".media"

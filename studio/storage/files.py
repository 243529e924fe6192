"""Whole files: read within bounds, and written so that whatever happens leaves the old one or the new one."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from studio.errors import StudioError
from studio.storage.fresh import fresh_id

MOST_BYTES = 128 * 2**20
TEMPORARY = ".tmp"

_FULL = "the disk is full; free some space and try again."
_CLOSED = "it may not be written; change its permissions, or copy the film to another folder."
_REASONS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
    errno.ENOENT: "its folder is gone; put the folder back in its place and try again.",
}


class DamagedError(StudioError):
    """A file of the film whose content can't be used; `finding` says so without what to do."""

    def __init__(self, finding: str, remedy: str = "put a good copy in its place.") -> None:
        super().__init__(f"{finding}; {remedy}")
        self.finding = finding


def resolve_path(folder: Path, relative: str) -> Path:
    """The place of a file of the film. Raises `StudioError` for a path that leads out of the folder."""
    parts = relative.split("/")
    plain = relative.isprintable() and not any(mark in relative for mark in "\\:")
    try:
        if plain and not {"", ".", ".."} & set(parts):
            path = folder.joinpath(*parts)
            if path.resolve().is_relative_to(folder.resolve()):
                return path
    except (OSError, RuntimeError):  # a circle of links
        pass
    raise StudioError(f"{folder.name}: {relative[:80]!r} leads out of the film's folder; put the file into the folder.")


def read_file(path: Path) -> bytes:
    """All bytes of a file. Raises `DamagedError` if there is none or one too big, `StudioError` if it is kept shut."""
    name = name_file(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise DamagedError(f"{name} is no file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise DamagedError(f"{name} is missing") from None
    except OSError as error:
        raise StudioError(f"{name} can't be read ({error.strerror}); check its permissions and its disk.") from None
    if len(data) > MOST_BYTES:
        raise DamagedError(f"{name} is bigger than {MOST_BYTES >> 20} MB")
    return data


def write_file(path: Path, data: bytes) -> None:
    """Put these bytes in the file's place. Raises `StudioError`; then the old file is whole and no other is left."""
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Generator[BinaryIO]:
    """A new file that takes the place of `path`, safe on disk, when the block ends well. Raises `StudioError`."""
    temporary = path.with_name(f".{path.name}.{fresh_id()}{TEMPORARY}")
    try:
        try:
            with temporary.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise StudioError(f"{name_file(path)} can't be saved: {explain(error)}") from None


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder outlast a power cut."""
    if sys.platform == "win32":  # has no such call
        return
    with suppress(OSError):  # some network file systems have none either
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def explain(error: OSError) -> str:
    """Why a file can't be written; what to do."""
    return _REASONS.get(error.errno or 0, f"{error.strerror}; check the disk and try again.")


def name_file(path: Path) -> str:
    """A file as a sentence names it: with its folder."""
    return f"{path.parent.name}/{path.name}"

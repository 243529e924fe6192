"""The lock that lets one window write a film. The system holds it, so it is free again however its owner ends."""

from __future__ import annotations

import os
import socket
import stat
import sys
from contextlib import suppress
from pathlib import Path

from studio.errors import StudioError


class LockedError(StudioError):
    """The film can be read only, and why."""


_FAR = 2**30  # Windows locks bytes against reading as well: one far behind the text
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def take_lock(path: Path) -> int:
    """An open file descriptor that holds the lock until it is closed. Raises `LockedError`."""
    film = path.parent.name
    refusal = f"{film} may not be written and is open for reading only; check its permissions."
    try:
        descriptor = os.open(path, _FLAGS, 0o666)
    except OSError:
        raise LockedError(refusal) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode) or not os.access(path.parent, os.W_OK):
            raise LockedError(refusal)
        if not _hold(descriptor):
            where = f"open elsewhere{_read_owner(descriptor)}, and here for reading only"
            raise LockedError(f"{film} is {where}; close it there to change it.")
        with suppress(OSError):  # on a full disk the lock holds without its text
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()}".encode())
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _read_owner(descriptor: int) -> str:
    os.lseek(descriptor, 0, os.SEEK_SET)
    text = os.read(descriptor, 100).decode("utf-8", "replace")
    return f" ({text})" if text and text.isprintable() else ""


if sys.platform == "win32":
    import msvcrt

    def _hold(descriptor: int) -> bool:
        try:
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _hold(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

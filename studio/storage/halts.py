"""`Halts`: how far a take has come, kept beside the takes so that a pause or a kill costs no more than a step."""

from __future__ import annotations

import hashlib
import struct
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from studio.core.request import ShotRequest
from studio.errors import StudioError
from studio.storage.files import read_file, write_file
from studio.storage.takes import TAKES

SUFFIX = ".halt"
SECONDS = 2.0  # between two writes, where steps are quicker
DAYS = 7.0  # after which nobody will go on

_DIGEST, _DAY = 32, 86400
_SECONDS = struct.Struct("<d")


class Halts:
    """The newest halt of one request by one version of a backend; `keep` writes now and then, `flush` what is left."""

    def __init__(self, folder: Path, request: ShotRequest, version: str) -> None:
        asked = msgspec.json.encode((version, request), enc_hook=str)
        self._path = folder / TAKES / f"{hashlib.sha256(asked).hexdigest()[:32]}{SUFFIX}"
        self._unwritten: bytes | None = None
        self._begun = self._written = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long the take has been at work: up to the halt that was loaded, and since."""
        return time.monotonic() - self._begun

    def load(self) -> bytes | None:
        """What was kept; `None` where there is nothing, or nothing that can be read."""
        try:
            data = read_file(self._path)
        except StudioError:
            return None
        digest, kept = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(kept).digest() != digest or len(kept) < _SECONDS.size:
            return None
        (seconds,) = _SECONDS.unpack_from(kept)
        if 0 <= seconds <= DAYS * _DAY:  # a film may come from anyone
            self._begun -= seconds
        return kept[_SECONDS.size :]

    def keep(self, state: bytes) -> None:
        """Take note of a halt. One that can't be written costs nothing but the way back to it."""
        self._unwritten = state
        if time.monotonic() - self._written >= SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write the newest halt, if it is not written yet."""
        state, self._unwritten = self._unwritten, None
        if state is not None:
            with suppress(StudioError):
                kept = _SECONDS.pack(self.seconds) + state
                write_file(self._path, hashlib.sha256(kept).digest() + kept)
            self._written = time.monotonic()

    def drop(self) -> None:
        """Forget it: the take is made, or can't be gone on with."""
        self._unwritten = None
        self._begun = time.monotonic()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def sweep_halts(folder: Path) -> None:
    """Remove those that nobody came back to. Raises `OSError`."""
    for path in (folder / TAKES).glob(f"*{SUFFIX}"):
        if time.time() - path.stat().st_mtime > DAYS * _DAY:
            path.unlink(missing_ok=True)

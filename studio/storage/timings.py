"""How long takes took on this machine: a line of JSON each, in the user's folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from studio.core.forecast import Timing
from studio.errors import StudioError
from studio.storage.files import read_file, write_file

FILE = "timings.jsonl"
MOST = 1000


def read_timings(folder: Path) -> tuple[Timing, ...]:
    """All that are known, oldest first; lines that can't be read are passed over, for a forecast is no film."""
    try:
        lines = read_file(folder / FILE).splitlines()
    except StudioError:
        return ()
    found: list[Timing] = []
    for line in lines:
        with suppress(msgspec.DecodeError, msgspec.ValidationError):
            found.append(msgspec.json.decode(line, type=Timing))
    return tuple(found)


def add_timing(folder: Path, timing: Timing) -> None:
    """Note one more; the oldest are forgotten. Raises `StudioError`."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = (*read_timings(folder), timing)[-MOST:]
    write_file(folder / FILE, b"".join(msgspec.json.encode(each) + b"\n" for each in kept))

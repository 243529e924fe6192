"""Long work on files as a generator of steps: it can be watched, and closing it stops it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from studio.errors import StudioError
from studio.storage.files import replacing

T = TypeVar("T")
_CHUNK = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far it is, from 0 to 1, and with which file."""

    done: float
    text: str


def run_steps(
    steps: Generator[Step, None, T], is_stopped: Callable[[], bool], watch: Callable[[Step], None]
) -> T | None:
    """Go through all steps, and give what comes of it: nothing once it is stopped."""
    try:
        while not is_stopped():
            watch(next(steps))
    except StopIteration as end:
        return end.value
    finally:
        steps.close()
    return None


def read_chunks(path: Path) -> Generator[bytes]:
    """The bytes of a file a piece at a time. Raises `StudioError`."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise StudioError(f"{path.name} can't be read ({error.strerror}); check it and its disk.") from None


def copy_chunks(path: Path, file: IO[bytes]) -> Generator[int]:
    """Write a file's bytes into an open one, and tell how many each time."""
    for chunk in read_chunks(path):
        file.write(chunk)
        yield len(chunk)


def copy_known(path: Path, target: Path, sha256: str) -> Generator[int]:
    """Put a file of that content in the target's place, and tell how many bytes each time.

    Raises `StudioError`; then, and when it is closed before its end, what was there stays.
    """
    digest = hashlib.sha256()
    with replacing(target) as file:
        for chunk in read_chunks(path):
            digest.update(chunk)
            file.write(chunk)
            yield len(chunk)
        if digest.hexdigest() != sha256:
            raise StudioError(f"{path.name} has another content than the film knows; look for another copy of it.")

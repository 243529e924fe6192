"""Files of one film on their way into another."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from studio.errors import StudioError
from studio.storage.files import explain, resolve_path
from studio.storage.missing import Medium
from studio.storage.steps import Step, copy_known


def bring_media(home: Path, folder: Path, media: Sequence[Medium]) -> Generator[Step, None, list[str]]:
    """Copy files from the film in `home` to the same places of the one in `folder`; those that are there stay.

    Gives a sentence for each that can't come.
    """
    left_out: list[str] = []
    for number, medium in enumerate(media):
        try:
            yield from _bring(home, folder, medium, number / len(media), 1 / len(media))
        except StudioError as error:
            left_out.append(str(error))
    return left_out


def _bring(home: Path, folder: Path, medium: Medium, done: float, share: float) -> Generator[Step]:
    source, target = resolve_path(home, medium.path), resolve_path(folder, medium.path)
    if target.is_file():
        return
    if not source.is_file():
        raise StudioError(f"{medium.what} could not come along, its file is gone from {home.name}: {medium.path}.")
    try:
        target.parent.mkdir(exist_ok=True)
        size = max(source.stat().st_size, 1)
    except OSError as error:
        raise StudioError(f"{medium.what} could not come along: {explain(error)}") from None
    copied = 0
    for count in copy_known(source, target, medium.sha256):
        copied += count
        yield Step(done=done + share * min(1.0, copied / size), text=source.name)

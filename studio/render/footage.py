"""Takes the user's pictures, videos and sounds into a film: looked at first, then copied by content."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from fractions import Fraction
from pathlib import Path

from studio.core.ids import MediaId
from studio.core.project import Media
from studio.errors import StudioError
from studio.media.probe import read_media_facts
from studio.storage.media import keep_media
from studio.storage.steps import Step


def bring_in(folder: Path, source: Path, rate: Fraction) -> Generator[Step, None, Media]:
    """Check a file and copy it into the film's folder. Raises `StudioError` with its name; then nothing is left."""
    facts = read_media_facts(source, rate)
    path, sha256, size = yield from keep_media(folder, source)
    return Media(
        id=MediaId(f"m-{sha256[:16]}"),
        name=source.name.encode("utf-8", "replace").decode(),  # a file's name may hold what no text may
        path=path,
        sha256=sha256,
        kind=facts.kind,
        bytes=size,
        frames=facts.frames,
        has_sound=facts.has_sound,
    )


def bring_in_all(
    folder: Path, sources: Sequence[Path], rate: Fraction
) -> Generator[Step, None, tuple[list[Media], list[str]]]:
    """Several files, one after the other, and a sentence for each that was left out."""
    media: list[Media] = []
    refused: list[str] = []
    for source in sources:
        try:
            media.append((yield from bring_in(folder, source, rate)))
        except StudioError as error:
            refused.append(str(error))
    return media, refused

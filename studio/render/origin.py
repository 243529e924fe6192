"""How a take was made, as its file says: written when it is rendered, and read from a stray file."""

from __future__ import annotations

from pathlib import Path

from studio.core.recipe import Recipe
from studio.core.request import ShotRequest
from studio.errors import StudioError
from studio.media.container import read_tag
from studio.storage.codec import decode, encode
from studio.storage.takes import ORIGIN, TAG, Origin


def write_origin(request: ShotRequest, recipe: Recipe) -> dict[str, str]:
    """The texts for a take's file. The same request and recipe give the same bytes."""
    return {TAG: encode(Origin(request=request, recipe=recipe), ORIGIN).decode()}


def read_origin(path: Path) -> Origin:
    """What a file says of how it was made. Raises `StudioError` for one that says nothing or can't be read."""
    text = read_tag(path, TAG)
    if not text:
        raise StudioError(f"{path.name} doesn't say how it was made; show a take that Storyreel has rendered.")
    return decode(text.encode(), path.name, ORIGIN)

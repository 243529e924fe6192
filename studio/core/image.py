"""Pictures of the film and what they show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from studio.core.ids import ImageId


class ImageRole(StrEnum):
    """What a reference image shows."""

    FACE = "face"
    OUTFIT = "outfit"
    PROP = "prop"
    PLACE = "place"
    STYLE = "style"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture kept in the film's folder under its content hash; `path` is relative to that folder.

    `bytes` is the size of its file, 0 where it isn't known.
    """

    id: ImageId
    name: str
    path: str
    sha256: str
    width_px: int
    height_px: int
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An image pinned to a character or a shot, and what it shows."""

    image: ImageId
    role: ImageRole = ImageRole.FACE

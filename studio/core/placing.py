"""Where a character stands in the frame of a shot, and what it is given for that shot alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from studio.core.ids import CharacterId, ImageId


class Side(StrEnum):
    """A third of the frame."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of the frame, in shares of its width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


Place = Side | Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """A character in one shot. Nothing said means: anywhere, images chosen automatically, the voice of the character.

    It may be there while the character is not in the shot: who is cited again stands where they stood.
    """

    character: CharacterId
    place: Side | Box | None = None
    images: tuple[ImageId, ...] = ()
    voice: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return self.place is None and not self.images and not self.voice


_WORDS = {Side.LEFT: "on the left", Side.CENTRE: "in the middle", Side.RIGHT: "on the right"}


def side_of(place: Place) -> Side:
    """The third of the frame that a place belongs to: that of a box is where its middle lies."""
    if isinstance(place, Side):
        return place
    third = int((place.left + place.width / 2) * 3)
    return tuple(Side)[min(max(third, 0), 2)]


def box_of(place: Place) -> Box:
    """The part of the frame that a place takes; a side is a third from top to bottom."""
    if isinstance(place, Box):
        return place
    return Box(left=tuple(Side).index(place) / 3, top=0.0, width=1 / 3, height=1.0)


def describe_place(place: Place) -> str:
    """A place in the words that prompts have for it."""
    return _WORDS[side_of(place)]

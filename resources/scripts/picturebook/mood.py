"""The two hours at which the harbour is seen, and what their light does to a colour."""

from __future__ import annotations

from dataclasses import dataclass

from picturebook.brush import Colour, mix
from picturebook.palette import LAMP


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """The light of one hour: what the sky, the land and the water turn to in it."""

    sky: tuple[Colour, ...]
    sea: tuple[Colour, ...]
    far: tuple[Colour, Colour]
    cloud: Colour
    shine: Colour
    shine_x: float
    tint: Colour
    tinted: float
    planks: tuple[Colour, Colour]
    night: bool

    def on(self, colour: Colour, more: float = 0.0) -> Colour:
        """How a thing's own colour looks in this light; `more` than usual, or less."""
        return mix(colour, self.tint, min(max(self.tinted + more, 0.0), 1.0))

    def window(self, lit: bool) -> Colour:
        """A pane with a lamp behind it, or without."""
        return LAMP if lit else self.on("#2F3F5C")


DUSK = Mood(
    sky=("#2F4A73", "#5D6690", "#A97E97", "#EC9E7F", "#FFD59B"),
    sea=("#F2B48A", "#9C88A0", "#4F6A8C", "#2C4B69"),
    far=("#8E7F9E", "#6A6B8E"),
    cloud="#F6B08C",
    shine="#FFE3AE",
    shine_x=930,
    tint="#5A4C7C",
    tinted=0.34,
    planks=("#B58A6E", "#6E5364"),
    night=False,
)
NIGHT = Mood(
    sky=("#0C1730", "#142747", "#1E3C5E", "#2F5A74", "#4A7D86"),
    sea=("#3F6C7C", "#234A66", "#152F4E", "#0F2140"),
    far=("#23425F", "#1A334F"),
    cloud="#2C4A6A",
    shine="#FFE9A8",
    shine_x=1350,
    tint="#12203F",
    tinted=0.6,
    planks=("#4E4E68", "#252C4C"),
    night=True,
)

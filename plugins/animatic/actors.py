"""The cast of a shot as pictures to be moved about: cut out, framed as a card, or drawn as a stand-in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from studio.api import RequestCharacter, RequestImage
from studio.core.image import ImageRole
from studio.media.pictures import load_picture

from .cutout import Mask, Picture, crop_to_figure, cut_out
from .drawing import draw_card, draw_stand_in


class Kind(StrEnum):
    """How an actor is placed: on the floor, at the lower edge, floating as a card, or on the floor and small."""

    STANDING = "standing"
    BUST = "bust"
    CARD = "card"
    PROP = "prop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A member of the cast; its picture is RGBA with straight alpha, cropped to what is seen."""

    name: str
    colour: str
    kind: Kind
    picture: Picture
    stature: float = 1.0

    @property
    def slimness(self) -> float:
        """Width by height."""
        return self.picture.shape[1] / self.picture.shape[0]


_FIGURES = (ImageRole.OUTFIT, ImageRole.FACE, ImageRole.PROP)
_CHILD = re.compile(r"\b(?:child|kid|boy|girl|toddler|little (?:brother|sister)|baby)\b", re.IGNORECASE)
CHILD_STATURE = 0.84
SLIM_FACE, SLIM_OUTFIT = 0.55, 0.66  # a figure slimmer than this is a whole one
MOST_CUT = 0.03  # of a bust's height may end at the picture's side
FEATHER = 0.05  # of its width, where more does


def load_actor(character: RequestCharacter, folder: Path, max_px: int) -> Actor:
    """An actor from the first of its images that can be cut out, its whole figure before its face.

    Raises `StudioError` for a picture that cannot be read.
    """
    stature = CHILD_STATURE if _CHILD.search(character.description) else 1.0
    first: Picture | None = None
    for image in _choose_images(character.images):
        picture = load_picture(folder / image.path, max_px)
        figure = cut_out(picture)
        if figure is not None:
            kind, figure = _shape(figure, image.role)
            return Actor(name=character.name, colour=character.colour, kind=kind, picture=figure, stature=stature)
        first = picture if first is None else first
    if first is not None:
        return Actor(name=character.name, colour=character.colour, kind=Kind.CARD, picture=draw_card(first))
    drawn = draw_stand_in(character.name, character.colour, max_px)
    return Actor(name=character.name, colour=character.colour, kind=Kind.STANDING, picture=drawn, stature=stature)


def _choose_images(images: tuple[RequestImage, ...]) -> list[RequestImage]:
    """Those that show a figure, the best first, at most one of a role."""
    by_role = {image.role: image for image in reversed(images)}
    return [by_role[role] for role in _FIGURES if role in by_role]


def _shape(figure: Picture, role: ImageRole) -> tuple[Kind, Picture]:
    """What a cut-out figure is, and the part of it to use."""
    cropped = crop_to_figure(figure)
    if role == ImageRole.PROP:
        return Kind.PROP, cropped
    slimness = cropped.shape[1] / cropped.shape[0]
    solid = cropped[..., 3] > 128
    if slimness < (SLIM_FACE if role == ImageRole.FACE else SLIM_OUTFIT) or (
        role == ImageRole.OUTFIT and _rests_narrowly(solid)
    ):
        return Kind.STANDING, cropped
    return Kind.BUST, crop_to_figure(_trim_sides(figure))


def _rests_narrowly(solid: Mask) -> bool:
    """Whether a figure touches the ground with less than its width: feet, paws, the foot of a lamp."""
    foot = solid[-max(2, len(solid) // 60) :].any(axis=0)
    return float(foot.mean()) < 0.6


def _trim_sides(figure: Picture) -> Picture:
    """A bust without the part below where its shoulders run out of the picture; what still does fades out."""
    sides = np.maximum(figure[:, 0, 3], figure[:, -1, 3]) > 128
    height = len(sides)
    rows = int((np.cumsum(sides) <= MOST_CUT * height).sum())
    if rows >= 0.6 * height:
        return figure[:rows]
    width = figure.shape[1]
    ramp = np.clip(np.linspace(0.0, 1 / FEATHER, width), 0.0, 1.0)
    faded = figure.copy()
    faded[..., 3] = (figure[..., 3] * (ramp * ramp[::-1])[None, :]).astype(np.uint8)
    return faded

"""Whether colours of one character show where another one stands: a look at hues, not at faces.

It sees what the reference images have in plain hues, and where in the frame such hues are. It does not see shapes,
greys, or who wears a hue that the place or the other character has as well; then it says that it can't tell. Where a
character stands is only known of those that the shot places, and people who cross the frame are no leak.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from studio.core.placing import Box, Place, box_of, describe_place
from studio.measure.colour import Floats, to_lab
from studio.measure.palette import SHAPE, count_colours, find_cells
from studio.measure.shrink import shrink

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]

PICTURE_PX, FRAME_PX = 96, 96  # the longer side at which things are looked at
_LEAST_CHROMA = 14.0  # below it a colour depends on the light more than on what it is of
_TELLING = 4.0  # how much more frequent a colour is in one figure than in all else, to speak for it
_LEAST_DENSE = 1.2e-3  # of a figure, for a cell
_LEAST_OWN = 0.07  # of a figure that such colours have to take
_LEAST_SEEN = 0.008  # of a region
_LEAST_PART = 0.35  # of the most of a character's colours that is seen anywhere
_OFTEN = 0.6  # of the frames
_GROUND_COLUMNS, _MORE = 25, 1.5  # percent of a frame's columns that figures leave free, and how uneven a ground is
_ALIKE = 0.75
_LEAST_RIM = 0.006  # how frequent a colour is on the rim of a picture that is of its ground
_LEAST_GROUND, _MOST_GROUND = 0.08, 0.97  # of a picture


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """A character: its reference pictures, uint8 (height, width, 4), and its place, where it has one."""

    name: str
    pictures: tuple[Picture, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What a look has found, in sentences: what is worth a look, and what could not be told."""

    leaks: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Known:
    """A figure with how frequent each colour is in its pictures, and which colours speak for it alone."""

    figure: Figure
    density: Floats
    own: Mask
    colour: str  # a word for the most of them, empty where there are too few


def find_leaks(figures: Sequence[Figure], grounds: Sequence[Picture], frames: Sequence[Picture]) -> Sighting:
    """A look at frames of a take, uint8 (height, width, 3), for the colours of those that its shot casts.

    `grounds` are pictures of the place, whose colours are nobody's own. Without frames only likeness is told.
    """
    pixels = [_gather(figure.pictures) for figure in figures]
    densities = [count_colours(each) for each in pixels]
    strange = [count_colours(to_lab(shrink(ground[..., :3], PICTURE_PX)).reshape(-1, 3)) for ground in grounds]
    known = [
        _know(figure, own, densities[at], [*densities[:at], *densities[at + 1 :], *strange])
        for at, (figure, own) in enumerate(zip(figures, pixels, strict=True))
        if len(own)
    ]
    alike = [pair for pair in combinations(known, 2) if _likeness(*pair) >= _ALIKE]
    leaks = [_tell_alike(one, other) for one, other in alike]
    blind: list[str] = []
    labs = [to_lab(shrink(frame, FRAME_PX)) for frame in frames]
    for one, other in permutations(known, 2):
        regions = _part(one.figure.place, other.figure.place)
        if not labs or regions is None or (one, other) in alike or (other, one) in alike:
            continue
        if one.colour:
            leaks += _look(one, other, regions, labs)
        else:
            blind.append(_tell_blind(one, other))
    return Sighting(leaks=tuple(leaks), blind=tuple(blind))


def name_colour(lab: Floats) -> str:
    """A plain English word for a colour (3,) in L*a*b*."""
    hue, dark = float(np.degrees(np.arctan2(lab[2], lab[1])) % 360), bool(lab[0] < 52)
    if float(np.hypot(lab[1], lab[2])) < _LEAST_CHROMA:
        return "grey"
    names = ((20, "pink"), (50, "red"), (84, "brown" if dark else "orange"), (115, "olive" if dark else "yellow"))
    names += ((168, "green"), (232, "teal"), (309, "blue"), (345, "purple"), (360, "pink"))
    return next(name for most, name in names if hue < most or most == 360)


def find_figure(picture: Picture) -> Mask:
    """Which pixels of a reference picture (height, width, 4) show the figure: those that are opaque where it is cut
    out; else what can't be reached from the border over its colours; else the middle of the picture.
    """
    solid = picture[..., 3] > 128
    if solid.mean() < 1 - 0.02:
        return solid
    height, width = solid.shape
    down, across = np.mgrid[0:height, 0:width]
    middle = ((across - width / 2) / (0.32 * width)) ** 2 + ((down - height / 2) / (0.46 * height)) ** 2 < 1
    ground = _flood(to_lab(picture[..., :3] / 255.0))
    return ~ground if _LEAST_GROUND < ground.mean() < _MOST_GROUND else middle


def _flood(lab: Floats) -> Mask:
    """What is reached from the upper and the side border over colours like theirs; a bust rests on the lower one."""
    rim = np.concatenate([lab[0], lab[:, 0], lab[:, -1]])
    plain = count_colours(rim)[find_cells(lab)] >= _LEAST_RIM
    reached = np.zeros_like(plain)
    reached[0], reached[:, 0], reached[:, -1] = plain[0], plain[:, 0], plain[:, -1]
    while True:
        grown = reached.copy()
        grown[1:] |= reached[:-1]
        grown[:-1] |= reached[1:]
        grown[:, 1:] |= reached[:, :-1]
        grown[:, :-1] |= reached[:, 1:]
        grown &= plain
        if (grown == reached).all():
            return reached
        reached = grown


def _gather(pictures: Sequence[Picture]) -> Floats:
    """The colours (count, 3) of a figure over its pictures."""
    found = [np.zeros((0, 3))]
    for picture in pictures:
        step = -(-max(picture.shape[:2]) // PICTURE_PX)
        small = picture[::step, ::step]
        found.append(to_lab(small[..., :3][find_figure(small)] / 255.0))
    return np.concatenate(found)


def _know(figure: Figure, pixels: Floats, density: Floats, others: Sequence[Floats]) -> _Known:
    elsewhere = np.maximum.reduce([np.zeros(SHAPE), *others])
    own = density >= _TELLING * elsewhere + _LEAST_DENSE
    telling = pixels[_is_in(own, pixels)]
    enough = len(telling) >= _LEAST_OWN * len(pixels)
    return _Known(figure=figure, density=density, own=own, colour=name_colour(_commonest(telling)) if enough else "")


def _is_in(own: Mask, labs: Floats) -> Mask:
    """Which pixels (…, 3) have one of the colours and are no grey."""
    return own[find_cells(labs)] & (np.hypot(labs[..., 1], labs[..., 2]) >= _LEAST_CHROMA)


def _commonest(labs: Floats) -> Floats:
    """The mean of the fullest cell's colours."""
    flat = np.ravel_multi_index(find_cells(labs), SHAPE)
    return labs[flat == np.bincount(flat).argmax()].mean(axis=0)


def _likeness(one: _Known, other: _Known) -> float:
    """How much of the colours of two figures is common to them, 0 to 1."""
    return float(np.minimum(one.density, other.density).sum())


def _part(one: Place | None, other: Place | None) -> tuple[Box, Box] | None:
    """The regions of two figures, where both are known and hardly overlap."""
    if one is None or other is None:
        return None
    a, b = box_of(one), box_of(other)
    across = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    down = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    shared = max(0.0, across) * max(0.0, down)
    return (a, b) if shared <= 0.1 * min(a.width * a.height, b.width * b.height) else None


def _look(one: _Known, other: _Known, regions: tuple[Box, Box], labs: Sequence[Floats]) -> list[str]:
    """A sentence where colours of `one` are in the region of `other` in most frames."""
    seen = np.array([_measure(lab, one.own, regions) for lab in labs])  # (frames, own region · the other's)
    least = max(_LEAST_SEEN, _LEAST_PART * float(seen.max()))
    at_home, away = (seen >= least).T
    words, a, b = describe_place(other.figure.place or regions[1]), one.figure.name, other.figure.name
    if (away & ~at_home).mean() >= _OFTEN:
        return [f"The {one.colour} of {a} is {words}, where {b} was to stand; they may have changed places."]
    if (away & at_home).mean() >= _OFTEN:
        return [f"The {one.colour} of {a} shows {words} as well, where {b} stands; it may have leaked."]
    return []


def _measure(lab: Floats, own: Mask, regions: Sequence[Box]) -> tuple[float, float]:
    """Which share of each of two regions has one of the colours, beyond what the ground has of them.

    The ground is what most columns of the frame show, for figures are in few of them.
    """
    having = _is_in(own, lab)
    ground = _MORE * float(np.percentile(having.mean(axis=0), _GROUND_COLUMNS))
    first, second = (max(0.0, float(having[_cut(box, having)].mean()) - ground) for box in regions)
    return first, second


def _cut(box: Box, picture: Mask) -> tuple[slice, slice]:
    height, width = picture.shape
    top, left = round(box.top * height), round(box.left * width)
    return (
        slice(top, max(top + 1, round((box.top + box.height) * height))),
        slice(left, max(left + 1, round((box.left + box.width) * width))),
    )


def _tell_alike(one: _Known, other: _Known) -> str:
    return (
        f"{one.figure.name} and {other.figure.name} have much the same colours in their reference images; "
        "a model may mix them up."
    )


def _tell_blind(one: _Known, other: _Known) -> str:
    return f"No colour is {one.figure.name}'s alone: whether it shows where {other.figure.name} stands can't be told."

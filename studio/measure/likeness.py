"""Whether what a reference picture shows is seen in a frame: a look at its colours, not at faces or shapes.

A figure is told by the few colours that most of it has, greys left out, for these go with the light. It is looked for
in boxes of many sizes and of its own shape, all over the frame: the likeness is how much of its colours the best of
these has, in the same proportions, beyond what the ground has of them. Two of the same colours are alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.core.match import LUMA
from studio.measure.colour import Floats, to_lab
from studio.measure.leaks import FRAME_PX, PICTURE_PX, find_figure
from studio.measure.palette import count_colours, locate_colours
from studio.measure.shrink import shrink

Picture = NDArray[np.uint8]
Indices = NDArray[np.intp]

_MOST_COLOURS, _LEAST_SHARE = 8, 0.03
_LEAST_TOLD = 0.07  # of a figure that has to have such colours
_LEAST_CHROMA, _LEAST_CHROMA_SEEN = 14.0, 8.0  # in the reference, and in a frame whose light may be dim
_REACH = np.array([2.0, 1.0, 1.0])  # cells around a colour, along each axis, that are it, too
_HEIGHTS = (1.0, 0.75, 0.55, 0.4, 0.3, 0.22)  # of boxes, in those of the frame
_STEPS = 6  # of a box's side, between two places
_GROUND_COLUMNS, _MORE = 25, 1.5  # percent of a frame's columns that figures leave free, and how uneven a ground is
_COPY_PX = 32  # of the longer side where a frame is compared with the whole reference


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reference:
    """A reference picture: its colours (count, 3) in cells with their shares, and how its figure fills its box.

    There are no colours where too little of it has any. `luma` is all of it, small.
    """

    colours: Floats
    shares: Floats
    aspect: float
    fill: float
    luma: Floats


def read_reference(picture: Picture) -> Reference | None:
    """What to look for of a picture, uint8 (height, width, 4); nothing where all of it is transparent."""
    step = -(-max(picture.shape[:2]) // PICTURE_PX)
    small = picture[::step, ::step]
    figure = find_figure(small)
    if not figure.any():
        return None
    rows, columns = (np.flatnonzero(figure.any(axis=axis)) for axis in (1, 0))
    box = figure[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    colours, shares = _find_colours(to_lab(small[..., :3][figure] / 255.0))
    return Reference(
        colours=colours,
        shares=shares,
        aspect=box.shape[1] / box.shape[0],
        fill=float(box.mean()),
        luma=shrink(picture[..., :3], _COPY_PX) @ np.array(LUMA),
    )


def measure_likeness(reference: Reference, frame: Picture) -> float | None:
    """How much of a reference's colours one place of a frame has, uint8 (height, width, 3): 0 none, 1 all.

    Nothing where the reference has too few colours to be told by.
    """
    if not len(reference.colours):
        return None
    seen = _find_seen(reference.colours, to_lab(shrink(frame, FRAME_PX)))
    ground = _MORE * np.percentile(seen.mean(axis=1), _GROUND_COLUMNS, axis=1)
    sums = np.pad(seen, ((0, 0), (1, 0), (1, 0))).cumsum(axis=1).cumsum(axis=2)
    height, width = seen.shape[1:]
    best = 0.0
    for share in _HEIGHTS:
        tall = max(1, round(share * height))
        wide = min(width, max(1, round(tall * reference.aspect)))
        down: Indices = np.array(range(0, height - tall + 1, max(1, tall // _STEPS)))
        across: Indices = np.array(range(0, width - wide + 1, max(1, wide // _STEPS)))
        having = _sum_boxes(sums, down[:, None], across, tall, wide) / (tall * wide)
        beyond = np.maximum(0, having - ground[:, None, None]) / reference.fill
        best = max(best, float(np.minimum(beyond, reference.shares[:, None, None]).sum(axis=0).max()))
    return best / float(reference.shares.sum())


def measure_copy(reference: Reference, frame: Picture) -> float:
    """How far a frame is the whole reference itself: the correlation of their luma, 1 for the same picture."""
    small = shrink(frame, _COPY_PX) @ np.array(LUMA)
    (height, width), (tall, wide) = small.shape, reference.luma.shape
    rows: Indices = np.array([row * tall // height for row in range(height)])
    columns: Indices = np.array([column * wide // width for column in range(width)])
    a, b = (each - each.mean() for each in (reference.luma[rows[:, None], columns], small))
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / norm if norm else 0.0


def _find_colours(labs: Floats) -> tuple[Floats, Floats]:
    """The most frequent colours, one after the other, each with what is near to it."""
    rest, count = labs[np.hypot(labs[:, 1], labs[:, 2]) >= _LEAST_CHROMA], len(labs)
    colours: list[Floats] = []
    shares: list[float] = []
    while len(colours) < _MOST_COLOURS and len(rest):
        density = count_colours(rest)
        peak = np.array(np.unravel_index(density.argmax(), density.shape)) + 0.5
        places = locate_colours(rest)
        near = (np.abs(places - peak) <= _REACH).all(axis=-1)
        if near.sum() < _LEAST_SHARE * count:
            break
        colours.append(places[near].mean(axis=0))
        shares.append(float(near.sum()) / count)
        rest = rest[~near]
    is_told = sum(shares) >= _LEAST_TOLD
    return np.array(colours if is_told else []).reshape(-1, 3), np.array(shares if is_told else [])


def _find_seen(colours: Floats, labs: Floats) -> NDArray[np.bool_]:
    """Where in a frame each of the colours is (count, height, width); a pixel has the nearest, or none."""
    apart = (np.abs(locate_colours(labs) - colours[:, None, None]) / _REACH).max(axis=-1)
    is_one = (apart.min(axis=0) <= 1) & (np.hypot(labs[..., 1], labs[..., 2]) >= _LEAST_CHROMA_SEEN)
    nearest = np.where(is_one, apart.argmin(axis=0), -1)
    return nearest == np.arange(len(colours))[:, None, None]


def _sum_boxes(sums: Indices, top: Indices, left: Indices, tall: int, wide: int) -> Floats:
    """The sums over boxes at places, from those over all that lies above and to the left."""
    low, right = top + tall, left + wide
    inside = sums[:, low, right] - sums[:, top, right] - sums[:, low, left] + sums[:, top, left]
    return inside.astype(np.float64)

"""What a transition makes of a clip's picture on its way in or out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from studio.core.timeline import Edge, TransitionKind
from studio.media.blend import Size, make_black, make_solid
from studio.media.colour import planes_of
from studio.media.coverage import Coverage, cover, less, times
from studio.media.lanes import Passage
from studio.media.place import Layer

_SOFTNESS = 200  # the soft edge of a wipe is this part of the canvas' side


def is_shown(passage: Passage) -> bool:
    """Whether the clip is there at all: of the two beside a dip one is."""
    if passage.transition.kind is not TransitionKind.DIP or passage.alone:
        return True
    return passage.enters == (passage.progress >= 0.5)


def pass_over(layer: Layer, passage: Passage, canvas: Size) -> Iterator[Layer]:
    """The layers that show a clip's picture in a transition; two clips that meet in one share the canvas."""
    picture, weight = layer
    transition, progress = passage.transition, passage.progress
    match transition.kind:
        case TransitionKind.DISSOLVE:
            yield layer  # its weight is the level of its stretch
        case TransitionKind.DIP:
            share = progress if passage.alone else 2 * progress - 1
            share = share if passage.enters else (1 - progress if passage.alone else -share)
            yield picture, times(weight, share)
            yield make_solid(transition.colour, canvas), times(weight, 1 - share)
        case TransitionKind.WIPE:
            mask = _wipe(transition.edge, progress, canvas)
            yield picture, times(weight, mask if passage.enters else less(1.0, mask))
        case TransitionKind.SLIDE:
            yield _slide(layer, passage, canvas)


def _wipe(edge: Edge, progress: float, canvas: Size) -> Coverage:
    """How far a wipe has come, with a soft edge; halfway it stands in the middle."""
    side = canvas[0] if edge in (Edge.LEFT, Edge.RIGHT) else canvas[1]
    soft = max(2.0, side / _SOFTNESS)
    line = progress * (side + soft) - soft / 2
    return _spread((line - np.arange(side) - 0.5) / soft + 0.5, edge, canvas)


def _slide(layer: Layer, passage: Passage, canvas: Size) -> Layer:
    """The picture moved in whole samples, or what is left of it under the one that moves over it.

    It comes in from the edge; beside nothing it leaves by the edge.
    """
    edge = passage.transition.edge
    across = edge in (Edge.LEFT, Edge.RIGHT)
    side = canvas[0] if across else canvas[1]
    there = passage.progress if passage.enters or not passage.alone else 1 - passage.progress
    seen = round(side * there / 2) * 2 if across else round(side * there)
    region = _spread((np.arange(side) < seen).astype(np.float64), edge, canvas)
    picture, weight = layer
    if not passage.enters and not passage.alone:
        return picture, times(weight, less(1.0, region))
    moved = make_black(canvas)
    for out, plane in zip(planes_of(moved), planes_of(picture), strict=True):
        _move(out, plane, edge, seen * out.shape[across] // side)
    if not isinstance(weight, Coverage):
        return moved, times(region, weight)
    luma, chroma = np.zeros_like(weight.luma), np.zeros_like(weight.chroma)
    _move(luma, weight.luma, edge, seen)
    _move(chroma, weight.chroma, edge, seen * chroma.shape[across] // side)
    return moved, Coverage(luma=luma, chroma=chroma)


def _move(out: NDArray[np.uint16], source: NDArray[np.uint16], edge: Edge, count: int) -> None:
    """Put the rows or columns of a plane that are already in to its edge."""
    match edge:
        case Edge.LEFT:
            out[:, :count] = source[:, source.shape[1] - count :]
        case Edge.RIGHT:
            out[:, out.shape[1] - count :] = source[:, :count]
        case Edge.TOP:
            out[:count] = source[source.shape[0] - count :]
        case Edge.BOTTOM:
            out[out.shape[0] - count :] = source[:count]


def _spread(shares: NDArray[np.floating], edge: Edge, canvas: Size) -> Coverage:
    """Shares by their distance from an edge, all over the canvas."""
    line = (shares if edge in (Edge.LEFT, Edge.TOP) else shares[::-1]).astype(np.float32)
    part = cover(line[None] if edge in (Edge.LEFT, Edge.RIGHT) else np.stack((line, line), axis=1))
    if edge in (Edge.LEFT, Edge.RIGHT):
        luma, chroma = part.luma, part.chroma
    else:
        luma, chroma = part.chroma, part.chroma  # the mean of two that are alike
    return Coverage(
        luma=np.broadcast_to(luma, (canvas[1], canvas[0])),
        chroma=np.broadcast_to(chroma, (canvas[1], -(-canvas[0] // 2))),
    )

"""Marks where the shot wants its actors: in a third of the frame or in a box of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from studio.core.placing import Box, Place, Side, side_of

from .actors import Actor
from .camera import Framing
from .layout import GAP, MOST_ROW, ROOM, Mark, lay_out

_THIRD = {Side.LEFT: -1 / 3, Side.CENTRE: 0.0, Side.RIGHT: 1 / 3}  # the middle of each, in frame widths
_FIRM = 1e3  # how much less a placed actor gives way than one who may stand anywhere


def set_marks(
    actors: Sequence[Actor], places: Sequence[Place | None], aspect: float, framing: Framing
) -> tuple[Mark, ...]:
    """A mark for each actor, in the order given; as `lay_out` does it where nobody has a place.

    Who has a third stands in its middle, or as near to it as neighbours and the frame's edge allow; the others fill
    the room that is left. A figure fits into its box and stands on its lower edge, wherever others are.
    """
    if not any(places):
        return lay_out(actors, aspect, framing)
    free = [number for number, place in enumerate(places) if not isinstance(place, Box)]
    from_left = [_THIRD[side_of(place or Side.CENTRE)] for place in places]
    order = [n for row in (free[:MOST_ROW], free[MOST_ROW:]) for n in sorted(row, key=lambda n: from_left[n])]
    marks = dict(zip(order, lay_out([actors[number] for number in order], aspect, framing), strict=True))
    for row in (order[:MOST_ROW], order[MOST_ROW:]):
        wishes = [_wish(places[number], marks[number], aspect) for number in row]
        for number, x in zip(row, _spread([marks[number] for number in row], wishes, aspect * ROOM), strict=True):
            marks[number] = replace(marks[number], x=x)
    for number, place in enumerate(places):
        if isinstance(place, Box):
            marks[number] = _fit_in(place, actors[number], aspect)
    return tuple(marks[number] for number in range(len(actors)))


def _wish(place: Place | None, mark: Mark, aspect: float) -> tuple[float, float]:
    """Where an actor would like to stand, and how much."""
    return (mark.x, 1.0) if place is None else (_THIRD[side_of(place)] * aspect, _FIRM)


def _spread(marks: Sequence[Mark], wishes: Sequence[tuple[float, float]], room: float) -> list[float]:
    """The places in a row that are nearest to what is wished, no two closer than they may be.

    With the distances taken off, the places may only rise: least squares by pooling neighbours that fall.
    """
    if all(weight < _FIRM for _, weight in wishes):
        return [mark.x for mark in marks]
    offsets = [0.0]
    for one, other in pairwise(marks):
        offsets.append(offsets[-1] + min(other.x - one.x, (one.width + other.width) / 2 + GAP))
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for (x, weight), offset in zip(wishes, offsets, strict=True):
        pool = (x - offset, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, heavy, count = pools.pop()
            whole = heavy + pool[1]
            pool = ((mean * heavy + pool[0] * pool[1]) / whole, whole, count + pool[2])
        pools.append(pool)
    least, most = (marks[0].width - room) / 2, (room - marks[-1].width) / 2 - offsets[-1]
    if least > most:  # too near for everybody to be seen whole
        least = most = (least + most) / 2
    risen = [mean for mean, _, count in pools for _ in range(count)]
    return [min(max(x, least), most) + offset for x, offset in zip(risen, offsets, strict=True)]


def _fit_in(box: Box, actor: Actor, aspect: float) -> Mark:
    height = min(box.height, box.width * aspect / actor.slimness)
    x, foot = (box.left + box.width / 2 - 0.5) * aspect, box.top + box.height - 0.5
    return Mark(x=x, y=foot, height=height, width=height * actor.slimness)

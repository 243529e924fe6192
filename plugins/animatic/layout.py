"""Where the actors stand: sizes by number and framing, side by side in the order of the cast, on one floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .actors import Actor, Kind
from .camera import Framing

FLOOR = 0.445  # where feet stand, in stage coordinates: the frame reaches from -0.5 to 0.5
EDGE = 0.53  # where busts end, a little below the frame
MOST_ROW = 4  # in front; more stand behind them
ROOM = 0.94  # of the frame's width for all
GAP = 0.035
MOST_OVERLAP = 0.16  # of a figure's width
LEAST_SHRINK = 0.3

STANDING_HEIGHTS = {
    Framing.EXTREME_WIDE: 0.32,
    Framing.WIDE: 0.54,
    Framing.FULL: 0.77,
    Framing.MEDIUM: 1.30,
    Framing.MEDIUM_CLOSE: 1.75,
    Framing.CLOSE: 2.35,
    Framing.EXTREME_CLOSE: 3.6,
}
_BUST = {
    Framing.EXTREME_WIDE: 0.52,
    Framing.WIDE: 0.68,
    Framing.FULL: 0.86,
    Framing.MEDIUM: 0.9,
    Framing.MEDIUM_CLOSE: 0.96,
    Framing.CLOSE: 1.12,
    Framing.EXTREME_CLOSE: 1.6,
}
_BUST_AMONG_FIGURES = 0.74
_HEADROOM = {Framing.MEDIUM: 0.10, Framing.MEDIUM_CLOSE: 0.09, Framing.CLOSE: 0.07, Framing.EXTREME_CLOSE: 0.0}
_CARD, _PROP = 0.60, 0.30
_BY_NUMBER = (1.0, 0.97, 0.92, 0.86)
_WIDEST = 0.62  # of the frame's height: a dog or a car is no taller than it may be broad


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An actor's place: the middle of its lower edge, and its height; nearer ones have a smaller depth."""

    x: float
    y: float
    height: float
    width: float
    depth: float = 1.0


def lay_out(actors: Sequence[Actor], aspect: float, framing: Framing) -> tuple[Mark, ...]:
    """A mark for each actor, in the order given. Actors behind others have a larger depth."""
    front = lay_out_row(actors[:MOST_ROW], aspect, framing)
    behind = lay_out_row(actors[MOST_ROW : 2 * MOST_ROW], aspect, framing)
    return front + tuple(_step_back(front, number, mark) for number, mark in enumerate(behind))


def lay_out_row(actors: Sequence[Actor], aspect: float, framing: Framing) -> tuple[Mark, ...]:
    """Up to `MOST_ROW` actors side by side, as large as the framing asks and the frame's width lets them be."""
    if not actors:
        return ()
    among_figures = 1.0 if all(actor.kind != Kind.STANDING for actor in actors) else _BUST_AMONG_FIGURES
    heights = [
        _wish_height(actor, framing, len(actors)) * (among_figures if actor.kind == Kind.BUST else 1.0)
        for actor in actors
    ]
    widths = [height * actor.slimness for height, actor in zip(heights, actors, strict=True)]
    room = aspect * ROOM
    # Close pictures may crop who stands at the side; then only the middle of each has to find room.
    needed = (sum(widths) + GAP * (len(actors) - 1)) * (0.8 if framing in _HEADROOM else 1.0)
    shrink = min(1.0, max(LEAST_SHRINK, room / needed))
    heights, widths = [h * shrink for h in heights], [w * shrink for w in widths]
    tallest = max(heights)
    gap = _space_out(sum(widths), room, len(actors))
    at = -(sum(widths) + gap * (len(actors) - 1)) / 2 - _off_centre(widths, aspect, framing)
    marks: list[Mark] = []
    for number, (actor, height, width) in enumerate(zip(actors, heights, widths, strict=True)):
        foot = _find_foot(actor, height, framing, tallest) + (0.012 if number % 2 else 0.0)
        marks.append(Mark(x=at + width / 2, y=foot, height=height, width=width, depth=0.97 if number % 2 else 1.0))
        at += width + gap
    return tuple(marks)


def _step_back(front: Sequence[Mark], number: int, mark: Mark) -> Mark:
    """A place in the second row: smaller, higher, and in the gap between two of the first."""
    left, right = (front[number], front[number + 1]) if number + 1 < len(front) else (front[0], front[-1])
    x = (left.x + right.x) / 2 + (0.04 if left is front[0] and right is front[-1] else 0.0)
    return Mark(x=x, y=mark.y - 0.10, height=mark.height * 0.9, width=mark.width * 0.9, depth=1.25)


def _wish_height(actor: Actor, framing: Framing, number: int) -> float:
    by_number = _BY_NUMBER[number - 1]
    match actor.kind:
        case Kind.CARD:
            return min(_CARD * by_number, 0.9 / actor.slimness)
        case Kind.PROP:
            return min(_PROP, 0.4 / actor.slimness) * STANDING_HEIGHTS[framing] / STANDING_HEIGHTS[Framing.FULL]
        case Kind.BUST:
            return _BUST[framing] * by_number
        case Kind.STANDING:
            least = _WIDEST * STANDING_HEIGHTS[framing] / actor.slimness
            return min(STANDING_HEIGHTS[framing] * by_number * actor.stature, least)


def _find_foot(actor: Actor, height: float, framing: Framing, tallest: float) -> float:
    """The lower edge of an actor."""
    match actor.kind:
        case Kind.CARD:
            return height / 2 - 0.03
        case Kind.BUST:
            return EDGE
        case Kind.PROP | Kind.STANDING:
            headroom = _HEADROOM.get(framing)
            if headroom is None:
                return FLOOR
            return max(FLOOR, headroom - 0.5 + tallest)


def _space_out(taken: float, room: float, number: int) -> float:
    """The gap between neighbours: some of the free room, or an overlap where there is none."""
    if number == 1:
        return 0.0
    free = room - taken
    if free >= GAP * (number - 1):
        return min(0.42, GAP + 0.62 * (free - GAP * (number - 1)) / (number + 0.4))
    return max(free / (number - 1), -MOST_OVERLAP * taken / number)


def _off_centre(widths: Sequence[float], aspect: float, framing: Framing) -> float:
    """How far left of the middle a single figure stands: towards a third of the frame, unless it is near."""
    if len(widths) > 1 or framing in _HEADROOM:
        return 0.0
    return min(0.11 * aspect, max(0.0, (aspect * ROOM - widths[0]) / 2))

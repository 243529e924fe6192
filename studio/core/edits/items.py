"""Cutting a track's items into ranges and putting them together again: what all edits of the cut are made of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate

from studio.core.ids import ClipId
from studio.core.timeline import Clip, Gap, Item, Transition, room, rooms, tidy


def length_of(items: Sequence[Item]) -> int:
    """Frames that the items take up."""
    return sum(rooms(items))


def slice_items(items: Sequence[Item], begin: int, end: int) -> list[Item]:
    """▐a▌▐b▌▐c▌ from the middle of a to the middle of b → a▌▐b. Transitions at a new edge fall away."""
    return _slice(items, _edges(items), begin, end)


def _slice(items: Sequence[Item], edges: list[int], begin: int, end: int) -> list[Item]:
    low = bisect_right(edges, begin) - 1 if begin > 0 else 0
    high = len(items) if end >= edges[-1] else bisect_left(edges, end)
    if begin == 0 and items and isinstance(items[0], Transition):
        high = max(high, 1)
    if end == edges[-1] and items and isinstance(items[-1], Transition):
        low = min(low, len(items) - 1)
    kept = list(items[low:high])
    for index in {low, high - 1} if kept else ():
        item, at = items[index], edges[index]
        if not isinstance(item, Transition):
            inside = max(at, begin)
            kept[index - low] = _part(item, inside - at, min(at + item.frames, end) - inside)
    return [item for item in kept if isinstance(item, Transition) or item.frames > 0] if begin >= end else kept


def tidy_around(items: Sequence[Item], low: int, high: int) -> tuple[Item, ...]:
    """The same as `tidy` where all but the items from `low` to `high` are so: those beyond the next clips stay."""
    low, high = max(0, low - 1), min(len(items), high + 1)
    while low > 0 and not isinstance(items[low], Clip):
        low -= 1
    while high < len(items) and not isinstance(items[high - 1], Clip):
        high += 1
    return (*items[:low], *tidy(items[low:high]), *items[high:])


def overwrite(items: Sequence[Item], frame: int, put: Sequence[Item]) -> tuple[Item, ...]:
    """▐a▌▐b▌ with x over their joint → ▐a▐x▌b▌; past the end a gap fills the space between."""
    return _put(items, frame, put, frame + length_of(put))


def insert(items: Sequence[Item], frame: int, put: Sequence[Item]) -> tuple[Item, ...]:
    """▐a▌▐b▌ with x at their joint → ▐a▌▐x▌▐b▌; what comes after moves right."""
    return _put(items, frame, put, frame)


def extract(items: Sequence[Item], begin: int, end: int) -> tuple[Item, ...]:
    """▐a▌▐b▌▐c▌ without b → ▐a▌▐c▌; what comes after moves left."""
    return _put(items, begin, (), end)


def lift(items: Sequence[Item], clips: Collection[ClipId]) -> tuple[Item, ...]:
    """▐a▌▐b▌▐c▌ without b → ▐a▌░░░▐c▌."""
    at = [index for index, item in enumerate(items) if isinstance(item, Clip) and item.id in clips]
    lifted = list(items)
    for index in at:
        lifted[index] = Gap(frames=room(items[index]))
    return tidy_around(lifted, at[0], at[-1] + 1) if at else tuple(items)


def push(items: Sequence[Item], frame: int, by: int) -> tuple[Item, ...]:
    """▐a▌░░▐b▌ pushed right from the gap on → ▐a▌░░░░▐b▌; to the left no further than ▐a▌▐b▌."""
    at = 0
    for index, item in enumerate(items):
        if isinstance(item, Clip) and at >= frame:
            before = items[index - 1] if index else None
            if isinstance(before, Transition):
                return tidy(_push_joined(items, index, by))
            room = before.frames if isinstance(before, Gap) else 0
            head = items[: index - 1] if isinstance(before, Gap) else items[:index]
            gap = (Gap(frames=room + by),) if room + by > 0 else ()
            return (*head, *gap, *items[index:])
        at += 0 if isinstance(item, Transition) else item.frames
    return tuple(items)


def _push_joined(items: Sequence[Item], index: int, by: int) -> list[Item]:
    """The same for a clip with a transition before it."""
    gap = items[index - 2] if index > 1 else None
    room = gap.frames if isinstance(gap, Gap) else 0
    head = items[: index - 2] if isinstance(gap, Gap) else items[: index - 1]
    return [*head, Gap(frames=max(0, room + by)), *items[index - 1 :]]


def find_across(items: Sequence[Item], frame: int) -> Clip | None:
    """The clip that begins before a frame and ends after it."""
    edges = _edges(items)
    index = bisect_left(edges, frame) - 1
    item = items[index] if 0 <= index < len(items) else None
    return item if isinstance(item, Clip) and edges[index + 1] > frame else None


def list_ids(items: Sequence[Item]) -> list[ClipId]:
    """The ids of all clips."""
    return [item.id for item in items if isinstance(item, Clip)]


def renew(items: Sequence[Item], used: set[ClipId]) -> tuple[Item, ...]:
    """The items with a new id for every clip whose id is used or stands twice, as the parts of a split do.

    Their ids are added to the `used` ones.
    """
    renewed: list[Item] = []
    for item in items:
        if isinstance(item, Clip):
            if item.id in used:
                item = replace(item, id=_fresh(item.id, used))
            used.add(item.id)
        renewed.append(item)
    return tuple(renewed)


def _fresh(base: ClipId, used: Collection[ClipId]) -> ClipId:
    stem, _, _ = base.partition(".")
    number = 2
    while (fresh := ClipId(f"{stem}.{number}")) in used:
        number += 1
    return fresh


def _put(items: Sequence[Item], begin: int, put: Sequence[Item], end: int) -> tuple[Item, ...]:
    """What lies from `begin` to `end` gives way; past the end a gap fills the space between."""
    edges = _edges(items)
    whole = edges[-1]
    left, right = _slice(items, edges, 0, min(begin, whole)), _slice(items, edges, end, whole)
    if begin > whole and put:
        left.append(Gap(frames=begin - whole))
    # What was cut through stands at the ends of the outer two.
    return tidy_around((*left, *put, *right), len(left) - 1, len(left) + len(put) + 1)


def _edges(items: Sequence[Item]) -> list[int]:
    """Where each item begins, and the end."""
    return list(accumulate(rooms(items), initial=0))


def _part(item: Clip | Gap, offset: int, frames: int) -> Clip | Gap:
    if isinstance(item, Gap):
        return Gap(frames=frames)
    if (offset, frames) == (0, item.frames):
        return item
    return replace(item, start=item.start + offset, frames=frames)

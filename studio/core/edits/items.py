"""Cutting a track's items into ranges and putting them together again: what all edits of the cut are made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from studio.core.ids import ClipId
from studio.core.timeline import Clip, Gap, Item, Transition, room, tidy


def length_of(items: Sequence[Item]) -> int:
    """Frames that the items take up."""
    return sum(room(item) for item in items)


def slice_items(items: Sequence[Item], begin: int, end: int) -> list[Item]:
    """▐a▌▐b▌▐c▌ from the middle of a to the middle of b → a▌▐b. Transitions at a new edge fall away."""
    whole = length_of(items)
    kept: list[Item] = []
    at = 0
    for item in items:
        if isinstance(item, Transition):
            if begin < at < end or at == begin == 0 or at == end == whole:
                kept.append(item)
            continue
        low, high = max(at, begin), min(at + item.frames, end)
        if low < high:
            kept.append(_part(item, low - at, high - low))
        at += item.frames
    return kept


def overwrite(items: Sequence[Item], frame: int, put: Sequence[Item]) -> tuple[Item, ...]:
    """▐a▌▐b▌ with x over their joint → ▐a▐x▌b▌; past the end a gap fills the space between."""
    return tidy([*_padded(items, frame), *put, *slice_items(items, frame + length_of(put), length_of(items))])


def insert(items: Sequence[Item], frame: int, put: Sequence[Item]) -> tuple[Item, ...]:
    """▐a▌▐b▌ with x at their joint → ▐a▌▐x▌▐b▌; what comes after moves right."""
    return tidy([*_padded(items, frame), *put, *slice_items(items, frame, length_of(items))])


def extract(items: Sequence[Item], begin: int, end: int) -> tuple[Item, ...]:
    """▐a▌▐b▌▐c▌ without b → ▐a▌▐c▌; what comes after moves left."""
    return tidy([*slice_items(items, 0, begin), *slice_items(items, end, length_of(items))])


def lift(items: Sequence[Item], clips: Collection[ClipId]) -> tuple[Item, ...]:
    """▐a▌▐b▌▐c▌ without b → ▐a▌░░░▐c▌."""
    return tidy([Gap(frames=item.frames) if isinstance(item, Clip) and item.id in clips else item for item in items])


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
    at = 0
    for item in items:
        if isinstance(item, Transition):
            continue
        if at < frame < at + item.frames:
            return item if isinstance(item, Clip) else None
        at += item.frames
    return None


def list_ids(items: Sequence[Item]) -> list[ClipId]:
    """The ids of all clips."""
    return [item.id for item in items if isinstance(item, Clip)]


def renew(items: Sequence[Item], taken: Collection[ClipId]) -> tuple[Item, ...]:
    """The items with a new id for every clip whose id is in `taken` or stands twice, as the parts of a split do."""
    used = set(taken)
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


def _padded(items: Sequence[Item], frame: int) -> list[Item]:
    left = slice_items(items, 0, min(frame, length_of(items)))
    missing = frame - length_of(left)
    return [*left, Gap(frames=missing)] if missing > 0 else left


def _part(item: Clip | Gap, offset: int, frames: int) -> Clip | Gap:
    if isinstance(item, Gap):
        return Gap(frames=frames)
    if (offset, frames) == (0, item.frames):
        return item
    return replace(item, start=item.start + offset, frames=frames)

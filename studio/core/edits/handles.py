"""Handles: what a transition's clips have of their sources beyond the cut."""

from __future__ import annotations

from dataclasses import dataclass

from studio.core.edits.cut import source_room
from studio.core.ids import ClipId
from studio.core.project import Project
from studio.core.timeline import Clip, Item, Transition, find_clip, neighbours, reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A transition between its items, and the frames that it wants of each clip and that this hasn't got.

    There the last frame of the left clip, or the first of the right one, is held.
    """

    left: Item | None
    transition: Transition
    right: Item | None
    lacks_left: int = 0
    lacks_right: int = 0


def find_crossing(project: Project, clip: ClipId, *, at_start: bool) -> Crossing | None:
    """▐a▌x▐b▌: the transition at an end of a clip; `None` where there is none, or no such clip."""
    try:
        track, placed = find_clip(project.timeline, clip)
    except KeyError:
        return None
    index = placed.index - 1 if at_start else placed.index + 1
    item = track.items[index] if 0 <= index < len(track.items) else None
    if not isinstance(item, Transition):
        return None
    left, right = neighbours(track.items, index)
    if not (isinstance(left, Clip) and isinstance(right, Clip)):
        return Crossing(left=left, transition=item, right=right)
    before, after = reach(left, right, item.frames)
    return Crossing(
        left=left,
        transition=item,
        right=right,
        lacks_left=max(0, after - source_room(project, left)[1]),
        lacks_right=max(0, before - source_room(project, right)[0]),
    )

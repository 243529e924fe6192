"""Edits of what the user thinks of takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from studio.core.edits.board import change_shots
from studio.core.edits.takes import remove_take
from studio.core.ids import ShotId, TakeId
from studio.core.project import MOST_RATING, Project, Shot, Take
from studio.errors import StudioError


def rate_take(project: Project, shot: ShotId, take: TakeId, rating: int) -> Project:
    """[a: 1 2] → [a: 1 2 ★★★]; 0 takes the rating back. Raises `ValueError` outside 0 to 5."""
    if not 0 <= rating <= MOST_RATING:
        raise ValueError("a rating goes from 0 to 5")
    return _change_take(project, shot, take, lambda each: replace(each, rating=rating))


def tint_take(project: Project, shot: ShotId, take: TakeId, colour: str) -> Project:
    """[a: 1 2] → [a: 1 2 ●]; without a colour the mark goes."""
    return _change_take(project, shot, take, lambda each: replace(each, colour=colour))


def note_take(project: Project, shot: ShotId, take: TakeId, note: str) -> Project:
    """[a: 1 2] → [a: 1 2 «too slow»]."""
    return _change_take(project, shot, take, lambda each: replace(each, note=note))


def reject_take(project: Project, shot: ShotId, take: TakeId, *, rejected: bool) -> Project:
    """[a: 1 2*] → [a: 1* 2✗]: the newest of the others that are not rejected is chosen, where there is one."""
    marked = _change_take(project, shot, take, lambda each: replace(each, rejected=rejected))
    return change_shots(marked, lambda each: _choose_other(each) if rejected and each.id == shot else each)


def pin_take(project: Project, shot: ShotId, take: TakeId, *, pinned: bool) -> Project:
    """[a: 1 2] → [a: 1 2📌]: it is not to be removed."""
    return _change_take(project, shot, take, lambda each: replace(each, pinned=pinned))


def remove_loose_take(project: Project, shot: ShotId, take: TakeId) -> Project:
    """[a: 1 2*] → [a: 1*]. Raises `StudioError` for a pinned take."""
    pinned = any(each.id == take and each.pinned for found in project.shots if found.id == shot for each in found.takes)
    if pinned:
        raise StudioError("A pinned take is not removed; unpin it first.")
    return remove_take(project, shot, take)


def _change_take(project: Project, shot: ShotId, take: TakeId, change: Callable[[Take], Take]) -> Project:
    def change_shot(found: Shot) -> Shot:
        if found.id != shot:
            return found
        takes = tuple(change(each) if each.id == take else each for each in found.takes)
        return found if takes == found.takes else replace(found, takes=takes)

    return change_shots(project, change_shot)


def _choose_other(shot: Shot) -> Shot:
    if shot.take is None or not shot.take.rejected:
        return shot
    other = next((each.id for each in reversed(shot.takes) if not each.rejected), shot.chosen)
    return shot if other == shot.chosen else replace(shot, chosen=other)

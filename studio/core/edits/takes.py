"""Edits of a shot's takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from studio.core.edits.board import change_shots
from studio.core.ids import ShotId, TakeId
from studio.core.project import Project, Shot, Take


def add_take(project: Project, shot: ShotId, take: Take, *, choose: bool = True) -> Project:
    """[a: 1*] → [a: 1 2*]. A shot that is no more changes nothing: the take's file stays."""
    return change_shots(
        project,
        lambda each: (
            replace(each, takes=(*each.takes, take), chosen=take.id if choose or not each.chosen else each.chosen)
            if each.id == shot and all(old.id != take.id for old in each.takes)
            else each
        ),
    )


def add_takes(project: Project, takes: Iterable[tuple[ShotId, Take]]) -> Project:
    """[a: 1*][b: 2*] → [a: 1* 3][b: 2* 4]: beside those that are chosen."""
    given: dict[ShotId, list[Take]] = {}
    for shot, take in takes:
        given.setdefault(shot, []).append(take)

    def add(shot: Shot) -> Shot:
        known = {take.id for take in shot.takes}
        fresh = [take for take in given.get(shot.id, ()) if take.id not in known]
        return replace(shot, takes=(*shot.takes, *fresh), chosen=shot.chosen or fresh[0].id) if fresh else shot

    return change_shots(project, add)


def choose_take(project: Project, shot: ShotId, take: TakeId) -> Project:
    """[a: 1* 2] → [a: 1 2*]. Raises `KeyError` when the shot has no such take."""

    def choose(takes: tuple[Take, ...]) -> TakeId:
        if all(each.id != take for each in takes):
            raise KeyError(take)
        return take

    return change_shots(
        project,
        lambda each: replace(each, chosen=choose(each.takes)) if each.id == shot and each.chosen != take else each,
    )


def remove_take(project: Project, shot: ShotId, take: TakeId) -> Project:
    """[a: 1 2*] → [a: 1*]; the newest of the rest is chosen when the chosen one goes."""
    return change_shots(project, lambda each: _without(each, {take}) if each.id == shot else each)


def remove_takes(project: Project, takes: Collection[TakeId]) -> Project:
    """[a: 1 2*][b: 3 4*] → [a: 2*][b: 4*], of whichever shots they are."""
    return change_shots(project, lambda each: _without(each, takes))


def remove_all_takes(project: Project) -> Project:
    """[a: 1 2*][b: 3*] → [a][b]."""
    return change_shots(project, lambda each: replace(each, takes=(), chosen=None) if each.takes else each)


def _without(shot: Shot, takes: Collection[TakeId]) -> Shot:
    rest = tuple(take for take in shot.takes if take.id not in takes)
    if len(rest) == len(shot.takes):
        return shot
    chosen = shot.chosen if shot.chosen not in takes else next((take.id for take in rest[::-1]), None)
    return replace(shot, takes=rest, chosen=chosen)

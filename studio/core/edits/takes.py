"""Edits of a shot's takes."""

from __future__ import annotations

from dataclasses import replace

from studio.core.edits.board import change_shots
from studio.core.ids import ShotId, TakeId
from studio.core.project import Project, Take


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

    def without(takes: tuple[Take, ...]) -> tuple[Take, ...]:
        return tuple(each for each in takes if each.id != take)

    return change_shots(
        project,
        lambda each: (
            replace(
                each,
                takes=without(each.takes),
                chosen=each.chosen if each.chosen != take else next((t.id for t in without(each.takes)[::-1]), None),
            )
            if each.id == shot and any(old.id == take for old in each.takes)
            else each
        ),
    )

"""Where something that is dragged over the storyboard would go, and putting it there."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QMimeData, QPoint, QRect

from studio.core.project import Project
from studio.ui.cast.drag import carried_character
from studio.ui.storyboard.drag import carried_scene, carried_shots
from studio.ui.storyboard.layout import Layout
from studio.ui.storyboard.model import BoardModel
from studio.ui.storyboard.steps import BoardSteps


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Before a row, shown by the bar `mark`; or, for a character, onto a row's card, lit in its `colour`."""

    row: int
    mark: QRect = field(default_factory=QRect)
    colour: str = ""


def find_target(
    carried: QMimeData, point: QPoint, layout: Layout, model: BoardModel, project: Project
) -> Target | None:
    """Where what is carried would go at a point of the board; nothing where it can't."""
    if carried_shots(carried):
        drop = layout.shot_drop(point)
        return Target(row=drop.row, mark=drop.mark) if drop else None
    if carried_scene(carried):
        drop = layout.scene_drop(point)
        return Target(row=drop.row, mark=drop.mark) if drop else None
    character = next((each for each in project.cast if each.id == carried_character(carried)), None)
    row = layout.row_at(point)
    if character is None or row is None or model.shot(row) is None:
        return None
    return Target(row=row, colour=character.colour)


def put(carried: QMimeData, target: Target, model: BoardModel, steps: BoardSteps) -> None:
    """Put what is carried where it goes."""
    shots, scene, character = carried_shots(carried), carried_scene(carried), carried_character(carried)
    if shots:
        steps.move_shots(shots, *model.place_of(target.row))
    elif scene:
        steps.move_scene(scene, model.scene_number(target.row))
    elif character and (shot := model.shot(target.row)):
        steps.cast(shot.id, character)

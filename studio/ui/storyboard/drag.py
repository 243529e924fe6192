"""What is carried when shots and scenes are dragged, within the storyboard and to the timeline."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QMimeData

from studio.core.ids import SceneId, ShotId
from studio.ui.cast.drag import carried_text

SHOTS_TYPE = "application/x-storyreel-shots"
SCENE_TYPE = "application/x-storyreel-scene"


def carry_shots(shots: Iterable[ShotId]) -> QMimeData:
    """Shots by their ids."""
    carried = QMimeData()
    carried.setData(SHOTS_TYPE, "\n".join(shots).encode())
    return carried


def carry_scene(scene: SceneId) -> QMimeData:
    """A scene by its id."""
    carried = QMimeData()
    carried.setData(SCENE_TYPE, scene.encode())
    return carried


def carried_shots(carried: QMimeData) -> tuple[ShotId, ...]:
    """The shots that are carried; none when it is something else."""
    return tuple(ShotId(line) for line in carried_text(carried, SHOTS_TYPE).splitlines())


def carried_scene(carried: QMimeData) -> SceneId | None:
    """The scene that is carried."""
    text = carried_text(carried, SCENE_TYPE)
    return SceneId(text) if text else None

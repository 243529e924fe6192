"""The storyboard as one list of rows: each scene's heading, its shots, and where a new one can be added."""

from __future__ import annotations

from dataclasses import dataclass

from studio.core.ids import SceneId, ShotId
from studio.core.project import Project


@dataclass(frozen=True, slots=True)
class SceneRow:
    """The heading of a scene."""

    scene: SceneId


@dataclass(frozen=True, slots=True)
class ShotRow:
    """A card."""

    scene: SceneId
    shot: ShotId


@dataclass(frozen=True, slots=True)
class AddRow:
    """The place after a scene's last card; pressing it adds a shot."""

    scene: SceneId


Row = SceneRow | ShotRow | AddRow


def list_rows(project: Project) -> tuple[Row, ...]:
    """All rows in the order in which they are read."""
    rows: list[Row] = []
    for scene in project.scenes:
        rows.append(SceneRow(scene.id))
        rows += [ShotRow(scene.id, shot.id) for shot in scene.shots]
        rows.append(AddRow(scene.id))
    return tuple(rows)

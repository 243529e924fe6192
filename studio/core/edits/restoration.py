"""An earlier version of the film in the place of the present one."""

from __future__ import annotations

from studio.core.edits.takes import add_takes
from studio.core.project import Project


def restore_version(project: Project, earlier: Project) -> Project:
    """now [a: 1 2*][b] · earlier [a: 1*][c] → [a: 1* 2][c]: takes made since then stay with their shots."""
    return add_takes(earlier, ((shot.id, take) for shot in project.shots for take in shot.takes))

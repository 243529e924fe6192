"""Edits that bring the settings of a take to shots."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from studio.core.edits.board import change_shots
from studio.core.ids import ShotId
from studio.core.project import Project, Shot
from studio.core.request import ShotRequest


def copy_settings(project: Project, request: ShotRequest, shots: Collection[ShotId], *, seed: bool = False) -> Project:
    """take by A, 8 steps · [a: B][b: A, 4 steps] → [a: A, 8 steps][b: A, 8 steps]; with its `seed` where wanted."""

    def copy(shot: Shot) -> Shot:
        if shot.id not in shots:
            return shot
        kept = request.seed if seed else shot.seed
        after = replace(shot, backend=request.backend, settings=request.settings, seed=kept)
        return shot if after == shot else after

    return change_shots(project, copy)

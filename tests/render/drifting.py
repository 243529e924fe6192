"""A film whose shots drift by known steps, with takes on disk."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from studio.core.edits.assemble import assemble
from studio.core.ids import SceneId, ShotId
from studio.core.project import Project, Scene, Shot
from studio.media.writer import TakeWriter
from tests.measure.pictures import change, paint
from tests.storage.films import make_take

SIZE = (320, 180)
FRAMES = 8


def make_drifting_film(folder: Path) -> Project:
    """Four shots, each of which continues the one before and comes out a little warmer, paler and flatter."""
    for home in ("takes", "images"):
        (folder / home).mkdir()
    moving = paint(4 * FRAMES, size=SIZE, step=(0, 1))
    shots: list[Shot] = []
    for number in range(4):
        worn = 0.96**number
        gains, lift = (worn**0.2, worn, worn**1.5), 0.02 * number
        pictures = change(moving[number * FRAMES :][:FRAMES], gains, (lift, lift, lift), worn)
        take = replace(make_take(f"t{number}", FRAMES), path=f"takes/t{number}.mov")
        take = replace(take, request=replace(take.request, frame_rate=Fraction(24)))
        with TakeWriter(folder / take.path, *SIZE, Fraction(24)) as writer:
            writer.add_pictures(pictures)
        earlier = shots[-1].id if shots else None
        name = f"Shot {number + 1}"
        shots.append(
            Shot(id=ShotId(f"s{number}"), name=name, frames=FRAMES, continues=earlier, takes=(take,), chosen=take.id)
        )
    scene = Scene(id=SceneId("one"), name="One", shots=tuple(shots))
    return assemble(Project(name="Drift", width=SIZE[0], height=SIZE[1], scenes=(scene,)))

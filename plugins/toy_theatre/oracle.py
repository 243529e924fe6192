"""The oracle: reads off pictures what is to be seen in them, knowing only how many characters there are."""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor

from .oracle_action import Poses, flies, name_actions, read_arms, read_mouths, read_poses
from .oracle_cast import follow_cast, usual_size
from .oracle_events import see_events
from .oracle_looks import read_looks
from .oracle_stage import read_stage
from .words import ACTIONS

_AT_ONCE = 8  # clips


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is seen in B clips. Whole numbers index the lists of `words`; −1: nothing, or nobody.

    The first three are (B,), those of characters (B, C), from left to right at half time. `events` (B, F) says in
    which frames something happens that should be heard.
    """

    place: Tensor
    time: Tensor
    camera: Tensor
    colour: Tensor
    shape: Tensor
    headgear: Tensor
    headgear_colour: Tensor
    pattern: Tensor
    action: Tensor
    events: Tensor
    poses: Poses


@torch.no_grad()
def read(pictures: Tensor, counts: Tensor) -> Reading:
    """Read clips (B, F, H, W, 3) in 0…1 with so many characters (B,) in each."""
    pictures, counts = pictures.float().cpu(), counts.cpu()
    parts = zip(pictures.split(_AT_ONCE), counts.split(_AT_ONCE), strict=True)
    return _join([_read(some, number) for some, number in parts])


def _read(pictures: Tensor, counts: Tensor) -> Reading:
    stage = read_stage(pictures)
    tracks = follow_cast(pictures, stage, counts)
    poses = read_arms(pictures, stage, tracks, read_poses(tracks))
    first = name_actions(poses, tracks.colour >= 0, pictures.shape[3] / pictures.shape[2])
    waves = first == ACTIONS.index("waves")
    usual = usual_size(counts, pictures.shape[3] / pictures.shape[2])
    looks = read_looks(pictures, stage, tracks, usual, flies(poses), waves)
    poses = read_arms(pictures, stage, tracks, read_poses(tracks, looks))
    poses = read_mouths(pictures, stage, poses, looks)
    found = (looks.shape >= 0) & (stage.place >= 0)[:, None]  # who stands before nothing that is known is nobody
    action = name_actions(poses, found, pictures.shape[3] / pictures.shape[2])
    return Reading(
        place=stage.place,
        time=stage.time,
        camera=stage.camera,
        colour=tracks.colour.masked_fill(~found, -1),
        shape=looks.shape.masked_fill(~found, -1),
        headgear=looks.headgear.masked_fill(~found, -1),
        headgear_colour=looks.headgear_colour.masked_fill(~found, -1),
        pattern=looks.pattern.masked_fill(~found, -1),
        action=action,
        events=see_events(pictures, stage, tracks, poses, action),
        poses=poses,
    )


def _join(parts: list[Reading]) -> Reading:
    def join(kind: type[Reading] | type[Poses], values: list[Reading] | list[Poses]) -> dict[str, Tensor]:
        names = [field.name for field in fields(kind) if field.name != "poses"]
        return {name: torch.cat([getattr(value, name) for value in values]) for name in names}

    return Reading(**join(Reading, parts), poses=Poses(**join(Poses, [part.poses for part in parts])))

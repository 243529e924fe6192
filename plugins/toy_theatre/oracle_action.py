"""Reads what the characters do off their ways and poses: lifts, widths, heights, arms and mouths over the clip.

Shapes: B clips, C characters, F frames. Lengths on the stage are in heights of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from .oracle_cast import Tracks, fit_line
from .oracle_looks import FOOT, TALL, Looks, sample
from .oracle_stage import Stage
from .words import ACTIONS

_OFF_GROUND = 0.07
_GROWS = 0.26  # of the logarithm of the height, over the clip
_SHAKES = 0.008
_NARROW = 0.62  # of its usual width, when it turns
_ARM = 0.012  # of its square of a body, on average
_MOUTH = 0.012
_WALKS = 0.1  # of the picture's width
_BLACK = 0.45  # a mouth's brightest channel is below
_MOUTH_UP = (0.44, 0.46, 0.28, 0.40, 0.50)  # where the mouth of each shape is


_CALM = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Poses:
    """What shows in every frame, all (B, C, F).

    `x` on the stage, `lift` above the ground, `size` of the body, `slim` its width against the usual, `arm` and `mouth`
    how much of them shows in squares of a body, `weight` how far the frame is to be trusted.
    """

    x: Tensor
    lift: Tensor
    size: Tensor
    slim: Tensor
    arm: Tensor
    mouth: Tensor
    weight: Tensor


def read_poses(tracks: Tracks) -> Poses:
    """The poses as far as they show without knowing the shape; arm and mouth are nothing yet."""
    apart = ((tracks.apart / (tracks.high / TALL).clamp(min=_CALM) - 0.6) / 0.4).clamp(0.02, 1)
    weight = tracks.inside * apart
    _, line = fit_line(tracks.high.clamp(min=_CALM).log(), weight, 0.08)
    size = line.exp() / TALL
    slim = tracks.mass / size.square()
    return Poses(
        x=tracks.x,
        lift=tracks.bottom - FOOT * size,
        size=size,
        slim=slim / slim.quantile(0.9, 2, keepdim=True).clamp(min=_CALM),
        arm=torch.zeros_like(size),
        mouth=torch.zeros_like(size),
        weight=weight,
    )


def flies(poses: Poses) -> Tensor:
    """Who is above the ground all the time: (B, C)."""
    return _share(poses.lift > _OFF_GROUND, poses.weight) > 0.85


def read_arms(stage: Stage, tracks: Tracks, poses: Poses) -> Poses:
    """The same with the arms: what is to the right of a body and not to its left."""
    right = torch.cartesian_prod(torch.linspace(0.47, 0.71, 7), torch.linspace(0.52, 1.1, 15)).to(poses.x.device)
    arm = torch.zeros_like(poses.arm)
    frames = torch.arange(poses.x.shape[2])
    for clip, who in (tracks.colour >= 0).nonzero().tolist():
        layer = tracks.body[clip, who].float()[..., None]
        placed = [value[clip, who][:, None] for value in (tracks.x, tracks.bottom, poses.size)]
        sides = [sample(layer, stage, clip, frames, *placed, right * way) for way in (1, right.new_tensor((-1, 1)))]
        arm[clip, who] = (sides[0] - sides[1])[:, 0, :, 0].mean(-1) * 0.24 * 0.58
    return replace(poses, arm=arm)


def read_mouths(pictures: Tensor, stage: Stage, tracks: Tracks, poses: Poses, looks: Looks) -> Poses:
    """The same with the mouths: what is dark where the mouth of the shape is."""
    u, v = torch.cartesian_prod(torch.linspace(-0.1, 0.1, 7), torch.linspace(-0.12, 0.12, 9)).T
    up = torch.tensor(_MOUTH_UP, device=pictures.device)[looks.shape.clamp(min=0)]
    size = (tracks.high / TALL) * (looks.high * TALL)[..., None]
    size = fit_line(size.clamp(min=_CALM).log(), poses.weight, 0.08)[1].exp()
    dark = (_BLACK - pictures.amax(-1, keepdim=True)).clamp(min=0) / (_BLACK - 0.1)
    mouth = torch.zeros_like(poses.mouth)
    frames = torch.arange(pictures.shape[1])
    for clip, who in (looks.shape >= 0).nonzero().tolist():
        at = torch.stack((u, v + up[clip, who]), 1).to(pictures.device)
        placed = (value[clip, who][:, None] for value in (tracks.x, tracks.bottom, size))
        seen = sample(dark[clip], stage, clip, frames, *placed, at)
        mouth[clip, who] = seen[:, 0, :, 0].clamp(max=1).mean(-1) * 0.2 * 0.24
    return replace(poses, mouth=mouth)


def name_actions(poses: Poses, found: Tensor, aspect: float) -> Tensor:
    """The action (B, C) of everybody who is found (B, C), −1 for others."""
    way, _ = fit_line(poses.x, poses.weight, 0.03)
    grown, _ = fit_line(poses.size.log(), poses.weight, 0.1)
    beside = (poses.x[..., 1:-1] - (poses.x[..., :-2] + poses.x[..., 2:]) / 2) / 2
    sign = 1 - 2 * (torch.arange(beside.shape[-1], device=way.device) % 2)
    weight = poses.weight[..., 1:-1]
    shaken = ((beside.clamp(-0.04, 0.04) * sign * weight).sum(-1) / weight.sum(-1).clamp(min=_CALM)).abs()
    narrow = _share(poses.slim < _NARROW, poses.weight)
    aloft = _share(poses.lift > _OFF_GROUND, poses.weight)
    waved = (poses.arm * poses.weight).sum(-1) / poses.weight.sum(-1).clamp(min=_CALM)
    spoken = poses.mouth.quantile(0.85, 2) - poses.mouth.quantile(0.1, 2)
    seen = {
        "talks": spoken > _MOUTH,
        "waves": waved > _ARM,
        "left": way < -_WALKS * aspect,
        "right": way > _WALKS * aspect,
        "grows": grown > _GROWS,
        "shakes": shaken > _SHAKES,
        "turns": (narrow > 0.25) & (narrow < 0.75),
        "jumps": aloft > 0.2,
        "flies": flies(poses),
    }
    action = torch.full_like(found, ACTIONS.index("stands"), dtype=torch.long)
    for name, there in seen.items():  # the later ones go before
        action[there] = ACTIONS.index(name)
    return action.masked_fill(~found, -1)


def _share(there: Tensor, weight: Tensor) -> Tensor:
    """In how much of the time something is so: (B, C)."""
    return (there * weight).sum(-1) / weight.sum(-1).clamp(min=_CALM)

"""Reads what the characters do off their ways and poses: lifts, widths, heights, arms and mouths over the clip.

Shapes: B clips, C characters, F frames. Lengths on the stage are in heights of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from .oracle_cast import DARK, TALL, Tracks, fit_heights, fit_line
from .oracle_looks import FOOT, Looks, sample
from .oracle_stage import Stage
from .words import ACTIONS, RGB

_OFF_GROUND = 0.07
_GROWS = 0.26  # of the logarithm of the height, over the clip
_SHAKES = 0.008
_NARROW = 0.62  # of its usual width, when it turns
_ARM, _MOUTH = 0.0035, 0.010  # squares of a body
_WALKS = 0.1  # of the picture's width
_BLACK = 0.45  # a mouth's brightest channel is below
_MOUTH_UP = (0.44, 0.46, 0.28, 0.40, 0.50)  # where the mouth of each shape is


_ARM_NEAR, _DIFFERS = 0.18, 0.13  # to the shade of an arm, from the backdrop
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


def read_poses(tracks: Tracks, looks: Looks | None = None) -> Poses:
    """The poses as far as ways show them, better once the looks are known; arm and mouth are nothing yet."""
    weight, height = fit_heights(tracks)
    size = height * (looks.high[..., None] if looks else 1 / TALL)
    bottom = tracks.bottom + (looks.rise[..., None] * size if looks else 0)
    slim = tracks.mass / size.square()
    return Poses(
        x=tracks.x,
        lift=bottom - FOOT * size,
        size=size,
        slim=slim / slim.quantile(0.9, 2, keepdim=True).clamp(min=_CALM),
        arm=torch.zeros_like(size),
        mouth=torch.zeros_like(size),
        weight=weight,
    )


def flies(poses: Poses) -> Tensor:
    """Who is above the ground all the time: (B, C)."""
    return _share(poses.lift > _OFF_GROUND, poses.weight) > 0.85


def read_arms(pictures: Tensor, stage: Stage, tracks: Tracks, poses: Poses) -> Poses:
    """The same with the arms: what has the shade of an arm to the right of a body and not to its left."""
    right = torch.cartesian_prod(torch.linspace(0.47, 0.71, 7), torch.linspace(0.52, 1.1, 15)).to(pictures.device)
    shades = torch.tensor(RGB, device=pictures.device) * DARK
    arm = torch.zeros_like(poses.arm)
    for clip, who in (tracks.colour >= 0).nonzero().tolist():
        near = (pictures[clip] - shades[tracks.colour[clip, who]]).square().sum(-1) < _ARM_NEAR**2
        differs = (pictures[clip] - stage.backdrop[clip]).square().sum(-1) > _DIFFERS**2
        layer = (near & differs).float()[..., None]
        sides = [look_at(layer, stage, poses, clip, who, right * way) for way in (1, right.new_tensor((-1, 1)))]
        arm[clip, who] = (sides[0] - sides[1]).mean(-1) * 0.24 * 0.58
    return replace(poses, arm=arm)


def read_mouths(pictures: Tensor, stage: Stage, poses: Poses, looks: Looks) -> Poses:
    """The same with the mouths: what is dark where the mouth of the shape is."""
    place = torch.cartesian_prod(torch.linspace(-0.1, 0.1, 7), torch.linspace(-0.12, 0.12, 9)).to(pictures.device)
    dark = ((_BLACK - pictures.amax(-1, keepdim=True)) / (_BLACK - 0.1)).clamp(0, 1)
    mouth = torch.zeros_like(poses.mouth)
    for clip, who in (looks.shape >= 0).nonzero().tolist():
        at = place + place.new_tensor((0, _MOUTH_UP[int(looks.shape[clip, who])]))
        mouth[clip, who] = look_at(dark[clip], stage, poses, clip, who, at).mean(-1) * 0.2 * 0.24
    return replace(poses, mouth=mouth)


def look_at(layer: Tensor, stage: Stage, poses: Poses, clip: int, who: int, at: Tensor) -> Tensor:
    """A layer (F, H, W, 1) of a clip at points (P, 2) of a body: (F, P)."""
    x, lift, size = (value[clip, who][:, None] for value in (poses.x, poses.lift, poses.size))
    frames = torch.arange(len(layer), device=layer.device)
    return sample(layer, stage, clip, frames, x, lift + FOOT * size, size, at)[:, 0, :, 0]


def name_actions(poses: Poses, found: Tensor, aspect: float) -> Tensor:
    """The action (B, C) of everybody who is found (B, C), −1 for others."""
    way, _ = fit_line(poses.x, poses.weight, 0.03)
    grown, _ = fit_line(poses.size.log(), poses.weight, 0.1)
    beside = (poses.x[..., 1:-1] - (poses.x[..., :-2] + poses.x[..., 2:]) / 2) / 2
    sign = 1 - 2 * (torch.arange(beside.shape[-1], device=way.device) % 2)
    weight = poses.weight[..., 1:-1]
    shaken = ((beside.clamp(-0.04, 0.04) * sign * weight).sum(-1) / weight.sum(-1).clamp(min=_CALM)).abs()
    _, trend = fit_line(poses.slim, poses.weight, 0.5)  # of who grows, small ones look slimmer than they are
    narrow = _share(poses.slim < _NARROW * trend / trend.mean(-1, keepdim=True), poses.weight)
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

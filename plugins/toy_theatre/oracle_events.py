"""Sees when something happens that should be heard: contacts with the ground, beats of a wing, opening mouths.

Shapes: B clips, C characters, F frames, P points of a body.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .motion import STEP_FRAMES
from .oracle_action import Poses, look_at
from .oracle_cast import DARK, Tracks, fit_line
from .oracle_stage import Stage
from .words import ACTIONS, RGB

_OFF_GROUND = 0.05
_LEG, _WHITE = (0.16, 0.13, 0.15), (0.99, 0.99, 0.99)
_NEAR, _DIFFERS = 0.2, 0.13  # to a colour, from the backdrop
_SWINGS = 0.03  # in bodies, of legs that walk
_WIDE_OPEN = 0.5  # of the widest that the mouth is


@dataclass(frozen=True, slots=True, kw_only=True)
class _Actor:
    """One character of a clip (F, H, W, 3), with the colour of its body (3,)."""

    picture: Tensor
    stage: Stage
    poses: Poses
    clip: int
    who: int
    body: Tensor

    def pose(self, name: str) -> Tensor:
        """One value of its poses: (F,)."""
        return getattr(self.poses, name)[self.clip, self.who]


def see_events(pictures: Tensor, stage: Stage, tracks: Tracks, poses: Poses, action: Tensor) -> Tensor:
    """In which frames of clips (B, F, H, W, 3) anybody does what should be heard: bool (B, F)."""
    seen = torch.zeros(pictures.shape[:2], dtype=torch.bool, device=pictures.device)
    for clip, who in (action >= 0).nonzero().tolist():
        see = _SEE.get(ACTIONS[action[clip, who]])
        if see:
            body = torch.tensor(RGB, device=pictures.device)[tracks.colour[clip, who]]
            actor = _Actor(picture=pictures[clip], stage=stage, poses=poses, clip=clip, who=who, body=body)
            seen[clip] |= see(actor)
    return seen


def _see_steps(actor: _Actor) -> Tensor:
    """Where the legs, that swing apart and together, pass their middle."""
    feet = _find(actor, _LEG, (-0.42, 0.42), (0.01, 0.10))
    u, _ = _points((-0.42, 0.42), (0.01, 0.10)).T
    apart = _mean(u.abs().to(feet.device), feet)
    swing = apart - apart.mean()
    return _passes_middle(swing, 2 * STEP_FRAMES) & (swing.abs().amax() > _SWINGS)


def _see_jumps(actor: _Actor) -> Tensor:
    """The last frame on the ground and the first one there again."""
    aloft = actor.pose("lift") > _OFF_GROUND
    before, after = functional.pad(aloft[:-1], (1, 0)), functional.pad(aloft[1:], (0, 1))
    return ~aloft & (before | after)


def _see_flaps(actor: _Actor) -> Tensor:
    """Where the tips of the wings are highest."""
    up = torch.zeros(len(actor.picture), device=actor.picture.device)
    for side in ((-0.74, -0.58), (0.58, 0.74)):
        wing = _find(actor, _WHITE, side, (0.45, 0.80))
        up += _mean(_points(side, (0.45, 0.80))[:, 1].to(wing.device), wing)
    return _is_most(up)


def _see_shakes(actor: _Actor) -> Tensor:
    """Where it is furthest to the right."""
    _, line = fit_line(actor.pose("x"), actor.pose("weight"), 0.03)
    return _is_most(actor.pose("x") - line)


def _see_turns(actor: _Actor) -> Tensor:
    """Where it is narrowest."""
    slim = actor.pose("slim")
    return _is_least(slim) & (slim < 0.5)


def _see_waves(actor: _Actor) -> Tensor:
    """The frame after the one in which the arm is lowest."""
    shade = (actor.body * DARK).tolist()
    arm = _find(actor, shade, (0.46, 0.72), (0.52, 1.1))
    u, v = _points((0.46, 0.72), (0.52, 1.1)).T.to(arm.device)
    lowest = _is_least(_mean(v - 0.5 * u, arm))
    return functional.pad(lowest[:-1], (1, 0))


def _see_syllables(actor: _Actor) -> Tensor:
    """Where the mouth is widest."""
    mouth = actor.pose("mouth")
    return _is_most(mouth) & (mouth > _WIDE_OPEN * mouth.amax())


_SEE: dict[str, Callable[[_Actor], Tensor]] = {
    "left": _see_steps,
    "right": _see_steps,
    "jumps": _see_jumps,
    "flies": _see_flaps,
    "shakes": _see_shakes,
    "turns": _see_turns,
    "waves": _see_waves,
    "talks": _see_syllables,
}


def _find(actor: _Actor, colour: Sequence[float], across: tuple[float, float], up: tuple[float, float]) -> Tensor:
    """Where a colour that is not the backdrop's shows in a part of a body: (F, P)."""
    picture = actor.picture
    near = (picture - picture.new_tensor(colour)).square().sum(-1)
    differs = (picture - actor.stage.backdrop[actor.clip]).square().sum(-1) > _DIFFERS**2
    layer = (1 - near / _NEAR**2).clamp(min=0) * differs
    at = _points(across, up).to(picture.device)
    return look_at(layer[..., None], actor.stage, actor.poses, actor.clip, actor.who, at)


def _points(across: tuple[float, float], up: tuple[float, float]) -> Tensor:
    """Points (P, 2) of a body."""
    return torch.cartesian_prod(torch.linspace(*across, 29), torch.linspace(*up, 15))


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    """The mean of values (P,) by weights (F, P): (F,)."""
    return (weights * values).sum(1) / weights.sum(1).clamp(min=1e-3)


def _passes_middle(swing: Tensor, period: int) -> Tensor:
    """Where something (F,) that swings with a period passes its middle, by its phase in the frames around each."""
    frame = torch.arange(len(swing), device=swing.device)
    turned = torch.polar(swing, -2 * math.pi / period * frame)
    away = (frame[:, None] - frame).abs()
    around = (turned * (1 - away / period).clamp(min=0)).sum(1)  # sine: its phase less a quarter
    phase = 2 * math.pi / period * frame + around.angle() + math.pi / 2
    return phase.sin().abs() < math.sin(math.pi / period)


def _is_most(values: Tensor) -> Tensor:
    """Where values (F,) are higher than right before and not lower than right after."""
    before, after = functional.pad(values[:-1], (1, 0), value=-1e3), functional.pad(values[1:], (0, 1), value=-1e3)
    return (values > before) & (values >= after)


def _is_least(values: Tensor) -> Tensor:
    return _is_most(-values)

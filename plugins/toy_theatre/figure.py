"""The paper characters: what they look like, drawn from distances so that every size has clean edges."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .scenes import Identity
from .words import HEADGEAR, PATTERNS, RGB, SHAPES

_LEG: tuple[float, float, float] = (0.16, 0.13, 0.15)
_WHITE, _DARK = (0.99, 0.99, 0.99), (0.07, 0.07, 0.10)
_LEGS_HIGH = 0.22
# Where the eyes are, from the middle of the body, and how far apart, for each shape.
_EYE_UP = (0.66, 0.68, 0.50, 0.62, 0.72)
_EYE_OUT = (0.15, 0.16, 0.11, 0.12, 0.11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How a character holds itself; each tensor broadcasts over the points that are drawn."""

    turn: Tensor
    stride: Tensor
    mouth: Tensor
    arm: Tensor
    wing: Tensor


def draw_figure(picture: Tensor, u: Tensor, v: Tensor, px: Tensor, look: Identity, pose: Pose) -> Tensor:
    """Lay a character on a picture (…, 3).

    `u` across and `v` up from between its feet, in heights of its body; `px` the size of a pixel there. The tensors of
    `look` and `pose` broadcast over the points.
    """
    squash = pose.turn.abs().clamp(min=0.15)
    u = u / squash
    edge = px / squash
    body = _colour(look.colour) + look.shift
    dark = body * 0.62
    picture = _lay_wings(picture, u, v, edge, pose)
    for side in (-1, 1):
        foot = side * 0.17 + side * 0.11 * pose.stride
        lean = (u - foot - (side * 0.17 - foot) * (v / _LEGS_HIGH).clamp(0, 1)).abs() - 0.05
        leg = torch.maximum(lean, torch.maximum(-v, v - 0.34))
        picture = _lay(picture, _row(_LEG, u), leg, edge)
    picture = _lay_arm(picture, u, v, edge, dark, pose)
    outline = _outline(u, v, look.shape)
    picture = _lay(picture, body, outline, edge)
    picture = _lay(picture, dark, torch.maximum(outline, _pattern(u, v, look.pattern)), edge)
    picture = _lay_headgear(picture, u, v, edge, look)
    return _lay_face(picture, u, v, edge, look, pose)


def _outline(u: Tensor, v: Tensor, shape: Tensor) -> Tensor:
    """The distance to the edge of the body, negative inside. It stands on 0.22 and is 0.78 high."""
    across, up = u.abs(), v - 0.61
    ball = (u**2 + up**2 + 1e-9).sqrt() - 0.39
    square = torch.maximum(across, up.abs()) - 0.37
    slope = 0.46 / 0.8
    triangle = torch.maximum((across - (0.41 - up) * slope) / (1 + slope**2) ** 0.5, -0.39 - up)
    diamond = (across + up.abs() * 1.0 - 0.45) * 0.7071
    tall = (u**2 + (up.abs() - 0.17).clamp(min=0) ** 2 + 1e-9).sqrt() - 0.24
    forms = (ball, square, triangle, diamond, tall)
    return _choose(shape, forms, len(SHAPES))


def _pattern(u: Tensor, v: Tensor, pattern: Tensor) -> Tensor:
    """Negative where the darker colour shows: nowhere, in bands, in dots."""
    plain = torch.ones_like(v)
    bands = ((torch.remainder(v, 0.26) - 0.13).abs() - 0.06) * -1.0
    across, up = torch.remainder(u + 0.13, 0.26) - 0.13, torch.remainder(v, 0.26) - 0.13
    dots = (across**2 + up**2 + 1e-9).sqrt() - 0.07
    return _choose(pattern, (plain, bands, dots), len(PATTERNS))


def _lay_headgear(picture: Tensor, u: Tensor, v: Tensor, px: Tensor, look: Identity) -> Tensor:
    """A headgear on the top of the body, at 1."""
    across, up = u.abs(), v - 0.93
    none = torch.ones_like(v)
    dome = torch.maximum((u**2 + up**2 + 1e-9).sqrt() - 0.24, -up)
    brim = torch.maximum((u - 0.24).abs() - 0.20, (up - 0.03).abs() - 0.035)
    cap = torch.minimum(dome, brim)
    spike = 0.10 + 0.18 * ((torch.remainder(u + 0.24, 0.16) / 0.16 - 0.5).abs() * 2)
    crown = torch.maximum(across - 0.24, torch.maximum(-up, (up - spike) * 0.5))
    slope = 0.20 / 0.46
    cone = torch.maximum((across - (0.46 - up) * slope) / (1 + slope**2) ** 0.5, -up)
    hat = torch.minimum(
        torch.maximum(across - 0.34, (up - 0.03).abs() - 0.04),
        torch.maximum(across - 0.19, torch.maximum(-up, up - 0.32)),
    )
    shape = _choose(look.headgear, (none, cap, crown, cone, hat), len(HEADGEAR))
    return _lay(picture, _colour(look.headgear_colour), shape, px)


def _lay_face(picture: Tensor, u: Tensor, v: Tensor, px: Tensor, look: Identity, pose: Pose) -> Tensor:
    """Eyes and mouth, where it does not show its back."""
    seen = pose.turn > 0.1
    up = _row(_EYE_UP, v)[look.shape]
    out = _row(_EYE_OUT, v)[look.shape]
    for side in (-1, 1):
        away = ((u - side * out) ** 2 + (v - up) ** 2 + 1e-9).sqrt()
        picture = _lay(picture, _row(_WHITE, u), torch.where(seen, away - 0.105 * look.eyes, 1.0), px)
        picture = _lay(picture, _row(_DARK, u), torch.where(seen, away - 0.055 * look.eyes, 1.0), px)
    wide, high = 0.14, 0.015 + 0.12 * pose.mouth
    mouth = ((u / wide) ** 2 + ((v - up + 0.22) / high) ** 2 + 1e-9).sqrt() - 1
    shows = seen & (pose.mouth > 0.1)
    return _lay(picture, _row(_DARK, u), torch.where(shows, mouth * high, 1.0), px)


def _lay_wings(picture: Tensor, u: Tensor, v: Tensor, px: Tensor, pose: Pose) -> Tensor:
    across, up = u.abs() - 0.48, v - 0.62
    tip = (pose.wing - 1) * 0.55
    wing = ((across / 0.22) ** 2 + ((up - across * tip) / 0.10) ** 2 + 1e-9).sqrt() - 1
    return _lay(picture, _row(_WHITE, u), torch.where(pose.wing > 0, wing * 0.10, 1.0), px)


def _lay_arm(picture: Tensor, u: Tensor, v: Tensor, px: Tensor, colour: Tensor, pose: Pose) -> Tensor:
    """An arm from the side of the body; `arm` 0.5 points sideways, 1.5 up."""
    swing = (pose.arm - 0.5) * 0.9
    along_u, along_v = torch.cos(swing), torch.sin(swing)
    du, dv = u - 0.22, v - 0.62
    at = (du * along_u + dv * along_v).clamp(0, 0.46)
    away = ((du - at * along_u) ** 2 + (dv - at * along_v) ** 2 + 1e-9).sqrt() - 0.08
    return _lay(picture, colour, torch.where(pose.arm > 0, away, 1.0), px)


def _choose(index: Tensor, forms: tuple[Tensor, ...], count: int) -> Tensor:
    chosen = forms[0]
    for number in range(1, count):
        chosen = torch.where(index == number, forms[number], chosen)
    return chosen


def _lay(picture: Tensor, colour: Tensor, distance: Tensor, px: Tensor) -> Tensor:
    return torch.lerp(picture, colour.expand_as(picture), (0.5 - distance / px).clamp(0, 1)[..., None])


def _colour(index: Tensor) -> Tensor:
    return torch.tensor(RGB, dtype=torch.float32, device=index.device)[index]


def _row(values: tuple[float, ...], like: Tensor) -> Tensor:
    return torch.tensor(values, dtype=like.dtype, device=like.device)

"""The painted backdrops: one per place, the same each time, so that the camera's way can be read off them."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .motion import GROUND

PERIOD = 4.0  # heights of the picture until a backdrop repeats itself

Colour = tuple[float, float, float]
# What stands before the hills: kind, middle x, foot y, width, height, colour. Kinds: 0 box, 1 round, 2 triangle.
Thing = tuple[int, float, float, float, float, Colour]

_SKY: tuple[tuple[Colour, Colour], ...] = (
    ((0.42, 0.72, 0.95), (0.80, 0.92, 0.99)),
    ((0.97, 0.80, 0.52), (0.99, 0.92, 0.74)),
    ((0.35, 0.78, 0.93), (0.74, 0.93, 0.97)),
    ((0.70, 0.80, 0.90), (0.90, 0.94, 0.98)),
    ((0.62, 0.32, 0.26), (0.86, 0.56, 0.42)),
    ((0.60, 0.66, 0.76), (0.84, 0.86, 0.90)),
    ((0.52, 0.74, 0.66), (0.78, 0.90, 0.80)),
)
# Colour, height above the ground, height of the waves, waves in a period.
_HILLS: tuple[tuple[Colour, float, float, int], ...] = (
    ((0.46, 0.74, 0.44), 0.16, 0.06, 2),
    ((0.90, 0.66, 0.36), 0.12, 0.05, 3),
    ((0.16, 0.52, 0.80), 0.10, 0.00, 1),
    ((0.80, 0.87, 0.94), 0.20, 0.08, 2),
    ((0.50, 0.24, 0.20), 0.18, 0.08, 3),
    ((0.66, 0.68, 0.74), 0.08, 0.00, 1),
    ((0.30, 0.56, 0.40), 0.22, 0.05, 3),
)
_GROUND: tuple[Colour, ...] = (
    (0.36, 0.66, 0.26),
    (0.86, 0.70, 0.40),
    (0.95, 0.87, 0.62),
    (0.95, 0.97, 1.00),
    (0.66, 0.30, 0.22),
    (0.40, 0.41, 0.45),
    (0.24, 0.42, 0.26),
)
_G = GROUND
_THINGS: tuple[tuple[Thing, ...], ...] = (
    (
        (0, 0.6, _G, 0.05, 0.20, (0.45, 0.30, 0.18)),
        (1, 0.6, _G - 0.14, 0.26, 0.26, (0.22, 0.54, 0.24)),
        (0, 2.3, _G, 0.05, 0.14, (0.45, 0.30, 0.18)),
        (1, 2.3, _G - 0.09, 0.20, 0.20, (0.30, 0.60, 0.24)),
        (1, 3.4, 0.26, 0.16, 0.16, (0.99, 0.93, 0.62)),
        (0, 1.5, _G, 0.30, 0.07, (0.60, 0.44, 0.30)),
    ),
    (
        (0, 0.5, _G, 0.07, 0.30, (0.24, 0.52, 0.30)),
        (0, 0.58, _G - 0.14, 0.16, 0.05, (0.24, 0.52, 0.30)),
        (0, 2.6, _G, 0.06, 0.20, (0.30, 0.56, 0.32)),
        (2, 1.6, _G, 0.60, 0.34, (0.80, 0.54, 0.30)),
        (1, 3.3, 0.24, 0.18, 0.18, (0.99, 0.97, 0.86)),
        (2, 3.5, _G, 0.36, 0.22, (0.76, 0.50, 0.28)),
    ),
    (
        (0, 0.7, _G, 0.04, 0.40, (0.56, 0.40, 0.24)),
        (1, 0.7, _G - 0.36, 0.30, 0.12, (0.20, 0.60, 0.34)),
        (2, 1.9, _G - 0.06, 0.24, 0.22, (0.98, 0.98, 0.98)),
        (0, 1.9, _G - 0.02, 0.26, 0.05, (0.70, 0.26, 0.22)),
        (1, 3.2, 0.22, 0.18, 0.18, (1.00, 0.95, 0.66)),
        (1, 2.8, _G + 0.02, 0.16, 0.10, (0.62, 0.58, 0.56)),
    ),
    (
        (2, 0.5, _G, 0.24, 0.36, (0.24, 0.44, 0.42)),
        (2, 0.95, _G, 0.18, 0.26, (0.30, 0.50, 0.48)),
        (2, 2.5, _G, 0.26, 0.40, (0.24, 0.44, 0.42)),
        (0, 1.7, _G, 0.26, 0.14, (0.56, 0.40, 0.32)),
        (2, 1.7, _G - 0.14, 0.34, 0.12, (0.99, 0.99, 1.00)),
        (2, 3.3, _G, 0.20, 0.28, (0.30, 0.50, 0.48)),
    ),
    (
        (1, 0.6, _G + 0.04, 0.40, 0.18, (0.44, 0.20, 0.18)),
        (1, 1.9, _G + 0.04, 0.26, 0.30, (0.40, 0.18, 0.18)),
        (1, 2.9, 0.26, 0.20, 0.20, (0.92, 0.78, 0.60)),
        (1, 3.2, 0.17, 0.08, 0.08, (0.80, 0.66, 0.56)),
        (2, 3.4, _G, 0.40, 0.26, (0.46, 0.22, 0.18)),
        (2, 1.2, _G, 0.20, 0.12, (0.56, 0.27, 0.22)),
    ),
    (
        (0, 0.4, _G, 0.34, 0.46, (0.52, 0.44, 0.44)),
        (0, 0.9, _G, 0.28, 0.30, (0.62, 0.52, 0.42)),
        (0, 1.6, _G, 0.36, 0.54, (0.42, 0.46, 0.54)),
        (0, 2.3, _G, 0.30, 0.36, (0.58, 0.40, 0.38)),
        (0, 2.9, _G, 0.26, 0.50, (0.48, 0.50, 0.56)),
        (0, 3.5, _G, 0.34, 0.28, (0.64, 0.58, 0.48)),
    ),
    (
        (0, 0.3, _G, 0.08, 0.60, (0.36, 0.26, 0.18)),
        (1, 0.3, _G - 0.44, 0.44, 0.34, (0.18, 0.40, 0.22)),
        (0, 1.5, _G, 0.06, 0.50, (0.40, 0.28, 0.18)),
        (1, 1.5, _G - 0.36, 0.36, 0.30, (0.22, 0.46, 0.24)),
        (0, 2.7, _G, 0.08, 0.64, (0.36, 0.26, 0.18)),
        (1, 2.7, _G - 0.46, 0.48, 0.36, (0.16, 0.38, 0.22)),
    ),
)
_TINT: tuple[Colour, ...] = ((1.0, 1.0, 1.0), (1.0, 0.74, 0.62), (0.36, 0.40, 0.62))


def paint_backdrop(x: Tensor, y: Tensor, px: Tensor, place: Tensor, time: Tensor) -> Tensor:
    """The backdrop (batch, frames, height, width, 3) at stage points.

    `x`, `y` (batch, frames, height, width) in heights of the picture, `px` the size of a pixel on the stage,
    `place` and `time` (batch,).
    """
    row = place[:, None, None, None]
    x = torch.remainder(x, PERIOD)
    sky = _table([list(a + b) for a, b in _SKY], x)[row]
    picture = torch.lerp(sky[..., :3], sky[..., 3:], (y / GROUND).clamp(0, 1)[..., None])
    hill = _table([[*colour, height, wave, count] for colour, height, wave, count in _HILLS], x)[row]
    wave = torch.sin(x * hill[..., 5] * (2 * math.pi / PERIOD)) * hill[..., 4]
    picture = _lay(picture, hill[..., :3], (GROUND - hill[..., 3] - wave) - y, px)
    things = _table([[[k, *where, *colour] for k, *where, colour in place] for place in _THINGS], x)
    for number in range(things.shape[1]):
        picture = _lay_thing(picture, things[:, number][row], x, y, px)
    picture = _lay(picture, _table([list(c) for c in _GROUND], x)[row], GROUND - y, px)
    near = _table([[0.9 * part for part in c] for c in _GROUND], x)[row]
    picture = _lay(picture, near, 0.88 - y, px)
    return picture * _table([list(c) for c in _TINT], x)[time[:, None, None, None]]


def _lay_thing(picture: Tensor, thing: Tensor, x: Tensor, y: Tensor, px: Tensor) -> Tensor:
    """Lay one thing on the picture; `thing` (batch, 1, 1, 1, 8) as in `Thing`."""
    kind, middle, foot, width, height = thing[..., :5].unbind(-1)
    across = (torch.remainder(x - middle + PERIOD / 2, PERIOD) - PERIOD / 2).abs()
    up = foot - y
    box = torch.maximum(across - width / 2, torch.maximum(-up, up - height))
    slope = width / 2 / height
    triangle = torch.maximum((across - (height - up) * slope) / (1 + slope**2).sqrt(), -up)
    ball = ((across / (width / 2)) ** 2 + ((up - height / 2) / (height / 2)) ** 2 + 1e-6).sqrt() - 1
    distance = torch.where(kind == 0, box, torch.where(kind == 1, ball * height / 2, triangle))
    return _lay(picture, thing[..., 5:], distance, px)


def _lay(picture: Tensor, colour: Tensor, distance: Tensor, px: Tensor) -> Tensor:
    return torch.lerp(picture, colour.expand_as(picture), (0.5 - distance / px).clamp(0, 1)[..., None])


def _table(rows: object, like: Tensor) -> Tensor:
    return torch.tensor(rows, dtype=like.dtype, device=like.device)

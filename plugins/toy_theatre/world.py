"""The stage: scenes in, pictures and reference images out."""

from __future__ import annotations

from dataclasses import fields

import torch
from torch import Tensor

from .backdrop import paint_backdrop
from .figure import Pose, draw_figure
from .motion import GROUND, Motion
from .scenes import Dice, Identity, Scenes
from .words import MOST_CHARACTERS, REFERENCE_PX

FEET = GROUND + 0.09  # where they stand
_BREADTH, _HEIGHT = 0.6, 1.5  # of somebody to each side and with a hat, in heights of the body


def draw(scenes: Scenes, motion: Motion) -> Tensor:
    """The plays as pictures: float32 (batch, frames, height, width, 3) in 0…1."""
    x, y, px = _look(scenes, motion)
    picture = paint_backdrop(x + scenes.offset[:, None, None, None], y, px, scenes.place, scenes.time)
    for who in range(MOST_CHARACTERS):
        picture = _draw_character(picture, x, y, px, scenes, motion, who)
    return picture


def find_figures(scenes: Scenes, motion: Motion, cell_px: int) -> Tensor:
    """Which cells of the pictures each is in: bool (batch, characters, frames, height / cell, width / cell)."""
    x, y, _ = _look(scenes, motion, cell_px)
    size = motion.size[..., None, None]
    u = (x[:, None] - motion.x[..., None, None]) / size
    v = (FEET - motion.lift[..., None, None] - y[:, None]) / size
    inside = (u.abs() < _BREADTH) & (v > 0) & (v < _HEIGHT)
    return inside & scenes.present[..., None, None, None]


def _look(scenes: Scenes, motion: Motion, cell_px: int = 1) -> tuple[Tensor, Tensor, Tensor]:
    """Where in the scene the middles of the cells are, x and y, and how large a pixel is there."""
    height, device = scenes.height_px, scenes.slot.device
    across = (torch.arange(scenes.width_px // cell_px, device=device) + 0.5) * cell_px / height - scenes.aspect / 2
    down = (torch.arange(height // cell_px, device=device) + 0.5) * cell_px / height - FEET
    zoom = motion.zoom[:, :, None, None]
    x = across[None, None, None, :] / zoom + motion.camera_x[:, :, None, None] + scenes.aspect / 2
    y = down[None, None, :, None] / zoom + FEET
    return *torch.broadcast_tensors(x, y), 1 / (height * zoom)


def _draw_character(
    picture: Tensor, x: Tensor, y: Tensor, px: Tensor, scenes: Scenes, motion: Motion, who: int
) -> Tensor:
    def state(name: str) -> Tensor:
        return getattr(motion, name)[:, who, :, None, None]

    size = torch.where(scenes.present[:, who, None, None, None], state("size"), 1e-3)
    look = pick_look(scenes.cast, who, 3)
    pose = Pose(**{field.name: state(field.name) for field in fields(Pose)})
    u, v = (x - state("x")) / size, (FEET - state("lift") - y) / size
    drawn = draw_figure(picture, u, v, px / size, look, pose)
    return torch.where(scenes.present[:, who, None, None, None, None], drawn, picture)


def pick_look(cast: Identity, who: int, points: int) -> Identity:
    """One character of each play, ready to broadcast over so many axes of points."""
    shape = (-1, *(1,) * points)
    values = {field.name: getattr(cast, field.name)[:, who] for field in fields(Identity)}
    return Identity(**{n: v.view(*shape, 3) if n == "shift" else v.view(shape) for n, v in values.items()})


def draw_references(dice: Dice, cast: Identity, who: int) -> Tensor:
    """A picture of one character of each play, in another pose, size, light and before something else.

    Float32 (batch, size, size, 3) in 0…1.
    """
    batch = len(cast.shape)

    def real(least: float, most: float) -> Tensor:
        return dice.real(least, most, batch, 1, 1).to(cast.shift.device)

    line = (torch.arange(REFERENCE_PX, device=cast.shift.device) + 0.5) / REFERENCE_PX
    x, y = torch.broadcast_tensors(line[None, None, :], line[None, :, None])
    top, bottom = dice.real(0.25, 0.95, 2, batch, 1, 1, 3).to(cast.shift.device)
    picture = torch.lerp(top, bottom, y[..., None]).expand(batch, -1, -1, -1)
    size = real(0.52, 0.68)
    walks, talks, waves = (dice.real(0.0, 1.0, 3, batch, 1, 1) < 0.25).float().to(cast.shift.device)
    pose = Pose(
        turn=torch.ones_like(size),
        stride=walks * real(-1.0, 1.0),
        mouth=talks * real(0.4, 1.0),
        arm=waves * real(0.5, 1.5),
        wing=torch.zeros_like(size),
    )
    u = (x - 0.5 - real(-0.06, 0.06)) / size
    v = (0.90 + real(-0.03, 0.03) - y) / size
    drawn = draw_figure(picture, u, v, 1 / (REFERENCE_PX * size), pick_look(cast, who, 2), pose)
    return (drawn * real(0.88, 1.08)[..., None]).clamp(0, 1)

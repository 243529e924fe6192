"""Reads shape, headgear and pattern of characters that were found, by drawing every kind again and comparing.

Shapes: B clips, C characters, F frames, K chosen frames, J placements, P points around a body, H headgear colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional

from .figure import Pose, draw_figure
from .oracle_cast import DARK, Tracks, fit_line
from .oracle_stage import Stage
from .scenes import Identity
from .words import COLOURS, HEADGEAR, PATTERNS, RGB, SHAPES
from .world import FEET

FOOT = 0.21  # how high above its feet a body begins, in bodies
TALL = 0.8  # of a body from there to its top
_LOOKS = 4  # frames that are compared
_CAP = 0.35
_WORST = 0.65  # mean difference above which it is no character
_WHITE, _BLACK, _LEG = (0.99, 0.99, 0.99), (0.07, 0.07, 0.10), (0.16, 0.13, 0.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What characters look like: (B, C), numbers of `words`, −1 where nothing is known.

    `high` is the size against the measured height of the body, `rise` where the body begins above what was measured.
    """

    shape: Tensor
    headgear: Tensor
    headgear_colour: Tensor
    pattern: Tensor
    high: Tensor
    rise: Tensor


def read_looks(pictures: Tensor, stage: Stage, tracks: Tracks, flies: Tensor, waves: Tensor) -> Looks:
    """The looks of all characters; `flies` and `waves` (B, C) say whose wings and arm are in the way."""
    clips, cast = tracks.colour.shape
    frames = _choose_frames(tracks)
    placed = _place(tracks, frames)  # each (B, C, K, J)
    others = _hide_others(tracks)
    shape = torch.zeros(clips, cast, dtype=torch.long, device=pictures.device)
    headgear, worn, pattern = shape.clone(), shape.clone(), shape.clone()
    high, rise = torch.full((2, clips, cast), 1 / TALL, device=pictures.device)
    palette = torch.tensor(RGB, device=pictures.device)
    for clip in range(clips):
        for who in range(cast):
            if tracks.colour[clip, who] < 0:
                continue
            chosen = frames[clip, who]
            layers = (pictures[clip, chosen], stage.backdrop[clip, chosen], others[clip, who, chosen][..., None])
            x, bottom, size = (value[clip, who] for value in placed)
            seen = sample(torch.cat(layers, -1), stage, clip, chosen, x, bottom, size, points().to(x.device))
            errors = _compare(seen, int(tracks.colour[clip, who]), bool(flies[clip, who]), bool(waves[clip, who]))
            found, where, cost = _choose(errors)
            known = cost < _WORST
            shape[clip, who], headgear[clip, who] = (found[0], found[1]) if known else (-1, -1)
            worn[clip, who] = found[2] if known and found[1] else -1
            pattern[clip, who] = _read_pattern(seen, palette[tracks.colour[clip, who]], where, found) if known else -1
            fitted = size[torch.arange(len(where)), where]
            begins = bottom[torch.arange(len(where)), where] - tracks.bottom[clip, who, chosen]
            high[clip, who] = (fitted / tracks.high[clip, who, chosen].clamp(min=1e-3)).median()
            rise[clip, who] = (begins / fitted).median()
    nobody = tracks.colour < 0
    values = (shape, headgear, worn, pattern)
    shape, headgear, worn, pattern = (value.masked_fill(nobody, -1) for value in values)
    return Looks(shape=shape, headgear=headgear, headgear_colour=worn, pattern=pattern, high=high, rise=rise)


def sample(
    layers: Tensor, stage: Stage, clip: int, frames: Tensor, x: Tensor, bottom: Tensor, size: Tensor, at: Tensor
) -> Tensor:
    """Pictures (K, H, W, N) of some frames at points (P, 2) in bodies above the feet, for placements (K, J).

    Gives (K, J, P, N).
    """
    height, width = layers.shape[1:3]
    zoom, camera_x = stage.zoom[clip, frames][:, None, None], stage.camera_x[clip, frames][:, None, None]
    u, v = at[:, 0], at[:, 1]
    across = (x[..., None] + u * size[..., None] - camera_x) * zoom + width / height / 2
    down = FEET - zoom * (bottom[..., None] + (v - FOOT) * size[..., None])
    grid = torch.stack((across * height / width, down), -1) * 2 - 1
    seen = functional.grid_sample(layers.permute(0, 3, 1, 2), grid, padding_mode="border", align_corners=False)
    return seen.permute(0, 2, 3, 1)


@cache
def points() -> Tensor:
    """The points that are compared: (P, 2), across and up from between the feet, in bodies."""
    u, v = torch.meshgrid(torch.linspace(-0.74, 0.74, 31), torch.linspace(0.14, 1.5, 31), indexing="xy")
    return torch.stack((u.flatten(), v.flatten()), -1)


@cache
def _kinds() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What shows where of each shape with each headgear: body, headgear, face and stage, each (kinds, P).

    Each is what changes in the drawing when only it changes.
    """
    shape, headgear = torch.meshgrid(torch.arange(len(SHAPES)), torch.arange(len(HEADGEAR)), indexing="ij")
    shape, headgear = shape.reshape(-1, 1), headgear.reshape(-1, 1)
    u, v = points()[None, :, 0], points()[None, :, 1]
    still = torch.zeros(1, 1)
    pose = Pose(turn=still + 1, stride=still, mouth=still, arm=still, wing=still)

    def paint(ground: float, body: float, worn: int) -> Tensor:
        look = Identity(
            shape=shape,
            colour=torch.zeros_like(shape),
            shift=body - torch.tensor(RGB[0]),
            pattern=torch.zeros_like(shape),
            headgear=headgear,
            headgear_colour=torch.full_like(shape, worn),
            eyes=still + 1,
        )
        return draw_figure(torch.full((len(shape), u.shape[1], 3), ground), u, v, still + 0.04, look, pose)[..., 0]

    red, teal = COLOURS.index("red"), COLOURS.index("teal")
    plain = paint(0.0, 0.0, red)
    stage, body = paint(1.0, 0.0, red) - plain, paint(0.0, 1.0, red) - plain
    worn = (plain - paint(0.0, 0.0, teal)) / (RGB[red][0] - RGB[teal][0])
    return body, worn, (1 - body - worn - stage).clamp(0, 1), stage


def _choose_frames(tracks: Tracks) -> Tensor:
    """The frames in which each character shows itself best: (B, C, K)."""
    _, high = fit_line(tracks.high.clamp(min=1e-3).log(), tracks.inside, 0.1)
    front = tracks.mass / high.exp().square()
    front = (front / front.quantile(0.95, 2, keepdim=True).clamp(min=1e-3)).clamp(max=1.02)
    odd = (tracks.high.clamp(min=1e-3).log() - high).abs()
    near = (1.5 * tracks.high - tracks.apart).clamp(min=0) / tracks.high.clamp(min=1e-3)
    score = 5 * front - near - 5 * odd + 8.0 * tracks.inside
    return score.topk(_LOOKS, 2).indices


def _place(tracks: Tracks, frames: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Placements near the measured ones: x, bottom and size, each (B, C, K, J)."""
    x, bottom, high = (value.gather(2, frames)[..., None] for value in (tracks.x, tracks.bottom, tracks.high))
    sizes = torch.tensor([0.86, 0.93, 1.0, 1.07, 1.14])
    aside, up, grown = torch.cartesian_prod(torch.tensor([-0.04, 0, 0.04]), torch.linspace(-0.1, 0.1, 5), sizes).T
    size = high / TALL * grown
    return x + aside * size, bottom + up * size, size


def _hide_others(tracks: Tracks) -> Tensor:
    """Where the bodies of others are, with their faces: (B, C, F, H, W)."""
    total = tracks.body.sum(1, keepdim=True).float() - tracks.body.float()
    return functional.max_pool2d(total.flatten(0, 1), 5, 1, 2).unflatten(0, total.shape[:2])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errors:
    """How far each point is from being body, face or stage (K, J, P), or headgear of each colour (K, J, H, P)."""

    body: Tensor
    face: Tensor
    stage: Tensor
    worn: Tensor


def _compare(seen: Tensor, colour: int, flies: bool, waves: bool) -> _Errors:
    picture, backdrop, free = seen[..., :3], seen[..., 3:6], 1 - seen[..., 6].clamp(0, 1)

    def away(other: Tensor) -> Tensor:
        return (picture - other).square().sum(-1).sqrt().clamp(max=_CAP) * free

    palette = torch.tensor(RGB, device=seen.device)
    shades = [away(one) for one in palette]
    body = torch.minimum(shades[colour], away(palette[colour] * DARK))
    white, black = away(palette.new_tensor(_WHITE)), away(palette.new_tensor(_BLACK))
    stage = away(backdrop)
    u, v = points().to(seen.device).T
    low = (u.abs() < 0.4) & (v < 0.36)
    stage = torch.where(low, torch.minimum(stage, away(palette.new_tensor(_LEG))), stage)
    side = (v > 0.45) & (v < 1.2)
    if flies:
        stage = torch.where(side & (u.abs() > 0.2) & (v < 0.85), torch.minimum(stage, white), stage)
    if waves:
        stage = torch.where(side & (u > 0.2), torch.minimum(stage, body), stage)
    face = torch.minimum(body, torch.minimum(white, black))
    return _Errors(body=body, face=face, stage=stage, worn=torch.stack(shades, -2))


def _choose(errors: _Errors) -> tuple[tuple[int, int, int], Tensor, float]:
    """Shape, headgear and its colour; the placement in each frame (K,); and the mean difference."""
    body, worn, face, stage = (kind.to(errors.body.device).T for kind in _kinds())
    fixed = errors.body @ body + errors.face @ face + errors.stage @ stage  # K, J, kinds
    cost = fixed[:, :, None] + errors.worn @ worn  # K, J, H, kinds
    best, where = cost.min(1)
    total = best.mean(0)  # H, kinds
    colour, kind = divmod(int(total.argmin()), total.shape[1])
    shape, headgear = divmod(kind, len(HEADGEAR))
    figure = float((1 - stage[:, kind]).sum())
    return (shape, headgear, colour), where[:, colour, kind], float(total.min()) / figure


def _read_pattern(seen: Tensor, colour: Tensor, where: Tensor, found: tuple[int, int, int]) -> int:
    """The pattern by the share of the darker shade of the body's colour (3,)."""
    inside = _kinds()[0].to(seen.device)[found[0] * len(HEADGEAR) + found[1]] > 0.9
    body = seen[torch.arange(len(where)), where][:, inside, :3]
    light = (body @ colour / colour.square().sum())[..., None]
    of_body = ((body - light * colour).square().sum(-1) < 0.03) & (light[..., 0] > 0.4)
    dark = float(((light[..., 0] < (1 + DARK) / 2) & of_body).sum() / of_body.sum().clamp(min=1))
    return PATTERNS.index("plain" if dark < 0.1 else "dotted" if dark < 0.34 else "striped")

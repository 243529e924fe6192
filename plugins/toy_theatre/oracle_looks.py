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
from .oracle_cast import DARK, TALL, Tracks, fit_heights, fit_line
from .oracle_stage import Stage
from .scenes import Identity
from .words import COLOURS, HEADGEAR, PATTERNS, RGB, SHAPES
from .world import FEET

FOOT = 0.21  # how high above its feet a body begins, in bodies
_ASIDE, _UP = torch.tensor([-0.04, 0, 0.04]), torch.linspace(-0.1, 0.1, 5)  # in bodies from where one was found
_SIZES = torch.tensor([0.86, 0.93, 1.0, 1.07, 1.14])  # against the measured one
_WHOLE = torch.tensor([1.3, 1.45, 1.6, 1.75, 1.9, 2.1])
_SMALL = 0.78  # against the usual size
_LOOKS = 4  # frames that are compared
_CAP = 0.35
_SHIFT = 0.2  # of a body's shade from its named colour
_SIDE = 31  # points across a body and up
_COARSE = [row * _SIDE + column for row in range(0, _SIDE, 2) for column in range(0, _SIDE, 2)]
_NEAR = 0.15  # to the best shape, against what that explains, so that a shape is looked at again
_LEAST = 0.05  # that a figure explains better than the empty stage, of 0.35 that is possible
_WHITE, _BLACK, _LEG = (0.99, 0.99, 0.99), (0.07, 0.07, 0.10), (0.16, 0.13, 0.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What characters look like: (B, C), numbers of `words`, −1 where nothing is known.

    `high` is the size against the height of `fit_heights`, `rise` where the body begins above what was measured.
    """

    shape: Tensor
    headgear: Tensor
    headgear_colour: Tensor
    pattern: Tensor
    high: Tensor
    rise: Tensor


def read_looks(pictures: Tensor, stage: Stage, tracks: Tracks, usual: Tensor, flies: Tensor, waves: Tensor) -> Looks:
    """The looks of all characters of a usual size (B,); `flies` and `waves` (B, C) say whose wings and arm show."""
    clips, cast = tracks.colour.shape
    frames = _choose_frames(tracks)
    _, heights = fit_heights(tracks)
    others = _hide_others(tracks)
    shape = torch.full((clips, cast), -1, device=pictures.device)
    headgear, worn, pattern = shape.clone(), shape.clone(), shape.clone()
    high, rise = torch.full((2, clips, cast), 1 / TALL, device=pictures.device)
    palette = torch.tensor(RGB, device=pictures.device)
    for clip, who in (tracks.colour >= 0).nonzero().tolist():
        chosen = frames[clip, who]
        layers = (pictures[clip, chosen], stage.backdrop[clip, chosen], others[clip, who, chosen][..., None])
        named = palette[tracks.colour[clip, who]]
        view = _View(
            layers=torch.cat(layers, -1),
            stage=stage,
            clip=clip,
            frames=chosen,
            shade=_measure_shade(pictures[clip, chosen], tracks.body[clip, who, chosen], named),
            flies=bool(flies[clip, who]),
            waves=bool(waves[clip, who]),
        )
        fit = _fit(view, *_place(tracks, clip, who, chosen, usual))
        high[clip, who] = (fit.size / heights[clip, who, chosen]).median()
        rise[clip, who] = ((fit.bottom - tracks.bottom[clip, who, chosen]) / fit.size).median()
        if fit.cost < -_LEAST * fit.area:
            shape[clip, who], headgear[clip, who] = fit.shape, fit.headgear
            worn[clip, who] = fit.worn if fit.headgear else -1
            pattern[clip, who] = _read_pattern(view, fit)
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
    u, v = torch.meshgrid(torch.linspace(-0.74, 0.74, _SIDE), torch.linspace(0.14, 1.5, _SIDE), indexing="xy")
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


def _place(tracks: Tracks, clip: int, who: int, frames: Tensor, usual: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Placements near where a body was found: x, bottom and size, each (K, J).

    Of a slim body with a hat nothing but its lower half may have been found: eyes and hat hide the rest.
    """
    x, bottom, high = (value[clip, who, frames] for value in (tracks.x, tracks.bottom, tracks.high))
    size = high / TALL
    is_half = bool(size.median() < _SMALL * usual[clip])
    return _spread(x, bottom, size, (_ASIDE, _UP, torch.cat((_SIZES, _WHOLE)) if is_half else _SIZES))


def _spread(
    x: Tensor, bottom: Tensor, size: Tensor, steps: tuple[Tensor, Tensor, Tensor]
) -> tuple[Tensor, Tensor, Tensor]:
    """Placements (…, J) around some (…): aside and up in bodies, and so many times the size."""
    aside, up, grown = torch.cartesian_prod(*steps).to(size.device).T
    size = size[..., None] * grown
    return x[..., None] + aside * size, bottom[..., None] + up * size, size


def _hide_others(tracks: Tracks) -> Tensor:
    """Where the bodies of others are, with their faces: (B, C, F, H, W)."""
    total = tracks.body.sum(1, keepdim=True).float() - tracks.body.float()
    return functional.max_pool2d(total.flatten(0, 1), 5, 1, 2).unflatten(0, total.shape[:2])


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """The frames K of a clip that show a character best: picture, backdrop and whether others hide it (K, H, W, 7)."""

    layers: Tensor
    stage: Stage
    clip: int
    frames: Tensor
    shade: Tensor
    flies: bool
    waves: bool

    def look_at(self, x: Tensor, bottom: Tensor, size: Tensor, at: Tensor) -> Tensor:
        """What shows at points (P, 2) of bodies in placements (K, J): (K, J, P, 7)."""
        return sample(self.layers, self.stage, self.clip, self.frames, x, bottom, size, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """A kind in its best placement in each frame (K,); `cost` is the whole difference, `area` the figure's."""

    shape: int
    headgear: int
    worn: int
    cost: float
    area: float
    x: Tensor
    bottom: Tensor
    size: Tensor


def _measure_shade(pictures: Tensor, body: Tensor, named: Tensor) -> Tensor:
    """The body's own shade of its named colour (3,): the median of what is near that; `body` (K, H, W) shows it."""
    inside = pictures[body]
    plain = inside[(inside - named).square().sum(-1) < (inside - named * DARK).square().sum(-1)]
    near = plain[(plain - named).square().sum(-1) < _SHIFT**2]
    return near.median(0).values if len(near) else named


def _fit(view: _View, x: Tensor, bottom: Tensor, size: Tensor) -> _Fit:
    """The kind that fits best in placements (K, J); the shapes that come near the best are looked at more closely."""
    cost, where = _compare(view, x, bottom, size, _COARSE).min(1)  # K, H, kinds
    by_shape = cost.mean(0).unflatten(1, (len(SHAPES), -1)).transpose(0, 1).flatten(1)
    least = by_shape.amin(1)
    fits: list[_Fit] = []
    least_of_all = least.min()
    for shape in (least <= least_of_all + _NEAR * least_of_all.abs()).nonzero().flatten().tolist():
        worn, headgear = divmod(int(by_shape[shape].argmin()), len(HEADGEAR))
        at = where[:, worn, shape * len(HEADGEAR) + headgear, None]
        fits.append(_look_closer(view, shape, *(value.gather(1, at)[:, 0] for value in (x, bottom, size))))
    return min(fits, key=lambda fit: fit.cost)


def _look_closer(view: _View, shape: int, x: Tensor, bottom: Tensor, size: Tensor) -> _Fit:
    """The best headgear and placement of a shape near a placement (K,) that is good already."""
    steps = torch.tensor([-0.02, 0, 0.02]), torch.tensor([-0.025, 0, 0.025]), torch.tensor([0.965, 1.0, 1.035])
    around = _spread(x, bottom, size, steps)
    first = shape * len(HEADGEAR)
    cost, where = _compare(view, *around, slice(None))[..., first : first + len(HEADGEAR)].min(1)
    total = cost.mean(0)
    worn, headgear = divmod(int(total.argmin()), len(HEADGEAR))
    at = where[:, worn, headgear, None]
    x, bottom, size = (value.gather(1, at)[:, 0] for value in around)
    area = float((1 - _kinds()[3][first + headgear]).sum() * size.square().mean())
    least = float(total.min())
    return _Fit(shape=shape, headgear=headgear, worn=worn, cost=least, area=area, x=x, bottom=bottom, size=size)


def _compare(view: _View, x: Tensor, bottom: Tensor, size: Tensor, some: slice | list[int]) -> Tensor:
    """How badly every kind with every colour of headgear fits in placements (K, J): (K, J, H, kinds).

    Against the empty stage, so what lies around counts nothing; and as an area, so that sizes can be compared. What
    explains more is less. `some` are the points that count.
    """
    at = points()[some].to(x.device)
    seen = view.look_at(x, bottom, size, at)
    picture, backdrop, free = seen[..., :3], seen[..., 3:6], 1 - seen[..., 6].clamp(0, 1)

    def away(other: Tensor) -> Tensor:
        return (picture - other).square().sum(-1).clamp(max=_CAP**2) * (free / _CAP)

    palette = torch.tensor(RGB, device=seen.device)
    body = torch.minimum(away(view.shade), away(view.shade * DARK))
    leg = away(palette.new_tensor(_LEG))
    white, black = away(palette.new_tensor(_WHITE)), away(palette.new_tensor(_BLACK))
    stage = away(backdrop)
    u, v = at.T
    low = (u.abs() < 0.4) & (v < 0.36)
    stage = torch.where(low, torch.minimum(stage, leg), stage)
    side = (v > 0.45) & (v < 1.2)
    if view.flies:
        stage = torch.where(side & (u.abs() > 0.2) & (v < 0.85), torch.minimum(stage, white), stage)
    if view.waves:
        stage = torch.where(side & (u > 0.2), torch.minimum(stage, body), stage)
    face = torch.minimum(body, torch.minimum(white, torch.where(low, leg, black)))
    of_body, of_worn, of_face, of_stage = (kind[:, some].to(seen.device).T for kind in _kinds())
    fixed = body @ of_body + face @ of_face + stage @ of_stage - stage.sum(-1, keepdim=True)  # K, J, kinds
    worn = torch.stack([away(one) for one in palette], -2)
    return (fixed[:, :, None] + worn @ of_worn) * size.square()[..., None, None]


def _read_pattern(view: _View, fit: _Fit) -> int:
    """The pattern by the share of the darker shade of the body's colour."""
    inside = _kinds()[0][fit.shape * len(HEADGEAR) + fit.headgear] > 0.9
    at = points()[inside].to(fit.size.device)
    body = view.look_at(fit.x[:, None], fit.bottom[:, None], fit.size[:, None], at)[:, 0, :, :3]
    light = (body @ view.shade / view.shade.square().sum())[..., None]
    of_body = ((body - light * view.shade).square().sum(-1) < 0.03) & (light[..., 0] > 0.4)
    dark = float(((light[..., 0] < (1 + DARK) / 2) & of_body).sum() / of_body.sum().clamp(min=1))
    return PATTERNS.index("plain" if dark < 0.1 else "dotted" if dark < 0.34 else "striped")

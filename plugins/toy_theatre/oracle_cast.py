"""Finds the characters in pictures by what differs from the empty stage, and follows each through the clip.

Shapes: B clips, C characters, F frames, H rows, W columns. Lengths on the stage are in heights of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .oracle_stage import Stage
from .words import COLOURS, MOST_CHARACTERS, RGB
from .world import FEET

DARK = 0.62  # a pattern's and an arm's shade of the body's colour
TALL = 0.8  # of a body that is its height above the legs
_CALM = 1e-3
_DIFFERS = 0.13  # from the backdrop, so that it is somebody
_NEAR = 0.26  # to a colour, so that it is that one
_LEAST = 0.25  # share of a body's square that has its colour, so that somebody is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """Who is where. All (B, C, F) but `colour` (B, C), −1 where nobody is found.

    `x` and `bottom` of the body on the stage (`bottom` above the ground), `wide` and `high` its extent, `mass` the area
    in its colour, `inside` whether the frame shows it whole, `apart` the way to the nearest other one.
    `body` (B, C, F, H, W) is where its colour shows.
    """

    colour: Tensor
    x: Tensor
    bottom: Tensor
    wide: Tensor
    high: Tensor
    mass: Tensor
    inside: Tensor
    apart: Tensor
    body: Tensor


def usual_size(counts: Tensor, aspect: float) -> Tensor:
    """How high a body is when so many share a stage."""
    crowd = torch.tensor([1.0, 0.92, 0.74], device=counts.device)[counts - 1]
    return 0.42 * crowd * min(1.0, aspect**0.5 * 0.95)


def follow_cast(pictures: Tensor, stage: Stage, counts: Tensor) -> Tracks:
    """The characters of clips (B, F, H, W, 3) with so many (B,) in each, from left to right at half time."""
    height = pictures.shape[2]
    size = usual_size(counts, pictures.shape[3] / height)
    shown = _split_colours(pictures, stage.backdrop)
    around = _share_around(shown)  # little at edges, where colours are mixed
    masks, shown = shown & (around > 0.5), shown & (around > 0.4)
    colours: list[Tensor] = []
    paths: list[Tensor] = []
    bodies: list[Tensor] = []
    scale = size[:, None] * stage.zoom * height  # of a body in pixels
    for number in range(MOST_CHARACTERS):
        colour, path, found = _find_next(masks, scale)
        found &= number < counts
        body = _cut_out(shown[torch.arange(len(masks)), colour], path, scale, (-0.62, 0.62), (-0.7, 0.62))
        covered = _cut_out(torch.ones_like(body), path, scale, (-0.45, 0.55), (-0.95, 0.5))
        shown, masks = shown & ~covered[:, None], masks & ~covered[:, None]
        masks[torch.arange(len(masks)), colour] = False
        colours.append(torch.where(found, colour, -1))
        paths.append(path)
        bodies.append(body & found[:, None, None, None])
    return _sort(_measure(torch.stack(colours, 1), torch.stack(paths, 1), torch.stack(bodies, 1), stage))


def _split_colours(pictures: Tensor, backdrop: Tensor) -> Tensor:
    """Where each colour or its shade shows before the backdrop: bool (B, colours, F, H, W)."""
    differs = (pictures - backdrop).square().sum(-1) > _DIFFERS**2
    palette = torch.tensor(RGB, device=pictures.device)
    palette = torch.cat((palette, palette * DARK, torch.tensor([[0.99] * 3, [0.1] * 3], device=pictures.device)))
    far = palette.square().sum(1) - 2 * pictures @ palette.T  # without the square of the picture, the same for all
    least, nearest = far.min(-1)
    taken = differs & (least + pictures.square().sum(-1) < _NEAR**2)
    return torch.stack([taken & (nearest % 8 == colour) & (nearest < 16) for colour in range(len(COLOURS))], 1)


def _share_around(masks: Tensor) -> Tensor:
    """How much of the neighbourhood of each pixel is in its mask."""
    return functional.avg_pool2d(masks.float().flatten(0, 2)[:, None], 3, 1, 1).view(masks.shape)


def _find_next(masks: Tensor, scale: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The colour with the largest body (B,), its middle in pixels (B, F, 2) and whether there is one (B,)."""
    side = (0.3 * scale).round().long().clamp(min=2)
    clips, frames = scale.shape
    full = _average(_halve(masks), side)
    peak = full.flatten(3).amax(3)  # B, colours, F
    best = peak.quantile(0.7, 2).argmax(1)
    rows = torch.arange(clips, device=scale.device)
    score, strength = full[rows, best], peak[rows, best]
    found = strength.quantile(0.7, 1) > _LEAST
    path = torch.zeros(clips, frames, 2, device=scale.device)
    start = (strength - 0.01 * (torch.arange(frames, device=scale.device) - frames // 2).abs()).argmax(1)
    grid = 2 * _pixels(score.shape[2:], scale.device)
    for clip in range(clips):
        first = int(start[clip])
        here = grid.flatten(0, 1)[score[clip, first].argmax()]
        path[clip, first] = here
        for order in (range(first + 1, frames), range(first - 1, -1, -1)):
            at = here
            for frame in order:
                away = (grid - at).square().sum(-1).sqrt() / scale[clip, frame]
                value = score[clip, frame] - 0.25 * (away - 0.1).clamp(min=0)
                at = grid.flatten(0, 1)[value.argmax()] if value.max() > 0.1 else at
                path[clip, frame] = at
    return best, path, found


def _halve(masks: Tensor) -> Tensor:
    """Masks (B, N, F, H, W) at half the resolution, as shares."""
    return functional.avg_pool2d(masks.float().flatten(0, 2)[:, None], 2)[:, 0].unflatten(0, masks.shape[:3])


def _average(masks: Tensor, side: Tensor) -> Tensor:
    """The share of each mask (B, N, F, H, W) in a square of `side` (B, F) pixels around every pixel."""
    height, width = masks.shape[3:]
    total = functional.pad(masks, (1, 0, 1, 0)).cumsum(3).cumsum(4)
    half = side // 2
    index = torch.arange(height, device=masks.device)
    top, bottom = (index - half[..., None]).clamp(min=0), (index + half[..., None] + 1).clamp(max=height)
    index = torch.arange(width, device=masks.device)
    left, right = (index - half[..., None]).clamp(min=0), (index + half[..., None] + 1).clamp(max=width)

    def at(rows: Tensor, columns: Tensor) -> Tensor:
        shape = (*masks.shape[:3], rows.shape[-1], total.shape[4])
        picked = total.gather(3, rows[:, None, :, :, None].expand(shape))
        shape = (*masks.shape[:3], rows.shape[-1], columns.shape[-1])
        return picked.gather(4, columns[:, None, :, None, :].expand(shape))

    area = ((2 * half + 1) ** 2)[:, None, :, None, None]
    return (at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left)) / area


def _cut_out(
    mask: Tensor, path: Tensor, scale: Tensor, across: tuple[float, float], down: tuple[float, float]
) -> Tensor:
    """What of a mask (B, F, H, W) is in a box around a path, measured in bodies."""
    grid = _pixels(mask.shape[2:], mask.device)
    away = (grid - path[:, :, None, None]) / scale[:, :, None, None, None]
    x, y = away[..., 0], away[..., 1]
    return mask.bool() & (x > across[0]) & (x < across[1]) & (y > down[0]) & (y < down[1])


def _pixels(shape: torch.Size, device: torch.device) -> Tensor:
    """The middle of each pixel, x and y: (H, W, 2)."""
    y, x = torch.meshgrid(*(torch.arange(length, device=device) + 0.5 for length in shape), indexing="ij")
    return torch.stack((x, y), -1)


def _measure(colour: Tensor, path: Tensor, body: Tensor, stage: Stage) -> Tracks:
    height, width = body.shape[3:]
    mass = body.sum((3, 4)).float()
    scale = (stage.zoom * height)[:, None]
    columns, rows = body.sum(3).float(), body.sum(4).float()
    left, right = _edges(columns)
    top, bottom = _edges(rows)
    edge = 1.5
    inside = (left > edge) & (right < width - edge) & (top > edge) & (mass > 8)
    middle = (columns * (torch.arange(width, device=body.device) + 0.5)).sum(3) / mass.clamp(min=1)
    x = (middle / height - width / height / 2) / stage.zoom[:, None] + stage.camera_x[:, None]
    away = (path[:, :, None, :, 0] - path[:, None, :, :, 0]).abs() / scale[:, :, None]
    alone = torch.eye(body.shape[1], device=body.device, dtype=torch.bool)[None, :, :, None]
    nobody = (colour < 0)[:, None, :, None]
    return Tracks(
        colour=colour,
        x=x,
        bottom=(FEET - bottom / height) / stage.zoom[:, None],
        wide=(right - left) / scale,
        high=(bottom - top) / scale,
        mass=mass / scale**2,
        inside=inside,
        apart=away.masked_fill(alone | nobody, 9.0).amin(2),
        body=body,
    )


def _edges(profile: Tensor) -> tuple[Tensor, Tensor]:
    """Where a profile (…, N) begins and ends, in pixels and their parts, without its thinnest tips."""
    strong = profile.sort(-1).values[..., -4:].mean(-1, keepdim=True)
    filled = (profile / (0.24 * strong).clamp(min=1.0)).clamp(max=1.0)
    place = torch.arange(profile.shape[-1], device=profile.device)
    there = filled > 0.5
    first = torch.where(there, place, 10_000).amin(-1)
    last = torch.where(there, place, -1).amax(-1)
    return first.float().clamp(max=profile.shape[-1]), last.float() + 1


def _sort(tracks: Tracks) -> Tracks:
    """The characters from left to right at half time, nobody last."""
    middle = tracks.x[..., tracks.x.shape[-1] // 2]
    order = torch.where(tracks.colour < 0, 1e3, middle).argsort(1)

    def pick(value: Tensor) -> Tensor:
        shape = (*order.shape, *(1,) * (value.dim() - 2))
        return value.gather(1, order.view(shape).expand(*order.shape, *value.shape[2:]))

    return Tracks(**{name: pick(getattr(tracks, name)) for name in Tracks.__slots__})


def fit_heights(tracks: Tracks) -> tuple[Tensor, Tensor]:
    """How far each frame is to be trusted, and the heights of bodies as they grow evenly: (B, C, F)."""
    apart = ((tracks.apart / (tracks.high / TALL).clamp(min=_CALM) - 0.6) / 0.4).clamp(0.02, 1)
    weight = (tracks.inside * apart).clamp(min=_CALM)
    _, line = fit_line(tracks.high.clamp(min=_CALM).log(), weight, 0.08)
    return weight, line.exp()


def fit_line(values: Tensor, weights: Tensor, spread: float) -> tuple[Tensor, Tensor]:
    """A straight line through values (…, F), those that are off by more than `spread` counting little.

    Gives its change over the clip (…) and the line (…, F).
    """
    run = torch.linspace(-0.5, 0.5, values.shape[-1], device=values.device)
    given, weights = weights.float() + 1e-4, weights.float() + 1e-4
    slope, line = values[..., :1], values
    for _ in range(6):
        total = weights.sum(-1, keepdim=True)
        middle, mean = (weights * run).sum(-1, keepdim=True) / total, (weights * values).sum(-1, keepdim=True) / total
        away = run - middle
        slope = (weights * away * values).sum(-1, keepdim=True) / (weights * away**2).sum(-1, keepdim=True).clamp(1e-6)
        line = mean + slope * away
        weights = given / (1 + ((values - line) / spread) ** 2)
    return slope[..., 0], line

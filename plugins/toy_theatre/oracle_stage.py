"""Reads place, time of day and the camera's way off pictures, by painting the backdrop again and comparing.

Shapes: B clips, F frames, H rows, W columns, K guesses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional

from .backdrop import PERIOD, paint_backdrop
from .words import CAMERAS, FRAMES, PLACES, TIMES
from .world import FEET

_CAP = 0.15  # a pixel that differs by more is somebody, not a wrong backdrop
_TOP, _BOTTOM = -0.25, 1.15  # how far a strip reaches, in heights of the picture
_WORST = 0.075  # mean difference above which it is no place at all
_ZOOM = 1.4
_SPARE_MOTION, _SPARE_JITTER = 0.0005, 0.01  # what a way of one height costs: of equal guesses the nearest is taken
_KEYS = (0, 6, 12, 18, 24)  # the frames that are compared; the camera moves evenly between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is behind the characters. Numbers (B,) index `words`, −1 for nothing that is known.

    `camera_x` and `zoom` (B, F): the middle of the picture along the backdrop, in heights, and how near it is;
    `backdrop` (B, F, H, W, 3): the empty stage, painted again.
    """

    place: Tensor
    time: Tensor
    camera: Tensor
    camera_x: Tensor
    zoom: Tensor
    backdrop: Tensor


def read_stage(pictures: Tensor) -> Stage:
    """The stage of clips (B, F, H, W, 3) in 0…1."""
    rows = _find_rows(pictures[:, [0, FRAMES // 2, FRAMES - 1]])
    camera_x, zoom, cost = _follow_camera(pictures, rows)
    known = cost < _WORST
    place, time = rows // len(TIMES), rows % len(TIMES)
    shift, near = camera_x[:, -1] - camera_x[:, 0], (zoom[:, -1] / zoom[:, 0]).log() / math.log(_ZOOM)
    return Stage(
        place=torch.where(known, place, -1),
        time=torch.where(known, time, -1),
        camera=torch.where(known, _name_camera(shift, near, pictures.shape[3] / pictures.shape[2]), -1),
        camera_x=camera_x,
        zoom=zoom,
        backdrop=_repaint(pictures, camera_x, zoom, place, time),
    )


def _name_camera(shift: Tensor, near: Tensor, aspect: float) -> Tensor:
    """The nearest of the camera's ways: `shift` in heights, `near` 1 for a whole zoom in."""
    pan = 0.3 * aspect
    name = torch.full_like(shift, CAMERAS.index("still"), dtype=torch.long)
    name[shift < -pan / 2] = CAMERAS.index("pan left")
    name[shift > pan / 2] = CAMERAS.index("pan right")
    name[shift.abs() > (1 + pan) / 2] = CAMERAS.index("follow")
    name[near > 0.5] = CAMERAS.index("zoom in")
    name[near < -0.5] = CAMERAS.index("zoom out")
    return name


def _find_rows(pictures: Tensor) -> Tensor:
    """Which strip each clip plays before, from some small frames of it: (B,)."""
    step = 8
    small = _shrink(pictures, step)
    strips = len(PLACES) * len(TIMES)
    offsets, zooms = _grid(_span(0, PERIOD - 0.1, 0.1), torch.tensor([0.86, 1.0, 1.16]))
    total = torch.zeros(len(pictures), strips)
    for row in range(strips):
        rows = torch.full((len(pictures),), row)
        for frame in range(small.shape[1]):
            cost = _compare(small[:, frame], step, rows, offsets, zooms)
            total[:, row] += cost.amin(1)
    return total.argmin(1)


def _follow_camera(pictures: Tensor, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The camera's middle and zoom in every frame (B, F), and the mean difference of all (B,).

    First even ways over the whole clip, because some frames alone show too little of the backdrop; then each key frame.
    """
    keys = pictures[:, _KEYS]
    kinds = _list_kinds(pictures.shape[3] / pictures.shape[2])
    offsets = _span(0, PERIOD - 0.05, 0.05)
    ways = torch.cat((offsets.repeat_interleave(len(kinds))[:, None], kinds.repeat(len(offsets), 1)), 1)
    cost = _judge(_shrink(keys, 8), 8, rows, ways[None]).unflatten(1, (len(offsets), -1)).argmin(1)
    ways = torch.cat((offsets[cost][..., None], kinds.expand(len(rows), -1, -1)), 2)
    for step, kept, jitter in (
        (4, 6, ((-0.025, 0.0, 0.025), (0.0,), (0.0,))),
        (2, 3, ((-0.02, 0.0, 0.02), (-0.03, 0.0, 0.03), (0.0,))),
        (1, 1, ((-0.01, 0.0, 0.01), (0.0,), (-0.03, 0.0, 0.03))),
    ):
        around = torch.cartesian_prod(*map(torch.tensor, jitter))
        ways = (ways[:, :, None] + around).flatten(1, 2)
        cost = _judge(_shrink(keys, step), step, rows, ways)
        ways = ways[torch.arange(len(rows))[:, None], cost.topk(kept, largest=False).indices]
    found = [_refine(keys[:, number], rows, _place(ways, frame)) for number, frame in enumerate(_KEYS)]
    x, zoom, cost = (torch.stack(each, 1) for each in zip(*found, strict=True))
    return _between(x), _between(zoom.log()).exp(), cost.mean(1)


def _list_kinds(aspect: float) -> Tensor:
    """Ways of the camera (K, 2): heights over the clip, and the zoom's logarithm over the clip."""
    pan = 0.3 * aspect
    shifts = torch.cat((_span(-1.5, 1.5, 0.25) * pan, _span(0.7, 1.15, 0.15), -_span(0.7, 1.15, 0.15)))
    zooms = torch.tensor([-1.0, -0.6, 0.6, 1.0]) * math.log(_ZOOM)
    still = torch.zeros(1)
    return torch.cat((torch.cartesian_prod(shifts, still), torch.cartesian_prod(still, zooms)))


def _judge(keys: Tensor, step: int, rows: Tensor, ways: Tensor) -> Tensor:
    """How badly ways of the camera (B, K, 3) fit the key frames: (B, K)."""
    total = _SPARE_MOTION * ways[..., 1].abs()
    for number, frame in enumerate(_KEYS):
        total = total + _compare(keys[:, number], step, rows, *_place(ways, frame)) / len(_KEYS)
    return total


def _place(ways: Tensor, frame: int) -> tuple[Tensor, Tensor]:
    """Where the camera is in a frame of its way, and how near."""
    run = frame / (FRAMES - 1) - 0.5
    return ways[..., 0] + ways[..., 1] * run, (ways[..., 2] * run).exp()


def _between(values: Tensor) -> Tensor:
    """Values at the key frames (B, keys) drawn out evenly to every frame (B, F)."""
    return functional.interpolate(values[:, None], FRAMES, mode="linear", align_corners=True)[:, 0]


def _refine(frame: Tensor, rows: Tensor, guess: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """The best of what is near a guess (B, 1) that is good already, and its difference, each (B,)."""
    half = _shrink(frame[:, None], 2)[:, 0]
    guess = _choose(half, 2, rows, guess, _grid(_span(-0.03, 0.03, 0.01), _span(-0.04, 0.04, 0.02).exp()))
    fine = _grid(_span(-0.006, 0.006, 0.003), _span(-0.012, 0.012, 0.006).exp())
    guess = _choose(frame, 1, rows, guess, fine)
    return guess[0][:, 0], guess[1][:, 0], _compare(frame, 1, rows, *guess)[:, 0]


def _choose(
    frame: Tensor, step: int, rows: Tensor, guess: tuple[Tensor, Tensor], around: tuple[Tensor, Tensor]
) -> tuple[Tensor, Tensor]:
    """The best of the guesses around one (B, 1), of equal ones the nearest."""
    x, zoom = guess[0] + around[0], guess[1] * around[1]
    cost = _compare(frame, step, rows, x, zoom) + _SPARE_JITTER * around[0].abs()
    best = cost.argmin(1, keepdim=True)
    return x.gather(1, best), zoom.gather(1, best)


def _compare(frame: Tensor, step: int, rows: Tensor, x: Tensor, zoom: Tensor) -> Tensor:
    """How far frames (B, H, W, 3), shrunk by `step`, are from strips seen from (x, zoom), each (B, K): (B, K)."""
    height, width = frame.shape[1:3]
    strip = _strips(height * step, step)
    scale = strip.shape[2] / PERIOD
    across = ((torch.arange(width) + 0.5) - width / 2) / height
    down = (torch.arange(height) + 0.5) / height - FEET
    column = ((across / zoom[..., None] + x[..., None]) * scale).floor().long() % strip.shape[2]
    row = ((down / zoom[..., None] + FEET - _TOP) * scale).floor().long().clamp(0, strip.shape[1] - 1)
    cost: list[Tensor] = []
    for clip, one in enumerate(frame):
        at = 0 if len(x) == 1 else clip
        seen = strip[int(rows[clip])][row[at, :, :, None], column[at, :, None, :]]
        cost.append((seen - one).abs_().clamp_(max=_CAP).mean((1, 2, 3)))
    return torch.stack(cost)


@cache
def _strips(height_px: int, step: int) -> Tensor:
    """Every place at every time, one after the other, as seen by frames of a height shrunk by `step`."""
    fine = max(2 * height_px // step, 64)
    columns = round(PERIOD * fine)
    x = (torch.arange(columns) + 0.5) / fine
    y = (torch.arange(round((_BOTTOM - _TOP) * fine)) + 0.5) / fine + _TOP
    x, y = torch.broadcast_tensors(x[None, None, None, :], y[None, None, :, None])
    place, time = torch.meshgrid(torch.arange(len(PLACES)), torch.arange(len(TIMES)), indexing="ij")
    px = torch.full((1, 1, 1, 1), step / height_px)
    strips = [
        paint_backdrop(x, y, px, one[None], other[None])[0, 0]
        for one, other in zip(place.flatten(), time.flatten(), strict=True)
    ]
    return torch.stack(strips)


def _repaint(pictures: Tensor, camera_x: Tensor, zoom: Tensor, place: Tensor, time: Tensor) -> Tensor:
    height, width = pictures.shape[2:4]
    across = (torch.arange(width) + 0.5) / height - width / height / 2
    down = (torch.arange(height) + 0.5) / height - FEET
    zoom = zoom[:, :, None, None]
    x, y = across / zoom + camera_x[:, :, None, None], down[:, None] / zoom + FEET
    x, y = torch.broadcast_tensors(x, y)
    return paint_backdrop(x, y, 1 / (height * zoom), place, time)


def _shrink(pictures: Tensor, step: int) -> Tensor:
    """(B, F, H, W, 3) averaged over squares of `step` pixels."""
    flat = pictures.flatten(0, 1).permute(0, 3, 1, 2)
    return functional.avg_pool2d(flat, step).permute(0, 2, 3, 1).unflatten(0, pictures.shape[:2])


def _span(least: float, most: float, step: float) -> Tensor:
    return torch.linspace(least, most, round((most - least) / step) + 1)


def _grid(x: Tensor, zoom: Tensor) -> tuple[Tensor, Tensor]:
    """Every x with every zoom, each (1, K)."""
    x, zoom = torch.meshgrid(x, zoom, indexing="ij")
    return x.flatten()[None], zoom.flatten()[None]

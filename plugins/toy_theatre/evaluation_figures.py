"""Figures of clips against their requests: identity, swaps, motion, likeness of frames, drift of colours.

Shapes: B clips, C characters of a request, F frames, H rows, W columns.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional

from studio.measure.colour import ciede2000, to_lab

from .evaluation_requests import CAST, Requests
from .oracle import Reading
from .scenes import Identity
from .words import HEADGEAR

_CELL_PX = 8
_BARE = HEADGEAR.index("none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is right, all bool. The first five (B, C) are of characters, `present` says of which; the others (B,)."""

    present: Tensor
    colour: Tensor
    shape: Tensor
    headgear: Tensor
    action: Tensor
    place: Tensor
    camera: Tensor
    swapped: Tensor
    """Whether one of two characters has something of the other."""

    @property
    def identity(self) -> Tensor:
        """Colour, shape and headgear: (B, C)."""
        return self.colour & self.shape & self.headgear

    def share(self, name: str) -> float:
        """In how many percent of the characters, or of the clips, something is right."""
        right: Tensor = getattr(self, name)
        return to_percent(right[self.present] if right.dim() == self.present.dim() else right)


def to_percent(right: Tensor) -> float:
    """How many percent are true; of none, none."""
    return 100 * float(right.float().mean()) if right.numel() else 0.0


def judge(requests: Requests, reading: Reading) -> Judged:
    """Hold what was read against what was asked.

    Of two characters, each is taken for the one that it has more in common with, wherever it stands.
    """
    scenes, present = requests.scenes, requests.shown
    asked, read = _list_looks(scenes.cast, present), _list_looks(reading, present)
    partner = _pair(asked, read, requests)
    read = {name: value.gather(1, partner) for name, value in read.items()}
    action = reading.action[:, :CAST].gather(1, partner)
    right = {name: (read[name] == value) & present for name, value in asked.items()}
    others = {name: value.flip(1) for name, value in asked.items()}
    takes = [(read[name] == other) & (asked[name] != other) & (other >= 0) for name, other in others.items()]
    return Judged(
        present=present,
        colour=right["colour"],
        shape=right["shape"],
        headgear=right["headgear"],
        action=(action == scenes.action[:, :CAST]) & present,
        place=reading.place == scenes.place,
        camera=reading.camera == scenes.camera,
        swapped=torch.stack(takes).any(0).any(1) & present.all(1),
    )


def _list_looks(looks: Identity | Reading, present: Tensor) -> dict[str, Tensor]:
    """What makes an identity, each (B, C)."""
    names = ("colour", "shape", "headgear", "headgear_colour")
    values = {name: getattr(looks, name)[:, :CAST].masked_fill(~present, -1) for name in names}
    values["headgear_colour"] = values["headgear_colour"].masked_fill(values["headgear"] == _BARE, -1)
    return values


def _pair(asked: dict[str, Tensor], read: dict[str, Tensor], requests: Requests) -> Tensor:
    """At which place of the reading, that goes from left to right, each character is: (B, C)."""
    same = torch.stack([asked[name][:, :, None] == read[name][:, None, :] for name in asked]).sum(0)
    straight, crossed = same[:, 0, 0] + same[:, 1, 1], same[:, 0, 1] + same[:, 1, 0]
    slot = requests.scenes.slot
    told = slot[:, 0] > slot[:, 1]
    turned = (crossed > straight) | ((crossed == straight) & told)
    turned &= requests.counts == CAST
    return torch.stack((turned.long(), 1 - turned.long()), 1)


def mix_up(requests: Requests, reading: Reading) -> Reading:
    """The reading of another clip with as many characters for each: what chance gets right."""
    rows = torch.arange(len(requests.captions))
    for count in range(1, CAST + 1):
        some = (requests.counts == count).nonzero().flatten()
        rows[some] = some.roll(1)
    return pick(reading, rows)


def pick(reading: Reading, rows: Tensor) -> Reading:
    """Some rows of a reading, but for its poses, which nothing here needs."""
    names = [field.name for field in fields(reading) if field.name != "poses"]
    return replace(reading, **{name: getattr(reading, name)[rows] for name in names})


def measure_motion(pictures: Tensor) -> float:
    """How much clips (B, F, H, W, 3) change from frame to frame, in shares of the whole range."""
    return float(pictures.diff(dim=1).abs().mean())


def measure_likeness(one: Tensor, other: Tensor) -> float:
    """The mean PSNR in dB of pictures (B, H, W, 3) in 0…1."""
    square = (one - other).square().flatten(1).mean(1).clamp(min=1e-10)
    return float((-10 * square.log10()).mean())


def measure_drift(shots: list[Tensor]) -> tuple[float, float]:
    """By how much colours drift over shots (B, F, H, W, 3) that go on from each other: CIEDE2000.

    Of neighbours and of the first against the last: the mean difference of the colours that each small square of the
    picture has most of the time, so that who moves counts little.
    """
    usual = [_find_usual(shot) for shot in shots]
    seams = [_differ(one, other) for one, other in pairwise(usual)]
    return sum(seams) / len(seams), _differ(usual[0], usual[-1])


def _find_usual(shot: Tensor) -> Tensor:
    """The median over the frames of each square's mean colour: (B, rows, columns, 3)."""
    small = functional.avg_pool2d(shot.flatten(0, 1).permute(0, 3, 1, 2), _CELL_PX)
    return small.unflatten(0, shot.shape[:2]).median(1).values.permute(0, 2, 3, 1)


def _differ(one: Tensor, other: Tensor) -> float:
    lab = [to_lab(colours.double().numpy()) for colours in (one, other)]
    return float(ciede2000(*lab).mean())

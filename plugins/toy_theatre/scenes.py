"""`Scenes`: a batch of small plays as numbers, and how they are thrown by dice."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor

from .words import (
    ACTIONS,
    CAMERAS,
    COLOURS,
    HEADGEAR,
    MOST_CHARACTERS,
    PLACES,
    SHAPES,
    is_held_out,
)

LEFT, RIGHT, TALKS = ACTIONS.index("left"), ACTIONS.index("right"), ACTIONS.index("talks")
FOLLOW = CAMERAS.index("follow")
IN_ORDER = 0.5  # share of the plays in which the cast stands from left to right


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a character looks like. Each tensor is (batch, characters); whole numbers index the lists of `words`."""

    shape: Tensor
    colour: Tensor
    shift: Tensor  # (batch, characters, 3) sRGB beside the named colour
    pattern: Tensor
    headgear: Tensor
    headgear_colour: Tensor
    eyes: Tensor  # radius against the usual one

    def of(self, rows: Tensor) -> Identity:
        """The identities of some rows of the batch."""
        return Identity(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def to(self, device: torch.device) -> Identity:
        """The same on a device."""
        return Identity(**{field.name: getattr(self, field.name).to(device) for field in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenes:
    """A batch of plays. `present` (batch, characters) says who is there; lengths are in heights of the picture."""

    cast: Identity
    present: Tensor
    action: Tensor
    slot: Tensor  # where a character stands at half time, from the left edge
    size: Tensor  # height of the body
    beat: Tensor  # frames by which its rhythm begins later
    place: Tensor
    time: Tensor
    camera: Tensor
    offset: Tensor  # of the camera along the backdrop
    width_px: int
    height_px: int

    @property
    def aspect(self) -> float:
        """Width against height."""
        return self.width_px / self.height_px

    def of(self, rows: Tensor) -> Scenes:
        """Some rows of the batch."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        tensors = {name: value[rows] for name, value in values.items() if isinstance(value, Tensor)}
        return replace(self, cast=self.cast.of(rows), **tensors)

    def to(self, device: torch.device) -> Scenes:
        """The same on a device."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        tensors = {name: value.to(device) for name, value in values.items() if isinstance(value, Tensor)}
        return replace(self, cast=self.cast.to(device), **tensors)


class Dice:
    """Numbers from a generator of one seed; drawn on the CPU, so that every device sees the same."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def whole(self, below: int, *shape: int) -> Tensor:
        """Whole numbers from 0 to below `below`."""
        return torch.randint(below, shape, generator=self.generator)

    def real(self, least: float, most: float, *shape: int) -> Tensor:
        """Real numbers between two."""
        return torch.rand(shape, generator=self.generator) * (most - least) + least

    def chosen(self, weights: tuple[float, ...], *shape: int) -> Tensor:
        """Indices with these odds."""
        count = int(torch.tensor(shape).prod())
        return torch.multinomial(torch.tensor(weights), count, True, generator=self.generator).reshape(shape)


def throw_cast(dice: Dice, batch: int, held_out: bool | None = False) -> Identity:
    """Characters at random: of the held-out combinations only, without them, or of all (`None`).

    The characters of one play differ in colour, and nobody wears a headgear of their own colour.
    """
    shape = (batch, MOST_CHARACTERS)
    allowed = torch.tensor(
        [
            (s, c, h)
            for s in range(len(SHAPES))
            for c in range(len(COLOURS))
            for h in range(len(HEADGEAR))
            if held_out is None or is_held_out(s, c, h) == held_out
        ]
    )
    odds = dice.real(0.0, 1.0, batch, len(allowed))
    taken = torch.zeros(batch, 0, dtype=torch.long)
    for _ in range(MOST_CHARACTERS):
        clash = (allowed[:, 1][None, :, None] == allowed[:, 1][taken][:, None, :]).any(-1)
        pick = odds.masked_fill(clash, -1.0).argmax(1, keepdim=True)
        taken = torch.cat((taken, pick), 1)
    combination = allowed[taken]
    colour = combination[..., 1]
    return Identity(
        shape=combination[..., 0],
        colour=colour,
        shift=dice.real(-0.05, 0.05, *shape, 3),
        pattern=dice.chosen((2.0, 1.0, 1.0), *shape),
        headgear=combination[..., 2],
        headgear_colour=(colour + 1 + dice.whole(len(COLOURS) - 1, *shape)) % len(COLOURS),
        eyes=dice.real(0.85, 1.2, *shape),
    )


def throw(dice: Dice, batch: int, size: tuple[int, int], held_out: bool | None = False) -> Scenes:
    """Plays at random with one to three characters."""
    width, height = size
    shape = (batch, MOST_CHARACTERS)
    count = 1 + dice.chosen((0.4, 0.5, 0.1), batch, 1)
    present = torch.arange(MOST_CHARACTERS)[None] < count
    mixed = dice.real(0.0, 1.0, *shape).masked_fill(~present, 9.0).argsort(1).argsort(1)
    order = torch.where(dice.real(0.0, 1.0, batch, 1) < IN_ORDER, torch.arange(MOST_CHARACTERS), mixed)
    slot = (order + 0.5 + dice.real(-0.02, 0.02, *shape)) / count * width / height
    crowd = torch.tensor([1.0, 0.92, 0.74])[count - 1] * min(1.0, (width / height) ** 0.5 * 0.95)
    scenes = Scenes(
        cast=throw_cast(dice, batch, held_out),
        present=present,
        action=dice.whole(len(ACTIONS), *shape),
        slot=slot,
        size=0.42 * crowd * dice.real(0.97, 1.03, *shape),
        beat=torch.zeros(shape, dtype=torch.long),
        place=dice.whole(len(PLACES), batch),
        time=dice.chosen((0.6, 0.2, 0.2), batch),
        camera=dice.chosen((0.36, 0.13, 0.13, 0.13, 0.13, 0.12), batch),
        offset=dice.real(0.0, 0.1, batch),
        width_px=width,
        height_px=height,
    )
    return _let_follow(dice, _relate(dice, scenes))


def _relate(dice: Dice, scenes: Scenes) -> Scenes:
    """Some pairs chase or meet each other: both walk, in one direction or towards the middle."""
    related = (dice.real(0.0, 1.0, len(scenes.place)) < 0.2) & (scenes.present.sum(1) == 2)
    meets = dice.whole(2, len(scenes.place)).bool()
    way = torch.where(dice.whole(2, len(scenes.place)).bool(), LEFT, RIGHT)
    is_left = scenes.slot[:, 0] < scenes.slot[:, 1]
    first = torch.where(meets, torch.where(is_left, RIGHT, LEFT), way)
    second = torch.where(meets, LEFT + RIGHT - first, way)
    pair = torch.stack((first, second, scenes.action[:, 2]), 1)
    return replace(scenes, action=torch.where(related[:, None], pair, scenes.action))


def _let_follow(dice: Dice, scenes: Scenes) -> Scenes:
    """Where the camera follows, everybody walks its way."""
    way = torch.where(dice.whole(2, len(scenes.place)).bool(), LEFT, RIGHT)
    follows = scenes.camera == FOLLOW
    return replace(scenes, action=torch.where(follows[:, None], way[:, None], scenes.action))

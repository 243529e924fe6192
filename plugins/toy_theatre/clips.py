"""Drawn clips as latents, kept for a while: each is seen several times, told in other words each time.

Shapes as in `studio.model`: B batch, C channels, T latent frames, L sound latents, K references.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor
from torch.nn import functional

from studio.model.codecs.video import STRIDE
from studio.model.packing import Reference
from studio.model.precision import autocast
from studio.model.text import pad

from .captions import Teller
from .model import ToyModel
from .motion import Motion, move
from .scenes import Dice, Scenes, throw
from .soundscape import sound
from .words import HEADGEAR, MOST_CHARACTERS
from .world import draw_references, find_figures

POSES = 3  # pictures of each character
MOST_PIECES = 48  # of a caption
_STEP = 16  # clips drawn at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Clips:
    """Latents of some plays: video (B, C, T, H, W), audio (B, L, C), references (B, characters, poses, C, H, W).

    `figures` (B, characters, T, H, W) says which share of each place is whose.
    """

    scenes: Scenes
    video: Tensor
    figures: Tensor
    audio: Tensor
    references: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is so in each clip, in words' numbers: W characters, A questions as in `reader.QUESTIONS`."""

    figures_BWTHW: Tensor  # which share of each place is whose
    looks_BWA: Tensor  # what each is and does; −1 for what isn't there
    camera_B: Tensor
    numbers_BW: Tensor  # by which image each is cited, 0 for none
    shown_BK: Tensor  # whom each reference shows

    def to(self, device: torch.device) -> Truth:
        """The same on a device."""
        return Truth(**{field.name: getattr(self, field.name).to(device) for field in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Clips with what is told and shown of them."""

    video_BCTHW: Tensor
    audio_BLC: Tensor
    pieces_BL: Tensor
    text_mask_BL: Tensor
    references_BKCHW: Tensor
    reference_mask_BK: Tensor
    cited_BK: Tensor  # the place of the piece that cites the reference's character, −1 for none
    truth: Truth


Paint = Callable[[Scenes, Motion], Tensor]
"""`world.draw`, or that compiled."""


@torch.no_grad()
def draw_clips(
    model: ToyModel, dice: Dice, count: int, size: tuple[int, int], device: torch.device, paint: Paint
) -> Clips:
    """Draw plays at random and encode them."""
    scenes = throw(dice, count, size)
    on_device = scenes.to(device)
    motion = move(on_device)
    with autocast(device):
        pixels = to_pixels(paint(on_device, motion))
        video = model.video_codec.encode(pixels)
        poses = [draw_references(dice, on_device.cast, who) for who in range(MOST_CHARACTERS) for _ in range(POSES)]
        pictures = to_pixels(torch.cat(poses)[:, None])
        references = model.video_codec.encode(pictures)[:, :, 0]
        audio = model.audio_codec.encode(sound(on_device, motion))
    shape = (MOST_CHARACTERS, POSES, count)
    references = references.unflatten(0, shape).permute(2, 0, 1, 3, 4, 5)
    found = find_figures(on_device, motion, STRIDE[1] // 4).float()
    found = functional.avg_pool2d(found.flatten(0, 2), 4).unflatten(0, found.shape[:3])
    figures = torch.cat([found[:, :, :1], found[:, :, 1:].unflatten(2, (-1, STRIDE[0])).mean(3)], 2)
    return Clips(
        scenes=scenes,
        video=video.float().cpu(),
        figures=figures.cpu(),
        audio=audio.float().cpu(),
        references=references.float().cpu(),
    )


def to_pixels(pictures: Tensor) -> Tensor:
    """(B, 3, F, H, W) in −1…1 of pictures (B, F, H, W, 3) in 0…1."""
    return pictures.clamp(0, 1).permute(0, 4, 1, 2, 3) * 2 - 1


class ClipStore:
    """A ring of clips of one size, to which new ones are added while training goes on."""

    def __init__(self, most: int, size: tuple[int, int], paint: Paint) -> None:
        self.most, self.size, self.paint = most, size, paint
        self._parts: list[Clips] = []

    @property
    def is_begun(self) -> bool:
        """Whether there is anything in it."""
        return bool(self._parts)

    def add(self, model: ToyModel, dice: Dice, device: torch.device) -> None:
        """Draw some more; the oldest go when it is full."""
        self._parts.append(draw_clips(model, dice, _STEP, self.size, device, self.paint))
        if len(self._parts) * _STEP > self.most:
            self._parts.pop(0)

    def choose(self, dice: Dice, teller: Teller, model: ToyModel, count: int, slots: int) -> Batch:
        """A batch of clips from all that are kept, each with at most `slots` reference images."""
        part = dice.whole(len(self._parts), count)
        row = dice.whole(_STEP, count)
        chosen = [(self._parts[int(p)], int(r)) for p, r in zip(part, row, strict=True)]
        lots = dice.real(0, 1, count).tolist()  # some have no text, half of these no references: guidance leads away
        shown = [
            [] if lot < 0.05 else choose_references(dice, clips.scenes, r, slots)
            for lot, (clips, r) in zip(lots, chosen, strict=True)
        ]
        told = [
            "" if lot < 0.1 else tell_briefly(model, teller, clips.scenes, r, cite(each))
            for lot, (clips, r), each in zip(lots, chosen, shown, strict=True)
        ]
        return assemble(model, chosen, told, shown, slots)


def choose_references(dice: Dice, scenes: Scenes, row: int, slots: int) -> list[tuple[int, int]]:
    """Which character and pose each reference shows, those of one character one after the other.

    All are left out of one clip in ten, and each character's by itself of some more.
    """
    if float(dice.real(0, 1, 1)) < 0.1:
        return []
    present = [who for who in range(MOST_CHARACTERS) if scenes.present[row, who]]
    kept = [who for who in present if float(dice.real(0, 1, 1)) > 0.1]
    shown: list[tuple[int, int]] = []
    for place, who in enumerate(kept):
        room = slots - len(shown) - (len(kept) - place - 1)
        images = min(room, 1 + int(dice.whole(POSES, 1))) if float(dice.real(0, 1, 1)) < 0.4 else 1
        first = int(dice.whole(POSES, 1))
        shown += [(who, (first + pose) % POSES) for pose in range(images)]
    return shown


def tell_briefly(model: ToyModel, teller: Teller, scenes: Scenes, row: int, citations: Sequence[int]) -> str:
    """The first of some captions that has at most 48 pieces, or the last: long ones make every step longer."""
    text = ""
    for _ in range(8):
        text = teller.tell(scenes, row, citations)
        if len(model.text_encoder.pieces.cut(text)) <= MOST_PIECES:
            break
    return text


def cite(shown: Sequence[tuple[int, int]]) -> list[int]:
    """By which number each character is cited: that of its first image, 0 for none."""
    first = {who: number for number, (who, _) in reversed(list(enumerate(shown, start=1)))}
    return [first.get(who, 0) for who in range(MOST_CHARACTERS)]


def assemble(
    model: ToyModel,
    chosen: Sequence[tuple[Clips, int]],
    told: Sequence[str],
    shown: Sequence[Sequence[tuple[int, int]]],
    slots: int,
) -> Batch:
    """A batch of rows of clips, with texts, and references laid out in `slots`."""
    pieces = [model.text_encoder.pieces.cut(text) for text in told]
    pieces_BL, mask_BL = pad(pieces, model.text_encoder.config.most_pieces)
    first, _ = chosen[0]
    references = torch.zeros(len(told), slots, *first.references.shape[3:])
    there = torch.zeros(len(told), slots, dtype=torch.bool)
    cited, whose = torch.full((len(told), slots), -1), torch.zeros(len(told), slots, dtype=torch.long)
    for row, ((clips, r), each) in enumerate(zip(chosen, shown, strict=True)):
        places = model.text_encoder.pieces.find_cited(pieces[row])
        numbers = cite(each)
        for slot, (who, pose) in enumerate(each):
            references[row, slot] = clips.references[r, who, pose]
            there[row, slot], whose[row, slot] = True, who
            cited[row, slot] = places.get(numbers[who], -1)
    return Batch(
        video_BCTHW=torch.stack([clips.video[r] for clips, r in chosen]),
        audio_BLC=torch.stack([clips.audio[r] for clips, r in chosen]),
        pieces_BL=pieces_BL,
        text_mask_BL=mask_BL & torch.tensor([bool(text) for text in told])[:, None],
        references_BKCHW=references,
        reference_mask_BK=there,
        cited_BK=cited,
        truth=Truth(
            figures_BWTHW=torch.stack([clips.figures[r] for clips, r in chosen]),
            looks_BWA=torch.stack([list_looks(clips.scenes, r) for clips, r in chosen]),
            camera_B=torch.stack([clips.scenes.camera[r] for clips, r in chosen]),
            numbers_BW=torch.tensor([cite(each) if text else cite(()) for text, each in zip(told, shown, strict=True)]),
            shown_BK=whose,
        ),
    )


def list_looks(scenes: Scenes, row: int) -> Tensor:
    """What each character is and does, in the order of `reader.QUESTIONS`: (W, A)."""
    cast = scenes.cast.of(torch.tensor([row]))
    gear = cast.headgear_colour.masked_fill(cast.headgear == HEADGEAR.index("none"), -1)
    looks = (cast.colour, cast.shape, cast.headgear, gear, cast.pattern, scenes.action[row : row + 1])
    return torch.stack(looks, 2)[0].masked_fill(~scenes.present[row, :, None], -1)


def make_references(batch: Batch, states_BLC: Tensor) -> list[Reference]:
    """The references of a batch, each tagged with the state of the piece that cites its character."""
    rows = torch.arange(len(states_BLC), device=states_BLC.device)
    references: list[Reference] = []
    for slot in range(batch.references_BKCHW.shape[1]):
        place = batch.cited_BK[:, slot]
        tag = states_BLC[rows, place.clamp(min=0)]
        references.append(
            Reference(latent_BCHW=batch.references_BKCHW[:, slot], tag_BC=tag, cited_B=place >= 0, number=slot + 1)
        )
    return references

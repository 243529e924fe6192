"""The requests of the evaluation: scenes whose attributes can be decided, told by citing references alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor

from .captions import Teller, list_words
from .motion import Motion, move
from .scenes import Dice, Identity, Scenes, throw
from .soundscape import sound
from .words import ACTIONS, CAMERAS, SIZES
from .world import FEET, draw, draw_references

CAST = 2  # the most characters of a request
_SEEN_FRAMES = 20  # of 25 in which a character is whole and apart
_HALF_WIDTH, _APART = 0.42, 1.0  # of a body: what is to be inside, and how far two middles are
_AT_ONCE = 16  # clips drawn at once
_IN_PLACE = ("stands", "jumps", "flies", "shakes", "turns", "waves", "talks")
_NOUNS = {"[Image 1]": "a character", "[Image 2]": "a puppet"}
_DESCRIBED = re.compile(r"\],")  # how a caption goes on that tells what a reference shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """B scenes with what is told and shown of them: a caption each, and references (B, characters, S, S, 3) in 0…1.

    The character at place k is cited as `[Image k + 1]`.
    """

    scenes: Scenes
    captions: list[str]
    references: Tensor
    seeds: list[int]

    @property
    def counts(self) -> Tensor:
        """How many characters there are: (B,)."""
        return self.scenes.present.sum(1)

    @property
    def shown(self) -> Tensor:
        """Which references there are: bool (B, characters)."""
        return self.scenes.present[:, :CAST]

    def first(self, count: int) -> Requests:
        """The first of them."""
        return Requests(
            scenes=self.scenes.of(torch.arange(min(count, len(self.captions)))),
            captions=self.captions[:count],
            references=self.references[:count],
            seeds=self.seeds[:count],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Drawn clips: pictures (B, F, H, W, 3) in 0…1 and waves (B, S)."""

    pictures: Tensor
    waves: Tensor


def choose_requests(seed: int, count: int, *, held_out: bool) -> Requests:
    """So many requests with one or two characters each, of held-out combinations or of those that are trained."""
    dice = Dice(seed)
    return _ask(dice, _choose_scenes(dice, count, held_out), seed)


def ask_again(requests: Requests, seed: int) -> Requests:
    """The same characters in another place and with other actions, seen by another camera."""
    dice, count = Dice(seed), len(requests.captions)
    before = scenes = requests.scenes
    found, rows = torch.zeros(count, dtype=torch.bool), torch.arange(count)
    while not found.all():
        other = throw(dice, count, SIZES[0])
        other = replace(other, cast=before.cast, present=before.present, slot=before.slot, size=before.size)
        differs = (other.place != before.place) & ((other.action != before.action) | ~before.present).all(1)
        taken = ~found & differs & is_decidable(other)
        scenes = _join((scenes, other)).of(torch.where(taken, rows + count, rows))
        found |= taken
    return replace(_ask(dice, scenes, seed), references=requests.references)


def choose_still(seed: int, count: int) -> Requests:
    """Requests in which nobody leaves and the camera rests, so that one shot can go on from another."""
    dice = Dice(seed)
    scenes = _choose_scenes(dice, count, held_out=True)
    resting = torch.tensor([ACTIONS.index(name) for name in _IN_PLACE])
    action = resting[dice.whole(len(resting), *scenes.action.shape)]
    still = torch.full_like(scenes.camera, CAMERAS.index("still"))
    return _ask(dice, replace(scenes, action=action, camera=still), seed)


def is_decidable(scenes: Scenes) -> Tensor:
    """Which scenes show all that is asked: each character is whole and apart in 20 of 25 frames: bool (B,).

    Whole: its body lies inside the picture. Apart: the middles of two are a body's height from each other. This looks
    at how the scene is played, never at a reading of pictures.
    """
    motion = move(scenes)
    whole = _is_whole(scenes, motion)
    gap = (motion.x[:, :, None] - motion.x[:, None]).abs()
    nearest = _APART * (motion.size[:, :, None] + motion.size[:, None]) / 2
    alone = torch.eye(gap.shape[1], dtype=torch.bool)[None, :, :, None]
    free = ((gap > nearest) | alone | ~scenes.present[:, None, :, None]).all(2)
    shows = ((whole & free).sum(2) >= _SEEN_FRAMES) | ~scenes.present
    return shows.all(1) & (scenes.present.sum(1) <= CAST)


def draw_truth(scenes: Scenes) -> Drawn:
    """The scenes as they are drawn and heard."""
    parts = [scenes.of(rows) for rows in torch.arange(len(scenes.place)).split(_AT_ONCE)]
    played = [(part, move(part)) for part in parts]
    pictures = torch.cat([draw(part, motion) for part, motion in played])
    return Drawn(pictures=pictures.clamp(0, 1), waves=torch.cat([sound(part, motion) for part, motion in played]))


def leave_out_looks(caption: str) -> str:
    """A caption that neither cites its references nor says what they show."""
    for citation, noun in _NOUNS.items():
        caption = caption.replace(citation, noun)
    return caption


def _choose_scenes(dice: Dice, count: int, held_out: bool) -> Scenes:
    chosen: list[Scenes] = []
    while sum(len(part.place) for part in chosen) < count:
        thrown = throw(dice, 2 * count + 8, SIZES[0], held_out)
        chosen.append(thrown.of(is_decidable(thrown).nonzero().flatten()))
    return _join(chosen).of(torch.arange(count))


def _join(parts: Sequence[Scenes]) -> Scenes:
    """The rows of all, one after the other."""

    def join(values: Sequence[Scenes] | Sequence[Identity]) -> dict[str, Tensor]:
        names = [field.name for field in fields(values[0]) if isinstance(getattr(values[0], field.name), Tensor)]
        return {name: torch.cat([getattr(value, name) for value in values]) for name in names}

    return replace(parts[0], cast=Identity(**join([part.cast for part in parts])), **join(parts))


def _ask(dice: Dice, scenes: Scenes, seed: int) -> Requests:
    count = len(scenes.place)
    references = torch.stack([draw_references(dice, scenes.cast, who) for who in range(CAST)], 1)
    captions = [_tell(scenes, row, seed) for row in range(count)]
    return Requests(
        scenes=scenes, captions=captions, references=references.clamp(0, 1), seeds=[seed + row for row in range(count)]
    )


def _tell(scenes: Scenes, row: int, seed: int) -> str:
    """A caption that cites every character, leaves its looks to the references and has no stray words."""
    citations = [who + 1 for who in range(CAST)] + [0] * (scenes.present.shape[1] - CAST)
    known, attempt = set(list_words()), 0
    while True:
        caption = Teller(seed * 1000 + row * 50 + attempt).tell(scenes, row, citations)
        words = set(re.findall("[a-z]+", caption.lower())) - {"image"}
        if words <= known and not _DESCRIBED.search(caption):
            return caption
        attempt += 1


def _is_whole(scenes: Scenes, motion: Motion) -> Tensor:
    """In which frames a body lies inside the picture: bool (B, characters, F)."""
    zoom = motion.zoom[:, None]
    across = (motion.x - motion.camera_x[:, None] - scenes.aspect / 2) * zoom
    top = FEET - (motion.lift + motion.size) * zoom
    return (across.abs() + _HALF_WIDTH * motion.size * zoom < scenes.aspect / 2) & (top > 0)

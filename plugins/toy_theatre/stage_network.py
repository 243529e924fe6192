"""The Transformer's stage, and the batches that it and its student learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from studio.model.packing import Packed, pack
from studio.model.precision import autocast
from studio.model.train import mix, throw_levels, weigh

from .captions import Teller
from .clips import Batch, ClipStore, make_references
from .model import ToyModel
from .questions import correct
from .reader import Asked
from .scenes import Dice
from .stage import SIZE_ODDS, Plan, Stage, compile_where_it_pays
from .words import SIZES
from .world import draw

DRAWN_EVERY = 4  # steps
SOUND_SHARE = 0.3
BINDING, DRAWING = (1.7, 1.4), (0.4, 1.2)  # mean and spread of the noise levels in each half of the time
FIGURE_WEIGHT = 4.0
QUESTION_WEIGHTS = {"who": 0.5, "camera": 0.03, "figures": 0.1, "references": 0.05, "tags": 0.05}
_TOUCHED = 0.05  # of a place, from which on somebody is there
_SLOT_ODDS = {3: 0.9, 5: 0.08, 9: 0.02}


class NetworkStage(Stage):
    """Transformer and text encoder together: rectified flow on latents of drawn clips."""

    def __init__(self, plan: Plan, model: ToyModel) -> None:
        names = ("transformer", "text_encoder", "reader")
        parts = nn.ModuleDict({name: getattr(model, name) for name in names})
        super().__init__(plan, model, parts, muon=0.02, adam=1e-3)
        self.stores = make_stores(plan)
        self.transformer = compile_where_it_pays(Asked(model.transformer, model.reader))

    def loss(self, step: int, done: float) -> tuple[Tensor, dict[str, float]]:
        dice, generator = Dice(step), torch.Generator().manual_seed(step)
        batch = choose_batch(self, self.stores, dice, step, self.plan.batch)
        levels = throw_levels(self.plan.batch, generator, *(BINDING if done < 0.5 else DRAWING)).to(self.device)
        given = throw_given(dice, batch).to(self.device)
        video, audio = batch.video_BCTHW.to(self.device), batch.audio_BLC.to(self.device)
        noisy = mix(video, torch.randn(video.shape, generator=generator).to(self.device), levels)
        hum = mix(audio, torch.randn(audio.shape, generator=generator).to(self.device), levels)
        noisy, hum = torch.where(given.pictures, video, noisy), torch.where(given.sound, audio, hum)
        with autocast(self.device):
            packed = pack_batch(self.model, batch, noisy, hum, levels, given)
            clean_video, clean_audio, answers = self.transformer(packed)
        seen = weigh(clean_video, video, levels, count_pictures(batch, given))
        heard = weigh(clean_audio, audio, levels, ~given.sound)
        wrong = correct(answers, packed, batch)
        asked = torch.stack([QUESTION_WEIGHTS[name] * value for name, value in wrong.items()]).sum()
        figures = {"video": seen, "audio": heard, **wrong}
        return seen + SOUND_SHARE * heard + asked, {name: value.item() for name, value in figures.items()}


def make_stores(plan: Plan) -> list[ClipStore]:
    """An empty store for each size."""
    paint = compile_where_it_pays(draw)
    return [ClipStore(plan.clips // len(SIZES), size, paint) for size in SIZES]


def choose_batch(stage: Stage, stores: Sequence[ClipStore], dice: Dice, step: int, count: int) -> Batch:
    """A batch of one size. Some clips are drawn anew now and then: that takes half as long as learning from them."""
    kind = int(dice.chosen(SIZE_ODDS, 1))
    store = stores[kind]
    for _ in range(step % DRAWN_EVERY == 0 if store.is_begun else 8):
        store.add(stage.model, dice, stage.device)
    slots = list(_SLOT_ODDS)[int(dice.chosen(tuple(_SLOT_ODDS.values()), 1))]
    return store.choose(dice, Teller(step), stage.model, count, slots)


def pack_batch(model: ToyModel, batch: Batch, video: Tensor, audio: Tensor, levels: Tensor, given: Given) -> Packed:
    """The sequence of a batch at these noise levels."""
    device = video.device
    mask = batch.text_mask_BL.to(device)
    states = model.text_encoder(batch.pieces_BL.to(device), mask)
    return pack(
        model.transformer.config,
        video_BCTHW=video,
        audio_BLC=audio,
        text_BLC=states,
        time_B=levels,
        text_mask_BL=mask,
        references=make_references(batch, states),
        reference_mask_BK=batch.reference_mask_BK.to(device),
        clean_frames_BT=given.frames_BT,
        clean_audio_BL=given.sound[..., 0],
    )


@dataclass(frozen=True, slots=True)
class Given:
    """What of each clip is given clean: latent frames (B, T), and sound latents (B, L, 1)."""

    frames_BT: Tensor
    sound: Tensor

    @property
    def pictures(self) -> Tensor:
        """The frames against latents (B, C, T, H, W)."""
        return self.frames_BT[:, None, :, None, None]

    def to(self, device: torch.device) -> Given:
        """The same on a device."""
        return Given(self.frames_BT.to(device), self.sound.to(device))


def count_pictures(batch: Batch, given: Given) -> Tensor:
    """How much each place of the video counts (B, 1, T, H, W): more where somebody is, not at all where it is given."""
    figures = (batch.truth.figures_BWTHW.amax(1, keepdim=True) > _TOUCHED).to(given.frames_BT.device)
    return ~given.pictures * (1.0 + FIGURE_WEIGHT * figures)


def throw_given(dice: Dice, batch: Batch) -> Given:
    """Mostly nothing; else the first frame, the first two, first and last, or all of the sound."""
    count, frames, sounds = len(batch.video_BCTHW), batch.video_BCTHW.shape[2], batch.audio_BLC.shape[1]
    forms = torch.zeros(5, frames, dtype=torch.bool)
    forms[1, 0] = forms[2, :2] = forms[3, 0] = forms[3, -1] = True
    form = dice.chosen((0.78, 0.12, 0.03, 0.03, 0.04), count)
    return Given(forms[form], (form == 4)[:, None, None].expand(-1, sounds, 1))

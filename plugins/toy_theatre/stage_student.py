"""The student's stage: few steps instead of many."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from studio.model.precision import autocast
from studio.model.sampler import make_levels
from studio.model.train import clean_between, mix, step_to, weigh
from studio.model.transformer import Transformer

from .clips import Batch
from .model import GUIDANCE, SHIFT, STEPS, ToyModel
from .scenes import Dice
from .stage import Plan, Stage, compile_where_it_pays
from .stage_network import SOUND_SHARE, Given, choose_batch, count_pictures, make_stores, pack_batch, throw_given


class StudentStage(Stage):
    """The Transformer learns to do in one step, without guidance, what two guided ones of its teacher reach.

    Progressive distillation (https://arxiv.org/abs/2202.00512) of a guided teacher (https://arxiv.org/abs/2210.03142).
    """

    prefix = "transformer."

    def __init__(self, plan: Plan, model: ToyModel, teacher: Transformer) -> None:
        super().__init__(plan, model, model.transformer, muon=0.005, adam=2e-4)
        self.teacher = teacher.requires_grad_(False)
        self.stores = make_stores(plan)
        self.guided = compile_where_it_pays(self.teacher)
        self.transformer = compile_where_it_pays(model.transformer)

    def loss(self, step: int, done: float) -> tuple[Tensor, dict[str, float]]:
        dice, generator = Dice(step), torch.Generator().manual_seed(step)
        batch = choose_batch(self, self.stores, dice, step, self.plan.batch // 2)
        levels = make_levels(2 * STEPS, shift=SHIFT, start=1.0)
        at = 2 * int(dice.whole(STEPS, 1))
        video, audio = batch.video_BCTHW.to(self.device), batch.audio_BLC.to(self.device)
        level = torch.full((len(video),), levels[at], device=self.device)
        given = throw_given(dice, batch).to(self.device)
        noisy = mix(video, torch.randn(video.shape, generator=generator).to(self.device), level)
        hum = mix(audio, torch.randn(audio.shape, generator=generator).to(self.device), level)
        reached = noisy, hum
        for here, following in zip(levels[at : at + 2], levels[at + 1 : at + 3], strict=True):
            start = torch.where(given.pictures, video, reached[0]), torch.where(given.sound, audio, reached[1])
            told = self._guide(batch, *start, here, given)
            reached = tuple(step_to(x, clean, here, following) for x, clean in zip(start, told, strict=True))
        ends = levels[at], levels[at + 2]
        target = [clean_between(x, end, *ends) for x, end in zip((noisy, hum), reached, strict=True)]
        noisy, hum = torch.where(given.pictures, video, noisy), torch.where(given.sound, audio, hum)
        with autocast(self.device):
            seen, heard = self.transformer(pack_batch(self.model, batch, noisy, hum, level, given))
        pictures = weigh(seen, target[0], level, count_pictures(batch, given))
        sounds = weigh(heard, target[1], level, ~given.sound)
        return pictures + SOUND_SHARE * sounds, {"video": pictures.item(), "audio": sounds.item()}

    @torch.no_grad()
    def _guide(self, batch: Batch, video: Tensor, audio: Tensor, level: float, given: Given) -> tuple[Tensor, Tensor]:
        """The teacher's clean prediction, away from that without words and references."""
        levels = torch.full((len(video),), level, device=self.device)
        with autocast(self.device):
            told = self.guided(pack_batch(self.model, batch, video, audio, levels, given))
            free = self.guided(pack_batch(self.model, strip(batch), video, audio, levels, given))
        seen, heard = (without + GUIDANCE * (with_ - without) for with_, without in zip(told, free, strict=True))
        return seen, heard


def strip(batch: Batch) -> Batch:
    """The same without its words and its references."""
    return replace(
        batch,
        text_mask_BL=torch.zeros_like(batch.text_mask_BL),
        reference_mask_BK=torch.zeros_like(batch.reference_mask_BK),
    )

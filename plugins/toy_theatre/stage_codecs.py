"""The codecs' stages: pictures and sound through a few numbers and back."""

from __future__ import annotations

from collections import deque

import torch
from torch import Tensor

from studio.model.precision import autocast
from studio.model.train import psnr

from .clips import to_pixels
from .model import ToyModel
from .motion import move
from .scenes import Dice, Scenes, throw
from .soundscape import sound
from .stage import LATENT_NOISE, SIZE_ODDS, Plan, Stage, compile_where_it_pays
from .words import MOST_CHARACTERS, SIZES
from .world import draw, draw_references, find_figures

KEPT_BATCHES = 16
FIGURE_WEIGHT = 8.0


class VideoCodecStage(Stage):
    """Clips and single pictures through the codec; edges count as much as areas."""

    prefix = "video_codec."

    def __init__(self, plan: Plan, model: ToyModel) -> None:
        super().__init__(plan, model, model.video_codec, muon=0.006, adam=5e-4)
        self.draw = compile_where_it_pays(_draw)
        self.compare = compile_where_it_pays(self._compare, each_size=True)
        self.drawn: list[deque[tuple[Tensor, Tensor]]] = [deque(maxlen=KEPT_BATCHES) for _ in SIZES]

    def loss(self, step: int, done: float) -> tuple[Tensor, dict[str, float]]:
        dice = Dice(step)
        kind = int(dice.chosen(SIZE_ODDS, 1))
        pictures, weights = self._choose_clips(dice, kind)
        clip, clip_error = self.compare(to_pixels(pictures), weights)
        cast = throw(dice, self.plan.codec_batch, SIZES[kind], None).to(self.device).cast
        pictures = torch.cat([draw_references(dice, cast, who) for who in range(MOST_CHARACTERS)])[:, None]
        still, _ = self.compare(to_pixels(pictures), torch.ones(1, 1, *pictures.shape[1:4], device=self.device))
        return clip + 0.2 * still, {"dB": psnr(clip_error.item())}

    def _choose_clips(self, dice: Dice, kind: int) -> tuple[Tensor, Tensor]:
        """A batch of clips of one size; one in three is newly drawn, for drawing takes as long as half a step."""
        drawn = self.drawn[kind]
        if len(drawn) > 1 and int(dice.whole(3, 1)):
            return drawn[int(dice.whole(len(drawn), 1))]
        scenes = throw(dice, self.plan.codec_batch, SIZES[kind], None).to(self.device)
        drawn.append(self.draw(scenes))
        return drawn[-1]

    def _compare(self, pixels: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        with autocast(self.device):
            latent = self.model.video_codec.encode(pixels)
            latent = latent + LATENT_NOISE * torch.randn_like(latent)
            decoded = self.model.video_codec.decode(latent)
        error = decoded.float() - pixels
        square = (error.square() * weights).mean()
        across, down = error.diff(dim=-1).abs() * weights[..., :-1], error.diff(dim=-2).abs() * weights[..., :-1, :]
        loss = (error.abs() * weights).mean() + square + (across.mean() + down.mean()) / 2
        return loss, error.square().mean().detach()


def _draw(scenes: Scenes) -> tuple[Tensor, Tensor]:
    """Plays as pictures, and how much each pixel counts (B, 1, F, H, W), 1 in the mean: more where somebody is."""
    motion = move(scenes)
    weights = 1 + FIGURE_WEIGHT * find_figures(scenes, motion, 1).any(1, keepdim=True).float()
    return draw(scenes, motion), weights / weights.mean()


class AudioCodecStage(Stage):
    """Sound through the codec, compared as waves and as spectra."""

    prefix = "audio_codec."

    def __init__(self, plan: Plan, model: ToyModel) -> None:
        super().__init__(plan, model, model.audio_codec, muon=0.01, adam=1e-3)

    def loss(self, step: int, done: float) -> tuple[Tensor, dict[str, float]]:
        scenes = throw(Dice(step), 2 * self.plan.codec_batch, SIZES[0], None).to(self.device)
        wave = sound(scenes, move(scenes))
        with autocast(self.device):
            latent = self.model.audio_codec.encode(wave)
            decoded = self.model.audio_codec.decode(latent + LATENT_NOISE * torch.randn_like(latent))
        decoded = decoded.float()
        square = (decoded - wave).square().mean()
        spectra = sum(_compare_spectra(decoded, wave, size) for size in (256, 1024))
        loss = 20 * square + (decoded - wave).abs().mean() + spectra
        return loss, {"dB": psnr(square.item() / wave.square().mean().item(), 1.0)}


def _compare_spectra(decoded: Tensor, wave: Tensor, size: int) -> Tensor:
    window = torch.hann_window(size, device=wave.device)
    a, b = (torch.stft(x, size, size // 4, window=window, return_complex=True).abs() for x in (decoded, wave))
    return 0.1 * ((a + 1e-2).log() - (b + 1e-2).log()).abs().mean() + 0.1 * (a - b).abs().mean()

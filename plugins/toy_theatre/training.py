"""Toy Theatre's training, from nothing to the networks: the codecs, the Transformer, then its student of few steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from studio.model.packing import Packed, pack
from studio.model.train import Mean, Optimizer, load_state, mix, psnr, rate_at, save_state, throw_levels, weigh

from .captions import Teller
from .clips import Batch, ClipStore, make_references, to_pixels
from .model import ToyModel
from .motion import move
from .scenes import Dice, throw
from .soundscape import sound
from .words import MOST_CHARACTERS, SIZES
from .world import draw, draw_references

RECIPE = 1
SAVE_SECONDS = 120.0
LATENT_NOISE = 0.1  # what a codec's decoder learns to bear
SOUND_SHARE = 0.3
_SIZE_ODDS = (0.6, 0.2, 0.2)
_SLOT_ODDS = {3: 0.8, 5: 0.15, 9: 0.05}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long each stage trains, and on how much at once."""

    minutes: float
    device: torch.device
    shares: tuple[tuple[str, float], ...] = (("video_codec", 0.25), ("audio_codec", 0.05), ("network", 0.7))
    codec_batch: int = 8
    batch: int = 48
    clips: int = 6000


@dataclass(slots=True)
class Progress:
    """Where the training is: the stage, how much of it is done, and its newest figures."""

    stage: str
    done: float
    steps: int
    figures: dict[str, float] = field(default_factory=dict)


class Training:
    """Runs the stages one after the other; everything is saved in one file every two minutes."""

    def __init__(self, plan: Plan, file: Path) -> None:
        self.plan, self.file = plan, file
        self.model = ToyModel().to(plan.device)
        self.spent: dict[str, float] = {name: 0.0 for name, _ in plan.shares}
        self.steps: dict[str, int] = {name: 0 for name, _ in plan.shares}
        self._saved: dict[str, Any] = {}
        if file.exists():
            self._restore(load_state(file))

    def run(self) -> Iterator[Progress]:
        """Train what is left, telling after every step."""
        for name, share in self.plan.shares:
            budget = share * self.plan.minutes * 60
            if self.spent[name] < budget:
                yield from self._run_stage(name, budget)

    def _run_stage(self, name: str, budget: float) -> Iterator[Progress]:
        stage = STAGES[name](self)
        if self._saved.get("stage") == name:
            stage.optimizer.load(self._saved["optimizer"])
            stage.mean.weights, stage.mean.steps = self._saved["mean"], self._saved["mean_steps"]
        saved = time.monotonic()
        while self.spent[name] < budget:
            begun = time.monotonic()
            done = self.spent[name] / budget
            torch.manual_seed(self.steps[name])
            loss, figures = stage.loss(self.steps[name])
            stage.optimizer.step(loss, rate_at(done))
            stage.mean.follow(stage.module)
            self.steps[name] += 1
            self.spent[name] += time.monotonic() - begun
            if time.monotonic() - saved > SAVE_SECONDS:
                self._save(name, stage)
                saved = time.monotonic()
            yield Progress(name, done, self.steps[name], figures)
        stage.module.load_state_dict(stage.mean.weights)
        self._save(name, stage)

    def _save(self, name: str, stage: Stage) -> None:
        state = {
            "recipe": RECIPE,
            "stage": name,
            "spent": self.spent,
            "steps": self.steps,
            "model": self.model.state_dict(),
            "optimizer": stage.optimizer.state(),
            "mean": stage.mean.weights,
            "mean_steps": stage.mean.steps,
        }
        save_state(self.file, state)

    def _restore(self, state: dict[str, Any]) -> None:
        if state["recipe"] != RECIPE:
            raise ValueError(f"{self.file} is of another recipe ({state['recipe']}); train from nothing in its place")
        self.model.load_state_dict(state["model"])
        self.spent |= state["spent"]
        self.steps |= state["steps"]
        self._saved = state


class Stage:
    """One network, or some that learn together, with what it learns from."""

    def __init__(self, training: Training, module: nn.Module, *, muon: float, adam: float) -> None:
        self.training, self.module = training, module
        self.model, self.device = training.model, training.plan.device
        self.optimizer = Optimizer([module], muon=muon, adam=adam)
        self.mean = Mean(module)

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """The loss of a new batch, and figures to show."""
        raise NotImplementedError

    def autocast(self) -> torch.autocast:
        """bf16 where it is safe."""
        return torch.autocast(self.device.type, torch.bfloat16)


class VideoCodecStage(Stage):
    """Clips and single pictures through the codec; edges count as much as areas."""

    def __init__(self, training: Training) -> None:
        super().__init__(training, training.model.video_codec, muon=0.01, adam=5e-4)
        self.draw = compile_where_it_pays(lambda scenes: draw(scenes, move(scenes)))

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        dice = Dice(step)
        size = SIZES[int(dice.chosen(_SIZE_ODDS, 1))]
        scenes = throw(dice, self.training.plan.codec_batch, size, None).to(self.device)
        pictures = torch.cat([draw_references(dice, scenes.cast, who) for who in range(MOST_CHARACTERS)])[:, None]
        clip, clip_error = self._compare(to_pixels(self.draw(scenes)))
        still, _ = self._compare(to_pixels(pictures))
        return clip + 0.2 * still, {"dB": psnr(clip_error)}

    def _compare(self, pixels: Tensor) -> tuple[Tensor, float]:
        with self.autocast():
            latent = self.model.video_codec.encode(pixels)
            latent = latent + LATENT_NOISE * torch.randn_like(latent)
            decoded = self.model.video_codec.decode(latent)
        error = decoded.float() - pixels
        square = error.square().mean()
        edges = (error.diff(dim=-1).abs().mean() + error.diff(dim=-2).abs().mean()) / 2
        return error.abs().mean() + square + edges, square.item()


class AudioCodecStage(Stage):
    """Sound through the codec, compared as waves and as spectra."""

    def __init__(self, training: Training) -> None:
        super().__init__(training, training.model.audio_codec, muon=0.01, adam=1e-3)

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        scenes = throw(Dice(step), 2 * self.training.plan.codec_batch, SIZES[0], None).to(self.device)
        wave = sound(scenes, move(scenes))
        with self.autocast():
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


class NetworkStage(Stage):
    """Transformer and text encoder together: rectified flow on latents of drawn clips."""

    def __init__(self, training: Training) -> None:
        pair = nn.ModuleDict({"transformer": training.model.transformer, "text_encoder": training.model.text_encoder})
        super().__init__(training, pair, muon=0.02, adam=1e-3)
        self.stores = [ClipStore(training.plan.clips // len(SIZES), size) for size in SIZES]
        self.transformer = compile_where_it_pays(training.model.transformer)

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        dice, generator = Dice(step), torch.Generator().manual_seed(step)
        kind = int(dice.chosen(_SIZE_ODDS, 1))
        self._add_clips(dice, kind)
        slots = list(_SLOT_ODDS)[int(dice.chosen(tuple(_SLOT_ODDS.values()), 1))]
        count = self.training.plan.batch
        batch = self.stores[kind].choose(dice, Teller(step), self.model, count, slots)
        levels = throw_levels(count, generator).to(self.device)
        clean_frames = throw_clean_frames(dice, count, batch.video_BCTHW.shape[2]).to(self.device)
        video, audio = batch.video_BCTHW.to(self.device), batch.audio_BLC.to(self.device)
        noisy = mix(video, torch.randn(video.shape, generator=generator).to(self.device), levels)
        noisy = torch.where(clean_frames[:, None, :, None, None], video, noisy)
        hum = mix(audio, torch.randn(audio.shape, generator=generator).to(self.device), levels)
        with self.autocast():
            packed = pack_batch(self.model, batch, noisy, hum, levels, clean_frames)
            clean_video, clean_audio = self.transformer(packed)
        seen = weigh(clean_video, video, levels, ~clean_frames[:, None, :, None, None])
        heard = weigh(clean_audio, audio, levels)
        return seen + SOUND_SHARE * heard, {"video": seen.item(), "audio": heard.item()}

    def _add_clips(self, dice: Dice, kind: int) -> None:
        store = self.stores[kind]
        for _ in range(1 if store.is_begun else 8):
            store.add(self.model, dice, self.device)


def pack_batch(
    model: ToyModel, batch: Batch, video: Tensor, audio: Tensor, levels: Tensor, clean_frames: Tensor
) -> Packed:
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
        clean_frames_BT=clean_frames,
    )


def throw_clean_frames(dice: Dice, count: int, frames: int) -> Tensor:
    """Which latent frames are given (B, T): mostly none, else the first, the first two, or first and last."""
    forms = torch.zeros(4, frames, dtype=torch.bool)
    forms[1, 0] = forms[2, :2] = forms[3, 0] = forms[3, -1] = True
    return forms[dice.chosen((0.76, 0.16, 0.04, 0.04), count)]


STAGES: dict[str, Callable[[Training], Stage]] = {
    "video_codec": VideoCodecStage,
    "audio_codec": AudioCodecStage,
    "network": NetworkStage,
}


def compile_where_it_pays(work: Callable[..., Any]) -> Callable[..., Any]:
    """Compiled by torch, which needs a C++ compiler on the machine."""
    return torch.compile(work)

"""Toy Theatre's training, from nothing to the networks: the codecs, the Transformer, then its student of few steps."""

from __future__ import annotations

import copy
import shutil
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from studio.model.packing import Packed, pack
from studio.model.train import (
    Mean,
    Optimizer,
    clean_between,
    load_state,
    mix,
    psnr,
    rate_at,
    save_state,
    step_to,
    throw_levels,
    weigh,
)
from studio.model.transformer import Transformer

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
KEPT_BATCHES = 16
LATENT_NOISE = 0.1  # what a codec's decoder learns to bear
SOUND_SHARE = 0.3
STUDENT_STEPS = 8
GUIDANCE = 2.5
SHIFT = 3.0
_COMPILERS = ("c++", "g++", "clang++", "cl")
_SIZE_ODDS = (0.6, 0.2, 0.2)
_SLOT_ODDS = {3: 0.8, 5: 0.15, 9: 0.05}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long each stage trains, and on how much at once."""

    minutes: float
    device: torch.device
    shares: tuple[tuple[str, float], ...] = (
        ("video_codec", 0.22),
        ("audio_codec", 0.04),
        ("network", 0.62),
        ("student", 0.12),
    )
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
        torch.manual_seed(RECIPE)
        self.model = ToyModel().to(plan.device)
        self.spent: dict[str, float] = {name: 0.0 for name, _ in plan.shares}
        self.steps: dict[str, int] = {name: 0 for name, _ in plan.shares}
        self.teacher: Transformer | None = None
        self._stage: Stage | None = None
        self._saved: dict[str, Any] = {}
        if file.exists():
            self._restore(load_state(file))

    @property
    def done(self) -> float:
        """How much of the whole time is over, 0…1."""
        return min(1.0, sum(self.spent.values()) / (self.plan.minutes * 60))

    def run(self) -> Iterator[Progress]:
        """Train what is left, telling after every step."""
        for name, share in self.plan.shares:
            budget = share * self.plan.minutes * 60
            if self.spent[name] < budget:
                yield from self._run_stage(name, budget)

    def _run_stage(self, name: str, budget: float) -> Iterator[Progress]:
        stage = self._stage = STAGES[name](self)
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

    def copy_mean(self) -> ToyModel:
        """All networks as they are, that in training as the mean of its newest weights."""
        model, weights = ToyModel(), self.model.state_dict()
        if self._stage:
            weights |= {self._stage.prefix + name: value for name, value in self._stage.mean.weights.items()}
        model.load_state_dict(weights)
        return model.to(self.plan.device)

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
            "teacher": self.teacher.state_dict() if self.teacher else None,
        }
        save_state(self.file, state)

    def _restore(self, state: dict[str, Any]) -> None:
        if state["recipe"] != RECIPE:
            raise ValueError(f"{self.file} is of another recipe ({state['recipe']}); train from nothing in its place")
        self.model.load_state_dict(state["model"])
        self.spent |= state["spent"]
        self.steps |= state["steps"]
        if state["teacher"]:
            self.teacher = copy.deepcopy(self.model.transformer)
            self.teacher.load_state_dict(state["teacher"])
        self._saved = state


class Stage(ABC):
    """One network, or some that learn together, with what it learns from; `prefix` is its place in the model."""

    prefix = ""

    def __init__(self, training: Training, module: nn.Module, *, muon: float, adam: float) -> None:
        self.training, self.module = training, module
        self.model, self.device = training.model, training.plan.device
        self.optimizer = Optimizer([module], muon=muon, adam=adam)
        self.mean = Mean(module)

    @abstractmethod
    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """The loss of a new batch, and figures to show."""

    def autocast(self) -> torch.autocast:
        """bf16 where it is safe."""
        return torch.autocast(self.device.type, torch.bfloat16)


class VideoCodecStage(Stage):
    """Clips and single pictures through the codec; edges count as much as areas."""

    prefix = "video_codec."

    def __init__(self, training: Training) -> None:
        super().__init__(training, training.model.video_codec, muon=0.006, adam=5e-4)
        self.draw = compile_where_it_pays(lambda scenes: draw(scenes, move(scenes)))
        self.compare = compile_where_it_pays(self._compare, each_size=True)
        self.drawn: dict[int, deque[Tensor]] = {kind: deque(maxlen=KEPT_BATCHES) for kind in range(len(SIZES))}

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        dice = Dice(step)
        kind = int(dice.chosen(_SIZE_ODDS, 1))
        clip, clip_error = self.compare(to_pixels(self._choose_clips(dice, kind)))
        cast = throw(dice, self.training.plan.codec_batch, SIZES[kind], None).to(self.device).cast
        pictures = torch.cat([draw_references(dice, cast, who) for who in range(MOST_CHARACTERS)])[:, None]
        still, _ = self.compare(to_pixels(pictures))
        return clip + 0.2 * still, {"dB": psnr(clip_error.item())}

    def _choose_clips(self, dice: Dice, kind: int) -> Tensor:
        """A batch of clips of one size; one in three is newly drawn, for drawing takes as long as half a step."""
        drawn = self.drawn[kind]
        if len(drawn) > 1 and int(dice.whole(3, 1)):
            return drawn[int(dice.whole(len(drawn), 1))]
        scenes = throw(dice, self.training.plan.codec_batch, SIZES[kind], None).to(self.device)
        drawn.append(self.draw(scenes))
        return drawn[-1]

    def _compare(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        with self.autocast():
            latent = self.model.video_codec.encode(pixels)
            latent = latent + LATENT_NOISE * torch.randn_like(latent)
            decoded = self.model.video_codec.decode(latent)
        error = decoded.float() - pixels
        square = error.square().mean()
        edges = (error.diff(dim=-1).abs().mean() + error.diff(dim=-2).abs().mean()) / 2
        return error.abs().mean() + square + edges, square.detach()


class AudioCodecStage(Stage):
    """Sound through the codec, compared as waves and as spectra."""

    prefix = "audio_codec."

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
        count = self.training.plan.batch
        batch = choose_batch(self, dice, step, count)
        levels = throw_levels(count, generator).to(self.device)
        given = throw_given(dice, batch).to(self.device)
        video, audio = batch.video_BCTHW.to(self.device), batch.audio_BLC.to(self.device)
        noisy = mix(video, torch.randn(video.shape, generator=generator).to(self.device), levels)
        hum = mix(audio, torch.randn(audio.shape, generator=generator).to(self.device), levels)
        noisy, hum = torch.where(given.pictures, video, noisy), torch.where(given.sound, audio, hum)
        with self.autocast():
            packed = pack_batch(self.model, batch, noisy, hum, levels, given)
            clean_video, clean_audio = self.transformer(packed)
        seen = weigh(clean_video, video, levels, ~given.pictures)
        heard = weigh(clean_audio, audio, levels, ~given.sound)
        return seen + SOUND_SHARE * heard, {"video": seen.item(), "audio": heard.item()}


class StudentStage(Stage):
    """The Transformer learns to do in one step, without guidance, what two guided ones of its teacher reach.

    Progressive distillation (https://arxiv.org/abs/2202.00512) of a guided teacher (https://arxiv.org/abs/2210.03142).
    """

    prefix = "transformer."

    def __init__(self, training: Training) -> None:
        super().__init__(training, training.model.transformer, muon=0.005, adam=2e-4)
        if training.teacher is None:
            training.teacher = copy.deepcopy(training.model.transformer)
        self.teacher = training.teacher.requires_grad_(False)
        self.stores = [ClipStore(training.plan.clips // len(SIZES), size) for size in SIZES]
        self.guided = compile_where_it_pays(self.teacher)
        self.transformer = compile_where_it_pays(training.model.transformer)

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        dice, generator = Dice(step), torch.Generator().manual_seed(step)
        batch = choose_batch(self, dice, step, self.training.plan.batch // 2)
        levels = make_levels(2 * STUDENT_STEPS)
        at = 2 * int(dice.whole(STUDENT_STEPS, 1))
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
        with self.autocast():
            seen, heard = self.transformer(pack_batch(self.model, batch, noisy, hum, level, given))
        pictures = weigh(seen, target[0], level, ~given.pictures)
        sounds = weigh(heard, target[1], level, ~given.sound)
        return pictures + SOUND_SHARE * sounds, {"video": pictures.item(), "audio": sounds.item()}

    @torch.no_grad()
    def _guide(self, batch: Batch, video: Tensor, audio: Tensor, level: float, given: Given) -> tuple[Tensor, Tensor]:
        """The teacher's clean prediction, away from that without words."""
        levels = torch.full((len(video),), level, device=self.device)
        with self.autocast():
            told = self.guided(pack_batch(self.model, batch, video, audio, levels, given))
            free = self.guided(pack_batch(self.model, hush(batch), video, audio, levels, given))
        seen, heard = (without + GUIDANCE * (with_ - without) for with_, without in zip(told, free, strict=True))
        return seen, heard


def hush(batch: Batch) -> Batch:
    """The same without its words; the references stay."""
    silent = torch.zeros_like(batch.text_mask_BL)
    return replace(batch, text_mask_BL=silent, cited_BK=torch.full_like(batch.cited_BK, -1))


def make_levels(steps: int) -> list[float]:
    """The noise levels of a film in so many steps, from 1 to 0, more of them where the picture is laid out."""
    even = [1 - number / steps for number in range(steps + 1)]
    return [SHIFT * level / (1 + (SHIFT - 1) * level) for level in even]


def choose_batch(stage: NetworkStage | StudentStage, dice: Dice, step: int, count: int) -> Batch:
    """A batch of one size, drawn a little further first."""
    kind = int(dice.chosen(_SIZE_ODDS, 1))
    store = stage.stores[kind]
    for _ in range(1 if store.is_begun else 8):
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


def throw_given(dice: Dice, batch: Batch) -> Given:
    """Mostly nothing; else the first frame, the first two, first and last, or all of the sound."""
    count, frames, sounds = len(batch.video_BCTHW), batch.video_BCTHW.shape[2], batch.audio_BLC.shape[1]
    forms = torch.zeros(5, frames, dtype=torch.bool)
    forms[1, 0] = forms[2, :2] = forms[3, 0] = forms[3, -1] = True
    form = dice.chosen((0.72, 0.15, 0.04, 0.04, 0.05), count)
    return Given(forms[form], (form == 4)[:, None, None].expand(-1, sounds, 1))


STAGES: dict[str, Callable[[Training], Stage]] = {
    "video_codec": VideoCodecStage,
    "audio_codec": AudioCodecStage,
    "network": NetworkStage,
    "student": StudentStage,
}


def compile_where_it_pays(work: Callable[..., Any], *, each_size: bool = False) -> Callable[..., Any]:
    """Compiled by torch where the machine has a compiler; `each_size` anew for every size, which is faster."""
    if not any(map(shutil.which, _COMPILERS)):
        return work
    return torch.compile(work, dynamic=False if each_size else None)

"""The sound of a play, made from the same motion as its picture: what happens is heard in the frame that shows it."""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor

from .motion import EVENTS, Motion
from .scenes import Scenes
from .words import FRAME_SAMPLES, FRAMES, PLACES, SAMPLE_RATE, SHAPES

SAMPLES = FRAMES * FRAME_SAMPLES
_KERNEL_SAMPLES = 4 * FRAME_SAMPLES
_BED_LEVEL = 0.05


def sound(scenes: Scenes, motion: Motion) -> Tensor:
    """The plays as sound: float32 (batch, samples) at 16 kHz, within −1…1."""
    heard = motion.events  # batch, characters, kinds, frames
    usual = heard.sum(1)
    voices = _speak(scenes, heard[:, :, EVENTS["syllable"]])
    usual[:, EVENTS["syllable"]] = 0
    strength = torch.cat((usual, voices), 1)
    kernels = torch.cat((_kernels(), _syllables())).to(strength.device)
    batch, kinds, frames = strength.shape
    length = SAMPLES + _KERNEL_SAMPLES
    impulses = torch.zeros(batch, kinds, length, device=strength.device)
    impulses[..., : frames * FRAME_SAMPLES : FRAME_SAMPLES] = strength
    spectrum = (torch.fft.rfft(impulses) * torch.fft.rfft(kernels, length)).sum(1)
    played = torch.fft.irfft(spectrum, length)[:, :SAMPLES]
    return torch.tanh(played + _beds().to(strength.device)[scenes.place])


def _speak(scenes: Scenes, heard: Tensor) -> Tensor:
    """Each shape has a voice of its own: (batch, shapes, frames)."""
    return torch.stack([(heard * (scenes.cast.shape == voice)[..., None]).sum(1) for voice in range(len(SHAPES))], 1)


@cache
def _kernels() -> Tensor:
    """One sound for each kind of event but the syllable: (kinds, samples)."""
    t = _seconds(_KERNEL_SAMPLES)
    noise = _noise(_KERNEL_SAMPLES, 1)
    tones = {
        "step": torch.sin(2 * math.pi * 150 * t) * _decay(t, 0.03) + 0.5 * noise * _decay(t, 0.008),
        "spring": torch.sin(2 * math.pi * (260 * t + 700 * t**2)) * _decay(t, 0.09),
        "thump": torch.sin(2 * math.pi * 80 * t) * _decay(t, 0.06) * 1.3,
        "flap": _smooth(noise, 6) * 2.2 * _decay(t, 0.04),
        "rattle": noise * 0.6 * _decay(t, 0.03) * torch.sin(2 * math.pi * 40 * t).abs(),
        "whoosh": _smooth(noise, 24) * 4 * torch.sin(math.pi * (t / 0.25).clamp(max=1)) ** 2,
        "bell": (torch.sin(2 * math.pi * 1319 * t) + 0.5 * torch.sin(2 * math.pi * 2637 * t)) * _decay(t, 0.10) * 0.7,
        "syllable": torch.zeros_like(t),
        "rise": torch.zeros_like(t),
    }
    tones["rise"] = torch.sin(2 * math.pi * (300 * t + 250 * t**2)) * torch.sin(math.pi * (t / t[-1])) * 0.7
    return 0.42 * torch.stack([_open(tones[name]) for name in EVENTS])


@cache
def _syllables() -> Tensor:
    """The syllable of every shape's voice: (shapes, samples)."""
    t = _seconds(_KERNEL_SAMPLES)
    voices: list[Tensor] = []
    for pitch, vowel in ((150, 700), (110, 500), (240, 900), (200, 1200), (130, 400)):
        tone = torch.zeros_like(t)
        for number in range(1, 3000 // pitch):
            strength = math.exp(-(((number * pitch - vowel) / 350) ** 2)) + 0.35 * math.exp(-number / 3)
            tone += strength * torch.sin(2 * math.pi * number * pitch * t)
        voices.append(tone / tone.abs().max() * torch.sin(math.pi * (t / 0.26).clamp(max=1)))
    return 0.45 * torch.stack([_open(voice) for voice in voices])


@cache
def _beds() -> Tensor:
    """What is always heard at each place: (places, samples)."""
    t = _seconds(SAMPLES)
    noise = _noise(SAMPLES, 2)
    wind = _smooth(noise, 40) * 6
    birds = torch.sin(2 * math.pi * (2400 + 500 * torch.sin(2 * math.pi * 9 * t)) * t) * (
        torch.sin(2 * math.pi * t) > 0.7
    )
    sounds = {
        "meadow": birds * 0.5 + wind * 0.3,
        "desert": wind * (1 + 0.6 * torch.sin(2 * math.pi * 0.33 * t)),
        "beach": _smooth(noise, 8) * 2 * (0.4 + 0.6 * torch.sin(math.pi * t / 1.5) ** 2),
        "snow": wind * 0.6 + 0.25 * torch.sin(2 * math.pi * 880 * t) * (torch.sin(math.pi * t) > 0.9),
        "mars": torch.sin(2 * math.pi * 55 * t) + 0.5 * torch.sin(2 * math.pi * 82.5 * t),
        "city": torch.sin(2 * math.pi * 100 * t) * 0.6 + _smooth(noise, 20) * 2.5,
        "forest": wind * 0.5 + 0.5 * torch.sin(2 * math.pi * 620 * t) * (torch.sin(2 * math.pi * 0.66 * t) > 0.8),
    }
    return _BED_LEVEL * torch.stack([sounds[name] for name in PLACES])


def _seconds(samples: int) -> Tensor:
    return torch.arange(samples) / SAMPLE_RATE


def _decay(t: Tensor, seconds: float) -> Tensor:
    return torch.exp(-t / seconds)


def _open(tone: Tensor) -> Tensor:
    """A tone without clicks at its ends."""
    edge = 32
    ramp = torch.ones_like(tone)
    ramp[:edge] = torch.linspace(0, 1, edge)
    ramp[-edge * 8 :] = torch.linspace(1, 0, edge * 8)
    return tone * ramp


def _noise(samples: int, seed: int) -> Tensor:
    return torch.rand(samples, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def _smooth(noise: Tensor, samples: int) -> Tensor:
    return torch.nn.functional.avg_pool1d(noise[None, None], samples, 1, samples // 2)[0, 0, : len(noise)]

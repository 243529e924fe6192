"""Hears when something begins in a sound, and holds it against when something is seen to happen.

Shapes: B clips, S samples, F frames, N spectra.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from .words import FRAME_SAMPLES

_WINDOW, _HOP, _LAG = 1024, 200, 2
_PER_FRAME = FRAME_SAMPLES // _HOP
_AROUND = 8 * _PER_FRAME + 1  # spectra whose mean gain is the usual one
_OVER_USUAL, _OVER_HIGHEST = 1.5, 0.3  # so many times the usual gain, such a share of the clip's highest
_EARLY = 150  # samples by which an onset may seem to come before its frame
_LEAST = 0.1  # what a place's bed seldom gains


def hear_onsets(waves: Tensor) -> Tensor:
    """In which frames something begins to sound: bool (B, F) of waves (B, S) at 16 kHz in −1…1.

    These are the peaks of the spectral flux, what all frequencies together gain in a short while.
    """
    padded = functional.pad(waves.float(), (_WINDOW, _WINDOW))
    window = torch.hann_window(_WINDOW, device=waves.device)
    spectra = torch.stft(padded, _WINDOW, _HOP, window=window, center=False, return_complex=True).abs()
    flux = (spectra[..., _LAG:] - spectra[..., :-_LAG]).clamp(min=0).mean(1)[:, None]  # B, 1, N
    usual = functional.avg_pool1d(flux, _AROUND, 1, _AROUND // 2, count_include_pad=False)
    highest = functional.max_pool1d(flux, _PER_FRAME + 1, 1, _PER_FRAME // 2)
    strong = (flux > _OVER_USUAL * usual) & (flux > _OVER_HIGHEST * flux.amax(2, keepdim=True)) & (flux > _LEAST)
    return _sort_into_frames(((flux == highest) & strong)[:, 0], waves.shape[1] // FRAME_SAMPLES)


def _sort_into_frames(peaks: Tensor, frames: int) -> Tensor:
    """Peaks (B, N) by the frame that the middle of their spectrum lies in."""
    middle = (torch.arange(peaks.shape[1], device=peaks.device) + _LAG) * _HOP - _WINDOW // 2 + _EARLY
    frame = middle.div(FRAME_SAMPLES, rounding_mode="floor")
    inside = (frame >= 0) & (frame < frames)
    heard = torch.zeros(len(peaks), frames, device=peaks.device)
    return heard.index_add_(1, frame[inside], peaks[:, inside].float()) > 0


def align(heard: Tensor, seen: Tensor, most_apart: int = 1) -> float:
    """AV-Align (Yariv et al. 2023, https://arxiv.org/abs/2309.16429) of what is heard and seen, each bool (B, F).

    Pairs that are at most so many frames apart, against all there are: intersection over union, 1 is best. Each onset
    has at most one partner. The first and the last frame count for nothing: where a clip begins or ends, nothing is
    seen to happen.
    """
    pairs = total = 0
    for ears, eyes in zip(heard[:, 1:-1].tolist(), seen[:, 1:-1].tolist(), strict=True):
        onsets, contacts = ([frame for frame, there in enumerate(row) if there] for row in (ears, eyes))
        matched = _pair(onsets, contacts, most_apart)
        pairs += matched
        total += len(onsets) + len(contacts) - matched
    return pairs / total if total else 0.0


def _pair(onsets: list[int], contacts: list[int], most_apart: int) -> int:
    """How many find a partner when both are gone through in order of time, which is the most that can."""
    matched = heard = seen = 0
    while heard < len(onsets) and seen < len(contacts):
        apart = onsets[heard] - contacts[seen]
        if abs(apart) <= most_apart:
            matched += 1
        heard += apart <= most_apart
        seen += apart >= -most_apart
    return matched

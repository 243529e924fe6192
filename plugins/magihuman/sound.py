"""Sound on its way in and out: recordings that drive the picture, and what the network made.

The network hears 51,200 samples a second, 2,048 a frame; takes have 48,000, 1,920 a frame.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from studio.api import SAMPLE_RATE, Samples, ShotRequest
from studio.errors import StudioError
from studio.media.sound import SoundReader
from studio.model.codecs.oobleck import RATE_IN, OobleckCodec, resample

from .sizes import FRAME_RATE

FRAME_SAMPLES = SAMPLE_RATE // FRAME_RATE
LEAD, PAUSE = 0.35, 0.28  # seconds of quiet before the first line and between lines, where there is room


def place_recordings(request: ShotRequest, folder: Path) -> Samples | None:
    """The recorded lines one after the other, as long as the take; None unless every line has its recording.

    Raises `StudioError` for a file that is no sound, and for more speech than the shot has time for.
    """
    if not request.dialogue or not all(line.voice for line in request.dialogue):
        return None
    lines = [_read(folder / line.voice) for line in request.dialogue]
    length, spoken = request.frames * FRAME_SAMPLES, sum(map(len, lines))
    if spoken > length:
        raise StudioError(
            f"The recordings of {request.shot_name} last {spoken / SAMPLE_RATE:.1f} s, its take "
            f"{length / SAMPLE_RATE:.1f} s; lengthen the shot or shorten them."
        )
    quiet = LEAD + PAUSE * (len(lines) - 1)
    share = min(1.0, (length - spoken) / (quiet * SAMPLE_RATE))
    placed, at = np.zeros((length, 2), np.float32), int(LEAD * share * SAMPLE_RATE)
    for samples in lines:
        placed[at : at + len(samples)] = samples
        at += len(samples) + int(PAUSE * share * SAMPLE_RATE)
    return placed


def encode(codec: OobleckCodec, samples: Samples, device: torch.device) -> Tensor:
    """Latents (1, L, C), one a frame."""
    wave_CS = torch.from_numpy(np.ascontiguousarray(samples.T)).to(device)
    return codec.encode(resample(wave_CS, len(samples) * RATE_IN // SAMPLE_RATE).T[None])


def decode(codec: OobleckCodec, latent_BLC: Tensor) -> Samples:
    """Samples (L × 1920, 2) of latents, one a frame."""
    wave_BCS = codec.decode(latent_BLC).transpose(1, 2)
    full = resample(wave_BCS, latent_BLC.shape[1] * FRAME_SAMPLES)[0]
    return np.ascontiguousarray(full.clamp(-1, 1).T.cpu().numpy())


def _read(path: Path) -> Samples:
    with closing(SoundReader(path)) as reader:
        count = reader.sample_count
        if not count:
            raise StudioError(f"{path.name} holds no sound; record the line again or choose another file.")
        return reader.read(0, count)

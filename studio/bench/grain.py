"""`Grain`: pictures as hard to decode as filmed ones, made faster than they are written."""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache
from pathlib import Path

import numpy as np

from studio.api import SAMPLE_RATE, Event, Frames, Pictures, Sound
from studio.core.request import ShotRequest
from studio.core.timecode import to_samples

GRAIN, CLOUDS = 2.0, 60.0  # how far the light goes up and down
PATH = 96  # pixels that the picture moves before it comes back


class Grain:
    """Clouds under film grain, a little further in each frame, and a tone."""

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        """One frame after the other. `folder` is not read."""
        width, height = request.width, request.height
        whole = draw_clouds(width + PATH, height + PATH, request.seed)
        for number in range(request.frames):
            x, y = (5 * number + request.seed) % PATH, 3 * number % PATH
            yield Frames(pictures=whole[None, y : y + height, x : x + width])
        count = to_samples(request.frames, request.frame_rate, SAMPLE_RATE)
        tone = 0.1 * np.sin(np.arange(count, dtype=np.float32) * (2 * np.pi * 220 / SAMPLE_RATE))
        yield Sound(samples=np.repeat(tone.astype(np.float32)[:, None], 2, axis=1))

    def close(self) -> None:
        """Nothing is held between takes."""


@lru_cache(maxsize=2)
def draw_clouds(width: int, height: int, seed: int) -> Pictures:
    """Soft colours with grain in each pixel: uint8 RGB (height, width, 3)."""
    chance = np.random.default_rng(seed)
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    picture = np.full((height, width, 3), 128.0, np.float32)
    for period in (700, 310, 130, 50):
        turn, tint = chance.uniform(0, 6.28, 2), chance.uniform(0.5, 1.0, 3).astype(np.float32)
        wave = np.sin(y / period * 6.28 + turn[0])[:, None] * np.cos(x / period * 6.28 + turn[1])[None, :]
        picture += (CLOUDS * period / 700) * wave.astype(np.float32)[:, :, None] * tint
    picture += GRAIN * chance.standard_normal((height, width, 1), np.float32)
    return picture.clip(0, 255).astype(np.uint8)

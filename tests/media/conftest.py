"""Clips made by code: each picture holds its number as bars, the sound is noise that can be told apart by sample."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.media.bars import draw_bars
from studio.media.encoding import Encoding
from studio.media.mezzanine import MEZZANINE
from studio.media.writer import StreamWriter

MakeClip = Callable[..., Path]


@pytest.fixture
def noise() -> NDArray[np.float32]:
    """Ten seconds of stereo noise."""
    return np.random.default_rng(7).uniform(-0.9, 0.9, (480_000, 2)).astype(np.float32)


@pytest.fixture
def make_clip(tmp_path: Path, noise: NDArray[np.float32]) -> MakeClip:
    """Writes `frames` pictures of bars, from the number `first` on, with the noise."""

    def make(
        name: str = "clip.mov",
        frames: int = 24,
        first: int = 0,
        rate: Fraction = Fraction(24),
        size: tuple[int, int] = (160, 90),
        encoding: Encoding = MEZZANINE,
    ) -> Path:
        path = tmp_path / name
        with StreamWriter(path, encoding, *size, rate) as writer:
            writer.add_sound(noise)
            for number in range(first, first + frames):
                writer.add_pictures(draw_bars(number, *size)[None])
        return path

    return make

"""Film strips show the right frames, waveforms the right extremes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from studio.media.bars import read_bars
from studio.media.mezzanine import MEZZANINE
from studio.media.thumbnails import film_strip
from studio.media.waveform import read_outline

MakeClip = Callable[..., Path]


def test_film_strips_show_the_frames_asked_for(make_clip: MakeClip) -> None:
    strip = film_strip(make_clip(size=(320, 180)), [20, 0, 7, 7, 99], 36)
    assert [picture.shape for picture in strip] == [(36, 64, 3)] * 5
    assert [read_bars(picture) for picture in strip] == [20, 0, 7, 7, 23]


def test_a_picture_is_its_own_strip_on_black_where_it_is_transparent(tmp_path: Path) -> None:
    half = np.zeros((40, 80, 4), np.uint8)
    half[:, :40] = (255, 0, 0, 255)
    Image.fromarray(half).save(tmp_path / "half.png")
    first, second = film_strip(tmp_path / "half.png", (0, 7), 20)
    assert first.shape == (20, 40, 3)
    assert first[10, 5].tolist() == [255, 0, 0] and first[10, 35].tolist() == [0, 0, 0]
    assert np.array_equal(first, second)


@pytest.mark.parametrize("bins_per_second", [10, 100, 7, 48_000, 20_000])
def test_outlines_are_the_extremes_and_the_power_of_their_bins(
    make_clip: MakeClip, noise: NDArray[np.float32], bins_per_second: int
) -> None:
    outline = read_outline(make_clip(frames=36), bins_per_second)
    bin_of = np.arange(72_000) * bins_per_second // 48_000
    assert len(outline) == bin_of[-1] + 1
    for number in {0, 1, len(outline) // 2, len(outline) - 1}:
        samples = noise[:72_000][bin_of == number]
        assert outline[number] == pytest.approx([samples.min(), samples.max(), np.square(samples).mean()], abs=1e-6)


def test_no_sound_has_no_outline(make_clip: MakeClip) -> None:
    assert read_outline(make_clip(encoding=replace(MEZZANINE, sound_codec="")), 100).shape == (0, 3)

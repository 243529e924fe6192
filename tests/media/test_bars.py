"""The bars carry a number through scaling and noise."""

import numpy as np
import pytest

from studio.media.bars import draw_bars, read_bars


@pytest.mark.parametrize("size", [(16, 4), (61, 33), (320, 180), (1920, 1080)])
@pytest.mark.parametrize("number", [0, 1, 23, 4097, 0b1010101010101010, 65535])
def test_numbers_come_back(number: int, size: tuple[int, int]) -> None:
    picture = draw_bars(number, *size)
    assert picture.shape == (size[1], size[0], 3)
    assert read_bars(picture) == number


def test_noise_does_not_matter() -> None:
    noise = np.random.default_rng(3).integers(-90, 90, (90, 160, 3))
    picture = np.clip(draw_bars(12345, 160, 90).astype(int) + noise, 0, 255).astype(np.uint8)
    assert read_bars(picture) == 12345

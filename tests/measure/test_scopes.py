"""Scopes: pictures whose levels and colours are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.measure.scopes import LEVELS, find_differences, find_luma, measure_scopes, thin


def fill(colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.full((18, 32, 3), colour, np.uint8)


@pytest.mark.parametrize(
    ("colour", "luma"),
    [((0, 0, 0), 0), ((255, 255, 255), 255), ((255, 0, 0), 54), ((0, 255, 0), 182), ((0, 0, 255), 18)],
)
def test_luma_has_the_weights_of_bt709(colour: tuple[int, int, int], luma: int) -> None:
    assert np.all(find_luma(fill(colour)) == luma)


def test_a_ramp_is_a_diagonal_in_the_waveform() -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(10, axis=0)
    scopes = measure_scopes(ramp)
    assert scopes.waveform.shape == (LEVELS, 256)
    np.testing.assert_array_equal(scopes.waveform, np.eye(256, dtype=np.int64) * 10)
    np.testing.assert_array_equal(scopes.parade, np.stack([np.eye(256, dtype=np.int64) * 10] * 3))
    np.testing.assert_array_equal(scopes.histogram, np.full((4, LEVELS), 10))
    assert scopes.vectors[127:129, 127:129].sum() == 2560  # it has no colour


def test_the_parade_tells_the_channels_apart() -> None:
    scopes = measure_scopes(fill((200, 100, 50)))
    for channel, level in enumerate((200, 100, 50)):
        assert np.all(scopes.parade[channel, level] == 18)
        assert scopes.parade[channel].sum() == scopes.histogram[channel, level] == 18 * 32
    assert scopes.histogram[3].argmax() == round(0.2126 * 200 + 0.7152 * 100 + 0.0722 * 50)


@pytest.mark.parametrize(
    ("colour", "cb", "cr"),
    [((255, 0, 0), -0.1146, 0.5), ((0, 0, 255), 0.5, -0.0458), ((0, 255, 0), -0.3854, -0.4542), ((9, 9, 9), 0, 0)],
)
def test_colours_lie_where_bt709_has_them(colour: tuple[int, int, int], cb: float, cr: float) -> None:
    found = find_differences(np.array([colour], np.uint8))
    np.testing.assert_allclose([found[0][0], found[1][0]], [cb, cr], atol=1e-4)
    vectors = measure_scopes(fill(colour)).vectors
    up, across = np.unravel_index(vectors.argmax(), vectors.shape)
    assert vectors[up, across] == vectors.sum() == 18 * 32
    assert (across, up) == (round((cb + 0.5) * 255), round((cr + 0.5) * 255))


def test_a_large_picture_is_thinned_and_has_no_new_levels() -> None:
    stripes = np.zeros((1080, 1920, 3), np.uint8)
    stripes[:, ::2] = 255
    thinned = thin(stripes)
    assert thinned.shape[0] <= 180
    assert thinned.shape[1] <= 320
    assert set(np.unique(thinned).tolist()) <= {0, 255}
    assert measure_scopes(stripes).histogram[3].sum() == thinned.shape[0] * thinned.shape[1]

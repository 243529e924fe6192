import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from plugins.animatic.cutout import crop_to_figure, cut_out, flood

Picture = NDArray[np.uint8]
SIZE = (240, 320)


def draw_figure(ground: tuple[int, int, int], shirt: tuple[int, int, int]) -> Image.Image:
    """A bust that rests on the lower edge, drawn large and scaled down so that its edges are mixed."""
    large = Image.new("RGB", (SIZE[0] * 4, SIZE[1] * 4), ground)
    draw = ImageDraw.Draw(large)
    draw.ellipse((320, 160, 640, 600), fill=(180, 110, 80))
    draw.rounded_rectangle((200, 580, 760, 1400), 90, fill=shirt, outline=(20, 20, 30), width=24)
    draw.ellipse((420, 300, 470, 350), fill=ground)  # an eye in the background's colour
    return large.resize(SIZE, Image.Resampling.BOX)


def to_rgba(picture: Image.Image) -> Picture:
    return np.asarray(picture.convert("RGBA"))


@pytest.mark.parametrize("ground", [(255, 255, 255), (120, 180, 175), (30, 32, 40)])
def test_a_figure_comes_off_a_plain_background(ground: tuple[int, int, int]) -> None:
    made = cut_out(to_rgba(draw_figure(ground, (200, 60, 60))))
    assert made is not None
    alpha = made[..., 3]
    assert alpha[:30].max() == 0  # above the head
    assert alpha[:, :40].max() == 0  # beside the body
    assert alpha[200:, 60:180].min() == 255  # the body, down to the lower edge
    assert alpha[81, 111] == 255  # the eye is enclosed and stays
    soft = (alpha > 20) & (alpha < 235)
    assert 0.001 < soft.mean() < 0.03


def test_edges_keep_no_fringe_of_the_background() -> None:
    made = cut_out(to_rgba(draw_figure((0, 255, 0), (200, 60, 60))))
    assert made is not None
    red, green, blue, alpha = (made[..., band].astype(int) for band in range(4))
    seen = alpha > 60
    assert (green - np.maximum(red, blue))[seen & (np.indices(seen.shape)[0] < 140) & (alpha < 250)].max() < 60


def test_a_white_shirt_on_white_stays_inside_its_outline() -> None:
    made = cut_out(to_rgba(draw_figure((255, 255, 255), (255, 255, 255))))
    assert made is not None
    assert made[230:300, 70:170, 3].min() == 255


def test_gradients_and_compression_are_still_plain() -> None:
    chance = np.random.default_rng(3)
    figure = draw_figure((0, 0, 0), (200, 60, 60))
    slope = np.linspace(150, 205, SIZE[1])[:, None, None] + np.linspace(-12, 12, SIZE[0])[None, :, None]
    mask = to_rgba(figure)[..., :3].max(axis=2) > 10
    lit = np.where(mask[..., None], np.asarray(figure), slope + chance.normal(0, 2.5, (SIZE[1], SIZE[0], 3)))
    soft = Image.fromarray(lit.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))
    made = cut_out(to_rgba(soft))
    assert made is not None
    assert made[:30, :, 3].mean() < 2
    assert made[200:300, 70:170, 3].min() == 255


def test_pictures_without_a_plain_background_are_left_alone() -> None:
    chance = np.random.default_rng(4)
    noise = Image.fromarray(chance.integers(0, 255, (100, 90, 3), dtype=np.uint8))
    stripes = Image.fromarray(np.tile(np.repeat(np.array([40, 200], np.uint8), 15), (90, 3))).convert("RGB")
    assert cut_out(to_rgba(noise)) is None
    assert cut_out(to_rgba(stripes)) is None
    assert cut_out(to_rgba(Image.new("RGB", (80, 80), (90, 90, 90)))) is None  # nothing but background
    assert cut_out(to_rgba(Image.new("RGB", (1, 1)))) is None


def test_alpha_cuts_by_itself() -> None:
    picture = np.zeros((50, 40, 4), np.uint8)
    picture[10:45, 8:30] = (200, 100, 50, 255)
    made = cut_out(picture)
    assert made is not None
    assert np.array_equal(made, picture)
    assert crop_to_figure(made).shape == (35, 22, 4)


def test_rounded_corners_are_no_silhouette() -> None:
    picture = np.random.default_rng(5).integers(0, 255, (100, 100, 4), dtype=np.uint8)
    picture[..., 3] = 255
    picture[:4, :4, 3] = 0
    assert cut_out(picture) is None


def test_the_flood_finds_every_bend_and_no_way_through_a_wall() -> None:
    """A corridor that runs to and fro, with a turn at the end of each row."""
    free = np.zeros((21, 15), np.bool_)
    free[::2] = True
    free[1::4, -1] = free[3::4, 0] = True
    seeds = np.zeros_like(free)
    seeds[0, 0] = True
    assert np.array_equal(flood(free, seeds), free)
    shut = free.copy()
    shut[10, 7] = False
    reached = flood(shut, seeds)
    assert reached[:10].sum() == free[:10].sum()
    assert reached[10].sum() == 7
    assert not reached[11:].any()

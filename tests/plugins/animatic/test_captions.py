import itertools

import numpy as np
import pytest
from PIL import Image

from plugins.animatic.captions import Caption, draw_captions, set_dialogue, set_slug, set_title
from plugins.animatic.lettering import wrap_text
from plugins.animatic.timing import Cue
from studio.media.fonts import choose_font

HOSTILE = [
    "--help",
    "'\"; $(touch x)",
    "\x00\x07\t\n",
    "\u202eمرحبا שלום",
    "😀🎬👩‍👩‍👧",
    "你好，世界。" * 30,
    "x" * 5000,
    "a \u0301\u0301\u0301",
    "\U0010ffff\ue000",
    " ",
]
SIZES = [(1280, 720), (720, 1280), (64, 36), (16, 16)]


def ink(caption: Caption) -> float:
    """How much white there is on a plate."""
    rgba = np.asarray(caption.picture).astype(float)
    return float((rgba[..., :3].min(axis=2) * (rgba[..., 3] > 250)).mean())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_stays_within_the_frame_and_the_time(text: str, size: tuple[int, int]) -> None:
    width, height = size
    pages = set_dialogue(text, text, text, Cue(begin=1.0, end=4.0), width, height)
    captions = [*pages, *set_slug(text, text, 4.0, width, height), *set_title(text, 4.0, width, height)]
    for caption in captions:
        assert caption.cue.end <= 4.2
        if height > 64:
            assert 0 <= caption.x <= caption.x + caption.picture.width <= width
            assert caption.y >= 0
            assert caption.y + caption.picture.height <= height
        picture = Image.new("RGB", size)
        draw_captions(picture, [caption], (caption.cue.begin + caption.cue.end) / 2)
    if pages:
        assert pages[0].cue.begin == 1.0
        assert pages[-1].cue.end == pytest.approx(4.0)
        assert all(one.cue.end == other.cue.begin for one, other in itertools.pairwise(pages))


def test_the_words_are_there_while_they_are_spoken() -> None:
    cue = Cue(begin=1.0, end=2.0)
    (caption,) = set_dialogue("Ada", "#4FB6CB", "The bulb is gone.", cue, 640, 360)
    assert ink(caption) > 3
    for second, seen in ((0.9, False), (1.5, True), (2.1, False)):
        picture = Image.new("RGB", (640, 360), (128, 128, 128))
        draw_captions(picture, [caption], second)
        assert (np.asarray(picture) == 255).any() == seen
        assert (np.asarray(picture) != 128).any() == seen
    colours = np.asarray(caption.picture)[..., :3].reshape(-1, 3).astype(int)
    assert (np.abs(colours - (104, 193, 211)).max(axis=1) < 12).any()  # the name in the cast's colour


def test_white_on_the_plate_can_be_read_on_any_ground() -> None:
    (caption,) = set_dialogue("Ada", "#4FB6CB", "mmmm mmmm", Cue(begin=0, end=2), 640, 360)
    picture = Image.new("RGB", (640, 360), (255, 255, 255))
    draw_captions(picture, [caption], 1.0)
    plate = picture.getpixel((caption.x + caption.picture.width // 2, caption.y + 3))
    assert isinstance(plate, tuple)
    linear = (plate[0] / 255) ** 2.2
    assert 1.05 / (linear + 0.05) > 4.5


def test_long_lines_turn_pages_and_short_shots_cut_them() -> None:
    text = "first about the weather, then about the boats, then about the price of herring, " * 2
    assert len(set_dialogue("Ada", "#fff", text, Cue(begin=0, end=8), 640, 360)) == 2
    assert len(set_dialogue("Ada", "#fff", text, Cue(begin=0, end=1), 640, 360)) == 1


def test_the_slug_stays_long_enough_to_be_read_but_not_all_the_shot() -> None:
    (short,) = set_slug("1A", "A door.", 6.0, 640, 360)
    (long,) = set_slug("1A", "A door opens, and nobody comes out of it; " * 3, 6.0, 640, 360)
    (brief,) = set_slug("1A", "A door opens, and nobody comes out of it; " * 3, 1.0, 640, 360)
    assert short.cue.end == pytest.approx(1.5)
    assert short.cue.end < long.cue.end <= 0.6 * 6.0
    assert brief.cue.end <= 1.0
    assert set_slug("", "", 6.0, 640, 360) == []


@pytest.mark.parametrize("text", ["one two three four five", "nowheretobreak" * 5, "你好世界" * 8])
def test_lines_fit_and_lose_nothing(text: str) -> None:
    font, _ = choose_font("any", 20)
    lines = wrap_text(text, font, 120, 99)
    assert len(lines) > 1
    assert all(font.getlength(line) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_begins_with_a_closing_mark() -> None:
    font, _ = choose_font("any", 20)
    for width in range(60, 160, 7):
        lines = wrap_text("你好，世界。" * 6, font, width, 99)
        assert len(lines) > 2
        assert not any(line[0] in "，。" for line in lines)

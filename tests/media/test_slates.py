"""What stands in for a shot without a take: its name, whatever that is made of, in a font that has it."""

import numpy as np
import pytest
from av.video.frame import VideoFrame
from PIL import Image, ImageDraw

from studio.media.blend import draw_slate
from studio.media.colour import planes_of
from studio.media.fonts import choose_font, clean_text


def luma(frame: VideoFrame) -> bytes:
    return planes_of(frame)[0].tobytes()


@pytest.mark.parametrize("name", ["", "\n", "\x00", "😀", "第一幕", "مشهد", "x" * 100_000, "--help", "\udc80"])
@pytest.mark.parametrize("size", [(16, 16), (320, 180), (180, 320)])
def test_any_name_makes_a_slate(name: str, size: tuple[int, int]) -> None:
    frame = draw_slate(name, size)
    assert (frame.width, frame.height) == size


def test_a_name_in_two_lines_is_one() -> None:
    assert luma(draw_slate("Quay\n two", (320, 180))) == luma(draw_slate("Quay two", (320, 180)))
    assert luma(draw_slate("Quay", (320, 180))) != luma(draw_slate("", (320, 180)))


def test_fonts_have_the_letters_or_leave_them_out() -> None:
    font, written = choose_font("Zoé \U00013000", 20)
    assert "Zo" in written
    assert "\U00013000" not in written
    picture = Image.new("L", (80, 24))
    ImageDraw.Draw(picture).text((0, 0), written, 255, font)
    assert np.asarray(picture).max() > 200
    assert clean_text("a\x00b\u202e c\n\nd") == "ab c d"

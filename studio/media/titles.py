"""Titles drawn: the alpha of their letters, as sharp as the canvas."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from studio.core.timeline import Title
from studio.media.blend import Size
from studio.media.coverage import Weight, cover
from studio.media.fonts import Font, choose_font, clean_text
from studio.media.place import Spot, crop, is_seen, outline, resample

_LEAST_POINTS = 24  # smaller letters are drawn larger and reduced, or their size would go in steps
_MOST_FINER, _MOST_SIDE = 8, 8192
_MOST_WIDTH = 6  # of a line, in canvases: whatever its place, no more of it is seen


@lru_cache(maxsize=4)
def cover_title(title: Title, canvas: Size, spot: Spot | None = None, largest: float = 1.0) -> Weight | None:
    """Where the letters of a title cover the canvas; nothing off it. `largest` is the scale they are to be sharp at."""
    if spot is None:
        return cover(draw_title(title, canvas))
    if not is_seen(canvas, spot, canvas):
        return None
    finer = max(1, min(_MOST_FINER, ceil(largest), _MOST_SIDE // max(canvas)))
    letters = draw_title(title, (canvas[0] * finer, canvas[1] * finer))
    return crop(resample(letters, canvas, spot, canvas), outline(canvas, spot, canvas))


@lru_cache(maxsize=2)  # enlarged ones are large
def draw_title(title: Title, canvas: Size) -> NDArray[np.float32]:
    """The alpha of a title on a canvas: float32 (height, width) from 0 to 1."""
    finer = min(_MOST_FINER, max(1, ceil(_LEAST_POINTS / (title.size * canvas[1]))))
    width, height = canvas[0] * finer, canvas[1] * finer
    picture = Image.new("L", (width, height))
    draw = ImageDraw.Draw(picture)
    text = "\n".join(clean_text(line) for line in title.text.splitlines())
    room = title.size * height
    font, written = _fit_font(text, title.font, room)
    lines = written.split("\n")
    above = font.getmetrics()[0] if isinstance(font, ImageFont.FreeTypeFont) else room
    for number, line in enumerate(lines):
        top = title.y * height + room * (number - len(lines) / 2)
        if -2 * room < top < height + room:
            seen = _shorten(line, font, _MOST_WIDTH * width)
            draw.text((title.x * width, top + above), seen, fill=255, font=font, anchor="ms")
    reduced = picture.reduce(finer) if finer > 1 else picture
    return np.asarray(reduced, np.float32) / np.float32(255)


def _fit_font(text: str, family: str, room: float) -> tuple[Font, str]:
    """The font that has the letters, with lines as high as their room, and the text as it can write it."""
    font, written = choose_font(text, room, family)
    if not isinstance(font, ImageFont.FreeTypeFont):
        return font, written
    above, below = font.getmetrics()
    return choose_font(text, room * room / max(1, above + below), family)


def _shorten(text: str, font: Font, most: float) -> str:
    """The middle of a text that is wider than anything on the canvas."""
    while text and font.getlength(text) > most:
        cut = max(1, len(text) // 8)
        text = text[cut:-cut]
    return text

"""Captions: who says what at the foot of the picture, and the shot's name and action at its head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageFilter

from studio.media.fonts import Font, choose_font, clean_text

from .drawing import Colour, draw_rounded, mix, parse_colour
from .lettering import draw_lines, wrap_text
from .timing import Cue

MARGIN = 0.04
HEAD_MARGIN = 0.035
PLATE: Colour = (14, 15, 18)
PLATE_STRENGTH = 0.66
SLUG_INK: Colour = (240, 178, 84)
INK: Colour = (255, 255, 255)
PAGE_LINES, SLUG_LINES, TITLE_LINES = 2, 2, 6
MOST_BALANCED = 6
LEAST_PAGE_SECONDS = 0.8
FADE_SECONDS = 0.12
LEAST_SLUG_SECONDS, SLUG_LETTERS_A_SECOND, MOST_OF_SHOT = 1.5, 20.0, 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A plate with lettering (RGBA), where it lies, and when it is shown."""

    picture: Image.Image
    x: int
    y: int
    cue: Cue

    def strength(self, second: float) -> float:
        """How far it is faded in at a time, 0…1."""
        fade = min(FADE_SECONDS, self.cue.seconds / 3)
        nearest = min(second - self.cue.begin, self.cue.end - second)
        return min(1.0, max(0.0, nearest / fade if fade else 0.0))


def set_dialogue(speaker: str, colour: str, text: str, cue: Cue, width: int, height: int) -> list[Caption]:
    """A line of dialogue as pages of two lines at the foot, in the time it is spoken."""
    size = _type_size(width, height)
    font, written = choose_font(clean_text(text), size)
    most = max(1, math.floor(cue.seconds / LEAST_PAGE_SECONDS))
    lines = _balance(written, font, 0.74 * width, most * PAGE_LINES)
    pages = [lines[at : at + PAGE_LINES] for at in range(0, len(lines), PAGE_LINES)]
    if len(pages) > most:
        pages = pages[:most]
        pages[-1] = _shorten(pages[-1], font, 0.74 * width)
    total = sum(len(line) for page in pages for line in page)
    captions: list[Caption] = []
    at = cue.begin
    title = _set_name(speaker, 0.74 * size, 0.74 * width)
    for page in pages:
        end = at + cue.seconds * sum(map(len, page)) / max(1, total)
        plate = _draw_spoken(page, font, size, title, parse_colour(colour))
        y = round(height * (1 - MARGIN)) - plate.height
        captions.append(Caption(picture=plate, x=(width - plate.width) // 2, y=y, cue=Cue(begin=at, end=end)))
        at = end
    return captions


def set_slug(shot: str, action: str, seconds: float, width: int, height: int) -> list[Caption]:
    """The shot's name and its action as a strip at the head, long enough to be read."""
    size = 0.70 * _type_size(width, height)
    told = clean_text(action.replace("@", ""))
    title = _set_name(shot, size, 0.4 * width)
    if not (title or told):
        return []
    indent = title.width + round(0.7 * size) if title else 0
    font, told = choose_font(told, size)
    room = (1 - 2 * HEAD_MARGIN) * width - 1.3 * size - indent
    lines = _balance(told, font, room, SLUG_LINES)
    if len(lines) > SLUG_LINES:
        lines = _shorten(lines[:SLUG_LINES], font, room)
    body = draw_lines(lines or [""], font, round(1.26 * size))
    plate = _draw_plate((indent + body.width + round(1.3 * size), body.height + round(0.5 * size)), 0.3 * size)
    if title:
        _stamp(plate, title, (round(0.65 * size), round(0.2 * size)), SLUG_INK)
    _stamp(plate, body, (round(0.65 * size) + indent, round(0.25 * size)), INK)
    wanted = max(LEAST_SLUG_SECONDS, sum(map(len, lines)) / SLUG_LETTERS_A_SECOND)
    shown = min(wanted, max(MOST_OF_SHOT * seconds, min(LEAST_SLUG_SECONDS, seconds)))
    place = round(HEAD_MARGIN * height)
    return [Caption(picture=plate, x=place, y=place, cue=Cue(begin=-FADE_SECONDS, end=shown))]


def set_title(text: str, seconds: float, width: int, height: int) -> list[Caption]:
    """The action alone in the middle, where there is no picture to show it: a card with type on it."""
    size = 1.3 * _type_size(width, height)
    font, written = choose_font(clean_text(text.replace("@", "")), size)
    lines = _balance(written, font, 0.72 * width, TITLE_LINES)
    if not lines:
        return []
    mask = draw_lines(lines[:TITLE_LINES], font, round(1.34 * size), "centre")
    pad = round(size)
    whole = mask.width + 2 * pad, mask.height + 2 * pad
    shade = Image.new("L", whole, 0)
    shade.paste(mask, (pad, pad))
    plate = Image.new("RGBA", whole, (*PLATE, 0))
    plate.putalpha(shade.filter(ImageFilter.GaussianBlur(0.22 * size)))
    _stamp(plate, mask, (pad, pad), INK)
    x, y = (width - plate.width) // 2, round(0.47 * height - plate.height / 2)
    return [Caption(picture=plate, x=x, y=y, cue=Cue(begin=-FADE_SECONDS, end=seconds + FADE_SECONDS))]


def draw_captions(picture: Image.Image, captions: Sequence[Caption], second: float) -> None:
    """Draw the captions of a time over a picture."""
    for caption in captions:
        strength = caption.strength(second)
        if strength <= 0:
            continue
        mask = caption.picture.getchannel("A")
        if strength < 1:
            mask = mask.point([round(value * strength) for value in range(256)])
        picture.paste(caption.picture, (caption.x, caption.y), mask)


def _type_size(width: int, height: int) -> float:
    return 0.044 * min(height, 0.9 * width)


def _balance(text: str, font: Font, width: float, most_lines: int) -> list[str]:
    """Lines of about one length, as few as the width allows: no last word stands alone."""
    lines = wrap_text(text, font, width, most_lines)
    if 2 <= len(lines) <= min(most_lines, MOST_BALANCED):
        for share in (0.55, 0.65, 0.75, 0.85, 0.92):
            narrow = wrap_text(text, font, share * width, most_lines)
            if len(narrow) == len(lines):
                return narrow
    return lines


def _shorten(lines: list[str], font: Font, width: float) -> list[str]:
    """The lines with an ellipsis at the end of the last."""
    last = lines[-1]
    while last and font.getlength(f"{last} …") > width:
        last = last[:-1]
    return [*lines[:-1], f"{last.rstrip()} …"]


def _set_name(name: str, size: float, width: float) -> Image.Image | None:
    """A name on one line, or as much of it as there is room for."""
    font, written = choose_font(clean_text(name), size)
    lines = wrap_text(written, font, width, 1)[:1]
    return draw_lines(lines, font, round(1.35 * size)) if lines else None


def _draw_spoken(
    lines: Sequence[str], font: Font, size: float, title: Image.Image | None, colour: Colour
) -> Image.Image:
    """A plate with the speaker's name small in the cast's colour over the words."""
    body = draw_lines(lines, font, round(1.26 * size), "centre")
    head, wide = (title.height, title.width) if title else (0, 0)
    width = max(body.width, wide) + round(1.5 * size)
    plate = _draw_plate((width, head + body.height + round(0.8 * size)), 0.36 * size)
    top = round(0.4 * size)
    if title:
        _stamp(plate, title, ((width - wide) // 2, top), mix(colour, INK, 0.15))
    _stamp(plate, body, ((width - body.width) // 2, top + head), INK)
    return plate


def _draw_plate(size: tuple[int, int], radius: float) -> Image.Image:
    """A dark, half transparent plate, on which white can be read whatever lies under it."""
    plate = Image.new("RGBA", size, (*PLATE, 0))
    plate.putalpha(draw_rounded(size, radius).point([round(value * PLATE_STRENGTH) for value in range(256)]))
    return plate


def _stamp(plate: Image.Image, mask: Image.Image, place: tuple[int, int], colour: Colour) -> None:
    """Opaque lettering on a half transparent plate."""
    ink = Image.new("RGBA", mask.size, (*colour, 255))
    ink.putalpha(mask)
    plate.alpha_composite(ink, place)

"""Pictures that the animatic draws itself: cards, stand-ins, shadows and the neutral backdrop."""

from __future__ import annotations

import math
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFilter

from studio.media.fonts import choose_font

from .cutout import Picture

Colour = tuple[int, int, int]

CARD_MARGIN, CARD_RADIUS, CARD_BORDER = 0.07, 0.045, 0.012  # of a card's shorter side
STAND_IN = (520, 1300)
HORIZON = 0.70  # of the backdrop's height


def parse_colour(text: str) -> Colour:
    """The colour of a cast member; grey where it is none."""
    try:
        red, green, blue = ImageColor.getrgb(text)[:3]
    except ValueError:
        return 150, 150, 150
    return red, green, blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def draw_card(picture: Picture) -> Picture:
    """A picture as a print with rounded corners, a light border and a soft shadow: RGBA with room around it."""
    height, width = picture.shape[:2]
    short = min(height, width)
    margin, border = round(CARD_MARGIN * short), max(1, round(CARD_BORDER * short))
    outer = (width + 2 * border, height + 2 * border)
    whole = (outer[0] + 2 * margin, outer[1] + 2 * margin)
    shape = draw_rounded(outer, round(CARD_RADIUS * short) + border)
    card = Image.new("RGB", outer, (244, 241, 235))
    inner = draw_rounded((width, height), round(CARD_RADIUS * short))
    opaque = Image.new("RGBA", (width, height), (128, 128, 128, 255))
    opaque.alpha_composite(Image.fromarray(picture))
    card.paste(opaque.convert("RGB"), (border, border), inner)
    shade = Image.new("L", whole, 0)
    shade.paste(shape.point([value * 120 // 255 for value in range(256)]), (margin, margin + margin // 3))
    shade = shade.filter(ImageFilter.GaussianBlur(margin / 3))
    made = Image.new("RGBA", whole, (0, 0, 0, 0))
    made.putalpha(shade)
    card.putalpha(shape)
    made.alpha_composite(card, (margin, margin))
    return np.asarray(made)


def draw_stand_in(name: str, colour: str, height_px: int) -> Picture:
    """A plain figure in a cast colour with the first letter of the name, for who has no picture: RGBA."""
    base = parse_colour(colour)
    width, height = STAND_IN
    figure = Image.new("L", STAND_IN, 0)
    draw = ImageDraw.Draw(figure)
    draw.ellipse((width / 2 - 118, 20, width / 2 + 118, 270), fill=255)
    draw.polygon(_outline_body(), fill=255)
    smooth = figure.filter(ImageFilter.GaussianBlur(9)).point(
        [0 if v < 118 else 255 if v > 138 else (v - 118) * 12 for v in range(256)]
    )
    down, across = np.linspace(0, 1, height)[:, None, None], np.linspace(-1, 1, width)[None, :, None]
    light = np.clip(1.06 - 0.30 * down - 0.16 * across**2 - 0.07 * across, 0, 1.1)
    shaded = np.clip(np.array(mix(base, (60, 60, 68), 0.12), np.float64) * light, 0, 255).astype(np.uint8)
    made = Image.fromarray(shaded).convert("RGBA")
    letter = next((each for each in name.upper() if each.isalnum()), "?")
    font, letter = choose_font(letter, 190.0)
    ImageDraw.Draw(made).text((width / 2, 520), letter, (255, 255, 255, 235), font, anchor="mm")
    made.putalpha(smooth)
    scale = min(1.0, height_px / height)
    return np.asarray(
        made.resize((max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.LANCZOS)
    )


def _outline_body() -> list[tuple[float, float]]:
    """A body like a board game's pawn: shoulders, waist, a wide foot."""
    half = (
        (268, 70),
        (300, 120),
        (360, 168),
        (460, 178),
        (700, 140),
        (900, 150),
        (1180, 200),
        (1262, 206),
        (1284, 190),
    )
    middle = STAND_IN[0] / 2
    right: list[tuple[float, float]] = [(middle + x, y) for y, x in half]
    return right + [(2 * middle - x, y) for x, y in reversed(right)]


def draw_shadow(width: int, height: int) -> Image.Image:
    """A soft ellipse as a mask, dense in the middle."""
    x = (np.arange(width) + 0.5) / width * 2 - 1
    y = (np.arange(height) + 0.5) / height * 2 - 1
    away = np.sqrt(x[None, :] ** 2 + y[:, None] ** 2)
    fall = np.clip(1 - away, 0, 1)
    return Image.fromarray((255 * (fall * fall * (3 - 2 * fall))).astype(np.uint8))


def draw_backdrop(name: str, width: int, height: int, seed: int) -> Picture:
    """A painter's empty stage, warm or cool by the name: a graded wall with a pool of light, a floor, a vignette."""
    hue = _HUES[crc32(name.casefold().encode()) % len(_HUES)]
    x = (np.arange(width, dtype=np.float32) + 0.5) / width - 0.5
    y = (np.arange(height, dtype=np.float32) + 0.5) / height
    across, down = x[None, :] * (width / height), y[:, None]
    pool = np.exp(-((across / 0.75) ** 2 + ((down - 0.40) / 0.55) ** 2))
    wall = 0.40 + 0.30 * pool
    floor = 0.35 + 0.34 * np.exp(-((across / 0.8) ** 2 + ((down - 0.90) / 0.30) ** 2))
    cove = _smooth((down - HORIZON + 0.05) / 0.12)  # the wall runs into the floor without an edge
    light = wall * (1 - cove) + floor * cove - 0.05 * np.exp(-(((down - HORIZON - 0.01) / 0.05) ** 2))
    light = light * (1 - 0.38 * np.clip(np.sqrt((across / 1.0) ** 2 + ((down - 0.5) / 0.62) ** 2) - 0.55, 0, 1) ** 1.5)
    top, low = (np.array(colour, np.float32) for colour in hue)
    tint = top + (low - top) * (0.15 + 0.85 * cove)[..., None]
    grain = np.random.default_rng(seed).normal(0, 1.3, (height, width, 1)).astype(np.float32)  # against banding
    return np.clip(light[..., None] * tint + grain, 0, 255).astype(np.uint8)


_HUES: tuple[tuple[Colour, Colour], ...] = (
    ((236, 206, 180), (214, 170, 136)),  # sand
    ((184, 206, 218), (150, 166, 176)),  # slate
    ((222, 196, 204), (184, 148, 156)),  # rose
    ((190, 212, 200), (156, 168, 148)),  # sage
    ((204, 200, 226), (160, 152, 182)),  # dusk
    ((240, 218, 172), (206, 170, 124)),  # straw
)


def _smooth(u: NDArray[np.floating]) -> NDArray[np.floating]:
    u = np.clip(u, 0, 1)
    return u * u * (3 - 2 * u)


def draw_rounded(size: tuple[int, int], radius: float) -> Image.Image:
    """A rectangle with smooth round corners as a mask."""
    scale = 4 if max(size) < 2000 else 2
    corner = math.ceil(radius) + 1
    large = Image.new("L", (2 * corner * scale, 2 * corner * scale), 0)
    ImageDraw.Draw(large).rounded_rectangle((0, 0, large.width - 1, large.height - 1), radius * scale, fill=255)
    small = large.resize((2 * corner, 2 * corner), Image.Resampling.BOX)
    mask = Image.new("L", size, 255)
    for x, left in ((0, 0), (size[0] - corner, corner)):
        for y, top in ((0, 0), (size[1] - corner, corner)):
            mask.paste(small.crop((left, top, left + corner, top + corner)), (x, y))
    return mask

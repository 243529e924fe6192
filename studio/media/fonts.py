"""`choose_font`: one that has the letters of a text, from those that are installed."""

from __future__ import annotations

import unicodedata
from functools import cache

from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# By file name, as Pillow finds them in the system's font folders; the first that has all letters of a text is taken.
FONTS = (
    *("Inter-SemiBold.otf", "Inter-SemiBold.ttf", "seguisb.ttf", "HelveticaNeue.ttc", "NotoSans-SemiBold.ttf"),
    *("NotoSans-Bold.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans.ttf"),
    *("NotoSansCJK-Medium.ttc", "NotoSansCJK-Regular.ttc", "msyh.ttc", "PingFang.ttc", "YuGothM.ttc", "malgun.ttf"),
    *("wqy-microhei.ttc", "DroidSansFallbackFull.ttf"),
    *("NotoSansArabic-Bold.ttf", "NotoSansArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf", "NotoSansHebrew-Bold.ttf"),
    *("NotoSansDevanagari-Bold.ttf", "NotoSansThai-Bold.ttf", "Nirmala.ttf", "LeelawUI.ttf", "Arial Unicode.ttf"),
)
MOST_LETTERS = 3000
_JOINERS = {"\u200c", "\u200d"}
_MISSING = "\U0010ffff"
_PLAIN = {
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "—": "-",
    "–": "-",
    "…": "...",
    "ø": "o",
    "Ø": "O",
    "ß": "ss",
}


def clean_text(text: str) -> str:
    """One line without control characters and other letters that cannot be seen."""
    spaced = " ".join(text[:MOST_LETTERS].split())
    return "".join(each for each in spaced if unicodedata.category(each)[0] != "C" or each in _JOINERS)


def choose_font(text: str, size: float) -> tuple[Font, str]:
    """A font for a text, and the text as that font can write it: what no font has, such as emoji, is left out."""
    letters = {each for each in text if not _needs_no_glyph(each)}
    chosen, fewest = "", len(letters) + 1
    for name in (*FONTS, ""):
        if fewest and _load(name, 24) is not None:
            lacking = sum(not _has(name, letter) for letter in letters)
            chosen, fewest = (name, lacking) if lacking < fewest else (chosen, fewest)
    font = _load(chosen, max(4, round(size))) or ImageFont.load_default(size)
    return font, "".join(_spell(each, chosen) for each in text) if fewest else text


def _needs_no_glyph(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter)[0] in "MC"


def _spell(letter: str, font: str) -> str:
    if _needs_no_glyph(letter) or _has(font, letter):
        return letter
    plain = _PLAIN.get(letter) or unicodedata.normalize("NFKD", letter)[0]
    return plain if all(_has(font, each) for each in plain) else ""


@cache
def _load(name: str, size: int) -> Font | None:
    """A font by its file name, `""` for Pillow's own; `None` where it is not installed."""
    try:
        return ImageFont.truetype(name, size) if name else ImageFont.load_default(float(size))
    except OSError:
        return None


@cache
def _has(name: str, letter: str) -> bool:
    """Whether a font has a picture of its own for a letter."""
    font = _load(name, 24)
    return font is not None and _stamp(font, letter) != _stamp(font, _MISSING)


def _stamp(font: Font, letter: str) -> bytes:
    mask = Image.new("L", (64, 48))
    ImageDraw.Draw(mask).text(
        (16, 36), letter, 255, font, anchor="ls" if isinstance(font, ImageFont.FreeTypeFont) else None
    )
    return mask.tobytes()

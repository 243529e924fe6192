"""`choose_font`: one that has the letters of a text, from those that are installed."""

from __future__ import annotations

import os
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

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
_STYLES = ("Regular", "Book", "Roman", "Normal", "Medium", "SemiBold", "Bold")
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


def choose_font(text: str, size: float, family: str = "") -> tuple[Font, str]:
    """A font for a text, and the text as that font can write it: what no font has, such as emoji, is left out.

    That of the family is taken where it is installed and has all that any has.
    """
    letters = {each for each in text if not _needs_no_glyph(each)}
    chosen, fewest = "", len(letters) + 1
    for name in (*filter(None, (find_family(family),)), *FONTS, ""):
        if fewest and _load(name, 24) is not None:
            lacking = sum(not _has(name, letter) for letter in letters)
            chosen, fewest = (name, lacking) if lacking < fewest else (chosen, fewest)
    font = _load(chosen, max(4, round(4 * size) / 4)) or ImageFont.load_default(size)
    return font, "".join(_spell(each, chosen) for each in text) if fewest else text


def find_family(family: str) -> str:
    """The file of a family of fonts, its plainest face; empty where it is not installed."""
    return _list_families().get(family.casefold(), "") if family else ""


@cache
def _list_families() -> dict[str, str]:
    """The files of all installed families, read once."""
    found: dict[str, tuple[int, str]] = {}
    for path in sorted(each for folder in _list_folders() for each in folder.rglob("*")):
        if path.suffix.casefold() not in (".ttf", ".otf", ".ttc"):
            continue
        try:
            family, style = ImageFont.truetype(path, 24).getname()
        except OSError:  # a broken one
            continue
        rank = _STYLES.index(style) if style in _STYLES else len(_STYLES)
        if family and rank < found.get(family.casefold(), (len(_STYLES) + 1, ""))[0]:
            found[family.casefold()] = rank, str(path)
    return {family: path for family, (_, path) in found.items()}


def _list_folders() -> list[Path]:
    home, root = Path.home(), Path(os.environ.get("WINDIR", "/"))
    shares = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [
        *(Path(each, "fonts") for each in shares.split(":")),
        *(home / ".local/share/fonts", home / ".fonts", home / "Library/Fonts"),
        *(Path("/Library/Fonts"), Path("/System/Library/Fonts"), root / "Fonts"),
        home / "AppData/Local/Microsoft/Windows/Fonts",
    ]


def _needs_no_glyph(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter)[0] in "MC"


def _spell(letter: str, font: str) -> str:
    if _needs_no_glyph(letter) or _has(font, letter):
        return letter
    plain = _PLAIN.get(letter) or unicodedata.normalize("NFKD", letter)[0]
    return plain if all(_has(font, each) for each in plain) else ""


@lru_cache(maxsize=128)
def _load(name: str, size: float) -> Font | None:
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

"""Lines of type that fit a width, and lettering as a mask."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from studio.media.fonts import Font

LONGEST_WORD = 40
_CLOSING = set("，。！？、；：）」』”’》…")


def wrap_text(text: str, font: Font, width: float, most_lines: int) -> list[str]:
    """Lines at most `width` pixels wide, broken between words, between Chinese letters, or where nothing else helps.

    After `most_lines` and one more, which shows that there are more, the rest is left out.
    """
    lines: list[str] = []
    line = ""
    for word in _split_words(text):
        if len(lines) > most_lines:
            return lines
        if font.getlength((line + word).rstrip()) <= width:
            line += word
            continue
        if line.strip():
            lines.append(line.strip())
        line = word.lstrip()
        while font.getlength(line.rstrip()) > width and len(line) > 1:
            fitting = max(1, _count_fitting(line, font, width))
            lines.append(line[:fitting])
            line = line[fitting:]
    return [*lines, line.strip()] if line.strip() else lines


def draw_lines(lines: Sequence[str], font: Font, leading: int, align: str = "left") -> Image.Image:
    """Lines as a mask, just as wide as the longest."""
    width = max((int(font.getlength(line)) + 2 for line in lines), default=1)
    mask = Image.new("L", (width, max(1, leading * len(lines))), 0)
    draw = ImageDraw.Draw(mask)
    anchor, x = ("mm", width / 2) if align == "centre" else ("lm", 1)
    for number, line in enumerate(lines):
        draw.text((x, leading * (number + 0.5)), line, 255, font, anchor=anchor)
    return mask


def _split_words(text: str) -> list[str]:
    """Words with the space after them, endless ones in pieces; a Chinese or Japanese letter stands for itself."""
    words = [""]
    for letter in text:
        if letter in _CLOSING and not words[-1] and len(words) > 1:
            words.pop()  # no line begins with it
        words[-1] += letter
        if (
            letter == " "
            or len(words[-1]) > LONGEST_WORD
            or "\u2e80" <= letter <= "\u9fff"
            or "\uff00" <= letter <= "\uffef"
        ):
            words.append("")
    return [word for word in words if word]


def _count_fitting(text: str, font: Font, width: float) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(text[:middle]) <= width else (low, middle - 1)
    return low

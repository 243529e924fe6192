"""The features that the three faces share, drawn the same way so that they belong to one film."""

from __future__ import annotations

from picturebook.brush import Colour, Point, Sheet, blob, curve, limb, mix, moved, oval
from picturebook.palette import BLUSH, INK, WHITE


def draw_eye(sheet: Sheet, at: Point, size: float, look: float = 0.0) -> None:
    """A dark oval eye with its glint; `look` shifts the glint to the side it looks to."""
    x, y = at
    sheet.fill(oval(x, y, size, size * 1.32), INK)
    sheet.fill(oval(x - size * 0.28 + look, y - size * 0.5, size * 0.3), WHITE)
    sheet.fill(oval(x + size * 0.34 + look, y + size * 0.5, size * 0.15), WHITE, 0.55)


def draw_brow(sheet: Sheet, points: tuple[Point, ...], thick: float, colour: Colour) -> None:
    """An eyebrow that is thickest in its inner third."""
    sheet.fill(limb(points, (thick * 0.7, thick, thick * 0.75, thick * 0.35)), colour)


def draw_cheek(sheet: Sheet, at: Point, size: float, opacity: float = 0.3) -> None:
    """A soft flush on a cheek."""
    sheet.fill(oval(*at, size, size * 0.68), BLUSH, opacity, blur=size * 0.2)


def draw_nose(sheet: Sheet, at: Point, width: float, skin: Colour) -> None:
    """A round nose: its shaded underside and a glint."""
    x, y = at
    shape = oval(x, y, width, width * 0.78)
    sheet.fill(shape, mix(skin, BLUSH, 0.42))
    with sheet.within(shape):
        sheet.fill(moved(shape, -width * 0.14, -width * 0.3), mix(skin, BLUSH, 0.2))
    sheet.fill(oval(x - width * 0.3, y - width * 0.3, width * 0.22, width * 0.14, -20), WHITE, 0.55)


def draw_smile(sheet: Sheet, at: Point, width: float, depth: float, lip: Colour, lean: float = 0.0) -> None:
    """A closed smile with small corners; `lean` raises its right end."""
    x, y = at
    left, right = (x - width, y), (x + width, y - lean)
    sheet.fill(limb((left, (x - width * 0.4, y + depth * 0.85), (x + width * 0.3, y + depth * 0.8), right), (5, 9, 8, 5)), lip)


def draw_open_smile(sheet: Sheet, at: Point, width: float, depth: float, lean: float = 0.0) -> None:
    """A laughing mouth: dark inside, a row of teeth and the tongue."""
    x, y = at
    top = ((x - width, y), (x - width, y), (x, y + depth * 0.2), (x + width, y - lean), (x + width, y - lean))
    mouth = blob(*top, (x + width * 0.55, y + depth * 0.8), (x, y + depth), (x - width * 0.55, y + depth * 0.8))
    sheet.fill(mouth, "#5A1F2B")
    with sheet.within(mouth):
        sheet.fill(oval(x + width * 0.1, y + depth * 1.12, width * 0.62, depth * 0.5), "#D8685F")
        teeth = curve((x - width * 1.1, y - depth * 0.1), (x, y + depth * 0.12), (x + width * 1.1, y - lean - depth * 0.1))
        sheet.fill(moved(limb([tuple(p) for p in teeth[:: len(teeth) // 4]], (depth * 0.42,)), 0, depth * 0.06), WHITE)

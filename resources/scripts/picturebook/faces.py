"""The features that the three faces share, drawn the same way so that they belong to one film."""

from __future__ import annotations

from picturebook.brush import Colour, Point, Points, Sheet, limb, mix, moved, oval, shape
from picturebook.palette import BLUSH, INK, WHITE


def draw_eye(sheet: Sheet, at: Point, size: float) -> None:
    """A dark oval eye with its glints."""
    x, y = at
    sheet.fill(oval(x, y, size, size * 1.3), INK)
    sheet.fill(oval(x - size * 0.28, y - size * 0.48, size * 0.32), WHITE)
    sheet.fill(oval(x + size * 0.34, y + size * 0.5, size * 0.16), WHITE, 0.55)


def draw_brow(sheet: Sheet, points: Points, thick: float, colour: Colour) -> None:
    """An eyebrow, thickest in its inner third; the points run from the nose outwards."""
    sheet.fill(limb(points, thick * 0.75, thick, thick * 0.8, thick * 0.35), colour)


def draw_cheek(sheet: Sheet, at: Point, size: float, opacity: float = 0.3) -> None:
    """A soft flush on a cheek."""
    sheet.fill(oval(*at, size, size * 0.68), BLUSH, opacity, blur=size * 0.2)


def draw_nose(sheet: Sheet, at: Point, width: float, skin: Colour) -> None:
    """A round nose: its shaded underside and a glint."""
    x, y = at
    nose = oval(x, y, width, width * 0.78)
    sheet.fill(nose, mix(skin, BLUSH, 0.42))
    with sheet.within(nose):
        sheet.fill(moved(nose, -width * 0.14, -width * 0.3), mix(skin, BLUSH, 0.2))
    sheet.fill(oval(x - width * 0.3, y - width * 0.3, width * 0.22, width * 0.14, -20), WHITE, 0.55)


def draw_smile(sheet: Sheet, points: Points, lip: Colour) -> None:
    """A closed smile along the points."""
    sheet.fill(limb(points, 4, 8, 8, 4), lip)


def draw_laugh(sheet: Sheet, at: Point, width: float, depth: float) -> None:
    """A laughing mouth: dark inside, a row of teeth and the tongue."""
    x, y = at
    left, right = (x - width, y - depth * 0.08), (x + width, y - depth * 0.08)
    low = ((x + width * 0.62, y + depth * 0.72), (x, y + depth), (x - width * 0.62, y + depth * 0.72))
    mouth = shape([left, left, (x, y + depth * 0.1), right, right, *low])
    sheet.fill(mouth, "#5A1F2B")
    with sheet.within(mouth):
        sheet.fill(oval(x, y + depth * 1.06, width * 0.6, depth * 0.42), "#D8685F")
        side = width * 0.62
        teeth = limb([(x - side, y + depth * 0.06), (x, y + depth * 0.2), (x + side, y + depth * 0.06)], 13)
        sheet.fill(teeth, WHITE)

"""The lantern room at the top of the lighthouse: panes all around, and the great lens in the middle."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from picturebook.brush import (
    Glow,
    Outline,
    Point,
    Sheet,
    angular,
    band,
    box,
    curve,
    fade,
    limb,
    mirrored,
    mix,
    moved,
    oval,
    placed,
    shape,
    turned,
    veil,
)
from picturebook.palette import BRASS, CORAL, CREAM, INK, LAMP, LEATHER, MUSTARD, RUST, STEEL, TEAL, WHITE, WOOD

WIDTH, HEIGHT = 2304, 1296
MIDDLE = 1152.0
HORIZON = 610.0
ROUND = 1250.0  # radius of the room in the picture
BARS = (-70, -50, -30, -10, 10, 30, 50, 70)
SUN_X = 620.0
IRON = "#2C3148"
RAIL = "#30304F"
GLASS = "#BFE0DC"
GLASS_DARK = "#35597A"
WALL = "#3F5C6E"
DARK = "#1A1630"
BRASS_DARK = mix(BRASS, LEATHER, 0.6)
LENS_Y, LENS_TOP, LENS_FOOT = 510.0, 176.0, 850.0


def draw_lantern(sheet: Sheet) -> None:
    """The whole room."""
    _draw_outside(sheet)
    _draw_panes(sheet)
    _draw_wall(sheet)
    _draw_ceiling(sheet)
    _draw_floor(sheet)
    _draw_pedestal(sheet)
    _draw_lens(sheet)
    _draw_bench(sheet)
    _draw_telescope(sheet)
    _draw_hanging_lamp(sheet)
    sheet.fill(box(0, 0, WIDTH, HEIGHT), veil((0, 0), (360, 0), "#14162E", 0.45, 0))
    sheet.fill(box(0, 0, WIDTH, HEIGHT), veil((WIDTH, 0), (WIDTH - 420, 0), "#14162E", 0.5, 0))


def _on_ring(degrees: float, y: float, rise: float) -> Point:
    """A point of a horizontal ring of the room: the nearer to the side, the nearer to us."""
    angle = np.radians(degrees)
    return float(MIDDLE + ROUND * np.sin(angle)), float(y + rise * (1 - np.cos(angle)))


def _ring(y: float, rise: float) -> Outline:
    return np.array([_on_ring(degrees, y, rise) for degrees in np.linspace(-80, 80, 60).tolist()])


def _draw_outside(sheet: Sheet) -> None:
    sky = fade((0, 60), (0, HORIZON), "#1E2F57", "#3E4C7C", "#84739A", "#DC9280", "#F8C48A")
    sheet.fill(box(0, 0, WIDTH, HORIZON + 4), sky)
    sheet.glow(Glow(centre=(SUN_X, HORIZON), radius=760, colour="#FFC98A", strength=0.7, squash=0.5))
    for x, y, long, thick in (
        (420, 330, 460, 24),
        (900, 250, 420, 20),
        (1500, 300, 520, 24),
        (1850, 400, 420, 18),
        (640, 440, 380, 14),
        (1380, 470, 360, 12),
    ):
        cloud = shape("-50,0 -20,-100 20,-70 50,0 0,30") * np.array([long / 100, thick / 100])
        sheet.fill(moved(cloud, x, y), veil((0, y - thick), (0, y + thick * 0.4), "#E79A86", 0.2, 0.75))
    sheet.fill(box(0, HORIZON, WIDTH, 400), fade((0, HORIZON), (0, 900), "#D49A8A", "#6C7093", "#35507A", "#243B62"))
    sheet.fill(shape("1480,612* 1560,584 1660,572 1800,590 1920,560 2304,540 2304,612*"), "#5C5C86")
    sheet.fill(shape("0,612* 0,566 120,560 260,590 360,612*"), "#6B6390")
    random = np.random.default_rng(8)
    for i in range(60):
        down = (i / 60) ** 1.5
        x, y = SUN_X + float(random.uniform(-1, 1)) * (70 + 420 * down), HORIZON + 6 + 260 * down
        long = 24 + 90 * down
        glint = limb([(x - long, y), (x, y + 2), (x + long, y)], 1, 3 + 4 * down, 1)
        sheet.fill(glint, "#FFE0B0", 0.6 - 0.4 * down)
    for x, y, size in ((420, 640, 0.5), (1640, 652, 0.6), (1800, 634, 0.4)):
        sheet.fill(placed(angular("-70,-14 70,-14 52,8 -54,8"), x, y, size), "#2E3154")
        sheet.fill(placed(angular("-4,-18 -4,-130 54,-26"), x, y, size), "#3E4168")
        sheet.fill(placed(angular("-12,-18 -12,-110 -46,-26"), x, y, size), "#4A4C74")


def _draw_panes(sheet: Sheet) -> None:
    for y, rise in ((690, 120), (736, 140)):
        sheet.line(_ring(y, rise), 7, RAIL)
    for degrees in range(-75, 80, 6):
        sheet.fill(limb([_on_ring(degrees, 690, 120), _on_ring(degrees, 830, 180)], 4), RAIL)
    for left, right in pairwise(_on_ring(degrees, 0, 0)[0] for degrees in BARS):
        gap = right - left
        for start, wide, light in ((0.14, 0.16, 0.13), (0.36, 0.05, 0.1)):
            a, b = left + gap * start, left + gap * (start + wide)
            slant = [(a + gap * 0.4, 0), (b + gap * 0.4, 0), (b - gap * 0.1, 860), (a - gap * 0.1, 860)]
            with sheet.within(box(left, 0, gap, 900)):
                sheet.fill(angular(slant), WHITE, light)
    for y, rise in ((330, -80), (560, 10)):
        sheet.line(_ring(y, rise), 12, IRON)
    for degrees in BARS:
        wide = 26 + 26 * (1 - float(np.cos(np.radians(degrees))))
        post = np.array([_on_ring(degrees, 130, -200), _on_ring(degrees, 830, 190)])
        sheet.line(post, wide, IRON)
        sheet.line(moved(post, -wide * 0.3, 0), 5, "#7C7C9C", 0.8)


def _draw_wall(sheet: Sheet) -> None:
    wall = np.vstack([_ring(800, 190), _ring(1010, 330)[::-1]])
    tones = (mix(WALL, INK, 0.3), mix(WALL, CREAM, 0.14), WALL, mix(WALL, INK, 0.5))
    sheet.fill(wall, fade((0, 0), (WIDTH, 0), *tones))
    with sheet.within(wall):
        for degrees in range(-78, 80, 4):
            groove = limb([_on_ring(degrees, 800, 190), _on_ring(degrees, 1030, 340)], 4)
            sheet.fill(groove, mix(WALL, INK, 0.6), 0.7)
        sheet.line(_ring(834, 200), 24, DARK, 0.28)
    sheet.line(_ring(994, 320), 22, mix(WALL, INK, 0.55))
    sheet.line(_ring(806, 192), 34, mix(WOOD, INK, 0.35))
    sheet.line(_ring(798, 190), 20, mix(WOOD, CREAM, 0.12))


def _draw_ceiling(sheet: Sheet) -> None:
    dome = np.vstack([_ring(150, -215), [(WIDTH + 200, -400), (-200, -400)]])
    sheet.fill(dome, fade((0, 0), (0, 160), "#232A45", "#38466A"))
    for degrees in (-62, -40, -20, 0, 20, 40, 62):
        x, y = _on_ring(degrees, 150, -215)
        sheet.fill(limb([(x, y), (MIDDLE + (x - MIDDLE) * 0.5, -140)], 16, 12), "#1C2138")
    sheet.line(_ring(150, -215), 34, mix(BRASS, INK, 0.42))
    sheet.line(_ring(142, -215), 10, mix(BRASS, CREAM, 0.1))


def _draw_floor(sheet: Sheet) -> None:
    floor = np.vstack([_ring(1006, 325), [(WIDTH + 300, HEIGHT + 40), (-300, HEIGHT + 40)]])
    sheet.fill(floor, fade((0, 1000), (0, HEIGHT), "#6A5C66", "#3A3350"))
    with sheet.within(floor):
        for size in (0.62, 0.84, 1.1, 1.42):
            ring = oval(MIDDLE, 1120, 1000 * size, 150 * size)
            sheet.line(ring, 5, "#2A2440", 0.7)
        for degrees in range(0, 360, 15):
            angle = np.radians(degrees + 7.5)
            dx, dy = 1000 * float(np.cos(angle)), 150 * float(np.sin(angle))
            seam = [(MIDDLE + 0.3 * dx, 1120 + 0.3 * dy), (MIDDLE + 2.4 * dx, 1120 + 2.4 * dy)]
            sheet.fill(limb(seam, 3, 7), "#2A2440", 0.6)
        sheet.glow(Glow(centre=(640, 1130), radius=700, colour="#FFC98A", strength=0.42, squash=0.24))
        sheet.fill(oval(MIDDLE + 60, 1116, 400, 56), DARK, 0.5, blur=14)


def _draw_pedestal(sheet: Sheet) -> None:
    sheet.solid(shape("946,1110* 970,1060 1334,1060 1358,1110* 1152,1138"), "#3A3F58", (-30, -6), INK)
    sheet.solid(shape("1000,880* 1304,880* 1310,1072* 1152,1092 994,1072*"), TEAL, (-60, 0), mix(TEAL, INK, 0.5))
    for x in (1018, 1210):
        sheet.fill(box(x, 924, 72, 120, 8), mix(TEAL, INK, 0.35), 0.8)
        sheet.fill(box(x + 5, 931, 67, 113, 6), mix(TEAL, INK, 0.16), 0.8)
    clock = (MIDDLE - 2, 984.0)
    sheet.fill(oval(clock[0] + 3, clock[1] + 4, 50), mix(TEAL, INK, 0.6))
    sheet.fill(oval(*clock, 48), BRASS)
    sheet.fill(oval(*clock, 37), CREAM)
    for degrees in range(0, 360, 30):
        mark = turned(box(clock[0] - 1.5, clock[1] - 33, 3, 8), degrees, clock)
        sheet.fill(mark, INK, 0.8)
    sheet.fill(limb([clock, (clock[0] + 12, clock[1] - 22)], 5), INK)
    sheet.fill(limb([clock, (clock[0] - 15, clock[1] - 4)], 5), INK)
    for y, wide in ((872, 420), (846, 350)):
        sheet.solid(box(MIDDLE - wide / 2, y, wide, 30, 10), BRASS, (-40, -6), BRASS_DARK)


def _barrel_side() -> Outline:
    """The right edge of the beehive."""
    return curve("1248,176 1322,262 1390,384 1410,510 1392,650 1342,776 1300,850")


def _draw_lens(sheet: Sheet) -> None:
    side = _barrel_side()
    barrel = np.vstack([side, mirrored(side, MIDDLE)[::-1]])
    sheet.fill(barrel, fade((890, 0), (1420, 0), "#EBDCC6", "#9CC4C8", "#5F8C9F", "#3B5F7C"))
    with sheet.within(barrel):
        for i in range(1, 24):
            y = LENS_TOP + (LENS_FOOT - LENS_TOP) * i / 24
            bend = 34 * (LENS_Y - y) / (LENS_FOOT - LENS_Y)
            prism = curve([(MIDDLE - 280, y + bend), (MIDDLE, y - bend), (MIDDLE + 280, y + bend)])
            sheet.line(moved(prism, 0, 5), 7, GLASS_DARK, 0.5)
            sheet.line(prism, 4, WHITE, 0.5)
        _draw_bullseye(sheet)
        sheet.glow(Glow(centre=(MIDDLE - 150, LENS_Y), radius=400, colour="#FFD9A0", strength=0.42))
    for x in (-0.5, 0.5):
        rib = np.stack([MIDDLE + (side[:, 0] - MIDDLE) * x, side[:, 1]], axis=1)
        for part in (rib[rib[:, 1] < LENS_Y - 168], rib[rib[:, 1] > LENS_Y + 168]):
            sheet.line(moved(part, 3, 0), 13, BRASS_DARK)
            sheet.line(part, 9, BRASS)
    left = mirrored(side, MIDDLE)
    for edge, tone in ((side, mix(BRASS, LEATHER, 0.45)), (left, BRASS)):
        sheet.line(edge, 20, tone)
    sheet.fill(band(moved(left, -4, 0), 1, 6, 1), "#FFE9B8")
    for y, wide in ((156, 250), (128, 170)):
        sheet.solid(box(MIDDLE - wide / 2, y, wide, 32, 12), BRASS, (-30, -7), BRASS_DARK)
    sheet.solid(box(MIDDLE - 17, -20, 34, 150), mix(BRASS, INK, 0.25), (-10, 0), mix(BRASS, INK, 0.55))


def _draw_bullseye(sheet: Sheet) -> None:
    """The round pane in the middle, ring within ring."""
    sheet.fill(oval(MIDDLE + 4, LENS_Y + 8, 210), GLASS_DARK, 0.7)
    sheet.fill(oval(MIDDLE, LENS_Y, 208), mix(BRASS, LEATHER, 0.3))
    sheet.fill(oval(MIDDLE - 2, LENS_Y - 3, 204), BRASS)
    for reach in (194, 164, 134, 104):
        sheet.fill(oval(MIDDLE, LENS_Y, reach), mix(GLASS_DARK, GLASS, 0.2))
        corner = reach * 0.7
        light = fade(
            (MIDDLE - corner, LENS_Y - corner), (MIDDLE + corner, LENS_Y + corner), "#F6EBD6", "#A9CFD0", "#5D8CA2"
        )  # fmt: skip
        sheet.fill(oval(MIDDLE - 3, LENS_Y - 3, reach - 6), light)
    eye = fade((MIDDLE - 50, LENS_Y - 50), (MIDDLE + 50, LENS_Y + 50), "#D6E8E2", "#76A5B6", "#456F8E")
    sheet.fill(oval(MIDDLE + 2, LENS_Y + 2, 74), mix(GLASS_DARK, GLASS, 0.2))
    sheet.fill(oval(MIDDLE, LENS_Y, 70), eye)
    sheet.fill(placed(limb("-44,8 -40,-30 -8,-48", 4, 15, 4), MIDDLE, LENS_Y), WHITE, 0.85)
    sheet.fill(placed(limb("26,46 42,32 48,14", 3, 8, 3), MIDDLE, LENS_Y), WHITE, 0.45)


def _draw_bench(sheet: Sheet) -> None:
    """The workbench on the left, with a toolbox and the bulb that burnt out."""
    sheet.fill(oval(340, 1196, 330, 32), DARK, 0.5, blur=8)
    for x in (176, 540):
        sheet.fill(box(x, 930, 30, 224), mix(WOOD, INK, 0.6))
    for x in (110, 512):
        sheet.solid(box(x, 930, 42, 264, 4), mix(WOOD, INK, 0.25), (-10, 0))
    sheet.solid(box(140, 940, 384, 152, 4), mix(WOOD, RUST, 0.3), (-12, 0))
    sheet.fill(box(140, 940, 384, 26), DARK, 0.3)
    for x in (156, 340):
        sheet.fill(box(x + 3, 977, 170, 102, 6), mix(WOOD, INK, 0.4))
        sheet.fill(box(x, 974, 168, 100, 6), mix(WOOD, CREAM, 0.06))
        sheet.solid(box(x + 57, 1014, 54, 15, 7), BRASS, (-2, -4))
    sheet.fill(angular("128,866 590,866 606,908 66,908"), mix(WOOD, CREAM, 0.34))
    sheet.solid(box(66, 906, 540, 36, 5), mix(WOOD, CREAM, 0.12), (0, -14), mix(WOOD, INK, 0.4))
    sheet.fill(shape("130,892 350,892 380,900 360,906 120,906"), DARK, 0.4)
    _draw_toolbox(sheet)
    sheet.fill(oval(478, 893, 62, 8), DARK, 0.4)
    bulb = shape("444,888* 440,864 414,838 412,796 440,764 484,762 514,792 514,836 488,864 484,888*")
    sheet.fill(bulb, mix(GLASS, "#5A5566", 0.42), 0.92)
    with sheet.within(bulb):
        sheet.fill(oval(492, 846, 62, 70), "#3A3446", 0.45, blur=10)
    sheet.fill(limb("452,884 446,834 458,818 464,830 472,818 482,832 476,884", 3.5), INK, 0.85)
    sheet.fill(limb("428,828 426,798 446,778", 3, 10, 3), WHITE, 0.8)
    for y in (866, 877, 888):
        sheet.solid(box(438, y, 52, 12, 5), mix(STEEL, INK, 0.25), (-14, -2))


def _draw_toolbox(sheet: Sheet) -> None:
    sheet.fill(angular("152,780 330,780 344,806 136,806"), mix(CORAL, CREAM, 0.3))
    sheet.line(curve("184,790 188,744 204,734 278,734 294,744 298,790"), 14, IRON)
    sheet.solid(box(134, 804, 212, 96, 8), CORAL, (-24, -8))
    sheet.fill(box(134, 834, 212, 7), mix(CORAL, INK, 0.5), 0.7)
    sheet.solid(box(220, 826, 40, 28, 5), BRASS, (-4, -4))
    for x in (144, 318):
        sheet.fill(box(x, 808, 18, 88, 4), mix(CORAL, INK, 0.3), 0.6)


def _draw_telescope(sheet: Sheet) -> None:
    x, y = 1930.0, 760.0
    sheet.fill(oval(x, 1206, 190, 24), DARK, 0.5, blur=8)
    for dx, foot in ((140, 1186), (-120, 1200), (26, 1226)):
        sheet.solid(limb([(x, y + 24), (x + dx, foot)], 22, 14), mix(WOOD, INK, 0.12), (-5, -2), mix(WOOD, INK, 0.5))
        sheet.fill(oval(x + dx, foot, 9), INK)
    sheet.solid(oval(x, y + 18, 34), mix(BRASS, INK, 0.3), (-6, -6))
    for start, end, wide, colour in ((-160, -20, 54, MUSTARD), (-20, 124, 68, BRASS), (124, 240, 84, BRASS)):
        tube = box(start, -wide / 2, end - start, wide)
        for part, tone in (
            (tube, mix(colour, LEATHER, 0.45)),
            (box(start, -wide / 2, end - start, wide * 0.66), colour),
            (box(start, -wide * 0.36, end - start, wide * 0.16), mix(colour, CREAM, 0.55)),
            (box(end - 9, -wide / 2 - 4, 18, wide + 8, 5), mix(BRASS, INK, 0.4)),
        ):
            sheet.fill(turned(placed(part, x, y), -16, (x, y)), tone)
    eyepiece = turned(placed(box(-182, -19, 28, 38, 6), x, y), -16, (x, y))
    sheet.fill(eyepiece, INK)


def _draw_hanging_lamp(sheet: Sheet) -> None:
    def put(points: str) -> Outline:
        return placed(shape(points), 640, 250)

    sheet.glow(Glow(centre=(640, 270), radius=420, colour="#FFD58A", strength=0.62))
    sheet.line(curve("640,-20 640,190"), 6, INK)
    sheet.solid(put("-64,-18* -30,-62 30,-62 64,-18*"), mix(TEAL, INK, 0.4), (-10, -4))
    sheet.fill(put("-36,-20* 36,-20* 40,40 0,76 -40,40"), LAMP)
    sheet.glow(Glow(centre=(640, 262), radius=52, colour=WHITE, strength=0.9))
    for cage in ("-38,-18 -42,30 0,84", "0,-18 0,84", "38,-18 42,30 0,84", "-42,26 0,33 42,26"):
        sheet.fill(placed(limb(cage, 5), 640, 250), INK)

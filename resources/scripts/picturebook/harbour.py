"""The harbour, at dusk with its lighthouse dark and at night with its beam out: one place in two moods."""

from __future__ import annotations

import numpy as np

from picturebook.brush import (
    Colour,
    Fade,
    Glow,
    Outline,
    Point,
    Points,
    Sheet,
    angular,
    box,
    fade,
    limb,
    mix,
    oval,
    placed,
    shape,
    turned,
    veil,
)
from picturebook.mood import DUSK, NIGHT, Mood
from picturebook.palette import CORAL, CREAM, INK, LAMP, MUSTARD, RUST, TEAL, WHITE
from picturebook.quay import EDGE, HORIZON, WIDTH, draw_cutter, draw_quay

LANTERN: Point = (1812.0, 236.0)
CLOUDS = (
    (330, 190, 520, 40),
    (640, 250, 420, 26),
    (1240, 120, 460, 30),
    (1480, 154, 300, 20),
    (1330, 356, 520, 24),
    (180, 380, 420, 22),
    (860, 420, 360, 16),
    (2100, 330, 420, 28),
    (560, 486, 320, 12),
    (1560, 470, 420, 14),
)
HOUSES: tuple[tuple[float, float, float, Colour], ...] = (
    (-80, 300, 470, RUST),
    (214, 236, 410, MUSTARD),
    (444, 190, 330, TEAL),
    (628, 150, 268, CREAM),
    (772, 118, 210, CORAL),
)


def draw_harbour_at_dusk(sheet: Sheet) -> None:
    """The harbour while the lighthouse is dark."""
    _draw_harbour(sheet, DUSK)


def draw_harbour_at_night(sheet: Sheet) -> None:
    """The harbour under the beam."""
    _draw_harbour(sheet, NIGHT)


def _draw_harbour(sheet: Sheet, mood: Mood) -> None:
    _draw_sky(sheet, mood)
    _draw_hills(sheet, mood)
    _draw_sea(sheet, mood)
    _draw_headland(sheet, mood)
    _draw_cottage(sheet, mood)
    _draw_lighthouse(sheet, mood)
    if mood.night:
        _draw_beam(sheet)
    _draw_houses(sheet, mood)
    boats = ((1196, 664, 0.2), (1050, 702, 0.4), (1356, 778, 1.0)) if mood.night else ((1290, 776, 1.0),)
    for x, y, size in boats:
        draw_cutter(sheet, mood, (x, y), size)
    draw_quay(sheet, mood)


def _draw_sky(sheet: Sheet, mood: Mood) -> None:
    sheet.fill(box(0, 0, WIDTH, HORIZON + 20), fade((0, 0), (0, HORIZON), *mood.sky))
    if mood.night:
        _draw_stars(sheet)
    else:
        sun = (mood.shine_x, HORIZON - 26)
        sheet.glow(Glow(centre=(sun[0], HORIZON - 10), radius=900, colour="#FFD08A", strength=0.75, squash=0.55))
        sheet.fill(oval(*sun, 74), "#FFF0C4")
        sheet.glow(Glow(centre=sun, radius=230, colour="#FFF3CF", strength=0.8))
    for x, y, length, thick in CLOUDS:
        top = [(x - length / 2, y), (x - length / 4, y - thick * 0.7), (x, y - thick), (x + length / 5, y - thick / 2)]
        foot = [(x + length / 2, y), (x + length / 4, y + thick * 0.24), (x - length / 4, y + thick * 0.2)]
        light = veil((0, y - thick), (0, y + thick * 0.4), mood.cloud, 0.25, 0.6 if mood.night else 0.85)
        sheet.fill(shape([*top, *foot]), light)


def _draw_stars(sheet: Sheet) -> None:
    random = np.random.default_rng(11)
    for x, y, bright in zip(*(random.uniform(0, 1, 160).tolist() for _ in range(3)), strict=True):
        sheet.fill(oval(x * WIDTH, y * 500, 1 + 2 * bright**2), WHITE, 0.45 + 0.5 * bright)
    sheet.glow(Glow(centre=(860, 150), radius=230, colour="#CFE3E8", strength=0.5))
    outer, inner = np.radians(np.linspace(63.6, 296.4, 40)), np.radians(np.linspace(258.4, 101.6, 40))
    crescent = [(54 * np.cos(outer), 54 * np.sin(outer)), (34 + 49.4 * np.cos(inner), 49.4 * np.sin(inner))]
    moon = np.vstack([np.stack(arc, axis=1) for arc in crescent])
    sheet.fill(turned(placed(moon, 860, 150), -24, (860, 150)), "#F6F1DA")


def _draw_hills(sheet: Sheet, mood: Mood) -> None:
    far = """-40,660* -40,560 160,510 380,556 620,540 800,590 1060,606 1320,584 1620,540 1900,560 2360,500 2360,660*"""
    sheet.fill(shape(far), mood.far[0])
    sheet.fill(shape("-40,660* -40,520 120,470 300,520 480,590 700,634 860,650*"), mood.far[1])


def _ripple(x: float, y: float, long: float, thick: float) -> Outline:
    return limb([(x - long, y), (x, y + thick * 0.3), (x + long, y)], 1, thick, 1)


def _draw_sea(sheet: Sheet, mood: Mood) -> None:
    sheet.fill(box(0, HORIZON, WIDTH, 320), fade((0, HORIZON), (0, 960), *mood.sea))
    random = np.random.default_rng(5)
    for i in range(64):
        down = (i / 64) ** 1.6
        spread = (60 + 330 * down) * (0.5 if i % 3 else 1)
        x = mood.shine_x + float(random.uniform(-1, 1)) * spread
        long = 30 + 130 * down * float(random.uniform(0.5, 1))
        sheet.fill(_ripple(x, HORIZON + 6 + 250 * down, long, 3 + 6 * down), mood.shine, 0.75 - 0.45 * down)
    for i in range(44):
        down = (i / 44) ** 1.3
        wave = _ripple(float(random.uniform(0, WIDTH)), HORIZON + 14 + 250 * down, 40 + 120 * down, 2 + 5 * down)
        sheet.fill(wave, mood.sea[2 + i % 2], 0.55)


def _draw_headland(sheet: Sheet, mood: Mood) -> None:
    land = shape(
        """1330,694* 1400,650 1490,634 1540,588 1620,566 1680,520 1760,500 1880,504 1960,530 2080,520 2200,470
        2360,440 2360,744* 1700,722"""
    )
    sheet.fill(land, mood.on("#6C6470"))
    grass = """1600,572 1640,548 1690,512 1760,494 1880,498 1962,524 2080,514 2200,464 2380,430 2380,520 2260,548
        2190,540 2120,586 2060,562 1970,596 1900,556 1820,580 1740,548 1690,584"""
    with sheet.within(land):
        for facet in (
            "1400,700 1416,656 1490,634 1544,588 1600,566 1574,620 1530,640 1516,700",
            "1626,700 1632,630 1668,596 1740,560 1716,640 1734,720 1660,720",
            "1814,724 1826,640 1858,586 1920,566 1936,610 1904,650 1918,724",
            "2016,726 2010,650 2046,590 2110,572 2118,610 2084,650 2110,726",
            "2206,728 2190,650 2230,566 2300,550 2304,610 2264,660 2290,728",
        ):
            sheet.fill(angular(facet), mood.on("#9A8C9A"), 0.45)
        for facet in (
            "1500,700 1536,644 1580,624 1600,580 1630,620 1620,700",
            "1740,720 1722,640 1748,572 1800,590 1812,640 1796,720",
            "1926,720 1912,652 1944,612 1990,590 2000,650 1996,720",
            "2120,724 2094,652 2126,612 2180,580 2184,650 2194,724",
        ):
            sheet.fill(angular(facet), mood.on("#453E5A"), 0.4)
        sheet.fill(shape(grass), mood.on("#6F8A68", 0.06))
        sheet.fill(box(1300, 676, 1100, 70), veil((0, 676), (0, 740), mood.sea[2], 0, 0.9))
    for x, y, long in ((1420, 704, 90), (1600, 726, 120), (1850, 734, 150), (2120, 742, 160)):
        sheet.fill(_ripple(x, y, long, 6), mood.on(CREAM), 0.55)


def _draw_cottage(sheet: Sheet, mood: Mood) -> None:
    sheet.fill(angular("1892,516 1892,452 2010,452 2010,528"), mood.on(CREAM))
    sheet.fill(angular("1954,452 2010,452 2010,528 1954,524"), mood.on("#B9A79C"), 0.6)
    sheet.fill(angular("1880,458 1912,412 1992,412 2022,458"), mood.on(RUST))
    sheet.fill(angular("1986,412 1992,412 2022,458 1960,458"), mood.on("#3A2F5C"), 0.35)
    sheet.fill(box(1960, 394, 16, 30), mood.on(RUST, 0.15))
    for x in (1914, 1972):
        sheet.fill(box(x - 3, 467, 30, 34, 2), mood.on(WHITE))
        sheet.fill(box(x, 470, 24, 28), mood.window(mood.night))


def _draw_lighthouse(sheet: Sheet, mood: Mood) -> None:
    def put(points: Points, closed: bool = True) -> Outline:
        return placed(shape(points) if closed else angular(points), LANTERN[0], 0)

    red, shade, iron = mood.on(CORAL, -0.1), mood.on("#3A2F5C"), mood.on(INK)
    tower = put("-46,280 46,280 76,522 -76,522", closed=False)
    sheet.fill(tower, mood.on(CREAM, -0.1))
    with sheet.within(tower):
        for y in (300, 396, 490):
            sheet.fill(placed(shape("-100,0* 0,12 100,0* 100,48* 0,60 -100,48*"), LANTERN[0], y), red)
        sheet.fill(put("10,270 60,270 90,530 22,530", closed=False), shade, 0.4)
    for y in (370, 466):
        sheet.fill(placed(shape("-14,16* -14,-6 -4,-16 6,-6 6,16*"), LANTERN[0], y), iron)
        sheet.fill(placed(shape("-10,13* -10,-5 -4,-11 2,-5 2,13*"), LANTERN[0], y), mood.window(mood.night))
    glass = put("-34,206 34,206 34,274 -34,274", closed=False)
    sheet.fill(glass, LAMP if mood.night else mood.on("#3B5268", 0.1))
    if not mood.night:
        with sheet.within(glass):
            sheet.fill(put("-16,258* -22,240 -14,218 14,218 22,240 16,258*"), mood.on("#7FA0AC"), 0.7)
            sheet.fill(put("-34,274 -34,206 -6,206 -24,274", closed=False), "#F3B58C", 0.5)
    for dx in (-36, -13, 9, 32):
        sheet.fill(box(LANTERN[0] + dx, 204, 4, 70), iron)
    sheet.fill(put("-48,206* -34,172 0,150 34,172 48,206*"), red)
    sheet.fill(put("4,206* 10,160 34,172 48,206*"), shade, 0.35)
    sheet.fill(placed(limb("0,152 0,120", 5), LANTERN[0], 0), iron)
    sheet.fill(oval(LANTERN[0], 146, 9), iron)
    for i in range(9):
        sheet.fill(box(LANTERN[0] - 64 + i * 15.6, 246, 3, 28), iron)
    sheet.fill(box(LANTERN[0] - 66, 244, 132, 4), iron)
    sheet.fill(box(LANTERN[0] - 66, 272, 132, 14, 4), iron)
    sheet.fill(put("-58,286* 58,286* 46,300 -46,300"), shade, 0.6)


def _draw_beam(sheet: Sheet) -> None:
    x, y = LANTERN
    for wide, light in ((1.0, 0.34), (0.55, 0.4)):
        left = angular([(x, y - 22), (x, y + 22), (-60, 420 + 190 * wide), (-60, 420 - 190 * wide)])
        stops = ((0.0, LAMP, light * 1.6), (0.5, LAMP, light * 0.8), (1.0, LAMP, light * 0.25))
        sheet.fill(left, Fade(start=LANTERN, end=(-60, 420), stops=stops), blur=5)
        right = angular([(x, y - 22), (x, y + 22), (2380, y - 40 + 90 * wide), (2380, y - 40 - 90 * wide)])
        sheet.fill(right, veil(LANTERN, (2380, y - 40), LAMP, light * 1.4, light * 0.3), blur=5)
    sheet.glow(Glow(centre=LANTERN, radius=380, colour=LAMP, strength=0.75))
    sheet.glow(Glow(centre=LANTERN, radius=120, colour=WHITE, strength=1.0))


def _draw_houses(sheet: Sheet, mood: Mood) -> None:
    """The row along the far quay, smaller the farther it is."""
    for i, (x, wide, high, colour) in enumerate(HOUSES):
        _draw_house(sheet, mood, (x, 826 - i * 30 + i * i), (wide, high), mood.on(colour), i)
    wall = shape("-40,800* 400,764 700,722 900,704 930,706* 926,736* 700,790 400,880 -40,960*")
    sheet.solid(wall, mood.on("#5A5266", 0.1), (0, 12), mood.on("#8C7E80"))
    for i in range(9):
        x = 40 + i * 96
        top = 800 - x * 0.1
        sheet.fill(limb([(x, top), (x, top + 150 - i * 14)], 22 - i * 1.6), mood.on(INK, 0.05), 0.8)
    sheet.fill(box(0, 820, 900, EDGE - 820), veil((0, 820), (0, EDGE), mood.sea[3], 0, 0.5))


def _draw_house(sheet: Sheet, mood: Mood, foot: Point, size: Point, colour: Colour, number: int) -> None:
    (x, y), (wide, high) = foot, size
    eaves, middle = y - high * 0.62, x + wide / 2
    front = angular([(x, y), (x, eaves), (middle, y - high), (x + wide, eaves), (x + wide, y)])
    sheet.fill(front, colour)
    with sheet.within(front):
        for i in range(1, 12):
            sheet.fill(box(x + wide * i / 12, y - high, wide * 0.008, high), mood.on(INK), 0.22)
        dark = angular([(x + wide * 0.8, y - high), (x + wide, y - high), (x + wide, y), (x + wide * 0.72, y)])
        sheet.fill(dark, mood.on("#2A2347"), 0.28)
        sheet.fill(box(x, y - 60, wide, 60), veil((0, y - 60), (0, y), mood.on("#2A2347"), 0, 0.45))
    roof = mood.on("#3B3040", 0.05)
    for side, tone in ((-0.54, roof), (0.54, mix(roof, INK, 0.3))):
        sheet.fill(limb([(middle + wide * side, eaves + high * 0.03), (middle, y - high)], wide * 0.07), tone)
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0.5)):
        count = number * 3 + row * 2 + round(column * 2) if mood.night else number + row + round(column * 2)
        lit = count % 3 != 1 if mood.night else count % 3 == 0
        centre = (x + wide * (0.26 + 0.48 * column), y - high * (0.2 + 0.25 * row))
        _draw_window(sheet, mood, centre, (wide * 0.19, high * 0.13), lit)


def _draw_window(sheet: Sheet, mood: Mood, centre: Point, size: Point, lit: bool) -> None:
    (x, y), (w, h) = centre, size
    bar = w * 0.08
    sheet.fill(box(x - w * 0.6, y - h / 2 - w * 0.1, w * 1.2, h + w * 0.2, 2), mood.on(CREAM))
    sheet.fill(box(x - w / 2, y - h / 2, w, h), mood.window(lit))
    sheet.fill(box(x - bar / 2, y - h / 2, bar, h), mood.on(CREAM))
    sheet.fill(box(x - w / 2, y - bar / 2, w, bar), mood.on(CREAM))
    if lit:
        sheet.glow(Glow(centre=centre, radius=w * 1.9, colour=LAMP, strength=0.45))

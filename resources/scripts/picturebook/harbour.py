"""The harbour, at dusk with its lighthouse dark and at night with its beam out: one place in two moods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from picturebook.brush import Colour, Fade, Glow, Point, Sheet, angular, blob, box, curve, fade, limb, mix, moved, oval, veil
from picturebook.palette import CORAL, CREAM, INK, LAMP, MUSTARD, NAVY, RUST, TEAL, WHITE

WIDTH, HEIGHT = 2304, 1296
HORIZON = 640.0
EDGE = 888.0  # where the quay ends and the water begins
VANISHING = (1152.0, HORIZON)
LANTERN: Point = (1812.0, 236.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """The light of one hour: what the sky, the land and the water turn to in it."""

    sky: tuple[Colour, ...]
    sea: tuple[Colour, ...]
    far: tuple[Colour, Colour]
    cloud: Colour
    shine: Colour
    tint: Colour
    tinted: float
    planks: tuple[Colour, Colour]
    night: bool

    def on(self, colour: Colour, more: float = 0.0) -> Colour:
        """How a thing's own colour looks in this light."""
        return mix(colour, self.tint, min(self.tinted + more, 1.0))


DUSK = Mood(
    sky=("#2F4A73", "#5D6690", "#A97E97", "#EC9E7F", "#FFD59B"),
    sea=("#F2B48A", "#9C88A0", "#4F6A8C", "#2C4B69"),
    far=("#8E7F9E", "#6A6B8E"),
    cloud="#F6B08C",
    shine="#FFE3AE",
    tint="#5A4C7C",
    tinted=0.34,
    planks=("#B58A6E", "#6E5364"),
    night=False,
)
NIGHT = Mood(
    sky=("#0C1730", "#142747", "#1E3C5E", "#2F5A74", "#4A7D86"),
    sea=("#3F6C7C", "#234A66", "#152F4E", "#0F2140"),
    far=("#23425F", "#1A334F"),
    cloud="#2C4A6A",
    shine="#FFE9A8",
    tint="#12203F",
    tinted=0.6,
    planks=("#4A4A62", "#232A48"),
    night=True,
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
    _draw_lighthouse(sheet, mood)
    if mood.night:
        _draw_beam(sheet)
    _draw_houses(sheet, mood)
    _draw_boats(sheet, mood)
    _draw_quay(sheet, mood)
    _draw_bollard(sheet, mood, 470)
    _draw_bollard(sheet, mood, 1850)
    _draw_goods(sheet, mood)
    _draw_lamp_post(sheet, mood)


def _draw_sky(sheet: Sheet, mood: Mood) -> None:
    sheet.fill(box(0, 0, WIDTH, HORIZON + 20), fade((0, 0), (0, HORIZON), *mood.sky))
    if mood.night:
        _draw_stars(sheet)
    else:
        sheet.glow(Glow(centre=(930, HORIZON - 10), radius=900, colour="#FFD08A", strength=0.75, squash=0.55))
        sheet.fill(oval(930, HORIZON - 26, 74), "#FFF0C4")
        sheet.glow(Glow(centre=(930, HORIZON - 26), radius=230, colour="#FFF3CF", strength=0.8))
    for x, y, length, thick in (
        (330, 190, 520, 40), (620, 228, 420, 26), (1240, 120, 460, 30), (1480, 154, 300, 20), (1330, 356, 520, 24),
        (180, 380, 420, 22), (860, 420, 360, 16), (2100, 330, 420, 28), (560, 486, 320, 12), (1560, 470, 420, 14),
    ):  # fmt: skip
        cloud = blob((x - length / 2, y), (x - length / 4, y - thick * 0.7), (x, y - thick), (x + length / 5, y - thick * 0.5), (x + length / 2, y), (x + length / 4, y + thick * 0.24), (x - length / 4, y + thick * 0.2))
        sheet.fill(cloud, veil((0, y - thick), (0, y + thick * 0.4), mood.cloud, 0.25, 0.85 if not mood.night else 0.7))


def _draw_stars(sheet: Sheet) -> None:
    random = np.random.default_rng(11)
    for x, y, size in zip(random.uniform(0, WIDTH, 150), random.uniform(0, 520, 150), random.uniform(1, 3.0, 150), strict=True):
        sheet.fill(oval(x, y * (1 - 0.25 * (size > 2)), size), WHITE, float(0.35 + 0.2 * size))
    sheet.glow(Glow(centre=(560, 190), radius=240, colour="#CFE3E8", strength=0.5))
    moon = oval(560, 190, 54)
    sheet.fill(moon, "#F3EFD8")
    with sheet.within(moon):
        sheet.fill(oval(590, 176, 50), mix("#1A3052", "#F3EFD8", 0.12))


def _draw_hills(sheet: Sheet, mood: Mood) -> None:
    far = blob((-40, 660), (-40, 660), (-40, 560), (160, 510), (380, 556), (620, 540), (800, 590), (1060, 606), (1320, 584), (1620, 540), (1900, 560), (2360, 500), (2360, 660), (2360, 660))
    sheet.fill(far, mood.far[0])
    near = blob((-40, 660), (-40, 660), (-40, 520), (120, 470), (300, 520), (480, 590), (700, 634), (860, 650), (860, 650))
    sheet.fill(near, mood.far[1])


def _draw_sea(sheet: Sheet, mood: Mood) -> None:
    sheet.fill(box(0, HORIZON, WIDTH, 320), fade((0, HORIZON), (0, 960), *mood.sea))
    centre = 930 if not mood.night else 1240
    random = np.random.default_rng(5)
    for i in range(64):
        down = (i / 64) ** 1.6
        y = HORIZON + 6 + 250 * down
        spread = 60 + 330 * down
        x = centre + float(random.uniform(-1, 1)) * spread * (0.5 if i % 3 else 1)
        long = 30 + 130 * down * float(random.uniform(0.5, 1))
        sheet.fill(limb(((x - long, y), (x, y + 1 + 2 * down), (x + long, y)), (1, 3 + 6 * down, 1)), mood.shine, 0.75 - 0.45 * down)
    for i in range(44):
        down = (i / 44) ** 1.3
        y, x = HORIZON + 14 + 250 * down, float(random.uniform(0, WIDTH))
        long = 40 + 120 * down
        sheet.fill(limb(((x - long, y), (x, y - 3 * down), (x + long, y)), (1, 2 + 5 * down, 1)), mood.sea[2 + i % 2], 0.55)


def _draw_headland(sheet: Sheet, mood: Mood) -> None:
    rock = mood.on("#6C6470")
    land = blob(
        (1330, 690), (1330, 690), (1400, 646), (1490, 634), (1540, 588), (1620, 566), (1680, 520), (1760, 500),
        (1880, 504), (1960, 530), (2080, 520), (2200, 470), (2360, 440), (2360, 740), (2360, 740), (1700, 720),
    )  # fmt: skip
    sheet.solid(land, rock, (-18, 14), mood.on("#45405A", 0.1))
    grass = blob((1640, 562), (1690, 514), (1760, 496), (1880, 500), (1962, 524), (2080, 514), (2200, 464), (2360, 434), (2360, 520), (2200, 530), (2080, 566), (1960, 560), (1860, 540), (1740, 550))
    sheet.fill(grass, mood.on("#6F8A68", 0.06))
    with sheet.within(land):
        for facet in (
            ((1540, 600), (1600, 590), (1580, 660), (1500, 676)), ((1700, 580), (1790, 570), (1760, 660), (1660, 690)),
            ((1900, 590), (1990, 580), (1950, 690), (1850, 680)), ((2120, 560), (2230, 540), (2200, 660), (2080, 670)),
        ):  # fmt: skip
            sheet.fill(angular(*facet), mood.on("#95889A"), 0.5)
        sheet.fill(box(1300, 676, 1100, 60), veil((0, 676), (0, 730), mood.sea[2], 0, 0.85))
    for x, y, long in ((1420, 704, 80), (1600, 724, 120), (1850, 730, 140), (2120, 736, 150)):
        sheet.fill(limb(((x - long, y), (x, y + 3), (x + long, y)), (2, 6, 2)), mood.on(CREAM), 0.5)


def _draw_lighthouse(sheet: Sheet, mood: Mood) -> None:
    x = LANTERN[0]
    cottage = angular((1892, 512), (1892, 452), (2010, 452), (2010, 522))
    sheet.fill(cottage, mood.on(CREAM))
    sheet.fill(angular((1880, 456), (1912, 412), (1992, 412), (2022, 456)), mood.on(RUST))
    sheet.fill(angular((1950, 452), (2010, 452), (2010, 522), (1950, 516)), mood.on("#B9A79C"), 0.6)
    sheet.fill(box(1918, 470, 24, 28, 2), LAMP if mood.night else mood.on(NAVY))
    sheet.fill(box(1972, 470, 24, 28, 2), LAMP if mood.night else mood.on(NAVY))
    tower = angular((x - 46, 280), (x + 46, 280), (x + 76, 520), (x - 76, 520))
    sheet.fill(tower, mood.on(CREAM, -0.1))
    with sheet.within(tower):
        for y in (300, 396, 490):
            sheet.fill(blob((x - 100, y), (x - 100, y), (x, y + 12), (x + 100, y), (x + 100, y), (x + 100, y + 48), (x + 100, y + 48), (x, y + 60), (x - 100, y + 48), (x - 100, y + 48)), mood.on(CORAL, -0.1))
        sheet.fill(angular((x + 10, 270), (x + 60, 270), (x + 90, 530), (x + 22, 530)), mood.on("#3A2F5C"), 0.4)
    for y in (366, 462):
        sheet.fill(blob((x - 14, y + 16), (x - 14, y + 16), (x - 14, y - 8), (x - 4, y - 16), (x + 6, y - 8), (x + 6, y + 16), (x + 6, y + 16)), mood.on(INK))
    sheet.fill(box(x - 66, 272, 132, 14, 4), mood.on(INK))
    for i in range(9):
        sheet.fill(box(x - 64 + i * 15.4, 246, 3, 28), mood.on(INK))
    sheet.fill(box(x - 66, 244, 132, 4), mood.on(INK))
    sheet.fill(box(x - 34, 206, 68, 68), LAMP if mood.night else mood.on("#3B5268", 0.1))
    if not mood.night:
        sheet.fill(angular((x - 30, 272), (x - 30, 212), (x - 8, 212), (x - 22, 272)), "#F3B58C", 0.55)
    for dx in (-36, -12, 10, 32):
        sheet.fill(box(x + dx, 204, 4, 70), mood.on(INK))
    sheet.fill(blob((x - 48, 206), (x - 48, 206), (x - 34, 172), (x, 150), (x + 34, 172), (x + 48, 206), (x + 48, 206)), mood.on(CORAL, -0.1))
    sheet.fill(blob((x + 4, 206), (x + 4, 206), (x + 10, 160), (x + 34, 172), (x + 48, 206), (x + 48, 206)), mood.on("#3A2F5C"), 0.35)
    sheet.fill(limb(((x, 152), (x, 120)), (5,)), mood.on(INK))
    sheet.fill(oval(x, 146, 9), mood.on(INK))


def _draw_beam(sheet: Sheet) -> None:
    x, y = LANTERN
    for wide, light in ((1.0, 0.34), (0.55, 0.4)):
        left = angular((x, y - 22), (x, y + 22), (-60, 420 + 190 * wide), (-60, 420 - 190 * wide))
        sheet.fill(left, Fade(start=(x, y), end=(-60, 420), stops=((0, LAMP, light * 1.6), (0.5, LAMP, light * 0.8), (1, LAMP, light * 0.25))), blur=5)
        right = angular((x, y - 22), (x, y + 22), (2380, y - 40 + 90 * wide), (2380, y - 40 - 90 * wide))
        sheet.fill(right, veil((x, y), (2380, y - 40), LAMP, light * 1.4, light * 0.3), blur=5)
    sheet.glow(Glow(centre=LANTERN, radius=380, colour=LAMP, strength=0.75))
    sheet.glow(Glow(centre=LANTERN, radius=120, colour=WHITE, strength=1.0))


HOUSES: tuple[tuple[float, float, float, Colour], ...] = (
    (-80, 300, 470, RUST), (214, 236, 410, MUSTARD), (444, 190, 330, TEAL), (628, 150, 268, CREAM), (772, 118, 210, CORAL),
)  # fmt: skip


def _draw_houses(sheet: Sheet, mood: Mood) -> None:
    """The row along the far quay, smaller the farther it is."""
    for i, (x, wide, high, colour) in enumerate(HOUSES):
        _draw_house(sheet, mood, (x, 826 - i * 30 + i * i * 1.0), (wide, high), mood.on(colour), i)
    wall = blob((-40, 800), (-40, 800), (400, 764), (700, 722), (900, 704), (930, 706), (930, 706), (926, 736), (926, 736), (700, 790), (400, 880), (-40, 960), (-40, 960))
    sheet.solid(wall, mood.on("#5A5266", 0.1), (0, 12), mood.on("#8C7E80"))
    for i in range(9):
        x = 40 + i * 96
        top = 800 - x * 0.1
        sheet.fill(limb(((x, top), (x, top + 150 - i * 14)), (22 - i * 1.6,)), mood.on(INK, 0.05), 0.8)


def _draw_house(sheet: Sheet, mood: Mood, foot: Point, size: tuple[float, float], colour: Colour, seed: int) -> None:
    (x, y), (wide, high) = foot, size
    eaves = y - high * 0.62
    middle = x + wide / 2
    front = angular((x, y), (x, eaves), (middle, y - high), (x + wide, eaves), (x + wide, y))
    sheet.fill(front, colour)
    with sheet.within(front):
        for i in range(1, 12):
            sheet.fill(box(x + wide * i / 12, y - high, wide * 0.008, high), mood.on(INK), 0.22)
        sheet.fill(angular((middle, y - high), (x + wide, eaves), (x + wide, y), (x + wide * 0.72, y)), mood.on("#2A2347"), 0.28)
        sheet.fill(box(x, y - 60, wide, 60), veil((0, y - 60), (0, y), mood.on("#2A2347"), 0, 0.45))
    roof = mood.on("#3B3040", 0.05)
    sheet.fill(limb(((x - wide * 0.04, eaves + high * 0.03), (middle, y - high)), (wide * 0.07,)), roof)
    sheet.fill(limb(((x + wide * 1.04, eaves + high * 0.03), (middle, y - high)), (wide * 0.07,)), mix(roof, INK, 0.3))
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0.5)):
        w, h = wide * 0.19, high * 0.13
        wx, wy = x + wide * (0.26 + 0.48 * column) - w / 2, y - high * (0.2 + 0.25 * row) - h / 2
        lit = (seed * 3 + row * 2 + round(column * 2)) % 3 != 1 if mood.night else (seed + row + round(column * 2)) % 3 == 0
        sheet.fill(box(wx - w * 0.1, wy - w * 0.1, w * 1.2, h + w * 0.2, 2), mood.on(CREAM))
        sheet.fill(box(wx, wy, w, h), LAMP if lit else mood.on("#2F3F5C"))
        sheet.fill(box(wx + w * 0.46, wy, w * 0.08, h), mood.on(CREAM))
        sheet.fill(box(wx, wy + h * 0.45, w, w * 0.08), mood.on(CREAM))
        if lit:
            sheet.glow(Glow(centre=(wx + w / 2, wy + h / 2), radius=w * 1.9, colour=LAMP, strength=0.45))


def _draw_boats(sheet: Sheet, mood: Mood) -> None:
    for x, y, size in ((1010, 672, 0.24), (1108, 698, 0.42), (1250, 776, 1.0)) if mood.night else ((1290, 776, 1.0),):
        _draw_cutter(sheet, mood, (x, y), size)


def _draw_cutter(sheet: Sheet, mood: Mood, at: Point, size: float) -> None:
    """A small fishing boat, afloat with its waterline at `at`."""
    x, y = at

    def place(*points: Point) -> tuple[Point, ...]:
        return tuple((x + px * size, y + py * size) for px, py in points)

    sheet.fill(oval(x, y + 14 * size, 210 * size, 16 * size), mood.on("#1B2A48"), 0.45)
    sheet.fill(limb(place((20, -60), (20, -330)), (9 * size,)), mood.on("#5A3D35"))
    sheet.fill(limb(place((20, -110), (-150, -250)), (5 * size,)), mood.on("#5A3D35"))
    for rope in (((20, -326), (-186, -84)), ((20, -326), (196, -92))):
        sheet.fill(limb(place(*rope), (2.2 * size,)), mood.on(INK), 0.8)
    cabin = angular(*place((40, -60), (48, -150), (142, -150), (154, -60)))
    sheet.fill(cabin, mood.on(CREAM))
    sheet.fill(angular(*place((110, -60), (106, -150), (142, -150), (154, -60))), mood.on("#9A8AA0"), 0.6)
    sheet.fill(angular(*place((32, -146), (36, -164), (156, -164), (158, -146))), mood.on(RUST))
    for window in (((60, -100), (62, -134), (88, -134), (88, -100)), ((104, -100), (104, -134), (130, -134), (134, -100))):
        sheet.fill(angular(*place(*window)), LAMP if mood.night else mood.on("#2F3F5C"))
    hull = blob(*place((-210, -96), (-210, -96), (-100, -62), (40, -54), (206, -92), (206, -92), (188, -30), (160, 12), (160, 12), (-140, 14), (-140, 14), (-184, -36)))
    sheet.solid(hull, mood.on(TEAL, -0.1), (-14 * size, -14 * size), mood.on(NAVY))
    with sheet.within(hull):
        sheet.fill(limb(place((-214, -84), (-100, -50), (40, -42), (210, -80)), (14 * size,)), mood.on(WHITE))
        sheet.fill(box(x - 220 * size, y - 14 * size, 440 * size, 30 * size), mood.on(CORAL))
    if mood.night:
        sheet.glow(Glow(centre=(x + 96 * size, y - 116 * size), radius=170 * size + 20, colour=LAMP, strength=0.6))
        for i in range(4):
            sheet.fill(limb(place((60 - i * 6, 30 + i * 13), (96, 33 + i * 13), (132 + i * 6, 30 + i * 13)), (2 * size, 6 * size, 2 * size)), LAMP, 0.6 - i * 0.12)
        sheet.fill(oval(*place((20, -336))[0], 7 * size + 1.5), WHITE)
        sheet.glow(Glow(centre=place((20, -336))[0], radius=60 * size + 20, colour=LAMP, strength=0.9))


def _draw_quay(sheet: Sheet, mood: Mood) -> None:
    floor = box(0, EDGE, WIDTH, HEIGHT - EDGE)
    near, far = mood.planks[1], mood.planks[0]
    sheet.fill(floor, fade((0, EDGE), (0, HEIGHT), far, near))
    with sheet.within(floor):
        for i in range(-14, 15):
            x0 = VANISHING[0] + i * 96
            x1 = VANISHING[0] + (x0 - VANISHING[0]) * (HEIGHT - HORIZON) / (EDGE - HORIZON)
            nx0, nx1 = x0 + 96, VANISHING[0] + (x0 + 96 - VANISHING[0]) * (HEIGHT - HORIZON) / (EDGE - HORIZON)
            plank = angular((x0, EDGE), (nx0, EDGE), (nx1, HEIGHT), (x1, HEIGHT))
            if i % 2:
                sheet.fill(plank, mood.on("#3A2F4C"), 0.12 if i % 4 == 1 else 0.05)
            sheet.fill(angular((x0 - 1.5, EDGE), (x0 + 1.5, EDGE), (x1 + 5, HEIGHT), (x1 - 5, HEIGHT)), mood.on("#2C2338"), 0.6)
            share = ((i * 37) % 11) / 11
            y = EDGE + 40 + share * 330
            grow = (y - HORIZON) / (EDGE - HORIZON)
            jx0 = VANISHING[0] + (x0 - VANISHING[0]) * grow
            sheet.fill(limb(((jx0, y), (jx0 + 96 * grow, y)), (2 + share * 3,)), mood.on("#2C2338"), 0.55)
            for side in (0.14, 0.86):
                sheet.fill(oval(jx0 + 96 * grow * side, y - 9, 3 + share * 2, 2 + share), mood.on("#2C2338"), 0.6)
        light = blob((760, EDGE), (1120, EDGE), (1300, HEIGHT), (560, HEIGHT))
        sheet.fill(light, mood.shine, 0.2 if not mood.night else 0.07, blur=46)
        sheet.fill(box(0, 1060, WIDTH, 240), veil((0, 1060), (0, HEIGHT), mood.on("#241B36"), 0, 0.5))
    sheet.fill(box(0, EDGE - 26, WIDTH, 36), mood.on("#8D6B5C"))
    sheet.fill(box(0, EDGE - 26, WIDTH, 8), mood.on("#E3B48C"), 0.8)
    sheet.fill(box(0, EDGE + 6, WIDTH, 16), mood.on("#2A2038"), 0.5)


def _draw_bollard(sheet: Sheet, mood: Mood, x: float) -> None:
    sheet.fill(oval(x + 40, 946, 110, 18), mood.on("#1F1830"), 0.5)
    post = blob((x - 34, 944), (x - 34, 944), (x - 28, 850), (x - 28, 850), (x + 28, 850), (x + 28, 850), (x + 34, 944), (x + 34, 944), (x, 956))
    sheet.solid(post, mood.on("#4A4458"), (-20, 0), mood.on("#25203A"))
    sheet.solid(box(x - 50, 818, 100, 40, 18), mood.on("#5C5468"), (-22, -10), mood.on("#2E2740"))
    for y in (886, 904, 922):
        sheet.solid(limb(((x - 36, y - 6), (x, y + 6), (x + 38, y - 6)), (17,)), mood.on("#C9A878"), (-4, -6), mood.on("#7A5C50"))


def _draw_goods(sheet: Sheet, mood: Mood) -> None:
    """Fish boxes and a coil of rope at the right edge."""
    for x, y, wide, high, colour in ((2030, 940, 250, 130, "#7C8FA0"), (2066, 824, 210, 122, "#B07A5A")):
        sheet.fill(oval(x + wide / 2, y + high, wide * 0.6, 20), mood.on("#1F1830"), 0.5)
        sheet.solid(box(x, y, wide, high, 8), mood.on(colour), (-26, -6))
        sheet.fill(box(x - 8, y, wide + 16, 26, 8), mood.on(mix(colour, CREAM, 0.3)))
        sheet.fill(box(x + wide / 2 - 38, y + 52, 76, 22, 10), mood.on(INK), 0.7)
    for i in range(5):
        ring = oval(1960 - i * 2, 1110 - i * 15, 112 - i * 5, 30)
        sheet.fill(moved(ring, 4, 8), mood.on("#4A3644"))
        sheet.fill(ring, mood.on(mix("#C9A878", CREAM, 0.06 * i)))
    sheet.fill(oval(1952, 1048, 56, 13), mood.on("#3A2C3C"))


def _draw_lamp_post(sheet: Sheet, mood: Mood) -> None:
    x = 214.0
    iron = mood.on("#2B2B3E", 0.05)
    sheet.fill(oval(x + 30, 1062, 130, 20), mood.on("#1F1830"), 0.5)
    sheet.solid(limb(((x, 1050), (x, 330)), (30, 20)), iron, (-6, 0))
    sheet.solid(blob((x - 46, 1066), (x - 46, 1066), (x - 30, 1010), (x - 18, 960), (x + 18, 960), (x + 30, 1010), (x + 46, 1066), (x + 46, 1066)), iron, (-10, -2))
    sheet.fill(limb(((x, 350), (x + 20, 292), (x + 84, 282), (x + 112, 306)), (14, 12, 11, 10)), iron)
    glass = angular((x + 84, 330), (x + 140, 330), (x + 156, 410), (x + 68, 410))
    sheet.fill(glass, LAMP if mood.night else "#FFD98F")
    sheet.fill(box(x + 109, 328, 5, 84), iron)
    sheet.fill(blob((x + 72, 334), (x + 72, 334), (x + 96, 304), (x + 128, 304), (x + 152, 334), (x + 152, 334)), iron)
    sheet.fill(box(x + 62, 406, 100, 12, 5), iron)
    sheet.glow(Glow(centre=(x + 112, 372), radius=330 if mood.night else 190, colour=LAMP, strength=0.6 if mood.night else 0.5))
    line = curve((x, 470), (x - 120, 520), (-40, 500))
    sheet.line(line, 4, iron)

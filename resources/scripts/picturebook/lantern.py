"""The lantern room at the top of the lighthouse: panes all around, and the great lens in the middle."""

from __future__ import annotations

import numpy as np

from picturebook.brush import Glow, Outline, Point, Sheet, angular, blob, box, curve, fade, limb, mirrored, mix, moved, oval, veil
from picturebook.palette import BRASS, CORAL, CREAM, INK, LAMP, LEATHER, MUSTARD, RUST, STEEL, TEAL, WHITE, WOOD

WIDTH, HEIGHT = 2304, 1296
MIDDLE = 1152.0
HORIZON = 610.0
ROUND = 1250.0  # radius of the room in the picture
BARS = (-70, -50, -30, -10, 10, 30, 50, 70)
IRON = "#2C3148"
GLASS = "#BFE0DC"
WALL = "#3F5C6E"
LENS_Y = 500.0


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


def _ring(y: float, rise: float) -> Outline:
    """A horizontal ring of the room: the nearer to the side, the nearer to us."""
    angle = np.radians(np.linspace(-80, 80, 60))
    return np.stack([MIDDLE + ROUND * np.sin(angle), y + rise * (1 - np.cos(angle))], axis=1)


def _on_ring(degrees: float, y: float, rise: float) -> Point:
    angle = np.radians(degrees)
    return float(MIDDLE + ROUND * np.sin(angle)), float(y + rise * (1 - np.cos(angle)))


def _above(ring: Outline, y: float) -> Outline:
    return np.vstack([ring, [(WIDTH + 200, y), (-200, y)]])


def _draw_outside(sheet: Sheet) -> None:
    sheet.fill(box(0, 0, WIDTH, HORIZON + 4), fade((0, 60), (0, HORIZON), "#1E2F57", "#3E4C7C", "#84739A", "#DC9280", "#F8C48A"))
    sheet.glow(Glow(centre=(620, HORIZON), radius=760, colour="#FFC98A", strength=0.7, squash=0.5))
    for x, y, long, thick in ((420, 330, 460, 24), (900, 250, 420, 20), (1500, 300, 520, 24), (1850, 400, 420, 18), (640, 440, 380, 14), (1380, 470, 360, 12)):
        cloud = blob((x - long / 2, y), (x - long / 5, y - thick), (x + long / 5, y - thick * 0.7), (x + long / 2, y), (x, y + thick * 0.3))
        sheet.fill(cloud, veil((0, y - thick), (0, y + thick * 0.4), "#E79A86", 0.2, 0.75))
    sheet.fill(box(0, HORIZON, WIDTH, 400), fade((0, HORIZON), (0, 900), "#D49A8A", "#6C7093", "#35507A", "#243B62"))
    island = blob((1480, HORIZON + 2), (1480, HORIZON + 2), (1560, 584), (1660, 572), (1800, 590), (1920, 560), (2304, 540), (2304, HORIZON + 2), (2304, HORIZON + 2))
    sheet.fill(island, "#5C5C86")
    sheet.fill(blob((0, HORIZON + 2), (0, HORIZON + 2), (0, 566), (120, 560), (260, 590), (360, HORIZON + 2), (360, HORIZON + 2)), "#6B6390")
    random = np.random.default_rng(8)
    for i in range(60):
        down = (i / 60) ** 1.5
        y = HORIZON + 6 + 260 * down
        x = 620 + float(random.uniform(-1, 1)) * (70 + 420 * down)
        long = 24 + 90 * down
        sheet.fill(limb(((x - long, y), (x, y + 2), (x + long, y)), (1, 3 + 4 * down, 1)), "#FFE0B0", 0.6 - 0.4 * down)
    for x, y, size in ((420, 640, 0.5), (1640, 652, 0.6), (1800, 634, 0.4)):
        sheet.fill(angular((x - 70 * size, y - 14 * size), (x + 70 * size, y - 14 * size), (x + 52 * size, y + 8 * size), (x - 54 * size, y + 8 * size)), "#2E3154")
        sheet.fill(angular((x - 4 * size, y - 18 * size), (x - 4 * size, y - 130 * size), (x + 54 * size, y - 26 * size)), "#3E4168")


def _draw_panes(sheet: Sheet) -> None:
    for y, rise in ((690, 120), (736, 140)):
        sheet.line(_ring(y, rise), 7, "#30304F")
    for degrees in range(-75, 80, 6):
        sheet.fill(limb((_on_ring(degrees, 690, 120), _on_ring(degrees, 830, 180)), (4,)), "#30304F")
    for left, right in zip(BARS[:-1], BARS[1:], strict=True):
        x0, x1 = _on_ring(left, 0, 0)[0], _on_ring(right, 0, 0)[0]
        gap = x1 - x0
        for start, wide, light in ((0.14, 0.16, 0.13), (0.36, 0.05, 0.1)):
            a, b = x0 + gap * start, x0 + gap * (start + wide)
            sheet.fill(angular((a + gap * 0.4, 0), (b + gap * 0.4, 0), (b - gap * 0.1, 860), (a - gap * 0.1, 860)), WHITE, light)
    for y, rise in ((330, -80), (560, 10)):
        sheet.line(_ring(y, rise), 12, IRON)
    for degrees in BARS:
        near = 1 - np.cos(np.radians(degrees))
        top, foot = _on_ring(degrees, 130, -200), _on_ring(degrees, 830, 190)
        wide = 26 + 26 * float(near)
        sheet.fill(limb((top, foot), (wide,)), IRON)
        sheet.fill(limb(((top[0] - wide * 0.3, top[1]), (foot[0] - wide * 0.3, foot[1])), (5,)), "#7C7C9C", 0.8)


def _draw_wall(sheet: Sheet) -> None:
    wall = np.vstack([_ring(800, 190), _ring(1010, 330)[::-1]])
    sheet.fill(wall, fade((0, 0), (WIDTH, 0), mix(WALL, INK, 0.3), mix(WALL, CREAM, 0.14), WALL, mix(WALL, INK, 0.5)))
    with sheet.within(wall):
        for degrees in range(-78, 80, 4):
            sheet.fill(limb((_on_ring(degrees, 800, 190), _on_ring(degrees, 1030, 340)), (4,)), mix(WALL, INK, 0.6), 0.7)
    sheet.line(_ring(994, 320), 22, mix(WALL, INK, 0.55))
    sheet.line(_ring(806, 192), 34, mix(WOOD, INK, 0.35))
    sheet.line(_ring(798, 190), 20, mix(WOOD, CREAM, 0.12))


def _draw_ceiling(sheet: Sheet) -> None:
    sheet.fill(_above(_ring(150, -215), -400), fade((0, 0), (0, 160), "#232A45", "#38466A"))
    for degrees in (-62, -40, -20, 0, 20, 40, 62):
        x, y = _on_ring(degrees, 150, -215)
        sheet.fill(limb(((x, y), (MIDDLE + (x - MIDDLE) * 0.5, -140)), (16, 12)), "#1C2138")
    sheet.line(_ring(150, -215), 34, mix(BRASS, INK, 0.42))
    sheet.line(_ring(142, -215), 10, mix(BRASS, CREAM, 0.1))


def _draw_floor(sheet: Sheet) -> None:
    floor = np.vstack([_ring(1006, 325), [(WIDTH + 300, HEIGHT + 40), (-300, HEIGHT + 40)]])
    sheet.fill(floor, fade((0, 1000), (0, HEIGHT), "#6A5C66", "#3A3350"))
    with sheet.within(floor):
        for size in (0.62, 0.84, 1.1, 1.42):
            ring = oval(MIDDLE, 1120, 1000 * size, 150 * size)
            sheet.line(np.vstack([ring, ring[:1]]), 5, "#2A2440", 0.7)
        for degrees in range(0, 360, 15):
            angle = np.radians(degrees + 7.5)
            dx, dy = 1000 * np.cos(angle), 150 * np.sin(angle)
            sheet.fill(limb(((MIDDLE + 0.3 * dx, 1120 + 0.3 * dy), (MIDDLE + 2.4 * dx, 1120 + 2.4 * dy)), (3, 7)), "#2A2440", 0.6)
        sheet.glow(Glow(centre=(640, 1130), radius=700, colour="#FFC98A", strength=0.42, squash=0.24))
        sheet.fill(oval(MIDDLE + 60, 1112, 420, 60), "#1A1630", 0.5, blur=14)


def _draw_pedestal(sheet: Sheet) -> None:
    foot = blob((946, 1110), (946, 1110), (970, 1060), (1334, 1060), (1358, 1110), (1358, 1110), (MIDDLE, 1132))
    sheet.solid(foot, "#3A3F58", (-30, -6), INK)
    body = blob((1000, 900), (1000, 900), (1304, 900), (1304, 900), (1310, 1072), (1310, 1072), (MIDDLE, 1090), (994, 1072), (994, 1072))
    sheet.solid(body, TEAL, (-60, 0), mix(TEAL, INK, 0.5))
    for x in (1020, 1120, 1220):
        sheet.fill(box(x, 934, 66, 110, 6), mix(TEAL, INK, 0.3), 0.7)
    sheet.fill(oval(MIDDLE, 986, 46), mix(BRASS, INK, 0.4))
    sheet.fill(oval(MIDDLE - 2, 984, 42), BRASS)
    sheet.fill(oval(MIDDLE - 2, 984, 32), CREAM)
    sheet.fill(limb(((MIDDLE - 2, 984), (MIDDLE + 12, 962)), (5,)), INK)
    sheet.fill(limb(((MIDDLE - 2, 984), (MIDDLE - 16, 980)), (5,)), INK)
    for y, wide in ((886, 350), (862, 400)):
        sheet.solid(box(MIDDLE - wide / 2, y - 14, wide, 30, 10), BRASS, (-40, -6), mix(BRASS, LEATHER, 0.6))


def _barrel(half: float) -> Outline:
    """The beehive outline of the lens, `half` as wide in its middle as the whole one is."""
    right = ((MIDDLE + 96 * half, 176), (MIDDLE + 170 * half, 260), (MIDDLE + 236 * half, 380), (MIDDLE + 256 * half, LENS_Y), (MIDDLE + 240 * half, 640), (MIDDLE + 190 * half, 770), (MIDDLE + 150 * half, 850))
    line = curve(*right)
    return np.vstack([line, mirrored(line, MIDDLE)[::-1]])


def _draw_lens(sheet: Sheet) -> None:
    barrel = _barrel(1.0)
    sheet.fill(barrel, fade((900, 0), (1400, 0), "#E9D9C4", "#9CC4C8", "#5F8C9F", "#3B5F7C"), 0.92)
    with sheet.within(barrel):
        for i in range(11):
            for y, bend, down in ((214 + i * 26.0, 22 - i * 3.4, -1), (852 - i * 26.0, -(22 - i * 3.4), 1)):
                arc = curve((MIDDLE - 290, y + bend * 1.2), (MIDDLE, y - bend), (MIDDLE + 290, y + bend * 1.2))
                if abs(y - LENS_Y) > 40:
                    sheet.line(moved(arc, 0, 4), 7, "#35597A", 0.55)
                    sheet.line(moved(arc, 0, -4 * down), 5, WHITE, 0.5)
        for reach in (196, 164, 132, 100):
            ring = oval(MIDDLE, LENS_Y, reach)
            sheet.fill(ring, mix("#35597A", GLASS, 0.2), 0.9)
            sheet.fill(moved(oval(MIDDLE, LENS_Y, reach - 6), -4, -4), fade((MIDDLE - reach, LENS_Y - reach), (MIDDLE + reach, LENS_Y + reach), "#F3E7D0", "#A9CFD0", "#5D8CA2"))
        sheet.fill(oval(MIDDLE, LENS_Y, 70), fade((MIDDLE - 70, LENS_Y - 70), (MIDDLE + 70, LENS_Y + 70), "#C8E0DC", "#6E9DB0", "#456F8E"))
        sheet.fill(limb(((MIDDLE - 44, LENS_Y + 6), (MIDDLE - 36, LENS_Y - 32), (MIDDLE, LENS_Y - 48)), (6, 14, 6)), WHITE, 0.85)
        sheet.glow(Glow(centre=(MIDDLE - 120, LENS_Y), radius=420, colour="#FFD9A0", strength=0.4))
    for share in (1.0, 0.52):
        right = _barrel(share)[: len(barrel) // 2]
        if share == 1.0:
            for line, colour in ((right, mix(BRASS, LEATHER, 0.45)), (mirrored(right, MIDDLE), BRASS)):
                sheet.line(line, 20, colour)
            sheet.line(moved(mirrored(right, MIDDLE), -4, 0), 5, "#FFE9B8")
    for y, wide in ((168, 250), (140, 170)):
        sheet.solid(box(MIDDLE - wide / 2, y - 14, wide, 34, 12), BRASS, (-30, -7), mix(BRASS, LEATHER, 0.6))
    sheet.solid(limb(((MIDDLE, 134), (MIDDLE, -20)), (34,)), mix(BRASS, INK, 0.25), (-10, 0), mix(BRASS, INK, 0.55))


def _draw_bench(sheet: Sheet) -> None:
    """The workbench on the left, with a toolbox and the bulb that burnt out."""
    sheet.fill(oval(330, 1196, 330, 34), "#1A1630", 0.5, blur=8)
    for x in (110, 516):
        sheet.solid(box(x, 930, 40, 262, 4), mix(WOOD, INK, 0.3), (-10, 0))
    sheet.solid(box(140, 950, 390, 150, 4), mix(WOOD, RUST, 0.3), (-12, 0))
    for x in (156, 346):
        sheet.fill(box(x, 972, 170, 104, 6), mix(WOOD, CREAM, 0.06))
        sheet.fill(box(x + 58, 1012, 54, 14, 7), BRASS)
    sheet.solid(box(70, 904, 530, 40, 6), mix(WOOD, CREAM, 0.16), (0, -14), mix(WOOD, INK, 0.4))
    sheet.solid(box(120, 800, 230, 106, 10), CORAL, (-26, -8))
    sheet.fill(box(120, 836, 230, 8), mix(CORAL, INK, 0.5), 0.7)
    sheet.line(curve((176, 800), (184, 762), (286, 762), (294, 800)), 14, IRON)
    sheet.fill(box(216, 826, 38, 26, 5), BRASS)
    bulb = blob((420, 846), (450, 800), (500, 806), (520, 850), (490, 884), (470, 904), (470, 904), (436, 904), (436, 904), (434, 884))
    sheet.fill(moved(bulb, 30, 0), mix(GLASS, IRON, 0.5), 0.85)
    sheet.fill(box(462, 884, 46, 22, 5), mix(STEEL, INK, 0.3))
    sheet.fill(limb(((468, 838), (482, 820), (500, 818)), (3, 8, 3)), WHITE, 0.7)
    sheet.fill(limb(((478, 884), (488, 850), (502, 862), (494, 884)), (3,)), INK, 0.8)


def _draw_telescope(sheet: Sheet) -> None:
    x, y = 1930.0, 760.0
    sheet.fill(oval(x, 1206, 190, 24), "#1A1630", 0.5, blur=8)
    for dx, foot in ((-120, 1200), (26, 1224), (140, 1190)):
        sheet.solid(limb(((x, y + 24), (x + dx, foot)), (20, 15)), mix(WOOD, INK, 0.2), (-4, -2))
    sheet.solid(oval(x, y + 18, 34), mix(BRASS, INK, 0.3), (-6, -6))
    tubes = (((-150, 46), (-20, 10), 56, MUSTARD), ((-20, 10), (120, -32), 70, BRASS), ((120, -32), (230, -64), 86, BRASS))
    for start, end, wide, colour in tubes:
        dx, dy = end[0] - start[0], end[1] - start[1]
        long = float(np.hypot(dx, dy))
        nx, ny = -dy / long * wide / 2, dx / long * wide / 2
        tube = angular((x + start[0] + nx, y + start[1] + ny), (x + end[0] + nx, y + end[1] + ny), (x + end[0] - nx, y + end[1] - ny), (x + start[0] - nx, y + start[1] - ny))
        sheet.fill(tube, mix(colour, LEATHER, 0.45))
        with sheet.within(tube):
            sheet.fill(moved(tube, -4, -wide * 0.34), colour)
            sheet.fill(moved(tube, 0, -wide * 0.78), mix(colour, CREAM, 0.5))
        sheet.fill(limb(((x + end[0] + nx, y + end[1] + ny), (x + end[0] - nx, y + end[1] - ny)), (14,)), mix(BRASS, INK, 0.4))


def _draw_hanging_lamp(sheet: Sheet) -> None:
    x, y = 640.0, 250.0
    sheet.line(curve((x, -20), (x, y - 60)), 6, INK)
    sheet.fill(blob((x - 60, y - 20), (x - 60, y - 20), (x - 30, y - 60), (x + 30, y - 60), (x + 60, y - 20), (x + 60, y - 20)), mix(TEAL, INK, 0.5))
    sheet.fill(blob((x - 36, y - 20), (x - 36, y - 20), (x + 36, y - 20), (x + 36, y - 20), (x + 40, y + 40), (x, y + 76), (x - 40, y + 40)), LAMP)
    for dx in (-38, 0, 38):
        sheet.line(curve((x + dx, y - 18), (x + dx * 1.1, y + 30), (x, y + 84)), 5, INK)
    sheet.line(curve((x - 42, y + 26), (x, y + 32), (x + 42, y + 26)), 5, INK)
    sheet.glow(Glow(centre=(x, y + 20), radius=420, colour="#FFD58A", strength=0.62))

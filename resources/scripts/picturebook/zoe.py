"""Zoé, eight years old: a red coat, a bobble hat, a star that glows, and the crate she stands on to see."""

from __future__ import annotations

import numpy as np

from picturebook.brush import Glow, Outline, Sheet, box, limb, mirrored, mix, moved, oval, shape
from picturebook.faces import draw_brow, draw_cheek, draw_eye, draw_laugh, draw_nose
from picturebook.palette import (
    BRASS,
    CORAL,
    CREAM,
    DEEP_TEAL,
    INK,
    LAMP,
    MUSTARD,
    RUST,
    TEAL,
    WHITE,
    WOOD,
    ZOE_HAIR,
    ZOE_SKIN,
)

COAT_DARK = mix(CORAL, "#4A1F45", 0.4)
SKIN_DARK = mix(ZOE_SKIN, "#B0503F", 0.3)
WOOD_DARK = mix(WOOD, "#3A2433", 0.45)
TEAL_LIGHT = mix(TEAL, "#CFE3DF", 0.3)
SHADE = "#1B1838"
MIDDLE = 450.0
STAR_Y = 690.0


def draw_zoe(sheet: Sheet) -> None:
    """The whole figure, 900 × 1400."""
    _draw_crate(sheet)
    _draw_legs(sheet)
    _draw_braids(sheet)
    _draw_coat(sheet)
    _draw_sleeves(sheet)
    _draw_head(sheet)
    _draw_scarf(sheet)
    _draw_star(sheet)
    _draw_mittens(sheet)


def _draw_crate(sheet: Sheet) -> None:
    sheet.fill(shape("262,1098* 640,1098* 682,1138* 220,1138*"), mix(WOOD, CREAM, 0.35))
    for across in (-0.5, 0, 0.5):
        gap = limb([(MIDDLE + across * 190, 1098), (MIDDLE + across * 232, 1138)], 4)
        sheet.fill(gap, WOOD_DARK, 0.6)
    sheet.fill(shape("318,1112 450,1102 592,1112 604,1132 306,1132"), WOOD_DARK, 0.5)
    sheet.fill(box(232, 1140, 440, 226, 4), mix(WOOD_DARK, INK, 0.55))
    boards = (WOOD, mix(WOOD, CREAM, 0.1), mix(WOOD, RUST, 0.15))
    for i, (y, board) in enumerate(zip((1138, 1216, 1294), boards, strict=True)):
        sheet.solid(box(220, y, 462, 66, 5), board, (-3, -7), WOOD_DARK)
        for grain in (22, 44):
            x = 300 + (i * 97 + grain * 3) % 140
            line = limb([(x, y + grain), (x + 70, y + grain - 3), (x + 130, y + grain)], 2, 4, 2)
            sheet.fill(line, WOOD_DARK, 0.45)
    for x in (232, 622):
        sheet.solid(box(x, 1134, 48, 234, 4), mix(WOOD, RUST, 0.25), (-7, -3), WOOD_DARK)
        for y in (1170, 1250, 1326):
            sheet.fill(oval(x + 24, y, 5), INK, 0.7)


def _draw_legs(sheet: Sheet) -> None:
    leg = limb("396,880 392,1040", 76, 68)
    boot = shape("350,1000* 436,1000* 434,1062 438,1116* 310,1116* 314,1084 348,1066")
    for flip in (False, True):
        stocking, rubber, top = (mirrored(p, MIDDLE) if flip else p for p in (leg, boot, limb("352,1004 434,1004", 22)))
        x = MIDDLE * 2 - 394 if flip else 394
        sheet.fill(stocking, CREAM)
        with sheet.within(stocking):
            for y in range(890, 1050, 32):
                sheet.fill(limb([(x - 50, y - 4), (x, y + 4), (x + 50, y - 4)], 15), TEAL)
            sheet.fill(box(x + 14, 860, 60, 240), SHADE, 0.2)
            sheet.fill(box(x - 60, 870, 120, 84), SHADE, 0.28)
        sheet.solid(rubber, MUSTARD, (-12, -5))
        sheet.fill(limb([(x - 78 + 38 * flip, 1116), (x + 40 + 38 * flip, 1116)], 16), mix(MUSTARD, INK, 0.6))
        sheet.solid(top, mix(MUSTARD, CREAM, 0.5), (-6, -4))


def _draw_braids(sheet: Sheet) -> None:
    for side in (-1, 1):
        for i, y in enumerate((430, 474, 518, 560)):
            x = MIDDLE + side * (136 + (3, 10, 13, 12)[i])
            sheet.solid(oval(x, y, 33 - i * 3, 31 - i * 2, 20 * side), ZOE_HAIR, (-7, -5))
        tail = moved(shape("-16,588 16,588 19,622 2,650 -18,622"), MIDDLE + side * 147, 0)
        sheet.solid(tail, ZOE_HAIR, (-6, -4))
        sheet.fill(moved(limb("-17,588 17,588", 16), MIDDLE + side * 147, 0), TEAL)


def _draw_coat(sheet: Sheet) -> None:
    hood = shape("318,470 340,420 450,400 560,420 582,470 560,540 450,570 340,540")
    sheet.solid(hood, mix(CORAL, COAT_DARK, 0.4), (-10, -4), COAT_DARK)
    coat = shape("360,478 450,462 540,478 578,540 598,680 632,840 654,946* 450,972 246,946* 268,840 302,680 322,540")
    sheet.solid(coat, CORAL, (-30, -5), COAT_DARK)
    with sheet.within(coat):
        sheet.fill(limb("240,918 450,944 660,918", 6), COAT_DARK, 0.7)
        sheet.fill(limb("452,560 454,760 458,980", 6), COAT_DARK)
        sheet.fill(shape("306,800 330,790 300,950 262,940"), mix(CORAL, CREAM, 0.5), 0.35)
    for y in (812, 884):
        sheet.fill(limb([(416, y), (452, y + 6), (490, y)], 7), mix(WOOD, CREAM, 0.3))
        sheet.solid(limb([(434, y + 4), (472, y + 4)], 19), WOOD, (-3, -5), WOOD_DARK)
    for x in (326, 574):
        pocket = moved(shape("-42,836* 42,836* 46,894 0,906 -46,894"), x, 0)
        sheet.solid(pocket, mix(CORAL, COAT_DARK, 0.2), (-4, -6), COAT_DARK)
        sheet.solid(box(x - 46, 828, 92, 24, 8), mix(CORAL, COAT_DARK, 0.08), (-4, -6), COAT_DARK)


def _draw_sleeves(sheet: Sheet) -> None:
    for flip in (False, True):
        parts = (limb("356,540 306,630 296,724", 92, 92, 86), limb("294,734 326,760 372,764", 84, 82, 74))
        upper, fore = (mirrored(part, MIDDLE) if flip else part for part in parts)
        sheet.solid(upper, CORAL, (-18, -6) if flip else (-9, -8), COAT_DARK)
        sheet.solid(fore, CORAL, (-6, -12), COAT_DARK)
        for crease in ("300,690 322,704 348,694", "304,714 320,722 338,716"):
            fold = limb(crease, 3, 7, 3)
            sheet.fill(mirrored(fold, MIDDLE) if flip else fold, COAT_DARK)


def _draw_head(sheet: Sheet) -> None:
    hair = shape("322,330 330,250 450,200 570,250 578,330 584,400 556,456 500,470 400,470 344,456 316,400")
    sheet.fill(hair, mix(ZOE_HAIR, INK, 0.35))
    face = shape("334,320 350,250 450,222 550,250 566,320 560,388 520,440 450,460 380,440 340,388")
    sheet.solid(face, ZOE_SKIN, (-14, -4), SKIN_DARK)
    with sheet.within(face):
        sheet.fill(limb("326,290 450,262 574,290", 60), SKIN_DARK, 0.6)
    draw_cheek(sheet, (378, 384), 31, 0.4)
    draw_cheek(sheet, (520, 384), 31, 0.4)
    for x, y in ((366, 372), (384, 380), (400, 370), (500, 370), (517, 380), (535, 372)):
        sheet.fill(oval(x, y, 3.6), "#B8683F", 0.8)
    draw_eye(sheet, (398, 338), 15)
    draw_eye(sheet, (502, 338), 15)
    draw_brow(sheet, "420,304 404,295 386,296 370,306", 9, ZOE_HAIR)
    draw_brow(sheet, "480,304 496,295 514,296 530,306", 9, ZOE_HAIR)
    draw_nose(sheet, (450, 370), 14, ZOE_SKIN)
    draw_laugh(sheet, (450, 398), 34, 38)
    fringe = shape(
        """334,322* 338,262 376,232 450,218 524,232 562,262 566,322* 548,290 508,274* 486,292 444,296* 450,278*
        410,298 366,300* 344,306"""
    )
    sheet.solid(fringe, ZOE_HAIR, (-4, -7))
    for lock in ("352,282 376,270 420,262", "470,268 510,262 544,276"):
        sheet.fill(limb(lock, 2, 6, 2), mix(ZOE_HAIR, MUSTARD, 0.35), 0.7)
    _draw_hat(sheet)


def _draw_hat(sheet: Sheet) -> None:
    for x, y, size in ((450, 72, 44), (424, 60, 26), (476, 58, 27), (450, 40, 26), (418, 86, 27), (482, 86, 27)):
        sheet.fill(oval(x, y, size), CREAM)
    sheet.fill(shape("484,42 504,68 504,96 470,122 440,122 482,92"), "#8A8298", 0.4)
    for tuft in ("424,62 432,54 444,52", "446,84 456,80 464,84"):
        sheet.fill(limb(tuft, 2, 5, 2), "#8A8298", 0.4)
    crown = shape("324,262 332,160 390,108 450,98 510,108 568,160 576,262 450,240")
    sheet.solid(crown, TEAL, (-20, -5))
    with sheet.within(crown):
        sheet.fill(limb("312,196 450,160 588,196", 24), CREAM)
        for x in range(357, 550, 31):
            sheet.fill(oval(x, 130 + ((x - 450) / 31) ** 2 * 1.9, 7), CREAM)
        sheet.fill(shape("536,100 600,150 600,280 556,280 550,180"), SHADE, 0.22)
    brim = shape("314,268 316,228 450,198 584,228 586,268 576,288 450,258 324,288")
    sheet.solid(brim, TEAL_LIGHT, (-10, -8), DEEP_TEAL)
    with sheet.within(brim):
        for i in range(17):
            x = 318 + i * 16.5
            lift = 30 * (1 - ((x - 450) / 134) ** 2)
            sheet.fill(limb([(x, 236 - lift), (x, 284 - lift)], 3), DEEP_TEAL, 0.45)


def _draw_scarf(sheet: Sheet) -> None:
    tail = shape("492,490* 556,480* 562,560 570,652* 510,660* 500,570")
    wrap = shape("326,456 348,432 450,468 552,432 574,456 576,500 542,526 450,542 358,526 324,500")
    for x in (518, 531, 544, 557):
        sheet.fill(limb([(x, 652), (x + 2, 680)], 9, 6), MUSTARD)
    sheet.solid(tail, MUSTARD, (-9, -5))
    with sheet.within(tail):
        for y in (560, 616):
            sheet.fill(limb([(480, y + 6), (600, y - 8)], 20), CREAM)
    sheet.solid(wrap, MUSTARD, (-7, -11))
    with sheet.within(wrap):
        for lower, upper in (((344, 540), (362, 430)), ((410, 550), (424, 440)), ((490, 550), (476, 440))):
            sheet.fill(limb([lower, upper], 20), CREAM)
        sheet.fill(limb("556,540 538,430", 20), CREAM)
        sheet.fill(limb("322,440 450,486 578,440", 18), "#5A2A20", 0.25)
        sheet.fill(limb("330,500 400,520 450,522", 2, 6, 2), "#8A4A20", 0.4)


def _star(x: float, y: float, reach: float) -> Outline:
    """A plump five-pointed star."""
    angles = -np.pi / 2 + np.arange(10) * np.pi / 5
    radii = np.where(np.arange(10) % 2 == 0, reach, reach * 0.62)
    across, down = x + radii * np.cos(angles), y + radii * np.sin(angles)
    return shape(list(zip(across.tolist(), down.tolist(), strict=True)))


def _draw_star(sheet: Sheet) -> None:
    sheet.glow(Glow(centre=(MIDDLE, STAR_Y), radius=240, colour=LAMP, strength=0.7))
    sheet.fill(_star(MIDDLE, STAR_Y, 106), MUSTARD)
    sheet.fill(_star(MIDDLE - 3, STAR_Y - 3, 99), LAMP)
    sheet.glow(Glow(centre=(MIDDLE - 6, STAR_Y - 10), radius=90, colour=WHITE, strength=0.95))
    for eye in ("416,686 426,695 436,686", "464,686 474,695 484,686"):
        sheet.fill(limb(eye, 3, 6, 3), RUST)
    sheet.fill(limb("439,706 450,714 461,706", 3, 6, 3), RUST)
    for x in (MIDDLE - 46, MIDDLE + 46):
        sheet.fill(oval(x, 706, 11, 8), CORAL, 0.45)
    sheet.fill(box(430, 776, 40, 22, 6), BRASS)


def _draw_mittens(sheet: Sheet) -> None:
    for flip in (False, True):
        parts = (
            limb("374,752 380,722 398,700", 36, 33, 27),
            shape("352,742 384,728 420,734 442,758 426,790 386,802 350,790"),
            limb("356,734 350,798", 32),
        )
        thumb, mitten, cuff = (mirrored(part, MIDDLE) if flip else part for part in parts)
        sheet.solid(thumb, TEAL, (-5, -4))
        sheet.solid(mitten, TEAL, (-5, -9))
        sheet.solid(cuff, TEAL_LIGHT, (-5, -5), DEEP_TEAL)
    sheet.glow(Glow(centre=(MIDDLE, STAR_Y), radius=140, colour=LAMP, strength=0.3))

"""Børge, once a captain: oilskin, white beard, a mug that is never empty."""

from __future__ import annotations

from picturebook.brush import Sheet, box, curve, limb, mirrored, mix, moved, oval, shape
from picturebook.faces import draw_brow, draw_cheek, draw_eye, draw_nose
from picturebook.palette import BORGE_BEARD, BORGE_SKIN, BRASS, CREAM, INK, MUSTARD, NAVY, WHITE

COAT_DARK = mix(MUSTARD, "#7A3B2E", 0.42)
COAT_LIGHT = mix(MUSTARD, "#FFF0C4", 0.45)
BEARD_DARK = mix(BORGE_BEARD, "#6C7A96", 0.36)
SKIN_DARK = mix(BORGE_SKIN, "#9C3F3A", 0.34)
MIDDLE = 450.0
COAT = shape(
    """330,396 450,372 570,396 652,440 682,560 700,760 720,1000 730,1122* 460,1146 172,1122* 186,1000 204,760
    222,560 246,440"""
)


def draw_borge(sheet: Sheet) -> None:
    """The whole figure, 900 × 1400."""
    _draw_boots(sheet)
    _draw_coat(sheet)
    _draw_pocket_arm(sheet)
    _draw_head(sheet)
    _draw_mug_arm(sheet)


def _draw_boots(sheet: Sheet) -> None:
    trousers = shape("330,1080* 420,1080* 424,1150* 326,1150*")
    boot = shape("304,1128* 432,1128* 430,1220 434,1352* 262,1352* 262,1310 296,1276 314,1230")
    for flip in (False, True):
        cloth, rubber, top, sole = (
            mirrored(part, MIDDLE + 6) if flip else part
            for part in (trousers, boot, box(298, 1120, 140, 32, 12), box(254, 1344, 186, 26, 10))
        )
        sheet.fill(cloth, mix(NAVY, INK, 0.5))
        sheet.solid(rubber, NAVY, (-16, -5))
        sheet.fill(sole, INK)
        sheet.solid(top, mix(NAVY, CREAM, 0.28), (-14, -5))
        glint = limb("330,1170 332,1216 318,1256", 4, 10, 4)
        sheet.fill(moved(glint, 188, 0) if flip else glint, mix(NAVY, CREAM, 0.4), 0.6)


def _draw_coat(sheet: Sheet) -> None:
    sheet.solid(COAT, MUSTARD, (-44, -4), COAT_DARK)
    with sheet.within(COAT):
        sheet.fill(shape("238,420 280,400 262,700 236,1130 190,1130 200,700"), COAT_LIGHT, 0.4)
        sheet.fill(limb("160,1092 460,1118 740,1092", 7), COAT_DARK, 0.7)
        sheet.fill(shape("306,420 450,560 606,420 606,530 456,650 312,540"), COAT_DARK, 0.75)
    flap = shape("446,400* 510,400* 514,760 522,1137* 446,1141*")
    sheet.solid(flap, mix(MUSTARD, COAT_LIGHT, 0.3), (-9, 0), COAT_DARK)
    for y in (650, 778, 906, 1034):
        sheet.fill(oval(481, y + 4, 17), COAT_DARK)
        sheet.fill(oval(480, y, 15), NAVY)
        sheet.fill(oval(475, y - 5, 5), mix(NAVY, CREAM, 0.55))
    _draw_pocket(sheet, 256)


def _draw_pocket(sheet: Sheet, x: float) -> None:
    pocket = moved(shape("0,826* 138,826* 142,950 126,966 10,966 -4,950"), x, 0)
    sheet.solid(pocket, mix(MUSTARD, COAT_DARK, 0.14), (-8, -6), COAT_DARK)
    sheet.solid(box(x - 8, 814, 154, 44, 10), mix(MUSTARD, COAT_LIGHT, 0.18), (-5, -8), COAT_DARK)


def _draw_pocket_arm(sheet: Sheet) -> None:
    """The arm on the right, its hand deep in the pocket."""
    with sheet.within(COAT):
        shadow = limb("596,520 640,640 652,760 620,850", 120, 120, 110, 110)
        sheet.fill(moved(shadow, -18, 16), COAT_DARK, 0.55)
    arm = limb("626,476 690,580 716,690 690,780 640,838", 136, 134, 124, 114, 100)
    sheet.solid(arm, MUSTARD, (-22, -8), COAT_DARK)
    with sheet.within(arm):
        for crease in ("652,690 684,714 730,704", "664,722 692,738 726,730"):
            sheet.fill(limb(crease, 3, 8, 3), COAT_DARK)
    _draw_pocket(sheet, 560)


def _draw_head(sheet: Sheet) -> None:
    sheet.solid(shape("316,400 330,350 450,330 574,350 590,404 560,470 452,520 344,470"), NAVY, (-14, -4))
    for x, turn in ((336, 8), (564, -8)):
        sheet.solid(oval(x, 254, 25, 35, turn), BORGE_SKIN, (-4, -3), SKIN_DARK)
    face = shape("342,220 350,180 450,166 552,180 560,220 560,300 520,370 450,390 380,370 342,300")
    sheet.solid(face, BORGE_SKIN, (-14, -2), SKIN_DARK)
    with sheet.within(face):
        sheet.fill(limb("330,206 450,190 570,206", 46), SKIN_DARK, 0.7)
    draw_cheek(sheet, (378, 288), 31, 0.42)
    draw_cheek(sheet, (514, 288), 31, 0.42)
    _draw_beard(sheet)
    _draw_features(sheet)
    _draw_cap(sheet)


def _draw_beard(sheet: Sheet) -> None:
    beard = shape(
        """334,244* 348,296 388,322 446,306 504,322 552,296 568,244* 588,330 572,420 540,480 500,520 470,556 452,572*
        436,556 404,522 362,482 330,420 314,334"""
    )
    sheet.solid(beard, BORGE_BEARD, (-22, -8), BEARD_DARK)
    with sheet.within(beard):
        for strand in (
            "366,372 384,430 424,488",
            "404,396 416,452 444,512",
            "506,392 496,446 466,508",
            "542,366 530,424 498,470",
            "344,330 348,388 374,436",
        ):
            sheet.fill(limb(strand, 2, 8, 2), BEARD_DARK, 0.75)
    mouth = shape("412,350* 446,342 482,350* 472,374 447,386 424,374")
    sheet.fill(mouth, "#6B2A30")
    with sheet.within(mouth):
        sheet.fill(oval(447, 388, 24, 16), "#D8685F")
    tuft = shape("446,308* 414,302 376,322 344,330 328,320* 334,350 366,368 410,364 446,344*")
    sheet.solid(tuft, WHITE, (-3, -7), BEARD_DARK)
    sheet.solid(mirrored(tuft, 446), mix(BORGE_BEARD, WHITE, 0.5), (-4, -7), BEARD_DARK)
    sheet.fill(limb("370,340 396,346 424,338", 2, 5, 2), BEARD_DARK, 0.7)
    sheet.fill(limb("522,340 496,346 468,338", 2, 5, 2), BEARD_DARK, 0.7)


def _draw_features(sheet: Sheet) -> None:
    for x in (402, 490):
        draw_eye(sheet, (x, 254), 12)
        sheet.fill(limb([(x - 19, 277), (x, 283), (x + 19, 277)], 2, 5, 2), SKIN_DARK)
    for wrinkle in ("362,246 354,252 350,262", "530,246 538,252 542,262"):
        sheet.fill(limb(wrinkle, 2, 4, 2), SKIN_DARK)
    for brow in ("432,226 412,210 386,212 366,230", "462,224 482,204 508,206 528,224"):
        draw_brow(sheet, [(x, y + 5) for x, y in curve(brow)[::9].tolist()], 26, BEARD_DARK)
        draw_brow(sheet, brow, 25, WHITE)
    draw_nose(sheet, (446, 292), 29, BORGE_SKIN)


def _draw_cap(sheet: Sheet) -> None:
    crown = shape("326,176* 312,128 352,76 450,58 548,76 592,128 578,176* 450,150")
    sheet.solid(crown, NAVY, (-16, -4))
    with sheet.within(crown):
        sheet.fill(shape("338,132 362,96 430,78 396,106 362,146"), mix(NAVY, CREAM, 0.4), 0.4)
    ribbon = shape("330,150* 450,126 574,150* 576,194* 450,170 328,194*")
    sheet.solid(ribbon, mix(NAVY, INK, 0.5), (-8, -4))
    peak = shape("330,186* 450,164 572,186* 560,220 450,204 342,220")
    sheet.solid(peak, INK, (-4, -8), "#14161E")
    sheet.fill(limb("362,194 450,180 520,188", 2, 6, 2), mix(INK, CREAM, 0.5), 0.7)
    sheet.fill(oval(450, 146, 20), mix(BRASS, INK, 0.4))
    sheet.fill(oval(449, 144, 18), BRASS)
    for stroke in ("449,133 449,156", "439,149 449,157 459,149", "443,138 455,138"):
        sheet.fill(limb(stroke, 3.6), mix(BRASS, INK, 0.7))


def _draw_mug(sheet: Sheet) -> None:
    sheet.fill(limb("396,606 440,602 448,640 398,662", 15), mix(WHITE, NAVY, 0.2))
    mug = shape("296,572* 404,572* 402,670 390,692 310,692 298,670")
    sheet.solid(mug, WHITE, (-16, 0), mix(WHITE, NAVY, 0.28))
    sheet.fill(oval(350, 573, 55, 14), NAVY)
    sheet.fill(oval(350, 575, 47, 10), "#5A3525")
    sheet.fill(oval(338, 574, 16, 3), "#8A5A40")


def _draw_mug_arm(sheet: Sheet) -> None:
    """The arm on the left, bent before the chest."""
    with sheet.within(COAT):
        sheet.fill(limb("180,772 260,776 330,748 392,700", 40, 60, 60, 30), COAT_DARK, 0.5)
    _draw_mug(sheet)
    sheet.solid(shape("244,640 284,608 306,650 298,708 258,722"), BORGE_SKIN, (-3, -3), SKIN_DARK)
    for i in range(4):
        y = 612 + i * 24
        finger = limb([(284, y + 12), (320, y + 2), (356 - abs(i - 1) * 5, y + 2)], 29, 29, 25)
        sheet.solid(finger, BORGE_SKIN, (-3, -5), SKIN_DARK)
    sheet.solid(limb("270,652 284,618 306,590", 38, 34, 27), BORGE_SKIN, (-5, -4), SKIN_DARK)
    sheet.solid(limb("268,480 210,584 184,700", 134, 130, 120), MUSTARD, (-12, -10), COAT_DARK)
    sheet.solid(limb("182,706 222,710 272,676", 118, 112, 98), MUSTARD, (-4, -15), COAT_DARK)
    for crease in ("186,648 208,664 238,652", "188,674 206,684 228,678"):
        sheet.fill(limb(crease, 3, 8, 3), COAT_DARK)
    sheet.solid(limb("248,634 292,716", 36), COAT_LIGHT, (-8, -4), COAT_DARK)

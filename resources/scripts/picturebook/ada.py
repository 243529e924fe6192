"""Ada, who keeps the lighthouse running: dungarees, a striped jumper, a spanner."""

from __future__ import annotations

import numpy as np

from picturebook.brush import Colour, Sheet, angular, band, box, curve, limb, mirrored, mix, moved, oval, placed, shape
from picturebook.faces import draw_brow, draw_cheek, draw_eye, draw_nose, draw_smile
from picturebook.palette import ADA_HAIR, ADA_SKIN, BRASS, CREAM, INK, LEATHER, MUSTARD, NAVY, RUST, STEEL, TEAL

SKIN_DARK = mix(ADA_SKIN, "#4A1F2E", 0.34)
JUMPER_DARK = mix(CREAM, "#6A5A78", 0.34)
SHADE = "#1B1838"
TEAL_DARK = "#1C3D4C"
TEAL_LIGHT = mix(TEAL, "#CFE3DF", 0.3)
UPPER_ARM = "338,420 290,506 246,582"
HIP_ARM = "566,420 618,490 664,566"
BIB = shape("388,470* 526,470* 532,540 550,606 560,720* 500,766 462,772 410,766 346,720* 354,606 380,540")


def draw_ada(sheet: Sheet) -> None:
    """The whole figure, 900 × 1400."""
    _draw_legs(sheet)
    _draw_hair_behind(sheet)
    _draw_neck(sheet)
    _draw_jumper(sheet)
    _draw_hip_arm(sheet)
    _draw_spanner_arm(sheet)
    _draw_dungarees(sheet)
    _draw_tools(sheet)
    _draw_hip_hand(sheet)
    _draw_head(sheet)


def _draw_boot(sheet: Sheet, heel: float, flip: bool) -> None:
    """One boot standing on y = 1368 with its toe to the right, or to the left."""
    leather = shape("-4,1215* 72,1215* 74,1268 98,1288 122,1312 126,1352* -10,1352* -8,1300")
    sole = box(-14, 1346, 144, 22, 9)
    parts = [placed(part, heel, 0) for part in (leather, sole)]
    leather, sole = (mirrored(part, heel) for part in parts) if flip else parts
    sheet.solid(leather, LEATHER, (-9, -5))
    with sheet.within(leather):
        cap = placed(oval(112, 1346, 38, 44), heel, 0)
        sheet.fill(mirrored(cap, heel) if flip else cap, mix(LEATHER, CREAM, 0.16))
    sheet.fill(sole, INK)
    for y in (1256, 1274, 1292):
        lace = placed(limb([(48, y), (84 + (y - 1256) * 0.4, y + 5)], 6), heel, 0)
        sheet.fill(mirrored(lace, heel) if flip else lace, CREAM, 0.9)


def _draw_legs(sheet: Sheet) -> None:
    _draw_boot(sheet, 448, flip=True)
    _draw_boot(sheet, 520, flip=False)
    right = shape("446,690* 558,690* 576,790 578,900 580,1020 608,1236* 506,1242* 488,1040 470,900 450,780")
    left = shape("347,690* 474,690* 476,800 466,930 462,1040 460,1244* 360,1240* 352,1030 346,900 338,790")
    sheet.solid(right, TEAL, (-20, -2))
    sheet.solid(left, TEAL, (-20, -2))
    with sheet.within(right):
        sheet.fill(shape("430,700 474,700 486,900 502,1050 516,1250 490,1250 460,900"), TEAL_DARK, 0.7)
        for crease in ("500,1010 528,1022 556,1014", "506,1034 530,1042 550,1038"):
            sheet.fill(limb(crease, 2, 6, 2), TEAL_DARK, 0.55)
    with sheet.within(left):
        sheet.fill(limb("366,706 352,752 344,800", 5), TEAL_DARK, 0.7)
    patch = shape("372,958* 444,954* 446,1036* 376,1040*")
    sheet.fill(moved(patch, 3, 5), TEAL_DARK, 0.5)
    sheet.solid(patch, RUST, (-8, -6))
    for stitch in ("382,966 382,1030", "435,964 437,1028"):
        for x, y in curve(stitch)[1::4].tolist():
            sheet.fill(limb([(x, y - 4), (x, y + 4)], 3), CREAM, 0.8)
    for cuff, turn in ((box(354, 1206, 114, 46, 10), 0.0), (box(496, 1204, 118, 46, 10), -2.0)):
        cuff = moved(cuff, 0, turn)
        sheet.solid(cuff, TEAL_LIGHT, (-16, -4))


def _draw_hair_behind(sheet: Sheet) -> None:
    back = mix(ADA_HAIR, INK, 0.45)
    sheet.fill(shape("346,210 356,150 450,112 552,150 566,210 552,284 516,318 396,318 358,284"), back)
    for x, y, size in ((356, 244, 24), (356, 282, 25), (378, 312, 22), (554, 244, 24), (554, 282, 25), (532, 312, 22)):
        sheet.fill(oval(x, y, size), back)


def _draw_neck(sheet: Sheet) -> None:
    neck = shape("414,290* 492,290* 494,372 454,392 410,372")
    sheet.fill(neck, ADA_SKIN)
    with sheet.within(neck):
        sheet.fill(oval(462, 308, 66, 46), SKIN_DARK)


def _draw_sleeve(sheet: Sheet, spine: str, shade: tuple[float, float], dark_end: bool) -> None:
    """A striped sleeve along the spine, rolled up at the elbow."""
    line = curve(spine)
    sleeve = band(line, 84, 84, 78)
    sheet.solid(sleeve, CREAM, shade, JUMPER_DARK)
    step = np.gradient(line, axis=0)
    with sheet.within(sleeve):
        for start in (0.14, 0.42, 0.7):
            i = round(start * (len(line) - 1))
            along = step[i] / np.hypot(*step[i])
            across = np.array([along[1], -along[0]]) * 62
            stripe = np.stack([line[i] - across, line[i] + along * 7, line[i] + across])
            sheet.fill(limb([(x, y) for x, y in stripe.tolist()], 17), NAVY)
        if dark_end:
            sheet.fill(moved(sleeve, 26, 36), SHADE, 0.16)


def _draw_jumper(sheet: Sheet) -> None:
    body = shape("400,364 430,376 478,376 506,362 552,376 580,420 560,520 548,640* 358,640* 350,520 326,420 352,378")
    sheet.solid(body, CREAM, (-18, -4), JUMPER_DARK)
    with sheet.within(body):
        for i in range(6):
            y = 418 + i * 40
            sheet.fill(limb([(290, y - 10), (455, y + 8), (620, y - 10)], 17), NAVY)
        sheet.fill(shape("536,360 600,360 600,650 544,650 536,520"), SHADE, 0.2)
    sheet.solid(limb("402,366 430,386 456,390 482,386 504,364", 21), CREAM, (-4, -5), JUMPER_DARK)


def _draw_hip_arm(sheet: Sheet) -> None:
    sheet.solid(limb("672,566 640,616 584,664", 60, 56, 44), ADA_SKIN, (-6, -10), SKIN_DARK)
    _draw_sleeve(sheet, HIP_ARM, (-14, -8), dark_end=True)
    sheet.solid(limb("632,604 690,558", 36), CREAM, (-6, -8), JUMPER_DARK)


def _draw_spanner_arm(sheet: Sheet) -> None:
    sheet.solid(limb("240,588 218,520 216,446", 62, 56, 44), ADA_SKIN, (-9, -3), SKIN_DARK)
    _draw_sleeve(sheet, UPPER_ARM, (-6, -12), dark_end=False)
    sheet.solid(limb("206,570 276,560", 38), CREAM, (-5, -8), JUMPER_DARK)
    sheet.solid(shape("186,404 218,384 248,402 250,446 230,470 196,462"), ADA_SKIN, (-8, -4), SKIN_DARK)
    _draw_spanner(sheet, STEEL)
    for i, reach in enumerate((58, 62, 60, 50)):
        y = 396 + i * 19
        finger = limb([(248, y), (220, y - 4), (248 - reach, y + 2)], 23, 22, 20)
        sheet.solid(finger, ADA_SKIN, (-3, -4), SKIN_DARK)
    sheet.solid(limb("242,462 238,428 218,402", 25, 23, 20), ADA_SKIN, (-4, -3), SKIN_DARK)


def _draw_spanner(sheet: Sheet, steel: Colour) -> None:
    sheet.solid(limb("226,556 208,284", 27), steel, (-7, 0))
    sheet.fill(limb("221,540 212,320", 6), mix(steel, INK, 0.35), 0.6)
    sheet.fill(oval(226, 556, 7), mix(steel, INK, 0.5))
    jaw = shape("194,306 166,276 160,230 178,202* 190,246 204,250* 220,246 226,198* 250,224 248,272 222,306")
    sheet.solid(jaw, steel, (-8, -3))
    sheet.fill(limb("176,268 172,244 176,226", 3, 7, 3), "#E6EEF0")


def _draw_dungarees(sheet: Sheet) -> None:
    sheet.solid(BIB, TEAL, (-18, -4))
    with sheet.within(BIB):
        sheet.fill(limb("462,664 464,720 458,772", 5), TEAL_DARK, 0.6)
        sheet.fill(limb("540,664 530,704 508,726", 5), TEAL_DARK, 0.6)
    for strap in ("394,490 382,430 388,380", "520,490 531,430 520,378"):
        sheet.solid(limb(strap, 28), TEAL, (-7, -1))
    for x in (394, 520):
        sheet.fill(oval(x, 488, 10), BRASS)
        sheet.fill(oval(x - 3, 485, 4), "#F6D68E")
    sheet.fill(angular("466,478 478,476 486,522 474,522"), MUSTARD)
    sheet.fill(angular("466,478 478,476 469,458"), mix(CREAM, RUST, 0.3))
    sheet.fill(angular("470.3,464.5 472.7,464.1 469,458"), INK)
    pocket = shape("408,512* 506,512* 504,572 492,588 424,588 411,572")
    sheet.fill(moved(pocket, 3, 5), TEAL_DARK, 0.55)
    sheet.fill(pocket, mix(TEAL, "#CFE3DF", 0.12))
    sheet.fill(limb("409,516 457,520 505,516", 9), TEAL_LIGHT)


def _draw_tools(sheet: Sheet) -> None:
    """The belt and the pouch on it."""
    with sheet.within(BIB):
        sheet.solid(limb("330,632 455,654 580,632", 32), LEATHER, (-2, -7))
    sheet.solid(box(438, 632, 42, 40, 7), BRASS, (-4, -4))
    sheet.fill(box(447, 641, 24, 22, 4), LEATHER)
    sheet.solid(limb("402,640 404,612 400,588", 11), STEEL, (-3, 0))
    sheet.solid(limb("402,598 398,562", 18), MUSTARD, (-5, 0))
    pouch = shape("364,648* 426,656* 424,724 396,742 366,722")
    sheet.solid(pouch, RUST, (-8, -6))
    sheet.solid(shape("362,646* 428,654* 424,684 396,700 366,682"), mix(RUST, CREAM, 0.12), (-4, -6))
    sheet.fill(oval(396, 684, 5), BRASS)


def _draw_hip_hand(sheet: Sheet) -> None:
    sheet.solid(shape("570,636 604,652 594,682 560,704 538,690 546,654"), ADA_SKIN, (-5, -8), SKIN_DARK)
    for i, reach in enumerate((40, 46, 44, 34)):
        x, y = 564 - i * 1.5, 656 + i * 15
        finger = limb([(x + 12, y), (x - reach * 0.4, y + 6), (x - reach, y + 16)], 19, 18, 15)
        sheet.solid(finger, ADA_SKIN, (-2, -4), SKIN_DARK)


def _draw_head(sheet: Sheet) -> None:
    _draw_bun(sheet)
    _draw_face(sheet)
    for x, y, size in ((356, 174, 21), (350, 200, 17), (552, 172, 21), (560, 198, 17)):
        sheet.fill(oval(x, y, size), ADA_HAIR)
    scarf = shape("344,172* 362,118 455,84 548,116 568,170* 540,146 455,128 372,148")
    sheet.solid(scarf, MUSTARD, (-8, -6))
    with sheet.within(scarf):
        for i, x in enumerate(range(367, 560, 22)):
            y = 110 + ((x - 455) / 100) ** 2 * 34
            sheet.fill(oval(x, y + (8 if i % 2 else -8), 4.6), CREAM, 0.9)


def _draw_bun(sheet: Sheet) -> None:
    """The curls piled up above the scarf."""
    curls = ((372, 108, 40), (412, 68, 43), (466, 54, 45), (518, 76, 42), (546, 116, 36))
    for x, y, size in (*curls, (456, 106, 72), (400, 116, 44), (512, 116, 46)):
        sheet.fill(oval(x, y, size), ADA_HAIR)
    for x, y, size in curls:
        shine = placed(curve("-0.55,0 -0.1,-0.5 0.4,-0.22"), x, y, size)
        sheet.fill(band(shine, 3, 8, 3), mix(ADA_HAIR, MUSTARD, 0.26))


def _draw_face(sheet: Sheet) -> None:
    for x in (358, 552):
        sheet.solid(oval(x, 226, 20, 28), ADA_SKIN, (-3, -3), SKIN_DARK)
        sheet.fill(oval(x, 264, 7), BRASS)
    face = shape("360,200 364,140 455,112 546,140 550,200 540,268 508,314 462,334 412,320 372,272")
    sheet.solid(face, ADA_SKIN, (-12, -5), SKIN_DARK)
    with sheet.within(face):
        sheet.fill(limb("346,182 455,142 564,180", 36), SKIN_DARK, 0.75)
    draw_cheek(sheet, (396, 262), 25, 0.3)
    draw_cheek(sheet, (524, 262), 23, 0.3)
    draw_eye(sheet, (421, 226), 12)
    draw_eye(sheet, (504, 226), 12)
    for lash in ("402,220 412,208 428,206", "522,219 513,207 498,206"):
        sheet.fill(limb(lash, 2, 6, 5), INK)
    draw_brow(sheet, "440,190 424,182 408,183 394,192", 11, ADA_HAIR)
    draw_brow(sheet, "487,184 503,174 518,175 531,185", 11, ADA_HAIR)
    draw_nose(sheet, (466, 256), 15, ADA_SKIN)
    draw_smile(sheet, "436,284 450,298 472,302 494,291 501,280", "#6B2A2C")

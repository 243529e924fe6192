"""Ada, who keeps the lighthouse running: dungarees, a striped jumper, a spanner."""

from __future__ import annotations

import numpy as np

from picturebook.brush import Colour, Point, Sheet, angular, blob, box, curve, limb, mix, moved, oval
from picturebook.faces import draw_brow, draw_cheek, draw_eye, draw_nose, draw_smile
from picturebook.palette import ADA_HAIR, ADA_SKIN, BRASS, CREAM, INK, LEATHER, MUSTARD, NAVY, RUST, STEEL, TEAL

SKIN_DARK = mix(ADA_SKIN, "#4A1F2E", 0.34)
JUMPER_DARK = mix(CREAM, "#6A5A78", 0.3)


def draw_ada(sheet: Sheet) -> None:
    """The whole figure, 900 × 1400."""
    _draw_legs(sheet)
    _draw_hair_behind(sheet)
    _draw_neck(sheet)
    _draw_jumper(sheet)
    _draw_hip_arm(sheet)
    _draw_dungarees(sheet)
    _draw_hip_hand(sheet)
    _draw_head(sheet)
    _draw_spanner_arm(sheet)


def _draw_boot(sheet: Sheet, heel: float, toe: float) -> None:
    """One boot standing on y = 1368, from its heel to its toe."""
    side = 1 if toe > heel else -1
    shaft = blob(
        (heel - 4 * side, 1215), (heel - 4 * side, 1215), (heel - 8 * side, 1300), (heel - 10 * side, 1352),
        (heel - 10 * side, 1352), (toe, 1352), (toe, 1352), (toe - 2 * side, 1318), (toe - 34 * side, 1296),
        (heel + 74 * side, 1272), (heel + 70 * side, 1215), (heel + 70 * side, 1215),
    )  # fmt: skip
    sheet.solid(shaft, LEATHER, (-9, -5))
    left = min(heel - 10 * side, toe) - 3
    sheet.fill(box(left, 1346, abs(toe - heel) + 16, 22, 8), INK)
    for i in range(3):
        y = 1252 + i * 20
        sheet.fill(limb(((heel + 34 * side, y), (heel + 68 * side, y + 5)), (6,)), CREAM, 0.85)


def _draw_legs(sheet: Sheet) -> None:
    _draw_boot(sheet, 450, 352)
    _draw_boot(sheet, 514, 622)
    right = blob(
        (448, 690), (448, 690), (556, 690), (556, 690), (572, 800), (576, 960), (598, 1236), (598, 1236),
        (500, 1244), (500, 1244), (478, 1000), (455, 780),
    )  # fmt: skip
    left = blob(
        (350, 690), (350, 690), (470, 690), (470, 690), (474, 800), (468, 1000), (462, 1244), (462, 1244),
        (364, 1240), (364, 1240), (356, 960), (344, 800),
    )  # fmt: skip
    sheet.solid(right, TEAL, (-20, -2))
    sheet.solid(left, TEAL, (-20, -2))
    with sheet.within(right):
        sheet.fill(blob((440, 700), (474, 700), (484, 900), (500, 1250), (480, 1250), (462, 900)), "#1C3D4C", 0.75)
    for hem, lean in (((358, 1212, 110), -3), ((494, 1208, 110), 4)):
        cuff = moved(box(hem[0], hem[1], hem[2], 44, 10), 0, lean)
        sheet.solid(cuff, mix(TEAL, "#CFE3DF", 0.32), (-14, -4))
    for x in (402, 545):
        sheet.fill(limb(((x, 1010), (x + 22, 1022), (x + 46, 1012)), (3, 6, 3)), "#1C3D4C", 0.6)
        sheet.fill(limb(((x + 4, 1034), (x + 24, 1042), (x + 40, 1036)), (3, 5, 3)), "#1C3D4C", 0.45)


def _draw_neck(sheet: Sheet) -> None:
    neck = blob((414, 290), (414, 290), (492, 290), (492, 290), (494, 372), (454, 392), (410, 372))
    sheet.fill(neck, ADA_SKIN)
    with sheet.within(neck):
        sheet.fill(oval(462, 308, 66, 46), SKIN_DARK)


def _stripe(sheet: Sheet, spine: tuple[Point, ...], wide: float, starts: tuple[float, ...]) -> None:
    """Stripes across a sleeve that runs along the spine."""
    line = curve(*spine)
    step = np.gradient(line, axis=0)
    for start in starts:
        i = round(start * (len(line) - 1))
        (x, y), (dx, dy) = line[i], step[i] / np.hypot(*step[i])
        across = ((x + dy * wide, y - dx * wide), (x + dx * 7, y + dy * 7), (x - dy * wide, y + dx * wide))
        sheet.fill(limb(across, (17,)), NAVY)


def _draw_jumper(sheet: Sheet) -> None:
    body = blob(
        (400, 364), (430, 376), (478, 376), (506, 362), (552, 376), (580, 420), (560, 520), (548, 640), (548, 640),
        (358, 640), (358, 640), (350, 520), (326, 420), (352, 378),
    )  # fmt: skip
    sheet.solid(body, CREAM, (-18, -4), JUMPER_DARK)
    with sheet.within(body):
        for i in range(6):
            y = 418 + i * 40
            sheet.fill(limb(((300, y - 8), (455, y + 8), (610, y - 8)), (17,)), NAVY)
        sheet.fill(blob((530, 360), (600, 360), (600, 650), (540, 650), (532, 520)), "#1B1838", 0.2)
    collar = limb(((404, 366), (430, 384), (456, 388), (482, 384), (502, 364)), (20,))
    sheet.solid(collar, CREAM, (-4, -5), JUMPER_DARK)


def _draw_hip_arm(sheet: Sheet) -> None:
    upper = ((552, 420), (610, 480), (668, 552))
    fore = ((672, 560), (634, 612), (582, 660))
    sheet.solid(limb(fore, (58, 54, 44)), ADA_SKIN, (-6, -10), SKIN_DARK)
    sleeve = limb(upper, (92, 84, 76))
    sheet.solid(sleeve, CREAM, (-14, -8), JUMPER_DARK)
    with sheet.within(sleeve):
        _stripe(sheet, upper, 60, (0.16, 0.46, 0.76))
        sheet.fill(blob((640, 500), (720, 520), (700, 620), (640, 590)), "#1B1838", 0.16)
    cuff = limb(((650, 606), (690, 566)), (34,))
    sheet.solid(moved(cuff, -8, -6), CREAM, (-6, -8), JUMPER_DARK)


def _draw_dungarees(sheet: Sheet) -> None:
    body = blob(
        (388, 470), (388, 470), (526, 470), (526, 470), (532, 540), (548, 606), (560, 720), (560, 720), (500, 772),
        (462, 778), (410, 772), (346, 720), (346, 720), (356, 606), (380, 540),
    )  # fmt: skip
    sheet.solid(body, TEAL, (-18, -4))
    for strap in (((394, 486), (380, 420), (384, 366)), ((520, 486), (532, 420), (524, 364))):
        sheet.solid(limb(strap, (28, 27, 26)), TEAL, (-6, -1))
    for x in (395, 519):
        sheet.fill(oval(x, 488, 10), BRASS)
        sheet.fill(oval(x - 2, 485, 4), "#F6D68E")
    pocket = blob((408, 512), (408, 512), (506, 512), (506, 512), (504, 572), (492, 588), (424, 588), (411, 572))
    sheet.fill(moved(pocket, 3, 5), "#1C3D4C", 0.55)
    sheet.fill(pocket, mix(TEAL, "#CFE3DF", 0.12))
    sheet.fill(limb(((408, 516), (457, 520), (506, 516)), (9,)), mix(TEAL, "#CFE3DF", 0.3))
    pencil = angular((470, 480), (480, 478), (486, 516), (474, 516))
    sheet.fill(pencil, MUSTARD)
    sheet.fill(angular((470, 480), (480, 478), (473, 466)), CREAM)
    belt = limb(((352, 636), (455, 652), (554, 634)), (32,))
    with sheet.within(blob((340, 600), (340, 600), (562, 600), (562, 600), (566, 690), (455, 704), (340, 690))):
        sheet.solid(belt, LEATHER, (-4, -7))
    sheet.fill(box(438, 630, 42, 40, 7), BRASS)
    sheet.fill(box(447, 639, 24, 22, 4), LEATHER)
    pouch = blob((366, 648), (366, 648), (424, 656), (424, 656), (422, 720), (394, 736), (368, 716))
    sheet.solid(pouch, RUST, (-8, -6))
    sheet.fill(limb(((366, 668), (394, 682), (423, 674)), (8,)), mix(RUST, "#2A2347", 0.4))


def _draw_hip_hand(sheet: Sheet) -> None:
    palm = blob((566, 640), (600, 650), (590, 682), (556, 704), (536, 690), (544, 656))
    sheet.solid(palm, ADA_SKIN, (-5, -8), SKIN_DARK)
    for i, reach in enumerate((40, 46, 44, 34)):
        x, y = 562 - i * 1.5, 656 + i * 15
        sheet.solid(limb(((x + 12, y), (x - reach * 0.4, y + 6), (x - reach, y + 16)), (19, 18, 15)), ADA_SKIN, (-2, -4), SKIN_DARK)


def _draw_hair_behind(sheet: Sheet) -> None:
    sheet.fill(blob((338, 214), (352, 150), (450, 110), (556, 150), (572, 220), (556, 290), (520, 318), (390, 318), (352, 284)), mix(ADA_HAIR, INK, 0.5))


def _draw_bun(sheet: Sheet) -> None:
    """The curls piled up above the scarf."""
    curls = ((372, 108, 40), (412, 66, 44), (466, 52, 46), (518, 74, 42), (546, 116, 36), (456, 106, 72), (400, 116, 44), (512, 116, 46))
    for x, y, size in curls:
        sheet.fill(oval(x, y, size), ADA_HAIR)
    for x, y, size in curls[:5]:
        sheet.fill(limb(((x - size * 0.5, y), (x - size * 0.1, y - size * 0.5), (x + size * 0.4, y - size * 0.2)), (4, 8, 4)), mix(ADA_HAIR, MUSTARD, 0.28))


def _draw_face(sheet: Sheet) -> None:
    for x in (358, 552):
        sheet.solid(oval(x, 226, 20, 28), ADA_SKIN, (-3, -3), SKIN_DARK)
        sheet.fill(oval(x, 262, 6), BRASS)
    face = blob((360, 200), (364, 140), (455, 112), (546, 140), (550, 200), (540, 268), (508, 314), (462, 334), (412, 320), (372, 272))
    sheet.solid(face, ADA_SKIN, (-12, -5), SKIN_DARK)
    with sheet.within(face):
        sheet.fill(limb(((350, 176), (455, 142), (560, 176)), (36,)), SKIN_DARK, 0.8)
    draw_cheek(sheet, (396, 262), 26, 0.34)
    draw_cheek(sheet, (524, 262), 24, 0.34)
    draw_eye(sheet, (421, 225), 11.5)
    draw_eye(sheet, (504, 225), 11.5)
    for lash in (((405, 220), (412, 209), (426, 207)), ((520, 220), (513, 209), (499, 207))):
        sheet.fill(limb(lash, (3, 6, 5)), INK)
    draw_brow(sheet, ((438, 190), (422, 182), (408, 183), (396, 192)), 11, ADA_HAIR)
    draw_brow(sheet, ((488, 184), (504, 174), (518, 176), (530, 186)), 11, ADA_HAIR)
    draw_nose(sheet, (466, 254), 15, ADA_SKIN)
    draw_smile(sheet, (466, 285), 27, 16, "#6B2A2C", 5)


def _draw_head(sheet: Sheet) -> None:
    _draw_bun(sheet)
    _draw_face(sheet)
    for x, y, size in ((356, 172, 20), (350, 196, 16), (552, 170, 20), (560, 194, 16)):
        sheet.fill(oval(x, y, size), ADA_HAIR)
    scarf = blob((346, 170), (346, 170), (362, 118), (455, 84), (546, 116), (566, 168), (566, 168), (540, 146), (455, 126), (372, 148))
    sheet.solid(scarf, MUSTARD, (-8, -6))
    with sheet.within(scarf):
        for x, y in ((384, 122), (420, 112), (458, 106), (496, 110), (532, 126), (402, 136), (440, 126), (480, 122), (518, 140), (368, 146), (552, 150)):
            sheet.fill(oval(x, y, 4.5), CREAM, 0.9)


def _draw_spanner(sheet: Sheet, at: Point, colour: Colour) -> None:
    x, y = at
    sheet.solid(limb(((x + 14, y + 130), (x, y - 140)), (26, 26)), colour, (-6, 0))
    jaw = blob(
        (x - 14, y - 120), (x - 44, y - 150), (x - 48, y - 196), (x - 30, y - 222), (x - 30, y - 222), (x - 18, y - 182),
        (x - 18, y - 182), (x + 12, y - 184), (x + 12, y - 184), (x + 20, y - 224), (x + 20, y - 224), (x + 40, y - 200),
        (x + 38, y - 152), (x + 12, y - 120),
    )  # fmt: skip
    sheet.solid(jaw, colour, (-8, -3))
    sheet.fill(limb(((x - 34, y - 160), (x - 36, y - 186)), (6,)), "#E6EEF0")


def _draw_spanner_arm(sheet: Sheet) -> None:
    upper = ((350, 420), (288, 500), (246, 574))
    fore = ((244, 580), (232, 510), (238, 440))
    palm = blob((206, 404), (240, 384), (272, 404), (272, 448), (250, 470), (216, 462))
    sheet.solid(limb(fore, (60, 56, 44)), ADA_SKIN, (-9, -3), SKIN_DARK)
    sheet.solid(palm, ADA_SKIN, (-8, -4), SKIN_DARK)
    sleeve = limb(upper, (92, 84, 76))
    sheet.solid(sleeve, CREAM, (-8, -12), JUMPER_DARK)
    with sheet.within(sleeve):
        _stripe(sheet, upper, 60, (0.16, 0.46, 0.76))
    sheet.solid(moved(limb(((214, 562), (278, 548)), (34,)), -2, -6), CREAM, (-5, -7), JUMPER_DARK)
    _draw_spanner(sheet, (236, 424), STEEL)
    for i, reach in enumerate((56, 60, 58, 48)):
        y = 396 + i * 19
        sheet.solid(limb(((268, y), (240, y - 4), (268 - reach, y + 2)), (23, 22, 20)), ADA_SKIN, (-3, -4), SKIN_DARK)
    sheet.solid(limb(((262, 462), (256, 428), (240, 400)), (24, 23, 20)), ADA_SKIN, (-4, -3), SKIN_DARK)

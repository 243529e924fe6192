"""Zoé, eight years old: a red coat, a bobble hat, a star that glows, and the crate she stands on to see."""

from __future__ import annotations

import numpy as np

from picturebook.brush import Glow, Outline, Sheet, blob, box, curve, limb, mirrored, mix, moved, oval
from picturebook.faces import draw_brow, draw_cheek, draw_eye, draw_nose, draw_open_smile, draw_smile
from picturebook.palette import BRASS, CORAL, CREAM, DEEP_TEAL, INK, LAMP, MUSTARD, RUST, TEAL, WHITE, WOOD, ZOE_HAIR, ZOE_SKIN

COAT_DARK = mix(CORAL, "#4A1F45", 0.4)
SKIN_DARK = mix(ZOE_SKIN, "#B0503F", 0.3)
WOOD_DARK = mix(WOOD, "#3A2433", 0.45)
MIDDLE = 450.0


def draw_zoe(sheet: Sheet) -> None:
    """The whole figure, 900 × 1400."""
    _draw_crate(sheet)
    _draw_legs(sheet)
    _draw_braids(sheet)
    _draw_coat(sheet)
    _draw_head(sheet)
    _draw_scarf(sheet)
    _draw_star(sheet)
    _draw_arms(sheet)


def _draw_crate(sheet: Sheet) -> None:
    top = blob((262, 1098), (262, 1098), (640, 1098), (640, 1098), (682, 1138), (682, 1138), (220, 1138), (220, 1138))
    sheet.fill(top, mix(WOOD, CREAM, 0.35))
    for x in (344, 450, 556):
        sheet.fill(limb(((MIDDLE + (x - MIDDLE) * 0.9, 1098), (MIDDLE + (x - MIDDLE) * 1.1, 1138)), (4,)), WOOD_DARK, 0.6)
    sheet.fill(blob((340, 1112), (450, 1104), (566, 1112), (576, 1130), (330, 1130)), WOOD_DARK, 0.55)
    sheet.fill(box(232, 1140, 440, 226, 4), mix(WOOD_DARK, INK, 0.55))
    for i, y in enumerate((1138, 1216, 1294)):
        sheet.solid(box(220, y, 462, 66, 5), (WOOD, mix(WOOD, CREAM, 0.1), mix(WOOD, RUST, 0.15))[i], (-3, -7), WOOD_DARK)
        for grain in (22, 44):
            x = 300 + (i * 97 + grain * 3) % 140
            sheet.fill(limb(((x, y + grain), (x + 70, y + grain - 3), (x + 130, y + grain)), (2, 4, 2)), WOOD_DARK, 0.45)
    for x in (232, 622):
        sheet.solid(box(x, 1134, 48, 234, 4), mix(WOOD, RUST, 0.25), (-7, -3), WOOD_DARK)
        for y in (1170, 1250, 1326):
            sheet.fill(oval(x + 24, y, 5), INK, 0.7)


def _draw_legs(sheet: Sheet) -> None:
    for x, side in ((404, -1), (496, 1)):
        leg = limb(((x, 880), (x + 2 * side, 1040)), (78, 70))
        sheet.fill(leg, CREAM)
        with sheet.within(leg):
            for y in range(890, 1050, 34):
                sheet.fill(limb(((x - 50, y - 4), (x, y + 4), (x + 50, y - 4)), (15,)), TEAL)
            sheet.fill(box(x + 14, 860, 60, 240), "#1B1838", 0.2)
            sheet.fill(box(x - 60, 870, 120, 70), "#1B1838", 0.25)
        boot = blob(
            (x - 48 * side, 1000), (x - 48 * side, 1000), (x + 46 * side, 1000), (x + 46 * side, 1000), (x + 44 * side, 1062),
            (x + 84 * side, 1082), (x + 88 * side, 1116), (x + 88 * side, 1116), (x - 46 * side, 1118), (x - 46 * side, 1118),
        )  # fmt: skip
        sheet.solid(boot, MUSTARD, (-12, -5))
        sheet.fill(limb(((x - 44 * side, 1116), (x + 84 * side, 1116)), (16,)), mix(MUSTARD, INK, 0.6))
        sheet.solid(limb(((x - 46, 1004), (x + 44, 1004)), (20,)), mix(MUSTARD, CREAM, 0.5), (-6, -4))


def _draw_braids(sheet: Sheet) -> None:
    for side in (-1, 1):
        for i, y in enumerate((430, 474, 518, 560)):
            x = MIDDLE + side * (134 + (3, 8, 10, 9)[i])
            sheet.solid(oval(x, y, 33 - i * 3, 31 - i * 2, 20 * side), ZOE_HAIR, (-7, -5))
        x = MIDDLE + side * 142
        sheet.fill(blob((x - 16, 590), (x + 16, 590), (x + 18, 622), (x, 646), (x - 18, 622)), ZOE_HAIR)
        sheet.fill(limb(((x - 17, 588), (x + 17, 588)), (16,)), TEAL)


def _draw_coat(sheet: Sheet) -> None:
    hood = blob((318, 470), (340, 420), (450, 400), (560, 420), (582, 470), (560, 540), (450, 570), (340, 540))
    sheet.solid(hood, mix(CORAL, COAT_DARK, 0.4), (-10, -4), COAT_DARK)
    coat = blob(
        (360, 478), (450, 462), (540, 478), (578, 540), (598, 680), (632, 840), (654, 946), (654, 946), (450, 972),
        (246, 946), (246, 946), (268, 840), (302, 680), (322, 540),
    )  # fmt: skip
    sheet.solid(coat, CORAL, (-30, -5), COAT_DARK)
    with sheet.within(coat):
        sheet.fill(limb(((240, 918), (450, 944), (660, 918)), (7,)), COAT_DARK, 0.7)
        sheet.fill(limb(((452, 560), (454, 760), (458, 980)), (6,)), COAT_DARK)
        sheet.fill(blob((300, 700), (330, 640), (320, 800), (284, 940), (262, 930)), mix(CORAL, CREAM, 0.5), 0.35)
    for y in (800, 870):
        sheet.fill(limb(((418, y), (452, y + 6), (488, y)), (7,)), mix(WOOD, CREAM, 0.3))
        sheet.solid(limb(((434, y + 4), (472, y + 4)), (19,)), WOOD, (-3, -5), WOOD_DARK)
    for x, side in ((330, -1), (570, 1)):
        pocket = blob((x - 42, 830), (x - 42, 830), (x + 42, 830), (x + 42, 830), (x + 46, 890), (x, 904), (x - 46, 890))
        sheet.solid(moved(pocket, 4 * side, 0), mix(CORAL, COAT_DARK, 0.2), (-4, -6), COAT_DARK)


def _draw_head(sheet: Sheet) -> None:
    hair = blob((322, 330), (330, 250), (450, 200), (570, 250), (578, 330), (584, 400), (556, 456), (500, 470), (400, 470), (344, 456), (316, 400))
    sheet.fill(hair, mix(ZOE_HAIR, INK, 0.35))
    face = blob((334, 320), (350, 250), (450, 222), (550, 250), (566, 320), (560, 388), (520, 440), (450, 460), (380, 440), (340, 388))
    sheet.solid(face, ZOE_SKIN, (-14, -4), SKIN_DARK)
    with sheet.within(face):
        sheet.fill(limb(((326, 290), (450, 262), (574, 290)), (60,)), SKIN_DARK, 0.6)
    draw_cheek(sheet, (378, 384), 31, 0.4)
    draw_cheek(sheet, (520, 384), 31, 0.4)
    for x, y in ((366, 372), (384, 380), (400, 370), (500, 370), (517, 380), (535, 372)):
        sheet.fill(oval(x, y, 3.6), "#B8683F", 0.8)
    draw_eye(sheet, (398, 338), 14.5)
    draw_eye(sheet, (502, 338), 14.5)
    draw_brow(sheet, ((418, 303), (402, 295), (386, 296), (372, 304)), 9, ZOE_HAIR)
    draw_brow(sheet, ((482, 303), (498, 295), (514, 296), (528, 304)), 9, ZOE_HAIR)
    draw_nose(sheet, (450, 370), 14, ZOE_SKIN)
    draw_open_smile(sheet, (450, 396), 36, 40)
    fringe = blob(
        (334, 320), (334, 320), (338, 262), (376, 232), (450, 218), (524, 232), (562, 262), (566, 320), (566, 320),
        (540, 284), (500, 272), (500, 272), (478, 290), (440, 292), (440, 292), (446, 276), (446, 276), (400, 296), (360, 296), (360, 296),
    )  # fmt: skip
    sheet.solid(fringe, ZOE_HAIR, (-4, -7))
    _draw_hat(sheet)


def _draw_hat(sheet: Sheet) -> None:
    crown = blob((324, 262), (332, 160), (390, 108), (450, 98), (510, 108), (568, 160), (576, 262), (450, 240))
    sheet.solid(crown, TEAL, (-20, -5))
    with sheet.within(crown):
        sheet.fill(limb(((316, 190), (450, 160), (584, 190)), (22,)), CREAM)
        for x in range(330, 580, 28):
            sheet.fill(oval(x, 148 + abs(x - 450) * 0.12, 6), CREAM)
        sheet.fill(blob((540, 110), (600, 150), (600, 280), (556, 280), (548, 180)), "#1B1838", 0.22)
    brim = blob((314, 268), (316, 228), (450, 198), (584, 228), (586, 268), (576, 286), (450, 256), (324, 286))
    sheet.solid(brim, mix(TEAL, "#CFE3DF", 0.3), (-10, -8), DEEP_TEAL)
    with sheet.within(brim):
        for i in range(17):
            x = 318 + i * 16.5
            lift = 30 * (1 - ((x - 450) / 134) ** 2)
            sheet.fill(limb(((x, 236 - lift), (x, 282 - lift)), (3,)), DEEP_TEAL, 0.45)
    for x, y, size in ((450, 74, 44), (424, 62, 26), (476, 60, 27), (450, 42, 26), (420, 88, 26), (480, 88, 26), (450, 100, 26)):
        sheet.fill(oval(x, y, size), CREAM)
    sheet.fill(blob((482, 44), (502, 70), (500, 100), (468, 122), (444, 120), (480, 92)), "#8A8298", 0.4)


def _draw_scarf(sheet: Sheet) -> None:
    tail = blob((486, 480), (548, 474), (556, 560), (566, 640), (566, 640), (506, 650), (506, 650), (494, 560))
    wrap = blob((330, 452), (350, 432), (450, 466), (548, 430), (572, 452), (572, 496), (540, 520), (450, 536), (362, 520), (328, 496))
    for shape, bands in ((tail, ((540, 20), (592, 26))), (wrap, ())):
        sheet.solid(shape, MUSTARD, (-9, -7))
        with sheet.within(shape):
            for y, lean in bands:
                sheet.fill(limb(((470, y + lean * 0.3), (590, y)), (22,)), CREAM)
    with sheet.within(wrap):
        for x in (356, 420, 484, 548):
            sheet.fill(limb(((x - 8, 420), (x + 8 * (1 if x > 450 else -1), 540)), (20,)), CREAM)
        sheet.fill(limb(((330, 446), (450, 486), (570, 444)), (14,)), "#5A2A20", 0.25)
    for i in range(5):
        x = 510 + i * 13
        sheet.fill(limb(((x, 646 - i), (x + 1, 668 - i)), (8, 6)), MUSTARD if i % 2 else CREAM)


def _star(x: float, y: float, reach: float) -> Outline:
    """A plump five-pointed star."""
    angles = -np.pi / 2 + np.arange(10) * np.pi / 5
    radii = np.where(np.arange(10) % 2 == 0, reach, reach * 0.62)
    return blob(*((float(x + r * np.cos(a)), float(y + r * np.sin(a))) for r, a in zip(radii, angles, strict=True)))


def _draw_star(sheet: Sheet) -> None:
    sheet.glow(Glow(centre=(MIDDLE, 690), radius=270, colour=LAMP, strength=0.75))
    sheet.fill(_star(MIDDLE, 690, 104), MUSTARD)
    sheet.fill(_star(MIDDLE - 3, 687, 98), LAMP)
    sheet.glow(Glow(centre=(MIDDLE - 6, 680), radius=90, colour=WHITE, strength=0.95))
    for x in (MIDDLE - 24, MIDDLE + 24):
        sheet.fill(limb(((x - 10, 684), (x, 692), (x + 10, 684)), (5,)), RUST)
    sheet.fill(limb(((MIDDLE - 10, 706), (MIDDLE, 712), (MIDDLE + 10, 706)), (5,)), RUST)
    for x in (MIDDLE - 44, MIDDLE + 44):
        sheet.fill(oval(x, 704, 11, 8), CORAL, 0.45)


def _draw_arms(sheet: Sheet) -> None:
    for flip in (False, True):
        arm = limb(((352, 530), (296, 630), (292, 720), (366, 762)), (96, 94, 90, 78))
        mitten = blob((352, 738), (384, 722), (420, 728), (440, 752), (424, 784), (384, 796), (350, 784))
        thumb = limb(((372, 748), (378, 716), (394, 696)), (36, 32, 26))
        cuff = limb(((352, 726), (346, 796)), (30,))
        shapes = [mirrored(s, MIDDLE) if flip else s for s in (arm, thumb, mitten, cuff)]
        sheet.solid(shapes[0], CORAL, (-8, -14) if not flip else (-16, -8), COAT_DARK)
        sheet.solid(shapes[1], TEAL, (-5, -4))
        sheet.solid(shapes[2], TEAL, (-5, -9))
        sheet.solid(shapes[3], mix(TEAL, "#CFE3DF", 0.5), (-5, -5), DEEP_TEAL)
        crease = curve((300, 690), (322, 704), (338, 696))
        sheet.line(mirrored(crease, MIDDLE) if flip else crease, 6, COAT_DARK)
    sheet.glow(Glow(centre=(MIDDLE, 690), radius=150, colour=LAMP, strength=0.35))

"""Børge, once a captain: oilskin, white beard, a mug that is never empty."""

from __future__ import annotations

from picturebook.brush import Sheet, angular, blob, box, fade, limb, mix, oval
from picturebook.faces import draw_cheek, draw_eye, draw_nose
from picturebook.palette import BORGE_BEARD, BORGE_SKIN, BRASS, CREAM, INK, MUSTARD, NAVY, WHITE

COAT_DARK = mix(MUSTARD, "#7A3B2E", 0.42)
COAT_LIGHT = mix(MUSTARD, "#FFF0C4", 0.45)
BEARD_DARK = mix(BORGE_BEARD, "#6C7A96", 0.36)
SKIN_DARK = mix(BORGE_SKIN, "#9C3F3A", 0.34)


def draw_borge(sheet: Sheet) -> None:
    """The whole figure, 900 × 1400."""
    _draw_boots(sheet)
    _draw_pocket_arm(sheet)
    _draw_coat(sheet)
    _draw_head(sheet)
    _draw_mug_arm(sheet)


def _draw_boots(sheet: Sheet) -> None:
    for heel, toe, side in ((424, 262, -1), (490, 652, 1)):
        boot = blob(
            (heel, 1060), (heel, 1060), (heel + 2 * side, 1200), (heel - 4 * side, 1350), (heel - 4 * side, 1350),
            (toe, 1352), (toe, 1352), (toe + 2 * side, 1304), (toe - 40 * side, 1270), (heel + 122 * side, 1222),
            (heel + 128 * side, 1060), (heel + 128 * side, 1060),
        )  # fmt: skip
        sheet.solid(boot, NAVY, (-14, -5))
        left = min(heel, toe) - 8
        sheet.fill(box(left, 1346, abs(toe - heel) + 16, 24, 9), INK)
        top = min(heel, heel + 128 * side) - 5
        sheet.solid(box(top, 1120, 138, 30, 10), mix(NAVY, CREAM, 0.3), (-10, -4))


def _draw_pocket_arm(sheet: Sheet) -> None:
    arm = limb(((634, 470), (708, 580), (738, 700), (700, 800), (640, 846)), (150, 140, 126, 112, 100))
    sheet.solid(arm, MUSTARD, (-24, -6), COAT_DARK)
    sheet.fill(limb(((676, 690), (704, 712), (746, 706)), (4, 8, 4)), COAT_DARK)
    sheet.fill(limb(((684, 716), (708, 732), (738, 728)), (3, 6, 3)), COAT_DARK)


def _draw_coat(sheet: Sheet) -> None:
    coat = blob(
        (330, 396), (450, 372), (570, 396), (664, 446), (690, 560), (704, 760), (722, 1000), (732, 1122), (732, 1122),
        (460, 1146), (176, 1122), (176, 1122), (190, 1000), (208, 760), (218, 560), (240, 446),
    )  # fmt: skip
    sheet.solid(coat, MUSTARD, (-44, -4), COAT_DARK)
    with sheet.within(coat):
        sheet.fill(blob((238, 420), (280, 400), (262, 700), (236, 1130), (190, 1130), (200, 700)), COAT_LIGHT, 0.4)
        sheet.fill(limb(((170, 1096), (460, 1120), (740, 1096)), (8,)), COAT_DARK, 0.7)
        sheet.fill(blob((310, 420), (450, 560), (600, 420), (600, 520), (452, 640), (320, 540)), COAT_DARK, 0.75)
    flap = blob((448, 400), (448, 400), (508, 400), (508, 400), (512, 760), (520, 1136), (520, 1136), (446, 1140), (446, 1140))
    sheet.solid(flap, mix(MUSTARD, COAT_LIGHT, 0.3), (-8, 0), COAT_DARK)
    for y in (640, 770, 900, 1030):
        sheet.fill(oval(480, y + 3, 17), COAT_DARK)
        sheet.fill(oval(479, y, 15), NAVY)
        sheet.fill(oval(475, y - 4, 5), mix(NAVY, CREAM, 0.55))
    for x, lean in ((256, 0), (566, 1)):
        pocket = blob((x, 826), (x, 826), (x + 138, 826 - 8 * lean), (x + 138, 826 - 8 * lean), (x + 142, 950), (x + 126, 966), (x + 10, 968), (x - 4, 952))
        sheet.solid(pocket, mix(MUSTARD, COAT_DARK, 0.14), (-8, -6), COAT_DARK)
        sheet.solid(limb(((x, 834), (x + 138, 834 - 8 * lean)), (32,)), MUSTARD, (-4, -7), COAT_DARK)


def _draw_cap(sheet: Sheet) -> None:
    crown = blob((326, 176), (326, 176), (312, 128), (352, 76), (450, 58), (548, 76), (592, 128), (578, 176), (578, 176), (450, 150))
    sheet.solid(crown, NAVY, (-16, -4))
    with sheet.within(crown):
        sheet.fill(blob((340, 130), (380, 84), (430, 76), (390, 110), (360, 150)), mix(NAVY, CREAM, 0.4), 0.45)
    ribbon = blob((330, 150), (330, 150), (450, 126), (574, 150), (574, 150), (578, 194), (578, 194), (450, 170), (326, 194), (326, 194))
    sheet.solid(ribbon, mix(NAVY, INK, 0.5), (-8, -4))
    peak = blob((334, 184), (334, 184), (450, 164), (566, 184), (566, 184), (556, 218), (450, 204), (344, 220))
    sheet.solid(peak, INK, (-4, -8), "#14161E")
    sheet.fill(limb(((362, 192), (450, 180), (520, 186)), (3, 6, 3)), mix(INK, CREAM, 0.5), 0.7)
    sheet.fill(oval(450, 146, 19), mix(BRASS, INK, 0.4))
    sheet.fill(oval(449, 144, 17), BRASS)
    anchor = mix(BRASS, INK, 0.7)
    sheet.fill(limb(((449, 134), (449, 156)), (4,)), anchor)
    sheet.fill(limb(((440, 150), (449, 157), (458, 150)), (4,)), anchor)


def _draw_head(sheet: Sheet) -> None:
    collar = blob((316, 400), (330, 350), (450, 330), (574, 350), (590, 404), (560, 470), (452, 520), (344, 470))
    sheet.solid(collar, NAVY, (-14, -4))
    for x, turn in ((336, 8), (564, -8)):
        sheet.solid(oval(x, 252, 24, 34, turn), BORGE_SKIN, (-4, -3), SKIN_DARK)
    face = blob((342, 220), (350, 180), (450, 166), (552, 180), (560, 220), (560, 300), (520, 370), (450, 390), (380, 370), (342, 300))
    sheet.solid(face, BORGE_SKIN, (-14, -2), SKIN_DARK)
    with sheet.within(face):
        sheet.fill(limb(((330, 206), (450, 190), (570, 206)), (46,)), SKIN_DARK, 0.7)
    draw_cheek(sheet, (380, 286), 32, 0.42)
    draw_cheek(sheet, (512, 286), 32, 0.42)
    _draw_beard(sheet)
    _draw_features(sheet)
    _draw_cap(sheet)


def _draw_beard(sheet: Sheet) -> None:
    beard = blob(
        (334, 250), (334, 250), (352, 296), (392, 318), (446, 306), (500, 318), (548, 296), (568, 250), (568, 250),
        (586, 330), (570, 420), (524, 492), (468, 548), (452, 556), (452, 556), (436, 548), (382, 500), (334, 424), (318, 334),
    )  # fmt: skip
    sheet.solid(beard, BORGE_BEARD, (-22, -8), BEARD_DARK)
    with sheet.within(beard):
        for strand in (
            ((372, 380), (392, 430), (430, 480)), ((410, 400), (424, 450), (446, 500)), ((500, 390), (490, 440), (466, 500)),
            ((540, 370), (524, 420), (500, 456)), ((350, 340), (358, 390), (384, 430)),
        ):  # fmt: skip
            sheet.fill(limb(strand, (3, 7, 3)), BEARD_DARK, 0.75)
    mouth = blob((414, 350), (446, 342), (482, 350), (470, 376), (446, 384), (424, 376))
    sheet.fill(mouth, "#6B2A30")
    with sheet.within(mouth):
        sheet.fill(oval(447, 384, 24, 14), "#D8685F")
    for side in (-1, 1):
        x = 446
        tuft = blob((x, 312), (x, 312), (x + 40 * side, 306), (x + 84 * side, 326), (x + 112 * side, 320), (x + 96 * side, 356), (x + 52 * side, 362), (x + 6 * side, 346), (x, 346))
        sheet.solid(tuft, WHITE if side < 0 else mix(BORGE_BEARD, WHITE, 0.4), (-3, -6), BEARD_DARK)


def _draw_features(sheet: Sheet) -> None:
    for x in (404, 488):
        draw_eye(sheet, (x, 252), 10.5)
        sheet.fill(limb(((x - 20, 276), (x, 282), (x + 20, 276)), (2, 5, 2)), SKIN_DARK)
    for brow in (
        blob((370, 230), (380, 212), (410, 210), (432, 224), (426, 236), (400, 230), (380, 240)),
        blob((464, 224), (486, 208), (514, 212), (526, 230), (514, 240), (492, 230), (470, 236)),
    ):
        sheet.solid(brow, WHITE, (-2, -4), BEARD_DARK)
    draw_nose(sheet, (446, 290), 29, BORGE_SKIN)


def _draw_mug(sheet: Sheet) -> None:
    sheet.fill(limb(((392, 606), (440, 604), (446, 646), (396, 660)), (15,)), mix(WHITE, NAVY, 0.2))
    mug = blob((296, 572), (296, 572), (402, 572), (402, 572), (400, 670), (390, 692), (308, 692), (298, 670))
    sheet.solid(mug, WHITE, (-16, 0), mix(WHITE, NAVY, 0.28))
    sheet.fill(oval(349, 573, 54, 13), NAVY)
    sheet.fill(oval(349, 575, 46, 9), "#5A3525")


def _draw_mug_arm(sheet: Sheet) -> None:
    upper = limb(((276, 478), (196, 580), (176, 690), (210, 738)), (148, 136, 124, 118))
    sheet.solid(upper, MUSTARD, (-18, -8), COAT_DARK)
    _draw_mug(sheet)
    for i in range(4):
        y = 608 + i * 24
        sheet.solid(limb(((282, y + 14), (318, y + 2), (354 - abs(i - 1) * 5, y + 2)), (30, 29, 25)), BORGE_SKIN, (-3, -5), SKIN_DARK)
    sheet.solid(limb(((270, 650), (284, 618), (304, 588)), (38, 34, 27)), BORGE_SKIN, (-5, -4), SKIN_DARK)
    sheet.solid(blob((242, 640), (282, 610), (304, 650), (296, 706), (258, 720)), BORGE_SKIN, (-3, -3), SKIN_DARK)
    fore = limb(((196, 716), (226, 704), (262, 682)), (124, 116, 102))
    sheet.solid(fore, MUSTARD, (-6, -14), COAT_DARK)
    cuff = limb(((250, 634), (282, 720)), (34,))
    sheet.solid(cuff, COAT_LIGHT, (-8, -3), COAT_DARK)
    sheet.fill(limb(((150, 660), (178, 676), (206, 660)), (4, 8, 4)), COAT_DARK)

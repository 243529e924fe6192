"""What lies near in the harbour: the fishing boats, and the quay that the cast stands on."""

from __future__ import annotations

from picturebook.brush import (
    Colour,
    Glow,
    Outline,
    Point,
    Points,
    Sheet,
    angular,
    box,
    curve,
    fade,
    limb,
    mix,
    oval,
    placed,
    shape,
    veil,
)
from picturebook.mood import Mood
from picturebook.palette import CORAL, CREAM, INK, LAMP, NAVY, RUST, TEAL, WHITE

WIDTH, HEIGHT = 2304, 1296
HORIZON = 640.0
EDGE = 888.0  # where the quay ends and the water begins
VANISHING: Point = (1152.0, HORIZON)
PLANK = 96.0  # as wide as a plank is at the edge
ROPE = "#C9A878"


def draw_cutter(sheet: Sheet, mood: Mood, at: Point, size: float) -> None:
    """A small fishing boat, afloat with its waterline at `at`."""

    def put(outline: Outline) -> Outline:
        return placed(outline, *at, size)

    spar, window = mood.on("#5A3D35"), mood.window(mood.night)
    sheet.fill(put(oval(0, 14, 205, 15)), mood.on("#1B2A48"), 0.45)
    sheet.fill(put(limb("20,-60 20,-330", 9)), spar)
    sheet.fill(put(limb("20,-110 -150,-250", 6)), spar)
    for rope in ("20,-326 -186,-84", "20,-326 196,-92", "-148,-248 -100,-66"):
        sheet.fill(put(limb(rope, 2.4)), mood.on(INK), 0.8)
    sheet.fill(put(angular("40,-50 48,-150 142,-150 154,-50")), mood.on(CREAM))
    sheet.fill(put(angular("112,-50 108,-150 142,-150 154,-50")), mood.on("#9A8AA0"), 0.6)
    sheet.fill(put(angular("32,-146 36,-164 156,-164 158,-146")), mood.on(RUST))
    for pane in ("60,-100 62,-134 88,-134 88,-100", "106,-100 106,-134 130,-134 134,-100"):
        sheet.fill(put(angular(pane)), window)
    hull = put(shape("-210,-96* -100,-62 40,-54 206,-92* 190,-30 160,12* -140,14* -184,-36"))
    sheet.solid(hull, mood.on(TEAL, -0.1), (-7 * size, -12 * size), mood.on(mix(TEAL, NAVY, 0.7)))
    with sheet.within(hull):
        sheet.fill(put(limb("-214,-84 -100,-50 40,-42 210,-80", 14)), mood.on(WHITE))
        sheet.fill(put(box(-220, -14, 440, 30)), mood.on(CORAL))
    if mood.night:
        for i in range(4):
            ripple = limb([(60 - i * 6, 30 + i * 13), (96, 33 + i * 13), (132 + i * 6, 30 + i * 13)], 2, 6, 2)
            sheet.fill(put(ripple), LAMP, 0.6 - i * 0.12)
        x, y = at
        sheet.glow(Glow(centre=(x + 96 * size, y - 116 * size), radius=170 * size + 20, colour=LAMP, strength=0.6))
        sheet.fill(put(oval(20, -336, 7 + 1.5 / size)), WHITE)
        sheet.glow(Glow(centre=(x + 20 * size, y - 336 * size), radius=60 * size + 20, colour=LAMP, strength=0.9))


def draw_quay(sheet: Sheet, mood: Mood) -> None:
    """The planks from the water's edge to our feet, and what stands on them."""
    _draw_planks(sheet, mood)
    for x in (470, 1850):
        _draw_bollard(sheet, mood, x)
    _draw_box(sheet, mood, (2040, 960), (250, 124), "#7C8FA0")
    _draw_box(sheet, mood, (2062, 846), (214, 116), "#B07A5A")
    _draw_coil(sheet, mood)
    _draw_lamp_post(sheet, mood)


def _on_floor(x: float, y: float) -> Point:
    """Where a point of the edge comes to lie when it is drawn nearer along its plank, down to `y`."""
    return VANISHING[0] + (x - VANISHING[0]) * (y - HORIZON) / (EDGE - HORIZON), y


def _draw_planks(sheet: Sheet, mood: Mood) -> None:
    gap = mood.on("#2C2338")
    sheet.fill(box(0, EDGE, WIDTH, HEIGHT - EDGE), fade((0, EDGE), (0, HEIGHT), *mood.planks))
    for i in range(-14, 14):
        x = VANISHING[0] + i * PLANK
        left, right = _on_floor(x, HEIGHT), _on_floor(x + PLANK, HEIGHT)
        plank = angular([(x, EDGE), (x + PLANK, EDGE), right, left])
        sheet.fill(plank, mood.on("#3A2F4C"), (0, 0.12, 0.03, 0.07)[i % 4])
        sheet.fill(angular([(x - 1.5, EDGE), (x + 1.5, EDGE), (left[0] + 5, HEIGHT), (left[0] - 5, HEIGHT)]), gap, 0.6)
        share = ((i * 37) % 11) / 11
        y = EDGE + 40 + share * 330
        near = 1 + share * 1.4
        sheet.fill(limb([_on_floor(x, y), _on_floor(x + PLANK, y)], 2 * near), gap, 0.55)
        for across in (0.14, 0.86):
            nail_x, nail_y = _on_floor(x + PLANK * across, y - 9 * near)
            sheet.fill(oval(nail_x, nail_y, 2.6 * near, 1.7 * near), gap, 0.6)
        for across, start in ((0.36, 0.3), (0.66, 0.6)):
            y = EDGE + 30 + ((share + start) % 1) * 330
            grain = [_on_floor(x + PLANK * across, y), _on_floor(x + PLANK * (across + 0.05), y + 30 * near)]
            sheet.fill(limb(grain, 1, 3 * near, 1), gap, 0.28)
    with sheet.within(box(0, EDGE, WIDTH, HEIGHT - EDGE)):
        path = shape([(760, EDGE - 40), (1110, EDGE - 40), (1300, HEIGHT + 60), (520, HEIGHT + 60)])
        sheet.fill(path, mood.shine, 0.07 if mood.night else 0.2, blur=46)
    sheet.fill(box(0, 1060, WIDTH, 240), veil((0, 1060), (0, HEIGHT), mood.on("#241B36"), 0, 0.5))
    sheet.fill(box(0, EDGE - 26, WIDTH, 36), mood.on("#8D6B5C"))
    sheet.fill(box(0, EDGE - 26, WIDTH, 8), mood.on("#E3B48C"), 0.8)
    sheet.fill(box(0, EDGE + 10, WIDTH, 26), veil((0, EDGE + 10), (0, EDGE + 36), mood.on("#2A2038"), 0.6, 0))


def _draw_shadow(sheet: Sheet, mood: Mood, left: Point, right: Point, length: float) -> None:
    """The shadow of what stands between two points of the floor: it falls towards us, away from the light."""
    low = left[1] + length
    ends: list[Point] = []
    for x, y in (right, left):
        ends.append((mood.shine_x + (x - mood.shine_x) * (low - HORIZON + 120) / (y - HORIZON + 120), low))
    dark = veil((0, left[1]), (0, low), mood.on("#1F1830"), 0.6, 0.1)
    sheet.fill(angular([left, right, *ends]), dark, blur=3)


def _draw_bollard(sheet: Sheet, mood: Mood, x: float) -> None:
    def put(points: Points) -> Outline:
        return placed(shape(points), x, 0)

    _draw_shadow(sheet, mood, (x - 34, 944), (x + 34, 944), 130)
    sheet.solid(put("-34,944* -28,850* 28,850* 34,944* 0,958"), mood.on("#4A4458"), (-20, 0), mood.on("#25203A"))
    for y in (884, 903, 922):
        turn = placed(limb("-36,-5 0,7 36,-5", 18), x, y)
        sheet.solid(turn, mood.on(ROPE), (-3, -6), mood.on("#7A5C50"))
    head = box(x - 50, 816, 100, 44, 20)
    sheet.solid(head, mood.on("#5C5468"), (-20, -10), mood.on("#2E2740"))
    sheet.fill(placed(limb("-32,830 -10,826 16,828", 3, 7, 3), x, 0), mood.on(CREAM), 0.35)


def _draw_box(sheet: Sheet, mood: Mood, corner: Point, size: Point, colour: Colour) -> None:
    """A fish box: its front, and the lid and the left side that we see of it."""
    (x, y), (wide, high) = corner, size

    def back(point: Point) -> Point:
        return point[0] + (VANISHING[0] - point[0]) * 0.07, point[1] + (HORIZON - point[1]) * 0.16

    _draw_shadow(sheet, mood, (x, y + high), (x + wide, y + high), 60)
    corners = [(x, y), (x + wide, y), (x, y + high)]
    upper_left, upper_right, lower_left = (back(point) for point in corners)
    sheet.fill(angular([upper_left, corners[0], corners[2], lower_left]), mood.on(mix(colour, INK, 0.25)))
    sheet.fill(angular([upper_left, upper_right, corners[1], corners[0]]), mood.on(mix(colour, CREAM, 0.42)))
    inner = [(x + 20, y - 4), (x + wide - 18, y - 4)]
    sheet.fill(angular([*inner, back(inner[1]), back(inner[0])]), mood.on(mix(colour, CREAM, 0.3)))
    front = box(x, y, wide, high, 4)
    sheet.solid(front, mood.on(colour), (-22, -8))
    sheet.fill(box(x, y, wide, 18, 4), mood.on(mix(colour, CREAM, 0.26)))
    for rib in (0.25, 0.75):
        sheet.fill(box(x + wide * rib - 5, y + 18, 10, high - 18), mood.on(mix(colour, INK, 0.3)), 0.5)
    sheet.fill(box(x + wide / 2 - 38, y + 44, 76, 22, 11), mood.on(INK), 0.7)


def _draw_coil(sheet: Sheet, mood: Mood) -> None:
    x, y, dark = 1880.0, 1122.0, mood.on("#5A4248")
    sheet.fill(oval(x + 24, y + 16, 130, 34), mood.on("#1F1830"), 0.5, blur=6)
    for i in range(4):
        size = 116 - i * 4
        sheet.fill(oval(x, y - i * 17 + 5, size, 36), dark)
        sheet.fill(oval(x, y - i * 17, size, 36), mood.on(mix(ROPE, CREAM, 0.05 * i)))
    top = y - 51
    for ring in (86, 66, 46):
        sheet.fill(oval(x, top, ring, ring * 0.34), dark)
        sheet.fill(oval(x, top - 1, ring - 4, (ring - 4) * 0.34), mood.on(mix(ROPE, CREAM, 0.2)))
    sheet.fill(oval(x, top, 28, 10), mood.on("#3A2C3C"))
    tail = curve([(x + 104, y + 6), (x + 160, y + 30), (x + 130, y + 58), (x + 60, y + 56), (x + 10, y + 74)])
    sheet.line(tail + 3, 18, dark)
    sheet.line(tail, 16, mood.on(ROPE))


def _draw_lamp_post(sheet: Sheet, mood: Mood) -> None:
    def put(outline: Outline) -> Outline:
        return placed(outline, 214, 0)

    iron, lamp = mood.on("#2B2B3E", 0.05), (326.0, 372.0)
    _draw_shadow(sheet, mood, (176, 1064), (252, 1064), 110)
    sheet.glow(Glow(centre=lamp, radius=360 if mood.night else 210, colour=LAMP, strength=0.65))
    sheet.fill(put(limb("0,470 -120,520 -254,500", 4)), iron)
    sheet.solid(put(limb("0,1050 0,360", 30, 20)), iron, (-6, 0), mix(iron, INK, 0.5))
    base = "-46,1068* -30,1010 -18,960 18,960 30,1010 46,1068*"
    sheet.solid(put(shape(base)), iron, (-12, -2), mix(iron, INK, 0.5))
    for y in (600, 956):
        sheet.fill(put(box(-19, y, 38, 14, 6)), iron)
    sheet.fill(put(limb("0,370 8,306 50,276 96,284 112,312", 18, 14, 12, 11, 10)), iron)
    sheet.fill(put(angular("84,330 140,330 156,410 68,410")), "#FFE39A")
    sheet.glow(Glow(centre=lamp, radius=46, colour=WHITE, strength=0.9))
    for bar in ("84,330 68,410", "112,330 112,410", "140,330 156,410"):
        sheet.fill(put(limb(bar, 5)), iron)
    sheet.fill(put(shape("72,336* 96,304 128,304 152,336*")), iron)
    sheet.fill(put(box(62, 404, 100, 13, 5)), iron)

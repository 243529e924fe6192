"""A small vector brush: smooth outlines filled on a sheet that is drawn large and reduced for clean edges."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Points = str | Sequence[Point]  # "x,y x,y* …": a corner has a star; among tuples a corner is given twice running
Outline = NDArray[np.float64]  # (points, 2), x to the right and y down, in the picture's own pixels
Colour = str  # "#RRGGBB"

CURVE_STEPS = 18
COARSE = 4  # colour runs are computed on a grid this many output pixels wide
SHADOW: Colour = "#2A2347"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """A run of colours along the line from `start` to `end`; `stops` are (place 0…1, colour, opacity)."""

    start: Point
    end: Point
    stops: tuple[tuple[float, Colour, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glow:
    """A round light that falls off smoothly from `centre` to nothing at `radius`."""

    centre: Point
    radius: float
    colour: Colour
    strength: float = 1.0
    squash: float = 1.0


Paint = Colour | Fade | Glow


def rgb(colour: Colour) -> tuple[int, int, int]:
    """The three channels of `#RRGGBB`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour that lies `share` of the way from one to the other."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def fade(start: Point, end: Point, *colours: Colour) -> Fade:
    """An opaque run of evenly spaced colours."""
    last = max(len(colours) - 1, 1)
    return Fade(start=start, end=end, stops=tuple((i / last, colour, 1.0) for i, colour in enumerate(colours)))


def veil(start: Point, end: Point, colour: Colour, first: float, last: float) -> Fade:
    """One colour whose opacity runs from `first` to `last`."""
    return Fade(start=start, end=end, stops=((0.0, colour, first), (1.0, colour, last)))


def shape(points: Points) -> Outline:
    """A closed smooth shape through the points."""
    runs = _split_at_corners(_read_points(points))
    if len(runs) == 1:
        return _run_spline(np.array(runs[0]), closed=True)
    runs[-1].extend(runs[0])
    return np.vstack([_run_spline(np.array(run)) for run in runs[1:]])


def curve(points: Points) -> Outline:
    """An open smooth line through the points."""
    return np.vstack([_run_spline(np.array(run)) for run in _split_at_corners(_read_points(points))])


def angular(points: Points) -> Outline:
    """A closed shape with straight sides."""
    return np.array(_read_points(points))


def oval(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Outline:
    """An ellipse around (x, y), turned clockwise by `turn` degrees."""
    angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    upright = np.stack([x + rx * np.cos(angle), y + (rx if ry is None else ry) * np.sin(angle)], axis=1)
    return turned(upright, turn, (x, y)) if turn else upright


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Outline:
    """A rectangle from its upper left corner, with rounded corners."""
    radius = min(radius, width / 2, height / 2)
    if radius <= 0:
        return angular([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
    quarter = np.linspace(0, np.pi / 2, 12)
    right, low = x + width - radius, y + height - radius
    centres = ((right, low), (x + radius, low), (x + radius, y + radius), (right, y + radius))
    arcs: list[Outline] = []
    for i, (cx, cy) in enumerate(centres):
        angle = quarter + i * np.pi / 2
        arcs.append(np.stack([cx + radius * np.cos(angle), cy + radius * np.sin(angle)], axis=1))
    return np.vstack(arcs)


def band(line: Outline, *widths: float) -> Outline:
    """A round-ended ribbon along a line of many points; `widths` are spread evenly from its start to its end."""
    half = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths)), widths) / 2
    step = np.gradient(line, axis=0)
    step /= np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-9)
    normal = np.stack([step[:, 1], -step[:, 0]], axis=1)
    cap = np.linspace(-np.pi / 2, np.pi / 2, 14)[1:-1, None]
    head = line[-1] + half[-1] * (np.cos(cap) * step[-1] - np.sin(cap) * normal[-1])
    tail = line[0] + half[0] * (np.sin(cap) * normal[0] - np.cos(cap) * step[0])
    return np.vstack([line + normal * half[:, None], head, (line - normal * half[:, None])[::-1], tail])


def limb(points: Points, *widths: float) -> Outline:
    """A round-ended ribbon along the smooth line through the points."""
    return band(curve(points), *widths)


def turned(outline: Outline, degrees: float, around: Point) -> Outline:
    """The outline turned clockwise."""
    angle = np.radians(degrees)
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return (outline - around) @ spin + around


def moved(outline: Outline, dx: float, dy: float) -> Outline:
    """The outline shifted."""
    return outline + np.array([dx, dy])


def mirrored(outline: Outline, x: float) -> Outline:
    """The outline flipped about the upright line at `x`."""
    return np.stack([2 * x - outline[:, 0], outline[:, 1]], axis=1)


def placed(outline: Outline, x: float, y: float, size: float = 1.0) -> Outline:
    """An outline drawn around (0, 0), scaled and put at (x, y)."""
    return moved(outline * size, x, y)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The window of the drawing that a sheet shows: its upper left corner and how much larger it is shown."""

    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0


class Sheet:
    """The paper: shapes are filled onto it one over the other, from back to front."""

    def __init__(self, size: tuple[int, int], ground: Colour | None = None, view: View | None = None, fine: int = 3):
        self._fine, self._view = fine, view or View()
        large = (size[0] * fine, size[1] * fine)
        self._paper = Image.new("RGBA", large, (*rgb(ground), 255) if ground else (0, 0, 0, 0))
        self._clips: list[Image.Image] = []

    def finished(self) -> Image.Image:
        """The picture at its real size."""
        return self._paper.reduce(self._fine)

    def fill(self, outline: Outline, paint: Paint, opacity: float = 1.0, blur: float = 0.0) -> None:
        """Lays paint inside the outline (and inside every `within` in force)."""
        points = self._to_paper(outline)
        soft = blur * self._fine * self._view.scale
        area = self._bounds(points, margin=3 * soft)
        if not area:
            return
        mask = Image.new("L", (area[2] - area[0], area[3] - area[1]), 0)
        ImageDraw.Draw(mask).polygon([(x - area[0], y - area[1]) for x, y in points.tolist()], fill=255)
        if soft:
            mask = mask.filter(ImageFilter.GaussianBlur(soft))
        self._lay(mask, area, paint, opacity)

    def solid(self, outline: Outline, colour: Colour, shade: Point, dark: Colour | None = None) -> None:
        """A thing lit from the upper left: what the outline shifted by `shade` leaves free lies in the dark."""
        self.fill(outline, dark or mix(colour, SHADOW, 0.26))
        with self.within(outline):
            self.fill(moved(outline, *shade), colour)

    def line(self, line: Outline, width: float, paint: Paint, opacity: float = 1.0) -> None:
        """A line of even width with round ends."""
        self.fill(band(line, width), paint, opacity)

    def glow(self, glow: Glow) -> None:
        """Lays a round light over all that is there (and inside every `within` in force)."""
        self.fill(oval(*glow.centre, glow.radius, glow.radius * glow.squash), glow)

    @contextmanager
    def within(self, outline: Outline) -> Generator[None]:
        """What is drawn meanwhile stays inside the outline."""
        mask = Image.new("L", self._paper.size, 0)
        ImageDraw.Draw(mask).polygon([(x, y) for x, y in self._to_paper(outline).tolist()], fill=255)
        self._clips.append(ImageChops.multiply(mask, self._clips[-1]) if self._clips else mask)
        try:
            yield
        finally:
            self._clips.pop()

    def _to_paper(self, outline: Outline) -> Outline:
        return (outline - np.array([self._view.left, self._view.top])) * (self._view.scale * self._fine)

    def _bounds(self, points: Outline, margin: float) -> tuple[int, int, int, int] | None:
        width, height = self._paper.size
        (left, top), (right, low) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        left, top = max(int(left - margin) - 2, 0), max(int(top - margin) - 2, 0)
        right, low = min(int(right + margin) + 3, width), min(int(low + margin) + 3, height)
        return (left, top, right, low) if right > left and low > top else None

    def _lay(self, mask: Image.Image, area: tuple[int, int, int, int], paint: Paint, opacity: float) -> None:
        if self._clips:
            mask = ImageChops.multiply(mask, self._clips[-1].crop(area))
        if isinstance(paint, str):
            colours = Image.new("RGBA", mask.size, (*rgb(paint), 255))
        else:
            colours = self._mixed(paint, area)
            mask = ImageChops.multiply(mask, colours.getchannel("A"))
        colours.putalpha(mask.point([round(level * opacity) for level in range(256)]))
        self._paper.alpha_composite(colours, (area[0], area[1]))

    def _mixed(self, paint: Fade | Glow, area: tuple[int, int, int, int]) -> Image.Image:
        """The colours of a run over an area of the paper, worked out on a coarse grid."""
        width, height = area[2] - area[0], area[3] - area[1]
        across, down = (max(2, -(-side // (COARSE * self._fine))) for side in (width, height))
        zoom = self._view.scale * self._fine
        x = ((np.arange(across) + 0.5) * width / across + area[0]) / zoom + self._view.left
        y = ((np.arange(down) + 0.5) * height / down + area[1]) / zoom + self._view.top
        layers = _fade_at(paint, x, y) if isinstance(paint, Fade) else _glow_at(paint, x, y)
        small = Image.fromarray(np.clip(np.rint(layers), 0, 255).astype(np.uint8), "RGBA")
        return small.resize((width, height), Image.Resampling.BILINEAR)


def _fade_at(paint: Fade, x: Outline, y: Outline) -> Outline:
    run_x, run_y = paint.end[0] - paint.start[0], paint.end[1] - paint.start[1]
    across, down = (x - paint.start[0]) * run_x, (y - paint.start[1]) * run_y
    along = (across[None, :] + down[:, None]) / (run_x**2 + run_y**2)
    places = [place for place, _, _ in paint.stops]
    values = zip(*((*rgb(colour), 255 * opacity) for _, colour, opacity in paint.stops), strict=True)
    return np.stack([np.interp(along, places, value) for value in values], axis=-1)


def _glow_at(paint: Glow, x: Outline, y: Outline) -> Outline:
    dx, dy = x[None, :] - paint.centre[0], (y[:, None] - paint.centre[1]) / paint.squash
    near = np.clip(1 - np.hypot(dx, dy) / paint.radius, 0, 1)
    light = near * near * (3 - 2 * near) * 255 * paint.strength
    return np.stack([*(np.full_like(light, channel) for channel in rgb(paint.colour)), light], axis=-1)


def _read_points(points: Points) -> list[Point]:
    if not isinstance(points, str):
        return list(points)
    read: list[Point] = []
    for word in points.split():
        x, y = word.rstrip("*").split(",")
        read += [(float(x), float(y))] * (2 if word.endswith("*") else 1)
    return read


def _split_at_corners(points: list[Point]) -> list[list[Point]]:
    runs: list[list[Point]] = [points[:1]]
    for before, point in pairwise(points):
        if point == before:
            runs.append([point])
        else:
            runs[-1].append(point)
    return [run for i, run in enumerate(runs) if len(run) > 1 or i in (0, len(runs) - 1)]


def _run_spline(points: Outline, closed: bool = False) -> Outline:
    """Centripetal Catmull-Rom through the points: no loops and no overshoot where they lie unevenly."""
    if len(points) < 2:
        return points
    if len(points) == 2:
        return points[0] + (points[1] - points[0]) * np.linspace(0, 1, CURVE_STEPS)[:, None]
    padded = np.vstack([points[-1:], points, points[:2]]) if closed else _lengthened(points)
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(np.linalg.norm(np.diff(padded, axis=0), axis=1)))])
    pieces: list[Outline] = []
    for i in range(1, len(padded) - 2):
        p0, p1, p2, p3 = (np.asarray(point, np.float64) for point in padded[i - 1 : i + 3])
        t0, t1, t2, t3 = (float(knot) for knot in knots[i - 1 : i + 3])
        t: Outline = np.linspace(t1, t2, CURVE_STEPS, endpoint=False)[:, None]
        a1 = ((t1 - t) * p0 + (t - t0) * p1) / (t1 - t0)
        a2 = ((t2 - t) * p1 + (t - t1) * p2) / (t2 - t1)
        a3 = ((t3 - t) * p2 + (t - t2) * p3) / (t3 - t2)
        b1 = ((t2 - t) * a1 + (t - t0) * a2) / (t2 - t0)
        b2 = ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1)
        pieces.append(((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1))
    if not closed:
        pieces.append(points[-1:])
    return np.vstack(pieces)


def _lengthened(points: Outline) -> Outline:
    """The points with one more at either end that goes on with the bend there, so that arcs stay round."""
    before, after = (_bent_on(*ends) for ends in (points[:3], points[:-4:-1]))
    return np.vstack([before, points, after])


def _bent_on(first: Outline, second: Outline, third: Outline) -> Outline:
    (ax, ay), (bx, by) = second - first, third - second
    bend = np.clip(np.arctan2(ax * by - ay * bx, ax * bx + ay * by), -1.0, 1.0)
    cos, sin = np.cos(bend), np.sin(bend)
    return first - np.array([ax * cos + ay * sin, ay * cos - ax * sin])

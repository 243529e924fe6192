"""A small vector brush: smooth outlines filled on a sheet that is drawn large and reduced for clean edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Outline = np.ndarray  # (points, 2), x to the right and y down, in the picture's own pixels
Colour = str  # "#RRGGBB"

CURVE_STEPS = 18
SHADOW: Colour = "#2A2347"
COARSE = 4  # colour runs are computed on a grid this many output pixels wide


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


def _run_spline(points: np.ndarray, closed: bool) -> np.ndarray:
    """Centripetal Catmull-Rom through the points: no loops and no overshoot where they lie unevenly."""
    if len(points) < 3:
        return points
    if closed:
        padded = np.vstack([points[-1], points, points[0], points[1]])
    else:
        padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(np.linalg.norm(np.diff(padded, axis=0), axis=1)))])
    pieces: list[np.ndarray] = []
    for i in range(1, len(padded) - 2):
        p0, p1, p2, p3 = padded[i - 1 : i + 3]
        t0, t1, t2, t3 = knots[i - 1 : i + 3]
        t = np.linspace(t1, t2, CURVE_STEPS, endpoint=False)[:, None]
        a1 = (t1 - t) / (t1 - t0) * p0 + (t - t0) / (t1 - t0) * p1
        a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
        a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
        b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        pieces.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    if not closed:
        pieces.append(points[-1:])
    return np.vstack(pieces)


def curve(*points: Point, closed: bool = False) -> Outline:
    """A smooth line through the points; a point given twice running is a corner."""
    runs: list[list[Point]] = [[]]
    for i, point in enumerate(points):
        runs[-1].append(point)
        if i and points[i - 1] == point:
            runs[-1].pop()
            runs.append([point])
    if closed and len(runs) == 1:
        return _run_spline(np.array(points, float), closed=True)
    if closed:
        runs[-1].extend(runs[0])
        runs = runs[1:]
    return np.vstack([_run_spline(np.array(run, float), closed=False) for run in runs if run])


def blob(*points: Point) -> Outline:
    """A closed smooth shape through the points; a point given twice running is a corner."""
    return curve(*points, closed=True)


def angular(*points: Point) -> Outline:
    """A closed shape with straight sides."""
    return np.array(points, float)


def oval(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Outline:
    """An ellipse around (x, y), turned clockwise by `turn` degrees."""
    angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    shape = np.stack([x + rx * np.cos(angle), y + (rx if ry is None else ry) * np.sin(angle)], axis=1)
    return turned(shape, turn, (x, y))


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Outline:
    """A rectangle from its upper left corner, with rounded corners."""
    radius = min(radius, width / 2, height / 2)
    if radius <= 0:
        return angular((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    quarter = np.linspace(0, np.pi / 2, 12)
    centres = ((x + width - radius, y + height - radius), (x + radius, y + height - radius))
    centres += ((x + radius, y + radius), (x + width - radius, y + radius))
    arcs = [
        np.stack([cx + radius * np.cos(quarter + i * np.pi / 2), cy + radius * np.sin(quarter + i * np.pi / 2)], 1)
        for i, (cx, cy) in enumerate(centres)
    ]
    return np.vstack(arcs)


def band(line: Outline, widths: Sequence[float]) -> Outline:
    """A round-ended ribbon along a line of many points; `widths` are spread evenly from its start to its end."""
    half = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths)), widths) / 2
    step = np.gradient(line, axis=0)
    step /= np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-9)
    normal = np.stack([step[:, 1], -step[:, 0]], axis=1)
    cap = np.linspace(-np.pi / 2, np.pi / 2, 14)[1:-1, None]
    head = line[-1] + half[-1] * (np.cos(cap) * step[-1] - np.sin(cap) * normal[-1])
    tail = line[0] + half[0] * (np.sin(cap) * normal[0] - np.cos(cap) * step[0])
    return np.vstack([line + normal * half[:, None], head, (line - normal * half[:, None])[::-1], tail])


def limb(points: Sequence[Point], widths: Sequence[float]) -> Outline:
    """A round-ended ribbon along the smooth line through the points."""
    line = curve(*points) if len(points) > 2 else np.linspace(points[0], points[1], CURVE_STEPS)
    return band(line, widths)


def turned(shape: Outline, degrees: float, around: Point) -> Outline:
    """The shape turned clockwise."""
    angle = np.radians(degrees)
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return (shape - around) @ spin + around


def moved(shape: Outline, dx: float, dy: float) -> Outline:
    """The shape shifted."""
    return shape + (dx, dy)


def mirrored(shape: Outline, x: float) -> Outline:
    """The shape flipped about the upright line at `x`."""
    return shape * (-1, 1) + (2 * x, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The window of the drawing that a sheet shows: its upper left corner and how much larger it is shown."""

    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0


class Sheet:
    """The paper: shapes are filled onto it one over the other, from back to front."""

    def __init__(self, size: tuple[int, int], ground: Colour | None = None, view: View | None = None, fine: int = 3):
        self._size, self._fine, self._view = size, fine, view or View()
        large = (size[0] * fine, size[1] * fine)
        self._paper = Image.new("RGBA", large, (*rgb(ground), 255) if ground else (0, 0, 0, 0))
        self._clips: list[Image.Image] = []

    def finished(self) -> Image.Image:
        """The picture at its real size."""
        return self._paper.reduce(self._fine)

    def fill(self, shape: Outline, paint: Paint, opacity: float = 1.0, blur: float = 0.0) -> Outline:
        """Lays paint inside the shape (and inside every `within` in force); gives the shape back."""
        points = self._to_paper(shape)
        soft = blur * self._fine * self._view.scale
        found = self._bounds(points, margin=3 * soft)
        if found:
            mask = Image.new("L", (found[2] - found[0], found[3] - found[1]), 0)
            ImageDraw.Draw(mask).polygon([(x, y) for x, y in points - found[:2]], fill=255)
            if soft:
                mask = mask.filter(ImageFilter.GaussianBlur(soft))
            self._lay(mask, found, paint, opacity)
        return shape

    def solid(self, shape: Outline, colour: Colour, shade: Point = (-10, -4), dark: Colour | None = None) -> Outline:
        """A shape lit from the upper left: what is left free by the shape shifted by `shade` lies in the dark."""
        self.fill(shape, dark or mix(colour, SHADOW, 0.26))
        with self.within(shape):
            self.fill(moved(shape, *shade), colour)
        return shape

    def line(self, line: Outline, width: float, paint: Paint, opacity: float = 1.0, blur: float = 0.0) -> None:
        """A line of even width with round ends."""
        self.fill(band(line, [width]), paint, opacity, blur)

    def glow(self, glow: Glow) -> None:
        """Lays a round light over all that is there (and inside every `within` in force)."""
        self.fill(oval(*glow.centre, glow.radius, glow.radius * glow.squash), glow)

    @contextmanager
    def within(self, shape: Outline) -> Iterator[None]:
        """What is drawn meanwhile stays inside the shape."""
        mask = Image.new("L", self._paper.size, 0)
        ImageDraw.Draw(mask).polygon([(x, y) for x, y in self._to_paper(shape)], fill=255)
        self._clips.append(ImageChops.multiply(mask, self._clips[-1]) if self._clips else mask)
        try:
            yield
        finally:
            self._clips.pop()

    def _to_paper(self, shape: Outline) -> np.ndarray:
        return (shape - (self._view.left, self._view.top)) * (self._view.scale * self._fine)

    def _bounds(self, points: np.ndarray, margin: float) -> tuple[int, int, int, int] | None:
        low = np.maximum(np.floor(points.min(axis=0) - margin - 1), 0).astype(int)
        high = np.minimum(np.ceil(points.max(axis=0) + margin + 2), self._paper.size).astype(int)
        return (int(low[0]), int(low[1]), int(high[0]), int(high[1])) if (high > low).all() else None

    def _lay(self, mask: Image.Image, area: tuple[int, int, int, int], paint: Paint, opacity: float) -> None:
        if self._clips:
            mask = ImageChops.multiply(mask, self._clips[-1].crop(area))
        if isinstance(paint, str):
            colour = Image.new("RGBA", mask.size, (*rgb(paint), 255))
        else:
            colour = self._mixed(paint, area)
            mask = ImageChops.multiply(mask, colour.getchannel("A"))
        colour.putalpha(mask.point([round(level * opacity) for level in range(256)]))
        self._paper.alpha_composite(colour, area[:2])

    def _mixed(self, paint: Fade | Glow, area: tuple[int, int, int, int]) -> Image.Image:
        """The colours of a run over an area of the paper, worked out on a coarse grid."""
        size = (area[2] - area[0], area[3] - area[1])
        coarse = [max(2, -(-side // (COARSE * self._fine))) for side in size]
        zoom = self._view.scale * self._fine
        x = ((np.arange(coarse[0]) + 0.5) * size[0] / coarse[0] + area[0]) / zoom + self._view.left
        y = ((np.arange(coarse[1]) + 0.5) * size[1] / coarse[1] + area[1]) / zoom + self._view.top
        layers = _fade_at(paint, x, y) if isinstance(paint, Fade) else _glow_at(paint, x, y)
        small = Image.fromarray(np.clip(np.rint(layers), 0, 255).astype(np.uint8), "RGBA")
        return small.resize(size, Image.Resampling.BILINEAR)


def _fade_at(paint: Fade, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    run = np.subtract(paint.end, paint.start)
    along = ((x[None, :] - paint.start[0]) * run[0] + (y[:, None] - paint.start[1]) * run[1]) / (run @ run)
    places = [place for place, _, _ in paint.stops]
    channels = zip(*(rgb(colour) for _, colour, _ in paint.stops), strict=True)
    layers = [np.interp(along, places, channel) for channel in channels]
    return np.stack([*layers, np.interp(along, places, [255 * share for _, _, share in paint.stops])], axis=-1)


def _glow_at(paint: Glow, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    dx, dy = x[None, :] - paint.centre[0], (y[:, None] - paint.centre[1]) / paint.squash
    near = np.clip(1 - np.hypot(dx, dy) / paint.radius, 0, 1)
    light = near * near * (3 - 2 * near) * 255 * paint.strength
    return np.stack([*(np.full_like(light, channel) for channel in rgb(paint.colour)), light], axis=-1)

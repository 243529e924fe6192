"""Pictures laid on the canvas as a clip's look says: moved, scaled, turned and cropped, to fractions of a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, floor, radians, sin

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from studio.core.curve import value_at
from studio.core.timeline import Look
from studio.media.blend import Size, make_black
from studio.media.colour import planes_of
from studio.media.coverage import ONE, Coverage, Weight, cover

_LEAST, _MOST = 4, 1019  # the codes outside are for synchronisation
_THINNEST = 1 / 64  # of a pixel of the canvas
_MARGIN = 3  # source pixels around what is seen, for the filter

Floats = NDArray[np.float32]
Samples = NDArray[np.uint16] | Floats
Layer = tuple[VideoFrame, Weight]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A look at one frame."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    rotation: float = 0.0
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """Where a whole picture lies, in pixels of the canvas: its sides, its middle, its turn in radians."""

    width: float
    height: float
    x: float
    y: float
    turn: float


def read_spot(look: Look, frame: int) -> Spot:
    """The look at a frame, as its keys count."""
    return Spot(
        x=value_at(look.x, frame),
        y=value_at(look.y, frame),
        scale=value_at(look.scale, frame),
        rotation=value_at(look.rotation, frame) % 360,
        left=value_at(look.left, frame),
        top=value_at(look.top, frame),
        right=value_at(look.right, frame),
        bottom=value_at(look.bottom, frame),
    )


def is_seen(size: Size, spot: Spot, canvas: Size) -> bool:
    """Whether any of a picture may lie on the canvas; `size` is what it has there at a scale of 1."""
    reach = spot.scale * (size[0] + size[1]) / 2  # no corner is further from the middle
    return (
        spot.scale * min(size) > _THINNEST
        and spot.left + spot.right < 1
        and spot.top + spot.bottom < 1
        and abs(spot.x) * canvas[0] < canvas[0] / 2 + reach
        and abs(spot.y) * canvas[1] < canvas[1] / 2 + reach
    )


@lru_cache(maxsize=4)
def outline(size: Size, spot: Spot, canvas: Size) -> Weight:
    """Where the cropped picture covers the canvas: 1 for all of it, else with smooth edges."""
    box = _lay(size, spot, canvas)
    left, right = box.width * (spot.left - 0.5), box.width * (0.5 - spot.right)
    top, bottom = box.height * (spot.top - 0.5), box.height * (0.5 - spot.bottom)
    rows, columns = _bound(box, canvas)
    x = np.array(columns, np.float32)[None] + np.float32(0.5 - box.x)
    y = np.array(rows, np.float32)[:, None] + np.float32(0.5 - box.y)
    if box.turn:
        turned, upright = np.float32(sin(box.turn)), np.float32(cos(box.turn))
        x, y = upright * x + turned * y, upright * y - turned * x
    across, down = _within(x, left, right), _within(y, top, bottom)
    if not box.turn and across.sum() == canvas[0] and down.sum() == canvas[1]:
        return 1.0
    covered = np.zeros((canvas[1], canvas[0]), np.float32)
    covered[rows.start : rows.stop, columns.start : columns.stop] = across * down
    return cover(covered)


def paste(frame: VideoFrame, size: Size, spot: Spot, canvas: Size) -> VideoFrame:
    """A working frame laid on the canvas; outside its outline it shows anything."""
    if (frame.width, frame.height) == size == canvas and spot == Spot():
        return frame
    pasted = make_black(canvas)
    for index, (out, plane) in enumerate(zip(planes_of(pasted), planes_of(frame), strict=True)):
        part = _resample(plane, size, spot, canvas, step=2 if index else 1)
        part.values[:] += np.float32(0.5)  # a conversion to whole numbers cuts off
        out[part.rows, part.columns] = np.clip(part.values, _LEAST, _MOST, out=part.values)
    return pasted


def resample(plane: Samples, size: Size, spot: Spot, canvas: Size) -> Floats:
    """Samples laid on the canvas, float32, 0 around them."""
    out = np.zeros((canvas[1], canvas[0]), np.float32)
    part = _resample(plane, size, spot, canvas, step=1)
    out[part.rows, part.columns] = part.values
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Samples of some rows and columns of the canvas, each `step` of its pixels wide."""

    rows: slice
    columns: slice
    values: Floats


def _resample(plane: Samples, size: Size, spot: Spot, canvas: Size, step: int) -> _Part:
    box = _lay(size, spot, canvas)
    rows, columns = _bound(box, canvas, step)
    if not rows or not columns:
        values = np.zeros((len(rows), len(columns)), np.float32)
    elif box.turn:
        values = _turn(plane, box, rows, columns, step)
    else:
        values = _scale(plane, box, rows, columns, step)
    return _Part(rows=slice(rows.start, rows.stop), columns=slice(columns.start, columns.stop), values=values)


def _bound(box: _Box, canvas: Size, step: int = 1) -> tuple[range, range]:
    """The rows and columns of the canvas that a picture may touch, one column for each `step` pixels."""
    upright, turned = abs(cos(box.turn)), abs(sin(box.turn))
    across, down = (upright * box.width + turned * box.height) / 2, (upright * box.height + turned * box.width) / 2
    soft = 1 if box.turn else 0  # corners are smooth all around
    begin, end = (box.x - across) / step - soft, (box.x + across) / step + soft
    top, bottom = box.y - down - soft, box.y + down + soft
    columns = range(max(0, floor(begin)), min(-(-canvas[0] // step), max(0, ceil(end))))
    return range(max(0, floor(top)), min(canvas[1], max(0, ceil(bottom)))), columns


def _scale(plane: Samples, box: _Box, rows: range, columns: range, step: int) -> Floats:
    across = _match(box.x / step, box.width / step, plane.shape[1], columns)
    down = _match(box.y, box.height, plane.shape[0], rows)
    part = plane[down.taken, across.taken].astype(np.float32)
    edged = Image.fromarray(np.pad(part, (down.edge, across.edge), mode="edge"))
    window = across.low, down.low, across.high, down.high
    return np.array(edged.resize((len(columns), len(rows)), Image.Resampling.BICUBIC, box=window))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Along one side: what is seen of a picture lies from `low` to `high` in the samples `taken` with their edges."""

    taken: slice
    edge: tuple[int, int]
    low: float
    high: float


def _match(middle: float, length: float, source: int, seen: range) -> _Span:
    ends = (((each - middle) / length + 0.5) * source for each in (seen.start, seen.stop))
    low, high = (min(max(each, -source), 2 * source) for each in ends)  # further out only for less than a pixel
    first, last = floor(low) - _MARGIN, ceil(high) + _MARGIN
    return _Span(
        taken=slice(max(0, first), last),
        edge=(max(0, -first), max(0, last - source)),  # the picture's edge goes on around it
        low=low - first,
        high=high - first,
    )


def _turn(plane: Samples, box: _Box, rows: range, columns: range, step: int) -> Floats:
    values = plane.astype(np.float32)
    height, width = plane.shape
    smaller = min(max(1, ceil(box.width / step)), width), min(max(1, ceil(box.height)), height)
    if smaller != (width, height):  # or it would flicker
        values = np.asarray(Image.fromarray(values).resize(smaller, Image.Resampling.BICUBIC))
    edged = Image.fromarray(np.pad(values, _MARGIN, mode="edge"))
    wide, high = smaller[0] / box.width, smaller[1] / box.height
    upright, turned = cos(box.turn), sin(box.turn)
    x, y = columns.start * step - box.x, rows.start - box.y  # from the middle of the picture
    matrix = (
        upright * step * wide,
        turned * wide,
        smaller[0] / 2 + _MARGIN + (upright * x + turned * y) * wide,
        -turned * step * high,
        upright * high,
        smaller[1] / 2 + _MARGIN + (upright * y - turned * x) * high,
    )
    shape = len(columns), len(rows)
    return np.array(edged.transform(shape, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR))


def _lay(size: Size, spot: Spot, canvas: Size) -> _Box:
    return _Box(
        width=size[0] * spot.scale,
        height=size[1] * spot.scale,
        x=canvas[0] * (0.5 + spot.x),
        y=canvas[1] * (0.5 + spot.y),
        turn=radians(spot.rotation),
    )


def _within(at: Floats, low: float, high: float) -> Floats:
    """How much of each pixel, whose middle is given, lies between two lines; `at` is used up."""
    at -= np.float32((low + high) / 2)
    np.abs(at, out=at)
    np.subtract(np.float32((high - low + 1) / 2), at, out=at)
    return np.clip(at, 0, np.float32(min(max(high - low, 0.0), 1.0)), out=at)


def crop(alpha: Floats, weight: Weight) -> Coverage:
    """Alpha on the canvas within an outline."""
    if isinstance(weight, Coverage):
        return cover((alpha * weight.luma / ONE).astype(np.float32))
    return cover(alpha)

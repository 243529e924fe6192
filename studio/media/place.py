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
from studio.media.blend import Size
from studio.media.colour import WORKING_FORMAT, planes_of, tag_709
from studio.media.coverage import ONE, Coverage, Weight, cover

_LEAST, _MOST = 4, 1019  # the codes outside are for synchronisation
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
        spot.scale > 0
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
    x = np.arange(canvas[0], dtype=np.float32)[None] + np.float32(0.5 - box.x)
    y = np.arange(canvas[1], dtype=np.float32)[:, None] + np.float32(0.5 - box.y)
    if box.turn:
        turned, upright = np.float32(sin(box.turn)), np.float32(cos(box.turn))
        x, y = upright * x + turned * y, upright * y - turned * x
    across, down = _within(x, left, right), _within(y, top, bottom)
    if not box.turn and across.min() == 1 and down.min() == 1:
        return 1.0
    return cover(across * down)


def paste(frame: VideoFrame, size: Size, spot: Spot, canvas: Size, alpha: Floats | None = None) -> VideoFrame:
    """A working frame laid on the canvas; outside its outline, or where `alpha` is 0, it shows anything."""
    if alpha is None and (frame.width, frame.height) == size == canvas and spot == Spot():
        return frame
    pasted = VideoFrame(*canvas, WORKING_FORMAT)
    for index, (out, plane) in enumerate(zip(planes_of(pasted), planes_of(frame), strict=True)):
        step = 2 if index else 1
        if alpha is None:
            values = resample(plane, size, spot, canvas, step)
        else:  # colours count by how much they are there
            share = _narrow(alpha, plane.shape[1]) if index else alpha
            values = resample(plane * share, size, spot, canvas, step)
            values /= np.maximum(resample(share, size, spot, canvas, step), np.float32(1e-4))
        values += np.float32(0.5)  # a conversion to whole numbers cuts off
        out[:] = np.clip(values, _LEAST, _MOST, out=values)
    tag_709(pasted)
    return pasted


def resample(plane: Samples, size: Size, spot: Spot, canvas: Size, step: int = 1) -> Floats:
    """Samples laid on the canvas, float32, 0 around them; each is `step` pixels of the canvas wide."""
    box = _lay(size, spot, canvas)
    if box.turn:
        return _turn(plane, box, canvas, step)
    shape = canvas[1], -(-canvas[0] // step)
    out = np.zeros(shape, np.float32)
    columns = _match(box.x / step, box.width / step, plane.shape[1], shape[1])
    rows = _match(box.y, box.height, plane.shape[0], shape[0])
    if columns is not None and rows is not None:
        part = Image.fromarray(plane[rows.taken][:, columns.taken].astype(np.float32))
        window = columns.low, rows.low, columns.high, rows.high
        whole = columns.end - columns.begin, rows.end - rows.begin
        resized = part.resize(whole, Image.Resampling.BICUBIC, box=window)
        out[rows.begin : rows.end, columns.begin : columns.end] = np.asarray(resized)
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Along one side: samples `begin` to `end` of the canvas show `low` to `high` of those `taken` of the source."""

    begin: int
    end: int
    taken: NDArray[np.int64]
    low: float
    high: float


def _match(middle: float, length: float, source: int, canvas: int) -> _Span | None:
    begin = max(0, floor(middle - length / 2))
    end = min(canvas, ceil(middle + length / 2))
    if begin >= end:
        return None
    low, high = (((each - middle) / length + 0.5) * source for each in (begin, end))
    first, last = floor(low) - _MARGIN, ceil(high) + _MARGIN
    taken = np.arange(first, last).clip(0, source - 1)  # the picture's edge goes on around it
    return _Span(begin=begin, end=end, taken=taken, low=low - first, high=high - first)


def _turn(plane: Samples, box: _Box, canvas: Size, step: int) -> Floats:
    picture = Image.fromarray(plane.astype(np.float32))
    smaller = max(1, ceil(box.width / step)), max(1, ceil(box.height))
    if smaller[0] < picture.width or smaller[1] < picture.height:  # or it would flicker
        picture = picture.resize(
            (min(smaller[0], picture.width), min(smaller[1], picture.height)), Image.Resampling.BICUBIC
        )
    wide, high = picture.width / box.width, picture.height / box.height
    edged = Image.fromarray(np.pad(np.asarray(picture), _MARGIN, mode="edge"))
    upright, turned = cos(box.turn), sin(box.turn)
    matrix = (
        upright * step * wide,
        turned * wide,
        picture.width / 2 + _MARGIN - (upright * box.x + turned * box.y) * wide,
        -turned * step * high,
        upright * high,
        picture.height / 2 + _MARGIN + (turned * box.x - upright * box.y) * high,
    )
    shape = -(-canvas[0] // step), canvas[1]
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
    """How much of each pixel, whose middle is given, lies between two lines."""
    half = np.float32(0.5)
    before, beyond = np.clip(at - np.float32(low) + half, 0, 1), np.clip(at - np.float32(high) + half, 0, 1)
    return (before - beyond).astype(np.float32, copy=False)


def _narrow(alpha: Floats, width: int) -> Floats:
    return (alpha[:, ::2] + alpha[:, np.minimum(np.arange(width) * 2 + 1, alpha.shape[1] - 1)]) * np.float32(0.5)


def crop(alpha: Floats, weight: Weight) -> Coverage:
    """Alpha on the canvas within an outline."""
    if isinstance(weight, Coverage):
        return cover((alpha * weight.luma / ONE).astype(np.float32))
    return cover(alpha)

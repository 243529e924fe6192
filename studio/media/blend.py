"""Working frames put together: weighted sums, letterboxes, plain colours, slates."""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from studio.media.colour import WORKING_FORMAT, from_rgb, planes_of, tag_709
from studio.media.coverage import ONE, Coverage, Weight
from studio.media.fonts import choose_font, clean_text

_BLACK = (64, 512, 512)  # 10-bit limited range
_ROWS = 64  # mixed at a time, so that what lies between stays in the processor's cache
_MOST_LETTERS = 80
_SLATE, _INK = (42, 43, 46), (164, 166, 170)

Size = tuple[int, int]


def make_black(size: Size) -> VideoFrame:
    """A black working frame."""
    return _fill(_BLACK, size)


@lru_cache(maxsize=8)
def make_solid(colour: str, size: Size) -> VideoFrame:
    """A working frame of one colour, `#RRGGBB`."""
    pixels = np.empty((2, 2, 3), np.uint8)
    pixels[:] = ImageColor.getrgb(colour)[:3]
    return _fill([int(plane[0, 0]) for plane in planes_of(from_rgb(pixels))], size)


def _fill(codes: Sequence[int], size: Size) -> VideoFrame:
    frame = VideoFrame(*size, WORKING_FORMAT)
    for plane, code in zip(planes_of(frame), codes, strict=True):
        plane[:] = code
    tag_709(frame)
    return frame


def blend(layers: Sequence[tuple[VideoFrame, Weight]]) -> VideoFrame:
    """The sum of working frames of one size, each by its weight; what lacks to a weight of 1 is black."""
    first = layers[0][0]
    mixed = VideoFrame(first.width, first.height, WORKING_FORMAT)
    sources = zip(*(planes_of(frame) for frame, _ in layers), strict=True)
    for index, (out, planes, black) in enumerate(zip(planes_of(mixed), sources, _BLACK, strict=True)):
        weights = [_weigh(weight, index) for _, weight in layers]
        rest = np.uint32(black * (ONE - sum(each for each in weights if isinstance(each, int))) + ONE // 2)
        for top in range(0, out.shape[0], _ROWS):
            rows = slice(top, top + _ROWS)
            total = np.full(out[rows].shape, rest, np.uint32)
            for plane, weight in zip(planes, weights, strict=True):
                if isinstance(weight, int):
                    total += np.multiply(plane[rows], np.uint32(weight), dtype=np.uint32)
                elif (share := weight[rows]).any():  # below 0 it wraps around, and back in the sum
                    total += np.subtract(plane[rows], np.uint32(black), dtype=np.uint32) * share
            out[rows] = total >> 15
    tag_709(mixed)
    return mixed


def _weigh(weight: Weight, plane: int) -> int | NDArray[np.uint16]:
    if isinstance(weight, Coverage):
        return weight.chroma if plane else weight.luma
    return round(weight * ONE)


def fit(size: Size, canvas: Size) -> Size:
    """The largest size of the same shape on a canvas; even, and the canvas itself where it is but a pixel off."""
    scale = min(canvas[0] / size[0], canvas[1] / size[1])
    width, height = (
        whole if abs(side * scale - whole) < 2 else max(2, round(side * scale) // 2 * 2)
        for side, whole in zip(size, canvas, strict=True)
    )
    return width, height


def refine(size: Size, box: Size, largest: float) -> Size:
    """The size at which a picture is sharp in a box that is seen at scales up to the largest; no more than it has."""
    share = step_up(largest)
    if share == 1:
        return box
    width, height = (max(2, round(side * share / 2) * 2) for side in box)
    return size if size[0] <= width else (width, height)


def step_up(scale: float) -> float:
    """The next quarter, so that not every step of a drag asks for pictures of another size."""
    return max(1, ceil(scale * 4)) / 4


def letterbox(frame: VideoFrame, canvas: Size) -> VideoFrame:
    """A working frame in the middle of a black canvas."""
    if (frame.width, frame.height) == canvas:
        return frame
    boxed = make_black(canvas)
    left, top = (canvas[0] - frame.width) // 4 * 2, (canvas[1] - frame.height) // 4 * 2
    for out, plane in zip(planes_of(boxed), planes_of(frame), strict=True):
        x = left * plane.shape[1] // frame.width
        out[top : top + plane.shape[0], x : x + plane.shape[1]] = plane
    return boxed


@lru_cache(maxsize=16)
def draw_slate(name: str, size: Size) -> VideoFrame:
    """What stands in for a shot without a take: its name on dark grey."""
    picture = Image.new("RGB", size, _SLATE)
    width, height = size
    points = height / 14
    font, text = choose_font(clean_text(name)[:_MOST_LETTERS], points)
    font, text = choose_font(text, points * min(1, 0.9 * width / max(1, font.getlength(text))))
    ImageDraw.Draw(picture).text((width / 2, height / 2), text, fill=_INK, font=font, anchor="mm")
    return from_rgb(np.asarray(picture))

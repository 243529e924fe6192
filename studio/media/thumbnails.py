"""Small pictures of a take or another file for cards and the timeline."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.media.colour import to_rgb
from studio.media.pictures import SUFFIXES, load_picture
from studio.media.reader import TakeReader

_PICTURES = {*SUFFIXES.values(), ".jpeg", ".tiff"}


def film_strip(path: Path, frames: Sequence[int], height_px: int) -> list[NDArray[np.uint8]]:
    """Frames of a file at a height: uint8 RGB (height_px, width, 3) each; a picture is the same at every frame.

    Raises `StudioError`.
    """
    if path.suffix.lower() in _PICTURES:
        return [_shrink(path, height_px)] * len(frames)
    with TakeReader(path) as reader:
        width_px = max(1, round(reader.width * height_px / reader.height))
        return [to_rgb(reader.frame(number), (width_px, height_px)) for number in frames]


def _shrink(path: Path, height_px: int) -> NDArray[np.uint8]:
    """A picture on black where it is transparent."""
    pixels = load_picture(path)
    size = max(1, round(pixels.shape[1] * height_px / pixels.shape[0])), height_px
    small = Image.fromarray(pixels).resize(size, Image.Resampling.BOX)
    ground = Image.new("RGBA", size, "black")
    return np.asarray(Image.alpha_composite(ground, small).convert("RGB"))

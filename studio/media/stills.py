"""`Stills`: pictures from disk as frames of the film with their alpha, the last few of them kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from studio.media.blend import Size, fit, refine, step_up
from studio.media.colour import from_rgb
from studio.media.pictures import load_picture

_MOST_KEPT = 4
_MOST_SIDE = 4096
_LEAST_ALPHA = 8  # of 255: with less, the colour itself is only a guess

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A picture: its size, and its working frame with the share of each pixel, `None` where all are there in full.

    Where nothing is there the frame goes on in the colours beside it.
    """

    size: Size
    frame: VideoFrame
    alpha: Floats | None


class Stills:
    """Pictures by path and size. One thread at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Path, Size, float], Still] = OrderedDict()

    def get(self, path: Path, canvas: Size, largest: float) -> Still | None:
        """A picture as sharp as its `largest` scale on a canvas asks for; nothing if the file is not there.

        Raises `StudioError` for what can't be used.
        """
        key = path, canvas, step_up(largest)
        if key in self._kept:
            self._kept.move_to_end(key)
        elif not path.is_file():
            return None
        else:
            self._kept[key] = _load(path, canvas, largest)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]


def _load(path: Path, canvas: Size, largest: float) -> Still:
    picture = Image.fromarray(load_picture(path, _MOST_SIDE))
    size = picture.size
    wanted = refine(size, fit(size, canvas), largest)
    if size != wanted:
        picture = picture.resize(wanted, Image.Resampling.LANCZOS)
    alpha = np.asarray(picture.getchannel("A"))
    if (alpha == 255).all():
        return Still(size=size, frame=from_rgb(np.asarray(picture.convert("RGB"))), alpha=None)
    share = alpha.astype(np.float32) / np.float32(255)
    return Still(size=size, frame=from_rgb(np.asarray(_spread(picture))), alpha=share)


def _spread(picture: Image.Image) -> Image.Image:
    """Its colours, carried on to where next to nothing is there, so that an edge mixes with no others."""
    plain = picture.convert("RGB")
    if picture.size == (1, 1):
        return plain
    half = [ceil(side / 2) for side in picture.size]
    smaller = picture.resize(half, Image.Resampling.BOX)  # each pixel by its alpha, as Pillow does it
    ground = _spread(smaller).resize(picture.size, Image.Resampling.BILINEAR)
    there = (np.asarray(picture.getchannel("A")) >= _LEAST_ALPHA).astype(np.uint8) * np.uint8(255)
    return Image.composite(plain, ground, Image.fromarray(there))

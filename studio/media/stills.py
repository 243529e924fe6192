"""`Stills`: pictures from disk as frames of the film with their alpha, the last few of them kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from studio.media.blend import Size, fit
from studio.media.colour import from_rgb
from studio.media.pictures import load_picture

_MOST_KEPT = 4
_MOST_SIDE = 4096

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A picture: its size, and its working frame with the share of each pixel, `None` where all are there in full."""

    size: Size
    frame: VideoFrame
    alpha: Floats | None


class Stills:
    """Pictures by path and size. One thread at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Path, Size, bool], Still] = OrderedDict()

    def get(self, path: Path, canvas: Size, *, finest: bool) -> Still | None:
        """A picture as large as fits on the canvas, or the `finest` that there is; nothing if the file is not there.

        Raises `StudioError` for what can't be used.
        """
        key = path, canvas, finest
        if key in self._kept:
            self._kept.move_to_end(key)
        elif not path.is_file():
            return None
        else:
            self._kept[key] = _load(path, canvas, finest)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]


def _load(path: Path, canvas: Size, finest: bool) -> Still:
    pixels = load_picture(path, _MOST_SIDE)
    size = pixels.shape[1], pixels.shape[0]
    box = fit(size, canvas)
    if size != box and not (finest and size[0] > box[0]):
        pixels = np.asarray(Image.fromarray(pixels).resize(box, Image.Resampling.LANCZOS))
    alpha = pixels[..., 3]
    share = None if (alpha == 255).all() else alpha.astype(np.float32) / np.float32(255)
    return Still(size=size, frame=from_rgb(pixels[..., :3]), alpha=share)

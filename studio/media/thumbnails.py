"""Small pictures of a take for cards and the timeline."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.media.colour import to_rgb
from studio.media.reader import TakeReader


def film_strip(path: Path, frames: Sequence[int], height_px: int) -> list[NDArray[np.uint8]]:
    """Frames of a file at a height: uint8 RGB (height_px, width, 3) each. Raises `StudioError`."""
    with TakeReader(path) as reader:
        width_px = max(1, round(reader.width * height_px / reader.height))
        return [to_rgb(reader.frame(number), (width_px, height_px)) for number in frames]

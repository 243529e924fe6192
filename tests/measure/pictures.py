"""Pictures made by code that move by known steps, and colour changes that are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from studio.core.match import LUMA

Frames = NDArray[np.uint8]


def paint(count: int, *, size: tuple[int, int] = (320, 180), step: tuple[int, int] = (0, 0), seed: int = 1) -> Frames:
    """Soft spots of many colours that move by `step` (down, right) pixels a frame."""
    width, height = size
    draw = np.random.default_rng(seed)
    tall, wide = height + abs(step[0]) * count, width + abs(step[1]) * count
    coarse = draw.uniform(50, 190, (tall // 36 + 2, wide // 36 + 2, 3))
    coarse += 0.4 * (coarse.mean(axis=-1, keepdims=True) - coarse)  # paler
    ground = np.asarray(Image.fromarray(coarse.astype(np.uint8)).resize((wide, tall), Image.Resampling.BICUBIC))
    frames: list[Frames] = []
    for number in range(count):
        down, right = (-by * number if by < 0 else by * (count - 1 - number) for by in step)
        frames.append(ground[down : down + height, right : right + width])
    return np.stack(frames)


def change(
    frames: Frames,
    gains: tuple[float, float, float] = (1, 1, 1),
    offsets: tuple[float, float, float] = (0, 0, 0),
    saturation: float = 1,
) -> Frames:
    """Saturation about the brightness, then gain and offset of each channel."""
    shown = frames / 255
    luma = (shown @ np.array(LUMA))[..., None]
    changed = (saturation * shown + (1 - saturation) * luma) * gains + offsets
    return np.round(np.clip(changed, 0, 1) * 255).astype(np.uint8)


def soften(frames: Frames, by: int) -> Frames:
    """A box blur of `by` pixels each way."""
    return np.stack([np.asarray(Image.fromarray(frame).filter(ImageFilter.BoxBlur(by))) for frame in frames])

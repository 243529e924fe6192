"""Pictures on their way in and out: sizes that the networks take, the first frame, and what is seen in the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from studio.api import Pictures, ShotRequest
from studio.media.colour import to_rgb
from studio.media.pictures import load_picture
from studio.media.reader import TakeReader

PREVIEW_PX = 512


def find_first(request: ShotRequest, folder: Path) -> Pictures | None:
    """The picture that the shot starts from: the end of the take that it continues, or its own first frame."""
    if request.continued:
        with TakeReader(folder / "takes" / f"{request.continued}.mov") as reader:
            return to_rgb(reader.frame(reader.frame_count - 1))
    return load_picture(folder / request.first_frame.path)[..., :3] if request.first_frame else None


def to_pixels(picture: Pictures, size: tuple[int, int], device: torch.device) -> Tensor:
    """(1, 3, 1, H, W) in −1…1 of one picture, cut so that it fills the size (width, height)."""
    pixels_BCHW = torch.from_numpy(np.ascontiguousarray(picture)).to(device).permute(2, 0, 1)[None].float()
    return (cover(pixels_BCHW, *size) / 127.5 - 1).clamp(-1, 1)[:, :, None]


def sketch(pixels_BCFHW: Tensor) -> Pictures:
    """The first of some frames as a preview, no wider than one may be."""
    pixels_BCHW = pixels_BCFHW[:, :, 0]
    height, width = pixels_BCHW.shape[2:]
    scale = min(1.0, PREVIEW_PX / width)
    return next(finish(pixels_BCFHW[:, :, :1], round(width * scale), round(height * scale)))


def finish(pixels_BCFHW: Tensor, width: int, height: int) -> Iterator[Pictures]:
    """The frames one by one at the size of the take: uint8 RGB (height, width, 3)."""
    for pixels_BCHW in pixels_BCFHW.unbind(2):
        full = cover((pixels_BCHW.float() + 1) * 127.5, width, height).clamp(0, 255).round().byte()
        yield full[0].permute(1, 2, 0).cpu().numpy()


def cover(pixels_BCHW: Tensor, width: int, height: int) -> Tensor:
    """Pictures that fill the size; what stands over is cut off."""
    have_height, have_width = pixels_BCHW.shape[2:]
    if (have_width, have_height) == (width, height):
        return pixels_BCHW
    factor = max(width / have_width, height / have_height)
    wide, high = max(width, round(have_width * factor)), max(height, round(have_height * factor))
    large = functional.interpolate(pixels_BCHW, (high, wide), mode="bicubic", antialias=True)
    top, left = (high - height) // 2, (wide - width) // 2
    return large[:, :, top : top + height, left : left + width]

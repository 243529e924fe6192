"""The ground of a shot: its first frame, its place, or a neutral backdrop; cut to what the camera will see."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from studio.api import RequestImage, ShotRequest
from studio.core.image import ImageRole
from studio.media.pictures import load_picture

from .camera import Framing
from .cutout import Picture
from .drawing import draw_backdrop
from .motion import Projection

BACKDROP_WIDTH = 1280
LOWER_CUT = 0.6  # of what a too tall picture loses goes at its top: floors matter more than skies
# How far a ground is enlarged, and how far out of focus it is (of the frame's height) behind figures.
CLOSER = {
    Framing.MEDIUM: 1.12,
    Framing.MEDIUM_CLOSE: 1.25,
    Framing.CLOSE: 1.42,
    Framing.EXTREME_CLOSE: 1.7,
}
SOFTER = {
    Framing.EXTREME_WIDE: 0.0,
    Framing.WIDE: 0.0008,
    Framing.FULL: 0.0018,
    Framing.MEDIUM: 0.0034,
    Framing.MEDIUM_CLOSE: 0.005,
    Framing.CLOSE: 0.008,
    Framing.EXTREME_CLOSE: 0.012,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A ground's picture with the part of the stage that it covers, in stage coordinates."""

    picture: Image.Image
    left: float
    top: float
    across: float  # pixels in one unit of the stage
    down: float


def find_ground(request: ShotRequest) -> RequestImage | None:
    """The picture that serves as ground: the first frame, a place of the cast, or a place pinned to the shot."""
    if request.first_frame is not None:
        return request.first_frame
    pinned = [image for image in request.images if image.role == ImageRole.PLACE]
    cast = [image for member in request.cast if member.is_place for image in member.images]
    shown = [image for member in request.cast for image in member.images if image.role == ImageRole.PLACE]
    return next(iter((*pinned, *cast, *shown)), None)


def load_ground(request: ShotRequest, folder: Path, max_px: int) -> Picture:
    """The ground as uint8 RGB (height, width, 3). Raises `StudioError` for a picture that cannot be read."""
    image = find_ground(request)
    if image is None:
        width, height = _fit_backdrop(request.width, request.height)
        return draw_backdrop(_name_scene(request), width, height, request.seed)
    return flatten(load_picture(folder / image.path, max_px))


def flatten(picture: Picture) -> Picture:
    """RGBA over a light grey, as RGB."""
    if (picture[..., 3] == 255).all():
        return picture[..., :3]
    under = Image.new("RGBA", (picture.shape[1], picture.shape[0]), (214, 212, 208, 255))
    under.alpha_composite(Image.fromarray(picture))
    return np.asarray(under.convert("RGB"))


def set_ground(picture: Picture, projection: Projection, width: int, height: int, framing: Framing | None) -> Ground:
    """The ground as large as the camera's whole way needs it. Without a `framing` it stays sharp and entire."""
    left, top, right, bottom = projection.reach(width / height)
    wide, tall = right - left, bottom - top
    enlarged = CLOSER.get(framing, 1.0) if framing else 1.0
    box = _crop(picture.shape[1], picture.shape[0], wide / tall, enlarged)
    pixels = height * float(projection.scale.max())
    size = max(2, round(wide * pixels) + 2), max(2, round(tall * pixels) + 2)
    fitted = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    blur = SOFTER[framing] * height if framing else 0.0
    if blur > 0.2:
        fitted = fitted.filter(ImageFilter.GaussianBlur(blur))
    return Ground(picture=fitted, left=left, top=top, across=size[0] / wide, down=size[1] / tall)


def draw_ground(ground: Ground, projection: Projection, frame: int, width: int, height: int) -> Image.Image:
    """What the camera sees of the ground in a frame: sampled at exactly the box it falls on."""
    scale = float(projection.scale[frame])
    x = (-width / height / 2 - float(projection.x[frame])) / scale - ground.left
    y = (-0.5 - float(projection.y[frame])) / scale - ground.top
    left, top = max(0.0, x * ground.across), max(0.0, y * ground.down)  # below 0 only by rounding
    right = min(ground.picture.width, (x + width / height / scale) * ground.across)
    bottom = min(ground.picture.height, (y + 1 / scale) * ground.down)
    return ground.picture.resize((width, height), Image.Resampling.BILINEAR, box=(left, top, right, bottom))


def _crop(width: int, height: int, aspect: float, enlarged: float) -> tuple[float, float, float, float]:
    """The largest box of an aspect in a picture, made smaller by `enlarged`: left, top, right, bottom."""
    wide = min(width, height * aspect) / enlarged
    tall = wide / aspect
    left, top = (width - wide) / 2, (height - tall) * (LOWER_CUT if enlarged == 1.0 else 0.4)
    return left, top, left + wide, top + tall


def _fit_backdrop(width: int, height: int) -> tuple[int, int]:
    scale = BACKDROP_WIDTH / max(width, height)
    return max(2, round(width * scale)), max(2, round(height * scale))


def _name_scene(request: ShotRequest) -> str:
    """What the shots of a scene have in common: a place without a picture, else who is there."""
    places = [member.name for member in request.cast if member.is_place]
    return " ".join(places or sorted(member.name for member in request.cast))

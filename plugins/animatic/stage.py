"""The stage: ground, actors with their shadows, captions; drawn frame by frame by moving layers made once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from .actors import Actor, Kind
from .captions import Caption, draw_captions
from .cutout import Picture
from .drawing import draw_shadow
from .ground import Ground, draw_ground
from .layout import Mark
from .life import Pose
from .motion import Curve, Projection, ease

# A layer has more pixels than the frame and is a little soft. Measured on a hard edge in steps of 0.02 px: it stays
# within 0.05 px of its place and about as sharp, where a layer with just the frame's pixels flickers as it moves.
FINER = 1.5
SOFT = 0.85  # of a layer's pixel
PAD = 3
SHADOW = (320, 80)
SHADOW_INK = (10, 9, 16)
SHADOW_STRENGTH = 0.72
FLATNESS = 0.17  # of a shadow
BLEND_SECONDS = 1.0
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Puppet:
    """An actor ready to be moved: its layer (premultiplied), the foot in it, and its way through the shot."""

    layer: Image.Image
    foot: tuple[float, float]
    pixels: float
    kind: Kind
    mark: Mark
    pose: Pose
    projection: Projection
    tread: float  # width of what touches the floor, in stage units
    shadow: Image.Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All that a shot shows, with a time for each frame."""

    width: int
    height: int
    seconds: Curve
    ground: Ground
    ground_projection: Projection
    puppets: tuple[Puppet, ...]
    captions: tuple[Caption, ...]
    last: Image.Image | None

    def draw(self, frame: int) -> Image.Image:
        """A frame as RGB at the stage's size."""
        picture = draw_ground(self.ground, self.ground_projection, frame, self.width, self.height)
        ordered = sorted(self.puppets, key=lambda puppet: -puppet.mark.depth)
        for puppet in ordered:
            self._draw_shadow(picture, puppet, frame)
        for puppet in ordered:
            paste_layer(picture, puppet.layer, self._place(puppet, frame))
        second = float(self.seconds[frame])
        if self.last is not None:
            picture = self._blend(picture, self.last, second)
        draw_captions(picture, self.captions, second)
        return picture

    def _place(self, puppet: Puppet, frame: int) -> Matrix:
        """The affine map from the layer's pixels to the frame's."""
        pose = puppet.pose
        angle, wide, tall = (float(curve[frame]) for curve in (pose.angle, pose.wide, pose.tall))
        a, b = math.cos(angle) * wide / puppet.pixels, -math.sin(angle) * tall / puppet.pixels
        d, e = math.sin(angle) * wide / puppet.pixels, math.cos(angle) * tall / puppet.pixels
        x = float(pose.x[frame]) - a * puppet.foot[0] - b * puppet.foot[1]
        y = float(pose.y[frame] - pose.lift[frame]) - d * puppet.foot[0] - e * puppet.foot[1]
        return self._to_frame(puppet, (a, b, x, d, e, y), frame)

    def _to_frame(self, puppet: Puppet, stage: Matrix, frame: int) -> Matrix:
        """From the stage to pixels of the frame. A bust stays at the frame's foot, whatever the camera does."""
        projection, unit = puppet.projection, self.height
        scale = float(projection.scale[frame])
        x, y = float(projection.x[frame]), float(projection.y[frame])
        if puppet.kind == Kind.BUST:
            y = puppet.mark.y * (1 - scale)
        a, b, c, d, e, f = (value * scale * unit for value in stage)
        return a, b, c + x * unit + self.width / 2, d, e, f + y * unit + self.height / 2

    def _draw_shadow(self, picture: Image.Image, puppet: Puppet, frame: int) -> None:
        if puppet.kind not in (Kind.STANDING, Kind.PROP):
            return
        lift = max(0.0, float(puppet.pose.lift[frame])) / puppet.mark.height
        spread = 1 - min(0.5, 2.2 * lift)
        wide = puppet.tread * spread / SHADOW[0]
        tall = puppet.tread * spread * FLATNESS / SHADOW[1]
        x = float(puppet.pose.x[frame]) - wide * SHADOW[0] / 2
        y = float(puppet.pose.y[frame]) - tall * SHADOW[1] * 0.56
        matrix = self._to_frame(puppet, (wide, 0.0, x, 0.0, tall, y), frame)
        part = sample_layer(puppet.shadow, matrix, picture.size)
        if part is not None:
            mask, place = part
            picture.paste(SHADOW_INK, (*place, place[0] + mask.width, place[1] + mask.height), mask)

    def _blend(self, picture: Image.Image, last: Image.Image, second: float) -> Image.Image:
        """The picture on its way to the last frame, which it is in the end."""
        whole = float(self.seconds[-1])
        length = min(BLEND_SECONDS, 0.4 * whole)
        share = float(ease(np.array([(second - (whole - length)) / length if length else 1.0]))[0])
        return picture if share <= 0 else Image.blend(picture, last, share)


def make_puppet(
    actor: Actor, mark: Mark, pose: Pose, projection: Projection, size: tuple[int, int], light: Sequence[float]
) -> Puppet:
    """An actor's layer at the size it will have at most, lit like the ground, without what is never seen of it."""
    width, height = size
    _, _, _, bottom = projection.reach(width / height)
    rows = actor.picture.shape[0]
    seen = min(1.0, max(0.1, (bottom + 0.16 - (mark.y - mark.height)) / mark.height))
    kept = max(1, round(rows * seen))
    pixels = FINER * height * float(projection.scale.max()) * 1.04
    across, down = max(1, round(mark.width * pixels)), max(1, round(mark.height * pixels * kept / rows))
    lit = Image.fromarray(light_up(actor.picture[:kept], light))
    small = lit.resize((across, down), Image.Resampling.LANCZOS, reducing_gap=3.0)
    layer = Image.new("RGBA", (across + 2 * PAD, down + 2 * PAD), (0, 0, 0, 0))
    layer.paste(small, (PAD, PAD))
    tread = _measure_tread(actor) * mark.width
    strength = SHADOW_STRENGTH
    return Puppet(
        layer=layer.convert("RGBa").filter(ImageFilter.GaussianBlur(SOFT)),
        foot=(layer.width / 2, PAD + down * rows / kept),
        pixels=pixels,
        kind=actor.kind,
        mark=mark,
        pose=pose,
        projection=projection,
        tread=1.6 * tread,
        shadow=draw_shadow(*SHADOW).point([round(value * strength) for value in range(256)]),
    )


def light_up(picture: Picture, light: Sequence[float]) -> Picture:
    """RGBA with its colours multiplied, one factor each."""
    tables = [np.clip(np.arange(256) * factor + 0.5, 0, 255).astype(np.uint8) for factor in light]
    lit = picture.copy()
    for channel, table in enumerate(tables):
        lit[..., channel] = table[picture[..., channel]]
    return lit


def paste_layer(picture: Image.Image, layer: Image.Image, matrix: Matrix) -> None:
    """Draw a premultiplied layer over the picture where an affine map puts it."""
    part = sample_layer(layer, matrix, picture.size)
    if part is not None:
        sampled = part[0].convert("RGBA")
        picture.paste(sampled, part[1], sampled)


def sample_layer(
    layer: Image.Image, matrix: Matrix, size: tuple[int, int]
) -> tuple[Image.Image, tuple[int, int]] | None:
    """The part of a moved layer that lies in a frame of this size, and where; `None` if that is nothing."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + b * y + c, d * x + e * y + f) for x in (0, layer.width) for y in (0, layer.height)]
    left, top = (max(0, math.floor(min(corner[axis] for corner in corners))) for axis in (0, 1))
    right, bottom = (min(size[axis], math.ceil(max(corner[axis] for corner in corners))) for axis in (0, 1))
    whole = a * e - b * d
    if left >= right or top >= bottom or not whole:
        return None
    x, y = left - c, top - f
    inverse = (e / whole, -b / whole, (e * x - b * y) / whole, -d / whole, a / whole, (a * y - d * x) / whole)
    sampled = layer.transform((right - left, bottom - top), Image.Transform.AFFINE, inverse, Image.Resampling.BILINEAR)
    return sampled, (left, top)


def _measure_tread(actor: Actor) -> float:
    """The part of a figure's width that touches the floor."""
    solid = actor.picture[..., 3] > 128
    foot = solid[-max(2, len(solid) // 25) :].any(axis=0)
    columns = np.flatnonzero(foot)
    return max(0.35, (int(columns[-1]) - int(columns[0])) / actor.picture.shape[1]) if len(columns) else 0.5

"""Sizes of clips, in pixels and in latents; light to import."""

from __future__ import annotations

import math

FRAME_RATE = 25
PIXELS_A_LATENT = 16
FRAMES_A_LATENT = 4
AREAS = {"256p": 448 * 256, "540p": 896 * 512, "1080p": 1920 * 1088}
SMALLEST = "256p"
_STEP = 32


def choose_size(area: int, width: int, height: int) -> tuple[int, int]:
    """Width and height with so many pixels and, as nearly as steps of 32 allow, the shape of the take."""
    shape = width / height
    sides = math.sqrt(area * shape), math.sqrt(area / shape)
    wide, high = (max(_STEP, round(side / _STEP) * _STEP) for side in sides)
    return wide, high


def latent_size(frames: int, size: tuple[int, int]) -> tuple[int, int, int]:
    """Frames, rows and columns of the latent of 4k + 1 frames."""
    width, height = size
    return (frames - 1) // FRAMES_A_LATENT + 1, height // PIXELS_A_LATENT, width // PIXELS_A_LATENT

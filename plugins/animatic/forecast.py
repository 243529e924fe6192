"""What an animatic costs."""

from __future__ import annotations

from studio.api import Forecast, ShotRequest

CHUNK_FRAMES = 8
CHUNK_BYTES = 50_000_000
SECONDS_PER_PIXEL = 3e-8  # measured on one core


def forecast(request: ShotRequest) -> Forecast:
    """By the number of pixels."""
    pixels = request.width * request.height
    seconds = 0.4 + 0.1 * len(request.dialogue) + request.frames * pixels * SECONDS_PER_PIXEL
    return Forecast(seconds=seconds, memory_bytes=60_000_000 + 40 * pixels + 2 * chunk_frames(request) * pixels * 3)


def chunk_frames(request: ShotRequest) -> int:
    """How many frames are drawn at once."""
    return max(1, min(CHUNK_FRAMES, CHUNK_BYTES // (request.width * request.height * 3)))

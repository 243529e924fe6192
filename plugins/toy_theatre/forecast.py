"""What a shot of Toy Theatre costs."""

from __future__ import annotations

import math

from studio.api import Forecast, ShotRequest

from .words import FRAMES

MEMORY_BYTES = 700_000_000
SECONDS_PER_STEP = 0.09  # measured on two cores


def forecast(request: ShotRequest) -> Forecast:
    """A step takes about as long for every shot; longer shots are made in stretches of three seconds."""
    stretches = math.ceil((request.frames - 1) / (FRAMES - 1)) or 1
    return Forecast(seconds=stretches * int(request.setting("steps")) * SECONDS_PER_STEP, memory_bytes=MEMORY_BYTES)

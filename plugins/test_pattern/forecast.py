"""What a test pattern costs."""

from __future__ import annotations

from studio.api import Forecast, ShotRequest

BYTES_PER_SECOND = 1e9
BYTES_AT_ONCE = 100_000_000


def forecast(request: ShotRequest) -> Forecast:
    """Next to nothing, but for the delay that was asked for."""
    size = request.width * request.height * 3
    delay = float(request.setting("delay_seconds"))
    seconds = request.frames * (delay + size / BYTES_PER_SECOND)
    return Forecast(seconds=seconds, memory_bytes=max(2 * size, BYTES_AT_ONCE))

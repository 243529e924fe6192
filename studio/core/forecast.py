"""What a take will cost, as its backend says and as this machine has shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from studio.core.request import ShotRequest

NEWEST = 9  # timings that count: a machine changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Seconds of work, and bytes of memory at its peak.

    `plan` is a sentence about how it will be made, `misfit` one about why it can't be and what could; empty for none.
    """

    seconds: float
    memory_bytes: int
    plan: str = ""
    misfit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """A take that was made here: what was forecast and what it took. `work` says what kind of request it was."""

    backend: str
    work: str
    said_seconds: float
    forecast_seconds: float
    seconds: float


def name_work(request: ShotRequest) -> str:
    """What a take's cost hangs on besides the backend: size, length, and the numbers among its options."""
    numbers = [
        f"{setting.name} {setting.value}"
        for setting in request.settings
        if isinstance(setting.value, int | float) and not isinstance(setting.value, bool)
    ]
    return ", ".join([f"{request.width}x{request.height}", f"{request.frames} frames", *numbers])


def correct(said: Forecast, request: ShotRequest, timings: Sequence[Timing]) -> Forecast:
    """What a backend says, times the median of how wrong it was here: with the same work, else with any other.

    `timings` are in the order in which they were made.
    """
    own = [timing for timing in timings if timing.backend == request.backend and timing.said_seconds > 0]
    alike = [timing for timing in own if timing.work == name_work(request)]
    counted = (alike or own)[-NEWEST:]
    if not counted:
        return said
    factor = median(timing.seconds / timing.said_seconds for timing in counted)
    return replace(said, seconds=said.seconds * factor)


def find_errors(timings: Sequence[Timing]) -> tuple[float, ...]:
    """How wrong the forecasts were, as shares of what it took: 0.5 for half as much again or half as long."""
    return tuple(abs(timing.forecast_seconds / timing.seconds - 1) for timing in timings if timing.seconds > 0)

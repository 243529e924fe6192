"""What takes cost on this machine, and whether they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import psutil

from studio.api import BackendEntry
from studio.core.forecast import Forecast, correct
from studio.core.request import ShotRequest
from studio.paths import data_folder
from studio.storage.timings import read_timings

K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What a take costs, how many bytes of memory are free for it, and what its backend lacks on this machine."""

    forecast: Forecast
    free_bytes: int
    lack: str = ""

    @property
    def fits(self) -> bool:
        """Whether there is memory enough."""
        return self.forecast.memory_bytes <= self.free_bytes and not self.forecast.misfit


def make_forecasts(asked: Sequence[tuple[K, ShotRequest, BackendEntry]]) -> dict[K, Forecast]:
    """What each costs, as far as this machine's timings tell. Reads a file: not for the GUI thread."""
    timings = read_timings(data_folder())
    return {key: correct(entry.forecast(request), request, timings) for key, request, entry in asked}


def make_fit(request: ShotRequest, entry: BackendEntry) -> Fit:
    """What a take costs beside what is free. Not for the GUI thread either."""
    (forecast,) = make_forecasts([(0, request, entry)]).values()
    return Fit(forecast=forecast, free_bytes=psutil.virtual_memory().available, lack=entry.lack())

"""`Figure`: one measured number, and what is promised of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured; `most` is the promise, `None` where there is none."""

    what: str
    value: float
    unit: str
    most: float | None = None

    @property
    def is_kept(self) -> bool | None:
        """Whether the promise is kept."""
        return None if self.most is None else self.value <= self.most


def median_ms(work: Callable[[], object], times: int = 9) -> float:
    """The median time of some runs, after one to warm up."""
    work()
    return statistics.median(time_ms(work) for _ in range(times))


def time_ms(work: Callable[[], object]) -> float:
    """How long it takes once."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent of all do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]

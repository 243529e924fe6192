"""How well forecasts were kept on this machine: from the timings of all takes that were made here."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from studio.bench.figures import Figure
from studio.bench.scale import Scale
from studio.core.forecast import find_errors
from studio.paths import data_folder
from studio.storage.timings import read_timings


def measure_forecast(folder: Path, scale: Scale) -> list[Figure]:
    """The median error for each backend, in per cent of what a take took; nothing where none was made yet."""
    timings = read_timings(data_folder())
    figures: list[Figure] = []
    for backend in sorted({timing.backend for timing in timings}):
        errors = find_errors([timing for timing in timings if timing.backend == backend])
        what = f"forecast error, median of {len(errors)} takes by {backend}"
        figures.append(Figure(what=what, value=100 * median(errors), unit="%"))
    return figures

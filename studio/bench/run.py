"""Runs the measurements that are named, each against what is promised."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from studio.bench.film import measure_edit, measure_storage
from studio.bench.pictures import measure_export, measure_scrub
from studio.bench.start import measure_start
from studio.errors import StudioError

Measure = Callable[[Path], Sequence[tuple[str, float, str, float | None]]]
MEASURES: dict[str, Measure] = {
    "start": measure_start,
    "storage": measure_storage,
    "edit": measure_edit,
    "scrub": measure_scrub,
    "export": measure_export,
}


def run_benches(names: Sequence[str], say: Callable[[str], None]) -> list[dict[str, object]]:
    """Measure and tell each figure as it comes. Raises `StudioError` for a name that is none."""
    for name in names:
        if name not in MEASURES:
            raise StudioError(f"There is no measurement “{name}”; choose from: {', '.join(MEASURES)}.")
    rows: list[dict[str, object]] = []
    for name in names or MEASURES:
        with tempfile.TemporaryDirectory() as folder:
            for what, value, unit, most in MEASURES[name](Path(folder)):
                kept = "" if most is None else " · kept" if value <= most else " · NOT kept"
                promise = "" if most is None else f" (promised ≤ {most:g} {unit})"
                say(f"{name}: {what}: {value:.2f} {unit}{promise}{kept}")
                rows.append({"bench": name, "what": what, "value": round(value, 3), "unit": unit, "promised": most})
    return rows

"""Runs the measurements that are named, each against what is promised."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from studio.bench.figures import Figure
from studio.bench.film import measure_edit, measure_storage
from studio.bench.pictures import measure_export
from studio.bench.window import (
    measure_playback,
    measure_rendering,
    measure_scrub,
    measure_start,
    measure_timeline,
)
from studio.errors import StudioError

MEASURES: dict[str, Callable[[Path], list[Figure]]] = {
    "start": measure_start,
    "storage": measure_storage,
    "edit": measure_edit,
    "timeline": measure_timeline,
    "scrub": measure_scrub,
    "playback": measure_playback,
    "export": measure_export,
    "rendering": measure_rendering,
}


def run_benches(names: Sequence[str], say: Callable[[str], None]) -> list[dict[str, object]]:
    """Measure and tell each figure as it comes. Raises `StudioError` for a name that is none."""
    for name in names:
        if name not in MEASURES:
            raise StudioError(f"There is no measurement “{name}”; choose from: {', '.join(MEASURES)}.")
    rows: list[dict[str, object]] = []
    for name in names or MEASURES:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for figure in MEASURES[name](Path(folder)):
                say(f"{name}: {describe(figure)}")
                row = {"what": figure.what, "value": round(figure.value, 3), "unit": figure.unit}
                rows.append({"bench": name, **row, "promised": figure.most, "kept": figure.is_kept})
    return rows


def describe(figure: Figure) -> str:
    """A line of the table."""
    line = f"{figure.what}: {figure.value:.2f} {figure.unit}"
    if figure.most is None:
        return line
    return f"{line} (promised ≤ {figure.most:g} {figure.unit}) · {'kept' if figure.is_kept else 'NOT kept'}"

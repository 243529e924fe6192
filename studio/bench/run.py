"""The measurements by name, and a line of what each found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from studio.bench.export import measure_export
from studio.bench.figures import Figure
from studio.bench.film import measure_edit, measure_storage
from studio.bench.forecast import measure_forecast
from studio.bench.memory import measure_memory
from studio.bench.scale import Scale
from studio.bench.window import (
    measure_playback,
    measure_rendering,
    measure_scrub,
    measure_start,
    measure_timeline,
)
from studio.errors import StudioError

MEASURES: dict[str, Callable[[Path, Scale], list[Figure]]] = {
    "start": measure_start,
    "storage": measure_storage,
    "edit": measure_edit,
    "timeline": measure_timeline,
    "scrub": measure_scrub,
    "playback": measure_playback,
    "export": measure_export,
    "rendering": measure_rendering,
    "memory": measure_memory,
    "forecast": measure_forecast,
}

HEADING = f"{'':10} {'measured':52} {'figure':>10} {'unit':9} {'promised':10} kept"


def choose_measures(names: Sequence[str], models: Sequence[str] = ()) -> list[str]:
    """These, or all speeds where none is named; `models` are names as well. Raises `StudioError` for another name."""
    known = [*MEASURES, *models]
    for name in names:
        if name not in known:
            raise StudioError(f"There is no measurement “{name}”; choose from: {', '.join(known)}.")
    return list(names or MEASURES)


def measure(name: str, scale: Scale) -> list[Figure]:
    """Run one measurement in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return MEASURES[name](Path(folder), scale)


def describe(name: str, figure: Figure) -> str:
    """A line of the table."""
    promised = "" if figure.most is None else f"≤ {figure.most:g}"
    kept = {None: "", True: "yes", False: "NO"}[figure.is_kept]
    return f"{name:10} {figure.what:52} {figure.value:10.2f} {figure.unit:9} {promised:10} {kept}".rstrip()


def list_facts(name: str, figure: Figure) -> dict[str, object]:
    """The same for programs."""
    row = {"what": figure.what, "value": round(figure.value, 3), "unit": figure.unit}
    return {"bench": name, **row, "promised": figure.most, "kept": figure.is_kept}

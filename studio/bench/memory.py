"""Whether rendering keeps memory: on the thread, and in a process of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

from studio.bench.figures import Figure
from studio.bench.scale import Scale
from studio.bench.takes import FILM
from studio.paths import resources_folder
from studio.render.creation import create_film, read_template


def measure_memory(folder: Path, scale: Scale) -> list[Figure]:
    """Resident memory over many animatic takes, and how long a stop takes until it is given back."""
    recipe = read_template(resources_folder() / "templates" / "small-light")
    made, _ = create_film(folder / FILM, recipe)
    made.close()
    figures: list[Figure] = []
    for where, words in (("here", "on the thread"), ("apart", "in a process")):
        command = [sys.executable, "-m", "studio.bench.renders", str(folder / FILM), str(scale.renders), where]
        said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        figures += [
            Figure(what=f"memory kept per take, {words}", value=find_slope(said["megabytes"]), unit="MB", most=1),
            Figure(what=f"stop until memory is back, {words}", value=said["seconds"], unit="s", most=1),
        ]
    return figures


def find_slope(values: list[float]) -> float:
    """How much a value grows from one to the next, by least squares, once the first fifth has warmed up."""
    settled = values[len(values) // 5 :]
    return max(0.0, statistics.linear_regression(range(len(settled)), settled).slope)

"""Measurements in the real window. Each runs in a process of its own, as a user starts it (`inside`)."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

from studio.bench.figures import Figure
from studio.bench.scale import Scale
from studio.bench.takes import FILM, make_rendered_film, save_film
from studio.bench.timeline import fill_timeline
from studio.commands.machine import has_display
from studio.core.edits.cut import set_transition
from studio.core.edits.trims import trim_end, trim_start
from studio.core.timeline import place_clips
from studio.errors import StudioError
from studio.paths import resources_folder
from studio.render.creation import create_film, read_template

DISSOLVE = 0.75  # of a take


def measure_start(folder: Path, scale: Scale) -> list[Figure]:
    """Starts with a film of 100 rendered shots, from the command to the painted window, after one to warm up."""
    film = make_rendered_film(folder, scale.started_shots, replace(scale, width=320, height=180, frames=24))
    path = save_film(folder, film)
    starts = [_run("start", path, folder, scale) for _ in range(1 + scale.starts)][1:]
    taken, what = statistics.median(seconds for seconds, _ in starts), f"window painted, {scale.started_shots} shots"
    return [Figure(what=what, value=taken, unit="s", most=0.6), *starts[-1][1]]


def measure_timeline(folder: Path, scale: Scale) -> list[Figure]:
    """Repainting a cut of very many clips on many tracks."""
    film = make_rendered_film(folder, 4, replace(scale, width=640, height=360))
    return _run("timeline", save_film(folder, fill_timeline(film, scale)), folder, scale)[1]


def measure_scrub(folder: Path, scale: Scale) -> list[Figure]:
    """Random frames of takes, from the playhead's move to the painted picture."""
    film = make_rendered_film(folder, 2, scale)
    return _run("scrub", save_film(folder, film), folder, scale)[1]


def measure_playback(folder: Path, scale: Scale) -> list[Figure]:
    """A dissolve between two takes, at half size."""
    film = make_rendered_film(folder, 2, scale)
    dissolve = round(DISSOLVE * scale.frames)
    first, _ = next(place_clips(film.timeline.tracks[0]))
    film = trim_end(film, first.id, -dissolve // 2, ripple=True)
    _, (second, _) = place_clips(film.timeline.tracks[0])
    film = trim_start(film, second.id, dissolve // 2, ripple=True)
    film = set_transition(film, first.id, dissolve, at_start=False)
    return _run("playback", save_film(folder, film), folder, scale)[1]


def measure_rendering(folder: Path, scale: Scale) -> list[Figure]:
    """How late the window's events come while the sample film renders, on the thread and in a process."""
    recipe = read_template(resources_folder() / "templates" / "small-light")
    path = folder / FILM
    made, _ = create_film(path, recipe)
    made.close()
    return [figure for name in ("rendering", "rendering_apart") for figure in _run(name, path, folder, scale)[1]]


def _run(name: str, path: Path, home: Path, scale: Scale) -> tuple[float, list[Figure]]:
    """How many seconds pass until the window tells its figures, and those. It has settings of its own."""
    command = [sys.executable, "-m", "studio.bench.inside", name, str(path), json.dumps(asdict(scale))]
    complaints = home / "complaints.txt"
    began = time.perf_counter()
    with complaints.open("w") as errors:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=_environment(home))
        assert child.stdout is not None
        with child.stdout as said:
            line = said.readline()
        seconds = time.perf_counter() - began
        code = child.wait()
    if code or not line:
        raise StudioError(f"The window that was to be measured broke down: {complaints.read_text()[-2000:]}")
    return seconds, [Figure(**figure) for figure in json.loads(line)]


def _environment(home: Path) -> dict[str, str]:
    """Without a display the window is painted into memory."""
    made = dict(os.environ)
    made |= {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
    if made.pop("PYTHONDONTWRITEBYTECODE", ""):
        made["PYTHONPYCACHEPREFIX"] = str(home / "bytecode")  # an installed program is not compiled at each start
    if not has_display():
        made["QT_QPA_PLATFORM"] = "offscreen"
    return made

"""Scrubbing and export at 1080p, on takes of the test pattern."""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path
from threading import Event

from studio.bench.film import Figures, make_film
from studio.core.edits.takes import add_take
from studio.core.project import Project
from studio.media.cache import FrameCache
from studio.media.colour import to_rgb
from studio.media.compose import Composer
from studio.paths import bundled_plugins_folder
from studio.plugins import Plugins, find_plugins
from studio.render.batch import list_requests
from studio.render.engines import Engines
from studio.render.export import request_export, write_film
from studio.storage.folder import FilmFolder


def measure_scrub(folder: Path) -> Figures:
    """Random frames of the cut at full size, from the wish to RGB."""
    film = _render(folder, shots=2)
    composer = Composer(film, folder / "bench.storyreel", FrameCache(0))
    pick = random.Random(1)
    taken: list[float] = []
    for _ in range(60):
        frame = pick.randrange(film.timeline.frames)
        began = time.perf_counter()
        to_rgb(composer.frame(frame))
        taken.append((time.perf_counter() - began) * 1000)
    composer.close()
    p95 = statistics.quantiles(taken, n=20)[-1]
    return [
        ("random seek, median", statistics.median(taken), "ms", None),
        ("random seek, 95th percentile", p95, "ms", 30.0),
    ]


def measure_export(folder: Path) -> Figures:
    """Frames per second of an MP4 at 1080p."""
    film = _render(folder, shots=2)
    entry = _plugins().exporter("mp4")
    length = film.timeline.frames
    out = folder / "out.mp4"
    request = request_export(folder / "bench.storyreel", film, entry, out, 0, length, film.width, film.height)
    began = time.perf_counter()
    write_film(entry, request, Event(), lambda step: None)
    return [("1080p H.264", length / (time.perf_counter() - began), "frames/s", None)]


def _plugins() -> Plugins:
    return find_plugins([bundled_plugins_folder()])


def _render(folder: Path, shots: int) -> Project:
    """A 1080p film on disk, its shots rendered by the test pattern."""
    film = make_film(shots, 1920, 1080)
    path = folder / "bench.storyreel"
    FilmFolder.create(path, film).close()
    entry = _plugins().backend("test_pattern")
    engines = Engines(path)
    for shot in film.shots:
        (request,) = list_requests(film, shot, entry, 1)
        film = add_take(film, shot.id, engines.make(entry, request, shot.id, Event(), lambda event: None))
    engines.close()
    return film

"""Many takes one after the other in a process of its own: `python -m studio.bench.renders FILM COUNT apart|here`."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer

import psutil

from studio.api import BackendEntry, Progress
from studio.core.plan import plan
from studio.core.project import Shot
from studio.paths import bundled_plugins_folder
from studio.plugins import find_plugins
from studio.render.engines import Engines
from studio.render.take import StoppedError
from studio.storage.folder import FilmFolder

BACKEND = "animatic"
SIZE = {"width": 640, "height": 360}
FRAMES, MANY_FRAMES = 24, 2000


def main(film: Path, count: int, where: str) -> None:
    """Tell the megabytes that are resident after each take, and how long a stop takes until all is given back."""
    entry = replace(find_plugins([bundled_plugins_folder()]).backend(BACKEND), isolate=where == "apart")
    folder = FilmFolder.open(film)
    shot = next(iter(folder.project.shots))
    engines = Engines(folder.path)
    megabytes = [_render(engines, entry, folder, shot, number) for number in range(count)]
    seconds = _stop(engines, entry, folder, shot)
    folder.close()
    sys.stdout.write(json.dumps({"megabytes": megabytes, "seconds": seconds}) + "\n")


def _render(engines: Engines, entry: BackendEntry, folder: FilmFolder, shot: Shot, seed: int) -> float:
    request = replace(plan(folder.project, shot, entry.id, entry.capabilities, seed), frames=FRAMES, **SIZE)
    take = engines.make(entry, request, shot.id, Event(), lambda event: None)
    (folder.path / take.path).unlink()
    own = psutil.Process()
    return sum(process.memory_info().rss for process in (own, *own.children(recursive=True))) / 1e6


def _stop(engines: Engines, entry: BackendEntry, folder: FilmFolder, shot: Shot) -> float:
    """Seconds from a stop in the middle of a take until the backend's memory is free."""
    stop, asked = Event(), list[float]()

    def ask() -> None:
        asked.append(time.perf_counter())
        stop.set()

    def watch(event: object) -> None:
        if isinstance(event, Progress) and event.done > 0 and not asked:
            Timer(0.05, ask).start()
            asked.append(0.0)

    request = replace(plan(folder.project, shot, entry.id, entry.capabilities, 0), frames=MANY_FRAMES, **SIZE)
    try:
        engines.make(entry, request, shot.id, stop, watch)
    except StoppedError:
        engines.close()
    assert not psutil.Process().children()
    return time.perf_counter() - asked[-1]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])

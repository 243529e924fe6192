"""Films with takes for the other measurements."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

from studio.bench.film import make_film
from studio.bench.grain import Grain
from studio.bench.scale import Scale
from studio.core.edits.takes import add_take
from studio.core.project import Project
from studio.paths import bundled_plugins_folder
from studio.plugins import Plugins, find_plugins
from studio.render.batch import list_requests
from studio.render.take import make_take
from studio.storage.folder import FilmFolder

FILM = "bench.storyreel"


def find_bundled() -> Plugins:
    """The plugins that come with the program."""
    return find_plugins([bundled_plugins_folder()])


def make_rendered_film(folder: Path, shots: int, scale: Scale) -> Project:
    """A film on disk at `FILM`; its shots have takes, as a backend of the program would make them."""
    film = make_film(shots, scale.width, scale.height, scale.frames)
    path = folder / FILM
    FilmFolder.create(path, film).close()
    entry = find_bundled().backend("test_pattern")
    for shot in film.shots:
        (request,) = list_requests(film, shot, entry, 1)
        take = make_take(Grain(), entry.version, request, shot.id, path, Event(), lambda event: None)
        film = add_take(film, shot.id, take)
    return film


def save_film(folder: Path, film: Project) -> Path:
    """Save a state of the film, and where it is."""
    path = folder / FILM
    opened = FilmFolder.open(path)
    try:
        opened.save(replace(film))
    finally:
        opened.close()
    return path

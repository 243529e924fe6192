"""Opening a film, with what may help when it can't be opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from studio.core.image import ImageRole
from studio.settings import RecentFilm
from studio.storage.backups import FILM_FILE
from studio.storage.files import DamagedError
from studio.storage.folder import FilmFolder
from studio.ui.dialogs.restore import Version, read_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A film that can't be opened, and the earlier versions that can."""

    path: Path
    sentence: str
    versions: tuple[Version, ...]


def name_home(path: Path) -> Path:
    """The film's folder from itself or its `film.json`, by the name alone: the disk is not asked."""
    home = path.absolute()
    return home.parent if home.name == FILM_FILE else home


def open_or_find_versions(path: Path) -> FilmFolder | Damaged:
    """The film, or what may help. Slow: not for the GUI thread. Raises `StudioError`."""
    try:
        return FilmFolder.open(path)
    except DamagedError as error:
        versions = read_versions(name_home(path))
        if not versions:
            raise
        return Damaged(path=path, sentence=str(error), versions=versions)


def describe_recent(folder: FilmFolder) -> RecentFilm:
    """The film as the start page will show it: by its first picture, of a place where there is one."""
    film = folder.project
    roles = {reference.image: reference.role for member in film.cast for reference in member.references}
    images = sorted(film.images, key=lambda image: roles.get(image.id) != ImageRole.PLACE)
    poster = folder.path / images[0].path if images else None
    return RecentFilm(path=folder.path, name=film.name, opened=datetime.now().astimezone(), poster=poster)

"""What several commands begin with: the plugins, and a film with the right exit code when there is none."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from studio.commands.terminal import Exit, ExitError, Terminal, failing_with
from studio.paths import bundled_plugins_folder, user_plugins_folder
from studio.plugins import Plugins, find_plugins
from studio.storage.folder import FilmFolder

DEFAULT_BACKEND = "animatic"


def open_plugins(terminal: Terminal) -> Plugins:
    """All plugins; a broken one is a sentence on standard error."""
    plugins = find_plugins([bundled_plugins_folder(), user_plugins_folder()])
    for problem in plugins.problems:
        terminal.warn(problem)
    return plugins


@contextmanager
def open_film(path: Path, *, write: bool = False) -> Generator[FilmFolder]:
    """The film's folder, closed afterwards. Ends the command when it can't be read, or not written where it must be."""
    with failing_with(Exit.UNREADABLE):
        folder = FilmFolder.open(path, write=write)
    try:
        if write and folder.read_only:
            raise ExitError(Exit.UNREADABLE, folder.notices[0])  # which says why
        yield folder
    finally:
        folder.close()

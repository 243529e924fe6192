"""`storyreel`: the editor for a film or nothing, else a command."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow


def main() -> None:
    """Open the editor without loading the command line's libraries, or run the command that is named."""
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == 1 and _is_film(arguments[0])):
        raise SystemExit(open_editor(Path(arguments[0]) if arguments else None))
    from studio.commands.table import run as run_command

    run_command()


def open_editor(film: Path | None, begun: Callable[[MainWindow], None] | None = None) -> int:
    """Show the window until it is closed; `begun` is told of it once it is shown."""
    gc.disable()  # a start makes nothing but what stays, and from then on the window collects by itself: a tenth faster
    from studio.app import run

    return run(film, begun)


def _is_film(argument: str) -> bool:
    path = Path(argument)
    return path.suffix == ".storyreel" or path.name == "film.json" or path.is_dir()

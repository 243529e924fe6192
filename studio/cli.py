"""`storyreel`: the editor for a film or nothing, else a command."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Open the editor without loading the command line's libraries, or run the command that is named."""
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == 1 and _is_film(arguments[0])):
        from studio.app import run as open_editor

        raise SystemExit(open_editor(Path(arguments[0]) if arguments else None))
    from studio.commands.table import run as run_command

    run_command()


def _is_film(argument: str) -> bool:
    path = Path(argument)
    return path.suffix == ".storyreel" or path.name == "film.json" or path.is_dir()

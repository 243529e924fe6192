"""The window to be measured, started as a user starts it: `python -m studio.bench.inside NAME FILM`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli import open_editor

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow


def main(name: str, film: Path) -> int:
    """Open the film, measure, tell, close."""
    return open_editor(film, partial(_begin, name))


def _begin(name: str, window: MainWindow) -> None:
    from studio.bench.desk import measure_when_painted  # once the window is there, so that its start is not slowed

    measure_when_painted(window, name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))

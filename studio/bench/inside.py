"""The window to be measured, started as a user starts it: `python -m studio.bench.inside NAME FILM SCALE`."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli import open_editor

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow


def main(name: str, film: Path, scale: str) -> int:
    """Open the film, measure, tell, close."""
    return open_editor(film, partial(_begin, name, scale))


def _begin(name: str, scale: str, window: MainWindow) -> None:
    # Once the window is there, so that its start is not slowed.
    from studio.bench.desk import measure_when_painted
    from studio.bench.scale import Scale

    measure_when_painted(window, name, Scale(**json.loads(scale)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))

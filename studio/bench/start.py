"""From the command to the painted window."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from studio.bench.film import Figures, make_film
from studio.storage.folder import FilmFolder

# Runs in a process of its own, as a user starts it; ends once the film's window has been painted.
PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from studio.app import make_window
app = QApplication(sys.argv[:1])
window = make_window(app)
window.show()
window.film_opened.connect(lambda path: (window.repaint(), QTimer.singleShot(0, window.close)))
window.open_film(Path(sys.argv[1]))
app.exec()
assert "torch" not in sys.modules
"""


def measure_start(folder: Path) -> Figures:
    """The best of three starts with a film of 100 shots."""
    path = folder / "bench.storyreel"
    FilmFolder.create(path, make_film(100)).close()
    taken: list[float] = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", PROGRAM, str(path)], check=True)
        taken.append(time.perf_counter() - began)
    return [("window painted, 100 shots, until it is closed again", min(taken), "s", 0.6)]

"""Photographs the window with the sample film, both themes, at the scale that QT_SCALE_FACTOR sets."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTLE_MS = 4000


def main() -> None:
    """One process a picture, because Qt reads the scale once."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots"
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        film = Path(home) / "sample.storyreel"
        environment = os.environ | {f"XDG_{name}_HOME": home for name in ("DATA", "CONFIG", "CACHE", "STATE")}
        storyreel = [sys.executable, "-m", "studio"]
        for command in (["new", str(film), "--template", "small-light"], ["render", str(film)]):
            subprocess.run([*storyreel, *command], check=True, env=environment)
        for theme in ("dark", "light"):
            for scale in ("1", "2"):
                picture = out / f"window-{theme}-{scale}x.png"
                command = [sys.executable, __file__, "--shoot", str(film), theme, str(picture)]
                platform = {} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"}
                subprocess.run(command, check=True, env=environment | platform | {"QT_SCALE_FACTOR": scale})


def shoot(film: Path, theme: str, picture: Path) -> None:
    """Open the film, wait until its pictures are there, and save what the window shows."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from studio.app import make_window
    from studio.core.project import find_shot

    app = QApplication(sys.argv[:1])
    window = make_window(app)
    settings = window.settings
    settings.set(type(settings.value)(theme="light" if theme == "light" else "dark"))
    window.show()

    def save() -> None:
        window.grab().save(str(picture))
        window.close()

    def pose(_: Path) -> None:
        assert window.desk is not None
        shots = list(window.desk.document.project.shots)
        window.desk.session.shot.set(find_shot(window.desk.document.project, shots[2].id).id)
        window.desk.session.playhead.set(shots[0].frames + shots[1].frames + 40)
        QTimer.singleShot(SETTLE_MS, save)

    window.film_opened.connect(pose)
    QTimer.singleShot(0, partial(window.open_film, film))
    app.exec()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--shoot"]:
        shoot(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
    else:
        main()

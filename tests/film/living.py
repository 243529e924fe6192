"""A window that edits and renders by itself until it is killed, telling what it has shown. Run by `test_kills.py`."""

from __future__ import annotations

import os
import random
import sys
import time
from itertools import count
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from studio.app import make_window
from studio.core.edits.board import set_shot
from studio.core.ids import ShotId
from studio.core.jobs import is_open
from studio.core.project import Project, Take
from studio.ui.desk import Desk
from studio.ui.main_window import MainWindow


def tell(kind: str, what: object) -> None:
    """One line: what was shown, and when."""
    os.write(1, f"{kind} {what} {time.monotonic()}\n".encode())


class Life:
    """Edits at random moments; renders a shot whenever nothing renders."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window, self.dice = window, random.Random(seed)
        self.timer = QTimer(window)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.go_on)

    @property
    def desk(self) -> Desk:
        assert self.window.desk is not None
        return self.window.desk

    def begin(self, _: object) -> None:
        """The film is open."""
        film = self.desk.document.project
        self.numbers = count(read_number(film) + 1)
        self.desk.queue.take_made.connect(self.tell_take)
        tell("begun", read_number(film))
        self.go_on()

    def go_on(self) -> None:
        """One edit, and a render where none runs."""
        number = next(self.numbers)
        shots = list(self.desk.document.project.shots)
        self.desk.document.apply("Write", lambda film: set_shot(film, shots[0].id, action=str(number)))
        tell("edit", number)
        if not any(is_open(job) for job in self.desk.queue.queue.value.jobs):
            self.desk.ordering.render(self.dice.choice(shots).id)
            tell("job", self.desk.queue.queue.value.jobs[-1].id)
        self.timer.start(self.dice.randrange(2, 120))

    def tell_take(self, shot: ShotId, take: Take) -> None:
        """A take is done."""
        tell("take", take.id)


def read_number(film: Project) -> int:
    """Which edit of the first shot's action the film has."""
    return int(next(film.shots).action)


def main(path: Path, seed: int) -> None:
    """Live until killed."""
    app = QApplication([])
    window = make_window(app)
    life = Life(window, seed)
    window.film_opened.connect(life.begin)
    window.show()
    window.open_film(path)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""What is measured inside the window's own process: `python -m studio.bench.inside NAME FILM`."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from studio.app import make_window
from studio.bench.figures import Figure, percentile, time_ms
from studio.bench.pictures import BareSeeker
from studio.bench.timeline import measure_timeline
from studio.core.jobs import is_open
from studio.ui.desk import Desk
from studio.ui.main_window import MainWindow

SCRUBS = 60
TICK_MS = 5
PLAY_SECONDS, RENDER_SECONDS, SETTLE_SECONDS = 5.0, 20.0, 1.0


def measure_start(app: QApplication, desk: Desk) -> list[Figure]:
    """That the film is painted is all; the one who started the window holds the clock."""
    if "torch" in sys.modules:
        raise RuntimeError("the window imports torch")
    return []


def measure_scrub(app: QApplication, desk: Desk) -> list[Figure]:
    """From a random position of the playhead to the painted picture, and the same frames by PyAV alone."""
    desk.player.set_scale(1.0)
    _wait(app, lambda: desk.player.viewer.image() is not None)
    project, pick = desk.document.project, random.Random(1)
    frames = pick.sample(range(project.timeline.frames), SCRUBS)
    painted = [time_ms(lambda frame=frame: _seek(app, desk, frame)) for frame in frames]
    takes = [desk.folder.path / shot.take.path for shot in project.shots if shot.take]
    seekers = [BareSeeker(take) for take in takes]
    length = project.timeline.frames // len(takes)
    bare = [time_ms(lambda at=frame: seekers[at // length].seek(at % length / project.frame_rate)) for frame in frames]
    for seeker in seekers:
        seeker.close()
    return [
        Figure(what="random seek to the painted frame, median", value=percentile(painted, 50), unit="ms"),
        Figure(what="random seek to the painted frame, p95", value=percentile(painted, 95), unit="ms", most=30),
        Figure(
            what="against PyAV alone, median", value=percentile(painted, 50) / percentile(bare, 50), unit="×", most=1.3
        ),
    ]


def _seek(app: QApplication, desk: Desk, frame: int) -> None:
    viewer = desk.player.viewer
    image = viewer.image()
    before = image.cacheKey() if image else 0
    desk.session.playhead.set(frame)
    _wait(app, lambda: (shown := viewer.image()) is not None and shown.cacheKey() != before)
    viewer.repaint()


def measure_playback(app: QApplication, desk: Desk) -> list[Figure]:
    """How many frames of a dissolve at half size are shown in their time."""
    desk.player.set_scale(0.5)
    project = desk.document.project
    _wait(app, lambda: desk.player.viewer.image() is not None)
    desk.session.speed.set(1.0)
    end = time.monotonic() + min(PLAY_SECONDS, project.timeline.frames / float(project.frame_rate))
    _wait(app, lambda: time.monotonic() > end or not desk.session.speed.value)
    desk.session.speed.set(0.0)
    played = desk.player.played
    return [
        Figure(what="1080p24 with a dissolve at half size, shown", value=played.shown, unit="frames"),
        Figure(what="dropped", value=played.missed, unit="frames", most=0),
    ]


def measure_rendering(app: QApplication, desk: Desk) -> list[Figure]:
    """How late a timer of 5 ms comes while every shot renders."""
    opened = time.monotonic()
    _wait(app, lambda: time.monotonic() > opened + SETTLE_SECONDS)  # opening is another measurement
    late: list[float] = []
    clock = QElapsedTimer()

    def tick() -> None:
        late.append(max(0.0, clock.nsecsElapsed() / 1e6 - TICK_MS))
        clock.restart()

    timer = QTimer(desk)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    for shot in desk.document.project.shots:
        desk.render_shot(shot.id)
    clock.start()
    timer.start(TICK_MS)
    end = time.monotonic() + RENDER_SECONDS
    jobs = desk.queue.queue
    while time.monotonic() < end and any(is_open(job) for job in jobs.value.jobs):
        app.processEvents()
        time.sleep(0.0005)
    timer.stop()
    desk.queue.cancel_all()
    return [
        Figure(what="events late while rendering, p99", value=percentile(late, 99), unit="ms", most=16),
        Figure(what="events late while rendering, worst", value=max(late), unit="ms", most=50),
    ]


def _wait(app: QApplication, is_done: Callable[[], bool]) -> None:
    """Let the window live until then."""
    while not is_done():
        app.processEvents()
        time.sleep(0.0002)


class FirstPainting(QObject):
    """Tells when a widget has been painted for the first time."""

    done = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The painting itself goes on; it is through when the event loop has its turn again."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.done)
        return False


MEASURES: dict[str, Callable[[QApplication, Desk], list[Figure]]] = {
    "start": measure_start,
    "timeline": measure_timeline,
    "scrub": measure_scrub,
    "playback": measure_playback,
    "rendering": measure_rendering,
}


def _measure(app: QApplication, window: MainWindow, desk: Desk, name: str) -> None:
    tell(MEASURES[name](app, desk))
    window.close()


def tell(figures: list[Figure]) -> None:
    """One line for the process that waits."""
    sys.stdout.write(json.dumps([asdict(figure) for figure in figures]) + "\n")
    sys.stdout.flush()


def main(name: str, path: Path) -> None:
    """Open the film, measure, tell, close."""
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    window = make_window(app)
    window.ended.connect(app.quit)

    def begin(_: Path) -> None:
        assert window.desk is not None
        painting = FirstPainting(window.desk.storyboard.view.viewport())
        painting.done.connect(partial(_measure, app, window, window.desk, name))

    window.film_opened.connect(begin)
    window.show()
    window.open_film(path)
    app.exec()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

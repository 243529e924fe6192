"""Photographs the window: every state, both themes, at 1x and 2x, in small and large windows, and with longer words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.curve import Curve, Key
from studio.core.ids import ClipId, GroupId, MarkerId, TrackId
from studio.core.project import CAST_COLOURS, Project
from studio.core.timeline import (
    Clip,
    Gap,
    Item,
    Marker,
    OfShot,
    Solid,
    Timeline,
    Title,
    Track,
    TrackKind,
    Transition,
    TransitionKind,
    place_clips,
    tidy,
)

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

ROOT = Path(__file__).parents[2]
SETTLE_MS = 3500
LONGER = 1.4
TITLES = ("A small light", "Three winters later, by the sea")
FAILING = "shot,action,seconds,backend\nFirst,A bell rings.,2,test_pattern\nSecond,It falls silent.,2,test_pattern\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One photograph: the window's state, look, size in points and scale."""

    state: str
    theme: str = "dark"
    scale: int = 1
    size: tuple[int, int] = (1440, 900)
    longer: bool = False
    high_contrast: bool = False

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        marks = "-longer" * self.longer + "-contrast" * self.high_contrast
        return f"{self.state}-{self.theme}-{self.size[0]}x{self.size[1]}-{self.scale}x{marks}"


PICTURES = (
    *(Picture(state="film", theme=theme, scale=scale) for theme in ("dark", "light") for scale in (1, 2)),
    *(
        Picture(state=state, theme=theme)
        for state in ("start", "empty", "cut", "rendering", "failed")
        for theme in ("dark", "light")
    ),
    *(Picture(state="busy", theme=theme, scale=scale) for theme in ("dark", "light") for scale in (1, 2)),
    Picture(state="busy", high_contrast=True),
    Picture(state="film", size=(1280, 800)),
    Picture(state="film", size=(2560, 1440)),
    Picture(state="film", theme="light", longer=True),
    Picture(state="film", high_contrast=True),
)


def main(wanted: str) -> None:
    """One process a picture, because Qt reads the scale once."""
    out = ROOT / "screenshots"
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {f"XDG_{name}_HOME": home for name in ("DATA", "CONFIG", "CACHE", "STATE")}
        make_films(Path(home), environment)
        for number, picture in enumerate(PICTURES):
            if wanted in picture.name:
                renew_films(Path(home))
                command = [sys.executable, __file__, "--shoot", home, str(number), str(out / f"{picture.name}.png")]
                platform = {} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"}
                scale = {"QT_SCALE_FACTOR": str(picture.scale)}
                subprocess.run(command, check=True, env=environment | platform | scale)
                print(out / f"{picture.name}.png")


def make_films(home: Path, environment: dict[str, str]) -> None:
    """The sample film with takes, an empty one, and one whose shots fail."""
    storyreel, made = [sys.executable, "-m", "studio"], home / "made"
    (home / "shots.csv").write_text(FAILING)
    for command in (
        ["new", str(made / "film"), "--template", "small-light"],
        ["render", str(made / "film.storyreel")],
        ["new", str(made / "empty")],
        ["new", str(made / "failed"), "--shots", str(home / "shots.csv")],
    ):
        subprocess.run([*storyreel, *command], check=True, env=environment, stdout=subprocess.DEVNULL)


def renew_films(home: Path) -> None:
    """The films as they were made: the window saves what a picture has it do."""
    shutil.rmtree(home / "films", ignore_errors=True)
    shutil.copytree(home / "made", home / "films")


def shoot(home: Path, picture: Picture, out: Path) -> None:
    """Bring the window into the state, wait until its pictures are there, and save what it shows."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from studio.app import make_window

    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    translator = lengthen(app) if picture.longer else None
    window = make_window(app)
    window.ended.connect(app.quit)
    settings = window.settings
    theme = "light" if picture.theme == "light" else "dark"
    settings.set(type(settings.value)(theme=theme, high_contrast=picture.high_contrast, recent=settings.value.recent))
    window.resize(*picture.size)
    window.show()

    def save() -> None:
        window.grab().save(str(out))
        window.close()

    def opened(_: Path) -> None:
        POSES[picture.state](window)
        QTimer.singleShot(SETTLE_MS, save)

    window.film_opened.connect(opened)
    if picture.state == "start":
        QTimer.singleShot(SETTLE_MS // 4, save)
    else:
        name = picture.state if picture.state in ("empty", "failed") else "film"
        QTimer.singleShot(0, partial(window.open_film, home / "films" / f"{name}.storyreel"))
    app.exec()
    del translator


def pose_film(window: MainWindow) -> None:
    """The third shot chosen, the playhead in it."""
    assert window.desk is not None
    shots = list(window.desk.document.project.shots)
    window.desk.session.shot.set(shots[2].id)
    window.desk.session.playhead.set(shots[0].frames + shots[1].frames + 40)


def pose_cut(window: MainWindow) -> None:
    """Arranged for cutting."""
    window.actions_table["arrange_cut"].trigger()
    pose_film(window)


def pose_busy(window: MainWindow) -> None:
    """The timeline alone, with all that it can show: selected, grouped, keyed, marked, too narrow to be named."""
    from studio.core.edits.points import Range

    assert window.desk is not None
    desk = window.desk
    desk.docks.show("timeline")
    desk.timeline.view.setFocus()
    desk.docks.toggle_maximised()
    desk.document.apply("Fill", fill_cut)
    desk.session.range.set(Range(begin=60, end=420))
    desk.session.playhead.set(150)
    desk.timeline.cutting.select([ClipId("shot-1"), ClipId("title-0"), ClipId("narrow-3"), ClipId("narrow-4")])
    desk.timeline.view.fit()


def fill_cut(film: Project) -> Project:
    """The film with tracks in every state, sources and transitions of every kind, keys, speeds and markers."""
    shots, clips = list(film.shots), list(place_clips(film.timeline.tracks[0]))
    fade = Curve(keys=(Key(frame=0, value=0.2), Key(frame=24, value=1.0), Key(frame=60, value=0.6)))
    note = Marker(id=MarkerId("m"), frame=20, frames=16, text="Look here", colour=CAST_COLOURS[3])
    looks: list[dict[str, Any]] = [
        {"opacity": fade},
        {"group": GroupId("g"), "markers": (note, replace(note, id=MarkerId("n"), frame=50, frames=0, colour=""))},
        {"speed": Fraction(2), "group": GroupId("g")},
        {"gain": fade},
        {"speed": Fraction(1, 2), "gain": 0.5},
    ]
    row: list[Item] = []
    for number, kind in enumerate(TransitionKind):
        source = OfShot(shot=shots[number % len(shots)].id)
        row.append(Clip(id=ClipId(f"shot-{number}"), source=source, frames=84, **looks[number]))
        row.append(Transition(frames=16, kind=kind))
    row.append(Clip(id=ClipId("shot-4"), source=OfShot(shot=shots[0].id), frames=84, **looks[4]))
    red, blue = Solid(colour="#7A2E2E"), Solid(colour="#2E4A7A")
    titles = [Clip(id=ClipId(f"title-{n}"), source=Title(text=text), frames=70) for n, text in enumerate(TITLES)]
    narrow = [Clip(id=ClipId(f"narrow-{n}"), source=(red, blue)[n % 2], frames=7) for n in range(9)]
    again = [replace(clip, id=ClipId(f"{number}-{clip.id}")) for number in range(4) for clip, _ in clips[:2]]
    lists: list[tuple[dict[str, Any], Sequence[Item]]] = [
        ({"name": "V1"}, row),
        ({"name": "Titles"}, [Gap(frames=24), titles[0], Gap(frames=40), titles[1], Transition(frames=12)]),
        ({"name": "Colours"}, [Clip(id=ClipId("red"), source=red, frames=60), Gap(frames=20), *narrow]),
        ({"name": "Locked", "locked": True, "synced": False}, again[:2]),
        ({"name": "Hidden", "hidden": True}, again[2:4]),
        ({"name": "Voices", "kind": TrackKind.AUDIO, "solo": True}, [Gap(frames=50), *again[4:5]]),
        ({"name": "Music with a long name", "kind": TrackKind.AUDIO, "muted": True}, again[6:8]),
    ]
    tracks = tuple(
        Track(id=TrackId(f"t{number}"), items=tidy(items), **fields) for number, (fields, items) in enumerate(lists)
    )
    markers = tuple(
        Marker(id=MarkerId(f"f{frame}"), frame=frame, text=text) for frame, text in ((90, "Rain begins"), (300, ""))
    )
    return replace(film, timeline=Timeline(tracks=tracks, markers=markers))


def pose_rendering(window: MainWindow) -> None:
    """Every shot renders anew, slowly."""
    from studio.core.edits.film import set_film
    from studio.core.request import Setting

    assert window.desk is not None
    slow = (Setting(name="delay_seconds", value=0.05),)
    window.desk.document.apply("Slow", lambda film: set_film(film, backend="test_pattern", settings=slow))
    window.desk.docks.show("queue")
    window.actions_table["render_all"].trigger()
    pose_film(window)


def pose_failed(window: MainWindow) -> None:
    """A shot that fails."""
    from studio.core.edits.film import set_film
    from studio.core.request import Setting

    assert window.desk is not None
    fails = (Setting(name="fail_at_frame", value=6),)
    window.desk.document.apply("Fail", lambda film: set_film(film, settings=fails))
    window.actions_table["render_all"].trigger()
    window.desk.session.shot.set(next(window.desk.document.project.shots).id)


def pose_nothing(window: MainWindow) -> None:
    """As it opens."""


POSES: dict[str, Callable[[MainWindow], None]] = {
    "film": pose_film,
    "cut": pose_cut,
    "busy": pose_busy,
    "rendering": pose_rendering,
    "failed": pose_failed,
    "empty": pose_nothing,
}


def lengthen(app: object) -> object:
    """A translator that makes every text longer, as another language may. It lives as long as it is held."""
    from PySide6.QtCore import QCoreApplication, QTranslator

    class Longer(QTranslator):
        def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:
            return sourceText + "·" * round(len(sourceText) * (LONGER - 1))

        def isEmpty(self) -> bool:
            return False

    longer = Longer()
    QCoreApplication.installTranslator(longer)
    return longer


if __name__ == "__main__":
    if sys.argv[1:2] == ["--shoot"]:
        shoot(Path(sys.argv[2]), PICTURES[int(sys.argv[3])], Path(sys.argv[4]))
    else:
        main(sys.argv[1] if len(sys.argv) > 1 else "")

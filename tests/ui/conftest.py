"""What tests of the window share."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.api import BackendEntry, Forecast
from studio.app import make_window
from studio.core.capabilities import Capabilities, Option, OptionKind
from studio.core.edits.takes import add_take
from studio.core.ids import CharacterId, ImageId, SceneId, ShotId, TakeId
from studio.core.image import Image, ImageRole, Reference
from studio.core.jobs import Queue
from studio.core.plan import plan
from studio.core.project import CAST_COLOURS, Character, Line, Project, Scene, Shot, Take
from studio.core.recipe import Recipe
from studio.core.shotlist import add_rows, read_shot_list
from studio.storage.folder import FilmFolder
from studio.storage.fresh import fresh_id
from studio.store import Store
from studio.ui.actions import Actions
from studio.ui.appearance import apply_theme
from studio.ui.background import Background
from studio.ui.desk import Desk
from studio.ui.document import Document
from studio.ui.main_window import MainWindow
from studio.ui.pictures import Thumbnails
from studio.ui.previews import Previews
from studio.ui.session import Session
from studio.ui.storyboard.standings import Standings
from studio.ui.theme import DARK


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[None]:
    """The application in the dark theme, and plain again afterwards."""
    apply_theme(qapp, DARK)
    yield
    qapp.setStyleSheet("")
    qapp.setProperty("theme", None)


def _never_loaded() -> NoReturn:
    raise AssertionError("a panel needs no backend's code")


_OPTIONS = (
    Option(name="captions", label="Captions", kind=OptionKind.SWITCH, default=True),
    Option(name="steps", label="Steps", kind=OptionKind.NUMBER, default=8, least=1, most=50),
    Option(name="guidance", label="Guidance", kind=OptionKind.NUMBER, default=3.5, least=0, most=10),
    Option(name="style", label="Style", kind=OptionKind.CHOICE, default="natural", choices=("natural", "drawn")),
    Option(name="negative", label="Leave out", kind=OptionKind.TEXT, default=""),
)
_ABLE = Capabilities(
    references=3,
    characters=2,
    first_frame=True,
    last_frame=True,
    continuation=True,
    most_frames=240,
    citation="{name} [Image {number}]",
    options=_OPTIONS,
)


def _make_backend(id_: str, name: str, capabilities: Capabilities) -> BackendEntry:
    return BackendEntry(
        id=id_,
        name=name,
        version="1",
        description=f"{name} for tests.",
        licence="Apache-2.0",
        isolate=False,
        capabilities=capabilities,
        load=_never_loaded,
        forecast=lambda request: Forecast(seconds=request.frames, memory_bytes=1 << (40 if id_ == "narrow" else 20)),
    )


@pytest.fixture
def backends() -> tuple[BackendEntry, ...]:
    """`plain`, the default, with an option of each kind; and `narrow`, which takes little."""
    narrow = Capabilities(references=1, characters=1, most_frames=48)
    return _make_backend("plain", "Plain", _ABLE), _make_backend("narrow", "Narrow", narrow)


@pytest.fixture
def film(tmp_path: Path) -> Project:
    """Ada (red, two images) and the Quay (blue, a place); scene Door with shots a, b, c and scene Rain with d.

    Shot b has two takes, whose files are not there.
    """
    images = tuple(
        _draw(tmp_path, name, colour, side)
        for name, colour, side in (("face", "#ff0000", 600), ("coat", "#00ff00", 300), ("quay", "#0000ff", 600))
    )
    face, coat, quay = (image.id for image in images)
    ada = Character(
        id=CharacterId("ada"),
        name="Ada",
        references=(Reference(image=face), Reference(image=coat, role=ImageRole.OUTFIT)),
        colour=CAST_COLOURS[0],
    )
    place = Character(
        id=CharacterId("quay"),
        name="Quay",
        references=(Reference(image=quay, role=ImageRole.PLACE),),
        colour=CAST_COLOURS[5],
    )
    a, b, c, d = (Shot(id=ShotId(letter), name=f"Shot {letter}", frames=48) for letter in "abcd")
    a = replace(a, action="@Ada opens the door on the @Quay.", dialogue=(Line(speaker=ada.id, text="Who is it?"),))
    project = Project(
        name="Film",
        width=320,
        height=180,
        cast=(ada, place),
        images=images,
        scenes=(
            Scene(id=SceneId("door"), name="Door", shots=(a, b, c)),
            Scene(id=SceneId("rain"), name="Rain", shots=(d,)),
        ),
    )
    for seed in (7, 8):
        request = plan(project, b, "plain", _ABLE, seed)
        take = Take(
            id=TakeId(f"b{seed}"),
            request=request,
            recipe=Recipe(backend_version="1"),
            path=f"takes/b{seed}.mov",
            sha256="",
            frames=48,
            seconds_taken=1.5,
            made="2026-11-21T12:00:00Z",
        )
        project = add_take(project, b.id, take)
    return project


def _draw(folder: Path, name: str, colour: str, side: int) -> Image:
    path = folder / "images" / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    picture = QImage(side, side, QImage.Format.Format_RGB32)
    picture.fill(QColor(colour))
    assert picture.save(str(path))
    return Image(
        id=ImageId(name), name=path.name, path=f"images/{path.name}", sha256=name, width_px=side, height_px=side
    )


@pytest.fixture
def background() -> Iterator[Background]:
    """Closed at the end of the test."""
    made = Background()
    yield made
    made.close()


@pytest.fixture
def document(film: Project) -> Document:
    return Document(film)


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def actions(qapp: QApplication, dark: None) -> Iterator[Actions]:
    home = QObject()
    yield Actions(home)
    home.deleteLater()


@pytest.fixture
def queue() -> Store[Queue]:
    return Store(Queue())


@pytest.fixture
def previews() -> Previews:
    return Previews()


@pytest.fixture
def thumbnails(tmp_path: Path, background: Background) -> Thumbnails:
    return Thumbnails(tmp_path, background)


@pytest.fixture
def standings(document: Document, queue: Store[Queue], backends: tuple[BackendEntry, ...]) -> Standings:
    return Standings(document, queue, backends, "plain")


_LIST = "shot,action,seconds,backend\nFirst,A,0.5,test_pattern\nSecond,B,0.25,test_pattern\n"


@pytest.fixture
def new_film(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a film of that name on disk, with two shots of the test pattern."""

    def make(name: str) -> Path:
        path = tmp_path / f"{name}.storyreel"
        empty = Project(name=name, width=320, height=180)
        FilmFolder.create(path, add_rows(empty, read_shot_list(_LIST, "list"), fresh_id, "list")).close()
        return path

    return make


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """The whole window, shown, without a film."""
    made = make_window(qapp)
    made.show()
    yield made
    if made.isVisible():
        with qtbot.waitSignal(made.ended):
            made.close()
    made.deleteLater()


@pytest.fixture
def enter(qtbot: QtBot, window: MainWindow) -> Callable[[Path], Desk]:
    """Opens a film in the window."""

    def open_film(path: Path) -> Desk:
        with qtbot.waitSignal(window.film_opened):
            window.open_film(path)
        assert window.desk is not None
        return window.desk

    return open_film

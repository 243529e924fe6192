"""The player: what is seen and heard when, by the numbers in the pictures and by a sound device made for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from studio.core.edits.board import add_scene
from studio.core.edits.cut import delete_clips, set_clip
from studio.core.edits.points import Range
from studio.core.edits.takes import add_take, choose_take
from studio.core.edits.trims import trim_end
from studio.core.ids import ClipId, SceneId, ShotId
from studio.core.project import Project, Scene, Shot, find_shot
from studio.media.bars import read_bars
from studio.media.mix import Mixer
from studio.paths import bundled_plugins_folder
from studio.plugins import find_plugins
from studio.render.batch import list_requests
from studio.render.engines import Engines
from studio.storage.folder import FilmFolder
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.player.clock import Clock
from studio.ui.player.composing import ComposeThread
from studio.ui.player.framing import Framing, move_by, place, zoom_to
from studio.ui.player.kept import Kept, find_spans
from studio.ui.player.meter import to_decibels
from studio.ui.player.panel import PlayerPanel
from studio.ui.player.route import Route, plan_route
from studio.ui.player.scopes import draw_scopes
from studio.ui.player.sound import Samples, SoundDevice, SoundLostError, SoundThread
from studio.ui.player.source import read_marks, write_marks
from studio.ui.player.timecode import complete_timecode
from studio.ui.player.viewer import Split, Viewer, fit_frame
from studio.ui.previews import Previews
from studio.ui.session import Session

RATE = 48_000
FIRST, SECOND = 24, 12  # frames of the two shots
LENGTH = FIRST + SECOND
ROOM = 9600


class FakeDevice:
    """Hears what it is given, at a speed of its own; gets lost when it is told to."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.starts = 0
        self.is_lost = False
        self.is_running = False
        self.blocks: list[Samples] = []
        self._begun = 0.0
        self._held: int | None = None

    def hold(self) -> None:
        """Stand still, as a device does whose server hangs."""
        self._held = self.played()

    def start(self) -> None:
        self.starts += 1
        self.blocks = []
        self.is_running = True
        self._begun = perf_counter()

    def room(self) -> int:
        return ROOM - (self.written - self.played())

    def write(self, samples: Samples) -> None:
        assert len(samples) <= self.room()
        self.blocks = [*self.blocks, samples]

    def played(self) -> int:
        if self.is_lost:
            raise SoundLostError("pulled out")
        if self._held is not None:
            return self._held
        return min(self.written, int((perf_counter() - self._begun) * RATE * self.speed))

    def stop(self) -> None:
        self.is_running = False

    @property
    def written(self) -> int:
        return sum(len(block) for block in self.blocks)

    @property
    def sound(self) -> Samples:
        return np.concatenate([np.zeros((0, 2), np.float32), *self.blocks])


def no_device() -> SoundDevice:
    raise SoundLostError("there is none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A player with all that it needs."""

    folder: Path
    document: Document
    session: Session
    actions: Actions
    previews: Previews
    panel: PlayerPanel

    def shown(self) -> int:
        """The number in the picture that is shown; -1 when there is none."""
        image = self.panel.viewer.image()
        return -1 if image is None else number_of(image)


class Enter(Protocol):
    def __call__(
        self,
        device: SoundDevice | None = None,
        change: Callable[[Project], Project] | None = None,
        read_only: bool = False,
    ) -> Stage: ...


def number_of(image: QImage) -> int:
    """The number that the bars of a picture hold."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return read_bars(pixels[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3))


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Project]:
    """A film of two shots, `one` of 24 frames and `two` of 12, rendered by the test pattern."""
    path = tmp_path_factory.mktemp("film") / "rain.storyreel"
    shots = (Shot(id=ShotId("one"), name="One", frames=FIRST), Shot(id=ShotId("two"), name="Two", frames=SECOND))
    film = add_scene(Project(name="Rain", width=320, height=180), Scene(id=SceneId("s"), name="S", shots=shots))
    FilmFolder.create(path, film).close()
    entry = find_plugins([bundled_plugins_folder()]).backend("test_pattern")
    engines = Engines(path)
    for shot in shots:
        (request,) = list_requests(film, shot, entry, 1)
        film = add_take(film, shot.id, engines.make(entry, request, shot.id, Event(), lambda event: None))
    engines.close()
    return path, film


@pytest.fixture
def enter(
    qtbot: QtBot, rendered: tuple[Path, Project], actions: Actions, session: Session, background: Background
) -> Iterator[Enter]:
    """Opens a player, without sound unless a device is given."""
    threads: list[ComposeThread | SoundThread] = []

    def make(
        device: SoundDevice | None = None, change: Callable[[Project], Project] | None = None, read_only: bool = False
    ) -> Stage:
        folder, film = rendered
        document = Document(change(film) if change else film, read_only=read_only)
        composing = ComposeThread(folder)
        sound = SoundThread(folder, no_device if device is None else lambda: device)
        threads.extend((composing, sound))
        previews = Previews()
        panel = PlayerPanel(document, session, actions, composing, sound, previews, background, folder, 1.0)
        qtbot.addWidget(panel)
        panel.addActions([actions[name] for name in ("shuttle_back", "shuttle_stop", "shuttle_on", "full_screen")])
        panel.resize(640, 480)
        panel.show()
        composing.start()
        sound.start()
        return Stage(folder=folder, document=document, session=session, actions=actions, previews=previews, panel=panel)

    yield make
    session.speed.set(0.0)
    for thread in threads:
        thread.close()


def watch_playhead(stage: Stage) -> list[int]:
    """The frames that the playhead comes by from now on."""
    seen: list[int] = []

    def note(before: int, after: int) -> None:
        seen.append(after)

    stage.session.playhead.changed.connect(note)
    return seen


def wait_for_end(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: not stage.session.speed.value, timeout=20_000)


# --- what is seen ---------------------------------------------------------------------------------------------------


def test_the_frame_at_the_playhead_is_shown(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    for frame, number in ((5, 5), (30, 30 - FIRST), (23, 23), (24, 0)):
        stage.session.playhead.set(frame)
        qtbot.waitUntil(lambda number=number: stage.shown() == number)


def test_playing_shows_the_frames_in_order_and_stops_at_the_last(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    numbers: list[int] = []

    def note(before: int, after: int) -> None:
        numbers.append(stage.shown())

    stage.session.playhead.changed.connect(note)
    steps = watch_playhead(stage)
    stage.actions["play"].trigger()
    wait_for_end(qtbot, stage)
    assert steps[-1] == LENGTH - 1
    assert steps == sorted(set(steps))
    of_second = numbers.index(next((each for each in numbers if each < numbers[0]), numbers[-1]))
    assert numbers[:of_second] == sorted(numbers[:of_second])
    assert stage.panel.played.shown > 0
    assert stage.panel.played.shown + stage.panel.played.missed == LENGTH
    qtbot.waitUntil(lambda: stage.shown() == SECOND - 1)


def has_width(stage: Stage, width: int) -> bool:
    image = stage.panel.viewer.image()
    return image is not None and image.width() == width


def test_a_picture_is_made_as_large_as_it_is_shown(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    qtbot.waitUntil(lambda: has_width(stage, 320))  # there is room for more, but the film has no more
    stage.panel.viewer.setFixedSize(200, 180)
    qtbot.waitUntil(lambda: has_width(stage, 200))
    stage.actions["picture_whole"].trigger()
    qtbot.waitUntil(lambda: has_width(stage, 320))
    stage.panel.header.zoom.choices[0.5].trigger()
    qtbot.waitUntil(lambda: has_width(stage, 160))


def test_quality_counts_while_the_film_plays(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    wanted: list[float] = []
    stage.panel.scale_wanted.connect(wanted.append)
    stage.panel.header.scale.choices[0.25].trigger()
    assert wanted == [0.25]
    stage.panel.set_scale(0.25)
    assert stage.panel.header.scale.text() == "Quarter"
    qtbot.waitUntil(lambda: has_width(stage, 320))
    stage.actions["loop"].setChecked(True)
    stage.actions["play"].trigger()
    qtbot.waitUntil(lambda: has_width(stage, 80))
    stage.panel.set_scale(0.5)
    qtbot.waitUntil(lambda: has_width(stage, 160))
    stage.actions["play"].trigger()
    qtbot.waitUntil(lambda: has_width(stage, 320))


def test_the_wheel_zooms_at_the_mouse_and_a_drag_moves_the_picture(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    viewer = stage.panel.viewer
    viewer.setFixedSize(320, 180)
    stage.session.playhead.set(21)  # whose bars are not all alike
    qtbot.waitUntil(lambda: stage.shown() == 21)
    whole = viewer.grab().toImage()
    middle = QPointF(160, 90)
    send_wheel(viewer, middle, 120, Qt.KeyboardModifier.NoModifier)
    assert viewer.zoom() is None
    for _ in range(3):
        send_wheel(viewer, middle, 120, Qt.KeyboardModifier.ControlModifier)
    assert viewer.zoom() == pytest.approx(1.25**3)
    near = viewer.grab().toImage()
    assert near != whole
    for button in (Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton):
        qtbot.mousePress(viewer, button, pos=QPoint(200, 100))
        qtbot.mouseMove(viewer, QPoint(100, 60))
        qtbot.mouseRelease(viewer, button, pos=QPoint(100, 60))
    assert viewer.grab().toImage() != near
    assert stage.panel.header.zoom.text() == f"{round(1.25**3 * 100)} %"
    stage.actions["picture_fit"].trigger()
    assert stage.panel.header.zoom.text() == "Fit"
    assert viewer.grab().toImage() == whole


def send_wheel(viewer: Viewer, at: QPointF, turn: int, keys: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        at,
        viewer.mapToGlobal(at),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewer, event)


FILM, ROOM_PX = QSizeF(320, 180), QRectF(0, 0, 640, 480)


@given(x=st.floats(0, 640), y=st.floats(0, 360), zoom=st.floats(2, 16))
def test_the_point_under_the_mouse_stays_while_zooming(x: float, y: float, zoom: float) -> None:
    at = QPointF(x, y)
    room = QRectF(0, 0, 640, 360)  # that the picture fills: nowhere else it has to keep off an empty edge
    before = place(Framing(), FILM, room)
    after = place(zoom_to(Framing(), zoom, FILM, room, at), FILM, room)
    assert after.width() == pytest.approx(320 * zoom)
    assert (x - before.left()) / before.width() == pytest.approx((x - after.left()) / after.width(), abs=1e-6)
    assert (y - before.top()) / before.height() == pytest.approx((y - after.top()) / after.height(), abs=1e-6)


@given(x=st.floats(-9999, 9999), y=st.floats(-9999, 9999), zoom=st.floats(0.1, 16))
def test_no_edge_is_empty_that_the_picture_could_fill(x: float, y: float, zoom: float) -> None:
    framing = zoom_to(Framing(), zoom, FILM, ROOM_PX, ROOM_PX.center())
    moved = move_by(framing, QPointF(x, y), FILM, ROOM_PX)
    lies = place(moved, FILM, ROOM_PX)
    assert moved.zoom == framing.zoom
    for low, high, length in ((lies.left(), lies.right(), 640), (lies.top(), lies.bottom(), 480)):
        if high - low <= length:
            assert low + high == pytest.approx(length, abs=1e-6)
        else:
            assert low <= 1e-6
            assert high >= length - 1e-6


@pytest.mark.parametrize(
    ("room", "most", "size"),
    [((3000, 3000), 1.0, (1920, 1080)), ((3000, 3000), 0.5, (960, 540)), ((440, 400), 0.5, (440, 248))],
)
def test_fit_frame(room: tuple[int, int], most: float, size: tuple[int, int]) -> None:
    assert fit_frame((1920, 1080), room, most) == size


def test_a_cut_without_pictures_says_so(enter: Enter) -> None:
    stage = enter(change=lambda film: delete_clips(film, [ClipId("c-one"), ClipId("c-two")]))
    assert "The cut is empty" in stage.panel.viewer.note()
    stage.actions["play"].trigger()
    assert stage.session.speed.value == 0


def test_a_gap_says_so_while_nothing_plays(qtbot: QtBot, enter: Enter) -> None:
    stage = enter(change=lambda film: delete_clips(film, [ClipId("c-one")]))
    assert "gap" in stage.panel.viewer.note()
    stage.session.speed.set(1.0)
    assert stage.panel.viewer.note() == ""
    stage.session.speed.set(0.0)
    stage.session.playhead.set(FIRST)
    assert stage.panel.viewer.note() == ""
    qtbot.waitUntil(lambda: stage.shown() == 0)


def test_a_damaged_take_is_named_until_another_picture_is_there(qtbot: QtBot, enter: Enter) -> None:
    def damage(film: Project) -> Project:
        two = find_shot(film, ShotId("two"))
        assert two.take is not None
        broken = replace(two.take, path="film.json")
        scenes = (replace(film.scenes[0], shots=(film.scenes[0].shots[0], replace(two, takes=(broken,)))),)
        return replace(film, scenes=scenes)

    stage = enter(change=damage)
    qtbot.waitUntil(lambda: stage.shown() == 0)
    stage.session.playhead.set(FIRST)
    qtbot.waitUntil(lambda: "film.json" in stage.panel.viewer.note())
    stage.session.playhead.set(3)
    qtbot.waitUntil(lambda: stage.panel.viewer.note() == "" and stage.shown() == 3)


def test_a_shot_that_renders_is_seen_as_it_comes(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    qtbot.waitUntil(lambda: stage.shown() == 0)
    stage.previews.show(ShotId("one"), np.full((90, 160, 3), (200, 40, 0), np.uint8))
    viewer = stage.panel.viewer
    middle = QPoint(viewer.width() // 2, viewer.height() // 2)
    assert viewer.grab().toImage().pixelColor(middle).name() == "#c82800"
    stage.session.playhead.set(FIRST)
    assert viewer.grab().toImage().pixelColor(middle).red() in (0, 255)
    stage.session.playhead.set(0)
    stage.previews.drop(ShotId("one"))
    assert viewer.grab().toImage().pixelColor(middle).red() in (0, 255)


def test_safe_areas_lie_over_the_picture(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    viewer = stage.panel.viewer
    viewer.setFixedSize(320, 180)
    qtbot.waitUntil(lambda: stage.shown() == 0)
    before = viewer.grab().toImage()
    stage.actions["safe_areas"].trigger()
    after = viewer.grab().toImage()
    changed = [x for x in range(160) if before.pixelColor(x, 80) != after.pixelColor(x, 80)]
    assert min(changed) in range(9, 13)  # 3.5 % of 320 px
    assert max(changed) in range(15, 19)  # 5 %
    stage.actions["safe_areas"].trigger()
    assert viewer.grab().toImage() == before


def test_full_screen_and_back(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    viewer = stage.panel.viewer
    stage.actions["full_screen"].trigger()
    screen = viewer.window()
    assert screen is not stage.panel.window()
    assert screen.isFullScreen()
    assert viewer.size() == screen.screen().size()
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert viewer.window() is stage.panel.window()
    assert viewer.isVisible()
    qtbot.mouseDClick(viewer, Qt.MouseButton.LeftButton)
    assert viewer.window() is not stage.panel.window()
    stage.actions["full_screen"].trigger()
    assert viewer.window() is stage.panel.window()


# --- a shot in place of the film -------------------------------------------------------------------------------------


def test_a_shot_is_played_in_place_of_the_film(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.session.playhead.set(3)
    stage.session.shot.set(ShotId("two"))
    stage.actions["show_shot"].trigger()
    qtbot.waitUntil(lambda: stage.shown() == 0)
    stage.actions["frame_on"].trigger()
    qtbot.waitUntil(lambda: stage.shown() == 1)
    stage.actions["play"].trigger()
    wait_for_end(qtbot, stage)
    qtbot.waitUntil(lambda: stage.shown() == SECOND - 1)
    assert stage.session.playhead.value == 3
    stage.session.shot.set(ShotId("one"))
    qtbot.waitUntil(lambda: stage.shown() == 0)
    stage.session.shot.set(ShotId("two"))
    qtbot.waitUntil(lambda: stage.shown() == SECOND - 1)  # where it was left
    stage.panel.header.film.click()
    qtbot.waitUntil(lambda: stage.shown() == 3)


def test_in_and_out_of_a_shot_are_its_own(enter: Enter) -> None:
    stage = enter()
    stage.session.range.set(Range(begin=1, end=2))
    stage.session.shot.set(ShotId("one"))
    stage.panel.header.shot.click()
    stage.panel.bar.frame_chosen.emit(4)
    stage.actions["mark_in"].trigger()
    assert stage.session.source_marks.value == {ShotId("one"): (4, FIRST)}
    stage.panel.bar.frame_chosen.emit(9)
    stage.actions["mark_out"].trigger()
    assert stage.session.source_marks.value == {ShotId("one"): (4, 10)}
    assert "00:00:00:04" in stage.panel.bar.accessibleDescription()
    stage.actions["go_in"].trigger()
    assert stage.panel.timecode.text() == "00:00:00:04"
    stage.session.shot.set(ShotId("two"))
    stage.actions["mark_in"].trigger()
    assert stage.session.source_marks.value == {ShotId("one"): (4, 10), ShotId("two"): (0, SECOND)}
    stage.actions["clear_marks"].trigger()
    assert stage.session.source_marks.value == {ShotId("one"): (4, 10)}
    assert stage.session.range.value == Range(begin=1, end=2)


def test_the_end_is_behind_the_last_frame_whose_picture_stays(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.actions["last"].trigger()
    assert stage.session.playhead.value == LENGTH
    qtbot.waitUntil(lambda: stage.shown() == SECOND - 1)
    assert stage.panel.viewer.note() == ""
    stage.actions["frame_on"].trigger()
    assert stage.session.playhead.value == LENGTH
    stage.actions["mark_out"].trigger()
    assert stage.session.range.value == Range(end=LENGTH)
    stage.actions["cut_back"].trigger()
    stage.actions["cut_on"].trigger()
    assert stage.session.playhead.value == LENGTH
    stage.actions["frame_back"].trigger()
    assert stage.session.playhead.value == LENGTH - 1
    stage.session.playhead.set(LENGTH + 1)
    assert "ends before here" in stage.panel.viewer.note()


def test_the_film_comes_back_when_its_playhead_moves(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.session.shot.set(ShotId("two"))
    stage.actions["show_shot"].trigger()
    stage.session.playhead.set(20)
    assert not stage.actions["show_shot"].isChecked()
    qtbot.waitUntil(lambda: stage.shown() == 20)


def test_the_take_that_is_chosen_now_is_the_one_that_plays(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.session.shot.set(ShotId("two"))
    stage.actions["show_shot"].trigger()
    stage.actions["last"].trigger()
    qtbot.waitUntil(lambda: stage.shown() == SECOND - 1)
    one = find_shot(stage.document.project, ShotId("one")).take
    assert one is not None
    stage.document.apply("Take", lambda film: add_take(film, ShotId("two"), one))
    stage.document.apply("Choose", lambda film: choose_take(film, ShotId("two"), one.id))
    stage.actions["last"].trigger()
    qtbot.waitUntil(lambda: stage.shown() == FIRST - 1)


def test_no_shot_and_no_take_say_so(enter: Enter) -> None:
    stage = enter()
    stage.actions["show_shot"].trigger()
    assert "Choose a shot" in stage.panel.viewer.note()
    stage.actions["mark_in"].trigger()
    assert stage.session.source_marks.value == {}


def test_dragging_on_the_bar_moves_through_the_take(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.session.shot.set(ShotId("one"))
    stage.actions["show_shot"].trigger()
    bar = stage.panel.bar
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, 8))
    qtbot.waitUntil(lambda: abs(stage.shown() - FIRST // 2) <= 1)
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, 8))


@pytest.mark.parametrize(
    ("points", "written", "read"),
    [
        (Range(begin=4, end=8), (4, 8), Range(begin=4, end=8)),
        (Range(begin=4), (4, 10), Range(begin=4, end=10)),
        (Range(end=8), (0, 8), Range(begin=0, end=8)),
        (Range(begin=4, end=20), (4, 10), Range(begin=4, end=10)),
        (Range(), None, Range()),
    ],
)
def test_marks_of_a_shot(points: Range, written: tuple[int, int] | None, read: Range) -> None:
    shot = ShotId("one")
    marks = write_marks({ShotId("two"): (1, 2)}, shot, points, 10)
    assert marks.get(shot) == written
    assert marks[ShotId("two")] == (1, 2)
    assert read_marks(marks, shot, 10) == read
    shorter = read_marks(marks, shot, 3)
    assert shorter == Range() or (shorter.begin in range(3) and shorter.end == 3)


# --- two takes together ---------------------------------------------------------------------------------------------


def compare(qtbot: QtBot, enter: Enter) -> Stage:
    """The 24 frames of `one` on the left, the 12 of `two` as a second take of it on the right, at frame 20."""

    def lend(film: Project) -> Project:
        take = find_shot(film, ShotId("two")).take
        first = find_shot(film, ShotId("one")).take
        assert take is not None
        assert first is not None
        return choose_take(add_take(film, ShotId("one"), take), ShotId("one"), first.id)

    stage = enter(change=lend)
    stage.panel.viewer.setFixedSize(320, 180)
    stage.session.shot.set(ShotId("one"))
    stage.actions["show_shot"].trigger()
    stage.panel.bar.frame_chosen.emit(20)
    menu = stage.panel.comparing.menu
    menu.aboutToShow.emit()
    (other,) = menu.actions()
    assert other.text().startswith("Take 2")
    other.trigger()
    qtbot.waitUntil(lambda: stage.panel.viewer.beside() is not None and stage.shown() == 20)
    return stage


def test_a_line_between_two_takes_is_dragged(qtbot: QtBot, enter: Enter) -> None:
    stage = compare(qtbot, enter)
    viewer = stage.panel.viewer
    beside = viewer.beside()
    assert beside is not None
    assert number_of(beside) == SECOND - 1  # it is over, and holds its last frame
    left, right = viewer.image(), beside
    assert left is not None
    apart = [x for x in range(8, 310) if left.pixelColor(x, 60) != right.pixelColor(x, 60)]

    def seen() -> tuple[list[int], list[int]]:
        """Which columns, of those where the takes differ, are seen of each."""
        shown = viewer.grab().toImage()
        return (
            [x for x in apart if shown.pixelColor(x, 60) == left.pixelColor(x, 60)],
            [x for x in apart if shown.pixelColor(x, 60) == right.pixelColor(x, 60)],
        )

    qtbot.mousePress(viewer, Qt.MouseButton.LeftButton, pos=QPoint(160, 90))
    qtbot.mouseMove(viewer, QPoint(316, 90))
    qtbot.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=QPoint(316, 90))
    assert seen() == (apart, [])
    qtbot.mousePress(viewer, Qt.MouseButton.LeftButton, pos=QPoint(316, 90))
    qtbot.mouseMove(viewer, QPoint(4, 90))
    qtbot.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=QPoint(4, 90))
    assert seen() == ([], apart)


def test_side_by_side_each_take_has_half_the_room(qtbot: QtBot, enter: Enter) -> None:
    stage = compare(qtbot, enter)
    stage.panel.comparing.split.choices[Split.SIDES].trigger()
    qtbot.waitUntil(lambda: has_width(stage, 160))
    beside = stage.panel.viewer.beside()
    assert beside is not None
    assert beside.width() == 160


def test_the_better_take_is_chosen_and_the_comparison_ends(qtbot: QtBot, enter: Enter) -> None:
    stage = compare(qtbot, enter)
    row, takes = stage.panel.comparing, find_shot(stage.document.project, ShotId("one")).takes
    assert not row.left.isEnabled()
    row.right.click()
    assert find_shot(stage.document.project, ShotId("one")).chosen == takes[1].id
    assert (row.left.isEnabled(), row.right.isEnabled()) == (True, False)
    assert row.isVisible()
    stage.document.undo()
    assert not row.left.isEnabled()
    stage.session.shot.set(ShotId("two"))
    assert not row.isVisible()
    qtbot.waitUntil(lambda: stage.panel.viewer.beside() is None)


def test_when_a_comparison_ends_keys_play(qtbot: QtBot, enter: Enter) -> None:
    stage = compare(qtbot, enter)
    stage.panel.activateWindow()
    qtbot.waitUntil(stage.panel.isActiveWindow)
    qtbot.mouseClick(stage.panel.comparing.end, Qt.MouseButton.LeftButton)
    assert not stage.panel.comparing.isVisible()
    assert not stage.panel.timecode.hasFocus()


def test_blind_nobody_sees_which_take_is_which(qtbot: QtBot, enter: Enter) -> None:
    stage = compare(qtbot, enter)
    row, viewer = stage.panel.comparing, stage.panel.viewer
    assert viewer.names()[0].startswith("Take 1")
    row.blind.click()
    assert viewer.names() == ("Left", "Right")
    assert row.left.isEnabled()
    assert row.right.isEnabled()
    row.left.click()
    chosen = find_shot(stage.document.project, ShotId("one")).chosen
    numbers = [each.id for each in find_shot(stage.document.project, ShotId("one")).takes]
    assert chosen is not None
    assert viewer.names()[0].startswith(f"Take {numbers.index(chosen) + 1}")
    assert not row.left.isEnabled()


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_frames_are_kept_while_nothing_plays_until_an_edit_changes_them(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.session.playhead.set(5)
    qtbot.waitUntil(lambda: stage.session.kept.value == ((0, LENGTH),))
    stage.actions["play"].trigger()
    wait_for_end(qtbot, stage)
    qtbot.waitUntil(lambda: stage.shown() == SECOND - 1)
    assert stage.session.kept.value == ((0, LENGTH),)
    stage.document.apply("Fade", lambda film: set_clip(film, ClipId("c-two"), opacity=0.5))
    qtbot.waitUntil(lambda: stage.session.kept.value[0] == (0, FIRST))
    qtbot.waitUntil(lambda: stage.session.kept.value == ((0, LENGTH),))
    kept: list[tuple[tuple[int, int], ...]] = []

    def note(before: object, after: tuple[tuple[int, int], ...]) -> None:
        kept.append(after)

    stage.session.kept.changed.connect(note)
    stage.panel.renew()  # files have come back
    qtbot.waitUntil(lambda: len(kept) > 1 and kept[-1] == ((0, LENGTH),))
    assert kept[0] != ((0, LENGTH),)


def keep(film: Project, frames: range, most: int = 1 << 20) -> Kept:
    kept = Kept(most)
    kept.follow(film, (32, 18))
    for frame in frames:
        kept.put(frame, QImage(32, 18, QImage.Format.Format_RGB888))
    return kept


def test_an_edit_drops_only_the_frames_that_it_changes(rendered: tuple[Path, Project]) -> None:
    film = rendered[1]
    kept = keep(film, range(LENGTH))
    assert kept.spans() == ((0, LENGTH),)
    kept.follow(replace(film, name="Snow"), (32, 18))
    assert kept.spans() == ((0, LENGTH),)
    kept.follow(set_clip(film, ClipId("c-two"), opacity=0.5), (32, 18))
    assert kept.spans() == ((0, FIRST),)
    assert kept.bytes == FIRST * 32 * 18 * 3
    kept.follow(delete_clips(film, [ClipId("c-one")]), (32, 18))
    assert kept.spans() == ()


def test_another_take_another_size_and_another_canvas_drop_frames(rendered: tuple[Path, Project]) -> None:
    film = rendered[1]
    take = find_shot(film, ShotId("one")).take
    assert take is not None
    kept = keep(film, range(LENGTH))
    kept.follow(add_take(film, ShotId("two"), take), (32, 18))
    assert kept.spans() == ((0, FIRST),)
    kept.follow(film, (64, 36))
    assert kept.spans() == ()
    kept = keep(film, range(LENGTH))
    kept.follow(replace(film, width=640), (32, 18))
    assert kept.spans() == ()
    assert kept.bytes == 0


def test_what_is_kept_is_bounded_and_the_oldest_goes_first(rendered: tuple[Path, Project]) -> None:
    one = 32 * 18 * 3
    kept = keep(rendered[1], range(6), most=4 * one)
    assert (kept.spans(), kept.bytes) == (((2, 6),), 4 * one)
    assert kept.get(2) is not None
    assert kept.get(0) is None
    kept.put(9, QImage(32, 18, QImage.Format.Format_RGB888))
    assert kept.spans() == ((2, 3), (4, 6), (9, 10))


@given(st.sets(st.integers(0, 60)))
def test_spans_hold_each_frame_once(frames: set[int]) -> None:
    spans = find_spans(frames)
    assert sorted(frames) == [frame for begin, end in spans for frame in range(begin, end)]
    assert all(before[1] < after[0] for before, after in pairwise(spans))


# --- what is measured -----------------------------------------------------------------------------------------------


def test_scopes_are_those_of_the_picture_that_is_shown(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    scopes = stage.panel.scopes
    qtbot.waitUntil(lambda: stage.shown() == 0)
    assert not scopes.isVisible()
    assert scopes.drawn() is None
    stage.actions["scopes"].trigger()
    qtbot.waitUntil(lambda: scopes.drawn() is not None)
    first = scopes.drawn()
    assert first is not None
    stage.session.playhead.set(21)
    qtbot.waitUntil(lambda: stage.shown() == 21 and scopes.drawn() is not first)
    scopes.resize(4 * 160, scopes.height())
    wide = scopes.grab().toImage()
    cell = wide.copy(320, 20, 160, 110)
    assert any(cell.pixelColor(x, 55) != cell.pixelColor(0, 0) for x in range(160))
    stage.actions["scopes"].trigger()
    assert not scopes.isVisible()


def test_a_grey_picture_in_the_scopes() -> None:
    picture = QImage(64, 36, QImage.Format.Format_RGB32)
    picture.fill(QColor(128, 128, 128))
    drawn = draw_scopes(picture)
    lit = [y for y in range(256) if drawn.waveform.pixelColor(10, y).value()]
    assert lit == [255 - 128]  # black is at the foot
    assert drawn.vectors.pixelColor(128, 127).value() == 255
    assert drawn.parade.width() == 3 * 64
    assert drawn.histogram.pixelColor(128, 0).name() == "#c8c8c8"
    assert drawn.histogram.pixelColor(127, 127).value() == 0


# --- what is heard --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [0.5, 1.5])
def test_the_sound_leads_the_picture(qtbot: QtBot, enter: Enter, speed: float) -> None:
    device = FakeDevice(speed)
    stage = enter(device)
    apart: list[float] = []

    def compare(before: int, after: int) -> None:
        if device.is_running:
            apart.append(after / 24 - device.played() / RATE)

    stage.session.playhead.changed.connect(compare)
    stage.actions["play"].trigger()
    wait_for_end(qtbot, stage)
    assert len(apart) > 8
    # By a clock of its own the picture would be apart by half of the film's 1.5 s in the end.
    assert max(map(abs, apart)) < 0.35
    qtbot.waitUntil(lambda: not device.is_running)


def test_the_sound_is_that_of_the_cut_from_the_playhead_on(
    qtbot: QtBot, enter: Enter, rendered: tuple[Path, Project]
) -> None:
    folder, film = rendered
    device = FakeDevice()
    stage = enter(device)
    stage.session.playhead.set(6)
    stage.session.speed.set(1.0)
    qtbot.waitUntil(lambda: device.written >= RATE // 2)
    stage.session.speed.set(0.0)
    qtbot.waitUntil(lambda: not device.is_running)
    sound = device.sound[:24000]
    with Mixer(film, folder) as mixer:
        expected = mixer.read(6 * 2000, 24000)
    assert np.abs(expected).max() > 0.05
    np.testing.assert_allclose(sound[240:], expected[240:], atol=1e-6)  # the first 5 ms are faded in


@pytest.mark.parametrize("speed", [-1.0, 0.25, 2.0, -4.0])
def test_the_sound_follows_the_shuttle(
    qtbot: QtBot, enter: Enter, rendered: tuple[Path, Project], speed: float
) -> None:
    folder, film = rendered
    device = FakeDevice()
    stage = enter(device)
    stage.session.playhead.set(20)
    stage.session.speed.set(speed)
    qtbot.waitUntil(lambda: device.written >= 4800)
    sound = device.sound[:4800]
    stage.session.speed.set(0.0)
    with Mixer(film, folder) as mixer:
        whole = mixer.read(0, 36 * 2000)
    begin = 20 * 2000 if speed > 0 else 21 * 2000 - 1
    places = begin + np.arange(240, 4800) * speed
    below, part = np.floor(places).astype(int), (places % 1)[:, None]
    expected = whole[below] * (1 - part) + whole[below + 1] * part
    assert np.abs(expected).max() > 0.05
    np.testing.assert_allclose(sound[240:], expected, atol=0.01)


def test_loudness_is_that_of_the_film_at_its_own_speed(qtbot: QtBot, enter: Enter) -> None:
    stage = enter(FakeDevice())
    stage.session.speed.set(0.25)
    qtbot.waitUntil(lambda: stage.panel.meter.bars[0].peak > -30)
    assert set(stage.panel.loudness.figures.texts()) == {"−∞"}
    stage.session.speed.set(1.0)
    qtbot.waitUntil(lambda: stage.panel.loudness.figures.texts()[3] != "−∞")


def test_a_seek_while_playing_seats_sound_and_picture_anew(
    qtbot: QtBot, enter: Enter, rendered: tuple[Path, Project]
) -> None:
    folder, film = rendered
    device = FakeDevice()
    stage = enter(device)
    stage.session.speed.set(1.0)
    qtbot.waitUntil(lambda: stage.session.playhead.value >= 3)
    stage.session.playhead.set(FIRST)
    steps = watch_playhead(stage)
    qtbot.waitUntil(lambda: device.starts == 2 and device.written >= 4800)
    sound = device.sound[:4800]
    with Mixer(film, folder) as mixer:
        np.testing.assert_allclose(sound[240:], mixer.read(FIRST * 2000, 4800)[240:], atol=1e-6)
    wait_for_end(qtbot, stage)
    assert min(steps) > FIRST
    assert steps[-1] == LENGTH - 1


def test_an_edit_is_heard_while_playing(qtbot: QtBot, enter: Enter) -> None:
    device = FakeDevice(0.5)
    stage = enter(device)
    stage.session.speed.set(1.0)
    qtbot.waitUntil(lambda: device.written > 4800)
    assert np.abs(device.blocks[-1]).max() > 0.05
    stage.document.apply("Mute", lambda film: set_clip(film, ClipId("c-one"), gain=0.0))
    qtbot.waitUntil(lambda: bool(np.abs(device.blocks[-1]).max() == 0))
    assert device.starts == 1
    stage.document.apply("Trim", lambda film: trim_end(film, ClipId("c-two"), -6))
    wait_for_end(qtbot, stage)
    assert stage.session.playhead.value == LENGTH - 7


def test_volume_and_mute(qtbot: QtBot, enter: Enter) -> None:
    device = FakeDevice(0.25)
    stage = enter(device)
    stage.session.speed.set(1.0)
    qtbot.waitUntil(lambda: stage.panel.meter.bars[0].peak > -30)
    full = float(np.abs(device.blocks[-1]).max())
    stage.panel.volume.slider.setValue(50)
    qtbot.waitUntil(lambda: float(np.abs(device.blocks[-1]).max()) == pytest.approx(full / 4, rel=0.05))
    stage.panel.volume.click()
    qtbot.waitUntil(lambda: bool(np.abs(device.blocks[-1]).max() == 0))
    assert stage.panel.volume.accessibleName() == "Unmute"
    stage.session.speed.set(0.0)
    qtbot.waitUntil(lambda: {bar.peak for bar in stage.panel.meter.bars} == {-48.0})


def test_a_device_that_gets_lost_stops_nothing(qtbot: QtBot, enter: Enter) -> None:
    device = FakeDevice()
    stage = enter(device)
    stage.session.speed.set(1.0)
    qtbot.waitUntil(lambda: stage.session.playhead.value >= 4)
    device.is_lost = True
    wait_for_end(qtbot, stage)
    assert stage.session.playhead.value == LENGTH - 1
    device.is_lost = False
    stage.actions["play"].trigger()  # from the start, and it is there again
    qtbot.waitUntil(lambda: device.starts == 2 and stage.session.playhead.value >= 2)


def test_a_device_that_stands_still_stops_nothing(qtbot: QtBot, enter: Enter) -> None:
    device = FakeDevice()
    stage = enter(device)
    stage.session.speed.set(1.0)
    qtbot.waitUntil(lambda: stage.session.playhead.value >= 4)
    device.hold()
    wait_for_end(qtbot, stage)
    assert stage.session.playhead.value == LENGTH - 1


@pytest.mark.parametrize(("level", "decibels"), [(1.0, 0.0), (0.1, -20.0), (0.0, -48.0), (2.0, 0.0)])
def test_to_decibels(level: float, decibels: float) -> None:
    assert to_decibels(level) == pytest.approx(decibels)


# --- where playback goes --------------------------------------------------------------------------------------------


def test_a_loop_stays_between_in_and_out(qtbot: QtBot, enter: Enter) -> None:
    device = FakeDevice()
    stage = enter(device)
    steps = watch_playhead(stage)
    stage.session.range.set(Range(begin=20, end=26))
    stage.actions["loop"].setChecked(True)
    stage.actions["play"].trigger()
    qtbot.waitUntil(lambda: sum(after < before for before, after in pairwise(steps)) >= 2)
    stage.session.speed.set(0.0)
    assert set(steps) <= set(range(20, 26))
    assert device.starts == 1  # the sound goes round without a break
    qtbot.waitUntil(lambda: not device.is_running)
    lap, sound = 6 * 2000, device.sound
    assert len(sound) > lap + 2000
    np.testing.assert_allclose(sound[lap + 500 : lap + 2000], sound[500:2000], atol=1e-6)


def test_backwards_to_the_first_frame(qtbot: QtBot, enter: Enter) -> None:
    stage = enter(FakeDevice())
    stage.session.playhead.set(10)
    steps = watch_playhead(stage)
    stage.actions["shuttle_back"].trigger()
    wait_for_end(qtbot, stage)
    assert steps == sorted(set(steps), reverse=True)
    assert steps[-1] == 0
    qtbot.waitUntil(lambda: stage.shown() == 0)


def test_no_frame_ahead_is_seen_when_playback_stops(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.actions["play"].trigger()
    qtbot.waitUntil(lambda: stage.session.playhead.value >= 3)
    stage.actions["play"].trigger()
    stopped, seen = stage.session.playhead.value, list[int]()
    qtbot.waitUntil(lambda: seen.append(stage.shown()) or seen.count(stopped) > 20)
    assert max(seen) <= stopped


def test_keys_j_k_l(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    panel, session = stage.panel, stage.session
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    stage.actions["loop"].setChecked(True)
    speeds: list[float] = []
    for key in (Qt.Key.Key_L, Qt.Key.Key_L, Qt.Key.Key_L, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K):
        qtbot.keyClick(panel, key)
        speeds.append(session.speed.value)
    assert speeds == [1, 2, 4, -1, -2, 0]

    session.playhead.set(10)
    qtbot.keyPress(panel, Qt.Key.Key_K)
    for key, frame in ((Qt.Key.Key_L, 11), (Qt.Key.Key_L, 12), (Qt.Key.Key_J, 11)):
        qtbot.keyClick(panel, key)
        assert (session.playhead.value, session.speed.value) == (frame, 0)
    qtbot.keyPress(panel, Qt.Key.Key_L)
    qtbot.waitUntil(lambda: session.speed.value == 0.25)
    qtbot.keyRelease(panel, Qt.Key.Key_L)
    assert session.speed.value == 0
    qtbot.keyRelease(panel, Qt.Key.Key_K)
    qtbot.keyClick(panel, Qt.Key.Key_L)
    assert session.speed.value == 1


def test_letters_play_where_a_timecode_is_written(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.panel.activateWindow()
    qtbot.waitUntil(stage.panel.isActiveWindow)
    stage.actions["loop"].setChecked(True)
    field = stage.panel.timecode
    field.setFocus()
    for key, speed in ((Qt.Key.Key_L, 1), (Qt.Key.Key_K, 0), (Qt.Key.Key_Space, 1), (Qt.Key.Key_Space, 0)):
        qtbot.keyClick(field, key)
        assert stage.session.speed.value == speed
    qtbot.keyRelease(field, Qt.Key.Key_K)
    qtbot.keyClicks(field, "112")
    assert field.text() == "112"


def test_slow_motion_shows_each_frame_for_four_steps(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.session.playhead.set(LENGTH - 3)
    stage.session.speed.set(0.25)
    wait_for_end(qtbot, stage)
    assert stage.session.playhead.value == LENGTH - 1
    assert stage.panel.played.shown + stage.panel.played.missed == 12
    qtbot.waitUntil(lambda: stage.shown() == SECOND - 1)


def test_a_typed_timecode_moves_the_playhead(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    field = stage.panel.timecode
    for typed, frame in (("112", LENGTH), ("5", 5), ("00:00:01:02", 26), ("soon", 26)):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert stage.session.playhead.value == frame
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "00:00:01:02"


@pytest.mark.parametrize(
    ("typed", "meant"), [("412", "00:00:04:12"), ("01020304", "01:02:03:04"), ("1:2", "1:2"), ("", "")]
)
def test_complete_timecode(typed: str, meant: str) -> None:
    assert complete_timecode(typed) == meant


@pytest.mark.parametrize(
    ("speed", "loops", "frames"),
    [
        (1.0, False, [4, 5, 6, 7, None, None]),
        (1.0, True, [4, 5, 6, 7, 2, 3]),
        (2.0, True, [4, 6, 2, 4, 6, 2]),
        (-1.0, False, [4, 3, 2, None, None, None]),
        (-1.0, True, [4, 3, 2, 7, 6, 5]),
        (0.25, False, [4, 4, 4, 4, 5, 5]),
    ],
)
def test_route(speed: float, loops: bool, frames: list[int | None]) -> None:
    route = Route(begin=4, low=2, high=8, speed=speed, loops=loops)
    assert [route.frame(step) for step in range(6)] == frames


@given(
    begin=st.integers(2, 7),
    cuts=st.lists(st.integers(1, 3000), min_size=1, max_size=6),
    rate=st.sampled_from([Fraction(24), Fraction(24000, 1001)]),
    loops=st.booleans(),
    speed=st.sampled_from([1.0, -1.0, 2.0]),
)
def test_the_samples_of_a_route_are_the_same_however_they_are_asked_for(
    begin: int, cuts: list[int], rate: Fraction, loops: bool, speed: float
) -> None:
    route = Route(begin=begin, low=2, high=8, speed=speed, loops=loops)
    way = 1 if speed > 0 else -1

    def spread(at: int, count: int) -> list[int]:
        return [first + each for first, length in route.samples(at, count, rate) for each in range(length)[::way]]

    whole = spread(0, sum(cuts))
    parts: list[int] = []
    for index, count in enumerate(cuts):
        parts += spread(sum(cuts[:index]), count)
    assert parts == whole
    assert all(round(2 * RATE / rate) <= each < round(8 * RATE / rate) for each in whole)
    low, high = round(2 * RATE / rate), round(8 * RATE / rate) - 1
    turn = (high, low) if way > 0 else (low, high)
    assert all(after - before == way or (before, after) == turn for before, after in pairwise(whole))
    assert whole[0] == (round(begin * RATE / rate) if way > 0 else round((begin + 1) * RATE / rate) - 1)
    assert not loops or len(whole) == sum(cuts)


@pytest.mark.parametrize(
    ("begin", "points", "speed", "loops", "expected"),
    [
        (5, Range(begin=2, end=8), 1.0, False, (5, 0, 20)),
        (5, Range(begin=2, end=8), 1.0, True, (5, 2, 8)),
        (12, Range(begin=2, end=8), 1.0, True, (2, 2, 8)),
        (12, Range(begin=2, end=8), -1.0, True, (7, 2, 8)),
        (12, Range(begin=30, end=None), 1.0, True, (12, 0, 20)),
        (99, Range(), 1.0, False, (19, 0, 20)),
    ],
)
def test_plan_route(begin: int, points: Range, speed: float, loops: bool, expected: tuple[int, int, int]) -> None:
    route = plan_route(20, points, begin, speed, loops=loops)
    assert (route.begin, route.low, route.high) == expected


def test_the_clock_runs_evenly_by_a_device_that_counts_in_jumps() -> None:
    clock, times = Clock(0.0), [tick / 200 for tick in range(1, 2000)]
    read = [clock.read(time, int(time * 50) / 50) for time in times]  # jumps of 20 ms
    steps = np.diff(read[400:])
    assert steps.min() > 0.004
    assert steps.max() < 0.006
    assert abs(read[-1] - times[-1]) < 0.02


def test_the_clock_never_goes_back_and_needs_no_sound() -> None:
    clock = Clock(10.0)
    assert clock.read(11.0, None) == pytest.approx(1.0)
    assert clock.read(11.1, 0.2) == pytest.approx(1.0)
    assert clock.read(11.2, 3.0) == pytest.approx(2.96)


# --- what is grabbed ------------------------------------------------------------------------------------------------


def grab(qtbot: QtBot, stage: Stage) -> QMenu:
    """Grab the frame at the playhead and give the menu that is offered."""

    def open_menus() -> list[QMenu]:
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu) and each.isVisible()]

    stage.actions["grab"].trigger()
    qtbot.waitUntil(lambda: len(open_menus()) == 1)
    (menu,) = open_menus()
    menu.close()
    return menu


def test_a_grabbed_frame_is_an_image_of_the_film(qtbot: QtBot, enter: Enter) -> None:
    stage = enter()
    stage.panel.set_scale(0.25)
    stage.session.playhead.set(FIRST + 7)
    stage.session.shot.set(ShotId("one"))
    menu = grab(qtbot, stage)
    (image,) = stage.document.project.images
    picture = QImage(str(stage.folder / image.path))
    assert (picture.width(), picture.height()) == (320, 180) == (image.width_px, image.height_px)
    assert number_of(picture) == 7
    assert image.name == "Two 00.00.01.07.png"

    first, last, others, fresh, copy = menu.actions()
    assert (first.text(), last.text()) == ("First frame of One", "Last frame of One")
    for action in (first, last):
        action.trigger()
    one = find_shot(stage.document.project, ShotId("one"))
    assert (one.first_frame, one.last_frame) == (image.id, image.id)
    assert others.isVisible()
    offered = {each.text(): each for each in menu.findChildren(QAction) if each.text().endswith("of Two")}
    offered["Last frame of Two"].trigger()
    two = find_shot(stage.document.project, ShotId("two"))
    assert (two.first_frame, two.last_frame) == (None, image.id)
    fresh.trigger()
    (member,) = stage.document.project.cast
    assert [each.image for each in member.references] == [image.id]
    assert stage.session.character.value == member.id
    copy.trigger()
    assert number_of(QGuiApplication.clipboard().image()) == 7

    stage.session.playhead.set(3)
    known = grab(qtbot, stage).actions()[3]
    assert known.text() == f"Add to {member.name}"
    known.trigger()
    assert len(stage.document.project.cast[0].references) == 2
    for _ in range(7):
        stage.document.undo()
    assert stage.document.project.images == ()


def test_the_first_frame_is_that_of_the_shot_in_sight_when_none_is_selected(qtbot: QtBot, enter: Enter) -> None:
    stage = enter(change=lambda film: delete_clips(film, [ClipId("c-one")]))
    assert [each.text() for each in grab(qtbot, stage).actions()] == ["Add to the cast", "Copy"]
    stage.session.playhead.set(FIRST)
    assert grab(qtbot, stage).actions()[0].text() == "First frame of Two"


def test_nothing_is_grabbed_into_a_film_that_is_read_only(qtbot: QtBot, enter: Enter) -> None:
    stage = enter(read_only=True)
    with qtbot.waitSignal(stage.document.refused):
        stage.actions["grab"].trigger()
    assert stage.document.project.images == ()

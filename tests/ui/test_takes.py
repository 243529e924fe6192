"""The takes of a shot in the inspector: what the user thinks of them, and what can be done with them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QEnterEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from studio.api import BackendEntry
from studio.core.edits.board import change_shots
from studio.core.edits.ratings import tint_take
from studio.core.edits.takes import remove_take
from studio.core.ids import JobId, ShotId, TakeId
from studio.core.jobs import Job, Queue
from studio.core.project import CAST_COLOURS, Project, Take, find_shot
from studio.core.recipe import Library
from studio.core.request import Setting, ShotRequest
from studio.media.bars import draw_bars, read_bars
from studio.media.writer import TakeWriter
from studio.render.witness import list_libraries, look_around
from studio.store import Store
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.inspector.compare import CompareDialog, TakePicture
from studio.ui.inspector.copying import CopyDialog
from studio.ui.inspector.repeating import Repeating
from studio.ui.inspector.takes import TakesSection
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails, fit_rect
from studio.ui.session import Session

pytestmark = pytest.mark.usefixtures("dark")

B = ShotId("b")
FIRST, SECOND = TakeId("b7"), TakeId("b8")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def added() -> list[tuple[ShotId, ShotRequest]]:
    """What went to the queue."""
    return []


@pytest.fixture
def repeating(
    document: Document,
    queue: Store[Queue],
    backends: tuple[BackendEntry, ...],
    background: Background,
    added: list[tuple[ShotId, ShotRequest]],
) -> Repeating:
    return Repeating(document, queue, backends, background, lambda shot, request: added.append((shot, request)))


@pytest.fixture
def takes(
    document: Document,
    session: Session,
    repeating: Repeating,
    backends: tuple[BackendEntry, ...],
    thumbnails: Thumbnails,
    qtbot: QtBot,
) -> TakesSection:
    """The section, showing shot b as it changes."""
    session.shot.set(B)
    made = TakesSection(document, ShotWriter(document, session), repeating, backends, thumbnails)
    qtbot.addWidget(made)

    def show() -> None:
        made.show_shot(find_shot(document.project, B))

    show()
    document.changed.connect(show)
    made.resize(400, 240)
    made.show()
    return made


@pytest.fixture
def take(document: Document) -> Callable[[TakeId], Take]:
    """A take of the film as it is now."""
    return lambda id_: next(each for each in find_shot(document.project, B).takes if each.id == id_)


FindTake = Callable[[TakeId], Take]


def actions_of(menu: QMenu) -> dict[str, QAction]:
    """All actions of a menu and of those in it, by their words."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        inner = action.menu()
        found |= actions_of(inner) if isinstance(inner, QMenu) else {action.text(): action}
    return found


def trigger(takes: TakesSection, id_: TakeId, *words: str) -> None:
    for each in words:
        menu = takes.build_menu(id_)
        assert menu is not None
        actions_of(menu)[each].trigger()


def test_keys_and_stars_rate_a_take(takes: TakesSection, document: Document, take: FindTake, qtbot: QtBot) -> None:
    tile = takes.strip.tiles[FIRST]
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_4)
    assert (take(FIRST).rating, take(SECOND).rating) == (4, 0)
    assert "4 of 5 stars" in tile.accessibleDescription()
    qtbot.mouseClick(tile, LEFT, pos=tile.star_rect(2).center())
    assert take(FIRST).rating == 2
    qtbot.mouseClick(tile, LEFT, pos=tile.star_rect(2).center())
    assert take(FIRST).rating == 0
    document.undo()
    document.undo()
    document.undo()
    assert (take(FIRST).rating, document.undo_label) == (0, "")
    assert find_shot(document.project, B).chosen == SECOND  # no star has chosen it
    assert takes.strip.tiles[FIRST] is tile


def test_keys_with_others_are_for_the_window(takes: TakesSection, take: FindTake, qtbot: QtBot) -> None:
    tile = takes.strip.tiles[FIRST]
    for key in (Qt.Key.Key_3, Qt.Key.Key_Delete):
        qtbot.keyClick(tile, key, Qt.KeyboardModifier.ControlModifier)
    assert take(FIRST).rating == 0


def test_the_tooltip_says_what_a_take_was_made_with(takes: TakesSection, document: Document) -> None:
    tile = takes.strip.tiles[FIRST]
    assert tile.toolTip().endswith("\nMade with version 1, the rest is not known")
    remember(document, device="NVIDIA H200", precision="bfloat16", libraries=(Library(name="torch", version="2.13"),))
    assert tile.toolTip().endswith("\nMade with version 1, NVIDIA H200, bfloat16, torch 2.13")


def test_the_menu_marks_a_take(takes: TakesSection, take: FindTake, document: Document) -> None:
    trigger(takes, FIRST, "3 stars\t3", "Teal", "Pin", "Reject")
    marked = take(FIRST)
    assert (marked.rating, marked.colour, marked.pinned, marked.rejected) == (3, CAST_COLOURS[4], True, True)
    assert takes.strip.tiles[FIRST].accessibleDescription().endswith("3 of 5 stars · Teal · rejected · pinned")
    trigger(takes, FIRST, "No stars\t0", "None", "Unpin", "Take the rejection back")
    assert take(FIRST) == replace(marked, rating=0, colour="", pinned=False, rejected=False)
    assert document.undo_label == "Take a rejection back"


def test_another_take_is_chosen_for_a_rejected_one(takes: TakesSection, document: Document) -> None:
    trigger(takes, SECOND, "Reject")
    assert find_shot(document.project, B).chosen == FIRST
    assert takes.strip.tiles[FIRST].isChecked()


def test_a_pinned_take_is_not_removed(takes: TakesSection, document: Document, take: FindTake, qtbot: QtBot) -> None:
    trigger(takes, FIRST, "Pin")
    menu = takes.build_menu(FIRST)
    assert menu is not None and not actions_of(menu)["Remove take"].isEnabled()
    with qtbot.waitSignal(document.refused) as refused:
        qtbot.keyClick(takes.strip.tiles[FIRST], Qt.Key.Key_Delete)
    assert refused.args == ["A pinned take is not removed; unpin it first."]
    assert take(FIRST).pinned
    trigger(takes, SECOND, "Remove take")
    assert list(takes.strip.tiles) == [FIRST]


def test_a_note_is_written_below_the_strip(takes: TakesSection, take: FindTake, qtbot: QtBot) -> None:
    assert not takes.note.isVisible()
    trigger(takes, FIRST, "Note")
    assert takes.note.isVisible() and takes.note.placeholderText() == "Note on take 1"
    qtbot.keyClicks(takes.note, "too slow")
    qtbot.keyClick(takes.note, Qt.Key.Key_Return)
    assert take(FIRST).note == "too slow"
    assert not takes.note.isVisible()  # the chosen take has none
    assert takes.strip.tiles[FIRST].toolTip().endswith("\ntoo slow")
    trigger(takes, FIRST, "Choose")
    assert takes.note.isVisible() and takes.note.text() == "too slow"


def test_typing_a_note_is_one_step(takes: TakesSection, document: Document, take: FindTake, qtbot: QtBot) -> None:
    trigger(takes, FIRST, "Note")
    qtbot.keyClicks(takes.note, "slow")
    document.undo()
    assert (take(FIRST).note, document.undo_label) == ("", "")


def read_picture(picture: TakePicture) -> int:
    """The number in what a picture shows, without what is beside it."""
    place = fit_rect(QSize(320, 180), QRectF(picture.rect())).toRect()
    image = picture.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return read_bars(rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3))


@pytest.fixture
def files(tmp_path: Path) -> None:
    """The files of both takes, with the numbers of their frames in them; the second begins with 1000."""
    (tmp_path / "takes").mkdir()
    for name, first in (("b7", 0), ("b8", 1000)):
        with TakeWriter(tmp_path / "takes" / f"{name}.mov", 320, 180, Fraction(24)) as writer:
            for number in range(48):
                writer.add_pictures(draw_bars(first + number, 320, 180)[None])


def test_a_take_plays_under_the_mouse(files: None, takes: TakesSection, qtbot: QtBot) -> None:
    tile = takes.strip.tiles[FIRST]
    here = QPointF(5, 5)
    seen = {tile.frame}

    def look() -> bool:
        seen.add(tile.frame)
        return len(seen) > 3

    QApplication.sendEvent(tile, QEnterEvent(here, here, here))
    qtbot.waitUntil(look)
    assert seen <= {16, *(number * 47 // 11 for number in range(12))}
    QApplication.sendEvent(tile, QEvent(QEvent.Type.Leave))
    assert tile.frame == 16


def test_a_take_without_its_file_does_not_play(takes: TakesSection, thumbnails: Thumbnails, qtbot: QtBot) -> None:
    tile = takes.strip.tiles[FIRST]
    qtbot.waitUntil(lambda: bool(thumbnails.problem(tile.take.path)))
    here = QPointF(5, 5)
    QApplication.sendEvent(tile, QEnterEvent(here, here, here))
    assert tile.frame == 16


def remember(document: Document, **recipe: object) -> None:
    """Have both takes know what they were made with, as if it had been here."""
    entry_free = list_libraries(["numpy", "av"])

    def give(film: Project) -> Project:
        return change_shots(
            film,
            lambda shot: replace(
                shot,
                takes=tuple(
                    replace(take, recipe=replace(take.recipe, **{"libraries": entry_free, **recipe}))
                    for take in shot.takes
                ),
            ),
        )

    document.amend(give)


def test_a_take_is_made_again_by_its_own_request(
    takes: TakesSection,
    document: Document,
    repeating: Repeating,
    backends: tuple[BackendEntry, ...],
    background: Background,
    added: list[tuple[ShotId, ShotRequest]],
    take: FindTake,
    qtbot: QtBot,
) -> None:
    here = look_around(backends[0])
    remember(document, device=here.devices[0])
    reproducible = replace(backends[0], capabilities=replace(backends[0].capabilities, reproducible=True))
    sure = Repeating(document, Store(Queue()), [reproducible], background, lambda shot, request: None)
    doubts: list[str] = []
    sure.doubted.connect(doubts.append)
    sure.repeat(B, take(FIRST))
    with qtbot.waitSignal(repeating.doubted) as doubted:
        trigger(takes, FIRST, "Make it again")
    assert added == [(B, take(FIRST).request)]
    assert doubted.args == ["The same bits can't be promised: the backend makes no take twice."]
    assert doubts == []  # it was asked before the other


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        ({"libraries": (Library(name="av", version="1.0"),)}, "av was 1.0 and is "),
        ({"device": "NVIDIA A100"}, "it was made on NVIDIA A100, which is not here."),
        ({"libraries": ()}, "what this take was made with is not known."),
    ],
)
def test_what_has_changed_since_is_a_plain_warning(
    recipe: dict[str, object],
    reason: str,
    document: Document,
    backends: tuple[BackendEntry, ...],
    background: Background,
    take: FindTake,
    qtbot: QtBot,
) -> None:
    here = look_around(backends[0])
    remember(document, **{"device": here.devices[0], **recipe})
    entry = replace(backends[0], capabilities=replace(backends[0].capabilities, reproducible=True))
    repeating = Repeating(document, Store(Queue()), [entry], background, lambda shot, request: None)
    with qtbot.waitSignal(repeating.doubted) as doubted:
        repeating.repeat(B, take(FIRST))
    assert doubted.args
    assert f"can't be promised: {reason}" in doubted.args[0]


def test_another_seed_is_one_that_no_take_and_no_job_has(
    takes: TakesSection, queue: Store[Queue], added: list[tuple[ShotId, ShotRequest]], take: FindTake
) -> None:
    request = take(FIRST).request
    queue.set(Queue(jobs=(Job(id=JobId("j"), shot=B, request=replace(request, seed=9)),)))
    trigger(takes, FIRST, "Same with another seed")
    assert added == [(B, replace(request, seed=10))]


def test_a_backend_that_is_gone_makes_nothing_again(
    document: Document, background: Background, take: FindTake, qtbot: QtBot
) -> None:
    asked: list[object] = []
    repeating = Repeating(document, Store(Queue()), (), background, lambda shot, request: asked.append(shot))
    with qtbot.waitSignal(document.refused) as refused:
        repeating.repeat(B, take(FIRST))
    assert refused.args == ["The backend plain is not installed; install it to make this take again."]
    assert not asked


def test_a_film_that_is_only_read_takes_no_take(
    film: Project, backends: tuple[BackendEntry, ...], background: Background, take: FindTake, qtbot: QtBot
) -> None:
    asked: list[object] = []
    document = Document(film, read_only=True)
    repeating = Repeating(document, Store(Queue()), backends, background, lambda shot, request: asked.append(shot))
    with qtbot.waitSignal(document.refused):
        repeating.reseed(B, take(FIRST))
    assert not asked


@pytest.fixture
def compare(document: Document, thumbnails: Thumbnails, qtbot: QtBot) -> Iterator[CompareDialog]:
    labels = {"plain": "Plain", "steps": "Steps"}
    home = QWidget()
    qtbot.addWidget(home)
    made = CompareDialog(document, B, (SECOND, FIRST), labels, thumbnails, home)
    made.open()
    yield made


def test_two_takes_are_compared_in_words(compare: CompareDialog, document: Document) -> None:
    assert compare.windowTitle() == "Compare takes of Shot b"
    assert compare.words.text() == "Seed: 8, then 7."
    steps = (Setting(name="steps", value=4),)

    def rebuild(film: Project) -> Project:
        return change_shots(
            film,
            lambda shot: replace(
                shot,
                takes=tuple(
                    replace(each, request=replace(each.request, seed=7, settings=steps if each.id == FIRST else ()))
                    for each in shot.takes
                ),
            ),
        )

    document.amend(rebuild)
    assert compare.words.text() == "Steps: none, then 4."


def test_the_other_take_can_be_chosen(compare: CompareDialog, document: Document, qtbot: QtBot) -> None:
    assert not compare.left.button.isEnabled()
    qtbot.mouseClick(compare.right.button, LEFT)
    assert find_shot(document.project, B).chosen == FIRST
    assert compare.left.button.isEnabled() and compare.right.button.text() == "Chosen"


def test_equal_takes_are_the_same_to_the_bit_by_their_files(compare: CompareDialog, document: Document) -> None:
    def even(film: Project, *hashes: str) -> Project:
        def change(take: Take) -> Take:
            libraries = (Library(name="av", version="1"),)
            request = replace(take.request, seed=7)
            sha256 = hashes[take.id == FIRST]
            return replace(take, request=request, sha256=sha256, recipe=replace(take.recipe, libraries=libraries))

        return change_shots(film, lambda shot: replace(shot, takes=tuple(map(change, shot.takes))))

    document.amend(lambda film: even(film, "a", "a"))
    assert compare.words.text() == "Asked for and made alike; both files are the same to the bit."
    document.amend(lambda film: even(film, "a", "b"))
    assert compare.words.text() == "Asked for and made alike, and yet not the same to the bit."


def test_both_pictures_show_the_same_moment(files: None, compare: CompareDialog, qtbot: QtBot) -> None:
    compare.slider.setValue(30)
    sides = [compare.left.picture, compare.right.picture]
    assert [side.frame for side in sides] == [30, 30]
    qtbot.waitUntil(lambda: [read_picture(side) for side in sides] == [1030, 30])


def test_a_comparison_ends_with_its_takes(compare: CompareDialog, document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(compare.rejected):
        document.apply("Remove", lambda film: remove_take(film, B, FIRST))


def test_the_menu_compares_with_the_chosen_take(takes: TakesSection, qtbot: QtBot) -> None:
    trigger(takes, FIRST, "Compare…")
    dialog = takes.findChild(CompareDialog)
    assert dialog is not None
    assert (dialog.left.take, dialog.right.take) == (SECOND, FIRST)
    dialog.close()


def test_settings_are_copied_to_the_shots_that_are_ticked(
    takes: TakesSection, document: Document, take: FindTake, qtbot: QtBot
) -> None:
    trigger(takes, FIRST, "Copy settings to shots…")
    dialog = takes.findChild(CopyDialog)
    assert dialog is not None
    items = [dialog.shots.item(row) for row in range(dialog.shots.count())]
    assert [item.text() for item in items if item.checkState() == Qt.CheckState.Checked] == ["Door   ·   Shot b"]
    items[1].setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.copy_button.isEnabled()
    for row in (0, 3):
        items[row].setCheckState(Qt.CheckState.Checked)
    dialog.seed.setChecked(True)
    qtbot.mouseClick(dialog.copy_button, LEFT)
    settings = take(FIRST).request.settings
    given = [(shot.backend, shot.settings, shot.seed) for shot in document.project.shots]
    assert given == [("plain", settings, 7), ("", (), None), ("", (), None), ("plain", settings, 7)]
    assert document.undo_label == "Copy settings"


def test_a_colour_stands_at_the_foot_of_the_picture(
    takes: TakesSection, document: Document, thumbnails: Thumbnails, qtbot: QtBot
) -> None:
    tile = takes.strip.tiles[FIRST]
    qtbot.waitUntil(lambda: bool(thumbnails.problem(tile.take.path)))
    document.apply("Colour", lambda film: tint_take(film, B, FIRST, CAST_COLOURS[5]))
    assert tile.grab().toImage().pixelColor(64, 70).name().upper() == CAST_COLOURS[5]

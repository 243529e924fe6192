"""The storyboard: cards by scene, moved, cut and cast by keyboard and mouse."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from studio.core.capabilities import Capabilities
from studio.core.edits.assemble import assemble
from studio.core.edits.board import set_shot
from studio.core.edits.cast import set_character
from studio.core.ids import CharacterId, JobId, SceneId, ShotId
from studio.core.jobs import Failed, Job, Queue, Rendering, State, Waiting
from studio.core.plan import plan
from studio.core.project import Project, find_character, find_shot
from studio.store import Store
from studio.ui.actions import Actions
from studio.ui.cast.drag import carry_character
from studio.ui.document import Document
from studio.ui.pictures import Thumbnails
from studio.ui.previews import Previews
from studio.ui.session import Session
from studio.ui.storyboard.drag import carry_scene, carry_shots
from studio.ui.storyboard.layout import Layout
from studio.ui.storyboard.panel import StoryboardPanel
from studio.ui.storyboard.rows import AddRow, SceneRow, ShotRow, list_rows
from studio.ui.storyboard.standings import Standings
from studio.ui.theme import DARK
from studio.ui.widgets.header import SectionHeader
from studio.ui.widgets.state_mark import ShotState

pytestmark = pytest.mark.usefixtures("dark")

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Wishes:
    """What the panel asks of the render queue."""

    def __init__(self) -> None:
        self.rendered: list[ShotId] = []
        self.retried: list[JobId] = []
        self.cancelled: list[JobId] = []


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


@pytest.fixture
def panel(
    document: Document,
    session: Session,
    actions: Actions,
    standings: Standings,
    thumbnails: Thumbnails,
    previews: Previews,
    wishes: Wishes,
    qtbot: QtBot,
) -> StoryboardPanel:
    made = StoryboardPanel(
        document,
        session,
        actions,
        standings,
        thumbnails,
        previews,
        render=wishes.rendered.append,
        retry=wishes.retried.append,
        cancel=wishes.cancelled.append,
    )
    qtbot.addWidget(made)
    made.resize(720, 900)
    made.show()
    made.view.setFocus()
    return made


def order(document: Document) -> list[str]:
    return ["".join(shot.id for shot in scene.shots) for scene in document.project.scenes]


def press(panel: StoryboardPanel, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    for _ in range(times):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(panel.view, QKeyEvent(kind, key, modifiers))


def centre(panel: StoryboardPanel, shot: str) -> QPoint:
    return panel.view.visualRect(panel.model.index(panel.model.row_of(ShotId(shot)))).center()


def click(panel: StoryboardPanel, qtbot: QtBot, at: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    qtbot.mouseClick(panel.view.viewport(), LEFT, modifiers, at)


def set_job(queue: Store[Queue], document: Document, shot: str, state: State) -> None:
    found = find_shot(document.project, ShotId(shot))
    request = plan(document.project, found, "plain", Capabilities(), 1)
    queue.set(Queue(jobs=(Job(id=JobId(f"job {shot}"), shot=found.id, request=request, state=state),)))


def drop(panel: StoryboardPanel, carried: QMimeData, at: QPoint) -> bool:
    """Drag over a point of the view and let go; whether it was taken."""
    move = Qt.DropAction.MoveAction
    over = QDragMoveEvent(at, move, carried, LEFT, NONE)
    panel.view.dragMoveEvent(over)
    if over.isAccepted():
        panel.view.dropEvent(QDropEvent(QPointF(at), move, carried, LEFT, NONE))
    return over.isAccepted()


def write_name(panel: StoryboardPanel, qtbot: QtBot, text: str) -> None:
    """Fill in the field that is open on the board."""
    field = panel.view.findChild(QLineEdit)
    assert field is not None
    field.setText(text)
    with qtbot.waitSignal(field.destroyed, timeout=1000):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_rows_are_headings_cards_and_places_for_more(film: Project) -> None:
    door, rain = SceneId("door"), SceneId("rain")
    cards = [ShotRow(door, ShotId(letter)) for letter in "abc"]
    assert list_rows(film) == (
        *(SceneRow(door), *cards, AddRow(door)),
        *(SceneRow(rain), ShotRow(rain, ShotId("d")), AddRow(rain)),
    )


@pytest.mark.parametrize("width", [100, 460, 2000])
def test_layout_keeps_rows_apart_and_in_order(film: Project, width: int) -> None:
    rows = list_rows(film)
    places = Layout(rows, width, QSize(200, 150), 28)
    for before, after in pairwise(places.rects):
        assert not before.intersects(after)
        assert (before.top(), before.left()) < (after.top(), after.left())
    assert places.height > places.rects[-1].bottom()
    assert [places.row_at(rect.center()) for rect in places.rects] == list(range(len(rows)))
    assert places.row_at(QPoint(5, places.height + 50)) is None
    assert places.below(1) > 1
    assert places.above(places.below(1)) == 1


def test_layout_paints_only_lines_in_sight(film: Project) -> None:
    places = Layout(list_rows(film), 240, QSize(200, 150), 28)
    assert list(places.rows_in(places.rects[2])) == [2]
    assert list(places.rows_in(places.rects[2].adjusted(0, 0, 0, 20))) == [2, 3]


def test_session_and_board_select_the_same_shot(panel: StoryboardPanel, session: Session, qtbot: QtBot) -> None:
    click(panel, qtbot, centre(panel, "b"))
    assert session.shot.value == ShotId("b")
    session.shot.set(ShotId("d"))
    assert panel.view.chosen_shots == [ShotId("d")]
    click(panel, qtbot, QPoint(panel.view.viewport().width() - 2, panel.view.viewport().height() - 2))
    assert session.shot.value is None
    assert panel.view.chosen_shots == []


def test_arrows_walk_over_cards_and_headings(panel: StoryboardPanel, session: Session) -> None:
    session.shot.set(ShotId("a"))
    press(panel, Qt.Key.Key_Right, times=2)
    assert session.shot.value == ShotId("c")
    press(panel, Qt.Key.Key_End)
    assert session.shot.value is None
    press(panel, Qt.Key.Key_Left)
    assert session.shot.value == ShotId("d")
    press(panel, Qt.Key.Key_Up, times=2)
    press(panel, Qt.Key.Key_Home)
    assert panel.view.chosen_scene == SceneId("door")


def test_shift_selects_all_cards_between(panel: StoryboardPanel, qtbot: QtBot) -> None:
    click(panel, qtbot, centre(panel, "b"))
    click(panel, qtbot, centre(panel, "d"), SHIFT)
    assert panel.view.chosen_shots == [ShotId("b"), ShotId("c"), ShotId("d")]


@pytest.mark.parametrize(
    ("shot", "key", "times", "after"),
    [
        ("a", Qt.Key.Key_Right, 1, ["bac", "d"]),
        ("a", Qt.Key.Key_Right, 3, ["bc", "ad"]),
        ("d", Qt.Key.Key_Left, 1, ["abcd", ""]),
        ("d", Qt.Key.Key_Left, 3, ["adbc", ""]),
        ("b", Qt.Key.Key_Down, 1, ["ac", "bd"]),
        ("d", Qt.Key.Key_Up, 1, ["abcd", ""]),
        ("a", Qt.Key.Key_Left, 2, ["abc", "d"]),
        ("d", Qt.Key.Key_Right, 2, ["abc", "d"]),
    ],
)
def test_alt_and_arrows_move_a_shot(
    panel: StoryboardPanel, document: Document, session: Session, shot: str, key: Qt.Key, times: int, after: list[str]
) -> None:
    session.shot.set(ShotId(shot))
    press(panel, key, ALT, times)
    assert order(document) == after
    assert session.shot.value == ShotId(shot)


def test_selected_shots_move_together_and_stay_selected(
    panel: StoryboardPanel, document: Document, qtbot: QtBot
) -> None:
    click(panel, qtbot, centre(panel, "a"))
    click(panel, qtbot, centre(panel, "b"), SHIFT)
    press(panel, Qt.Key.Key_Right, ALT)
    assert order(document) == ["cab", "d"]
    press(panel, Qt.Key.Key_Right, ALT)
    assert order(document) == ["c", "abd"]
    assert panel.view.chosen_shots == [ShotId("a"), ShotId("b")]
    document.undo()
    assert order(document) == ["cab", "d"]


def test_alt_and_arrows_move_a_scene(panel: StoryboardPanel, document: Document, session: Session) -> None:
    panel.view.choose(panel.model.row_of(SceneRow(SceneId("rain"))))
    press(panel, Qt.Key.Key_Up, ALT)
    assert order(document) == ["d", "abc"]
    panel.view.choose(0)
    press(panel, Qt.Key.Key_Down, ALT)
    assert order(document) == ["abc", "d"]


@pytest.mark.parametrize(
    ("shots", "onto", "left_half", "after"),
    [
        ("a", "c", True, ["bac", "d"]),
        ("a", "d", True, ["bc", "ad"]),
        ("d", "a", True, ["dabc", ""]),
        ("ac", "d", True, ["b", "acd"]),
        ("b", "b", True, ["abc", "d"]),
    ],
)
def test_dropped_shots_go_before_the_card(
    panel: StoryboardPanel, document: Document, shots: str, onto: str, left_half: bool, after: list[str]
) -> None:
    at = centre(panel, onto) - QPoint(40, 0)
    assert drop(panel, carry_shots([ShotId(letter) for letter in shots]), at)
    assert order(document) == after


def test_a_shot_dropped_on_a_heading_comes_first_in_its_scene(panel: StoryboardPanel, document: Document) -> None:
    heading = panel.view.visualRect(panel.model.index(panel.model.row_of(SceneRow(SceneId("rain")))))
    assert drop(panel, carry_shots([ShotId("b")]), heading.center())
    assert order(document) == ["ac", "bd"]


def test_a_dropped_scene_goes_before_the_nearest_heading(panel: StoryboardPanel, document: Document) -> None:
    assert drop(panel, carry_scene(SceneId("rain")), QPoint(50, 2))
    assert order(document) == ["d", "abc"]


def test_a_character_dropped_on_a_card_is_cast(panel: StoryboardPanel, document: Document, film: Project) -> None:
    ada = film.cast[0]
    assert drop(panel, carry_character(ada.id), centre(panel, "d"))
    assert find_shot(document.project, ShotId("d")).cast == (ada.id,)
    assert not drop(panel, carry_character(ada.id), QPoint(2, 2))
    assert not drop(panel, carry_character(CharacterId("nobody")), centre(panel, "d"))


def test_delete_removes_the_selected_shots_in_one_step(
    panel: StoryboardPanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    click(panel, qtbot, centre(panel, "a"))
    click(panel, qtbot, centre(panel, "b"), SHIFT)
    press(panel, Qt.Key.Key_Delete)
    assert order(document) == ["c", "d"]
    assert session.shot.value in (ShotId("c"), None)
    document.undo()
    assert order(document) == ["abc", "d"]


def test_delete_on_a_heading_removes_the_scene(panel: StoryboardPanel, document: Document) -> None:
    panel.view.choose(panel.model.row_of(SceneRow(SceneId("rain"))))
    press(panel, Qt.Key.Key_Delete)
    assert order(document) == ["abc"]


@pytest.mark.parametrize(
    ("key", "modifiers", "own"),
    [
        (Qt.Key.Key_Left, NONE, True),
        (Qt.Key.Key_Delete, NONE, True),
        (Qt.Key.Key_Up, ALT, True),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, False),
        (Qt.Key.Key_Space, NONE, False),
        (Qt.Key.Key_J, NONE, False),
    ],
)
def test_takes_its_own_keys_from_the_window_and_no_others(
    panel: StoryboardPanel, key: Qt.Key, modifiers: Qt.KeyboardModifier, own: bool
) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    QApplication.sendEvent(panel.view, event)
    assert event.isAccepted() == own


def test_a_new_shot_comes_after_the_selected_one(
    panel: StoryboardPanel, document: Document, session: Session, actions: Actions
) -> None:
    document.apply("", lambda film: set_shot(film, ShotId("a"), frames=60))
    session.shot.set(ShotId("a"))
    actions["add_shot"].trigger()
    added = document.project.scenes[0].shots[1]
    assert session.shot.value == added.id
    assert (added.name, added.frames) == ("Shot 5", 60)


def test_the_plus_of_a_scene_adds_at_its_end(
    panel: StoryboardPanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    place = panel.view.visualRect(panel.model.index(panel.model.row_of(AddRow(SceneId("rain")))))
    click(panel, qtbot, place.center())
    assert session.shot.value == document.project.scenes[1].shots[-1].id
    assert len(document.project.scenes[1].shots) == 2


def test_an_empty_film_offers_the_first_shot(
    panel: StoryboardPanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    document.apply("", lambda film: replace(film, scenes=()))
    assert [header.isVisible() for header in panel.findChildren(SectionHeader)] == [True]
    button = next(each for each in panel.findChildren(QPushButton) if each.isVisible())
    qtbot.mouseClick(button, LEFT)
    assert [[shot.id for shot in scene.shots] for scene in document.project.scenes] == [[session.shot.value]]
    assert document.project.scenes[0].shots[0].frames == 72
    assert panel.view.isVisible()


def test_a_new_scene_is_named_at_once(
    panel: StoryboardPanel, document: Document, session: Session, actions: Actions, qtbot: QtBot
) -> None:
    session.shot.set(ShotId("a"))
    actions["add_scene"].trigger()
    write_name(panel, qtbot, "Snow")
    assert [scene.name for scene in document.project.scenes] == ["Door", "Snow", "Rain"]


def test_f2_renames_a_shot_and_an_empty_name_is_no_name(
    panel: StoryboardPanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    session.shot.set(ShotId("b"))
    for text in ("The knock", "  "):
        press(panel, Qt.Key.Key_F2)
        write_name(panel, qtbot, text)
        assert find_shot(document.project, ShotId("b")).name == "The knock"


def test_split_merge_and_duplicate(
    panel: StoryboardPanel, document: Document, session: Session, actions: Actions
) -> None:
    session.shot.set(ShotId("b"))
    actions["split_shot"].trigger()
    first, second = document.project.scenes[0].shots[1:3]
    assert (first.id, first.frames, second.frames, second.continues) == (ShotId("b"), 24, 24, ShotId("b"))
    actions["merge_shots"].trigger()
    assert order(document) == ["abc", "d"]
    duplicate = next(each for each in panel.build_menu().actions() if each.text() == "Duplicate")
    duplicate.trigger()
    copy = document.project.scenes[0].shots[2]
    assert (copy.name, copy.takes, copy.frames) == ("Shot b copy", (), 48)
    assert session.shot.value == copy.id


def test_enter_and_double_click_lead_on(panel: StoryboardPanel, session: Session, qtbot: QtBot) -> None:
    session.shot.set(ShotId("c"))
    with qtbot.waitSignal(panel.inspector_wanted, timeout=1000):
        press(panel, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.shot_activated, timeout=1000) as activated:
        qtbot.mouseDClick(panel.view.viewport(), LEFT, pos=centre(panel, "c") - QPoint(0, 60))
    assert activated.args == [ShotId("c")]


@pytest.mark.parametrize(
    ("state", "shown", "asked"),
    [
        (Waiting(), ShotState.QUEUED, "cancelled"),
        (Rendering(done=0.43), ShotState.RENDERING, "cancelled"),
        (Failed(reason="The disk is full; free some space."), ShotState.FAILED, "retried"),
    ],
)
def test_the_queue_shows_on_the_card_and_its_button_answers(
    panel: StoryboardPanel,
    document: Document,
    standings: Standings,
    queue: Store[Queue],
    wishes: Wishes,
    qtbot: QtBot,
    state: State,
    shown: ShotState,
    asked: str,
) -> None:
    set_job(queue, document, "c", state)
    assert standings.of(find_shot(document.project, ShotId("c"))).state == shown
    index = panel.model.index(panel.model.row_of(ShotId("c")))
    click(panel, qtbot, panel.view.button_rect(index.row()).center())
    assert {"cancelled": wishes.cancelled, "retried": wishes.retried}[asked] == [JobId("job c")]
    assert wishes.rendered == []


def test_the_button_of_a_draft_renders_it(panel: StoryboardPanel, wishes: Wishes, qtbot: QtBot) -> None:
    click(panel, qtbot, panel.view.button_rect(panel.model.row_of(ShotId("d"))).center())
    assert wishes.rendered == [ShotId("d")]


def test_a_take_is_out_of_date_as_soon_as_the_shot_asks_otherwise(document: Document, standings: Standings) -> None:
    def state() -> ShotState:
        return standings.of(find_shot(document.project, ShotId("b"))).state

    assert state() == ShotState.READY
    document.apply("", lambda film: set_shot(film, ShotId("b"), action="@Ada waits."))
    assert state() == ShotState.STALE
    document.undo()
    assert state() == ShotState.READY
    document.apply("", lambda film: set_shot(film, ShotId("b"), backend="narrow"))
    assert state() == ShotState.STALE


def test_a_changed_character_makes_her_takes_stale(document: Document, standings: Standings, film: Project) -> None:
    document.apply("", lambda film: set_shot(film, ShotId("b"), cast=(CharacterId("ada"),)))
    assert standings.of(find_shot(document.project, ShotId("b"))).state == ShotState.STALE
    document.undo()
    document.apply("", lambda film: set_character(film, CharacterId("ada"), description="Red coat."))
    assert find_character(document.project, CharacterId("ada")).description == "Red coat."
    assert standings.of(find_shot(document.project, ShotId("b"))).state == ShotState.READY


def test_a_card_says_all_to_a_screen_reader(panel: StoryboardPanel, document: Document, queue: Store[Queue]) -> None:
    set_job(queue, document, "a", Rendering(done=0.43))
    view = QAccessible.queryAccessibleInterface(panel.view)
    assert view.text(QAccessible.Text.Name) == "Storyboard"
    card = view.child(panel.model.row_of(ShotId("a")))
    assert card.text(QAccessible.Text.Name) == "Shot a, rendering 43 %, 0:02:00, not in the cut, Ada, Quay"
    document.apply("Assemble", assemble)
    assert card.text(QAccessible.Text.Name) == "Shot a, rendering 43 %, 0:02:00, Ada, Quay"


def test_a_preview_takes_the_place_of_the_picture(
    panel: StoryboardPanel, document: Document, queue: Store[Queue], previews: Previews
) -> None:
    set_job(queue, document, "d", Rendering(done=0.5))
    previews.show(ShotId("d"), np.full((9, 16, 3), (0, 200, 0), np.uint8))
    rect = panel.view.visualRect(panel.model.index(panel.model.row_of(ShotId("d"))))
    shown = panel.view.viewport().grab().toImage()
    assert shown.pixelColor(rect.center().x(), rect.top() + 40) == QColor(0, 200, 0)
    previews.drop(ShotId("d"))
    shown = panel.view.viewport().grab().toImage()
    assert shown.pixelColor(rect.center().x(), rect.top() + 40) != QColor(0, 200, 0)


def test_a_progress_bar_is_as_long_as_the_work_done(
    panel: StoryboardPanel, document: Document, queue: Store[Queue]
) -> None:
    set_job(queue, document, "d", Rendering(done=0.5))
    rect = panel.view.visualRect(panel.model.index(panel.model.row_of(ShotId("d"))))
    shown = panel.view.viewport().grab().toImage()
    y = rect.top() + round(rect.width() * 9 / 16)
    accent = [shown.pixelColor(rect.left() + x, y) == QColor(DARK.accent) for x in range(4, rect.width() - 4)]
    assert accent.count(True) == pytest.approx(rect.width() / 2, abs=6)
    assert accent.index(False) == accent.count(True)

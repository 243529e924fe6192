"""The queue's panel: what it shows of the jobs, and what it asks of the render queue."""

from dataclasses import replace
from functools import partial
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from studio.core import jobs
from studio.core.capabilities import Capabilities, Option, OptionKind
from studio.core.edits.board import remove_shot, set_shot
from studio.core.edits.takes import add_take
from studio.core.ids import JobId, ShotId, TakeId
from studio.core.jobs import Cancelled, Done, Failed, Job, Queue, Rendering, State, Waiting
from studio.core.plan import plan
from studio.core.project import Project, find_shot
from studio.core.request import Setting, ShotRequest
from studio.core.timecode import format_about
from studio.store import Store
from studio.ui.background import Background
from studio.ui.difference import find_difference
from studio.ui.document import Document
from studio.ui.forecasts import Forecasts
from studio.ui.pictures import Thumbnails
from studio.ui.previews import Previews
from studio.ui.queue.edit import JobDialog
from studio.ui.queue.model import JobsModel
from studio.ui.queue.panel import QueuePanel
from studio.ui.queue.planning import Planning
from studio.ui.queue.row import Deed, deeds_of
from studio.ui.session import Session
from tests.render.conftest import Scripted, enter
from tests.storage.films import make_take

pytestmark = pytest.mark.usefixtures("dark")

NONE = Qt.KeyboardModifier.NoModifier
FAILED = Failed(reason="The disk is full; free some space.")


def make_job(film: Project, shot: str, state: State) -> Job:
    found = find_shot(film, ShotId(shot))
    request = plan(film, found, "plain", Capabilities(), 1)
    return Job(id=JobId(f"job {shot}"), shot=found.id, request=request, state=state)


class Control:
    """The part of the render queue that the panel knows, without anything that renders."""

    def __init__(self, queue: Store[Queue]) -> None:
        self._queue = queue

    def cancel(self, job: JobId) -> None:
        self._queue.set(jobs.cancel(self._queue.value, job))

    def retry(self, job: JobId) -> None:
        self._queue.set(jobs.retry(self._queue.value, job))

    def remove(self, job: JobId) -> None:
        self._queue.set(jobs.remove_job(self._queue.value, job))

    def move(self, job: JobId, index: int) -> None:
        self._queue.set(jobs.move_job(self._queue.value, job, index))

    def move_first(self, job: JobId) -> None:
        self._queue.set(jobs.move_first(self._queue.value, job))

    def duplicate(self, job: JobId, seed: int) -> None:
        self._queue.set(jobs.duplicate(self._queue.value, job, JobId(f"{job} again"), seed))

    def edit(self, job: JobId, request: ShotRequest) -> None:
        self._queue.set(jobs.edit_job(self._queue.value, job, request))

    def pause(self) -> None:
        self._queue.set(replace(self._queue.value, paused=True))

    def go_on(self) -> None:
        self._queue.set(replace(self._queue.value, paused=False))

    def clear_ended(self) -> None:
        self._queue.set(jobs.clear_ended(self._queue.value))


def make_planning(document: Document) -> Planning:
    """Two backends: a plain one, and one with an option."""
    steps = Option(name="steps", label="Steps", kind=OptionKind.NUMBER, default=8, least=1, most=32)
    entries = {
        "plain": replace(enter(Scripted(lambda _: ()), "plain"), name="Plain"),
        "stepped": replace(
            enter(Scripted(lambda _: ()), "stepped"), name="Stepped", capabilities=Capabilities(options=(steps,))
        ),
    }
    return Planning(document, list(entries.values()), entries.__getitem__)


@pytest.fixture
def queue(film: Project) -> Store[Queue]:
    states: dict[str, State] = {"a": Done(take=TakeId("t")), "b": Rendering(done=0.43), "c": Waiting(), "d": FAILED}
    return Store(Queue(jobs=tuple(make_job(film, shot, state) for shot, state in states.items())))


@pytest.fixture
def panel(
    document: Document,
    session: Session,
    queue: Store[Queue],
    background: Background,
    thumbnails: Thumbnails,
    previews: Previews,
    qtbot: QtBot,
) -> QueuePanel:
    planning = make_planning(document)
    forecasts = Forecasts(queue, planning.find, background)
    made = QueuePanel(document, session, queue, Control(queue), planning, forecasts, thumbnails, previews)
    forecasts.setParent(made)
    qtbot.addWidget(made)
    made.resize(360, 400)
    made.show()
    made.view.setFocus()
    return made


def order(queue: Store[Queue]) -> str:
    return "".join(job.shot for job in queue.value.jobs)


def choose(panel: QueuePanel, row: int) -> None:
    panel.view.setCurrentIndex(panel.model.index(row))


def press(panel: QueuePanel, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QApplication.sendEvent(panel.view, QKeyEvent(QEvent.Type.KeyPress, key, modifiers))


def click(panel: QueuePanel, qtbot: QtBot, row: int, deed: Deed) -> None:
    places = panel.rows.button_rects(panel.model.jobs[row], panel.view.visualRect(panel.model.index(row)))
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, NONE, places[deed].center())


def test_says_how_much_is_to_be_rendered(panel: QueuePanel, queue: Store[Queue]) -> None:
    assert panel.total.text() == "2 to render"
    panel.clear.click()
    assert order(queue) == "bc"
    assert not panel.clear.isEnabled()
    queue.set(Queue())
    assert not panel.view.isVisible()


def test_a_row_says_all_to_a_screen_reader(panel: QueuePanel) -> None:
    view = QAccessible.queryAccessibleInterface(panel.view)
    names = [view.child(row).text(QAccessible.Text.Name) for row in range(4)]
    assert names == ["Shot a, done", "Shot b, rendering 43 %", "Shot c, queued", "Shot d, failed"]
    assert view.child(3).text(QAccessible.Text.Description) == FAILED.reason


def test_a_row_tells_of_a_take_that_had_to_do_with_less_memory(panel: QueuePanel, document: Document) -> None:
    (job, *_), plain = panel.model.jobs, make_take("t")
    assert panel.model.note(job) == ""
    lean = replace(plain.recipe, lighter=(Setting(name="memory", value="streamed"),))
    document.amend(partial(add_take, shot=job.shot, take=replace(plain, recipe=lean)))
    index = panel.model.index(0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "memory ran out, so made with memory streamed"


@pytest.mark.parametrize(
    ("state", "deeds"),
    [
        (Waiting(), (Deed.CANCEL,)),
        (Rendering(), (Deed.CANCEL,)),
        (FAILED, (Deed.RETRY, Deed.REMOVE)),
        (Cancelled(), (Deed.RETRY, Deed.REMOVE)),
        (Done(take=TakeId("t")), (Deed.REMOVE,)),
    ],
)
def test_what_can_be_done_follows_from_the_state(film: Project, state: State, deeds: tuple[Deed, ...]) -> None:
    assert deeds_of(make_job(film, "a", state)) == deeds


def test_the_buttons_of_a_row(panel: QueuePanel, queue: Store[Queue], qtbot: QtBot) -> None:
    click(panel, qtbot, 2, Deed.CANCEL)
    assert queue.value.jobs[2].state == Cancelled()
    click(panel, qtbot, 3, Deed.RETRY)
    assert queue.value.jobs[3].state == Waiting()
    click(panel, qtbot, 0, Deed.REMOVE)
    assert order(queue) == "bcd"


def test_delete_cancels_what_is_open_and_removes_what_has_ended(panel: QueuePanel, queue: Store[Queue]) -> None:
    choose(panel, 2)
    press(panel, Qt.Key.Key_Delete)
    assert queue.value.jobs[2].state == Cancelled()
    press(panel, Qt.Key.Key_Delete)
    assert order(queue) == "abd"


def test_alt_and_arrows_move_a_job_and_stay_with_it(panel: QueuePanel, queue: Store[Queue]) -> None:
    choose(panel, 2)
    press(panel, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert order(queue) == "acbd"
    press(panel, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    press(panel, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert order(queue) == "cabd"
    assert panel.view.currentIndex().row() == 0


@pytest.mark.parametrize(("job", "before", "after"), [(3, 0, "dabc"), (0, 3, "bcad"), (0, -1, "bcda"), (1, 1, "abcd")])
def test_a_dropped_job_goes_before_the_row(
    panel: QueuePanel, queue: Store[Queue], job: int, before: int, after: str
) -> None:
    carried = panel.model.mimeData([panel.model.index(job)])
    panel.model.dropMimeData(carried, Qt.DropAction.MoveAction, before, 0, QModelIndex())
    assert order(queue) == after


def test_enter_shows_the_shot(panel: QueuePanel, session: Session, document: Document) -> None:
    choose(panel, 2)
    press(panel, Qt.Key.Key_Return)
    assert session.shot.value == ShotId("c")
    document.apply("", lambda film: remove_shot(film, ShotId("d")))
    choose(panel, 3)
    press(panel, Qt.Key.Key_Return)
    assert session.shot.value == ShotId("c")


def test_a_row_follows_the_shot_s_name(panel: QueuePanel, document: Document) -> None:
    document.apply("", lambda film: set_shot(film, ShotId("c"), name="The knock"))
    assert panel.model.index(2).data() == "The knock"
    document.apply("", lambda film: remove_shot(film, ShotId("c")))
    assert panel.model.index(2).data() == "Shot c"


def test_the_menu_does_what_the_buttons_do(panel: QueuePanel, queue: Store[Queue]) -> None:
    choose(panel, 3)
    texts = {each.text(): each for each in panel.build_menu(panel.model.jobs[3]).actions() if each.text()}
    assert list(texts) == ["Retry", "Remove", "Once more with another seed", "Render with", "Earlier", "Later"]
    texts["Earlier"].trigger()
    assert order(queue) == "abdc"


def test_time_left_is_told_from_the_work_so_far(
    document: Document, film: Project, background: Background, qtbot: QtBot
) -> None:
    now, owner = [100.0], QWidget()
    qtbot.addWidget(owner)
    queue = Store(Queue(jobs=(make_job(film, "a", Waiting()),)))
    forecasts = Forecasts(queue, make_planning(document).find, background, owner)
    model = JobsModel(document, queue, forecasts, clock=lambda: now[0])

    def render(done: float) -> float | None:
        queue.set(jobs.set_state(queue.value, JobId("job a"), Rendering(done=done)))
        return model.seconds_left(model.jobs[0])

    assert render(0.0) is None
    now[0] += 10
    assert render(0.25) == pytest.approx(30)
    now[0] += 10
    assert render(0.5) == pytest.approx(20)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [("abc", "abc", (3, 0)), ("abc", "axc", (1, 1)), ("", "ab", (0, 0)), ("aa", "a", (1, 0)), ("abc", "bc", (0, 2))],
)
def test_difference_is_what_lies_between_the_ends(old: str, new: str, same: tuple[int, int]) -> None:
    assert find_difference(old, new) == same


def act(panel: QueuePanel, row: int, *names: str) -> None:
    choose(panel, row)
    menu: QMenu = panel.build_menu(panel.model.jobs[row])
    for name in names:
        action = next(each for each in menu.actions() if each.text() == name)
        if name == names[-1]:
            action.trigger()
        else:
            menu = cast("QMenu", action.menu())


def test_a_waiting_job_is_put_first_doubled_and_renewed(
    panel: QueuePanel, queue: Store[Queue], document: Document
) -> None:
    act(panel, 2, "Once more with another seed")
    assert [(job.shot, job.request.seed) for job in queue.value.jobs[2:4]] == [("c", 1), ("c", 2)]
    act(panel, 3, "Render next")
    assert [job.request.seed for job in queue.value.jobs if job.shot == "c"] == [2, 1]
    document.apply("", lambda film: set_shot(film, ShotId("c"), action="A knock at the door."))
    act(panel, 2, "Take the shot as it is now")
    assert [job.request.action == "A knock at the door." for job in queue.value.jobs if job.shot == "c"] == [
        True,
        False,
    ]


def test_a_failed_job_is_rendered_with_another_backend(panel: QueuePanel, queue: Store[Queue]) -> None:
    act(panel, 3, "Render with", "Stepped")
    job = queue.value.jobs[3]
    assert (job.state, job.request.backend, job.request.setting("steps")) == (Waiting(), "stepped", 8)
    panel.change_options(job.id)
    dialog = panel.findChild(JobDialog)
    assert dialog is not None
    dialog.seed.setValue(99)
    dialog.form.changed.emit("steps", 4, None)
    dialog.change.click()
    job = queue.value.jobs[3]
    assert (job.request.seed, job.request.setting("steps")) == (99, 4)


def test_a_job_of_a_removed_shot_can_not_be_renewed(
    panel: QueuePanel, document: Document, queue: Store[Queue], qtbot: QtBot
) -> None:
    document.apply("", lambda film: remove_shot(film, ShotId("c")))
    before = queue.value
    with qtbot.waitSignal(document.refused):
        act(panel, 2, "Take the shot as it is now")
    assert queue.value is before


def test_the_pause_shows(panel: QueuePanel, queue: Store[Queue]) -> None:
    panel.pause.click()
    assert queue.value.paused
    assert (panel.total.text(), panel.pause.text()) == ("Paused · 2 to render", "Go on")
    panel.pause.click()
    assert (panel.total.text(), panel.pause.text()) == ("2 to render", "Pause")
    queue.set(jobs.set_state(queue.value, JobId("job c"), Waiting(done=0.5)))
    assert QAccessible.queryAccessibleInterface(panel.view).child(2).text(QAccessible.Text.Name) == (
        "Shot c, queued, 50 % made"
    )


def test_what_waits_is_forecast(panel: QueuePanel, queue: Store[Queue], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel.model.forecasts.seconds(JobId("job c")) is not None)
    said = queue.value.jobs[2].request.frames
    assert panel.model.forecasts.seconds(JobId("job c")) == panel.model.seconds_left(panel.model.jobs[2]) == said
    assert panel.total.text() == f"2 to render · about {format_about(said)}"
    queue.set(jobs.set_state(queue.value, JobId("job c"), Waiting(done=0.5)))
    assert panel.model.seconds_left(panel.model.jobs[2]) == said / 2

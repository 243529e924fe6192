"""The inspector: every field of a shot and of the film, and the steps of undo that they make."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from studio.api import BackendEntry
from studio.core.capabilities import Capabilities
from studio.core.edits.board import remove_shot, set_shot
from studio.core.edits.cast import set_character
from studio.core.ids import CharacterId, ImageId, JobId, ShotId, TakeId
from studio.core.image import ImageRole, Reference
from studio.core.jobs import Failed, Job, Queue, Rendering
from studio.core.plan import plan
from studio.core.project import Line, Shot, find_shot
from studio.core.request import Setting, ShotRequest
from studio.store import Store
from studio.ui.background import Background
from studio.ui.cast.drag import carry_image
from studio.ui.document import Document
from studio.ui.inspector.panel import InspectorPanel
from studio.ui.keys import keep_key
from studio.ui.pictures import Thumbnails
from studio.ui.session import Session
from studio.ui.storyboard.standings import Standings
from studio.ui.widgets.choice import Choice

pytestmark = pytest.mark.usefixtures("dark")

A, B, C, D = (ShotId(letter) for letter in "abcd")
ADA, QUAY = CharacterId("ada"), CharacterId("quay")
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


class Wishes:
    """What the panel asks of the render queue."""

    def __init__(self) -> None:
        self.added: list[tuple[ShotId, ShotRequest]] = []
        self.rendered: list[ShotId] = []
        self.retried: list[JobId] = []
        self.cancelled: list[JobId] = []

    def add(self, shot: ShotId, request: ShotRequest) -> None:
        self.added.append((shot, request))


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


@pytest.fixture
def panel(
    document: Document,
    session: Session,
    standings: Standings,
    backends: tuple[BackendEntry, ...],
    background: Background,
    thumbnails: Thumbnails,
    wishes: Wishes,
    queue: Store[Queue],
    tmp_path: Path,
    qtbot: QtBot,
) -> InspectorPanel:
    made = InspectorPanel(
        document,
        session,
        standings,
        backends,
        background,
        thumbnails,
        tmp_path,
        queue,
        add=wishes.add,
        render=wishes.rendered.append,
        retry=wishes.retried.append,
        cancel=wishes.cancelled.append,
    )
    qtbot.addWidget(made)
    made.resize(400, 1200)
    made.show()
    session.shot.set(A)
    return made


@pytest.fixture
def shot(document: Document) -> Callable[[ShotId], Shot]:
    return lambda id_: find_shot(document.project, id_)


FindShot = Callable[[ShotId], Shot]


def steps(document: Document) -> int:
    """How many steps can be undone."""
    count = 0
    while document.undo_label:
        document.undo()
        count += 1
    for _ in range(count):
        document.redo()
    return count


def choose(box: Choice[str] | Choice[CharacterId | None], label: str) -> None:
    index = box.findText(label)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def drop(target: QWidget, carried: QMimeData) -> None:
    """Drag onto the middle of a widget, and let go."""
    copy = Qt.DropAction.CopyAction
    entered = QDragEnterEvent(target.rect().center(), copy, carried, LEFT, NONE)
    entered.ignore()
    target.dragEnterEvent(entered)
    assert entered.isAccepted()
    target.dropEvent(QDropEvent(QPointF(target.rect().center()), copy, carried, LEFT, NONE))


def set_job(queue: Store[Queue], document: Document, state: Rendering | Failed) -> None:
    request = plan(document.project, find_shot(document.project, A), "plain", Capabilities(), 1)
    queue.set(Queue(jobs=(Job(id=JobId("job"), shot=A, request=request, state=state),)))


def test_typing_is_one_step_until_the_field_is_entered_anew(
    panel: InspectorPanel, document: Document, shot: FindShot, qtbot: QtBot
) -> None:
    action = panel.shot_page.action
    action.setFocus()
    action.selectAll()
    qtbot.keyClicks(action, "Ada runs.")
    assert shot(A).action == "Ada runs."
    assert steps(document) == 1
    panel.name.setFocus()
    action.setFocus()
    qtbot.keyClicks(action, "!")
    assert steps(document) == 2
    document.undo()
    document.undo()
    assert action.toPlainText() == "@Ada opens the door on the @Quay."


def test_typing_in_another_shot_is_another_step(
    panel: InspectorPanel, document: Document, session: Session, shot: FindShot, qtbot: QtBot
) -> None:
    action = panel.shot_page.action
    action.setFocus()
    qtbot.keyClicks(action, "x")
    session.shot.set(D)
    qtbot.keyClicks(action, "y")
    assert (shot(A).action[0], shot(D).action) == ("x", "y")
    assert steps(document) == 2


def test_short_fields_write_what_is_typed(
    panel: InspectorPanel, document: Document, shot: FindShot, qtbot: QtBot
) -> None:
    form = panel.shot_page.form
    for field, text in ((panel.name, "Knock"), (form.sound, "rain"), (form.camera.text, "orbit"), (form.seed, "42")):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
    found = shot(A)
    assert (found.name, found.sound, found.camera, found.seed) == ("Knock", "rain", "orbit", 42)
    assert steps(document) == 4
    form.seed.selectAll()
    qtbot.keyClick(form.seed, Qt.Key.Key_Delete)
    assert shot(A).seed is None
    panel.name.selectAll()
    qtbot.keyClick(panel.name, Qt.Key.Key_Delete)
    assert shot(A).name == "Knock"


def test_a_camera_preset_is_one_step(panel: InspectorPanel, document: Document, shot: FindShot) -> None:
    camera = panel.shot_page.form.camera
    camera.setCurrentIndex(camera.findText("push in"))
    camera.textActivated.emit("push in")
    assert shot(A).camera == "push in"
    assert steps(document) == 1
    document.undo()
    assert camera.currentText() == ""


@pytest.mark.parametrize(
    ("frames", "part", "by", "after"),
    [
        (48, "frames", 1, 49),
        (47, "frames", 1, 48),
        (48, "frames", -1, 47),
        (48, "seconds", 1, 72),
        (1, "frames", -1, 1),
    ],
)
def test_length_runs_over_between_frames_and_seconds(
    panel: InspectorPanel, document: Document, shot: FindShot, frames: int, part: str, by: int, after: int
) -> None:
    document.apply("", lambda film: set_shot(film, A, frames=frames))
    length = panel.shot_page.form.length
    {"frames": length.frames, "seconds": length.seconds}[part].stepBy(by)
    assert shot(A).frames == after
    assert (length.seconds.value(), length.frames.value()) == divmod(after, 24)


def test_continues_lists_the_other_shots_when_opened(panel: InspectorPanel, shot: FindShot) -> None:
    field = panel.shot_page.form.continues
    assert field.count() == 1
    field.fill()
    assert [field.itemText(index) for index in range(field.count())] == ["Starts afresh", "Shot b", "Shot c", "Shot d"]
    field.activated.emit(1)
    assert shot(A).continues == B
    assert field.currentText() == "Shot b"
    assert panel.shot_page.notes.sentences == ()
    field.fill()
    field.activated.emit(0)
    assert shot(A).continues is None


def test_at_opens_the_cast_and_enter_takes_a_name(panel: InspectorPanel, shot: FindShot, qtbot: QtBot) -> None:
    action = panel.shot_page.action
    action.setFocus()
    action.selectAll()
    qtbot.keyClicks(action, "Look, @q")
    popup = action.list_of_cast
    assert popup.isVisible()
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == ["Quay"]
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert shot(A).action == "Look, @Quay "
    assert not popup.isVisible()
    qtbot.keyClicks(action, "@x")
    assert not popup.isVisible()


def test_a_chip_casts_and_one_that_is_named_stays(panel: InspectorPanel, session: Session, shot: FindShot) -> None:
    chips = panel.shot_page.members.chips
    assert (chips[ADA].isChecked(), chips[ADA].isEnabled()) == (True, False)
    session.shot.set(D)
    assert (chips[ADA].isChecked(), chips[ADA].isEnabled()) == (False, True)
    chips[ADA].click()
    assert shot(D).cast == (ADA,)
    assert chips[ADA].isChecked()
    chips[ADA].click()
    assert shot(D).cast == ()


def test_lines_are_added_written_moved_and_removed(panel: InspectorPanel, shot: FindShot, qtbot: QtBot) -> None:
    dialogue = panel.shot_page.dialogue
    dialogue.add_button.click()
    assert [line.speaker for line in shot(A).dialogue] == [ADA, None]
    second = dialogue.rows[1]
    choose(second.speaker, "Quay")
    second.language.setCurrentText("de")
    second.language.textActivated.emit("de")
    qtbot.keyClicks(second.text, "Ich.")
    assert shot(A).dialogue[1] == Line(speaker=QUAY, language="de", text="Ich.")
    qtbot.keyClick(second.text, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [line.text for line in shot(A).dialogue] == ["Ich.", "Who is it?"]
    next(each for each in dialogue.rows[0].build_menu().actions() if each.text() == "Remove").trigger()
    assert [line.text for line in shot(A).dialogue] == ["Who is it?"]
    assert [row.text.toPlainText() for row in dialogue.rows] == ["Who is it?"]


def test_a_renamed_character_is_renamed_in_all_fields(panel: InspectorPanel, document: Document) -> None:
    document.apply("", lambda film: set_character(film, ADA, name="Ida"))
    page = panel.shot_page
    assert page.action.toPlainText().startswith("@Ida")
    assert page.dialogue.rows[0].speaker.currentText() == "Ida"
    assert page.members.chips[ADA].accessibleName() == "Ida"


def test_options_are_the_backend_s_and_can_be_given_back(
    panel: InspectorPanel, document: Document, shot: FindShot
) -> None:
    form = panel.shot_page.form
    controls = form.options.controls
    assert list(controls) == ["captions", "steps", "guidance", "style", "negative"]
    captions, steps_field = controls["captions"].field, controls["steps"].field
    assert isinstance(captions, QCheckBox)
    assert captions.text() == "Captions"
    assert isinstance(steps_field, QSpinBox)
    captions.click()
    steps_field.setValue(20)
    assert shot(A).settings == (Setting(name="captions", value=False), Setting(name="steps", value=20))
    assert controls["steps"].back.isVisible()
    assert not controls["style"].back.isVisible()
    controls["steps"].back.click()
    assert shot(A).settings == (Setting(name="captions", value=False),)
    assert steps_field.value() == 8
    document.apply("", lambda film: replace(film, settings=(Setting(name="steps", value=30),)))
    assert steps_field.value() == 30
    choose(form.backend, "Narrow")
    assert shot(A).backend == "narrow"
    assert list(form.options.controls) == []


def test_the_prompt_follows_until_it_is_taken_over(
    panel: InspectorPanel, document: Document, shot: FindShot, qtbot: QtBot
) -> None:
    prompt = panel.shot_page.prompt
    written = "Ada [Image 1] opens the door on the Quay [Image 3].\nAda [Image 1] says: “Who is it?”"
    assert prompt.text.toPlainText() == written
    assert prompt.text.isReadOnly()
    assert prompt.images.text().endswith("Ada 2 · Quay 1")
    prompt.switch.click()
    assert shot(A).prompt == written
    prompt.text.selectAll()
    qtbot.keyClicks(prompt.text, "By hand")
    document.apply("", lambda film: set_shot(film, A, action="Something else"))
    assert prompt.text.toPlainText() == shot(A).prompt == "By hand"
    prompt.switch.click()
    assert shot(A).prompt is None
    assert prompt.text.toPlainText().startswith("Something else")


def test_pressing_a_take_chooses_it_and_delete_removes_it(
    panel: InspectorPanel, session: Session, shot: FindShot, qtbot: QtBot
) -> None:
    strip = panel.shot_page.takes.strip
    assert not strip.isVisible()
    session.shot.set(B)
    assert [(tile.accessibleName(), tile.isChecked()) for tile in strip.tiles.values()] == [
        ("Take 2", True),
        ("Take 1", False),
    ]
    qtbot.mouseClick(strip.tiles[TakeId("b7")], LEFT)
    assert shot(B).chosen == TakeId("b7")
    assert not strip.tiles[TakeId("b8")].isChecked()
    qtbot.keyClick(strip.tiles[TakeId("b8")], Qt.Key.Key_Delete)
    assert [take.id for take in shot(B).takes] == [TakeId("b7")]


def test_arrows_walk_over_the_takes(panel: InspectorPanel, session: Session, qtbot: QtBot) -> None:
    session.shot.set(B)
    tiles = panel.shot_page.takes.strip.tiles
    tiles[TakeId("b8")].setFocus()
    qtbot.keyClick(tiles[TakeId("b8")], Qt.Key.Key_Right)
    assert QApplication.focusWidget() is tiles[TakeId("b7")]


def test_an_image_of_the_cast_dropped_on_a_well_is_the_first_frame(
    panel: InspectorPanel, shot: FindShot, qtbot: QtBot
) -> None:
    well = panel.shot_page.pictures.first
    drop(well, carry_image(ImageId("quay")))
    assert shot(A).first_frame == ImageId("quay")
    assert well.accessibleName() == "First frame, quay.png"
    qtbot.keyClick(well, Qt.Key.Key_Delete)
    assert shot(A).first_frame is None


def test_a_file_dropped_on_a_well_is_taken_in_for_the_shot_that_was_shown(
    panel: InspectorPanel, document: Document, session: Session, shot: FindShot, tmp_path: Path, qtbot: QtBot
) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(tmp_path / "images" / "quay.png"))])
    drop(panel.shot_page.pictures.last, carried)
    session.shot.set(D)
    qtbot.waitUntil(lambda: shot(A).last_frame is not None, timeout=5000)
    image = next(each for each in document.project.images if each.id == shot(A).last_frame)
    assert (image.width_px, (tmp_path / image.path).is_file()) == (600, True)
    assert shot(D).last_frame is None


def test_a_read_only_film_copies_no_file_that_is_dropped(
    panel: InspectorPanel, document: Document, background: Background, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "new.png").write_bytes((tmp_path / "images" / "quay.png").read_bytes() + b"\0")
    document.read_only = True
    there = sorted(tmp_path.rglob("*"))
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(tmp_path / "new.png"))])
    with qtbot.waitSignal(document.refused):
        drop(panel.shot_page.pictures.first, carried)
    background.close()
    assert sorted(tmp_path.rglob("*")) == there


def test_a_file_that_is_no_picture_is_told_and_changes_nothing(
    panel: InspectorPanel, document: Document, background: Background, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "notes.png"
    path.write_text("no picture")
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    with qtbot.waitSignal(background.failed, timeout=5000) as told:
        drop(panel.shot_page.pictures.first, carried)
    assert told.args is not None
    assert "notes.png" in told.args[0]
    assert steps(document) == 0


def test_pictures_of_the_shot_have_roles(panel: InspectorPanel, shot: FindShot) -> None:
    pictures = panel.shot_page.pictures
    drop(pictures.more, carry_image(ImageId("quay")))
    drop(pictures.more, carry_image(ImageId("coat")))
    drop(pictures.more, carry_image(ImageId("coat")))
    assert [each.image for each in shot(A).images] == [ImageId("quay"), ImageId("coat")]
    next(each for each in pictures.tiles[1].build_menu().actions() if each.text() == "Style").trigger()
    assert shot(A).images[1] == Reference(image=ImageId("coat"), role=ImageRole.STYLE)
    pictures.tiles[1].moved.emit(-1)
    assert [each.image for each in shot(A).images] == [ImageId("coat"), ImageId("quay")]
    pictures.tiles[0].removed.emit()
    assert [each.image for each in shot(A).images] == [ImageId("quay")]


def test_notes_are_the_checks_of_the_shot(panel: InspectorPanel, document: Document) -> None:
    assert panel.shot_page.notes.sentences == ()
    document.apply("", lambda film: set_shot(film, A, action="@Ada and @Bo."))
    assert [note.split(";")[0] for note in panel.shot_page.notes.sentences] == ["@Bo is not in the cast"]
    document.apply("", lambda film: set_shot(film, A, backend="gone"))
    assert panel.shot_page.notes.sentences == ("The backend gone is not installed; choose another one.",)


def test_the_render_button_says_what_it_will_do(
    panel: InspectorPanel, document: Document, session: Session, queue: Store[Queue], wishes: Wishes, qtbot: QtBot
) -> None:
    assert panel.render_button.text() == "Render"
    panel.render_button.click()
    assert wishes.rendered == [A]
    set_job(queue, document, Rendering(done=0.43))
    assert (panel.render_button.isVisible(), panel.state.accessibleName()) == (False, "rendering 43 %")
    panel.cancel_button.click()
    assert wishes.cancelled == [JobId("job")]
    set_job(queue, document, Failed(reason="The disk is full; free some space."))
    assert (panel.failure.text(), panel.failure.isVisible()) == ("The disk is full; free some space.", True)
    panel.render_button.click()
    assert wishes.retried == [JobId("job")]
    panel.resize(420, 200)
    set_job(queue, document, Failed(reason="The disk is full; free some space, or take the film to another disk. " * 2))
    qtbot.waitUntil(lambda: panel.failure.height() >= panel.failure.heightForWidth(panel.failure.width()))
    session.shot.set(B)
    assert panel.render_button.text() == "Render another take"
    assert not panel.failure.isVisible()


def test_without_a_shot_it_shows_the_film(
    panel: InspectorPanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    session.shot.set(None)
    page = panel.film_page
    assert (page.isVisible(), panel.render_button.isVisible()) == (True, False)
    page.name.selectAll()
    qtbot.keyClicks(page.name, "The door")
    page.height_px.setValue(240)
    choose(page.backend, "Narrow")
    project = document.project
    assert (project.name, project.width, project.height, project.backend) == ("The door", 320, 240, "narrow")
    assert page.rate.text() == "24 frames per second"
    assert steps(document) == 3


def test_options_of_the_film(panel: InspectorPanel, document: Document, session: Session) -> None:
    session.shot.set(None)
    control = panel.film_page.options.controls["steps"]
    assert isinstance(control.field, QSpinBox)
    control.field.setValue(12)
    assert document.project.settings == (Setting(name="steps", value=12),)
    control.back.click()
    assert (document.project.settings, control.field.value()) == ((), 8)


def test_a_deleted_shot_gives_way_to_the_film(panel: InspectorPanel, document: Document) -> None:
    document.apply("", lambda film: remove_shot(film, A))
    assert panel.film_page.isVisible()


def test_the_wheel_scrolls_past_fields_without_the_keyboard(panel: InspectorPanel, shot: FindShot) -> None:
    field = panel.shot_page.form.length.seconds
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(field.mapToGlobal(QPoint(5, 5))),
        QPoint(0, 120),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, wheel)
    assert shot(A).frames == 48


@pytest.mark.parametrize(
    ("name", "key", "kept"),
    [
        ("render_button", Qt.Key.Key_Space, True),
        ("render_button", Qt.Key.Key_J, False),
        ("cancel_button", Qt.Key.Key_Up, False),
    ],
)
def test_controls_keep_the_keys_they_are_worked_with(panel: InspectorPanel, name: str, key: Qt.Key, kept: bool) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, NONE)
    event.ignore()
    assert keep_key({"render_button": panel.render_button, "cancel_button": panel.cancel_button}[name], event) == kept
    assert event.isAccepted() == kept


def test_an_unchanged_shot_makes_no_step(panel: InspectorPanel, document: Document, session: Session) -> None:
    for shot in (B, C, D, A, None, A):
        session.shot.set(shot)
    assert steps(document) == 0


def test_what_a_take_will_cost_is_said_before(panel: InspectorPanel, session: Session, qtbot: QtBot) -> None:
    session.shot.set(A)
    qtbot.waitUntil(panel.cost.isVisible)
    assert panel.cost.text().startswith("A take needs about ")


def test_what_will_not_fit_is_said_before(
    panel: InspectorPanel, session: Session, document: Document, qtbot: QtBot
) -> None:
    document.apply("", lambda film: set_shot(film, A, backend="narrow"))
    session.shot.set(A)
    qtbot.waitUntil(panel.cost.isVisible)
    assert panel.cost.text().startswith("A take needs about 1099.5 GB of memory, ")
    assert "choose a smaller size" in panel.cost.text()

"""What is selected in the cut, in the inspector: every number and key, titles, markers, speed, transitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from studio.api import BackendEntry
from studio.core.curve import Curve, Ease, Key
from studio.core.edits.cut import insert_clip
from studio.core.edits.keys import Parameter, value_of
from studio.core.edits.media import add_media
from studio.core.edits.tracks import set_track
from studio.core.ids import ClipId, MediaId, ShotId, TrackId
from studio.core.jobs import Queue
from studio.core.project import CAST_COLOURS, Media, MediaKind, Project, find_media
from studio.core.timeline import (
    Clip,
    Edge,
    OfMedia,
    OfShot,
    Solid,
    Timeline,
    Title,
    Track,
    Transition,
    TransitionKind,
    find_clip,
)
from studio.store import Store
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.inspector.clip_fields import SharedNumber
from studio.ui.inspector.clip_row import KeyedRow
from studio.ui.inspector.panel import InspectorPanel
from studio.ui.pictures import Thumbnails
from studio.ui.session import Session
from studio.ui.storyboard.standings import Standings
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.layout import OnJoint

pytestmark = pytest.mark.usefixtures("dark")

A, B, WORDS, GREY = (ClipId(name) for name in ("a", "b", "words", "grey"))
V1, V2 = TrackId("v1"), TrackId("v2")


@pytest.fixture
def document(film: Project) -> Document:
    """V1 ▐a▌▐b▌ of 40 frames each, 4 into their shots; V2 ▐words▌▐grey▌."""
    cut = tuple(Clip(id=each, source=OfShot(shot=ShotId(each)), start=4, frames=40) for each in (A, B))
    over = (
        Clip(id=WORDS, source=Title(text="The end"), frames=24),
        Clip(id=GREY, source=Solid(), frames=24),
    )
    tracks = Track(id=V1, name="V1", items=cut), Track(id=V2, name="V2", items=over)
    return Document(replace(film, timeline=Timeline(tracks=tracks)))


@pytest.fixture
def cutting(document: Document, session: Session) -> Cutting:
    return Cutting(document, session)


@pytest.fixture
def panel(
    document: Document,
    session: Session,
    cutting: Cutting,
    standings: Standings,
    backends: tuple[BackendEntry, ...],
    background: Background,
    thumbnails: Thumbnails,
    queue: Store[Queue],
    tmp_path: Path,
    qtbot: QtBot,
) -> InspectorPanel:
    def never(*_: object) -> None:
        raise AssertionError("nothing is rendered here")

    made = InspectorPanel(
        document,
        session,
        standings,
        backends,
        background,
        thumbnails,
        tmp_path,
        queue,
        add=never,
        render=never,
        retry=never,
        cancel=never,
    )
    made.watch_spot(cutting.spot)
    qtbot.addWidget(made)
    made.resize(340, 900)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def row(panel: InspectorPanel, cutting: Cutting) -> Callable[[Parameter], KeyedRow]:
    """A row of the page, with the first clip selected."""
    cutting.select({A})
    return lambda name: {**panel.clip_page.picture.rows, **panel.clip_page.sound.rows}[name]


FindRow = Callable[[Parameter], KeyedRow]


def clip_of(document: Document, id_: ClipId = A) -> Clip:
    item = find_clip(document.project.timeline, id_)[1].item
    assert isinstance(item, Clip)
    return item


def write(field: SharedNumber, text: str, qtbot: QtBot) -> None:
    """Type a number and go on."""
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(box: QComboBox, label: str) -> None:
    index = box.findText(label)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def steps(document: Document) -> int:
    count = 0
    while document.undo_label:
        document.undo()
        count += 1
    for _ in range(count):
        document.redo()
    return count


def _moved(at: QPointF, local: QPointF) -> QMouseEvent:
    buttons = Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, local, at, buttons, buttons, Qt.KeyboardModifier.NoModifier)


def test_the_page_comes_with_a_selection_and_goes_with_it(
    panel: InspectorPanel, session: Session, cutting: Cutting
) -> None:
    session.shot.set(ShotId("a"))
    assert not panel.tabs.isVisible()
    assert panel.name.isVisible()
    cutting.select({A})
    assert panel.clip_page.isVisible()
    assert not panel.name.isVisible()
    assert panel.clip_page.name.text() == "Shot a"
    assert [panel.tabs.tabText(number) for number in (0, 1)] == ["Shot", "Clip"]
    panel.tabs.setCurrentIndex(0)
    assert panel.shot_page.isVisible()
    assert panel.name.isVisible()
    cutting.select({B})
    assert panel.clip_page.isVisible()
    session.shot.set(ShotId("b"))
    assert panel.shot_page.isVisible()
    cutting.select({A, B})
    assert panel.clip_page.name.text() == "2 clips"
    cutting.select(())
    assert panel.shot_page.isVisible()
    assert not panel.tabs.isVisible()


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("opacity", "40", 0.4),
        ("x", "-25", -0.25),
        ("scale", "150", 1.5),
        ("rotation", "90", 90),
        ("top", "10", 0.1),
        ("gain", "-6", 10 ** (-6 / 20)),
        ("gain", "-60", 0),
        ("pan", "-100", -1),
    ],
)
def test_a_number_is_typed_and_reset(
    row: FindRow, document: Document, name: Parameter, typed: str, value: float, qtbot: QtBot
) -> None:
    before = clip_of(document)
    write(row(name).field, typed, qtbot)
    assert value_of(clip_of(document), name) == pytest.approx(value)
    assert steps(document) == 1
    assert row(name).back.isEnabled()
    row(name).back.click()
    assert clip_of(document) == before
    assert not row(name).back.isEnabled()


def test_steps_in_a_field_are_one_step_of_undo_until_it_is_entered_anew(
    row: FindRow, document: Document, qtbot: QtBot
) -> None:
    field = row("scale").field
    field.setFocus()
    for _ in range(3):
        qtbot.keyClick(field, Qt.Key.Key_Up)
    assert value_of(clip_of(document), "scale") == pytest.approx(1.03)
    assert steps(document) == 1
    row("x").field.setFocus()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert steps(document) == 2
    document.undo()
    document.undo()
    assert field.text() == "100.0 %"


def test_dragging_a_name_is_one_step(row: FindRow, document: Document, qtbot: QtBot) -> None:
    label = row("opacity").label
    qtbot.mousePress(label, Qt.MouseButton.LeftButton, pos=QPoint(60, 5))
    for x in (50, 40, 20):
        event = _moved(label.mapToGlobal(QPointF(x, 5)), QPointF(x, 5))
        QApplication.sendEvent(label, event)
    qtbot.mouseRelease(label, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    assert value_of(clip_of(document), "opacity") == pytest.approx(0.9)
    assert steps(document) == 1


def test_keys_are_set_walked_shaped_and_taken_away(
    row: FindRow, document: Document, session: Session, qtbot: QtBot
) -> None:
    opacity = row("opacity")
    session.playhead.set(10)
    assert not opacity.key.isVisible()
    opacity.switch.click()
    assert clip_of(document).opacity == Curve(keys=(Key(frame=14, value=1.0),))
    assert opacity.key.isVisible()
    session.playhead.set(30)
    assert not opacity.ease.isEnabled()
    write(opacity.field, "0", qtbot)
    assert clip_of(document).opacity == Curve(keys=(Key(frame=14, value=1.0), Key(frame=34, value=0.0)))
    session.playhead.set(20)
    assert opacity.field.value() == 50
    assert not opacity.key.isChecked()
    assert "Add" in opacity.key.accessibleName()
    opacity.previous.click()
    assert session.playhead.value == 10
    assert not opacity.previous.isEnabled()
    choose(opacity.ease, "Hold")
    assert clip_of(document).opacity == Curve(keys=(Key(frame=14, value=1, ease=Ease.HOLD), Key(frame=34, value=0)))
    opacity.next.click()
    assert session.playhead.value == 30
    assert opacity.key.isChecked()
    opacity.key.click()
    assert clip_of(document).opacity == Curve(keys=(Key(frame=14, value=1, ease=Ease.HOLD),))
    opacity.switch.click()
    assert clip_of(document).opacity == 1
    assert not opacity.key.isVisible()


def test_clips_that_differ_say_so_and_are_set_together(
    panel: InspectorPanel, row: FindRow, cutting: Cutting, document: Document, qtbot: QtBot
) -> None:
    write(row("opacity").field, "40", qtbot)
    cutting.select({A, B})
    field = row("opacity").field
    assert field.differs()
    assert field.text() == "mixed"
    field.setFocus()
    row("x").field.setFocus()  # passing through changes nothing
    assert steps(document) == 1
    write(field, "40", qtbot)  # what one of them has
    assert [value_of(clip_of(document, each), "opacity") for each in (A, B)] == [0.4, 0.4]
    assert steps(document) == 2
    assert field.text() == "40.0 %"
    cutting.select({A, WORDS})
    assert not panel.clip_page.sound.isVisible()
    assert not panel.clip_page.speed.isVisible()
    assert not panel.clip_page.title.isVisible()
    assert panel.clip_page.picture.isVisible()


def test_a_locked_track_refuses_and_the_field_goes_back(
    row: FindRow, panel: InspectorPanel, document: Document, qtbot: QtBot
) -> None:
    document.apply("Lock", lambda film: set_track(film, V1, locked=True))
    assert panel.clip_page.locked.isVisible()
    with qtbot.waitSignal(document.refused) as refused:
        write(row("opacity").field, "40", qtbot)
    assert refused.args == ["Track V1 is locked; unlock it to change its clips."]
    assert row("opacity").field.value() == 100
    row("opacity").switch.click()
    assert not row("opacity").switch.isChecked()
    assert clip_of(document).opacity == 1


def test_speed_ripples_where_it_is_told_to(
    panel: InspectorPanel, row: FindRow, document: Document, qtbot: QtBot
) -> None:
    speed = panel.clip_page.speed
    write(speed.speed, "200", qtbot)
    assert (clip_of(document).speed, clip_of(document).frames) == (2, 20)
    assert find_clip(document.project.timeline, B)[1].begin == 40
    document.undo()
    speed.ripple.click()
    write(speed.speed, "250", qtbot)
    assert (clip_of(document).speed, clip_of(document).frames) == (Fraction(5, 2), 16)
    assert find_clip(document.project.timeline, B)[1].begin == 16
    speed.smooth.click()
    assert clip_of(document).smooth


def test_a_title_gets_its_words_size_colour_and_place(
    panel: InspectorPanel, cutting: Cutting, document: Document, qtbot: QtBot
) -> None:
    cutting.select({WORDS})
    form = panel.clip_page.title
    assert form.text.toPlainText() == "The end"
    form.text.setFocus()
    form.text.selectAll()
    qtbot.keyClicks(form.text, "Fin")
    assert steps(document) == 1
    write(form.letters, "12", qtbot)
    write(form.place_y, "80", qtbot)
    form.colour.text.setFocus()
    form.colour.text.selectAll()
    qtbot.keyClicks(form.colour.text, CAST_COLOURS[1].lower())
    title = clip_of(document, WORDS).source
    assert title == Title(text="Fin", size=0.12, y=0.8, colour=CAST_COLOURS[1])
    assert steps(document) == 4
    if form.family.count() > 1:
        choose(form.family, form.family.itemText(1))
        assert clip_of(document, WORDS).source == replace(title, font=form.family.itemText(1))


def test_a_solid_gets_another_colour(panel: InspectorPanel, cutting: Cutting, document: Document, qtbot: QtBot) -> None:
    cutting.select({GREY})
    text = panel.clip_page.solid.colour.text
    text.setFocus()
    text.selectAll()
    qtbot.keyClicks(text, CAST_COLOURS[2][:4])
    assert clip_of(document, GREY).source == Solid()  # no whole colour yet
    qtbot.keyClicks(text, CAST_COLOURS[2][4:])
    assert clip_of(document, GREY).source == Solid(colour=CAST_COLOURS[2])


def test_a_file_gets_another_name(panel: InspectorPanel, cutting: Cutting, document: Document, qtbot: QtBot) -> None:
    sea = Media(id=MediaId("m"), name="P1020.JPG", path="media/x.jpg", sha256="0" * 64, kind=MediaKind.PICTURE)
    clip = Clip(id=ClipId("sea"), source=OfMedia(media=sea.id), frames=24)
    document.amend(lambda film: insert_clip(add_media(film, sea), V1, clip, 0))
    form = panel.clip_page.file
    cutting.select({A})
    assert form.isHidden()
    cutting.select({clip.id})
    assert (form.isVisible(), form.name.text()) == (True, sea.name)
    form.name.selectAll()
    qtbot.keyClicks(form.name, " Sea  at night")
    assert steps(document) == 0, "not before it is whole"
    qtbot.keyClick(form.name, Qt.Key.Key_Return)
    assert (find_media(document.project, sea.id).name, panel.clip_page.name.text()) == ("Sea at night",) * 2
    form.name.clear()
    qtbot.keyClick(form.name, Qt.Key.Key_Return)
    assert (form.name.text(), steps(document)) == ("Sea at night", 1)
    form.name.setFocus()
    qtbot.keyClicks(form.name, "!")
    document.amend(lambda film: replace(film, media=(), timeline=Timeline(tracks=film.timeline.tracks[:0])))
    assert not form.isVisible(), "and what was being written goes with the file"


def test_markers_of_a_clip(
    panel: InspectorPanel, row: FindRow, session: Session, document: Document, qtbot: QtBot
) -> None:
    section = panel.clip_page.markers
    session.playhead.set(12)
    section.add.click()
    assert not section.add.isEnabled()
    (marker,) = clip_of(document).markers
    assert marker.frame == 16
    line = section.rows[marker.id]
    line.text.setFocus()
    qtbot.keyClicks(line.text, "knock")
    line.note.setFocus()
    qtbot.keyClicks(line.note, "twice")
    choose(line.colour, line.colour.itemText(3))
    assert clip_of(document).markers == (replace(marker, text="knock", note="twice", colour=CAST_COLOURS[2]),)
    assert steps(document) == 4
    session.playhead.set(0)
    line.place.click()
    assert session.playhead.value == 12
    line.remove.click()
    assert clip_of(document).markers == ()
    assert not section.rows


def test_a_transition_is_shown_changed_and_warned_of(
    panel: InspectorPanel, cutting: Cutting, document: Document, qtbot: QtBot
) -> None:
    cutting.session.playhead.set(40)
    cutting.dissolve()
    (joint,) = cutting.index[V1].joints
    cutting.select_spot(OnJoint(track=V1, joint=joint))
    page = panel.transition_page
    assert page.isVisible()

    def transition() -> Transition:
        return next(item for item in document.project.timeline.tracks[0].items if isinstance(item, Transition))

    assert not page.edge.isVisible()
    choose(page.kind, "Wipe")
    assert page.edge.isVisible()
    choose(page.edge, "Top")
    assert (transition().kind, transition().edge) == (TransitionKind.WIPE, Edge.TOP)
    page.length.seconds.setValue(0)
    page.length.frames.setValue(8)
    assert transition() == Transition(frames=8, kind=TransitionKind.WIPE, edge=Edge.TOP)
    assert not page.lack_left.isVisible()  # 4 frames are beyond each side of the cut
    page.length.frames.setValue(14)
    assert page.lack_left.isVisible()
    assert "by 3 frames" in page.lack_left.text()
    assert "by 3 frames" in page.lack_right.text()
    choose(page.kind, "Dip to a colour")
    page.colour.text.setFocus()
    page.colour.text.selectAll()
    qtbot.keyClicks(page.colour.text, CAST_COLOURS[0])
    assert (transition().kind, transition().colour) == (TransitionKind.DIP, CAST_COLOURS[0])
    assert panel.tabs.tabText(1) == "Transition"
    page.remove.click()
    assert not any(isinstance(item, Transition) for item in document.project.timeline.tracks[0].items)
    assert not panel.tabs.isVisible()


def test_every_control_has_a_name_and_the_keyboard_reaches_it(row: FindRow, panel: InspectorPanel) -> None:
    for name in ("opacity", "gain"):
        each = row(name)
        each.switch.click()
        for widget in (each.field, each.switch, each.back, each.previous, each.key, each.next, each.ease):
            assert widget.accessibleName()
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus

"""What a screen reader finds on the timeline, read through Qt's own interfaces."""

import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from studio.core.edits import cut
from studio.core.edits.points import Range
from studio.core.edits.tracks import add_marker, add_track, set_track
from studio.core.ids import ClipId, MarkerId, TrackId
from studio.core.project import Project
from studio.core.timeline import Clip, Marker, OfShot, Timeline, Track, TrackKind, TransitionKind
from studio.ui.appearance import apply_theme
from studio.ui.document import Document
from studio.ui.session import Session
from studio.ui.theme import DARK
from studio.ui.timeline.layout import OnJoint
from studio.ui.timeline.panel import TimelinePanel
from studio.ui.timeline.spoken import Spoken

V1, V2 = TrackId("v1"), TrackId("v2")
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


@pytest.fixture
def listened(panel: TimelinePanel, qtbot: QtBot) -> Iterator[TimelinePanel]:
    """The panel while a screen reader runs, with the keyboard in it."""
    QAccessible.setActive(True)
    panel.activateWindow()
    qtbot.waitUntil(panel.view.hasFocus)
    yield panel
    QAccessible.setActive(False)


def view_of(panel: TimelinePanel) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(panel.view)


def children(interface: QAccessibleInterface) -> list[QAccessibleInterface]:
    return [interface.child(number) for number in range(interface.childCount())]


def find(panel: TimelinePanel, name: str) -> QAccessibleInterface:
    return next(each for each in children(view_of(panel)) if each.text(NAME) == name)


def names(interface: QAccessibleInterface) -> list[str]:
    return [each.text(NAME) for each in children(interface)]


def test_the_tree_has_tracks_with_their_clips_gaps_and_transitions(panel: TimelinePanel, document: Document) -> None:
    document.apply("Delete", lambda project: cut.delete_clips(project, {ClipId("c-c")}))
    document.apply("Wipe", lambda project: cut.set_transition(project, ClipId("c-a"), 12, at_start=False))
    wipe = replace(panel.cutting.index[V1].joints[0], kind=TransitionKind.WIPE)
    assert view_of(panel).role() is QAccessible.Role.Pane
    assert names(view_of(panel))[:3] == ["Ruler", "Track V2", "Track V1"]
    track = find(panel, "Track V1")
    assert track.role() is QAccessible.Role.List
    assert names(track) == [
        "Shot a, on V1, from 00:00:00:00, length 0:02:00, draft",
        "Dissolve on V1, at 00:00:02:00, length 0:00:12",
        "Shot b, on V1, from 00:00:02:00, length 0:02:00, ready",
        "Gap on V1, from 00:00:04:00, length 0:02:00",
        "Shot d, on V1, from 00:00:06:00, length 0:02:00, draft",
    ]
    assert panel.view.describe(OnJoint(track=V1, joint=wipe)).startswith("Wipe on V1")
    for number, item in enumerate(children(track)):
        assert item.role() is QAccessible.Role.ListItem
        assert item.parent() is track
        assert track.indexOfChild(item) == number
        assert item.isValid()


def test_a_track_says_how_it_stands(panel: TimelinePanel, document: Document, session: Session) -> None:
    track = find(panel, "Track V1")
    assert track.text(DESCRIPTION) == "pictures and sound, clips: 4, 0:08:00"
    document.apply("Set", lambda project: set_track(project, V1, locked=True, muted=True, hidden=True))
    session.target.set(V1)
    assert track.text(DESCRIPTION).endswith("hidden, locked, muted, edits go here")
    assert track.state().readOnly
    assert track.child(0).state().readOnly
    assert not find(panel, "Track V2").state().readOnly


def test_the_ruler_says_playhead_and_points_and_has_the_markers(
    panel: TimelinePanel, document: Document, session: Session
) -> None:
    document.apply("Mark", lambda project: add_marker(project, Marker(id=MarkerId("m"), frame=24, text="Door")))
    session.range.set(Range(begin=12, end=36))
    session.playhead.set(24)
    ruler = find(panel, "Ruler")
    assert ruler.text(DESCRIPTION) == "Door, 00:00:01:00, in at 00:00:00:12, out at 00:00:01:12, markers: 1"
    assert names(ruler) == ["Door, 00:00:01:00"]


def test_what_is_selected_has_the_focus(listened: TimelinePanel) -> None:
    listened.cutting.select({ClipId("c-b")})
    focus = view_of(listened).focusChild()
    assert focus.text(NAME).startswith("Shot b")
    assert focus.state().focused
    assert focus.state().selected
    listened.cutting.select({ClipId("c-a"), ClipId("c-b")})
    states = [each.state() for each in children(find(listened, "Track V1"))]
    assert [state.selected for state in states] == [True, True, False, False]
    assert not any(state.focused for state in states)


def test_parts_lie_where_they_are_painted(panel: TimelinePanel) -> None:
    second = find(panel, "Track V1").child(1)
    layout, port = panel.view.view_layout, panel.view.viewport()
    middle = port.mapFromGlobal(second.rect().center())
    assert layout.x(48) <= middle.x() <= layout.x(96)
    on_screen = second.rect().center()
    assert view_of(panel).childAt(on_screen.x(), on_screen.y()) is second
    outside = port.mapToGlobal(QPoint(-5, 60))
    assert view_of(panel).childAt(outside.x(), outside.y()) is not second


def test_the_buttons_of_the_headers_stay_in_the_tree(panel: TimelinePanel) -> None:
    def walk(interface: QAccessibleInterface) -> Iterator[str]:
        for each in filter(None, children(interface)):
            yield each.text(NAME)
            yield from walk(each)

    found = set(walk(view_of(panel)))
    assert {button.accessibleName() for button in panel.view.headers.findChildren(QToolButton)} <= found
    own = view_of(panel)
    assert [own.indexOfChild(each) for each in children(own)] == list(range(own.childCount()))


def test_edits_and_undo_are_told_in_one_go(
    listened: TimelinePanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    spoken = listened.findChild(Spoken)
    assert spoken is not None
    with qtbot.waitSignal(spoken.said) as said:
        session.playhead.set(1)
    with qtbot.waitSignal(spoken.said) as said:
        listened.cutting.select({ClipId("c-a"), ClipId("c-b")})
        session.playhead.set(60)
    assert said.args == ["2 clips selected. 00:00:02:12"]
    with qtbot.waitSignal(spoken.said) as said:
        document.apply("Mute", lambda project: set_track(project, V1, muted=True))
    assert said.args == ["Track V1: muted"]
    with qtbot.waitSignal(spoken.said) as said:
        document.undo()
    assert said.args == ["Track V1: as usual"]
    with qtbot.waitSignal(spoken.said) as said:
        session.range.set(Range(begin=48))
    assert said.args == ["in at 00:00:02:00"]
    listened.cutting.select({ClipId("c-b")})  # gets the focus, and speaks for itself
    with qtbot.waitSignal(spoken.said) as said:
        qtbot.wait(1)
        listened.cutting.nudge(1)
    assert said.args == ["Shot b, on V1, from 00:00:02:01, length 0:02:00, ready"]


def test_parts_that_have_gone_say_so_and_are_taken_back(
    listened: TimelinePanel, document: Document, qtbot: QtBot
) -> None:
    spoken = listened.findChild(Spoken)
    assert spoken is not None
    first = find(listened, "Track V1").child(0)
    with qtbot.waitSignal(spoken.said):
        document.apply("Delete", lambda project: cut.extract_clips(project, {ClipId("c-a")}))
        assert not first.isValid()
        assert first.state().invalid
        listened.cutting.session.playhead.set(3)
    qtbot.waitUntil(lambda: not shiboken6.isValid(first))


def test_ten_thousand_clips_have_interfaces_only_while_someone_asks(
    listened: TimelinePanel, document: Document, qtbot: QtBot
) -> None:
    spoken = listened.findChild(Spoken)
    assert spoken is not None

    def fill(project: Project) -> Project:
        shot = next(project.shots).id
        tracks = tuple(
            Track(
                id=TrackId(f"t{track}"),
                name=f"T{track}",
                items=tuple(
                    Clip(id=ClipId(f"{track}-{number}"), source=OfShot(shot=shot), frames=24) for number in range(500)
                ),
            )
            for track in range(20)
        )
        return replace(project, timeline=Timeline(tracks=tracks))

    document.apply("Fill", fill)
    listened.cutting.select({ClipId("7-250")})
    qtbot.waitUntil(lambda: 0 < len(spoken.tree) < 40)
    every = [item for track in children(view_of(listened))[1:21] for item in children(track)]
    assert len(every) == 10_000
    del every
    with qtbot.waitSignal(spoken.said):
        listened.cutting.session.playhead.set(6)
    qtbot.waitUntil(lambda: len(spoken.tree) <= 400)
    assert view_of(listened).focusChild().text(NAME).startswith("Shot a, on T7")


def test_the_tree_ends_with_its_view(panel: TimelinePanel) -> None:
    parts = children(find(panel, "Track V1"))
    root = view_of(panel)
    shiboken6.delete(panel.view)
    gc.collect()
    assert not any(shiboken6.isValid(each) for each in (root, *parts))


def test_headers_choose_where_edits_go_and_what_plays_alone_or_stays(
    panel: TimelinePanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    buttons = {button.accessibleName(): button for button in panel.view.headers.findChildren(QToolButton)}
    assert all(button.focusPolicy() is Qt.FocusPolicy.StrongFocus for button in buttons.values())
    for name in ("Edits go to V2", "Hear V1 alone", "Keep V2 in place", "Duck V2 under speech"):
        qtbot.keyClick(buttons[name], Qt.Key.Key_Space)
    first, second = document.project.timeline.tracks
    assert (first.solo, first.synced, second.solo, second.synced) == (True, True, False, False)
    assert (first.ducks, second.ducks, document.undo_label) == (0.0, 12.0, "Duck under speech")
    assert buttons["Duck V2 under speech"].isChecked() and not buttons["Duck V1 under speech"].isChecked()
    assert session.target.value == V2
    session.target.set(V1)
    assert buttons["Edits go to V1"].isChecked()
    assert not buttons["Edits go to V2"].isChecked()
    qtbot.keyClick(buttons["Edits go to V1"], Qt.Key.Key_Space)
    assert session.target.value is None


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_switches_of_a_sound_track_lie_within_it(
    panel: TimelinePanel, document: Document, qapp: QApplication, scale: float
) -> None:
    apply_theme(qapp, replace(DARK, text_scale=scale))
    document.apply("Add", lambda project: add_track(project, Track(id=TrackId("s"), name="S", kind=TrackKind.AUDIO)))
    header = panel.view.headers.header(TrackId("s"))
    QApplication.processEvents()
    shown = [button for button in header.findChildren(QToolButton) if button.isVisible()]
    assert len(shown) == 6
    assert all(header.rect().contains(button.geometry()) for button in shown)


def test_switches_of_the_track_that_was_walked_to_flip_by_keys(
    listened: TimelinePanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    listened.cutting.select({ClipId("c-b")})
    for key in "HLMSPTDV":
        qtbot.keyClick(listened.view, Qt.Key(ord(key)), ALT_SHIFT)
    first, second = document.project.timeline.tracks
    assert (first.ducks, first.speech) == (12.0, True)
    said = find(listened, "Track V1").text(DESCRIPTION)
    assert "ducks by 12 dB under speech, speech" in said
    assert (first.hidden, first.locked, first.muted, first.solo, first.synced) == (True, True, True, True, False)
    assert second == Track(id=V2, name="V2")
    assert session.target.value == V1
    for key in "VDHLMSPT":
        qtbot.keyClick(listened.view, Qt.Key(ord(key)), ALT_SHIFT)
    assert document.project.timeline.tracks[0] == replace(
        first, hidden=False, locked=False, muted=False, solo=False, synced=True, ducks=0.0, speech=False
    )
    assert session.target.value is None
    assert document.undo_label == "Let track move along"


def test_markers_of_a_clip_are_parts_of_it(panel: TimelinePanel, document: Document) -> None:
    marker = Marker(id=MarkerId("m"), frame=12, text="Bell", note="louder")
    document.apply("Mark", lambda project: cut.set_clip(project, ClipId("c-b"), markers=(marker,)))
    clip = next(each for each in children(find(panel, "Track V1")) if each.text(NAME).startswith("Shot b"))
    (pin,) = children(clip)
    assert pin.text(NAME) == "Bell, 00:00:02:12, louder"
    assert pin.role() is QAccessible.Role.ListItem
    assert pin.parent() is clip
    middle = pin.rect().center()
    assert clip.childAt(middle.x(), middle.y()) is pin
    assert find(panel, "Track V1").childAt(middle.x(), middle.y()) is clip
    document.undo()
    assert not pin.isValid()

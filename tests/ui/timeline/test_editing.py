"""Insert, overwrite, lift, extract, duplicates, groups and the tools, through actions, keys and the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.core.edits import cut, trims
from studio.core.edits.points import Range
from studio.core.edits.tracks import add_marker
from studio.core.ids import ClipId, MarkerId, ShotId
from studio.core.timeline import Clip, Marker, TrackKind, find_clip
from studio.ui.actions import Actions
from studio.ui.document import Document
from studio.ui.session import Session
from studio.ui.timeline.panel import TimelinePanel
from tests.ui.timeline.conftest import ALT, CONTROL, SHIFT, V2, Mouse, spans

B, C = ClipId("c-b"), ClipId("c-c")


def clip_of(document: Document, clip: ClipId) -> Clip:
    found = find_clip(document.project.timeline, clip)[1].item
    assert isinstance(found, Clip)
    return found


def test_a_shot_goes_in_by_three_points(
    panel: TimelinePanel, document: Document, session: Session, actions: Actions
) -> None:
    session.shot.set(ShotId("d"))
    session.source_marks.set({ShotId("d"): (10, 30)})
    session.playhead.set(48)
    actions["insert"].trigger()
    assert spans(document)[:3] == [("a", 0, 48), ("d", 48, 68), ("b", 68, 116)]
    assert session.playhead.value == 68
    (made,) = session.clips.value
    assert clip_of(document, made).start == 10
    document.undo()
    session.range.set(Range(end=96))
    actions["overwrite"].trigger()
    assert spans(document)[1:4] == [("b", 48, 76), ("d", 76, 96), ("c", 96, 144)]
    document.undo()
    session.target.set(V2)
    actions["append"].trigger()
    assert spans(document, V2) == [("d", 0, 20)]


def test_without_a_shot_or_room_it_says_why(
    panel: TimelinePanel, document: Document, session: Session, actions: Actions, qtbot: QtBot
) -> None:
    before = document.project
    session.shot.set(None)
    for name in ("insert", "replace"):
        with qtbot.waitSignal(panel.editing.told):
            actions[name].trigger()
    session.shot.set(ShotId("d"))
    session.range.set(Range(end=0))
    with qtbot.waitSignal(panel.editing.told):
        actions["insert"].trigger()
    assert document.project is before


def test_replace_keeps_length_and_look(
    document: Document, session: Session, actions: Actions, panel: TimelinePanel
) -> None:
    document.apply("Opacity", lambda project: cut.set_clip(project, B, opacity=0.5))
    session.clips.set(frozenset({B}))
    session.shot.set(ShotId("d"))
    actions["replace"].trigger()
    assert spans(document)[1] == ("d", 48, 96)
    assert clip_of(document, B).opacity == 0.5


def test_lift_and_extract_between_the_points(
    panel: TimelinePanel, document: Document, session: Session, actions: Actions
) -> None:
    session.range.set(Range(begin=24, end=60))
    actions["lift"].trigger()
    assert spans(document)[:2] == [("a", 0, 24), ("b", 60, 96)]
    assert session.range.value == Range()
    document.undo()
    session.range.set(Range(begin=24, end=60))
    actions["extract_range"].trigger()
    assert spans(document)[:2] == [("a", 0, 24), ("b", 24, 60)]
    assert session.playhead.value == 24


def test_duplicates_come_after_the_last_chosen(
    panel: TimelinePanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    panel.activateWindow()
    qtbot.waitUntil(panel.view.hasFocus)
    session.clips.set(frozenset({B}))
    qtbot.keyClick(panel.view, Qt.Key.Key_D, CONTROL | SHIFT)
    assert [shot for shot, _, _ in spans(document)] == ["a", "b", "b", "c", "d"]


def test_groups_are_chosen_together_and_alt_takes_one_out(
    mouse: Mouse, panel: TimelinePanel, document: Document, session: Session, actions: Actions
) -> None:
    session.clips.set(frozenset({B, C}))
    actions["group"].trigger()
    panel.cutting.select({B})
    assert session.clips.value == {B, C}
    mouse.click(mouse.point(60), ALT)
    assert session.clips.value == {B}
    panel.cutting.select({B})
    actions["ungroup"].trigger()
    panel.cutting.select({B})
    assert session.clips.value == {B}


def test_detached_sound_gets_a_track_and_moves_along(
    panel: TimelinePanel, document: Document, session: Session, actions: Actions
) -> None:
    session.clips.set(frozenset({B}))
    actions["detach_sound"].trigger()
    track = document.project.timeline.tracks[-1]
    assert track.kind is TrackKind.AUDIO
    assert spans(document, track.id) == [("b", 48, 96)]
    assert clip_of(document, B).gain == 0
    panel.cutting.select({B})
    actions["nudge_far_on"].trigger()
    assert spans(document, track.id) == [("b", 58, 106)]


def test_markers_are_steps_of_the_playhead(
    panel: TimelinePanel, document: Document, session: Session, actions: Actions
) -> None:
    for frame in (10, 50):
        document.apply("Marker", lambda film, at=frame: add_marker(film, Marker(id=MarkerId(f"m{at}"), frame=at)))
    session.playhead.set(20)
    actions["marker_on"].trigger()
    assert session.playhead.value == 50
    actions["marker_back"].trigger()
    assert session.playhead.value == 10
    actions["marker_back"].trigger()
    assert session.playhead.value == 10


def test_markers_of_clips_are_steps_too(
    panel: TimelinePanel, document: Document, session: Session, actions: Actions
) -> None:
    pin = Marker(id=MarkerId("pin"), frame=clip_of(document, B).start + 12)
    document.apply("Marker", lambda film: add_marker(film, Marker(id=MarkerId("m"), frame=10)))
    document.apply("Pin", lambda film: cut.set_clip(film, B, markers=(pin,)))
    actions["marker_on"].trigger()
    actions["marker_on"].trigger()
    assert session.playhead.value == 60
    actions["marker_back"].trigger()
    assert session.playhead.value == 10


PLAIN = [("a", 0, 48), ("b", 48, 76), ("c", 76, 104), ("d", 104, 152)]


@pytest.mark.parametrize(
    ("tool", "grip", "by", "after", "start"),
    [
        ("ripple", 75, -8, [("a", 0, 48), ("b", 48, 68), ("c", 68, 96), ("d", 96, 144)], 20),
        ("roll", 75, 8, [("a", 0, 48), ("b", 48, 84), ("c", 84, 104), ("d", 104, 152)], 28),
        ("roll", 77, -30, [("a", 0, 48), ("b", 48, 56), ("c", 56, 104), ("d", 104, 152)], 0),
        ("slip", 90, 6, PLAIN, 14),
        ("slip", 90, -40, PLAIN, 20),
        ("slide", 90, 5, [("a", 0, 48), ("b", 48, 81), ("c", 81, 109), ("d", 109, 152)], 20),
    ],
)
def test_tools(
    mouse: Mouse,
    document: Document,
    session: Session,
    actions: Actions,
    tool: str,
    grip: int,
    by: int,
    after: list[tuple[str, int, int]],
    start: int,
) -> None:
    """b ends 20 frames before its shot does, c begins 20 frames after its own."""
    document.apply("Handle", lambda film: trims.trim_end(film, B, -20, ripple=True))
    document.apply("Handle", lambda film: trims.trim_start(film, C, 20, ripple=True))
    assert spans(document) == PLAIN
    session.snapping.set(False)
    actions[tool].trigger()
    mouse.drag(mouse.point(grip + 0.5), mouse.point(grip + 0.5 + by))
    assert spans(document) == after
    assert clip_of(document, C).start == start

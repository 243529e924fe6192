"""The mouse and the table of actions on the timeline: what counts is the film that comes out."""

from dataclasses import replace

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.core.edits import cut
from studio.core.edits.tracks import set_track
from studio.core.ids import ClipId, MarkerId, ShotId
from studio.core.timeline import Clip, Marker, OfShot, Timeline, Transition
from studio.ui.actions import Actions
from studio.ui.document import Document
from studio.ui.session import Session
from studio.ui.storyboard.drag import carry_shots
from studio.ui.timeline.ink import current_ink
from studio.ui.timeline.layout import OnGap, OnJoint
from studio.ui.timeline.metrics import DISSOLVE_FRAMES, make_lanes
from studio.ui.timeline.panel import TimelinePanel
from tests.ui.timeline.conftest import CONTROL, NONE, SHIFT, V1, V2, Mouse, spans

RULER_HEIGHT = make_lanes(1.0).ruler
WHOLE = [("a", 0, 48), ("b", 48, 96), ("c", 96, 144), ("d", 144, 192)]


def transitions(document: Document) -> list[int]:
    items = document.project.timeline.tracks[0].items
    return [item.frames for item in items if isinstance(item, Transition)]


def test_clicks_select_and_a_double_click_opens_the_shot(mouse: Mouse, session: Session) -> None:
    mouse.click(mouse.point(20))
    assert session.clips.value == {"c-a"}
    mouse.click(mouse.point(110), CONTROL)
    assert session.clips.value == {"c-a", "c-c"}
    mouse.click(mouse.point(170), SHIFT)
    assert session.clips.value == {"c-a", "c-c", "c-d"}
    mouse.click(mouse.point(110), CONTROL)
    assert session.clips.value == {"c-a", "c-d"}
    mouse.click(mouse.point(20))
    assert session.clips.value == {"c-a"}
    mouse.click(mouse.point(300))
    assert session.clips.value == frozenset()
    assert session.shot.value is None
    mouse.double_click(mouse.point(60))
    assert session.shot.value == "b"


def test_a_rubber_band_selects_what_it_touches(mouse: Mouse, session: Session) -> None:
    mouse.drag(mouse.point(130, V2), mouse.point(60, V1))
    assert session.clips.value == {"c-b", "c-c"}
    mouse.drag(mouse.point(30, V2), mouse.point(10, V1), CONTROL)
    assert session.clips.value == {"c-a", "c-b", "c-c"}


def test_a_drag_is_one_step_and_leaves_a_gap(mouse: Mouse, document: Document) -> None:
    before = document.project
    mouse.drag(mouse.point(160), mouse.point(200))
    assert spans(document) == [*WHOLE[:3], ("d", 184, 232)]
    assert document.undo_label == "Move"
    document.undo()
    assert document.project is before


def test_a_drag_snaps_within_eight_pixels_and_ctrl_turns_it_over(
    mouse: Mouse, document: Document, session: Session
) -> None:
    session.playhead.set(260)
    for by, keys, snaps, begin in ((113, CONTROL, True, 257), (113, NONE, True, 260), (111, NONE, True, 255)):
        session.snapping.set(snaps)
        mouse.drag(mouse.point(160), mouse.point(160 + by), keys)
        assert spans(document)[3] == ("d", begin, begin + 48)
        document.undo()
    session.snapping.set(False)
    mouse.drag(mouse.point(160), mouse.point(160 + 113))
    assert spans(document)[3] == ("d", 257, 305)


def test_ctrl_works_in_the_midst_of_a_drag_and_esc_ends_it(
    mouse: Mouse, panel: TimelinePanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    session.playhead.set(260)
    mouse.press(mouse.point(160))
    mouse.move(mouse.point(200))
    mouse.move(mouse.point(273))
    found: list[object] = [panel.hand.gesture]
    qtbot.keyPress(panel.view, Qt.Key.Key_Control, CONTROL)
    found.append(panel.hand.gesture)
    qtbot.keyRelease(panel.view, Qt.Key.Key_Control)
    found.append(panel.hand.gesture)
    assert [getattr(gesture, "by", None) for gesture in found] == [116, 113, 116]
    qtbot.keyClick(panel.view, Qt.Key.Key_Escape)
    mouse.release(mouse.point(273))
    assert spans(document) == WHOLE


def test_an_undo_in_the_midst_of_a_drag_drops_what_was_held(mouse: Mouse, document: Document) -> None:
    document.apply("Split", lambda project: cut.split_at(project, 170))
    mouse.press(mouse.point(180))
    mouse.move(mouse.point(200))
    document.undo()
    mouse.release(mouse.point(220))
    assert spans(document) == WHOLE


def test_a_drag_held_at_the_edge_scrolls(mouse: Mouse, panel: TimelinePanel, qtbot: QtBot) -> None:
    across = panel.view.horizontalScrollBar()
    panel.view.zoom_to(8.0, 0.0)
    mouse.press(mouse.point(20))
    mouse.move(mouse.point(30))
    mouse.move(QPoint(795, mouse.point(20).y()))
    qtbot.waitUntil(lambda: across.value() > 100)
    panel.hand.cancel()
    mouse.release(QPoint(795, 60))


def test_clips_change_track_by_mouse(mouse: Mouse, document: Document) -> None:
    mouse.drag(mouse.point(60), mouse.point(60, V2))
    assert spans(document, V2) == [("b", 48, 96)]
    assert spans(document) == [WHOLE[0], *WHOLE[2:]]


def test_ends_are_trimmed_in_their_zones(mouse: Mouse, panel: TimelinePanel, document: Document) -> None:
    mouse.hover(mouse.point(190))
    assert panel.view.viewport().cursor().shape() is Qt.CursorShape.SizeHorCursor
    mouse.drag(mouse.point(190), mouse.point(180))
    assert spans(document)[3] == ("d", 144, 182)
    mouse.drag(mouse.point(50), mouse.point(60), CONTROL)
    assert spans(document)[1] == ("b", 58, 96)
    document.undo()
    mouse.drag(mouse.point(50), mouse.point(60), CONTROL | SHIFT)
    assert spans(document) == [("a", 0, 48), ("b", 48, 86), ("c", 86, 134), ("d", 134, 172)]
    assert document.undo_label == "Trim"


def test_a_locked_track_refuses_in_the_documents_words(
    mouse: Mouse, panel: TimelinePanel, document: Document, session: Session
) -> None:
    document.apply("Lock", lambda project: set_track(project, V1, locked=True))
    locked = document.project
    session.playhead.set(20)
    said: list[str] = []
    document.refused.connect(said.append)
    mouse.drag(mouse.point(20), mouse.point(80))
    mouse.drag(mouse.point(190), mouse.point(180))
    session.clips.set(frozenset({ClipId("c-a")}))
    cutting = panel.cutting
    for act in (cutting.split, cutting.trim_head, panel.delete_selected, panel.extract_selected, cutting.dissolve):
        act()
    panel.cutting.select(())
    panel.cutting.split()
    assert len(said) == 8
    assert set(said) == {"Track V1 is locked; unlock it to change its clips."}
    assert document.project is locked


def test_the_blade_cuts_where_it_is_clicked(
    mouse: Mouse, panel: TimelinePanel, document: Document, actions: Actions, qtbot: QtBot
) -> None:
    actions["blade"].trigger()
    mouse.hover(mouse.point(20))
    assert panel.view.viewport().cursor().shape() is Qt.CursorShape.CrossCursor
    mouse.click(mouse.point(20))
    assert spans(document)[:2] == [("a", 0, 20), ("a", 20, 48)]
    qtbot.keyClick(panel.view, Qt.Key.Key_Escape)
    assert actions["select"].isChecked()
    assert panel.hand.tool.value == "select"


def test_split_is_about_the_selection_or_about_all(
    panel: TimelinePanel, document: Document, session: Session, actions: Actions
) -> None:
    over = Clip(id=ClipId("t"), source=OfShot(shot=ShotId("a")), frames=99)
    document.apply("Put", lambda project: cut.insert_clip(project, V2, over, 0))
    session.playhead.set(60)
    session.clips.set(frozenset({over.id}))
    actions["split"].trigger()
    assert (len(spans(document)), len(spans(document, V2))) == (4, 2)
    document.undo()
    panel.cutting.select(())
    actions["split"].trigger()
    assert (len(spans(document)), len(spans(document, V2))) == (5, 2)


def test_trim_to_the_playhead(document: Document, session: Session, actions: Actions, panel: TimelinePanel) -> None:
    session.playhead.set(60)
    actions["trim_head"].trigger()
    assert spans(document)[1:] == [("b", 48, 84), ("c", 84, 132), ("d", 132, 180)]
    assert session.playhead.value == 48
    document.undo()
    session.playhead.set(60)
    actions["trim_tail"].trigger()
    assert spans(document)[1:] == [("b", 48, 60), ("c", 60, 108), ("d", 108, 156)]
    assert session.playhead.value == 60


def test_a_dissolve_comes_changes_and_goes(
    mouse: Mouse, document: Document, session: Session, actions: Actions, panel: TimelinePanel
) -> None:
    session.playhead.set(50)
    actions["dissolve"].trigger()
    assert transitions(document) == [DISSOLVE_FRAMES]
    depth = current_ink().lanes.title + 10
    mouse.drag(mouse.point(53, depth=depth), mouse.point(58, depth=depth))
    assert transitions(document) == [20]
    mouse.click(mouse.point(48, depth=depth))
    assert isinstance(panel.cutting.spot.value, OnJoint)
    panel.delete_selected()
    assert transitions(document) == []
    document.undo()
    mouse.double_click(mouse.point(48, depth=depth))
    assert transitions(document) == []
    document.undo()
    actions["dissolve"].trigger()
    assert transitions(document) == []


def test_delete_leaves_a_gap_that_can_be_selected_and_closed(
    mouse: Mouse, document: Document, session: Session, panel: TimelinePanel
) -> None:
    mouse.click(mouse.point(60))
    panel.delete_selected()
    assert spans(document) == [WHOLE[0], *WHOLE[2:]]
    assert session.clips.value == frozenset()
    mouse.click(mouse.point(60))
    assert panel.cutting.spot.value == OnGap(track=V1, begin=48, end=96)
    panel.delete_selected()
    assert spans(document) == [("a", 0, 48), ("c", 48, 96), ("d", 96, 144)]
    assert panel.cutting.spot.value is None


def test_extract_closes_the_gap_at_once(mouse: Mouse, document: Document, panel: TimelinePanel) -> None:
    mouse.click(mouse.point(60))
    panel.extract_selected()
    assert spans(document) == [("a", 0, 48), ("c", 48, 96), ("d", 96, 144)]


def test_shots_dropped_from_the_storyboard_become_clips(mouse: Mouse, panel: TimelinePanel, document: Document) -> None:
    mouse.drop(carry_shots([ShotId("d"), ShotId("a")]), mouse.point(50))  # two frames from the cut: it snaps
    assert spans(document)[:4] == [("a", 0, 48), ("d", 48, 96), ("a", 96, 144), ("b", 144, 192)]
    assert len(panel.cutting.session.clips.value) == 2
    document.apply("Clear", lambda project: replace(project, timeline=Timeline()))
    mouse.drop(carry_shots([ShotId("b")]), QPoint(90, 200))
    assert spans(document) == [("b", 45, 93)]
    before = document.project
    mouse.drop(carry_shots([ShotId("of another film")]), QPoint(90, 200))
    mouse.drop(QMimeData(), QPoint(90, 200))
    assert document.project is before


def test_the_ruler_scrubs_the_playhead(mouse: Mouse, session: Session) -> None:
    mouse.press(QPoint(41, 5))
    assert session.playhead.value == 20
    mouse.move(QPoint(101, 200))
    assert session.playhead.value == 50
    mouse.move(QPoint(-50, 5))
    assert session.playhead.value == 0
    mouse.move(QPoint(780, 5))
    assert session.playhead.value == 192  # the end of the film
    mouse.release(QPoint(780, 5))


def test_a_marker_is_set_moved_and_named(
    mouse: Mouse, panel: TimelinePanel, document: Document, session: Session, actions: Actions, qtbot: QtBot
) -> None:
    session.playhead.set(30)
    actions["marker"].trigger()
    flag = QPoint(60, RULER_HEIGHT - 5)
    mouse.drag(flag, flag + QPoint(28, 0))  # to frame 44, where it snaps to the cut
    assert [marker.frame for marker in document.project.timeline.markers] == [48]
    assert document.undo_label == "Move marker"
    mouse.click(flag + QPoint(36, 0))
    assert session.playhead.value == 48
    actions["marker"].trigger()
    qtbot.keyClicks(QApplication.focusWidget(), "rain starts")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert [marker.text for marker in document.project.timeline.markers] == ["rain starts"]


def test_a_clip_snaps_to_the_marker_of_another(panel: TimelinePanel, document: Document, mouse: Mouse) -> None:
    marker = Marker(id=MarkerId("m"), frame=30)
    document.apply("Mark", lambda project: cut.set_clip(project, ClipId("c-b"), markers=(marker,)))
    clip = Clip(id=ClipId("x"), source=OfShot(shot=ShotId("a")), frames=20)
    document.apply("Lay", lambda project: cut.insert_clip(project, V2, clip, 300))
    mouse.drag(mouse.point(310, V2), mouse.point(310 - 300 + 48 + 30 + 2, V2))
    assert spans(document, V2) == [("a", 78, 98)]

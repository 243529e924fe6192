"""Keys, menus, headers, zoom and what is painted, by named pixels."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QSlider, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from studio.core.edits import cut
from studio.core.edits.board import set_shot
from studio.core.edits.points import Range
from studio.core.edits.tracks import add_marker, set_track
from studio.core.history import Edit
from studio.core.ids import ClipId, JobId, MarkerId, ShotId, TrackId
from studio.core.jobs import Failed, Job, Queue, Rendering, State
from studio.core.project import find_shot
from studio.core.timeline import Clip, Marker, Timeline, Title, TrackKind, place_clips
from studio.store import Store
from studio.ui.actions import Actions
from studio.ui.appearance import apply_theme
from studio.ui.document import Document
from studio.ui.previews import Previews
from studio.ui.session import Session
from studio.ui.theme import DARK, LIGHT, contrast_of
from studio.ui.timeline.choice import find_selected
from studio.ui.timeline.ink import Ink, current_ink
from studio.ui.timeline.layout import OnClip, OnGap, OnJoint, OnLane, OnMarker
from studio.ui.timeline.menu import build_menu, build_track_menu
from studio.ui.timeline.metrics import make_lanes
from studio.ui.timeline.panel import TimelinePanel
from studio.ui.widgets.level import LevelBar

ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
V1, V2 = TrackId("v1"), TrackId("v2")
Key = Qt.Key
RULER_HEIGHT = make_lanes(1.0).ruler


def on(panel: TimelinePanel, clip: str) -> OnClip:
    (found,) = find_selected(panel.cutting.index, {ClipId(clip)})
    return found


def begins(document: Document, track: TrackId = V1) -> list[int]:
    home = next(each for each in document.project.timeline.tracks if each.id == track)
    return [begin for _, begin in place_clips(home)]


def shown(panel: TimelinePanel) -> QImage:
    return panel.view.viewport().grab().toImage()


def place(panel: TimelinePanel, frame: float, depth: int, track: TrackId = V1) -> QPoint:
    layout = panel.view.view_layout
    row = next(row for row in layout.rows if row.track.id == track)
    return QPoint(round(frame * layout.scale - layout.left), layout.y(row) + depth)


def colour(panel: TimelinePanel, frame: float, depth: int, track: TrackId = V1) -> QColor:
    return shown(panel).pixelColor(place(panel, frame, depth, track))


def middle_of_film() -> int:
    lanes = current_ink().lanes
    return lanes.title + lanes.film // 2


def press(qtbot: QtBot, panel: TimelinePanel, key: Qt.Key, keys: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    for _ in range(times):
        qtbot.keyClick(panel.view, key, keys)


def test_ctrl_and_arrows_walk_over_clips_and_gaps(
    panel: TimelinePanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    document.apply("Delete", lambda project: cut.delete_clips(project, {ClipId("c-c")}))
    session.playhead.set(60)
    press(qtbot, panel, Key.Key_Right, CONTROL)
    assert session.clips.value == {"c-b"}
    press(qtbot, panel, Key.Key_Right, CONTROL)
    assert panel.cutting.spot.value == OnGap(track=V1, begin=96, end=144)
    assert session.clips.value == frozenset()
    panel.delete_selected()
    assert begins(document) == [0, 48, 96]
    document.undo()
    press(qtbot, panel, Key.Key_Right, CONTROL, times=3)
    assert session.clips.value == {"c-d"}
    press(qtbot, panel, Key.Key_Left, CONTROL | SHIFT, times=2)
    assert session.clips.value == {"c-d", "c-b", "c-a"}
    press(qtbot, panel, Key.Key_Escape)
    assert session.clips.value == frozenset()
    press(qtbot, panel, Key.Key_A, CONTROL)
    assert session.clips.value == {"c-a", "c-b", "c-d"}


def test_ctrl_up_and_down_change_the_track_and_alt_takes_the_clip_along(
    panel: TimelinePanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    panel.cutting.select({ClipId("c-b")})
    press(qtbot, panel, Key.Key_Up, ALT)
    assert (begins(document), begins(document, V2)) == ([0, 96, 144], [48])
    press(qtbot, panel, Key.Key_Down, CONTROL)
    assert panel.cutting.spot.value == OnGap(track=V1, begin=48, end=96)
    press(qtbot, panel, Key.Key_Up, CONTROL)
    assert session.clips.value == {"c-b"}


def test_nudges_in_a_row_are_one_step(panel: TimelinePanel, document: Document, qtbot: QtBot) -> None:
    before = document.project
    panel.cutting.select({ClipId("c-d")})
    press(qtbot, panel, Key.Key_Right, ALT, times=3)
    press(qtbot, panel, Key.Key_Right, ALT | SHIFT)
    press(qtbot, panel, Key.Key_Left, ALT)
    assert begins(document)[3] == 144 + 3 + 10 - 1
    document.undo()
    assert document.project is before


def test_brackets_trim_one_end_and_move_nothing_else(
    panel: TimelinePanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    session.playhead.set(60)
    press(qtbot, panel, Key.Key_BracketLeft)
    session.playhead.set(70)
    press(qtbot, panel, Key.Key_BracketRight)
    assert on(panel, "c-b").placed.begin == 60
    assert on(panel, "c-b").placed.end == 70
    assert begins(document) == [0, 60, 96, 144]


def test_enter_opens_the_shot_of_the_selected_clip(panel: TimelinePanel, session: Session, qtbot: QtBot) -> None:
    panel.cutting.select({ClipId("c-c")})
    press(qtbot, panel, Key.Key_Return)
    assert session.shot.value == "c"


def spoken(panel: TimelinePanel) -> str:
    return QAccessible.queryAccessibleInterface(panel.view).text(QAccessible.Text.Description)


def test_the_description_follows_the_selection(panel: TimelinePanel, session: Session, document: Document) -> None:
    assert spoken(panel) == "Nothing selected"
    panel.cutting.select({ClipId("c-b")})
    assert spoken(panel) == "Shot b, on V1, from 00:00:02:00, length 0:02:00, ready"
    document.apply("Write", lambda project: set_shot(project, ShotId("b"), action="It rains."))
    assert spoken(panel).endswith("out of date")
    panel.cutting.select({ClipId("c-b"), ClipId("c-a")})
    assert spoken(panel) == "2 clips selected"


def test_zoom_keeps_the_playhead_where_it_is(panel: TimelinePanel, session: Session, actions: Actions) -> None:
    view = panel.view
    session.playhead.set(150)
    x = view.view_layout.x(150)
    actions["zoom_in"].trigger()
    assert view.scale.value > 2
    assert abs(view.view_layout.x(150) - x) <= 1
    actions["zoom_out"].trigger()
    assert view.scale.value == pytest.approx(2)


def test_the_wheel_zooms_at_the_mouse_and_scrolls(panel: TimelinePanel) -> None:
    view = panel.view

    def turn(by: int, keys: Qt.KeyboardModifier) -> None:
        at = QPointF(300, 100)
        QApplication.sendEvent(
            view.viewport(),
            QWheelEvent(
                at, at, QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False
            ),
        )

    view.zoom_to(10.0, 0.0)
    before = view.view_layout.frame(300)
    turn(240, CONTROL)
    assert view.scale.value > 10
    assert view.view_layout.frame(300) == pytest.approx(before, abs=0.5)
    left = view.view_layout.left
    turn(-120, SHIFT)
    assert view.view_layout.left == left + 120


def test_the_film_stays_fitted_while_it_grows(panel: TimelinePanel, document: Document, actions: Actions) -> None:
    actions["zoom_fit"].trigger()
    document.apply("Longer", lambda project: set_shot(project, ShotId("a"), frames=400))
    layout = panel.view.view_layout
    assert 600 < layout.x(document.project.timeline.frames) < 800
    panel.view.zoom_to(1.0, 0.0)
    document.apply("Longer", lambda project: set_shot(project, ShotId("a"), frames=800))
    assert panel.view.scale.value == 1.0


def test_the_page_turns_when_the_playhead_leaves_it(panel: TimelinePanel, session: Session) -> None:
    panel.view.zoom_to(10.0, 0.0)
    session.playhead.set(79)
    assert panel.view.view_layout.left == 0
    session.playhead.set(81)
    assert 0 < panel.view.view_layout.x(81) < 100
    session.playhead.set(0)
    assert panel.view.view_layout.left == 0


def test_headers_show_how_loud_their_tracks_are(panel: TimelinePanel, session: Session) -> None:
    bars = {track: panel.view.headers.header(track).findChildren(LevelBar)[0] for track in (V1, V2)}
    session.levels.set({V1: 0.5})
    assert [round(bar.decibels()) for bar in bars.values()] == [-6, -48]
    session.levels.set({})
    assert bars[V1].decibels() == -48


def test_headers_switch_and_rename_their_tracks(panel: TimelinePanel, document: Document, qtbot: QtBot) -> None:
    buttons = {button.accessibleName(): button for button in panel.view.headers.findChildren(QToolButton)}
    for name in ("Lock V1", "Hide V1", "Mute V2"):
        qtbot.mouseClick(buttons[name], Qt.MouseButton.LeftButton)
    first, second = document.project.timeline.tracks
    assert (first.locked, first.hidden, first.muted, second.muted) == (True, True, False, True)
    document.undo()
    assert not buttons["Mute V2"].isChecked()
    header = panel.view.headers.header(V2)
    qtbot.mouseDClick(header, Qt.MouseButton.LeftButton)
    field = header.findChild(QLineEdit)
    assert field is not None
    field.setText("Titles")
    qtbot.keyClick(field, Key.Key_Return)
    assert [track.name for track in document.project.timeline.tracks] == ["V1", "Titles"]


def act(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_the_menu_of_a_clip_sets_opacity_in_one_step(panel: TimelinePanel, document: Document) -> None:
    panel.cutting.select({ClipId("c-a"), ClipId("c-b")})
    before = document.project
    menu = build_menu(panel.cutting, on(panel, "c-a"), panel)
    sliders = {slider.accessibleName(): slider for slider in menu.findChildren(QSlider)}
    for value in (90, 70, 40):
        sliders["Opacity"].setValue(value)
    assert {on(panel, name).clip.opacity for name in ("c-a", "c-b")} == {0.4}
    document.undo()
    assert document.project is before
    for level, gain in ((-20, 0.1), (-60, 0.0), (0, 1.0)):
        sliders["Gain"].setValue(level)
        assert on(panel, "c-b").clip.gain == gain
    act(menu, "Delete and close the gap")
    assert begins(document) == [0, 48]


def test_menus_of_gaps_transitions_markers_and_tracks(panel: TimelinePanel, document: Document) -> None:
    marker = Marker(id=MarkerId("m"), frame=20)
    document.apply("Mark", lambda project: add_marker(project, marker))
    act(build_menu(panel.cutting, OnMarker(marker=marker.id), panel), "Remove marker")
    assert document.project.timeline.markers == ()
    document.apply("Fade", lambda project: cut.set_transition(project, ClipId("c-a"), 10, at_start=False))
    menu = build_menu(panel.cutting, OnJoint(track=V1, joint=panel.cutting.index[V1].joints[0]), panel)
    menu.findChildren(QSlider)[0].setValue(24)
    assert panel.cutting.index[V1].joints[0].frames == 24
    act(menu, "Remove transition")
    assert panel.cutting.index[V1].joints == ()
    document.apply("Delete", lambda project: cut.delete_clips(project, {ClipId("c-b")}))
    act(build_menu(panel.cutting, OnGap(track=V1, begin=48, end=96), panel), "Close gap")
    assert begins(document) == [0, 48, 96]
    act(build_menu(panel.cutting, OnLane(), panel), "Add sound track")
    assert [(t.name, t.kind) for t in document.project.timeline.tracks][-1] == ("Sound 1", TrackKind.AUDIO)
    before = document.project
    menu = build_track_menu(panel.cutting, V2, panel.view.headers.header(V2).rename, panel)
    (slider,) = menu.findChildren(QSlider)
    for value in (4, 9, 18):
        slider.setValue(value)
    assert [track.ducks for track in document.project.timeline.tracks] == [0.0, 18.0, 0.0]
    assert slider.accessibleName() == "Duck under speech"
    document.undo()
    assert document.project is before
    act(menu, "Files are speech")
    assert [track.speech for track in document.project.timeline.tracks] == [False, True, False]
    act(menu, "Remove track and its clips")
    assert V2 not in panel.cutting.index


def test_a_tooltip_says_what_is_there_and_what_can_be_done(panel: TimelinePanel) -> None:
    at = place(panel, 60, 5)
    port = panel.view.viewport()
    QApplication.sendEvent(port, QHelpEvent(QHelpEvent.Type.ToolTip, at, port.mapToGlobal(at)))
    assert QToolTip.text().startswith("Shot b, on V1, from 00:00:02:00")
    assert "Double-click opens the shot" in QToolTip.text()
    QToolTip.hideText()


def test_an_empty_cut_says_how_it_fills(panel: TimelinePanel, document: Document, actions: Actions) -> None:
    button = next(each for each in panel.view.findChildren(QPushButton) if each.text() == actions["assemble"].text())
    assert not button.isVisible()
    document.apply("Clear", lambda project: replace(project, timeline=Timeline()))
    assert button.isVisible()
    button.click()
    assert begins(document) == [0, 48, 96, 144]
    assert not button.isVisible()


def test_clips_gaps_playhead_and_range_are_painted(panel: TimelinePanel, document: Document, session: Session) -> None:
    document.apply("Delete", lambda project: cut.delete_clips(project, {ClipId("c-c")}))
    session.playhead.set(30)
    session.range.set(Range(begin=100, end=130))
    panel.cutting.select({ClipId("c-a")})
    ink = current_ink()
    assert colour(panel, 70, 2) == ink.title
    assert colour(panel, 20, 3) == ink.title_selected
    assert colour(panel, 20, 0) == ink.accent  # the ring of the selection
    assert colour(panel, 120, 30) == ink.lane
    assert colour(panel, 30.5, 40) == ink.accent
    image = shown(panel)
    assert image.pixelColor(600, 340) == ink.ground
    assert image.pixelColor(200, RULER_HEIGHT - 8) == ink.accent  # the bracket of the in point
    assert image.pixelColor(198, RULER_HEIGHT - 4) != image.pixelColor(230, RULER_HEIGHT - 4)


def test_the_cast_has_its_colours_at_the_foot_however_narrow_a_clip_is(panel: TimelinePanel) -> None:
    foot = current_ink().lanes.title + current_ink().lanes.film + 1
    for scale in (4.0, 1.0, 0.3):
        panel.view.zoom_to(scale, 0.0)
        assert colour(panel, 12, foot).name() == DARK.cast[0].lower()
        assert colour(panel, 36, foot).name() == DARK.cast[5].lower()


def test_a_title_shows_its_words_where_others_have_pictures(panel: TimelinePanel, document: Document) -> None:
    lanes = current_ink().lanes

    def has_ink(frame: int) -> bool:
        film = QRect(place(panel, frame, lanes.title), place(panel, frame + 60, lanes.title + lanes.film - 1))
        picture = shown(panel).copy(film)
        return any(
            picture.pixelColor(x, y).lightness() > 180 for x in range(film.width()) for y in range(film.height())
        )

    title = Clip(id=ClipId("title"), source=Title(text="Three winters\nlater"), frames=400)
    document.apply("Title", lambda film: cut.insert_clip(film, V1, title, 0))
    panel.view.zoom_to(2.0, 0.0)
    assert has_ink(0)
    assert not has_ink(200)
    panel.view.horizontalScrollBar().setValue(500)
    assert has_ink(250), "the words stay in view"


def test_a_shot_shows_its_take_when_it_is_read(panel: TimelinePanel, qtbot: QtBot) -> None:
    depth, red = middle_of_film(), QColor(255, 0, 0)
    sound = current_ink().lanes.picture + current_ink().lanes.sound // 2
    qtbot.waitUntil(lambda: colour(panel, 70, depth) == red)
    qtbot.waitUntil(lambda: colour(panel, 70, sound) == current_ink().wave_core)
    assert colour(panel, 20, depth) != red  # shot a has no take


def test_what_is_not_heard_looks_silent(panel: TimelinePanel, document: Document, qtbot: QtBot) -> None:
    sound = current_ink().lanes.picture + current_ink().lanes.sound // 2
    loud, silent = current_ink().wave_core, current_ink().core_muted
    edits: list[tuple[Edit, QColor]] = [
        (lambda project: set_track(project, V2, solo=True), silent),
        (lambda project: set_track(project, V2, solo=False), loud),
        (lambda project: set_track(project, V1, muted=True), silent),
    ]
    for edit, wanted in edits:
        document.apply("Switch", edit)
        qtbot.waitUntil(lambda tone=wanted: colour(panel, 70, sound) == tone)


def with_job(queue: Store[Queue], document: Document, shot: str, state: State) -> None:
    request = find_shot(document.project, ShotId("b")).takes[0].request
    queue.set(Queue(jobs=(Job(id=JobId("j"), shot=ShotId(shot), request=request, state=state),)))


def test_rendering_shows_a_bar_and_the_preview(
    panel: TimelinePanel, document: Document, queue: Store[Queue], previews: Previews, qtbot: QtBot
) -> None:
    with_job(queue, document, "a", Rendering(done=0.5))
    previews.show(ShotId("a"), np.full((90, 160, 3), (0, 0, 255), np.uint8))
    lanes, ink = current_ink().lanes, current_ink()
    bar = lanes.title + lanes.film - 2
    assert colour(panel, 20, bar) == ink.accent
    assert colour(panel, 30, bar) == ink.ground
    assert colour(panel, 20, middle_of_film()).blue() > 250
    previews.drop(ShotId("a"))
    with_job(queue, document, "a", Failed(reason="The disk is full."))
    assert colour(panel, 20, bar) == ink.film
    panel.cutting.select({ClipId("c-a")})
    assert spoken(panel).endswith("failed, The disk is full.")


def test_what_is_out_of_date_has_a_hatched_corner(panel: TimelinePanel, document: Document) -> None:
    corner = place(panel, 96, current_ink().lanes.title)

    def warned() -> bool:
        image = shown(panel)
        return any(image.pixelColor(corner + QPoint(-x, 2)) == current_ink().warn for x in range(2, 12))

    assert not warned()
    document.apply("Write", lambda project: set_shot(project, ShotId("b"), action="It rains."))
    assert warned()


def test_what_is_hidden_is_dim_and_what_is_locked_is_striped(panel: TimelinePanel, document: Document) -> None:
    plain = colour(panel, 70, 2)
    document.apply("Hide", lambda project: set_track(project, V1, hidden=True))
    assert colour(panel, 70, 2) != plain
    document.undo()
    before = shown(panel)
    document.apply("Lock", lambda project: set_track(project, V1, locked=True))
    assert shown(panel) != before


def test_only_what_the_playhead_touches_is_painted_again_and_it_is_painted_right(
    panel: TimelinePanel, session: Session, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: colour(panel, 70, middle_of_film()) == QColor(255, 0, 0))
    qtbot.waitUntil(lambda: colour(panel, 70, current_ink().lanes.picture + 9) == current_ink().wave_core)
    session.clips.set(frozenset({ClipId("c-b")}))
    QApplication.processEvents()
    for frame in (90, 95, 20):
        session.playhead.set(frame)
        QApplication.processEvents()
    whole = shown(panel)
    screen = panel.screen().grabWindow(panel.winId(), 0, 0).toImage()
    port = panel.view.viewport()
    part = screen.copy(QRect(port.mapTo(panel, QPoint()), port.size())).convertToFormat(whole.format())
    assert part == whole


def test_marks_stand_out_in_both_themes(panel: TimelinePanel, qapp: QApplication, session: Session) -> None:
    for theme in (DARK, LIGHT):
        ink = Ink(theme)
        assert contrast_of(ink.text.name(), ink.title.name()) >= 4.5
        assert contrast_of(ink.text.name(), ink.title_selected.name()) >= 4.5
        assert contrast_of(ink.second.name(), ink.film.name()) >= 4.5
        assert contrast_of(ink.wave.name(), ink.sound.name()) >= 3
        assert contrast_of(ink.accent.name(), ink.lane.name()) >= 3
    apply_theme(qapp, LIGHT)
    session.playhead.set(30)
    assert colour(panel, 30.5, 40) == Ink(LIGHT).accent
    assert colour(panel, 70, 2) == Ink(LIGHT).title

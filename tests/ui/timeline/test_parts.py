"""The timeline without a window: places, layout, snapping, gestures, choices, columns and outlines of sound."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from studio.core.ids import ClipId, MarkerId, SceneId, ShotId, TrackId
from studio.core.project import Project, Scene, Shot
from studio.core.timeline import Clip, Gap, Marker, OfShot, Timeline, Track, TrackKind, Transition
from studio.ui.places import Index, index_timeline, seek_clips
from studio.ui.timeline import gestures
from studio.ui.timeline.choice import clips_to_cut, nearest_cut, renew
from studio.ui.timeline.columns import find_columns
from studio.ui.timeline.contents import Contents, begin_of, key_of
from studio.ui.timeline.gestures import Fading, Flagging, Idle, Moving, Pointer, Span, Trimming
from studio.ui.timeline.layout import (
    Hit,
    Layout,
    OnClip,
    OnGap,
    OnJoint,
    OnLane,
    OnMarker,
    OnRuler,
    Zone,
    clips_in,
    fit_scale,
    hit,
    make_rows,
)
from studio.ui.timeline.metrics import make_lanes
from studio.ui.timeline.ruler import find_steps
from studio.ui.timeline.snap import find_targets, nearest, snap_shift
from studio.ui.timeline.strips import draw_wave

LANES = make_lanes(1.0)
V1, V2, A = TrackId("v1"), TrackId("v2"), TrackId("a")


def clip(name: str, frames: int, start: int = 0) -> Clip:
    return Clip(id=ClipId(name), source=OfShot(shot=ShotId(f"s-{name}")), frames=frames, start=start)


# V1: ▐a 100▌x▐b 50▌░░20░░▐c 30▌   V2: ░░110░░▐d 40▌   A: ▐e 60▌
TRACKS = (
    Track(
        id=V1, name="V1", items=(clip("a", 100), Transition(frames=20), clip("b", 50), Gap(frames=20), clip("c", 30))
    ),
    Track(id=V2, name="V2", items=(Gap(frames=110), clip("d", 40, start=5))),
    Track(id=A, name="Sound 1", kind=TrackKind.AUDIO, items=(clip("e", 60),)),
)
FILM = Project(
    name="Film",
    scenes=(
        Scene(id=SceneId("1"), name="1", shots=tuple(Shot(id=ShotId(f"s-{n}"), name=n, frames=120) for n in "abcde")),
    ),
    timeline=Timeline(tracks=TRACKS, markers=(Marker(id=MarkerId("m"), frame=30),)),
)
INDEX = index_timeline(FILM.timeline, {})


def layout(scale: float = 2.0, left: int = 0, ratio: float = 1.0) -> Layout:
    rows = make_rows(FILM.timeline, LANES)
    return Layout(rows=rows, lanes=LANES, scale=scale, left=left, width=600, height=400, ratio=ratio)


def point(track: TrackId, depth: float) -> float:
    where = layout()
    return next(where.y(row) + depth for row in where.rows if row.track.id == track)


def at(x: float, y: float) -> Hit:
    return hit(layout(), INDEX, FILM.timeline.markers, x, y)


def on(name: str, zone: Zone = Zone.BODY) -> OnClip:
    return next(
        OnClip(track=track, clip=item, placed=placed, zone=zone)
        for track, places in INDEX.items()
        for item, placed in places.clips()
        if item.id == name
    )


def grab(*names: str) -> Moving:
    return gestures.begin_move(INDEX, {ClipId(name) for name in names}, on(names[0]), grip=0.0)


def test_rows_stand_with_the_highest_video_track_first_and_sound_last() -> None:
    rows = make_rows(FILM.timeline, LANES)
    assert [(row.track.id, row.label) for row in rows] == [(V2, "A2"), (V1, "A1"), (A, "")]
    assert rows[1].top >= rows[0].top + rows[0].height
    assert rows[2].height < rows[1].height


def test_index_keeps_the_places_of_tracks_that_did_not_change() -> None:
    tracks = (replace(TRACKS[0], items=TRACKS[0].items[:1]), *TRACKS[1:])
    after = index_timeline(Timeline(tracks=tracks), INDEX)
    assert after[V2] is INDEX[V2]
    assert [placed.end for placed in after[V1]] == [100]


@pytest.mark.parametrize(("begin", "end", "names"), [(0, 10, "a"), (99, 101, "ab"), (100, 110, "b"), (150, 171, "c")])
def test_places_between_two_frames(begin: float, end: float, names: str) -> None:
    assert "".join(p.item.id for p in INDEX[V1].between(begin, end) if isinstance(p.item, Clip)) == names


def test_a_joint_knows_its_cut_and_how_long_it_may_be() -> None:
    (joint,) = INDEX[V1].joints
    assert (joint.clip, joint.at_start, joint.cut, joint.begin, joint.end, joint.most) == ("a", False, 100, 90, 110, 50)


def test_edges_lie_on_device_pixels() -> None:
    for ratio in (1.0, 2.0):
        for frame in range(50):
            x = layout(scale=1.37, left=13, ratio=ratio).x(frame)
            assert x * ratio == round(x * ratio)
            assert abs(layout(scale=1.37, left=13).frame(x) - frame) <= 0.5 / ratio / 1.37 + 1e-9


def test_the_whole_film_fits() -> None:
    assert fit_scale(1000, 532) * 1000 == pytest.approx(500)
    assert fit_scale(1, 1000) == fit_scale(2, 1000)  # a very short film is not blown up


def test_what_lies_under_a_point() -> None:
    title = point(V1, 5)
    film = point(V1, LANES.title + 5)
    assert at(100, title) == on("a")
    assert at(2, title) == on("a", Zone.START)
    assert at(197, title) == on("a", Zone.END)
    assert at(203, title) == on("b", Zone.START)
    assert isinstance(at(200, film), OnJoint)
    assert isinstance(at(200, point(V1, LANES.picture + 5)), OnClip)  # the sound lane has no transition
    found = at(218, film)
    assert isinstance(found, OnJoint)
    assert found.zone is Zone.END
    assert at(320, title) == OnGap(track=V1, begin=150, end=170)
    assert at(500, title) == OnLane(track=V1)
    assert at(500, 399) == OnLane()
    assert at(300, 3) == OnRuler()
    assert at(62, LANES.ruler - 4) == OnMarker(marker=MarkerId("m"))


def test_narrow_clips_keep_a_body_to_take_hold_of() -> None:
    where = layout(scale=0.2)
    zones = [hit(where, INDEX, (), x, point(V1, 5)) for x in range(20, 30)]
    assert {found.zone for found in zones if isinstance(found, OnClip)} == set(Zone)


def test_a_rubber_band_takes_what_it_touches() -> None:
    assert clips_in(layout(), INDEX, (150, point(V2, 5), 320, point(V1, 5))) == {"a", "b", "d"}
    assert clips_in(layout(), INDEX, (0, point(A, 2), 10, point(A, 9))) == {"e"}


def test_targets_are_cuts_of_what_stays_and_the_given_points() -> None:
    assert find_targets(INDEX, [7], {ClipId("a"), ClipId("d")}) == (0, 7, 60, 100, 150, 170, 200)
    assert find_targets({}, []) == (0,)


def test_snapping_takes_the_nearest_within_reach() -> None:
    assert snap_shift((0, 50), 7, (10, 60), reach=4) == (10, 10)
    assert snap_shift((0, 50), 7, (11, 60), reach=3.5) == (10, 60)
    assert snap_shift((0, 50), 7, (30,), reach=4) == (7, None)
    assert snap_shift((0,), 7, (7,), reach=0) == (7, 7)
    assert nearest(5, ()) is None
    assert nearest(5, (0, 10)) == 0


def test_moving_snaps_stops_at_the_start_and_ends_in_one_edit() -> None:
    held = grab("b")
    far = gestures.move(held, Pointer(frame=-400, track=V1), ())
    assert far.by == -100
    near = gestures.move(held, Pointer(frame=18, reach=4, track=V1), (170,))
    assert (near.by, near.line) == (20, 170)
    edit = gestures.finish(near)
    assert edit is not None
    moved = index_timeline(edit(FILM).timeline, {})
    assert [(item.id, placed.begin) for item, placed in moved[V1].clips()] == [("a", 0), ("b", 120), ("c", 170)]
    assert gestures.finish(held) is None
    assert gestures.finish(Idle()) is None


def test_only_clips_of_one_track_change_track() -> None:
    both = gestures.move(grab("b", "d"), Pointer(frame=5, track=A), ())
    assert {span.track for span in gestures.outline(both)} == {V1, V2}
    one = gestures.move(grab("b"), Pointer(frame=0, track=V2), ())
    assert gestures.outline(one) == (Span(track=V2, begin=100, end=150),)
    edit = gestures.finish(one)
    assert edit is not None
    after = index_timeline(edit(FILM).timeline, {})
    assert [item.id for item, _ in after[V2].clips()] == ["b"]  # it lies over all of d


def trimmed(name: str, zone: Zone, frame: float, *, ripple: bool = False) -> Trimming:
    begun = gestures.begin_trim(FILM, on(name, zone), grip=0.0)
    return gestures.trim(begun, Pointer(frame=frame, ripple=ripple), ())


def test_trimming_stops_at_the_take_and_at_one_frame() -> None:
    assert trimmed("a", Zone.END, 99).by == 20  # the shot has 120 frames
    assert trimmed("a", Zone.END, -400).by == -99
    assert trimmed("d", Zone.START, -99).by == -5
    assert trimmed("a", Zone.START, -10).by == 0


@pytest.mark.parametrize(
    ("zone", "ripple", "shown"),
    [
        (Zone.START, False, (120, 150)),
        (Zone.START, True, (110, 140)),
        (Zone.END, False, (110, 160)),
        (Zone.END, True, (110, 160)),
    ],
)
def test_the_ghost_lies_where_the_clip_will_be(zone: Zone, ripple: bool, shown: tuple[int, int]) -> None:
    held = trimmed("d", zone, 10, ripple=ripple)
    (ghost,) = gestures.outline(held)
    assert (ghost.begin, ghost.end) == shown
    edit = gestures.finish(held)
    assert edit is not None
    ((_, placed),) = index_timeline(edit(FILM).timeline, {})[V2].clips()
    assert (placed.begin, placed.end) == shown


def test_a_fade_grows_on_both_sides_up_to_half_a_clip() -> None:
    (joint,) = INDEX[V1].joints
    held = Fading(track=V1, joint=joint, frames=joint.frames)
    assert gestures.fade(held, Pointer(frame=115)).frames == 30
    assert gestures.fade(held, Pointer(frame=0)).frames == 50
    edit = gestures.finish(gestures.fade(held, Pointer(frame=103)))
    assert edit is not None
    assert index_timeline(edit(FILM).timeline, {})[V1].joints[0].frames == 6


def test_a_marker_moves_with_its_words() -> None:
    marker = Marker(id=MarkerId("m"), frame=30, text="rain")
    film = replace(FILM, timeline=replace(FILM.timeline, markers=(marker,)))
    held = gestures.flag(Flagging(marker=marker, frame=30), Pointer(frame=98, reach=4), (100,))
    edit = gestures.finish(held)
    assert edit is not None
    assert edit(film).timeline.markers == (replace(marker, frame=100),)


def test_a_cut_at_the_playhead_is_about_the_selection_else_about_all_that_is_free() -> None:
    locked = replace(FILM.timeline, tracks=(replace(TRACKS[0], locked=True), *TRACKS[1:]))
    everywhere, none = clips_to_cut(FILM.timeline, INDEX, 120, ()), frozenset[ClipId]()
    assert [each.clip.id for each in everywhere] == ["b", "d"]
    assert [each.clip.id for each in clips_to_cut(FILM.timeline, INDEX, 120, {ClipId("d")})] == ["d"]
    assert [each.clip.id for each in clips_to_cut(locked, INDEX, 120, none)] == ["d"]
    assert [each.clip.id for each in clips_to_cut(locked, INDEX, 50, {ClipId("a")})] == ["a"]


def test_the_nearest_cut_is_on_the_track_of_the_selection() -> None:
    first, second = nearest_cut(FILM.timeline, INDEX, 104, ()), nearest_cut(FILM.timeline, INDEX, 104, {ClipId("d")})
    assert first and second
    assert (first.clip, first.at_start, first.joint) == ("a", False, INDEX[V1].joints[0])
    assert (second.clip, second.at_start, second.joint) == ("d", True, None)
    assert nearest_cut(Timeline(), {}, 0, ()) is None


def test_a_track_is_walked_over_clips_transitions_and_gaps_in_their_order() -> None:
    contents = Contents(V1, INDEX[V1])
    stops = [contents[number] for number in range(len(contents))]
    joint = OnJoint(track=V1, joint=INDEX[V1].joints[0])
    assert stops == [on("a"), joint, on("b"), OnGap(track=V1, begin=150, end=170), on("c")]
    assert [begin_of(stop) for stop in stops] == [0, 100, 100, 150, 170]
    assert [contents.number(key_of(stop)) for stop in stops] == [0, 1, 2, 3, 4]
    assert contents.number(ClipId("d")) is None


def test_a_selected_gap_or_transition_is_found_again_after_an_edit() -> None:
    gap, joint = OnGap(track=V1, begin=150, end=170), OnJoint(track=V1, joint=INDEX[V1].joints[0])
    assert renew(INDEX, gap) == gap
    assert renew(INDEX, joint) == joint
    without: Index = index_timeline(Timeline(tracks=(replace(TRACKS[0], items=(clip("a", 100),)),)), {})
    assert renew(without, gap) is None
    assert renew(without, joint) is None


def test_each_column_of_pixels_shows_the_clip_that_lies_there() -> None:
    for ratio in (1.0, 2.0):
        where = layout(scale=0.31, ratio=ratio)
        columns = find_columns(INDEX[V1], where, 0, 80)
        assert columns is not None
        for number, shown in enumerate(columns.shown.tolist()):
            x = (number + 0.5) / ratio
            found = next((p for p in INDEX[V1] if where.x(p.begin) <= x < where.x(p.end)), None)
            assert shown == (found is not None and isinstance(found.item, Clip))
            if shown:
                assert INDEX[V1][int(columns.clips[number])] == found
    assert find_columns(INDEX[V1], layout(left=2000), 0, 80) is None


def test_ruler_numbers_are_whole_seconds_when_there_is_no_room_for_frames() -> None:
    assert find_steps(40, Fraction(24), 60) == (2, 1)
    assert find_steps(1, Fraction(24), 60) == (120, 24)
    tall, short = find_steps(0.01, Fraction(24000, 1001), 60)
    assert tall * 0.01 >= 60
    assert tall % short == 0


def test_clips_are_sought_on_all_tracks() -> None:
    wanted = [ClipId("d"), ClipId("gone"), ClipId("b")]
    found = [(track, clip.id, placed.begin, placed.end) for track, clip, placed in seek_clips(INDEX, wanted)]
    assert found == [(V1, "b", 100, 150), (V2, "d", 110, 150)]
    assert list(seek_clips(INDEX, ())) == []


def test_a_wave_is_high_where_the_sound_is_loud() -> None:
    tones = "#808080", "#404040"
    outline = np.zeros((100, 3), np.float16)
    outline[50:] = (-1, 1, 0.25)
    image = draw_wave(outline, 0.0, 1.0, (64, 21), tones)
    column = [sum(image.pixelColor(x, y).alpha() > 0 for y in range(21)) for x in (10, 60)]
    assert column == [1, 21]
    assert [image.pixelColor(60, y).name() for y in (0, 10)] == list(tones)
    loud = draw_wave(outline, 0.5, 0.5, (64, 21), tones)
    assert loud.pixelColor(1, 0).alpha() > 0
    assert draw_wave(np.zeros((0, 3), np.float16), 0.0, 1.0, (8, 8), tones).pixelColor(4, 4).alpha() == 0

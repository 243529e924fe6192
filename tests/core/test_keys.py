"""Numbers and keys of a clip, at frames of the cut; and what a transition lacks of its clips."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.core.curve import Curve, Ease, Key, Value
from studio.core.edits.handles import find_crossing
from studio.core.edits.keys import (
    Parameter,
    find_key_beside,
    reset_value,
    set_ease,
    set_keyed,
    set_number,
    toggle_key,
    value_of,
)
from studio.core.ids import ClipId, SceneId, ShotId, TrackId
from studio.core.project import Project, Scene, Shot
from studio.core.timeline import Clip, Item, Look, OfShot, Solid, Timeline, Track, Transition, find_clip
from studio.errors import StudioError

ONE, TWO = ClipId("one"), ClipId("two")
PARAMETERS: tuple[Parameter, ...] = ("opacity", "gain", "pan", "x", "scale", "rotation", "left")


def clip(id_: ClipId, start: int = 0, frames: int = 20) -> Clip:
    return Clip(id=id_, source=OfShot(shot=ShotId("s")), start=start, frames=frames)


def film(*items: Item, locked: bool = False) -> Project:
    shot = Shot(id=ShotId("s"), name="S", frames=40)
    track = Track(id=TrackId("v"), name="V1", items=items, locked=locked)
    return Project(
        name="F", scenes=(Scene(id=SceneId("a"), name="A", shots=(shot,)),), timeline=Timeline(tracks=(track,))
    )


def read(project: Project, name: Parameter, id_: ClipId = TWO) -> Value:
    item = find_clip(project.timeline, id_)[1].item
    assert isinstance(item, Clip)
    return value_of(item, name)


def curve(*keys: tuple[int, float]) -> Curve:
    return Curve(keys=tuple(Key(frame=frame, value=value) for frame, value in keys))


@pytest.fixture
def project() -> Project:
    """▐one▌▐two▌ of 20 frames; what `two` shows begins at frame 10 of its take."""
    return film(clip(ONE), clip(TWO, start=10))


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_plain_number_gets_keys_at_the_playhead_and_loses_them(project: Project, name: Parameter) -> None:
    plain = set_number(project, TWO, name, 0.5, 25)
    assert read(plain, name) == 0.5
    keyed = set_keyed(plain, TWO, name, 25, keyed=True)
    assert read(keyed, name) == curve((15, 0.5))  # 5 frames into the clip, which begins at 10
    moved = set_number(keyed, TWO, name, 0.9, 35)
    assert read(moved, name) == curve((15, 0.5), (25, 0.9))
    assert read(set_number(moved, TWO, name, 0.7, 35), name) == curve((15, 0.5), (25, 0.7))
    assert read(set_keyed(moved, TWO, name, 30, keyed=False), name) == pytest.approx(0.7)
    assert reset_value(moved, TWO, name) == project


def test_what_lies_beyond_a_clip_counts_as_its_nearest_frame(project: Project) -> None:
    before = set_keyed(project, TWO, "opacity", 3, keyed=True)
    assert read(before, "opacity") == curve((10, 1.0))
    assert read(set_number(before, TWO, "opacity", 0, 99), "opacity") == curve((10, 1.0), (29, 0.0))


def test_numbers_stay_within_their_bounds(project: Project) -> None:
    assert read(set_number(project, TWO, "left", 7, 0), "left") == 1
    assert read(set_number(project, TWO, "scale", 0, 0), "scale") == 0.01
    assert read(set_number(project, TWO, "gain", 9, 0), "gain") == 4


def test_a_key_is_added_on_the_curve_and_taken_away(project: Project) -> None:
    ramp = set_number(set_keyed(project, TWO, "opacity", 20, keyed=True), TWO, "opacity", 0, 30)
    more = toggle_key(ramp, TWO, "opacity", 25, there=True)
    assert read(more, "opacity") == curve((10, 1.0), (15, 0.5), (20, 0.0))
    assert toggle_key(more, TWO, "opacity", 25, there=True) is more
    assert toggle_key(more, TWO, "opacity", 25, there=False) == ramp
    last = toggle_key(toggle_key(ramp, TWO, "opacity", 30, there=False), TWO, "opacity", 20, there=False)
    assert last == project


def test_a_new_key_goes_on_as_the_one_before_it(project: Project) -> None:
    smooth = set_ease(set_keyed(project, TWO, "x", 20, keyed=True), TWO, "x", 20, Ease.SMOOTH)
    value = read(set_number(smooth, TWO, "x", 0.5, 30), "x")
    assert isinstance(value, Curve)
    assert [key.ease for key in value.keys] == [Ease.SMOOTH, Ease.SMOOTH]
    assert set_ease(smooth, TWO, "x", 22, Ease.HOLD) is smooth


def test_walking_over_keys_stays_within_what_is_seen() -> None:
    seen = replace(clip(TWO, start=10), look=Look(scale=curve((5, 1), (12, 1), (20, 2), (29, 1), (30, 1))))
    assert find_key_beside(seen, 100, "scale", 100, 1) == 102
    assert find_key_beside(seen, 100, "scale", 102, 1) == 110
    assert find_key_beside(seen, 100, "scale", 110, -1) == 102
    assert find_key_beside(seen, 100, "scale", 102, -1) is None
    assert find_key_beside(seen, 100, "scale", 119, 1) is None
    assert find_key_beside(seen, 100, "opacity", 100, 1) is None


def test_a_locked_track_refuses() -> None:
    locked = film(clip(TWO), locked=True)
    with pytest.raises(StudioError, match="V1 is locked"):
        set_number(locked, TWO, "x", 1, 0)


def test_a_transition_says_what_its_clips_lack() -> None:
    dissolve = Transition(frames=12)
    short = find_crossing(film(clip(ONE, start=18), dissolve, clip(TWO, start=4)), TWO, at_start=True)
    assert short is not None
    assert (short.lacks_left, short.lacks_right) == (4, 2)  # of 6 and 6: 2 frames follow, 4 come before
    assert short.transition == dissolve
    ample = find_crossing(film(clip(ONE, start=4), dissolve, clip(TWO, start=10)), ONE, at_start=False)
    assert ample is not None
    assert (ample.lacks_left, ample.lacks_right) == (0, 0)
    solid = replace(clip(TWO), source=Solid())
    endless = find_crossing(film(clip(ONE, start=4), dissolve, solid), TWO, at_start=True)
    assert endless is not None
    assert (endless.lacks_left, endless.lacks_right) == (0, 0)
    alone = find_crossing(film(dissolve, clip(ONE)), ONE, at_start=True)
    assert alone is not None
    assert (alone.left, alone.lacks_right) == (None, 0)
    assert find_crossing(film(clip(ONE), clip(TWO)), ONE, at_start=False) is None
    assert find_crossing(film(clip(ONE)), TWO, at_start=True) is None

"""Seams, chains and gaps of a cut, and the edits that close them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.core.edits.gap import fill_gap, find_hole
from studio.core.edits.match import remove_matches, set_grade, set_match, set_strength
from studio.core.ids import ClipId, ImageId, SceneId, ShotId, TakeId, TrackId
from studio.core.image import Image
from studio.core.match import Channel, Grade, Match, bound_grade, is_neutral
from studio.core.project import Project, Scene, Shot
from studio.core.seams import find_chain, find_chains, find_seam_before, find_seams
from studio.core.timeline import Clip, Gap, Item, OfShot, Timeline, Track, TrackKind, Transition, find_clip
from studio.errors import StudioError

MATCH = Match(grade=Grade(red=Channel(gain=1.2)), take=TakeId("t"), before=TakeId("u"))


def clip(name: str, *, start: int = 0, frames: int = 24, id: str = "") -> Clip:
    return Clip(id=ClipId(id or name), source=OfShot(shot=ShotId(name)), start=start, frames=frames)


def film(*items: Item, **track: object) -> Project:
    """Shots a, b, c, d of 24 frames; b continues a, c continues b."""
    earlier = {"b": ShotId("a"), "c": ShotId("b")}
    shots = tuple(Shot(id=ShotId(n), name=n, action="She runs.", frames=24, continues=earlier.get(n)) for n in "abcd")
    cut = replace(Track(id=TrackId("v1"), name="V1", items=items), **track)
    scene = Scene(id=SceneId("s"), name="One", shots=shots)
    return Project(name="Film", scenes=(scene,), timeline=Timeline(tracks=(cut,)))


def image(name: str) -> Image:
    return Image(id=ImageId(name), name=name, path=f"images/{name}.png", sha256="0" * 64, width_px=4, height_px=4)


def seams(project: Project) -> list[tuple[str, str, int, bool]]:
    return [(seam.before.id, seam.after.id, seam.frame, seam.continued) for seam in find_seams(project)]


def test_clips_meet_over_a_dissolve_and_not_over_a_gap() -> None:
    project = film(clip("a"), Transition(frames=6), clip("b"), Gap(frames=5), clip("c"), clip("d"))
    assert seams(project) == [("a", "b", 24, True), ("c", "d", 77, False)]
    assert find_seam_before(project, ClipId("a")) is None
    assert find_seam_before(project, ClipId("c")) is None
    assert seams(film(clip("a"), clip("b"), hidden=True)) == []
    assert seams(film(clip("a"), clip("b"), kind=TrackKind.AUDIO)) == []


@pytest.mark.parametrize(
    ("before", "after", "continued"),
    [
        (clip("a"), clip("b"), True),
        (clip("a", start=0, frames=8), clip("a", start=8, frames=8, id="a.2"), True),  # one take, cut through
        (clip("a", frames=8), clip("a", start=9, frames=8, id="a.2"), False),
        (clip("a"), clip("b", start=3), False),  # what continues is not seen
        (clip("a"), clip("c"), False),
        (clip("b"), clip("a"), False),
    ],
)
def test_a_clip_goes_on_where_its_shot_does(before: Clip, after: Clip, continued: bool) -> None:
    assert [found[3] for found in seams(film(before, after))] == [continued]


def test_chains_are_rows_that_go_on() -> None:
    project = film(clip("a"), clip("b"), clip("c"), clip("d"), clip("a", id="a2"), clip("b", id="b2"))
    assert [[each.id for each in chain] for chain in find_chains(project)] == [["a", "b", "c"], ["a2", "b2"]]
    assert [each.id for each in find_chain(project, ClipId("b2"))] == ["a2", "b2"]
    assert find_chain(project, ClipId("d")) == ()


def test_a_match_is_set_weakened_and_taken_away() -> None:
    project = film(clip("a"), clip("b"))
    matched = set_match(project, ClipId("b"), MATCH)
    assert [getattr(item, "match", None) for item in matched.timeline.tracks[0].items] == [None, MATCH]
    assert set_match(matched, ClipId("b"), MATCH) is matched
    half = set_strength(matched, ClipId("b"), 0.5)
    assert half != matched
    assert set_strength(half, ClipId("b"), 7) == matched  # no more than all of it
    assert set_match(half, ClipId("b"), None) == project
    assert set_strength(project, ClipId("b"), 0.5) is project
    byhand = set_grade(half, ClipId("b"), Grade(blue=Channel(gain=9)))
    kept = find_clip(byhand.timeline, ClipId("b"))[1].item
    assert isinstance(kept, Clip)
    assert kept.match == replace(MATCH, strength=0.5, grade=Grade(blue=Channel(gain=2)))
    assert set_grade(project, ClipId("b"), Grade()) is project
    with pytest.raises(KeyError):
        set_match(project, ClipId("gone"), MATCH)


def test_a_locked_track_refuses_a_match() -> None:
    with pytest.raises(StudioError, match=r"^Track V1 is locked; unlock it"):
        set_match(film(clip("a"), clip("b"), locked=True), ClipId("b"), MATCH)


def test_all_matches_are_taken_away_for_a_look() -> None:
    project = film(clip("a"), clip("b"), clip("c"))
    matched = set_match(set_match(project, ClipId("b"), MATCH), ClipId("c"), MATCH)
    assert remove_matches(matched) == project
    assert remove_matches(project) is project


def test_what_changes_nothing_is_neutral() -> None:
    assert is_neutral(None)
    assert is_neutral(replace(MATCH, strength=0.0))
    assert is_neutral(replace(MATCH, grade=Grade()))
    assert not is_neutral(MATCH)
    wild = bound_grade(Grade(red=Channel(gain=9, offset=-3), saturation=0))
    assert (wild.red, wild.saturation) == (Channel(gain=2, offset=-0.25), 0.5)


def test_a_gap_between_clips_is_found() -> None:
    timeline = film(Gap(frames=4), clip("a"), Gap(frames=10), clip("b")).timeline
    hole = find_hole(timeline, 30)
    assert hole is not None
    assert (hole.begin, hole.frames, hole.before.id, hole.after.id) == (28, 10, "a", "b")
    assert find_hole(timeline, 37) == hole
    assert [find_hole(timeline, frame) for frame in (0, 27, 38, 500)] == [None] * 4
    assert find_hole(timeline, 30, TrackId("other")) is None


def test_a_gap_is_filled_and_nothing_else_moves() -> None:
    project = film(clip("a"), Gap(frames=10), clip("b"), Gap(frames=3), clip("c"))
    hole = find_hole(project.timeline, 24)
    assert hole is not None
    shot = ShotId("new")
    filled = fill_gap(project, hole, shot=shot, clip=ClipId("c-new"), first=image("x"), last=image("y"))
    made = next(each for each in filled.shots if each.id == "new")
    assert [each.id for each in filled.shots] == ["a", "new", "b", "c", "d"]
    assert (made.frames, made.first_frame, made.last_frame) == (10, "x", "y")
    assert (made.name, made.action, made.continues, made.take) == ("a – b", "She runs.", None, None)
    assert [each.id for each in filled.images] == ["x", "y"]
    items = filled.timeline.tracks[0].items
    assert items[1] == Clip(id=ClipId("c-new"), source=OfShot(shot=ShotId("new")), frames=10)
    assert (items[0], *items[2:]) == (
        project.timeline.tracks[0].items[0],
        *project.timeline.tracks[0].items[2:],
    )
    with pytest.raises(StudioError, match="changed meanwhile"):
        fill_gap(filled, hole, shot=shot, clip=ClipId("again"), first=image("x"), last=image("y"))


def test_the_upper_gap_is_filled_first() -> None:
    lower = film(clip("a"), Gap(frames=10), clip("b"))
    upper = Track(id=TrackId("v2"), name="V2", items=(clip("c"), Gap(frames=6), clip("d")))
    timeline = replace(lower.timeline, tracks=(*lower.timeline.tracks, upper))
    assert [(hole.track, hole.frames) for frame in (26, 31) if (hole := find_hole(timeline, frame))] == [
        ("v2", 6),
        ("v1", 10),
    ]

"""Every edit of the cut as before → after, by what Premiere Pro and DaVinci Resolve document for it.

A track is written as its items: `a2-6` is a clip of shot a that shows its frames 2 to 6, `_3` a gap of three frames,
`x2` a transition. Every shot is ten frames long, so that handles are known. `|` stands between tracks, from below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from studio.core.curve import Curve, Key
from studio.core.edits import cut, spans, trims
from studio.core.edits.conform import conform, is_conformed
from studio.core.edits.points import Points, Range, fit_points
from studio.core.ids import ClipId, GroupId, SceneId, ShotId, TrackId
from studio.core.project import Project, Scene, Shot
from studio.core.timeline import (
    Clip,
    Gap,
    Item,
    Look,
    OfShot,
    Solid,
    Timeline,
    Track,
    TrackKind,
    Transition,
    TransitionKind,
    find_clip,
    place_clips,
    shot_of,
)
from studio.errors import StudioError

LENGTH = 10
A, B, C, D, M, T = (ClipId(name) for name in "abcdmt")
V1, V2 = TrackId("v1"), TrackId("v2")
Edit = Callable[[Project], Project]


def film(text: str) -> Project:
    """A film from its notation; clips are called after their shots."""
    tracks = tuple(
        Track(id=TrackId(f"v{number}"), name=f"V{number}", items=tuple(map(item, line.split())))
        for number, line in enumerate(text.split("|"), 1)
    )
    shots = tuple(Shot(id=ShotId(name), name=name, frames=LENGTH) for name in "abcdmt")
    return Project(name="F", scenes=(Scene(id=SceneId("s"), name="S", shots=shots),), timeline=Timeline(tracks=tracks))


def item(text: str) -> Item:
    if text[0] == "_":
        return Gap(frames=int(text[1:]))
    if text[0] == "x":
        return Transition(frames=int(text[1:]))
    name, begin, end = text[0], *map(int, text[1:].split("-"))
    return Clip(id=ClipId(name), source=OfShot(shot=ShotId(name)), start=begin, frames=end - begin)


def write(project: Project) -> str:
    return " | ".join(" ".join(map(write_item, track.items)) for track in project.timeline.tracks)


def write_item(each: Item) -> str:
    match each:
        case Gap(frames=frames):
            return f"_{frames}"
        case Transition(frames=frames):
            return f"x{frames}"
        case Clip() as clip:
            return f"{shot_of(clip)}{clip.start}-{clip.start + clip.frames}"


def clip(text: str) -> Clip:
    made = item(text)
    assert isinstance(made, Clip)
    return replace(made, id=ClipId(f"new-{made.id}"))


EDITS: dict[str, tuple[str, Edit, str]] = {
    "insert at a joint": ("a0-4 b0-4", lambda f: cut.insert_clip(f, V1, clip("c0-2"), 4), "a0-4 c0-2 b0-4"),
    "insert splits": ("a0-4", lambda f: cut.insert_clip(f, V1, clip("c0-2"), 1), "a0-1 c0-2 a1-4"),
    "insert past the end leaves a gap": ("a0-4", lambda f: cut.insert_clip(f, V1, clip("c0-2"), 6), "a0-4 _2 c0-2"),
    "insert moves what is synced": (
        "a0-4 b0-4 | _5 t0-2",
        lambda f: cut.insert_clip(f, V1, clip("c0-3"), 4),
        "a0-4 c0-3 b0-4 | _8 t0-2",
    ),
    "insert leaves what lies across": (
        "a0-4 b0-4 | m0-8",
        lambda f: cut.insert_clip(f, V1, clip("c0-3"), 4),
        "a0-4 c0-3 b0-4 | m0-8",
    ),
    "insert on an empty track moves nothing": (
        "a0-4 | ",
        lambda f: cut.insert_clip(f, V2, clip("t0-2"), 0),
        "a0-4 | t0-2",
    ),
    "overwrite": ("a0-4 b0-4", lambda f: cut.overwrite_clip(f, V1, clip("c0-4"), 2), "a0-2 c0-4 b2-4"),
    "overwrite inside one clip": ("a0-8", lambda f: cut.overwrite_clip(f, V1, clip("c0-2"), 3), "a0-3 c0-2 a5-8"),
    "append": ("a0-4 _2 b0-4", lambda f: cut.append_clip(f, V1, clip("c0-2")), "a0-4 _2 b0-4 c0-2"),
    "replace": ("a0-4 b3-7", lambda f: spans.replace_clip(f, B, OfShot(shot=ShotId("c")), 2), "a0-4 c2-6"),
    "lift a stretch": ("a0-4 b0-4", lambda f: spans.lift_span(f, 2, 6), "a0-2 _4 b2-4"),
    "lift a stretch of all tracks": (
        "a0-4 b0-4 | _1 t0-4",
        lambda f: spans.lift_span(f, 2, 4),
        "a0-2 _2 b0-4 | _1 t0-1 _2 t3-4",
    ),
    "lift to the end leaves nothing": ("a0-4 b0-4", lambda f: spans.lift_span(f, 3, 20), "a0-3"),
    "extract a stretch": (
        "a0-4 b0-4 | _5 t0-4",
        lambda f: spans.extract_span(f, 2, 6),
        "a0-2 b2-4 | _2 t1-4",
    ),
    "delete leaves a gap": ("a0-4 b0-4 c0-4", lambda f: cut.delete_clips(f, {B}), "a0-4 _4 c0-4"),
    "ripple delete": ("a0-4 b0-4 c0-4", lambda f: cut.extract_clips(f, {B}), "a0-4 c0-4"),
    "ripple delete of two": ("a0-4 b0-4 c0-4", lambda f: cut.extract_clips(f, {A, C}), "b0-4"),
    "ripple delete moves titles along": (
        "a0-4 b0-4 c0-4 | _9 t0-2",
        lambda f: cut.extract_clips(f, {B}),
        "a0-4 c0-4 | _5 t0-2",
    ),
    "ripple delete only so far as there is room": (
        "a0-4 b0-4 c0-4 | m0-8 _1 t0-2",
        lambda f: cut.extract_clips(f, {B}),
        "a0-4 c0-4 | m0-8 t0-2",
    ),
    "close gap": ("a0-4 _3 b0-4", lambda f: cut.close_gap(f, V1, 5), "a0-4 b0-4"),
    "close gap elsewhere": ("a0-4 _3 b0-4", lambda f: cut.close_gap(f, V1, 2), "a0-4 _3 b0-4"),
    "close all gaps": ("_2 a0-4 _3 b0-4 _1 c0-2", lambda f: cut.close_gaps(f, V1), "_2 a0-4 b0-4 c0-2"),
    "split one": ("a0-4 | t0-4", lambda f: cut.split_at(f, 2, {A}), "a0-2 a2-4 | t0-4"),
    "split all": ("a0-4 | t0-4", lambda f: cut.split_at(f, 2), "a0-2 a2-4 | t0-2 t2-4"),
    "trim start": ("a0-4 b2-6", lambda f: trims.trim_start(f, B, 1), "a0-4 _1 b3-6"),
    "trim start outwards overwrites": ("a0-4 b2-6", lambda f: trims.trim_start(f, B, -2), "a0-2 b0-6"),
    "trim start stops at the take's": ("a0-4 b1-6", lambda f: trims.trim_start(f, B, -3), "a0-3 b0-6"),
    "trim end": ("a0-4 b0-4", lambda f: trims.trim_end(f, A, -1), "a0-3 _1 b0-4"),
    "trim end stops at the take's": ("a0-8", lambda f: trims.trim_end(f, A, 9), "a0-10"),
    "trim leaves one frame": ("a0-4", lambda f: trims.trim_end(f, A, -9), "a0-1"),
    "ripple the start": ("a0-4 b0-4", lambda f: trims.trim_start(f, A, 2, ripple=True), "a2-4 b0-4"),
    "ripple the start outwards": ("a3-6 b0-4", lambda f: trims.trim_start(f, A, -2, ripple=True), "a1-6 b0-4"),
    "ripple the end": ("a0-4 b0-4 c0-2", lambda f: trims.trim_end(f, A, 3, ripple=True), "a0-7 b0-4 c0-2"),
    "ripple moves titles": (
        "a0-4 b0-4 | _6 t0-2",
        lambda f: trims.trim_end(f, A, -3, ripple=True),
        "a0-1 b0-4 | _3 t0-2",
    ),
    "roll right": ("a0-4 b2-6", lambda f: trims.roll(f, B, 2, at_start=True), "a0-6 b4-6"),
    "roll left": ("a0-4 b2-6", lambda f: trims.roll(f, A, -2, at_start=False), "a0-2 b0-6"),
    "roll stops at the sources": ("a0-9 b1-6", lambda f: trims.roll(f, B, 5, at_start=True), "a0-10 b2-6"),
    "roll stops at one frame": ("a0-4 b2-4", lambda f: trims.roll(f, B, 5, at_start=True), "a0-5 b3-4"),
    "roll under a dissolve": ("a0-4 x2 b2-6", lambda f: trims.roll(f, B, 1, at_start=True), "a0-5 x2 b3-6"),
    "roll beside a gap is a trim": ("a0-4 _3 b2-6", lambda f: trims.roll(f, B, -1, at_start=True), "a0-4 _2 b1-6"),
    "slip": ("a0-4 b2-6 c0-4", lambda f: trims.slip(f, {B}, 3), "a0-4 b5-9 c0-4"),
    "slip stops at the take's ends": ("a0-4 b2-6", lambda f: trims.slip(f, {B}, -5), "a0-4 b0-4"),
    "slip of two stops at the first": ("a1-5 b2-6", lambda f: trims.slip(f, {A, B}, -5), "a0-4 b1-5"),
    "slide right": ("a0-4 b2-6 c0-4", lambda f: trims.slide(f, B, 2), "a0-6 b2-6 c2-4"),
    "slide left": ("a0-4 b2-6 c3-7", lambda f: trims.slide(f, B, -2), "a0-2 b2-6 c1-7"),
    "slide stops at the sources": ("a0-4 b2-6 c1-7", lambda f: trims.slide(f, B, -3), "a0-3 b2-6 c0-7"),
    "slide between gaps": ("a0-4 _2 b2-6 _2 c3-7", lambda f: trims.slide(f, B, 1), "a0-4 _3 b2-6 _1 c3-7"),
    "slide at the very start": ("b2-6 c0-4", lambda f: trims.slide(f, B, 2), "_2 b2-6 c2-4"),
    "slide at the end": ("a0-4 b2-6", lambda f: trims.slide(f, B, 3), "a0-7 b2-6"),
    "duplicate": ("a0-4 b0-4", lambda f: spans.duplicate_clips(f, {A}), "a0-4 a0-4 b0-4"),
    "duplicate two with their gap": (
        "a0-4 _1 b0-4 c0-2",
        lambda f: spans.duplicate_clips(f, {A, B}),
        "a0-4 _1 b0-4 a0-4 _1 b0-4 c0-2",
    ),
    "paste over": (
        "a0-4 b0-4 c0-4",
        lambda f: spans.paste(f, spans.copy_clips(f, {A}), 6, V1, inserts=False),
        "a0-4 b0-2 a0-4 c2-4",
    ),
    "paste inserting": (
        "a0-4 b0-4 | _5 t0-2",
        lambda f: spans.paste(f, spans.copy_clips(f, {A}), 4, V1, inserts=True),
        "a0-4 a0-4 b0-4 | _9 t0-2",
    ),
    "paste of two tracks": (
        "a0-4 b0-4 | _2 t0-2",
        lambda f: spans.paste(f, spans.copy_clips(f, {A, T}), 8, V1, inserts=False),
        "a0-4 b0-4 a0-4 | _2 t0-2 _6 t0-2",
    ),
    "paste leaves gaps as they are": (
        "a0-2 b0-2 c0-2 d0-6",
        lambda f: spans.paste(f, spans.copy_clips(f, {A, C}), 6, V1, inserts=False),
        "a0-2 b0-2 c0-2 a0-2 d2-4 c0-2",
    ),
    "move to another track": ("a0-4 b0-4 | t0-2", lambda f: cut.move_clips(f, {B}, -1, V2), "a0-4 | t0-2 _1 b0-4"),
    "twice as fast": ("a0-8 b0-4", lambda f: trims.set_speed(f, A, Fraction(2), ripple=True), "a0-4 b0-4"),
    "twice as fast without ripple": ("a0-8 b0-4", lambda f: trims.set_speed(f, A, Fraction(2)), "a0-4 _4 b0-4"),
    "half as fast": ("a2-6 b0-4", lambda f: trims.set_speed(f, A, Fraction(1, 2), ripple=True), "a4-12 b0-4"),
    "half as fast without room": ("a2-6 b0-4", lambda f: trims.set_speed(f, A, Fraction(1, 2)), "a4-8 b0-4"),
    "conform": ("c0-4 _3 a2-6 b0-4 a0-2", conform, "a2-6 a0-2 b0-4 c0-4"),
    "conform keeps what still meets": ("c0-4 x2 d0-4 a0-4 x2 b2-6", conform, "a0-4 x2 b2-6 c0-4 x2 d0-4"),
    "conform loses what is parted": ("a0-4 x2 c2-6 b0-4", conform, "a0-4 b0-4 c2-6"),
    "rate-stretch": ("a0-4 _4 b0-4", lambda f: trims.stretch_to(f, A, 6), "a0-6 _2 b0-4"),
}


@pytest.mark.parametrize(("before", "edit", "after"), EDITS.values(), ids=EDITS)
def test_edit(before: str, edit: Edit, after: str) -> None:
    assert write(edit(film(before))) == " | ".join(" ".join(line.split()) for line in after.split("|"))


def test_what_is_locked_refuses_and_what_is_not_synced_stays() -> None:
    project = film("a0-4 b0-4 | _5 t0-2")
    lower, upper = project.timeline.tracks

    def with_tracks(*tracks: Track) -> Project:
        return replace(project, timeline=Timeline(tracks=tracks))

    for held in (replace(upper, locked=True), replace(upper, synced=False)):
        assert write(cut.extract_clips(with_tracks(lower, held), {A})) == "b0-4 | _5 t0-2"
    locked = with_tracks(replace(lower, locked=True), upper)
    edits: list[Edit] = [
        lambda f: trims.roll(f, B, 1, at_start=True),
        lambda f: trims.slip(f, {A}, 1),
        lambda f: trims.slide(f, B, 1),
        lambda f: trims.set_speed(f, A, Fraction(2)),
        lambda f: spans.replace_clip(f, A, Solid()),
        lambda f: spans.group_clips(f, {A, T}, GroupId("g")),
        lambda f: cut.append_clip(f, V1, clip("c0-2")),
    ]
    for edit in edits:
        with pytest.raises(StudioError, match="Track V1 is locked; unlock it"):
            edit(locked)
    assert write(spans.extract_span(locked, 0, 5)) == "a0-4 b0-4 | t0-2"


@pytest.mark.parametrize(
    ("source", "cut_marks", "points"),
    [
        (Range(), Range(), Points(start=0, frames=10, at=50)),
        (Range(begin=2, end=6), Range(), Points(start=2, frames=4, at=50)),
        (Range(begin=2, end=6), Range(begin=20), Points(start=2, frames=4, at=20)),
        (Range(begin=2, end=6), Range(end=20), Points(start=2, frames=4, at=16)),
        (Range(begin=2), Range(begin=20, end=25), Points(start=2, frames=5, at=20)),
        (Range(end=6), Range(begin=20, end=25), Points(start=1, frames=5, at=20)),
        (Range(begin=2, end=9), Range(begin=20, end=22), Points(start=2, frames=2, at=20)),
        (Range(begin=8), Range(begin=20, end=29), Points(start=8, frames=2, at=20)),
        (Range(begin=0, end=8), Range(end=3), Points(start=5, frames=3, at=0)),
    ],
)
def test_three_points_give_the_fourth(source: Range, cut_marks: Range, points: Points) -> None:
    assert fit_points(source, LENGTH, cut_marks, 50) == points


def test_speed_keeps_keys_and_markers_at_their_moments() -> None:
    fade = Curve(keys=(Key(frame=2, value=0.0), Key(frame=6, value=1.0)))
    project = cut.set_clip(film("a2-8"), A, opacity=fade, look=Look(x=fade))
    slow = find_clip(trims.set_speed(project, A, Fraction(1, 2), ripple=True).timeline, A)[1].item
    assert isinstance(slow, Clip)
    doubled = Curve(keys=(Key(frame=4, value=0.0), Key(frame=12, value=1.0)))
    assert (slow.opacity, slow.look) == (doubled, Look(x=doubled))
    assert (slow.start, slow.frames) == (4, 12)


def test_a_slower_clip_shows_no_more_than_its_take_has() -> None:
    fast = trims.set_speed(film("a0-10"), A, Fraction(3), ripple=True)
    assert write(fast) == "a0-3"
    assert write(trims.trim_end(fast, A, 5)) == "a0-3"
    assert write(trims.set_speed(fast, A, Fraction(1), ripple=True)) == "a0-9"


def test_what_has_no_end_is_drawn_out_both_ways() -> None:
    project = cut.set_clip(film("_5 a0-4"), A, source=Solid())
    longer = trims.trim_end(trims.trim_start(project, A, -3), A, 100)
    found = find_clip(longer.timeline, A)[1]
    assert isinstance(found.item, Clip)
    assert (found.begin, found.end, found.item.start) == (2, 109, -3)


def test_groups_are_chosen_together_and_copies_form_their_own() -> None:
    grouped = spans.group_clips(film("a0-4 b0-4 | t0-4"), {A, T}, GroupId("g"))
    assert spans.find_groups(grouped.timeline) == {A: {A, T}, T: {A, T}}
    twice = spans.paste(grouped, spans.copy_clips(grouped, {A, T}), 8, V1, inserts=False)
    pairs = {each.id: each.group for track in twice.timeline.tracks for each, _ in place_clips(track) if each.group}
    assert sorted(pairs.values()) == ["g", "g", "g.2", "g.2"]
    assert len(pairs) == 4
    alone = spans.group_clips(grouped, {A}, None)
    assert spans.find_groups(alone.timeline) == {T: {T}}


def test_detached_sound_stays_with_its_picture() -> None:
    project = film("a2-6 b0-4 |")
    lower, upper = project.timeline.tracks
    project = replace(project, timeline=Timeline(tracks=(lower, replace(upper, kind=TrackKind.AUDIO))))
    parted = spans.detach_sound(project, A, ClipId("sound"), GroupId("g"), V2)
    assert write(parted) == "a2-6 b0-4 | a2-6"
    picture, sound = (find_clip(parted.timeline, each)[1].item for each in (A, ClipId("sound")))
    assert isinstance(picture, Clip)
    assert isinstance(sound, Clip)
    assert (picture.gain, sound.gain, picture.group, sound.group) == (0.0, 1.0, "g", "g")


def test_what_another_film_lacks_is_not_pasted() -> None:
    clipping = spans.copy_clips(film("a0-4"), {A})
    with pytest.raises(StudioError, match="isn't in this film"):
        spans.paste(replace(film(""), scenes=()), clipping, 0, V1, inserts=False)


def test_a_transition_keeps_its_kind_and_takes_another() -> None:
    project = cut.set_transition(film("a0-4 b2-6"), B, 2, at_start=True)
    wipe = Transition(frames=1, kind=TransitionKind.WIPE)
    wiped = cut.set_transition(project, B, 4, at_start=True, style=wipe)
    longer = cut.set_transition(wiped, B, 2, at_start=True)
    for made, frames in ((wiped, 4), (longer, 2)):
        found = made.timeline.tracks[0].items[1]
        assert found == Transition(frames=frames, kind=TransitionKind.WIPE)
    assert re.fullmatch(r"a0-4 x2 b2-6", write(longer))


def test_a_title_stays_behind_its_shot_when_the_cut_conforms() -> None:
    project = cut.set_clip(film("b0-4 t0-2 a0-4"), T, source=Solid())
    assert not is_conformed(project)
    made = conform(project)
    assert [each.id for each, _ in place_clips(made.timeline.tracks[0])] == [A, B, T]
    assert is_conformed(made)

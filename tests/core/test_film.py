"""The film under random edits: every state is valid, and undoing all of them gives the first one back."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from studio.core import history
from studio.core.curve import Key, set_key
from studio.core.edits import board, casting, cut, spans, tracks, trims
from studio.core.edits.assemble import assemble
from studio.core.edits.cast import add_character, remove_character, set_character
from studio.core.edits.gap import fill_gap, find_hole
from studio.core.edits.match import set_grade, set_match, set_strength
from studio.core.history import Edit
from studio.core.ids import CharacterId, ClipId, GroupId, ImageId, SceneId, ShotId, TakeId, TrackId
from studio.core.image import Image
from studio.core.match import Channel, Grade, Match
from studio.core.placing import Side
from studio.core.project import Character, Line, Project, Scene, Shot
from studio.core.timeline import Clip, Gap, OfShot, Title, Track, Transition, place_clips, tidy
from studio.errors import StudioError
from studio.storage.check import find_faults

SMALL = st.integers(0, 6)
FRAMES = st.integers(-60, 60)
STILL = Image(id=ImageId("i"), name="i", path="images/i.png", sha256="0" * 64, width_px=4, height_px=4)


class Film(RuleBasedStateMachine):
    """Edits in any order, refused or not."""

    def __init__(self) -> None:
        super().__init__()
        scene = Scene(id=SceneId("n"), name="One")
        self.history = history.begin(Project(name="Test", scenes=(scene,)))
        self.first = self.history.project
        self.count = 0

    def apply(self, edit: Edit) -> None:
        try:
            self.history = history.apply(self.history, "step", edit)
        except StudioError as error:
            assert str(error)

    def fresh(self) -> str:
        self.count += 1
        return str(self.count)

    @property
    def shots(self) -> list[Shot]:
        return list(self.history.project.shots)

    @property
    def clips(self) -> list[Clip]:
        return [clip for track in self.history.project.timeline.tracks for clip, _ in place_clips(track)]

    @rule(frames=st.integers(1, 50), at=SMALL)
    def add_shot(self, frames: int, at: int) -> None:
        shot = Shot(id=ShotId(self.fresh()), name="s", frames=frames)
        self.apply(lambda film: board.add_shot(film, SceneId("n"), shot, min(at, len(self.shots))))

    @precondition(lambda self: self.shots)
    @rule(at=SMALL, to=SMALL)
    def move_shot(self, at: int, to: int) -> None:
        shot = self.shots[at % len(self.shots)]
        self.apply(lambda film: board.move_shot(film, shot.id, SceneId("n"), to))

    @precondition(lambda self: self.shots)
    @rule(at=SMALL)
    def remove_shot(self, at: int) -> None:
        shot = self.shots[at % len(self.shots)]
        self.apply(lambda film: board.remove_shot(film, shot.id))

    @precondition(lambda self: self.shots)
    @rule(at=SMALL, frames=st.integers(0, 50))
    def split_shot(self, at: int, frames: int) -> None:
        shot, second = self.shots[at % len(self.shots)], ShotId(self.fresh())
        self.apply(lambda film: board.split_shot(film, shot.id, second, frames))

    @precondition(lambda self: self.shots)
    @rule(at=SMALL)
    def merge_shots(self, at: int) -> None:
        shot = self.shots[at % len(self.shots)]
        self.apply(lambda film: board.merge_shots(film, shot.id))

    @rule()
    def add_character(self) -> None:
        name = self.fresh()
        self.apply(lambda film: add_character(film, Character(id=CharacterId(name), name=f"C{name}")))

    @precondition(lambda self: self.history.project.cast and self.shots)
    @rule(at=SMALL)
    def speak_then_leave(self, at: int) -> None:
        character, shot = self.history.project.cast[-1], self.shots[at % len(self.shots)]
        line = Line(speaker=character.id, text="Hello")
        self.apply(lambda film: board.set_shot(film, shot.id, cast=(character.id,), dialogue=(line,)))
        self.apply(lambda film: set_character(film, character.id, name=f"{character.name}x"))
        self.apply(lambda film: remove_character(film, character.id))

    @precondition(lambda self: self.history.project.cast and self.shots)
    @rule(at=SMALL, side=st.sampled_from(Side), leave=st.booleans())
    def take_place(self, at: int, side: Side, leave: bool) -> None:
        character, shot = self.history.project.cast[0], self.shots[at % len(self.shots)]
        self.apply(lambda film: casting.cast_characters(film, [(shot.id, character.id)]))
        self.apply(lambda film: casting.place_character(film, shot.id, character.id, side))
        if leave:
            self.apply(lambda film: casting.uncast_characters(film, [(shot.id, character.id)]))

    @precondition(lambda self: self.clips)
    @rule(at=SMALL, by=FRAMES, ripple=st.booleans(), head=st.booleans())
    def trim(self, at: int, by: int, ripple: bool, head: bool) -> None:
        clip = self.clips[at % len(self.clips)]
        edit = trims.trim_start if head else trims.trim_end
        self.apply(lambda film: edit(film, clip.id, by, ripple=ripple))

    @precondition(lambda self: self.clips)
    @rule(at=SMALL, by=FRAMES, to=SMALL)
    def move(self, at: int, by: int, to: int) -> None:
        clip = self.clips[at % len(self.clips)]
        homes = self.history.project.timeline.tracks
        self.apply(lambda film: cut.move_clips(film, {clip.id}, by, homes[to % len(homes)].id))

    @precondition(lambda self: self.clips)
    @rule(at=SMALL, by=FRAMES, head=st.booleans(), kind=st.sampled_from(["roll", "slip", "slide"]))
    def shift(self, at: int, by: int, head: bool, kind: str) -> None:
        clip, before = self.clips[at % len(self.clips)], self.history.project.timeline.frames
        if kind == "roll":
            self.apply(lambda film: trims.roll(film, clip.id, by, at_start=head))
        elif kind == "slip":
            self.apply(lambda film: trims.slip(film, {clip.id}, by))
            assert self.history.project.timeline.frames == before
        else:
            self.apply(lambda film: trims.slide(film, clip.id, by))

    @precondition(lambda self: self.clips)
    @rule(at=SMALL, speed=st.fractions(0, 20, max_denominator=50), ripple=st.booleans(), key=FRAMES)
    def speed(self, at: int, speed: Fraction, ripple: bool, key: int) -> None:
        clip = self.clips[at % len(self.clips)]
        self.apply(lambda film: cut.set_clip(film, clip.id, gain=set_key(clip.gain, Key(frame=key, value=9.0))))
        self.apply(lambda film: trims.set_speed(film, clip.id, speed, ripple=ripple))

    @precondition(lambda self: self.clips)
    @rule(at=SMALL, also=SMALL, frame=st.integers(0, 120), inserts=st.booleans(), together=st.booleans())
    def paste(self, at: int, also: int, frame: int, inserts: bool, together: bool) -> None:
        chosen = {self.clips[each % len(self.clips)].id for each in (at, also)}
        if together:
            self.apply(lambda film: spans.group_clips(film, chosen, GroupId("g")))
            groups = spans.find_groups(self.history.project.timeline)
            chosen = chosen.union(*(groups.get(clip, ()) for clip in chosen))
        clipping = spans.copy_clips(self.history.project, chosen)
        home = self.history.project.timeline.tracks[0].id
        self.apply(lambda film: spans.paste(film, clipping, frame, home, inserts=inserts))
        self.apply(lambda film: spans.duplicate_clips(film, chosen))

    @rule(begin=st.integers(0, 120), frames=st.integers(1, 60), close=st.booleans())
    def clear(self, begin: int, frames: int, close: bool) -> None:
        edit = spans.extract_span if close else spans.lift_span
        self.apply(lambda film: edit(film, begin, begin + frames))

    @rule(frames=st.integers(1, 60), frame=st.integers(0, 120))
    def put_title(self, frames: int, frame: int) -> None:
        clip = Clip(id=ClipId(f"w{self.fresh()}"), source=Title(text="Once"), frames=frames)
        if self.history.project.timeline.tracks:
            home = self.history.project.timeline.tracks[-1].id
            self.apply(lambda film: cut.insert_clip(film, home, clip, frame))

    @rule(frame=st.integers(0, 120))
    def split(self, frame: int) -> None:
        before = self.history.project.timeline.frames
        self.apply(lambda film: cut.split_at(film, frame))
        assert self.history.project.timeline.frames == before

    @precondition(lambda self: self.clips)
    @rule(at=SMALL, close=st.booleans())
    def delete(self, at: int, close: bool) -> None:
        clip = self.clips[at % len(self.clips)]
        edit = cut.extract_clips if close else cut.delete_clips
        self.apply(lambda film: edit(film, {clip.id}))

    @precondition(lambda self: self.clips)
    @rule(at=SMALL, frames=st.integers(0, 40), start=st.booleans())
    def dissolve(self, at: int, frames: int, start: bool) -> None:
        clip = self.clips[at % len(self.clips)]
        self.apply(lambda film: cut.set_transition(film, clip.id, frames, at_start=start))

    @precondition(lambda self: self.clips)
    @rule(at=SMALL, strength=st.floats(-1, 2), gain=st.floats(0, 9))
    def match(self, at: int, strength: float, gain: float) -> None:
        clip = self.clips[at % len(self.clips)]
        match = Match(grade=Grade(), take=TakeId("t"), before=TakeId("u"))
        self.apply(lambda film: set_match(film, clip.id, match))
        self.apply(lambda film: set_strength(film, clip.id, strength))
        self.apply(lambda film: set_grade(film, clip.id, Grade(blue=Channel(gain=gain))))

    @precondition(lambda self: self.clips)
    @rule(frame=st.integers(0, 200))
    def fill_gap(self, frame: int) -> None:
        hole = find_hole(self.history.project.timeline, frame)
        if hole is not None:
            shot, clip, length = ShotId(self.fresh()), ClipId(f"f{self.fresh()}"), self.history.project.timeline.frames
            self.apply(lambda film: fill_gap(film, hole, shot=shot, clip=clip, first=STILL, last=STILL))
            assert find_hole(self.history.project.timeline, frame, hole.track) is None
            assert self.history.project.timeline.frames == length

    @rule()
    def add_track(self) -> None:
        track = Track(id=TrackId(f"t{self.fresh()}"), name="V")
        self.apply(lambda film: tracks.add_track(film, track))

    @rule()
    def assemble(self) -> None:
        self.apply(assemble)

    @invariant()
    def film_is_valid(self) -> None:
        assert find_faults(self.history.project) == ()

    @invariant()
    def tracks_are_tidy(self) -> None:
        for track in self.history.project.timeline.tracks:
            assert tidy(track.items) == track.items

    def teardown(self) -> None:
        while self.history.at:
            self.history = history.undo(self.history)
        assert len(self.history.steps) >= history.MOST_STEPS or self.history.project is self.first


Film.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestFilm = Film.TestCase


def test_tidy_joins_gaps_and_keeps_dissolves_inside_their_clips() -> None:
    a, b = (Clip(id=ClipId(name), source=OfShot(shot=ShotId("s")), frames=10) for name in "ab")
    messy = [a, Transition(frames=50), b, Gap(frames=3), Gap(frames=4)]
    assert tidy(messy) == (a, Transition(frames=10), b)


def test_amend_reaches_every_step() -> None:
    begun = history.begin(Project(name="A", frame_rate=Fraction(24)))
    steps = history.apply(begun, "x", lambda film: add_character(film, Character(id=CharacterId("c"), name="C")))
    amended = history.amend(steps, lambda film: board.add_scene(film, Scene(id=SceneId("n"), name="N")))
    assert history.undo(amended).project.scenes[0].id == "n"

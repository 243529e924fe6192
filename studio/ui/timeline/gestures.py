"""Gestures as values: what the mouse is doing, how a movement changes it, and which edit it ends in. No widgets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from studio.core.bounds import MOST_FRAMES
from studio.core.edits import cut, trims
from studio.core.edits.tracks import add_marker, remove_marker
from studio.core.history import Edit
from studio.core.ids import ClipId, TrackId
from studio.core.project import Project
from studio.core.timeline import Clip, Marker, find_clip
from studio.ui.places import Index, Joint
from studio.ui.timeline.layout import Hit, OnClip, Zone
from studio.ui.timeline.snap import nearest, snap_shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Where the mouse is, in terms of the film, and what the held keys ask for."""

    frame: float
    track: TrackId | None = None
    reach: float = 0.0  # frames within which it snaps; 0 for not at all
    ripple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """Nothing is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """The button is down and the mouse has not moved far: still a click."""

    hit: Hit
    x: float
    y: float
    narrow: bool = False  # releasing selects just this clip out of several


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The place of a clip that moves."""

    track: TrackId
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """Clips on their way to another time, and to another track when they all come from one."""

    clips: frozenset[ClipId]
    spans: tuple[Span, ...]
    home: TrackId | None
    edges: tuple[int, ...]  # that may snap
    first: int
    grip: float  # the frame where they were taken
    by: int = 0
    track: TrackId | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimming:
    """One end of a clip on its way, within `low` and `high`; rippling ones have limits of their own."""

    clip: ClipId
    track: TrackId
    at_start: bool
    begin: int
    end: int
    low: int
    high: int
    low_ripple: int
    grip: float
    by: int = 0
    ripple: bool = False
    line: int | None = None


Shift = Literal["roll", "slip", "slide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifting:
    """A cut that rolls, or a clip that slips under its place or slides between its neighbours, by `low` to `high`."""

    kind: Shift
    clip: ClipId
    track: TrackId
    at_start: bool
    begin: int
    end: int
    low: int
    high: int
    grip: float
    by: int = 0
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fading:
    """A transition whose length changes."""

    track: TrackId
    joint: Joint
    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagging:
    """A marker on its way along the ruler."""

    marker: Marker
    frame: int
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Banding:
    """A rubber band, in pixels of the whole content so that it survives scrolling."""

    x: float
    y: float
    to_x: float
    to_y: float
    kept: frozenset[ClipId]  # what stays selected outside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrubbing:
    """The playhead follows the mouse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropping:
    """A shot from the storyboard is held over a track."""

    frames: int
    frame: int
    track: TrackId | None
    line: int | None = None


Gesture = Idle | Pressed | Moving | Trimming | Shifting | Fading | Flagging | Banding | Scrubbing | Dropping


def begin_move(index: Index, clips: Collection[ClipId], grabbed: OnClip, grip: float) -> Moving:
    """Clips taken at a frame. The grabbed one's ends and those of the whole may snap."""
    spans = tuple(
        Span(track=track, begin=placed.begin, end=placed.end)
        for track, places in index.items()
        for _, placed in places.find(clips)
    )
    homes = {span.track for span in spans}
    first, last = min(span.begin for span in spans), max(span.end for span in spans)
    return Moving(
        clips=frozenset(clips),
        spans=spans,
        home=grabbed.track if len(homes) == 1 else None,
        edges=tuple(dict.fromkeys((grabbed.placed.begin, grabbed.placed.end, first, last))),
        first=first,
        grip=grip,
    )


def begin_shift(project: Project, kind: Shift, on: OnClip, grip: float) -> Shifting:
    """A clip taken at a frame for one of these edits, whose limits are found by trying how far it goes."""
    at_start = on.zone is Zone.START or (on.zone is Zone.BODY and 2 * grip < on.placed.begin + on.placed.end)
    gesture = Shifting(
        kind=kind,
        clip=on.clip.id,
        track=on.track,
        at_start=at_start,
        begin=on.placed.begin,
        end=on.placed.end,
        low=0,
        high=0,
        grip=grip,
    )
    low, high = (_measure(project, replace(gesture, by=by)) for by in (-MOST_FRAMES, MOST_FRAMES))
    return replace(gesture, low=low, high=high)


def _measure(project: Project, gesture: Shifting) -> int:
    """By how many frames it goes when asked for this many."""
    edit = finish(gesture)
    _, placed = find_clip((edit(project) if edit else project).timeline, gesture.clip)
    assert isinstance(placed.item, Clip)
    if gesture.kind == "slip":
        _, before = find_clip(project.timeline, gesture.clip)
        assert isinstance(before.item, Clip)
        return before.item.start - placed.item.start
    at_start = gesture.at_start or gesture.kind == "slide"
    return placed.begin - gesture.begin if at_start else placed.end - gesture.end


def begin_trim(project: Project, on: OnClip, grip: float) -> Trimming:
    """One end of a clip taken at a frame. It stops at the take's ends and at one frame of length."""
    clip, placed = on.clip, on.placed
    before, after = cut.source_room(project, clip)
    if on.zone is Zone.START:
        low, high = -min(before, placed.begin), clip.frames - 1
        low_ripple = -before
    else:
        low = low_ripple = 1 - clip.frames
        high = after
    return Trimming(
        clip=clip.id,
        track=on.track,
        at_start=on.zone is Zone.START,
        begin=placed.begin,
        end=placed.end,
        low=low,
        high=high,
        low_ripple=low_ripple,
        grip=grip,
    )


def move(gesture: Moving, pointer: Pointer, targets: Sequence[int]) -> Moving:
    """The clips under the mouse again."""
    by = max(round(pointer.frame - gesture.grip), -gesture.first)
    snapped, line = snap_shift(gesture.edges, by, targets, pointer.reach)
    if snapped < -gesture.first:
        snapped, line = by, None
    return replace(gesture, by=snapped, line=line, track=pointer.track if gesture.home else None)


def trim(gesture: Trimming, pointer: Pointer, targets: Sequence[int]) -> Trimming:
    """The end under the mouse again, within its limits."""
    edge = gesture.begin if gesture.at_start else gesture.end
    by, line = snap_shift((edge,), round(pointer.frame - gesture.grip), targets, pointer.reach)
    held = min(max(by, gesture.low_ripple if pointer.ripple else gesture.low), gesture.high)
    return replace(gesture, by=held, line=line if held == by else None, ripple=pointer.ripple)


def shift(gesture: Shifting, pointer: Pointer, targets: Sequence[int]) -> Shifting:
    """The cut or the clip under the mouse again; what slips follows the mouse, and nothing of it can snap."""
    by, line = round(pointer.frame - gesture.grip), None
    if gesture.kind == "roll":
        by, line = snap_shift((gesture.begin if gesture.at_start else gesture.end,), by, targets, pointer.reach)
    elif gesture.kind == "slide":
        by, line = snap_shift((gesture.begin, gesture.end), by, targets, pointer.reach)
    held = min(max(by, gesture.low), gesture.high)
    return replace(gesture, by=held, line=line if held == by else None)


def fade(gesture: Fading, pointer: Pointer) -> Fading:
    """The transition as long as the mouse is away from its cut, on one or on both sides."""
    joint = gesture.joint
    sides = 2 if joint.begin < joint.cut < joint.end else 1
    frames = sides * round(abs(pointer.frame - joint.cut))
    return replace(gesture, frames=min(max(frames, sides), joint.most))


def flag(gesture: Flagging, pointer: Pointer, targets: Sequence[int]) -> Flagging:
    """The marker under the mouse."""
    frame, line = catch(pointer, targets)
    return replace(gesture, frame=frame, line=line)


def drop(gesture: Dropping, pointer: Pointer, targets: Sequence[int]) -> Dropping:
    """The shot under the mouse, by its first frame."""
    frame, line = catch(pointer, targets)
    return replace(gesture, frame=frame, track=pointer.track, line=line)


def catch(pointer: Pointer, targets: Sequence[int]) -> tuple[int, int | None]:
    """The frame under the mouse, or the target that it snaps to, then named twice."""
    near = nearest(pointer.frame, targets)
    if near is not None and abs(near - pointer.frame) <= pointer.reach:
        return near, near
    return max(0, int(pointer.frame)), None


def finish(gesture: Gesture) -> Edit | None:
    """The edit that a released gesture asks for, if any."""
    match gesture:
        case Moving(clips=clips, by=by, home=home, track=track):
            target = track if home is not None and track != home else None
            return (lambda project: cut.move_clips(project, clips, by, target)) if by or target else None
        case Trimming(clip=clip, by=by, ripple=ripple, at_start=at_start) if by:
            trimmed = trims.trim_start if at_start else trims.trim_end
            return lambda project: trimmed(project, clip, by, ripple=ripple)
        case Shifting(kind="roll", clip=clip, by=by, at_start=at_start) if by:
            return lambda project: trims.roll(project, clip, by, at_start=at_start)
        case Shifting(kind="slip", clip=clip, by=by) if by:
            return lambda project: trims.slip(project, {clip}, -by)
        case Shifting(kind="slide", clip=clip, by=by) if by:
            return lambda project: trims.slide(project, clip, by)
        case Fading(joint=joint, frames=frames) if frames != joint.frames:
            return lambda project: cut.set_transition(project, joint.clip, frames, at_start=joint.at_start)
        case Flagging(marker=marker, frame=frame) if frame != marker.frame:
            return lambda project: add_marker(remove_marker(project, marker.id), replace(marker, frame=frame))
        case _:
            return None


def outline(gesture: Moving | Trimming | Shifting) -> tuple[Span, ...]:
    """Where the clips would lie if the gesture ended now."""
    match gesture:
        case Moving(spans=spans, by=by, home=home, track=track):
            to = track if home is not None else None
            return tuple(Span(track=to or span.track, begin=span.begin + by, end=span.end + by) for span in spans)
        case Shifting(kind="roll", track=track, begin=begin, end=end, by=by, at_start=at_start):
            return (Span(track=track, begin=begin + by * at_start, end=end + by * (not at_start)),)
        case Shifting(kind="slide", track=track, begin=begin, end=end, by=by):
            return (Span(track=track, begin=begin + by, end=end + by),)
        case Shifting(track=track, begin=begin, end=end):
            return (Span(track=track, begin=begin, end=end),)
        case Trimming(track=track, begin=begin, end=end, by=by, at_start=True, ripple=True):
            return (Span(track=track, begin=begin, end=end - by),)
        case Trimming(track=track, begin=begin, end=end, by=by, at_start=True):
            return (Span(track=track, begin=begin + by, end=end),)
        case Trimming(track=track, begin=begin, end=end, by=by):
            return (Span(track=track, begin=begin, end=end + by),)

"""The take of one shot as if it were a whole cut, and the in and out points within it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from studio.core.edits.assemble import make_clip
from studio.core.edits.cut import shot_frames
from studio.core.edits.points import Range
from studio.core.edits.takes import choose_take
from studio.core.ids import ShotId, TakeId, TrackId
from studio.core.project import Project, Shot, find_shot
from studio.core.timeline import Timeline, Track

Marks = Mapping[ShotId, tuple[int, int]]
Pair = tuple[TakeId, TakeId]

_TRACK = TrackId("source")


def lay_source(project: Project, shot: Shot | None) -> Project:
    """▐a▌▐b▌▐c▌ → ▐whole take of b▌; without a shot nothing."""
    return _lay(project, shot, shot_frames(project, shot) if shot else 0)


def lay_pair(project: Project, shot: Shot, pair: Pair) -> tuple[Project, Project]:
    """The same for two takes of a shot; the shorter one holds its last frame until the other ends."""
    films = [choose_take(project, shot.id, take) for take in pair]
    shots = [find_shot(film, shot.id) for film in films]
    frames = max(shot_frames(project, each) for each in shots)
    left, right = (_lay(film, each, frames) for film, each in zip(films, shots, strict=True))
    return left, right


def _lay(project: Project, shot: Shot | None, frames: int) -> Project:
    if shot is None:
        return replace(project, timeline=Timeline())
    clip = replace(make_clip(shot), frames=frames)
    return replace(project, timeline=Timeline(tracks=(Track(id=_TRACK, name="", items=(clip,)),)))


def read_marks(marks: Marks, shot: ShotId | None, frames: int) -> Range:
    """The points of a shot, within the take that it has now."""
    if shot is None or shot not in marks or not frames:
        return Range()
    begin, end = marks[shot]
    begin = min(begin, frames - 1)
    return Range(begin=begin, end=max(begin + 1, min(end, frames)))


def write_marks(marks: Marks, shot: ShotId, points: Range, frames: int) -> Marks:
    """The marks with these of a shot; a point that is not set is the take's own end, and without any there are none."""
    others = {each: pair for each, pair in marks.items() if each != shot}
    if points == Range() or not frames:
        return others
    begin = 0 if points.begin is None else points.begin
    end = frames if points.end is None else min(points.end, frames)
    return others | {shot: (begin, end)} if begin < end else others

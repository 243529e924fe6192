"""Edits of how a clip's colours follow those of the clip before. A locked track refuses with a `StudioError`."""

from __future__ import annotations

from dataclasses import replace

from studio.core.ids import ClipId
from studio.core.match import Grade, Match, bound_grade, with_strength
from studio.core.project import Project
from studio.core.timeline import Clip, Track, find_clip
from studio.errors import StudioError


def set_match(project: Project, clip: ClipId, match: Match | None) -> Project:
    """▐a▌▐b▌ → ▐a▌▐b like a▌; no match takes it away. Raises `KeyError` for a clip that is not there."""
    track, placed = find_clip(project.timeline, clip)
    assert isinstance(placed.item, Clip)
    if placed.item.match == match:
        return project
    if track.locked:
        raise StudioError(f"Track {track.name} is locked; unlock it to match its clips.")
    changed = replace(placed.item, match=match)
    items = (*track.items[: placed.index], changed, *track.items[placed.index + 1 :])
    tracks = tuple(replace(each, items=items) if each is track else each for each in project.timeline.tracks)
    return replace(project, timeline=replace(project.timeline, tracks=tracks))


def set_strength(project: Project, clip: ClipId, strength: float) -> Project:
    """▐b like a▌ → ▐b half like a▌; strength lies in 0…1. A clip without a match stays as it is."""
    match = _find_match(project, clip)
    return project if match is None else set_match(project, clip, with_strength(match, strength))


def set_grade(project: Project, clip: ClipId, grade: Grade) -> Project:
    """▐b like a▌ → ▐b as set by hand▌, within the limits. A clip without a match stays as it is."""
    match = _find_match(project, clip)
    return project if match is None else set_match(project, clip, replace(match, grade=bound_grade(grade)))


def remove_matches(project: Project) -> Project:
    """▐a▌▐b like a▌▐c like b▌ → ▐a▌▐b▌▐c▌, also on locked tracks: what a view without matches shows."""
    tracks = tuple(_remove_from(track) for track in project.timeline.tracks)
    if all(a is b for a, b in zip(tracks, project.timeline.tracks, strict=True)):
        return project
    return replace(project, timeline=replace(project.timeline, tracks=tracks))


def _remove_from(track: Track) -> Track:
    if not any(isinstance(item, Clip) and item.match for item in track.items):
        return track
    return replace(
        track,
        items=tuple(
            replace(item, match=None) if isinstance(item, Clip) and item.match else item for item in track.items
        ),
    )


def _find_match(project: Project, clip: ClipId) -> Match | None:
    _, placed = find_clip(project.timeline, clip)
    assert isinstance(placed.item, Clip)
    return placed.item.match

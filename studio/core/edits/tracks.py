"""Edits of tracks and markers."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict, Unpack

from studio.core.ids import MarkerId, TrackId
from studio.core.project import Project
from studio.core.timeline import Marker, Track
from studio.errors import StudioError


class TrackFields(TypedDict, total=False):
    """What can be set for a track."""

    name: str
    hidden: bool
    muted: bool
    locked: bool
    solo: bool
    synced: bool
    ducks: float
    speech: bool


def add_track(project: Project, track: Track) -> Project:
    """V1 → V1, V2 above it."""
    return _with_tracks(project, (*project.timeline.tracks, track))


def set_track(project: Project, track: TrackId, **fields: Unpack[TrackFields]) -> Project:
    """V1 → V1 locked."""
    return _with_tracks(
        project,
        tuple(replace(each, **fields) if each.id == track else each for each in project.timeline.tracks),
    )


def remove_track(project: Project, track: TrackId) -> Project:
    """V1, V2 → V1, with all clips of V2. Raises `StudioError` for a track that is locked."""
    for each in project.timeline.tracks:
        if each.id == track and each.locked:
            raise StudioError(f"Track {each.name} is locked; unlock it to remove it.")
    return _with_tracks(project, tuple(each for each in project.timeline.tracks if each.id != track))


def add_marker(project: Project, marker: Marker) -> Project:
    """─────── → ───▼───; markers are kept in order of their frames, one at a frame."""
    others = [each for each in project.timeline.markers if each.frame != marker.frame]
    return _with_markers(project, tuple(sorted((*others, marker), key=lambda each: each.frame)))


def set_marker(project: Project, marker: MarkerId, text: str) -> Project:
    """▼ → ▼ «rain starts»."""
    return _with_markers(
        project, tuple(replace(each, text=text) if each.id == marker else each for each in project.timeline.markers)
    )


def remove_marker(project: Project, marker: MarkerId) -> Project:
    """───▼─── → ───────."""
    return _with_markers(project, tuple(each for each in project.timeline.markers if each.id != marker))


def _with_tracks(project: Project, tracks: tuple[Track, ...]) -> Project:
    if tracks == project.timeline.tracks:
        return project
    return replace(project, timeline=replace(project.timeline, tracks=tracks))


def _with_markers(project: Project, markers: tuple[Marker, ...]) -> Project:
    if markers == project.timeline.markers:
        return project
    return replace(project, timeline=replace(project.timeline, markers=markers))

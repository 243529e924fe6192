"""The cut made from the storyboard: every shot at its planned length, in order."""

from __future__ import annotations

from dataclasses import replace

from studio.core.edits.items import insert, renew
from studio.core.ids import ClipId, ShotId, TrackId
from studio.core.project import Project, Shot
from studio.core.timeline import Clip, Gap, Item, OfShot, Track, place_clips, tidy

FIRST_TRACK = Track(id=TrackId("v1"), name="V1")


def assemble(project: Project) -> Project:
    """Board [a][b] | [c] → V1 ▐a▌▐b▌▐c▌; other tracks and the markers stay."""
    tracks = project.timeline.tracks or (FIRST_TRACK,)
    return _with_tracks(project, (replace(tracks[0], items=_make_clips(project)), *tracks[1:]))


def make_clip(shot: Shot) -> Clip:
    """The clip that shows the whole of a shot; its id follows from the shot's."""
    return Clip(id=ClipId(f"c-{shot.id}"), source=OfShot(shot=shot.id), frames=shot.frames)


def is_assembled(project: Project) -> bool:
    """Whether the cut is still the one made from the storyboard."""
    tracks = project.timeline.tracks
    return not tracks or tracks[0].items == _make_clips(project)


def follow(before: Project, after: Project) -> Project:
    """`after`, with its cut made anew if that of `before` was untouched.

    In a cut made by hand ▐a▌▐b▌▐c▌ the removed shot b leaves a gap, and a new shot x after a comes in there:
    ▐a▌▐x▌░░▐c▌.
    """
    old, shots = {shot.id for shot in before.shots}, list(after.shots)
    first, *others = (
        _drop_clips(track, {shot.id for shot in shots}) for track in after.timeline.tracks or (FIRST_TRACK,)
    )
    if is_assembled(before):
        return assemble(_with_tracks(after, (first, *others)))
    for previous, shot in zip([None, *shots], shots, strict=False):
        if shot.id not in old:
            first = _take_in(first, shot, previous)
    return _with_tracks(after, (first, *others))


def _make_clips(project: Project) -> tuple[Item, ...]:
    """A clip for every shot; one that was carried to another track keeps its id there."""
    carried = {clip.id for track in project.timeline.tracks[1:] for clip, _ in place_clips(track)}
    return renew([make_clip(shot) for shot in project.shots], carried)


def _take_in(track: Track, shot: Shot, previous: Shot | None) -> Track:
    """The track with a new shot's clip after the last one of the shot before it, else at the end."""
    ends = [begin + clip.frames for clip, begin in place_clips(track) if previous and clip.shot == previous.id]
    at = max(ends) if ends else track.frames
    return replace(track, items=insert(track.items, at if previous else 0, [make_clip(shot)]))


def _drop_clips(track: Track, shots: set[ShotId]) -> Track:
    items = tidy(
        [
            Gap(frames=item.frames) if isinstance(item, Clip) and item.shot and item.shot not in shots else item
            for item in track.items
        ]
    )
    return track if items == track.items else replace(track, items=items)


def _with_tracks(project: Project, tracks: tuple[Track, ...]) -> Project:
    if tracks == project.timeline.tracks:
        return project
    return replace(project, timeline=replace(project.timeline, tracks=tracks))

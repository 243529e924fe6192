"""Edits of the files that were brought in, and what goes into the cut beside shots: files, titles, colours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from studio.core.edits.cut import insert_clip, overwrite_clip, source_frames
from studio.core.edits.items import lift
from studio.core.edits.tracks import add_track
from studio.core.ids import ClipId, MediaId, TrackId
from studio.core.project import Media, MediaKind, Project, find_media
from studio.core.timecode import to_frames
from studio.core.timeline import Clip, OfMedia, Source, Track, TrackKind, place_clips
from studio.errors import StudioError

PICTURE_SECONDS = 4

MakeTrack = Callable[[Project, TrackKind], Track]


def add_media(project: Project, media: Media) -> Project:
    """Files [a] → [a][b]; a file that is there already stays as it is."""
    if any(each.id == media.id for each in project.media):
        return project
    return replace(project, media=(*project.media, media))


def remove_media(project: Project, media: MediaId) -> Project:
    """Files [a][b] → [a]. Raises `StudioError` while clips show it."""
    name, users = find_media(project, media).name, count_clips(project, media)
    if users:
        clips = "one clip shows" if users == 1 else f"{users} clips show"
        raise StudioError(f"{name} is in use: {clips} it; take it out of the cut first.")
    return replace(project, media=tuple(each for each in project.media if each.id != media))


def drop_media(project: Project, media: Collection[MediaId]) -> Project:
    """Files [a][x], ▐a▌▐x▌▐b▌ → files [a], ▐a▌░░░▐b▌: as if x had never been brought in, on locked tracks too."""
    kept = tuple(each for each in project.media if each.id not in media)
    if len(kept) == len(project.media):
        return project
    gone = [clip.id for track in project.timeline.tracks for clip, _ in place_clips(track) if clip.source_id in media]
    tracks = tuple(replace(track, items=lift(track.items, gone)) for track in project.timeline.tracks)
    return replace(project, media=kept, timeline=replace(project.timeline, tracks=tracks))


def rename_media(project: Project, media: MediaId, name: str) -> Project:
    """Files [a] → [sea at night]; a name without letters changes nothing."""
    found, words = find_media(project, media), " ".join(name.split())
    if not words or words == found.name:
        return project
    named = replace(found, name=words)
    return replace(project, media=tuple(named if each is found else each for each in project.media))


def count_clips(project: Project, media: MediaId) -> int:
    """How many clips show a file."""
    return sum(clip.source_id == media for track in project.timeline.tracks for clip, _ in place_clips(track))


def make_media_clip(project: Project, media: Media, clip: ClipId) -> Clip:
    """The whole of a file that the film has; four seconds of a picture."""
    made = Clip(id=clip, source=OfMedia(media=media.id), frames=to_frames(PICTURE_SECONDS, project.frame_rate))
    frames = source_frames(project, made)
    return made if frames is None else replace(made, frames=frames)


def put_media(
    project: Project,
    files: Sequence[tuple[Media, ClipId]],
    frame: int,
    track: TrackId | None,
    make_track: MakeTrack,
) -> Project:
    """▐a▌▐b▌ with x and y at their joint → ▐a▌▐x▌▐y▌▐b▌; sounds lie below, ▐♪▌ from the same frame on.

    Without a picture track to go to, they lie above what is there: the lowest free track takes them, or a new one.
    Sounds never push anything; they take the lowest sound track that is free there, or a new one.
    """
    for media, _ in files:
        project = add_media(project, media)
    shown = [(media, clip) for media, clip in files if media.kind is not MediaKind.SOUND]
    heard = [(media, clip) for media, clip in files if media.kind is MediaKind.SOUND]
    clips = [make_media_clip(project, media, clip) for media, clip in shown]
    if track and any(each.id == track and each.kind is TrackKind.VIDEO for each in project.timeline.tracks):
        for clip in reversed(clips):
            project = insert_clip(project, track, clip, frame)
    else:
        project = _lay(project, clips, frame, TrackKind.VIDEO, make_track)
    sounds = [make_media_clip(project, media, clip) for media, clip in heard]
    return _lay(project, sounds, frame, TrackKind.AUDIO, make_track)


def put_above(
    project: Project, source: Source, clip: ClipId, frame: int, frames: int, make_track: MakeTrack
) -> Project:
    """V1 ▐a▌ with a title over it → V2 ▐title▌ above V1 ▐a▌, on the lowest free track above the clips there."""
    made = Clip(id=clip, source=source, frames=frames)
    return _lay(project, [made], frame, TrackKind.VIDEO, make_track)


def _lay(project: Project, clips: Sequence[Clip], frame: int, kind: TrackKind, make_track: MakeTrack) -> Project:
    """One after the other where nothing lies."""
    if not clips:
        return project
    home = _find_lane(project, kind, frame, frame + sum(clip.frames for clip in clips))
    if home is None:
        made = make_track(project, kind)
        project, home = add_track(project, made), made.id
    for clip in clips:
        project = overwrite_clip(project, home, clip, frame)
        frame += clip.frames
    return project


def _find_lane(project: Project, kind: TrackKind, begin: int, end: int) -> TrackId | None:
    """The lowest unlocked track that is free there; of pictures, above all that is seen there."""
    free: TrackId | None = None
    for track in project.timeline.tracks:
        if track.kind is not kind:
            continue
        taken = any(at < end and begin < at + clip.frames for clip, at in place_clips(track))
        if taken and kind is TrackKind.VIDEO:
            free = None
        elif free is None and not taken and not track.locked:
            free = track.id
    return free

"""Edits of the cut. A locked track refuses with a `StudioError`; frames count from the start of the film."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypedDict, Unpack

from studio.core.bounds import MOST_FRAMES, OFFERED
from studio.core.curve import Curve, Value
from studio.core.edits.items import (
    extract,
    find_across,
    insert,
    length_of,
    lift,
    list_ids,
    overwrite,
    push,
    renew,
    tidy_around,
)
from studio.core.ids import ClipId, TrackId
from studio.core.project import MediaKind, Project, Shot, find_media, find_shot
from studio.core.timeline import (
    Clip,
    Gap,
    Item,
    Look,
    Marker,
    OfMedia,
    OfShot,
    Placed,
    Source,
    Track,
    Transition,
    find_clip,
    place_clips,
    place_items,
    tidy,
)
from studio.errors import StudioError

Change = Callable[[tuple[Item, ...]], Sequence[Item]]


def shot_frames(project: Project, shot: Shot) -> int:
    """How many frames of the film a shot's take lasts, or what is planned without one."""
    return max(1, int(_shot_length(project, shot)))


def source_frames(project: Project, clip: Clip) -> int | None:
    """How many frames a clip can show at its speed; `None` for what lasts as long as one likes.

    A shot has those of its take at the film's rate, else the planned ones.
    """
    match clip.source:
        case OfShot(shot=shot):
            frames = _shot_length(project, find_shot(project, shot))
        case OfMedia(media=media) if (found := find_media(project, media)).kind is not MediaKind.PICTURE:
            frames = Fraction(found.frames)
        case _:
            return None
    return max(1, int(frames / clip.speed))


def source_room(project: Project, clip: Clip) -> tuple[int, int]:
    """How many frames of its source a clip leaves out before and after itself."""
    whole = source_frames(project, clip)
    if whole is None:
        return MOST_FRAMES, MOST_FRAMES
    return clip.start, max(0, whole - clip.start - clip.frames)


def insert_clip(project: Project, track: TrackId, clip: Clip, frame: int) -> Project:
    """▐a▌▐b▌ → ▐a▌▐new▌▐b▌; where something moves, tracks that are synced move along."""
    moves = any(each.id == track and frame < each.frames for each in project.timeline.tracks)
    changed = change_track(project, track, lambda items: insert(items, frame, [clip]))
    return move_synced(changed, {track}, frame, clip.frames) if moves else changed


def append_clip(project: Project, track: TrackId, clip: Clip) -> Project:
    """▐a▌▐b▌ → ▐a▌▐b▌▐new▌."""
    return change_track(project, track, lambda items: insert(items, length_of(items), [clip]))


def overwrite_clip(project: Project, track: TrackId, clip: Clip, frame: int) -> Project:
    """▐a▌▐bbbb▌ → ▐a▌▐new▌bb▌."""
    return change_track(project, track, lambda items: overwrite(items, frame, [clip]))


def move_clips(project: Project, clips: Collection[ClipId], by: int, track: TrackId | None = None) -> Project:
    """▐a▌▐b▌ moved right → ░░▐a▌b▌: a gap stays behind, what lies at the new place is overwritten.

    With a `track`, one track's clips move over to it. The first frame is the leftmost place.
    """
    homes = {home.id: home for home, _ in _find_all(project, clips)}
    chosen = [(home, clip, at) for home in homes.values() for clip, at in place_clips(home) if clip.id in clips]
    by = max(by, -min((begin for _, _, begin in chosen), default=0))
    changed = change_tracks(project, dict.fromkeys(homes, lambda items: lift(items, clips)))
    for target in {track: None} if track else homes:
        moved = [(clip, begin + by) for home, clip, begin in chosen if track or home.id == target]

        def put(items: tuple[Item, ...], moved: list[tuple[Clip, int]] = moved) -> tuple[Item, ...]:
            for clip, begin in moved:
                items = overwrite(items, begin, [clip])
            return items

        changed = change_track(changed, target, put)
    return project if changed.timeline == project.timeline else changed


def split_at(project: Project, frame: int, clips: Collection[ClipId] | None = None) -> Project:
    """▐aaaa▌ → ▐aa▌▐aa▌ on every unlocked track, or of the given clips only."""
    hits = {track.id: find_across(track.items, frame) for track in project.timeline.tracks if not track.locked}
    cut = [track for track, hit in hits.items() if hit is not None and (clips is None or hit.id in clips)]
    return change_tracks(project, dict.fromkeys(cut, lambda items: insert(items, frame, ())))


def delete_clips(project: Project, clips: Collection[ClipId]) -> Project:
    """▐a▌▐b▌▐c▌ → ▐a▌░░░▐c▌."""
    homes = {home.id for home, _ in _find_all(project, clips)}
    return change_tracks(project, dict.fromkeys(homes, lambda items: lift(items, clips)))


def extract_clips(project: Project, clips: Collection[ClipId]) -> Project:
    """▐a▌▐b▌▐c▌ → ▐a▌▐c▌; tracks that are synced move along."""
    homes = {track.id for track, _ in _find_all(project, clips)}
    changed = project
    for clip in _sort_from_end(project, clips):
        track, placed, _ = find_free(changed, clip)
        changed = change_track(changed, track.id, lambda items, p=placed: extract(items, p.begin, p.end))
        changed = move_synced(changed, homes, placed.end, placed.begin - placed.end)
    return changed


def close_gap(project: Project, track: TrackId, frame: int) -> Project:
    """▐a▌░░░▐c▌ → ▐a▌▐c▌, for the gap that lies at the frame; tracks that are synced move along."""
    home = next(each for each in project.timeline.tracks if each.id == track)
    for placed in place_items(home):
        if isinstance(placed.item, Gap) and placed.begin <= frame < placed.end:
            changed = change_track(project, track, lambda items, p=placed: extract(items, p.begin, p.end))
            return move_synced(changed, {track}, placed.end, placed.begin - placed.end)
    return project


def close_gaps(project: Project, track: TrackId) -> Project:
    """▐a▌░░▐b▌░▐c▌ → ▐a▌▐b▌▐c▌: all gaps of a track but one at its start."""

    def close(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tidy([item for number, item in enumerate(items) if number == 0 or not isinstance(item, Gap)])

    return change_track(project, track, close)


class ClipFields(TypedDict, total=False):
    """What can be set for a clip."""

    opacity: Value
    gain: Value
    pan: Value
    look: Look | None
    smooth: bool
    source: Source
    start: int
    markers: tuple[Marker, ...]


def set_clip(project: Project, clip: ClipId, **fields: Unpack[ClipFields]) -> Project:
    """▐a 100 %▌ → ▐a 50 %▌; opacity lies in 0…1, gain in 0…4, pan in −1…1."""
    track, placed, item = find_free(project, clip)
    bounded = {name: _bound(value, *OFFERED[name]) if name in OFFERED else value for name, value in fields.items()}
    changed = replace(item, **bounded)
    return project if changed == item else replace_item(project, track, placed, changed)


def set_transition(
    project: Project, clip: ClipId, frames: int, *, at_start: bool, style: Transition | None = None
) -> Project:
    """▐a▌▐b▌ → ▐a▌x▐b▌ at one end of a clip; no frames take it away.

    It is of the kind of `style`, else of that which is there, else a dissolve.
    """
    track, placed, _ = find_free(project, clip)
    edge = placed.index if at_start else placed.index + 1

    def put(items: tuple[Item, ...]) -> tuple[Item, ...]:
        beside = edge - 1 if at_start else edge
        has = 0 <= beside < len(items) and isinstance(items[beside], Transition)
        low, high = (beside, beside + 1) if has else (edge, edge)
        between = [_transition(frames, items[low:high], style)] if frames > 0 else []
        return tidy_around([*items[:low], *between, *items[high:]], low, low + len(between))

    return change_track(project, track.id, put)


def find_free(project: Project, clip: ClipId) -> tuple[Track, Placed, Clip]:
    """A clip with its track and place. Raises `StudioError` where the track is locked."""
    track, placed = find_clip(project.timeline, clip)
    refuse_locked(track)
    assert isinstance(placed.item, Clip)
    return track, placed, placed.item


def refuse_locked(track: Track) -> None:
    """Raises `StudioError` where the track is locked."""
    if track.locked:
        raise StudioError(f"Track {track.name} is locked; unlock it to change its clips.")


def replace_item(project: Project, track: Track, placed: Placed, clip: Clip) -> Project:
    """The film with another clip at a place; what comes after moves if it is longer or shorter."""
    index = placed.index

    def change(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tidy_around([*items[:index], clip, *items[index + 1 :]], index, index + 1)

    return change_track(project, track.id, change)


def change_track(project: Project, track: TrackId, change: Change) -> Project:
    """The film with one track's items changed and every clip's id unique. Raises `StudioError` for one locked."""
    return change_tracks(project, {track: change})


def change_tracks(project: Project, changes: Mapping[TrackId, Change]) -> Project:
    """The same for several tracks."""
    homes = [track for track in project.timeline.tracks if track.id in changes]
    for home in homes:
        refuse_locked(home)
    changed = {home.id: tuple(changes[home.id](home.items)) for home in homes}
    before = [clip for home in homes for clip in list_ids(home.items)]
    after = [clip for items in changed.values() for clip in list_ids(items)]
    if len(set(after)) < len(after) or not set(after) <= set(before):
        others = [track for track in project.timeline.tracks if track.id not in changes]
        used = {clip for track in others for clip in list_ids(track.items)}
        for track, items in changed.items():
            changed[track] = renew(items, used)
    return _with_items(project, changed)


def move_synced(project: Project, done: Collection[TrackId], frame: int, by: int) -> Project:
    """On every synced track but those that are `done`, what begins at a frame or later moves along by some frames.

    What lies across the frame stays as it is; to the left all moves no further than there is room.
    """
    free = (each for each in project.timeline.tracks if each.synced and not each.locked and each.id not in done)
    return _with_items(project, {track.id: push(track.items, frame, by) for track in free})


def _shot_length(project: Project, shot: Shot) -> Fraction:
    take = shot.take
    return Fraction(take.frames) * project.frame_rate / take.request.frame_rate if take else Fraction(shot.frames)


def _with_items(project: Project, changed: Mapping[TrackId, tuple[Item, ...]]) -> Project:
    """The film with other items on some tracks; the same film where they are equal."""
    tracks = tuple(
        replace(each, items=changed[each.id]) if each.id in changed and changed[each.id] != each.items else each
        for each in project.timeline.tracks
    )
    if all(old is new for old, new in zip(project.timeline.tracks, tracks, strict=True)):
        return project
    return replace(project, timeline=replace(project.timeline, tracks=tracks))


def _find_all(project: Project, clips: Collection[ClipId]) -> list[tuple[Track, Clip]]:
    found = [
        (track, item)
        for track in project.timeline.tracks
        for item in track.items
        if isinstance(item, Clip) and item.id in clips
    ]
    for track, _ in found:
        refuse_locked(track)
    return found


def _sort_from_end(project: Project, clips: Collection[ClipId]) -> list[ClipId]:
    homes = {track.id: track for track, _ in _find_all(project, clips)}
    found = [(at, clip.id) for track in homes.values() for clip, at in place_clips(track) if clip.id in clips]
    return [clip for _, clip in sorted(found, reverse=True)]


def _transition(frames: int, there: Sequence[Item], style: Transition | None) -> Transition:
    known = next((item for item in there if isinstance(item, Transition)), None)
    return replace(style or known or Transition(frames=frames), frames=frames)


def _bound(value: Any, least: float, most: float) -> Value:
    if isinstance(value, Curve):
        return Curve(keys=tuple(replace(key, value=min(max(key.value, least), most)) for key in value.keys))
    return min(max(value, least), most)

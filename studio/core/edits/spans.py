"""Edits of stretches of the cut over several tracks, the clipboard, and groups. A locked track is left as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from studio.core.edits.cut import change_track, change_tracks, find_free, move_synced, replace_item
from studio.core.edits.items import extract, insert, length_of, list_ids, overwrite, slice_items
from studio.core.ids import ClipId, GroupId, TrackId
from studio.core.project import Project
from studio.core.timeline import (
    Clip,
    Gap,
    Item,
    Source,
    Timeline,
    Track,
    TrackKind,
    list_clips,
    place_clips,
    place_items,
)
from studio.errors import StudioError


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """What was copied: per track, from the lowest up, its kind and its items from the first copied frame on."""

    lanes: tuple[tuple[TrackKind, tuple[Item, ...]], ...]

    @property
    def frames(self) -> int:
        """Length in frames: that of the longest lane."""
        return max((length_of(items) for _, items in self.lanes), default=0)


def lift_span(project: Project, begin: int, end: int) -> Project:
    """▐aaaa▌▐bbbb▌ from the middle of a to that of b → ▐aa▌░░░░▐bb▌, on every unlocked track."""

    def lift(items: tuple[Item, ...]) -> tuple[Item, ...]:
        stop = min(end, length_of(items))
        return overwrite(items, begin, [Gap(frames=stop - begin)]) if begin < stop else items

    return change_tracks(project, dict.fromkeys(_list_free(project), lift))


def extract_span(project: Project, begin: int, end: int) -> Project:
    """▐aaaa▌▐bbbb▌ from the middle of a to that of b → ▐aa▌▐bb▌, on every unlocked track."""
    return change_tracks(project, dict.fromkeys(_list_free(project), lambda items: extract(items, begin, end)))


def replace_clip(project: Project, clip: ClipId, source: Source, start: int = 0) -> Project:
    """▐a with its effects▌ → ▐b with its effects▌: other pictures in the same place."""
    track, placed, item = find_free(project, clip)
    made = replace(item, source=source, start=start, match=None, markers=())
    return replace_item(project, track, placed, made)


def copy_clips(project: Project, clips: Collection[ClipId]) -> Clipping:
    """The clips with their distances, and what joins two that touch. Other clips between them are gaps."""
    spans = [(at, at + clip.frames) for _, clip, at in _find_all(project.timeline, clips)]
    begin, end = min((low for low, _ in spans), default=0), max((high for _, high in spans), default=0)
    lanes: list[tuple[TrackKind, tuple[Item, ...]]] = []
    for track in project.timeline.tracks:
        kept = [_blank(item, clips) for item in slice_items(track.items, begin, end)]
        if any(isinstance(item, Clip) for item in kept):
            lanes.append((track.kind, tuple(kept)))
    return Clipping(lanes=tuple(lanes))


def paste(project: Project, clipping: Clipping, frame: int, lowest: TrackId | None, *, inserts: bool) -> Project:
    """▐a▌▐b▌ with x copied → ▐a▌▐x▌ over b, or with `inserts` ▐a▌▐x▌▐b▌, the lowest lane on the named track.

    Raises `StudioError` where a shot or file of it isn't in this film, or no track of its kind is free.
    """
    _check_sources(project, clipping)
    homes = _find_homes(project, clipping, lowest)
    changed = project
    for home, (_, items) in zip(homes, clipping.lanes, strict=True):
        put = _regroup(project, items)
        if inserts:
            padding = clipping.frames - length_of(put)
            whole = [*put, Gap(frames=padding)] if padding else put
            changed = change_track(changed, home, lambda there, put=whole: insert(there, frame, put))
        else:
            changed = _lay(changed, home, put, frame)
    moves = inserts and any(track.id in homes and frame < track.frames for track in project.timeline.tracks)
    return move_synced(changed, set(homes), frame, clipping.frames) if moves else changed


def duplicate_clips(project: Project, clips: Collection[ClipId]) -> Project:
    """▐a▌▐b▌ with a chosen → ▐a▌▐a▌▐b▌: copies right after the last of the clips, what comes after moves right."""
    found = _find_all(project.timeline, clips)
    if not found:
        return project
    end = max(at + clip.frames for _, clip, at in found)
    return paste(project, copy_clips(project, clips), end, found[0][0].id, inserts=True)


def group_clips(project: Project, clips: Collection[ClipId], group: GroupId | None) -> Project:
    """▐a▌ ▐b▌ → ▐a▌–▐b▌: from now on one is not chosen without the other; without a group each is by itself again."""
    changed = project
    for clip in clips:
        track, placed, item = find_free(changed, clip)
        if item.group != group:
            changed = replace_item(changed, track, placed, replace(item, group=group))
    return changed


def find_groups(timeline: Timeline) -> dict[ClipId, frozenset[ClipId]]:
    """For each clip that is in a group all that are in it."""
    groups: dict[GroupId, set[ClipId]] = {}
    for _, clip in list_clips(timeline):
        if clip.group is not None:
            groups.setdefault(clip.group, set()).add(clip.id)
    return {clip: frozenset(group) for group in groups.values() for clip in group}


def detach_sound(project: Project, clip: ClipId, made: ClipId, group: GroupId, track: TrackId) -> Project:
    """▐a ♪▌ → ▐a▌ over ▐♪▌: the sound as a clip of its own on a sound track, grouped with its picture."""
    home, placed, item = find_free(project, clip)
    sound = replace(item, id=made, group=group, opacity=1.0, look=None, match=None, markers=())
    changed = replace_item(project, home, placed, replace(item, gain=0.0, group=group))
    return change_track(changed, track, lambda items: overwrite(items, placed.begin, [sound]))


def _list_free(project: Project) -> list[TrackId]:
    return [track.id for track in project.timeline.tracks if not track.locked]


def _find_all(timeline: Timeline, clips: Collection[ClipId]) -> list[tuple[Track, Clip, int]]:
    chosen = frozenset(clips)
    homes = [track for track in timeline.tracks if chosen.intersection(list_ids(track.items))]
    return [(track, clip, at) for track in homes for clip, at in place_clips(track) if clip.id in chosen]


def _blank(item: Item, clips: Collection[ClipId]) -> Item:
    return Gap(frames=item.frames) if isinstance(item, Clip) and item.id not in clips else item


def _check_sources(project: Project, clipping: Clipping) -> None:
    known = {shot.id for shot in project.shots} | {each.id for each in project.media}
    for _, items in clipping.lanes:
        for item in items:
            named = item.source_id if isinstance(item, Clip) else None
            if named is not None and named not in known:
                raise StudioError("What was copied shows a shot or a file that isn't in this film; paste it there.")


def _find_homes(project: Project, clipping: Clipping, lowest: TrackId | None) -> list[TrackId]:
    """A track for each lane: from the named one up, each of the lane's kind and free."""
    tracks = list(project.timeline.tracks)
    at = next((number for number, track in enumerate(tracks) if track.id == lowest), 0)
    homes: list[TrackId] = []
    for kind, _ in clipping.lanes:
        fitting = [track for track in (*tracks[at:], *tracks[:at]) if track.kind is kind and track.id not in homes]
        free = next((track for track in fitting if not track.locked), None)
        if free is None:
            name = "picture" if kind is TrackKind.VIDEO else "sound"
            raise StudioError(f"There is no free {name} track for all that was copied; add or unlock one.")
        homes.append(free.id)
    return homes


def _regroup(project: Project, items: Sequence[Item]) -> list[Item]:
    """Copies form groups of their own."""
    if not any(isinstance(item, Clip) and item.group for item in items):
        return list(items)
    used = {clip.group for _, clip in list_clips(project.timeline)}
    return [replace(item, group=_fresh(item.group, used)) if isinstance(item, Clip) else item for item in items]


def _fresh(group: GroupId | None, used: Collection[GroupId | None]) -> GroupId | None:
    if group is None:
        return None
    stem, number = group.partition(".")[0], 2
    while GroupId(f"{stem}.{number}") in used:
        number += 1
    return GroupId(f"{stem}.{number}")


def _lay(project: Project, track: TrackId, items: Sequence[Item], frame: int) -> Project:
    """Each run of clips over what is there; gaps between them leave it."""
    lane = Track(id=track, name="", items=tuple(items))
    changed = project
    for placed in place_items(lane):
        if isinstance(placed.item, Clip):
            clip, begin = placed.item, placed.begin
            changed = change_track(changed, track, lambda there, c=clip, b=begin: overwrite(there, frame + b, [c]))
    return changed

"""Edits of the cut. A locked track refuses with a `StudioError`; frames count from the start of the film."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from fractions import Fraction

from studio.core.edits.items import extract, insert, length_of, lift, overwrite, renew, slice_items
from studio.core.ids import ClipId, ShotId, TrackId
from studio.core.project import Project, find_shot
from studio.core.timeline import Clip, Gap, Item, Placed, Timeline, Track, Transition, find_clip, place_clips, tidy
from studio.errors import StudioError


def source_frames(project: Project, shot: ShotId) -> int:
    """How many frames a clip of this shot can show: those of its take at the film's rate, else the planned ones."""
    found = find_shot(project, shot)
    take = found.take
    if take is None:
        return found.frames
    return max(1, int(Fraction(take.frames) * project.frame_rate / take.request.frame_rate))


def insert_clip(project: Project, track: TrackId, clip: Clip, frame: int) -> Project:
    """▐a▌▐b▌ → ▐a▌▐new▌▐b▌."""
    return _change(project, track, lambda items: insert(items, frame, [clip]))


def overwrite_clip(project: Project, track: TrackId, clip: Clip, frame: int) -> Project:
    """▐a▌▐bbbb▌ → ▐a▌▐new▌bb▌."""
    return _change(project, track, lambda items: overwrite(items, frame, [clip]))


def move_clips(project: Project, clips: Collection[ClipId], by: int, track: TrackId | None = None) -> Project:
    """▐a▌▐b▌ moved right → ░░▐a▌b▌: a gap stays behind, what lies at the new place is overwritten.

    With a `track`, one track's clips move over to it. The first frame is the leftmost place.
    """
    chosen = [(home, *_place(home, clip)) for home, clip in _find_all(project, clips)]
    by = max(by, -min((begin for _, _, begin in chosen), default=0))
    changed = project
    for home in {home.id for home, _, _ in chosen}:
        changed = _change(changed, home, lambda items: lift(items, clips))
    for home, clip, begin in chosen:
        target = track or home.id
        changed = _change(changed, target, lambda items, c=clip, b=begin: overwrite(items, b + by, [c]))
    return project if changed.timeline == project.timeline else changed


def trim_start(project: Project, clip: ClipId, by: int, *, ripple: bool = False) -> Project:
    """▐aaaa▌▐b▌ → ░░▐aa▌▐b▌, or with ripple ▐aa▌▐b▌. It stops at the take's first frame and at one frame of length."""
    track, placed, item = _find(project, clip)
    by = min(max(by, -item.start), item.frames - 1)
    if not ripple:
        by = max(by, -placed.begin)
    trimmed = replace(item, start=item.start + by, frames=item.frames - by)
    if ripple:
        return _replace(project, track, placed, trimmed)
    return _put(project, track, clip, trimmed, placed.begin + by)


def trim_end(project: Project, clip: ClipId, by: int, *, ripple: bool = False) -> Project:
    """▐aaaa▌▐b▌ → ▐aa▌░░▐b▌, or with ripple ▐aa▌▐b▌. It stops at the take's last frame and at one frame of length."""
    track, placed, item = _find(project, clip)
    most = max(item.frames, source_frames(project, item.shot) - item.start)
    trimmed = replace(item, frames=min(max(item.frames + by, 1), most))
    if ripple:
        return _replace(project, track, placed, trimmed)
    return _put(project, track, clip, trimmed, placed.begin)


def split_at(project: Project, frame: int, clips: Collection[ClipId] | None = None) -> Project:
    """▐aaaa▌ → ▐aa▌▐aa▌ on every unlocked track, or of the given clips only."""
    changed = project
    for track in project.timeline.tracks:
        hit = [c.id for c, begin in place_clips(track) if begin < frame < begin + c.frames]
        if hit and not track.locked and (clips is None or hit[0] in clips):
            changed = _change(
                changed,
                track.id,
                lambda items: (*slice_items(items, 0, frame), *slice_items(items, frame, length_of(items))),
            )
    return changed


def delete_clips(project: Project, clips: Collection[ClipId]) -> Project:
    """▐a▌▐b▌▐c▌ → ▐a▌░░░▐c▌."""
    changed = project
    for home in {home.id for home, _ in _find_all(project, clips)}:
        changed = _change(changed, home, lambda items: lift(items, clips))
    return changed


def extract_clips(project: Project, clips: Collection[ClipId]) -> Project:
    """▐a▌▐b▌▐c▌ → ▐a▌▐c▌."""
    changed = project
    for _, clip in _find_all(project, clips):
        track, placed, _ = _find(changed, clip.id)
        changed = _change(changed, track.id, lambda items, p=placed: extract(items, p.begin, p.end))
    return changed


def close_gap(project: Project, track: TrackId, frame: int) -> Project:
    """▐a▌░░░▐c▌ → ▐a▌▐c▌, for the gap that lies at the frame."""

    def close(items: tuple[Item, ...]) -> tuple[Item, ...]:
        at = 0
        for item in items:
            if isinstance(item, Gap) and at <= frame < at + item.frames:
                return extract(items, at, at + item.frames)
            at += 0 if isinstance(item, Transition) else item.frames
        return items

    return _change(project, track, close)


def set_clip(project: Project, clip: ClipId, *, opacity: float | None = None, gain: float | None = None) -> Project:
    """▐a 100 %▌ → ▐a 50 %▌; opacity lies in 0…1, gain in 0…4."""
    track, placed, item = _find(project, clip)
    changed = replace(
        item,
        opacity=item.opacity if opacity is None else min(max(opacity, 0.0), 1.0),
        gain=item.gain if gain is None else min(max(gain, 0.0), 4.0),
    )
    return project if changed == item else _replace(project, track, placed, changed)


def set_transition(project: Project, clip: ClipId, frames: int, *, at_start: bool) -> Project:
    """▐a▌▐b▌ → ▐a▌x▐b▌ at one end of a clip; no frames take it away."""
    track, placed, _ = _find(project, clip)
    edge = placed.index if at_start else placed.index + 1

    def put(items: tuple[Item, ...]) -> tuple[Item, ...]:
        beside = edge - 1 if at_start else edge
        has = 0 <= beside < len(items) and isinstance(items[beside], Transition)
        low, high = (beside, beside + 1) if has else (edge, edge)
        between = [Transition(frames=frames)] if frames > 0 else []
        return tidy([*items[:low], *between, *items[high:]])

    return _change(project, track.id, put)


def _find(project: Project, clip: ClipId) -> tuple[Track, Placed, Clip]:
    track, placed = find_clip(project.timeline, clip)
    _refuse_locked(track)
    assert isinstance(placed.item, Clip)
    return track, placed, placed.item


def _find_all(project: Project, clips: Collection[ClipId]) -> list[tuple[Track, Clip]]:
    found = [(track, clip) for track in project.timeline.tracks for clip, _ in place_clips(track) if clip.id in clips]
    for track, _ in found:
        _refuse_locked(track)
    return found


def _place(track: Track, clip: Clip) -> tuple[Clip, int]:
    return next((each, begin) for each, begin in place_clips(track) if each.id == clip.id)


def _refuse_locked(track: Track) -> None:
    if track.locked:
        raise StudioError(f"Track {track.name} is locked; unlock it to change its clips.")


def _replace(project: Project, track: Track, placed: Placed, clip: Clip) -> Project:
    return _change(project, track.id, lambda items: tidy([*items[: placed.index], clip, *items[placed.index + 1 :]]))


def _put(project: Project, track: Track, clip: ClipId, trimmed: Clip, frame: int) -> Project:
    return _change(project, track.id, lambda items: overwrite(lift(items, {clip}), frame, [trimmed]))


def _change(project: Project, track: TrackId, change: Callable[[tuple[Item, ...]], Sequence[Item]]) -> Project:
    """The film with one track's items changed and every clip's id unique."""
    home = next(each for each in project.timeline.tracks if each.id == track)
    _refuse_locked(home)
    others = {clip.id for each in project.timeline.tracks if each.id != track for clip, _ in place_clips(each)}
    items = renew(change(home.items), others)
    if items == home.items:
        return project
    tracks = tuple(replace(each, items=items) if each.id == track else each for each in project.timeline.tracks)
    return replace(project, timeline=Timeline(tracks=tracks, markers=project.timeline.markers))

"""Trims of clips: one end, a cut, what is shown, where it lies, how fast it runs. A locked track refuses.

Each goes as far as the sources, the neighbours and one frame of length allow.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from fractions import Fraction

from studio.core.bounds import FASTEST, MOST_FRAMES, SLOWEST
from studio.core.curve import stretch
from studio.core.edits.cut import (
    change_track,
    find_free,
    move_synced,
    replace_item,
    source_frames,
    source_room,
)
from studio.core.edits.items import lift, overwrite
from studio.core.ids import ClipId
from studio.core.project import Project
from studio.core.timeline import Clip, Gap, Item, Look, Track, Transition, tidy


def trim_start(project: Project, clip: ClipId, by: int, *, ripple: bool = False) -> Project:
    """▐aaaa▌▐b▌ → ░░▐aa▌▐b▌, or with ripple ▐aa▌▐b▌, and what is synced moves along."""
    track, placed, item = find_free(project, clip)
    before, _ = source_room(project, item)
    by = min(max(by, -before), item.frames - 1)
    if not ripple:
        by = max(by, -placed.begin)
    trimmed = replace(item, start=item.start + by, frames=item.frames - by)
    if not ripple:
        return _put(project, track, clip, trimmed, placed.begin + by)
    changed = replace_item(project, track, placed, trimmed)
    return move_synced(changed, {track.id}, placed.begin + max(0, by), -by)


def trim_end(project: Project, clip: ClipId, by: int, *, ripple: bool = False) -> Project:
    """▐aaaa▌▐b▌ → ▐aa▌░░▐b▌, or with ripple ▐aa▌▐b▌, and what is synced moves along."""
    track, placed, item = find_free(project, clip)
    _, after = source_room(project, item)
    by = min(max(by, 1 - item.frames), after)
    trimmed = replace(item, frames=item.frames + by)
    if not ripple:
        return _put(project, track, clip, trimmed, placed.begin)
    return move_synced(replace_item(project, track, placed, trimmed), {track.id}, placed.end, by)


def roll(project: Project, clip: ClipId, by: int, *, at_start: bool) -> Project:
    """▐aaaa▌▐bbbb▌ → ▐aaaaaa▌▐bb▌: the cut at one end of a clip moves, and nothing else."""
    track, placed, item = find_free(project, clip)
    at = _find_beside(track.items, placed.index, -1 if at_start else 1)
    other = track.items[at] if at is not None else None
    if at is None or not isinstance(other, Clip):
        return trim_start(project, clip, by) if at_start else trim_end(project, clip, by)
    (left, left_at), (right, right_at) = sorted(((item, placed.index), (other, at)), key=lambda pair: pair[1])
    by = max(min(by, source_room(project, left)[1], right.frames - 1), -source_room(project, right)[0], 1 - left.frames)
    swapped = {
        left_at: replace(left, frames=left.frames + by),
        right_at: replace(right, start=right.start + by, frames=right.frames - by),
    }
    return _swap(project, track, swapped)


def slip(project: Project, clips: Collection[ClipId], by: int) -> Project:
    """▐a 0–9▌ → ▐a 3–12▌: other frames of the take in the same place; of several by what all of them can."""
    found = [find_free(project, clip) for clip in clips]
    rooms = [source_room(project, item) for _, _, item in found]
    by = max([min([by, *(after for _, after in rooms)]), *(-before for before, _ in rooms)])
    changed = project
    for clip in clips if by else ():
        track, placed, item = find_free(changed, clip)
        changed = replace_item(changed, track, placed, replace(item, start=item.start + by))
    return changed


def slide(project: Project, clip: ClipId, by: int) -> Project:
    """▐aaaa▌▐x▌▐bbbb▌ → ▐aaaaaa▌▐x▌▐bb▌: the clip moves between its neighbours, which give and take the room."""
    track, placed, _ = find_free(project, clip)
    before, after = (_find_beside(track.items, placed.index, step) for step in (-1, 1))
    left, right = (track.items[at] if at is not None else None for at in (before, after))
    if left is None:  # it lies at the very start: only a gap can come before it
        by = max(0, by)
    by = max(min(by, _grow(project, left, 1), _shrink(right)), -_grow(project, right, 0), -_shrink(left))
    swapped: dict[int, Item] = {}
    for at, side, end in ((before, left, True), (after, right, False)):
        if at is not None and side is not None:
            swapped[at] = _resize(side, by if end else -by, at_start=not end)
    track_items = [swapped.get(number, each) for number, each in enumerate(track.items)]
    if left is None and by:
        track_items.insert(placed.index, Gap(frames=by))
    return change_track(project, track.id, lambda items: tidy(track_items))


def set_speed(project: Project, clip: ClipId, speed: Fraction, *, ripple: bool = False) -> Project:
    """▐aaaa▌ twice as fast → ▐aa▌: the same frames of the take, in more or less time.

    Without ripple a slower clip grows only into a gap after it, and shows less of its take where that is too short.
    """
    track, placed, item = find_free(project, clip)
    speed = min(max(speed, SLOWEST), FASTEST)
    factor = item.speed / speed
    frames = max(1, round(item.frames * factor))
    made = _retime(item, speed, factor, frames)
    whole = source_frames(project, made)
    if whole is not None:
        made = replace(made, frames=max(1, min(frames, whole - made.start)))
    if ripple:
        changed = replace_item(project, track, placed, made)
        return move_synced(changed, {track.id}, placed.end, made.frames - item.frames)
    made = replace(made, frames=min(made.frames, item.frames + _free_after(track, placed.index)))
    return _put(project, track, clip, made, placed.begin)


def stretch_to(project: Project, clip: ClipId, frames: int) -> Project:
    """▐aaaa▌ → ▐aaaaaaaa▌ at half the speed: as fast as it takes to last so long."""
    _, _, item = find_free(project, clip)
    return set_speed(project, clip, item.speed * item.frames / max(1, frames))


def _retime(item: Clip, speed: Fraction, factor: Fraction, frames: int) -> Clip:
    """The clip at another speed, with its keys and markers at the same moments of what is seen."""
    share = float(factor)
    look = item.look and Look(
        **{field.name: stretch(getattr(item.look, field.name), share) for field in fields(item.look)}
    )
    return replace(
        item,
        start=round(item.start * factor),
        frames=frames,
        speed=speed,
        opacity=stretch(item.opacity, share),
        gain=stretch(item.gain, share),
        pan=stretch(item.pan, share),
        look=look,
        markers=tuple(
            replace(each, frame=round(each.frame * factor), frames=round(each.frames * factor)) for each in item.markers
        ),
    )


def _find_beside(items: tuple[Item, ...], index: int, step: int) -> int | None:
    """Where the next clip or gap lies, over a transition."""
    at = index + step
    if 0 <= at < len(items) and isinstance(items[at], Transition):
        at += step
    return at if 0 <= at < len(items) else None


def _free_after(track: Track, index: int) -> int:
    at = _find_beside(track.items, index, 1)
    if at is None:
        return MOST_FRAMES
    return item.frames if isinstance(item := track.items[at], Gap) else 0


def _grow(project: Project, item: Item | None, side: int) -> int:
    """How much longer a neighbour can get before (0) or after (1) itself; past the track's end there is no end."""
    return source_room(project, item)[side] if isinstance(item, Clip) else MOST_FRAMES


def _shrink(item: Item | None) -> int:
    if isinstance(item, Clip):
        return item.frames - 1
    return item.frames if isinstance(item, Gap) else MOST_FRAMES


def _resize(item: Item, by: int, *, at_start: bool) -> Item:
    longer = replace(item, frames=item.frames + by)
    return replace(longer, start=longer.start - by) if at_start and isinstance(longer, Clip) else longer


def _swap(project: Project, track: Track, swapped: dict[int, Clip]) -> Project:
    items = [swapped.get(number, item) for number, item in enumerate(track.items)]
    return change_track(project, track.id, lambda _: tidy(items))


def _put(project: Project, track: Track, clip: ClipId, trimmed: Clip, frame: int) -> Project:
    return change_track(project, track.id, lambda items: overwrite(lift(items, {clip}), frame, [trimmed]))

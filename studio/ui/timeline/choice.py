"""What a command is about when nobody pointed at it: the clips at the playhead, the nearest cut, the next clip."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from studio.core.ids import ClipId, TrackId
from studio.core.timeline import Clip, Placed, Timeline
from studio.ui.places import Index, Joint
from studio.ui.timeline.layout import Hit, OnClip, OnGap, OnJoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A joint of a track, named by a clip beside it, with the transition that stands there."""

    track: TrackId
    frame: int
    clip: ClipId
    at_start: bool
    joint: Joint | None


def clips_at(timeline: Timeline, index: Index, frame: int, *, locked: bool) -> tuple[OnClip, ...]:
    """The clips that lie over a frame, from the lowest track up, on the tracks that are locked or on those that not."""
    found: list[OnClip] = []
    for track in timeline.tracks:
        placed = index[track.id].at(frame)
        if track.locked is locked and placed and isinstance(placed.item, Clip):
            found.append(OnClip(track=track.id, clip=placed.item, placed=placed))
    return tuple(found)


def clips_to_cut(timeline: Timeline, index: Index, frame: int, selected: Collection[ClipId]) -> tuple[OnClip, ...]:
    """The selected clips over a frame, else all on unlocked tracks, else the locked ones, which will refuse."""
    free = clips_at(timeline, index, frame, locked=False)
    bound = clips_at(timeline, index, frame, locked=True)
    return tuple(on for on in (*free, *bound) if on.clip.id in selected) or free or bound


def find_selected(index: Index, selected: Collection[ClipId]) -> tuple[OnClip, ...]:
    """The selected clips with their places."""
    return tuple(
        OnClip(track=track, clip=clip, placed=placed)
        for track, places in index.items()
        for clip, placed in places.find(selected)
    )


def nearest_cut(timeline: Timeline, index: Index, frame: int, selected: Collection[ClipId]) -> Cut | None:
    """The cut nearest to a frame: on the tracks of the selected clips, else on unlocked ones, the lowest first."""
    chosen = {on.track for on in find_selected(index, selected)} if selected else set[TrackId]()
    chosen = chosen or {track.id for track in timeline.tracks if not track.locked}
    tracks = [track.id for track in timeline.tracks if track.id in chosen or not chosen]
    cuts = [each for track in tracks for each in _cuts_around(index, track, frame)]
    return min(cuts, key=lambda each: abs(each.frame - frame), default=None)


def _cuts_around(index: Index, track: TrackId, frame: int) -> Iterator[Cut]:
    places = index[track]
    joints = {(joint.clip, joint.at_start): joint for joint in places.joints}
    at = places.number(frame)
    for number in range(max(0, at), min(at + 2, len(places)) + 1):
        left = places[number - 1] if number else None
        right = places[number] if number < len(places) else None
        if left and isinstance(left.item, Clip):
            key = (left.item.id, False)
        elif right and isinstance(right.item, Clip):
            key = (right.item.id, True)
        else:
            continue
        where = left.end if left else 0
        yield Cut(track=track, frame=where, clip=key[0], at_start=key[1], joint=joints.get(key))


def nearest_on(index: Index, track: TrackId, frame: int) -> OnClip | OnGap | None:
    """The clip or gap of a track at a frame, else its last."""
    places = index[track]
    placed = places.at(frame) or (places[len(places) - 1] if len(places) else None)
    return _as_hit(track, placed) if placed else None


def renew(index: Index, spot: OnGap | OnJoint | None) -> OnGap | OnJoint | None:
    """The same gap or transition after a change of the cut, if it is still there."""
    match spot:
        case OnGap(track=track, begin=begin) if track in index:
            found: Hit | None = nearest_on(index, track, begin)
            return found if isinstance(found, OnGap) and found.begin == begin else None
        case OnJoint(track=track, joint=joint) if track in index:
            same = (each for each in index[track].joints if (each.clip, each.at_start) == (joint.clip, joint.at_start))
            kept = next(same, None)
            return OnJoint(track=track, joint=kept) if kept else None
        case _:
            return None


def _as_hit(track: TrackId, placed: Placed) -> OnClip | OnGap:
    if isinstance(placed.item, Clip):
        return OnClip(track=track, clip=placed.item, placed=placed)
    return OnGap(track=track, begin=placed.begin, end=placed.end)

"""The cut: tracks of ordered items. Where an item lies follows from the order, so an overlap cannot be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from studio.core.ids import ClipId, MarkerId, ShotId, TrackId
from studio.core.match import Match


class TrackKind(StrEnum):
    """What a track carries."""

    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A stretch of a shot's chosen take: its frames `start` to `start + frames`, with its sound.

    A take that is too short holds its last frame; a shot without a take shows a slate. With a `match` its colours
    follow those of the clip before it.
    """

    id: ClipId
    shot: ShotId
    start: int = 0
    frames: int
    opacity: float = 1.0
    gain: float = 1.0
    match: Match | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Nothing for some frames: black, or the track below."""

    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A dissolve centred on the cut between two clips; beside a gap or the track's end a fade within the clip.

    It takes no room of its own.
    """

    frames: int


Item = Clip | Gap | Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Items in order from frame 0."""

    id: TrackId
    name: str
    kind: TrackKind = TrackKind.VIDEO
    items: tuple[Item, ...] = ()
    hidden: bool = False
    muted: bool = False
    locked: bool = False

    @property
    def frames(self) -> int:
        """Length in frames."""
        return sum(room(item) for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A named point of the cut."""

    id: MarkerId
    frame: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Tracks from the bottom up; a later video track covers an earlier one."""

    tracks: tuple[Track, ...] = ()
    markers: tuple[Marker, ...] = ()

    @property
    def frames(self) -> int:
        """Length in frames: that of the longest track."""
        return max((track.frames for track in self.tracks), default=0)


def room(item: Item) -> int:
    """Frames that an item takes up in its track."""
    return 0 if isinstance(item, Transition) else item.frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An item with its place: its index in the track and its half-open range of frames."""

    index: int
    item: Item
    begin: int
    end: int


def reach(left: Item | None, right: Item | None, frames: int) -> tuple[int, int]:
    """How far a transition reaches before and after its cut."""
    if not isinstance(left, Clip):
        return 0, frames
    if not isinstance(right, Clip):
        return frames, 0
    return frames // 2, frames - frames // 2


def place_items(track: Track) -> Iterator[Placed]:
    """Every item of a track with its place, in order; a transition is placed over its cut."""
    at = 0
    for index, item in enumerate(track.items):
        if isinstance(item, Transition):
            before, after = reach(*neighbours(track.items, index), item.frames)
            yield Placed(index=index, item=item, begin=at - before, end=at + after)
        else:
            yield Placed(index=index, item=item, begin=at, end=at + item.frames)
            at += item.frames


def neighbours(items: Sequence[Item], index: int) -> tuple[Item | None, Item | None]:
    """The items before and after one, `None` at the track's ends."""
    return items[index - 1] if index else None, items[index + 1] if index + 1 < len(items) else None


def place_clips(track: Track) -> Iterator[tuple[Clip, int]]:
    """Every clip of a track with its first frame in the cut."""
    for placed in place_items(track):
        if isinstance(placed.item, Clip):
            yield placed.item, placed.begin


def find_clip(timeline: Timeline, clip: ClipId) -> tuple[Track, Placed]:
    """A clip by its id, with its track and place. Raises `KeyError` when there is none."""
    for track in timeline.tracks:
        for placed in place_items(track):
            if isinstance(placed.item, Clip) and placed.item.id == clip:
                return track, placed
    raise KeyError(clip)


def find_cuts(timeline: Timeline) -> tuple[int, ...]:
    """All frames where an item begins or ends, sorted: where ↑ and ↓ go and where a drag snaps."""
    cuts = {0}
    for track in timeline.tracks:
        for placed in place_items(track):
            if not isinstance(placed.item, Transition):
                cuts.update((placed.begin, placed.end))
    return tuple(sorted(cuts))


def tidy(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items with neighbouring gaps joined, no gap at the end, and no transition past the middle of a clip."""
    solid: list[Clip | Gap] = []
    cuts: dict[int, Transition] = {}
    for item in items:
        if isinstance(item, Transition):
            cuts.setdefault(len(solid), item)
        elif isinstance(item, Gap) and solid and isinstance(solid[-1], Gap):
            cuts.pop(len(solid), None)
            solid[-1] = Gap(frames=solid[-1].frames + item.frames)
        elif item.frames > 0:
            solid.append(item)
    if solid and isinstance(solid[-1], Gap):
        cuts.pop(len(solid), None)
        solid.pop()
    tidied: list[Item] = []
    for index in range(len(solid) + 1):
        left = solid[index - 1] if index else None
        right = solid[index] if index < len(solid) else None
        tidied += _fit_transition(cuts.get(index), left, right)
        if right is not None:
            tidied.append(right)
    return tuple(tidied)


def _fit_transition(transition: Transition | None, left: Item | None, right: Item | None) -> tuple[Transition, ...]:
    halves = [item.frames // 2 for item in (left, right) if isinstance(item, Clip)]
    if transition is None or not halves:
        return ()
    most = 2 * min(halves) if len(halves) == 2 else halves[0]
    frames = min(transition.frames, most)
    if frames < 1:
        return ()
    return (transition if frames == transition.frames else Transition(frames=frames),)

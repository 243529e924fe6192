"""Where every item of a track lies, indexed once per change of the track, for bisection and for arrays of pixels."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.core.ids import ClipId, TrackId
from studio.core.timeline import (
    Clip,
    Item,
    Placed,
    Timeline,
    Track,
    Transition,
    TransitionKind,
    neighbours,
    place_items,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """A transition with its place, named by the clip at whose start or end it stands."""

    clip: ClipId
    at_start: bool
    cut: int
    begin: int
    end: int
    most: int  # the longest it can be between its clips
    kind: TransitionKind = TransitionKind.DISSOLVE

    @property
    def frames(self) -> int:
        """Its length."""
        return self.end - self.begin


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """A track's clips and gaps side by side: the one at `index` lies from `edges[index]` to `edges[index + 1]`."""

    items: tuple[Item, ...]
    placed: tuple[Placed, ...]
    begins: tuple[int, ...]
    edges: NDArray[np.int64]
    is_clip: NDArray[np.bool_]
    joints: tuple[Joint, ...]

    def at(self, frame: float) -> Placed | None:
        """The clip or gap at a frame."""
        index = bisect_right(self.begins, frame) - 1
        return self.placed[index] if index >= 0 and frame < self.placed[index].end else None

    def between(self, begin: float, end: float) -> tuple[Placed, ...]:
        """All clips and gaps that touch a range of frames."""
        first = max(0, bisect_right(self.begins, begin) - 1)
        found = self.placed[first : bisect_right(self.begins, end)]
        return found[1:] if found and found[0].end <= begin else found

    def clips(self) -> Iterator[tuple[Clip, Placed]]:
        """The clips with their places, in order."""
        return ((placed.item, placed) for placed in self.placed if isinstance(placed.item, Clip))


Index = Mapping[TrackId, Places]


def index_timeline(timeline: Timeline, known: Index) -> dict[TrackId, Places]:
    """The places of every track; those of tracks whose items are still the same object are kept."""
    index: dict[TrackId, Places] = {}
    for track in timeline.tracks:
        before = known.get(track.id)
        index[track.id] = before if before is not None and before.items is track.items else place_track(track)
    return index


def place_track(track: Track) -> Places:
    """The places of one track."""
    every = tuple(place_items(track))
    solid = tuple(placed for placed in every if not isinstance(placed.item, Transition))
    begins = tuple(placed.begin for placed in solid)
    return Places(
        items=track.items,
        placed=solid,
        begins=begins,
        edges=np.array([*begins, solid[-1].end if solid else 0], np.int64),
        is_clip=np.array([isinstance(placed.item, Clip) for placed in solid], np.bool_),
        joints=tuple(_join(track, placed, placed.item) for placed in every if isinstance(placed.item, Transition)),
    )


def find_placed(index: Index, clip: ClipId) -> tuple[TrackId, Clip, Placed] | None:
    """A clip by its id, with its track and place."""
    for track, places in index.items():
        for item, placed in places.clips():
            if item.id == clip:
                return track, item, placed
    return None


def _join(track: Track, placed: Placed, transition: Transition) -> Joint:
    left, right = neighbours(track.items, placed.index)
    begin, end, kind = placed.begin, placed.end, transition.kind
    if isinstance(left, Clip):
        halves = [item.frames // 2 for item in (left, right) if isinstance(item, Clip)]
        most = 2 * min(halves) if len(halves) == 2 else halves[0]
        cut = end if len(halves) == 1 else begin + (end - begin) // 2
        return Joint(clip=left.id, at_start=False, cut=cut, begin=begin, end=end, most=most, kind=kind)
    assert isinstance(right, Clip), "a transition stands beside a clip"
    return Joint(clip=right.id, at_start=True, cut=begin, begin=begin, end=end, most=right.frames // 2, kind=kind)

"""Where every item of a track lies, indexed once per change of the track, for bisection and for arrays of pixels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studio.core.ids import ClipId, TrackId
from studio.core.timeline import (
    Clip,
    Item,
    Marker,
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


class Places:
    """A track's clips and gaps side by side: the one at `index` lies from `edges[index]` to `edges[index + 1]`.

    A `Placed` is made for what is asked for; an edit that changes thousands of places makes none.
    """

    def __init__(self, track: Track) -> None:
        items = self.items = track.items
        kinds = list(map(type, items))
        self._solid: Sequence[int] = range(len(items))
        self._edges = track.edges
        self.joints: tuple[Joint, ...] = ()
        if Transition in kinds:
            self._solid = [index for index, kind in enumerate(kinds) if kind is not Transition]
            self._edges = [*(track.edges[index] for index in self._solid), track.frames]
            every = [(placed, placed.item) for placed in place_items(track)]
            self.joints = tuple(_join(track, placed, item) for placed, item in every if isinstance(item, Transition))

    def __len__(self) -> int:
        return len(self._solid)

    def __getitem__(self, number: int) -> Placed:
        index = self._solid[number]
        return Placed(index=index, item=self.items[index], begin=self._edges[number], end=self._edges[number + 1])

    def __iter__(self) -> Iterator[Placed]:
        return (self[number] for number in range(len(self)))

    @cached_property
    def edges(self) -> NDArray[np.int64]:
        """Where each clip or gap begins, and at last the end."""
        return np.array(self._edges, np.int64)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """The frames of each clip or gap."""
        return np.diff(self.edges)

    @cached_property
    def is_clip(self) -> NDArray[np.bool_]:
        """Of each whether it is a clip."""
        return np.array([type(self.items[index]) is Clip for index in self._solid], np.bool_)

    @cached_property
    def numbers(self) -> Mapping[ClipId, int]:
        """The number of every clip among clips and gaps."""
        items = ((number, self.items[index]) for number, index in enumerate(self._solid))
        return {item.id: number for number, item in items if isinstance(item, Clip)}

    @cached_property
    def pins(self) -> tuple[int, ...]:
        """The frames of the cut where clips have markers."""
        items = ((number, self.items[index]) for number, index in enumerate(self._solid))
        marked = [number for number, item in items if isinstance(item, Clip) and item.markers]
        return tuple(pin.frame for number in marked for pin in find_pins(self[number]))

    def item(self, number: int) -> Item:
        """A clip or gap by its number."""
        return self.items[self._solid[number]]

    def number(self, frame: float) -> int:
        """The number of the last clip or gap that begins at a frame or before; −1 where there is none."""
        return bisect_right(self._edges, frame, 0, len(self)) - 1

    def at(self, frame: float) -> Placed | None:
        """The clip or gap at a frame."""
        number = self.number(frame)
        return self[number] if number >= 0 and frame < self._edges[number + 1] else None

    def between(self, begin: float, end: float) -> Iterator[Placed]:
        """All clips and gaps that touch a range of frames."""
        first = max(0, self.number(begin))
        if first < len(self) and self._edges[first + 1] <= begin:
            first += 1
        return (self[number] for number in range(first, self.number(end) + 1))

    def joints_between(self, begin: float, end: float) -> tuple[Joint, ...]:
        """The transitions that touch a range of frames."""
        first = bisect_left(self.joints, begin, key=lambda joint: joint.end)
        return self.joints[first : bisect_right(self.joints, end, key=lambda joint: joint.begin)]

    def clips(self) -> Iterator[tuple[Clip, Placed]]:
        """The clips with their places, in order."""
        return ((placed.item, placed) for placed in self if isinstance(placed.item, Clip))

    def mark(self, clips: Collection[ClipId]) -> NDArray[np.bool_]:
        """For each clip and gap whether it is one of these clips."""
        marks = np.zeros(len(self), np.bool_)
        if clips:
            few, many = sorted((clips, self.numbers), key=len)
            marks[[self.numbers[clip] for clip in few if clip in many]] = True
        return marks

    def scan(self, clips: Collection[ClipId]) -> list[tuple[Clip, Placed]]:
        """What `find` finds, without a table."""
        items = self.items
        return [
            (item, self[number])
            for number, index in enumerate(self._solid)
            if isinstance(item := items[index], Clip) and item.id in clips
        ]

    def find(self, clips: Collection[ClipId]) -> list[tuple[Clip, Placed]]:
        """Those of these clips that are on the track, with their places, in order."""
        if len(clips) > len(self):
            return self.scan(clips)
        found = (self[number] for number in sorted(self.numbers[clip] for clip in clips if clip in self.numbers))
        return [(placed.item, placed) for placed in found if isinstance(placed.item, Clip)]


def find_pins(placed: Placed) -> tuple[Marker, ...]:
    """The markers that a clip shows, at their frames of the cut."""
    clip = placed.item
    if not isinstance(clip, Clip):
        return ()
    pins = (replace(each, frame=placed.begin + each.frame - clip.start) for each in clip.markers)
    return tuple(pin for pin in pins if placed.begin <= pin.frame < placed.end)


Index = Mapping[TrackId, Places]


def seek_clips(index: Index, clips: Collection[ClipId]) -> Iterator[tuple[TrackId, Clip, Placed]]:
    """Where clips lie, from the lowest track up, looked for until all are found: right after a change of many tracks
    this takes less than `Places.find`, which makes a table of each."""
    missing = len(clips)
    for track, places in index.items():
        if not missing:
            return
        for clip, placed in places.scan(clips):
            missing -= 1
            yield track, clip, placed


def list_markers(timeline: Timeline, index: Index) -> list[int]:
    """The frames of all markers, those of the cut and then those of clips."""
    return [*(marker.frame for marker in timeline.markers), *(pin for places in index.values() for pin in places.pins)]


def index_timeline(timeline: Timeline, known: Index) -> dict[TrackId, Places]:
    """The places of every track; those of tracks whose items are still the same object are kept."""
    index: dict[TrackId, Places] = {}
    for track in timeline.tracks:
        before = known.get(track.id)
        index[track.id] = before if before is not None and before.items is track.items else Places(track)
    return index


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

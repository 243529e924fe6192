"""A track laid out for rendering: each clip's stretch of the cut with its fades, found by frame."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studio.core.timeline import Clip, Item, Timeline, Track, TrackKind, Transition, neighbours, reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A clip on its way in or out: how far the transition is, above 0 and below 1; `alone` beside nothing."""

    transition: Transition
    progress: float
    enters: bool
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Where a clip is seen and heard: frames `begin` to `end` of the cut, `fade_in` and `fade_out` of them in a fade.

    These come from the transitions `entry` and `leave`; the clip is `first` or `last` where no other has a part in
    them. `at` is the frame where the clip itself begins; a dissolve reaches past it. A clip continues its neighbour
    when the two are one take, cut through.
    """

    clip: Clip
    at: int
    begin: int
    end: int
    fade_in: int
    fade_out: int
    entry: Transition | None
    leave: Transition | None
    first: bool
    last: bool
    continues_left: bool
    continues_right: bool

    def inside(self, frame: int) -> int:
        """Where a frame of the cut lies in the clip, as its `start` and keys count."""
        return self.clip.start + frame - self.at

    def source(self, frame: int) -> Fraction:
        """The frame of the source that is seen at a frame of the cut; before and past it when handles lack."""
        return self.inside(frame) * self.clip.speed

    def level(self, frame: int) -> float:
        """How much of the clip is there at a frame of the cut, from 0 to 1; in a dissolve both sides add up to 1."""
        rise = min(1.0, (frame - self.begin + 1) / (self.fade_in + 1))
        fall = min(1.0, (self.end - frame) / (self.fade_out + 1))
        return min(rise, fall)

    def passage(self, frame: int) -> Passage | None:
        """The transition that the clip is in at a frame of the cut."""
        if self.entry is not None and frame < self.begin + self.fade_in:
            progress = (frame - self.begin + 1) / (self.fade_in + 1)
            return Passage(transition=self.entry, progress=progress, enters=True, alone=self.first)
        if self.leave is not None and frame >= self.end - self.fade_out:
            progress = (frame - self.end + self.fade_out + 1) / (self.fade_out + 1)
            return Passage(transition=self.leave, progress=progress, enters=False, alone=self.last)
        return None


class Lane:
    """The stretches of one track, each laid out when it is first asked for."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self._stretches: dict[int, Stretch] = {}

    def between(self, begin: int, end: int) -> Iterator[Stretch]:
        """The stretches that have a part in a half-open range of frames, in order."""
        # A transition reaches into the clip next to it and no further, and takes a place of its own among the items.
        first = bisect_right(self.track.edges, begin) - 3
        last = bisect_left(self.track.edges, end) + 2
        for index in range(max(0, first), min(last, len(self.track.items))):
            clip = self.track.items[index]
            if isinstance(clip, Clip):
                stretch = self._stretches.get(index) or self._lay_out(index, clip)
                if stretch.begin < end and stretch.end > begin:
                    yield stretch

    def _lay_out(self, index: int, clip: Clip) -> Stretch:
        items, at = self.track.items, self.track.edges[index]
        left, right = neighbours(items, index)
        entry, leave = (item if isinstance(item, Transition) else None for item in (left, right))
        before, rise = reach(*neighbours(items, index - 1), entry.frames) if entry else (0, 0)
        fall, after = reach(*neighbours(items, index + 1), leave.frames) if leave else (0, 0)
        made = self._stretches[index] = Stretch(
            clip=clip,
            at=at,
            begin=at - before,
            end=at + clip.frames + after,
            fade_in=before + rise,
            fade_out=fall + after,
            entry=entry,
            leave=leave,
            first=index < 2 or not isinstance(items[index - 2], Clip),
            last=index + 2 >= len(items) or not isinstance(items[index + 2], Clip),
            continues_left=_is_one_take(left, clip),
            continues_right=_is_one_take(clip, right),
        )
        return made


def lay_seen(timeline: Timeline, known: list[Lane]) -> list[Lane]:
    """Lanes of the tracks whose pictures are seen, from the lowest to the highest."""
    tracks = tuple(each for each in timeline.tracks if each.kind is TrackKind.VIDEO and not each.hidden)
    return lay_lanes(tracks, known)


def lay_lanes(tracks: tuple[Track, ...], known: list[Lane]) -> list[Lane]:
    """A lane for each track; those of tracks that did not change are taken over."""
    lanes = {id(lane.track): lane for lane in known}
    return [lanes.get(id(track)) or Lane(track) for track in tracks]


def _is_one_take(left: Item | None, right: Item | None) -> bool:
    return (
        isinstance(left, Clip)
        and isinstance(right, Clip)
        and (left.source, left.start + left.frames, left.speed) == (right.source, right.start, right.speed)
        and (left.gain, left.pan) == (right.gain, right.pan)
    )

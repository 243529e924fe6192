"""A track laid out for rendering: each clip's stretch of the cut with its fades, found by frame."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studio.core.timeline import Clip, Item, Placed, Track, Transition, place_items


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
    """The stretches of one track."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self._stretches = list(_lay_out(list(place_items(track))))
        self._begins = [stretch.begin for stretch in self._stretches]

    def between(self, begin: int, end: int) -> Iterator[Stretch]:
        """The stretches that have a part in a half-open range of frames, in order."""
        index = max(0, bisect_right(self._begins, begin) - 1)
        while index > 0 and self._stretches[index - 1].end > begin:
            index -= 1
        while index < len(self._stretches) and self._begins[index] < end:
            if self._stretches[index].end > begin:
                yield self._stretches[index]
            index += 1


def lay_lanes(tracks: tuple[Track, ...], known: list[Lane]) -> list[Lane]:
    """A lane for each track; those of tracks that did not change are taken over."""
    lanes = {id(lane.track): lane for lane in known}
    return [lanes.get(id(track)) or Lane(track) for track in tracks]


def _lay_out(items: list[Placed]) -> Iterator[Stretch]:
    for index, placed in enumerate(items):
        clip = placed.item
        if not isinstance(clip, Clip):
            continue
        left, right = (items[each] if 0 <= each < len(items) else None for each in (index - 1, index + 1))
        fade_in = left if left and isinstance(left.item, Transition) else None
        fade_out = right if right and isinstance(right.item, Transition) else None
        yield Stretch(
            clip=clip,
            at=placed.begin,
            begin=fade_in.begin if fade_in else placed.begin,
            end=fade_out.end if fade_out else placed.end,
            fade_in=fade_in.end - fade_in.begin if fade_in else 0,
            fade_out=fade_out.end - fade_out.begin if fade_out else 0,
            entry=left.item if left and isinstance(left.item, Transition) else None,
            leave=right.item if right and isinstance(right.item, Transition) else None,
            first=index < 2 or not isinstance(items[index - 2].item, Clip),
            last=index + 2 >= len(items) or not isinstance(items[index + 2].item, Clip),
            continues_left=_is_one_take(left.item if left else None, clip),
            continues_right=_is_one_take(clip, right.item if right else None),
        )


def _is_one_take(left: Item | None, right: Item | None) -> bool:
    return (
        isinstance(left, Clip)
        and isinstance(right, Clip)
        and (left.source, left.start + left.frames, left.speed) == (right.source, right.start, right.speed)
        and (left.gain, left.pan) == (right.gain, right.pan)
    )

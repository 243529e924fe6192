"""`Route`: the order in which playback goes through the frames of the cut, as a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studio.core.edits.points import Range
from studio.core.timecode import to_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """From `begin` on within `low` to `high`, half-open; a negative speed goes back.

    Time is counted in steps, each as long as a frame of the film. At speed 2 a step is two frames, at ¼ a frame stands
    for four steps.
    """

    begin: int
    low: int
    high: int
    speed: float
    loops: bool = False

    def frame(self, step: int) -> int | None:
        """The frame seen at a step; nothing when the end has been passed."""
        way = int(step * abs(self.speed))
        length = self.high - self.low
        first = self.high - self.begin if self.speed > 0 else self.begin - self.low + 1
        if way < first:
            return self.begin + way if self.speed > 0 else self.begin - way
        if not self.loops or length <= 0:
            return None
        lap = (way - first) % length
        return self.low + lap if self.speed > 0 else self.high - 1 - lap

    def samples(self, at: int, count: int, rate: Fraction) -> Iterator[tuple[int, int]]:
        """Where in the cut the samples of the way from `at` on lie, as pieces of first sample and count.

        None past the end. A way back goes through each of its pieces from the end.
        """
        goes_back = self.speed < 0
        low, begin, high = (to_samples(frame, rate) for frame in (self.low, self.begin + goes_back, self.high))
        first = begin - low if goes_back else high - begin
        while count > 0:
            if at < first:
                origin, passed, rest = begin, at, first - at
            elif self.loops and high > low:
                origin, passed = high if goes_back else low, (at - first) % (high - low)
                rest = high - low - passed
            else:
                return
            taken = min(count, rest)
            yield (origin - passed - taken if goes_back else origin + passed), taken
            at += taken
            count -= taken


def plan_route(frames: int, points: Range, begin: int, speed: float, *, loops: bool) -> Route:
    """The way through a cut of so many frames; a loop stays between the in and out points."""
    low, high = 0, frames
    if loops:
        low, high = points.begin or 0, min(frames, points.end if points.end is not None else frames)
        if low >= high:
            low, high = 0, frames
        if not low <= begin < high:
            begin = low if speed > 0 else high - 1
    return Route(begin=min(max(begin, low), max(low, high - 1)), low=low, high=high, speed=speed, loops=loops)

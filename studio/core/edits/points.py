"""Three-point edits: which frames of a source go where, from the points that are set in it and in the cut."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """An in and an out point, half-open: `end` is the first frame that is no longer in; `None` where not set."""

    begin: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The frames `start` to `start + frames` of the source, at frame `at` of the cut."""

    start: int
    frames: int
    at: int


def fit_points(source: Range, length: int, cut: Range, playhead: int) -> Points:
    """Any three points give the fourth; of four the source's out point gives way.

    Source in and out with the cut's in, or with its playhead: from there on. With the cut's out alone: up to there.
    The cut's in and out: as long as these, from the source's in on, or up to its out where that alone is set; no longer
    than the source is.
    """
    begin = source.begin or 0
    end = length if source.end is None else min(source.end, length)
    if cut.begin is not None and cut.end is not None:
        frames = min(cut.end - cut.begin, length)
        if source.begin is None and source.end is not None:
            begin = max(0, end - frames)
        frames = min(frames, length - begin)
        return Points(start=begin, frames=frames, at=cut.begin)
    frames = end - begin
    if cut.begin is None and cut.end is not None:
        lost = max(0, frames - cut.end)  # what would lie before the film's start
        return Points(start=begin + lost, frames=frames - lost, at=cut.end - frames + lost)
    return Points(start=begin, frames=frames, at=playhead if cut.begin is None else cut.begin)

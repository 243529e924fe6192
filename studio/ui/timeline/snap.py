"""Snapping: what a drag may catch on, and where it does. Distances are compared in frames that make up the radius."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from studio.core.ids import ClipId
from studio.ui.places import Index


def find_targets(index: Index, points: Iterable[int], moving: Collection[ClipId] = ()) -> tuple[int, ...]:
    """Frames to snap to, sorted: the start, both ends of every clip that does not move, and the given points."""
    found = [np.array([0, *points], np.int64)]
    for places in index.values():
        keep = places.is_clip
        if moving:
            keep = keep & ~places.mark(moving)
        found += [places.edges[:-1][keep], places.edges[1:][keep]]
    return tuple(np.unique(np.concatenate(found)).tolist())


def snap_shift(edges: Sequence[int], by: int, targets: Sequence[int], reach: float) -> tuple[int, int | None]:
    """A shift of some edges, changed so that the nearest of them meets a target, and the frame where it does.

    Within `reach` frames only; else the shift stays and there is no such frame.
    """
    best: tuple[float, int, int] | None = None
    for edge in edges:
        near = nearest(edge + by, targets)
        if near is not None and abs(near - edge - by) <= reach:
            candidate = (abs(near - edge - by), near - edge, near)
            best = candidate if best is None or candidate[0] < best[0] else best
    return (by, None) if best is None else (best[1], best[2])


def nearest(frame: float, targets: Sequence[int]) -> int | None:
    """The target nearest to a frame, of two equally near the earlier."""
    at = bisect_left(targets, frame)
    return min(targets[max(0, at - 1) : at + 1], key=lambda target: abs(target - frame), default=None)

"""How the picture moves, block by block: from frame to frame, and before and after a cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from studio.core.match import LUMA
from studio.measure.colour import Floats
from studio.measure.shrink import shrink

_WIDE = 128  # pixels of the longer side at which motion is looked for
_REACH = 8  # of these, that a block may move between two frames; what is faster counts as this fast
_BLOCK = 16
_TEXTURE = (1.5 / 255) ** 2  # what a block's squared slope must have in every direction, or it can slide unseen
_STILL = 1e-7  # squared error that a pixel of motion must save to be believed


def measure_motion(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> float:
    """The jump of the flow at a cut: the mean, over blocks with something in them, of |flow after - flow before|.

    Frames are uint8 RGB (count, height, width, 3) of one size. In percent of the diagonal per frame; 0 where there is
    one frame only, or nothing to hold on to.
    """
    if min(len(before), len(after)) < 2:
        return 0.0
    flows, textures = zip(*(_find_flow(frames) for frames in (before, after)), strict=True)
    seen = textures[0] & textures[1]
    if not seen.any():
        return 0.0
    return float(np.linalg.norm(flows[1] - flows[0], axis=-1)[seen].mean() * 100)


def measure_speeds(frames: Iterable[NDArray[np.uint8]]) -> Iterator[float]:
    """How fast the picture moves from each frame to the next: the mean |flow| of its blocks, in diagonals.

    Frames are uint8 RGB (height, width, 3) of one size.
    """
    for one, other in pairwise(shrink(frame, _WIDE) @ np.array(LUMA) for frame in frames):
        yield float(np.linalg.norm(_find_steps(one, other, _choose_reach(one)), axis=-1).mean() / np.hypot(*one.shape))


def _find_flow(frames: NDArray[np.uint8]) -> tuple[Floats, NDArray[np.bool_]]:
    """The mean step of each block between frames (rows, columns, 2) in diagonals, and which blocks have texture."""
    lumas = [shrink(frame, _WIDE) @ np.array(LUMA) for frame in frames]
    height, width = lumas[0].shape
    reach = _choose_reach(lumas[0])
    steps = [_find_steps(one, other, reach) for one, other in pairwise(lumas)]
    textured = [_find_texture(_inside(luma, reach, (0, 0))) > _TEXTURE for luma in lumas]
    return np.mean(steps, axis=0) / np.hypot(height, width), np.all(textured, axis=0)


def _choose_reach(luma: Floats) -> tuple[int, int]:
    height, width = luma.shape
    return min(_REACH, (height - 1) // 4), min(_REACH, (width - 1) // 4)


def _find_texture(luma: Floats) -> Floats:
    """The lesser eigenvalue of the mean of the slopes' products, for each block: Shi and Tomasi, «Good features to
    track», 1994."""
    if min(luma.shape) < 2:
        return np.zeros(_cut_blocks(luma).shape[::2])
    down, across = (np.asarray(slope, np.float64) for slope in np.gradient(luma))
    a, b, c = (_cut_blocks(each).mean(axis=(1, 3)) for each in (down * down, down * across, across * across))
    return (a + c) / 2 - np.hypot((a - c) / 2, b)


def _find_steps(one: Floats, other: Floats, reach: tuple[int, int]) -> Floats:
    """How far each block of a picture has moved in the other (rows, columns, 2), in pixels, to a fraction.

    Block matching: of all steps within reach the one with the least mean squared error; between pixels by a parabola
    through its neighbours. Jain and Jain, «Displacement measurement and its application in interframe image coding»,
    1981.
    """
    here = _inside(one, reach, (0, 0))
    downs, acrosses = (range(-each, each + 1) for each in reach)
    errors = np.array(
        [
            [
                _cut_blocks(np.square(_inside(other, reach, (down, across)) - here)).mean(axis=(1, 3))
                + _STILL * np.hypot(down, across)
                for across in acrosses
            ]
            for down in downs
        ]
    )
    flat = errors.reshape(-1, *errors.shape[2:])
    down, across = np.divmod(flat.argmin(axis=0), len(acrosses))
    return np.stack((_refine(errors, down, across, 0) - reach[0], _refine(errors, down, across, 1) - reach[1]), -1)


def _inside(luma: Floats, reach: tuple[int, int], step: tuple[int, int]) -> Floats:
    """The part of a picture that every step within reach stays inside of, a step further on."""
    (rows, columns), (down, across) = luma.shape, (reach[0] + step[0], reach[1] + step[1])
    return luma[down : down + rows - 2 * reach[0], across : across + columns - 2 * reach[1]]


def _cut_blocks(values: Floats) -> Floats:
    """(rows, height, columns, width); what is smaller than a block is one."""
    rows, columns = values.shape
    tall, wide = min(rows, _BLOCK), min(columns, _BLOCK)
    return values[: rows // tall * tall, : columns // wide * wide].reshape(rows // tall, tall, columns // wide, wide)


def _refine(errors: Floats, down: NDArray[np.intp], across: NDArray[np.intp], axis: int) -> Floats:
    """The place of the least error on one axis, moved to the lowest point of the parabola there.

    No further than an error of that size can come from: where there is none, the place is exact, however lopsided its
    neighbours.
    """
    at, most = (down, across)[axis], errors.shape[axis] - 1
    rows, columns = np.indices(at.shape)

    def read(step: int) -> Floats:
        moved = np.clip(at + step, 0, most)
        return errors[moved, across, rows, columns] if axis == 0 else errors[down, moved, rows, columns]

    left, middle, right = read(-1), read(0), read(1)
    bend = left - 2 * middle + right
    has_sides = (bend > 0) & (at > 0) & (at < most)
    bend = np.where(has_sides, bend, 1)
    most_far = np.sqrt(2 * middle / bend)
    return at.astype(np.float64) + np.where(has_sides, np.clip((left - right) / (2 * bend), -most_far, most_far), 0.0)

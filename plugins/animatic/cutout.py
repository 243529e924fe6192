"""Figures cut out of their pictures: by alpha, or where the background is plain, by its colour from the edges in.

«Distance» is the largest difference of a pixel's channels to the background's colour, 0…255.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]

FLOOD_PX = 320  # the flood runs on a picture of about this size
NEAR = 40.0  # border pixels further from their median than this do not belong to the background
LEAST_PLAIN = 0.72  # of the border
MOST_NOISE = 7.0
LEAST_FIGURE, MOST_FIGURE = 0.03, 0.94  # of the picture
EDGE_PX = 3  # how far around the background the picture may be a mixture of both


def cut_out(picture: Picture) -> Picture | None:
    """The figure of a picture as RGBA with straight alpha, of the same size; `None` where it cannot be told."""
    if _has_silhouette(picture[..., 3]):
        return picture
    opaque = np.ascontiguousarray(picture[..., :3])
    background = _fit_background(opaque)
    if background is None:
        return None
    colour, noise = background
    distance: Picture = (np.maximum(opaque, colour) - np.minimum(opaque, colour)).max(axis=2)
    threshold = max(9.0, 3.5 * noise + 5.0)
    outside = _find_outside(distance, threshold)
    share = 1.0 - float(outside.mean())
    if not LEAST_FIGURE < share < MOST_FIGURE:
        return None
    return _mix_edges(opaque, colour, distance, outside, threshold)


def crop_to_figure(picture: Picture) -> Picture:
    """The picture without the transparent margins around its figure."""
    seen = picture[..., 3] > 12
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not len(rows):
        return picture
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _has_silhouette(alpha: Picture) -> bool:
    """Whether the alpha cuts a figure out, and does more than round some corners."""
    clear = alpha < 24
    edges = np.concatenate([clear[0], clear[:, 0], clear[:, -1]])
    return bool(clear.mean() > 0.12 or (clear.mean() > 0.02 and edges.mean() > 0.5)) and bool((~clear).mean() > 0.005)


def _fit_background(opaque: Picture) -> tuple[Picture, float] | None:
    """The background's colour at each pixel, level or in an even slope, and its noise; `None` if it is not plain.

    Only the upper and the side borders count: a bust rests on the lower one.
    """
    height, width = opaque.shape[:2]
    if min(height, width) < 8:
        return None
    ys, xs = _walk_border(height, width)
    colours = opaque[ys, xs].astype(np.float64)
    middle = np.percentile(colours, 50, axis=0)
    inside = np.abs(colours - middle).max(axis=1) < NEAR
    places = np.stack([np.ones(len(ys)), xs / width - 0.5, ys / height - 0.5], axis=1)
    slope: NDArray[np.floating] = np.zeros((3, 3))
    away: NDArray[np.floating] = np.zeros(len(ys))
    for _ in range(4):
        if inside.mean() < LEAST_PLAIN:
            return None
        slope = np.linalg.lstsq(places[inside], colours[inside], rcond=None)[0]
        away = np.abs(colours - places @ slope).max(axis=1)
        inside = away < max(4.0, 3.5 * float(np.median(away)))
    noise = float(np.sqrt(np.mean(away[inside] ** 2)))
    if noise > MOST_NOISE:
        return None
    across, down = _line(width), _line(height)
    colour = slope[0] + across[None, :, None] * slope[1] + down[:, None, None] * slope[2]
    return (np.clip(colour, 0, 255) + 0.5).astype(np.uint8), noise


def _walk_border(height: int, width: int) -> tuple[Indices, Indices]:
    """Rows and columns of the pixels along the upper, left and right borders, two pixels in."""
    across, down = np.arange(2, width - 2, dtype=np.intp), np.arange(2, height - 2, dtype=np.intp)
    ys = np.concatenate([np.full_like(across, 2), down, down])
    xs = np.concatenate([across, np.full_like(down, 2), np.full_like(down, width - 3)])
    return ys, xs


def _line(count: int) -> NDArray[np.float64]:
    return np.arange(count, dtype=np.float64) / count - 0.5


def _find_outside(distance: Picture, threshold: float) -> Mask:
    """What is of the background's colour and can be reached from the upper, left or right border.

    Holes that the figure encloses stay: more often a white shirt or an eye than a gap.
    """
    factor = max(1, round(max(distance.shape) / FLOOD_PX))
    coarse = _pool(distance, factor) < threshold  # the largest of each block, so that no thin outline leaks
    seeds = np.zeros_like(coarse)
    seeds[0], seeds[:, 0], seeds[:, -1] = coarse[0], coarse[:, 0], coarse[:, -1]
    reached = flood(coarse, seeds)
    free = distance < threshold
    outside = np.repeat(np.repeat(reached, factor, axis=0), factor, axis=1)[: free.shape[0], : free.shape[1]] & free
    for _ in range(factor + 1):  # what the blocks at the figure's edge left over
        outside = _widen(outside) & free
    return outside


def flood(free: Mask, seeds: Mask) -> Mask:
    """All that is free and connected with the seeds, along rows and columns."""
    reached, count = seeds & free, -1
    while count != (count := int(reached.sum())):
        reached = _spread(free, reached)
        reached = _spread(free.T, reached.T).T
    return reached


def _spread(free: Mask, reached: Mask) -> Mask:
    """Each run of free pixels in a row is reached as a whole or not at all."""
    begins = free.copy()
    begins[:, 1:] &= ~free[:, :-1]
    run = np.cumsum(begins.ravel()).reshape(free.shape)
    hit = np.zeros(int(run.flat[-1]) + 1, np.bool_) if run.size else np.zeros(1, np.bool_)
    hit[run[reached]] = True
    return free & hit[run]


def _mix_edges(opaque: Picture, colour: Picture, distance: Picture, outside: Mask, threshold: float) -> Picture:
    """RGBA whose pixels at the figure's edge are taken apart into figure and background again."""
    near = outside
    for _ in range(EDGE_PX):
        near = _widen(near)
    edge = np.nonzero(near & ~outside)
    contrast = _largest_near(distance, EDGE_PX)[edge].astype(np.float32)
    floor = threshold * 0.5
    alpha = np.clip((distance[edge] - floor) / np.maximum(contrast * 0.92 - floor, 1.0), 0.0, 1.0)
    solid = np.maximum(alpha, 0.08)[:, None]
    figure = (opaque[edge] - (1 - solid) * colour[edge]) / solid
    made = np.dstack([opaque, np.where(outside, np.uint8(0), np.uint8(255))])
    made[edge] = np.clip(np.column_stack([figure, alpha * 255.0]) + 0.5, 0, 255).astype(np.uint8)
    return made


def _pool(plane: Picture, factor: int) -> Picture:
    """The largest value of each block of `factor` × `factor` pixels; blocks at the far edges may be smaller."""
    for axis in (0, 1):
        plane = np.maximum.reduceat(plane, range(0, plane.shape[axis], factor), axis=axis)
    return plane


def _widen(mask: Mask) -> Mask:
    """The mask and the pixels beside, above and below it."""
    wide = mask.copy()
    wide[1:] |= mask[:-1]
    wide[:-1] |= mask[1:]
    wide[:, 1:] |= mask[:, :-1]
    wide[:, :-1] |= mask[:, 1:]
    return wide


def _largest_near(plane: Picture, radius: int) -> Picture:
    """The largest value within `radius` pixels along rows and columns (a square)."""
    for turned in (False, True):
        line = plane.T if turned else plane
        most = line.copy()
        for step in range(1, radius + 1):
            np.maximum(most[step:], line[:-step], out=most[step:])
            np.maximum(most[:-step], line[step:], out=most[:-step])
        plane = most.T if turned else most
    return plane

"""`Weight`: how much of a picture is there, as one number or for each pixel, and arithmetic with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Share = NDArray[np.uint16]

ONE = 1 << 15  # shares are of 15 bits: with 10-bit samples all sums fit into 32
FAINTEST = 1 / 4096  # less than half a level of 10 bits
_HALF = np.uint32(ONE // 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The shares of all pixels, from 0 to `ONE`: (height, width) for luma and (height, half the width) for chroma."""

    luma: Share
    chroma: Share


Weight = float | Coverage


def cover(luma: NDArray[np.float32]) -> Coverage:
    """The coverage of shares from 0 to 1 at each pixel; a chroma sample has the mean of its two pixels."""
    if luma.shape[1] % 2:
        chroma = np.concatenate((luma, luma[:, -1:]), axis=1)
    else:
        chroma = luma
    return Coverage(luma=_round(luma), chroma=_round((chroma[:, ::2] + chroma[:, 1::2]) * np.float32(0.5)))


def times(one: Weight, other: Weight) -> Weight:
    """The product of two weights."""
    if isinstance(one, Coverage):
        return one if other == 1.0 else _each(_multiply, one, other)
    if isinstance(other, Coverage):
        return times(other, one)
    return one * other


def less(one: Weight, other: Weight) -> Weight:
    """What is left of a weight without another, nowhere less than nothing where either is a coverage."""
    if isinstance(one, Coverage):
        return _each(_subtract, one, other)
    if isinstance(other, Coverage):
        whole = np.uint16(round(min(max(one, 0.0), 1.0) * ONE))
        return Coverage(
            luma=_subtract(np.broadcast_to(whole, other.luma.shape), other.luma),
            chroma=_subtract(np.broadcast_to(whole, other.chroma.shape), other.chroma),
        )
    return one - other


def is_faint(weight: Weight) -> bool:
    """Whether nobody would see a picture of this weight."""
    return int(weight.luma.max()) < ONE * FAINTEST if isinstance(weight, Coverage) else weight <= FAINTEST


def _each(act: Callable[[Share, Share | np.uint16], Share], one: Coverage, other: Weight) -> Coverage:
    if isinstance(other, Coverage):
        return Coverage(luma=act(one.luma, other.luma), chroma=act(one.chroma, other.chroma))
    share = np.uint16(round(min(max(other, 0.0), 1.0) * ONE))
    return Coverage(luma=act(one.luma, share), chroma=act(one.chroma, share))


def _multiply(one: Share, other: Share | np.uint16) -> Share:
    product = np.multiply(one, other, dtype=np.uint32)
    product += _HALF
    product >>= 15
    return product.astype(np.uint16)


def _subtract(one: Share, other: Share | np.uint16) -> Share:
    return np.subtract(one, np.minimum(one, other))


def _round(shares: NDArray[np.float32]) -> Share:
    return (np.clip(shares, 0, 1) * np.float32(ONE) + np.float32(0.5)).astype(np.uint16)

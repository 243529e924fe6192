"""Whether what is heard begins when something moves: AV-Align, from the onsets of a sound and the peaks of motion.

Yariv et al., «Diverse and aligned audio-to-video generation via text-to-video model adaptation», 2024.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from studio.core.timecode import SAMPLE_RATE

Samples = NDArray[np.float32]
Floats = NDArray[np.float64]

_WINDOW, _HOP = 2048, 480  # samples
_LOUD = 100.0  # times a magnitude, before the logarithm
_BEFORE, _AROUND, _RISE = 3, 10, 0.07  # steps, and of the greatest rise: what an onset must stand out by
_LEAST_RISE = 0.02  # of the greatest there is: below it a sound goes on evenly
_LEAST_PEAK = 0.1  # of the fastest motion


def find_onsets(blocks: Iterable[Samples]) -> Floats:
    """When something begins in a sound, in seconds; the sound comes in blocks (count, channels) at 48 kHz.

    Peaks of the spectral flux: Bello et al., «A tutorial on onset detection in music signals», 2005.
    """
    rises = _find_rises(blocks)
    if not len(rises) or rises.max() < _LEAST_RISE:
        return np.zeros(0)
    rises /= rises.max()
    found: list[int] = []
    for at, rise in enumerate(rises):
        first = max(0, at - _AROUND)
        stands_out = rise >= rises[first : at + _AROUND + 1].mean() + _RISE
        is_peak = rise == rises[max(0, at - _BEFORE) : at + _BEFORE + 1].max()
        if stands_out and is_peak and (not found or at - found[-1] > _BEFORE):
            found.append(at)
    return np.array(found, np.float64) * _HOP / SAMPLE_RATE


def find_peaks(speeds: Sequence[float], rate: float) -> Floats:
    """When motion is faster than before and after, in seconds; the first speed is that of the second frame."""
    padded = np.array([0.0, *speeds, 0.0])
    here, before, after = padded[1:-1], padded[:-2], padded[2:]
    is_peak = (here > before) & (here >= after) & (here >= _LEAST_PEAK * padded.max()) & (here > 0)
    return (np.flatnonzero(is_peak) + 1) / rate


def align(onsets: Floats, peaks: Floats, tolerance: float) -> float | None:
    """How many of both belong together, each with one other at most: matches over all that there are, 0…1.

    `None` where either is missing, and so nothing could be in time.
    """
    if not len(onsets) or not len(peaks):
        return None
    matches = heard = seen = 0
    while heard < len(onsets) and seen < len(peaks):
        apart = float(onsets[heard] - peaks[seen])
        matches += abs(apart) <= tolerance
        heard += apart <= tolerance
        seen += apart >= -tolerance
    return matches / (len(onsets) + len(peaks) - matches)


def _find_rises(blocks: Iterable[Samples]) -> Floats:
    """How much louder the frequencies get from step to step, in the mean; step n is at sample n × hop."""
    window = np.hanning(_WINDOW)
    rest = np.zeros(_WINDOW // 2)
    last: Floats | None = None
    rises: list[Floats] = []
    for block in chain(blocks, [np.zeros((_WINDOW // 2, 1), np.float32)]):
        rest = np.concatenate((rest, block.mean(axis=1, dtype=np.float64)))
        count = max(0, (len(rest) - _WINDOW) // _HOP + 1)
        starts = np.arange(count) * _HOP
        pieces = rest[starts[:, None] + np.arange(_WINDOW)] * window
        loud = np.log1p(_LOUD * np.abs(np.fft.rfft(pieces)) * 2 / window.sum())
        rest = rest[count * _HOP :]
        if count:
            before = loud[:1] if last is None else last
            rises.append(np.maximum(0, np.diff(loud, axis=0, prepend=before)).mean(axis=1))
            last = loud[-1:]
    return np.concatenate(rises) if rises else np.zeros(0)

"""Sound faster or slower than it was recorded; its pitch follows."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_FINEST = 1_000_000  # the largest denominator of a speed, so that all sums stay whole
_PHASES = 512  # places between two samples that a filter is kept for; between these it is blended
_ZEROS = 24  # of the sinc on either side
_CUTOFF = 0.92  # of what the slower of both rates can hold
_BETA = 7.0  # of Kaiser's window: 70 dB


class Sound(Protocol):
    """A file, or a mix: float32 (count, 2) from a sample on, silence outside of it."""

    def read(self, first_sample: int, count: int) -> Samples: ...


def read_at_speed(sound: Sound, first_sample: int, count: int, speed: Fraction) -> Samples:
    """Float32 (count, 2) from a sample on, as they are when the whole sound is played at a speed.

    A sinc under Kaiser's window lies around each sample (J. O. Smith, "Digital Audio Resampling"), wider the faster it
    goes, so that what becomes too high to be held is left out and not folded back. A library's resampler would have
    to begin at the same sample as before each time; here, however it is read, the same samples come out.
    """
    speed = speed.limit_denominator(_FINEST)
    if speed == 1 or not count:
        return sound.read(first_sample, count)
    begin = first_sample * speed.numerator
    steps = begin % speed.denominator + np.arange(count, dtype=np.int64) * speed.numerator
    whole, rest = np.divmod(steps, speed.denominator)
    phases = min(speed.denominator, _PHASES)
    filters = _make_filters(max(speed, Fraction(1)), phases)
    reach = len(filters) // 2
    source = sound.read(begin // speed.denominator - reach + 1, int(whole[-1]) + 2 * reach)
    phase, between = np.divmod(rest * phases, speed.denominator)
    blend = (between / speed.denominator).astype(np.float32)
    sides = np.ascontiguousarray(source.T)
    samples = np.zeros((2, count), np.float32)
    for tap, weights in enumerate(filters):  # in this order for each sample, or sums would differ in their last bits
        weight = weights[phase]
        if speed.denominator > phases:
            weight += blend * (weights[phase + 1] - weight)
        samples += weight * sides.take(whole + tap, axis=1)
    return np.ascontiguousarray(samples.T)


@lru_cache(maxsize=8)
def _make_filters(speed: Fraction, phases: int) -> Samples:
    """The weights of the samples around a place, (taps, phases + 1), each place's sum being 1."""
    width = _ZEROS * float(speed) / _CUTOFF
    reach = int(np.ceil(width))
    away = np.arange(1 - reach, reach + 1)[:, None] - np.arange(phases + 1) / phases
    window = np.i0(_BETA * np.sqrt((1 - np.square(away / width)).clip(0))) * (np.abs(away) <= width)
    weights = np.sinc(away * _ZEROS / width) * window
    return (weights / weights.sum(axis=0)).astype(np.float32)

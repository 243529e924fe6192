"""Sound faster or slower than it was recorded; its pitch follows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from studio.media.sound import SoundReader

Samples = NDArray[np.float32]

_FINEST = 1_000_000  # the largest denominator of a speed, so that all sums stay whole


def read_at_speed(reader: SoundReader, first_sample: int, count: int, speed: Fraction) -> Samples:
    """Float32 (count, 2) from a sample on, as they are when the whole sound is played at a speed.

    Between samples lies a cubic through the four nearest (Catmull and Rom, "A class of local interpolating splines",
    1974). However it is read, the same samples come out.
    """
    if speed == 1:
        return reader.read(first_sample, count)
    speed = speed.limit_denominator(_FINEST)
    begin = first_sample * speed.numerator
    steps = begin % speed.denominator + np.arange(count, dtype=np.int64) * speed.numerator
    whole, rest = np.divmod(steps, speed.denominator)
    source = reader.read(begin // speed.denominator - 1, int(whole[-1]) + 4 if count else 0)
    before, here, after, beyond = (source[whole + each] for each in range(4))
    t: Samples = (rest / speed.denominator).astype(np.float32)[:, None]
    bend = 2 * before - 5 * here + 4 * after - beyond + t * (3 * (here - after) + beyond - before)
    return (here + t * np.float32(0.5) * (after - before + t * bend)).astype(np.float32, copy=False)

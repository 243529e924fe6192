"""`Levels`: what a moment of the mix measures; `Ear`: measures it block by block, where the sound is mixed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from studio.core.ids import TrackId
from studio.measure.loudness import LoudnessMeter
from studio.media.mix import limit

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Peaks and RMS (300 ms) of left and right from 0 to 1, loudness in LUFS, the highest true peak in dBTP.

    `integrated`, `true_peak` and `over` are since the last reset; `over` says which sides were too loud for a file and
    have been bent down by the mixer.
    """

    peaks: Pair = (0.0, 0.0)
    rms: Pair = (0.0, 0.0)
    momentary: float = -math.inf
    short_term: float = -math.inf
    integrated: float = -math.inf
    true_peak: float = -math.inf
    over: tuple[bool, bool] = (False, False)
    tracks: Mapping[TrackId, float] = field(default_factory=dict[TrackId, float])  # the peak of each

    def hushed(self) -> Levels:
        """The same when nothing is heard any more."""
        return replace(self, peaks=(0.0, 0.0), rms=(0.0, 0.0), tracks={})


class Ear:
    """Hears all that is mixed; integrated loudness goes on over pauses, as EBU Tech 3341 wants it."""

    def __init__(self) -> None:
        self._meter = LoudnessMeter()
        self._over = np.zeros(2, np.bool_)
        self._full = float(limit(np.ones((1, 2), np.float32))[0, 0])  # what the mixer makes of full scale

    def reset(self) -> None:
        """Measure anew from here on."""
        self._meter.reset()
        self._over[:] = False

    def hear(self, samples: NDArray[np.float32], tracks: Mapping[TrackId, float]) -> Levels:
        """The next samples of the mix, (count, 2), and what they measure; the peaks of the tracks are known."""
        meter, peaks = self._meter, np.abs(samples).max(axis=0)
        meter.hear(samples)
        self._over |= peaks >= self._full
        left, right = meter.recent_rms.tolist()
        return Levels(
            peaks=(float(peaks[0]), float(peaks[1])),
            rms=(left, right),
            momentary=meter.momentary,
            short_term=meter.short_term,
            integrated=meter.integrated,
            true_peak=meter.true_peak,
            over=(bool(self._over[0]), bool(self._over[1])),
            tracks=tracks,
        )

"""`Resampler`: sound of another rate at 48 kHz, block by block as it comes in."""

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from studio.core.timecode import SAMPLE_RATE

Mono = NDArray[np.float32]


class Resampler:
    """One channel. It holds back what the next block still has a part in, a millisecond or two."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._resampler = AudioResampler("flt", "mono", SAMPLE_RATE)

    def run(self, samples: Mono) -> Mono:
        """What the next samples, (count,), come to."""
        if not len(samples):
            return samples
        frame = AudioFrame.from_ndarray(samples[None], "flt", "mono")
        frame.sample_rate = self._rate
        made = [piece.to_ndarray()[0] for piece in self._resampler.resample(frame)]
        return np.concatenate([np.zeros(0, np.float32), *made])

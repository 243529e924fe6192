"""How loud a sound is: LUFS and true peaks after ITU-R BS.1770-5 and EBU R 128, all at 48 kHz.

Shapes: N samples, C channels, S steps of 10 ms.
"""

from __future__ import annotations

import math
from array import array
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from studio.core.timecode import SAMPLE_RATE

Samples = NDArray[np.float32] | NDArray[np.float64]
Energies = NDArray[np.float64]

_OFFSET = -0.691  # decibels; makes a sine of 997 Hz at full scale in one channel -3.01 LUFS
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0  # LUFS, and below the mean of what passed the first

_STEP = SAMPLE_RATE // 100
_HOP, _MOMENTARY, _SHORT_TERM, _RMS = 10, 40, 300, 30  # in steps
_CHUNK = 96  # samples filtered by one product of matrices; steps are whole numbers of it

# BS.1770-5 tables 1 and 2: a shelf for the head, then a high-pass. b0 b1 b2 and a1 a2, at 48 kHz.
_SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)
_HIGH_PASS = (1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)

# BS.1770-5 annex 2: four phases of the filter that oversamples; the other two are these, backwards.
# fmt: off
_PHASES = (
    (0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875, 0.1373291015625,
     0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500),
    (-0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500, 0.4650878906250,
     0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375),
)
# fmt: on
_TAPS = np.array([*_PHASES, *(phase[::-1] for phase in reversed(_PHASES))]).T  # (12, 4)


class LoudnessMeter:
    """Hears stereo in blocks of any length and can be read at any time. Values move on every 10 ms."""

    def __init__(self) -> None:
        self._filter = _Weighting(2)
        self._pending = np.zeros((0, 2))  # heard, not yet a step
        self._before = np.zeros((len(_TAPS) - 1, 2))  # what the oversampling filter looks back at
        self._recent = np.zeros(_SHORT_TERM)
        self._plain = np.zeros((_RMS, 2))
        self.reset()

    def reset(self) -> None:
        """Measure integrated loudness and the true peak from here on; the sliding windows slide on."""
        self._gated = array("d")
        self._steps = 0
        self._integrated: float | None = None
        self._highest = 0.0

    def hear(self, samples_NC: Samples) -> None:
        """The next samples, (N, 2) in -1…1."""
        if not len(samples_NC):
            return
        block = samples_NC.astype(np.float64)
        self._hear_peaks(block)
        block = np.concatenate([self._pending, block])
        whole = len(block) // _STEP * _STEP
        self._pending = block[whole:]
        if whole:
            self._hear_steps(block[:whole])

    @property
    def momentary(self) -> float:
        """LUFS of the last 400 ms."""
        return _to_lufs(float(self._recent[-_MOMENTARY:].mean()))

    @property
    def short_term(self) -> float:
        """LUFS of the last 3 s."""
        return _to_lufs(float(self._recent.mean()))

    @property
    def integrated(self) -> float:
        """LUFS of all since the reset, gated; -inf before 400 ms."""
        if self._integrated is None:
            self._integrated = _gate(np.array(self._gated))
        return self._integrated

    @property
    def true_peak(self) -> float:
        """The highest between the samples since the reset, by 4-fold oversampling: dBTP."""
        return to_decibels(self._highest)

    @property
    def recent_rms(self) -> NDArray[np.float64]:
        """(2,) of the last 300 ms, from 0 to 1; a square wave at full scale has 1."""
        return np.sqrt(self._plain.mean(axis=0))

    def _hear_peaks(self, block: Energies) -> None:
        joined = np.concatenate([self._before, block])
        self._before = joined[-len(self._before) :]
        between = sliding_window_view(joined, len(_TAPS), axis=0) @ _TAPS
        self._highest = max(self._highest, float(np.abs(between).max()), float(np.abs(block).max()))

    def _hear_steps(self, block: Energies) -> None:
        weighted = self._filter.run(block)
        new_S = _mean_steps(weighted).sum(axis=1)
        self._plain = np.concatenate([self._plain, _mean_steps(block)])[-_RMS:]
        joined = np.concatenate([self._recent, new_S])
        self._recent = joined[-_SHORT_TERM:]
        momentary = sliding_window_view(joined[-(_MOMENTARY + len(new_S) - 1) :], _MOMENTARY).mean(axis=1)
        ends = np.arange(self._steps + 1, self._steps + len(new_S) + 1)
        self._steps += len(new_S)
        whole = momentary[(ends % _HOP == 0) & (ends >= _MOMENTARY)]
        if len(whole):
            self._gated.extend(whole.tolist())
            self._integrated = None


class _Weighting:
    """The K-weighting of C channels, which goes on from block to block.

    A recursive filter is a product of matrices over short chunks: what comes out is what the chunk makes of itself
    and what the state before it (4,) leaves behind. Exact, and far faster in numpy than sample by sample.
    """

    def __init__(self, channels: int) -> None:
        self._state = np.zeros((4, channels))

    def run(self, block_NC: Energies) -> Energies:
        """The weighted samples; N is a whole number of chunks."""
        own, left, kept, moved = _make_matrices()
        chunks = block_NC.reshape(-1, _CHUNK, block_NC.shape[1])
        fed = moved @ chunks
        states = np.empty_like(fed)
        for index, each in enumerate(fed):
            states[index] = self._state
            self._state = kept @ self._state + each
        return (own @ chunks + left @ states).reshape(block_NC.shape)


@cache
def _make_matrices() -> tuple[Energies, Energies, Energies, Energies]:
    """From a chunk to its output, from the state to that, from the state to the next state, from the chunk to that.

    Found by filtering each unit input and each unit state.
    """
    inputs = np.eye(_CHUNK, _CHUNK + 4)
    state = np.zeros((4, _CHUNK + 4))
    state[:, _CHUNK:] = np.eye(4)
    outputs = np.empty_like(inputs)
    for index, value in enumerate(inputs):
        for stage, ((b0, b1, b2), (a1, a2)) in enumerate((_SHELF, _HIGH_PASS)):
            first, second = state[2 * stage].copy(), state[2 * stage + 1].copy()
            out = b0 * value + first
            state[2 * stage] = b1 * value - a1 * out + second
            state[2 * stage + 1] = b2 * value - a2 * out
            value = out
        outputs[index] = value
    return outputs[:, :_CHUNK], outputs[:, _CHUNK:], state[:, _CHUNK:], state[:, :_CHUNK]


def to_decibels(level: float) -> float:
    """A level, 1 being full scale, in decibels; -inf for 0."""
    return 20 * math.log10(level) if level > 0 else -math.inf


def _mean_steps(block_NC: Energies) -> Energies:
    """The mean square of each step, (S, C)."""
    return np.square(block_NC).reshape(-1, _STEP, block_NC.shape[1]).mean(axis=1)


def _gate(energies: Energies) -> float:
    """BS.1770-5 annex 1: LUFS of the blocks above -70 LUFS that lie within 10 LU of the mean of those, or above."""
    heard = energies[energies > _from_lufs(_ABSOLUTE_GATE)]
    if not len(heard):
        return -math.inf
    return _to_lufs(float(heard[heard > heard.mean() * 10 ** (_RELATIVE_GATE / 10)].mean()))


def _to_lufs(energy: float) -> float:
    return _OFFSET + 10 * math.log10(energy) if energy > 0 else -math.inf


def _from_lufs(loudness: float) -> float:
    return 10 ** ((loudness - _OFFSET) / 10)

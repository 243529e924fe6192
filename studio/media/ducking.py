"""`Ducking`: how far the music goes down at each moment because somebody speaks.

What an editor knows from Premiere («duck against dialogue») and Resolve's track ducker, with what only this film
knows: which shots have lines. A track that `ducks` goes down by so many decibels wherever a take that was made with
dialogue is heard on any track that doesn't, or a file on one that is marked as `speech`; nothing has to be routed.
Levels decide, not the ends of clips, so the music is back in the silence between two lines. The voice is known before
it comes: the way down ends as the first word begins, and pauses between words are bridged. All of it is a function of
the film and the moment, on a grid of 10 ms from the first sample on: however it is read, the same gain comes out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from studio.core.timecode import SAMPLE_RATE

Samples = NDArray[np.float32]

_STEP = SAMPLE_RATE // 100
_SPEECH = 0.01  # the RMS of a step from which on somebody speaks: -40 dBFS
_DOWN, _HOLD, _UP = 25, 50, 75  # steps

# How far down it goes around a step with speech, from the first step that looks ahead at it to the last that remembers.
_AROUND = np.arange(_HOLD + _UP, -_DOWN - 1, -1)  # how many steps later than the speech
_DEPTHS = np.minimum(1 + _AROUND / _DOWN, 1 - (_AROUND - _HOLD) / _UP).clip(0, 1)


class Ducking:
    """`listen(first_sample, count)` gives what is spoken, (count, 2) at 48 kHz, or nothing where nobody can speak."""

    def __init__(self, listen: Callable[[int, int], Samples | None]) -> None:
        self._listen = listen
        self.forget()

    def forget(self) -> None:
        """The film has changed."""
        self._begin, self._spoken = 0, np.zeros(0, np.bool_)  # from which step on, and what was found there last

    def gain(self, decibels: float, first_sample: int, count: int) -> Samples:
        """What a track is multiplied with, (count,), that goes down by so many decibels at most."""
        first, last = first_sample // _STEP, (first_sample + count - 1) // _STEP + 1
        spoken = self._find_speech(first - _HOLD - _UP, last + _DOWN + 1)
        depths = (sliding_window_view(spoken, len(_DEPTHS)) * _DEPTHS).max(axis=1)
        rounded = depths * depths * (3 - 2 * depths)
        gains: NDArray[np.float64] = np.power(10.0, -decibels / 20 * rounded)
        at = np.arange(first_sample, first_sample + count)
        return np.interp(at, np.arange(first, last + 1) * _STEP, gains).astype(np.float32)

    def _find_speech(self, begin: int, end: int) -> NDArray[np.bool_]:
        """In which of these steps somebody speaks; what was found last is not listened to again, either way."""
        first, known = self._begin, self._spoken
        if not first - (end - begin) <= begin <= first + len(known):
            first, known = begin, known[:0]
        last = first + len(known)
        known = known[max(0, begin - first) : max(0, end - first)]
        self._spoken = np.concatenate([self._hear(begin, first), known, self._hear(last, end)])
        self._begin = begin
        return self._spoken

    def _hear(self, begin: int, end: int) -> NDArray[np.bool_]:
        """The same, listening; no steps where they end before they begin."""
        steps = max(0, end - begin)
        sound = self._listen(begin * _STEP, steps * _STEP) if steps else None
        if sound is None:
            return np.zeros(steps, np.bool_)
        return np.square(sound.reshape(steps, -1)).mean(axis=1) > _SPEECH**2

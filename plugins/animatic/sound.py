"""The take's sound: the spoken lines at their places and levels, over the quiet of a room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.api import SAMPLE_RATE, Samples

from .motion import Curve
from .timing import Cue
from .voice import Mono

SPEECH_LEVEL = 0.105  # of the loud parts, as root mean square: near -20 LUFS
KNEE, CEILING = 0.42, 0.68  # peaks are bent down from the one towards the other, -3.3 dBFS
PANNED = 0.55  # how far to the side a speaker at the frame's edge is heard
ROOM_LEVEL = 10 ** (-50 / 20)
ROOM_SECONDS = 8
WINDOW_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenLine:
    """A line's sound at its place; `side` goes from -1, left, to 1."""

    cue: Cue
    sound: Mono
    side: float = 0.0


class Track:
    """The whole take's sound, made piece by piece as it is read."""

    def __init__(self, lines: Sequence[SpokenLine], seed: int) -> None:
        self._lines = [(round(line.cue.begin * SAMPLE_RATE), set_level(line.sound), _pan(line.side)) for line in lines]
        self._room = make_room(seed)

    def read(self, begin: int, end: int) -> Samples:
        """The samples `begin` to `end`: float32 (count, 2)."""
        mixed = self._room[np.arange(begin, end) % len(self._room)]
        for start, sound, gains in self._lines:
            first, last = max(begin, start), min(end, start + len(sound))
            if first < last:
                mixed[first - begin : last - begin] += sound[first - start : last - start, None] * gains
        return mixed


def set_level(sound: Mono) -> Mono:
    """Speech at the dialogue's level, with its peaks bent down."""
    window = round(WINDOW_SECONDS * SAMPLE_RATE)
    powers = np.array([np.mean(piece**2) for piece in np.split(sound, range(window, len(sound), window)) if len(piece)])
    loud = powers[powers > powers.max(initial=0) / 300]
    if not len(loud) or not loud.max():
        return sound
    louder = sound * np.float32(SPEECH_LEVEL / math.sqrt(float(loud.mean())))
    over = np.abs(louder) - KNEE
    bent = KNEE + (CEILING - KNEE) * np.tanh(np.maximum(over, 0) / (CEILING - KNEE))
    return np.where(over > 0, np.sign(louder) * bent, louder).astype(np.float32)


def make_room(seed: int) -> Samples:
    """A room's quiet hiss and rumble as a loop without a seam: float32 (count, 2)."""
    count = ROOM_SECONDS * SAMPLE_RATE
    chance = np.random.default_rng([seed, 0x5A])
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    weight = np.where(hertz < 25, 0.0, 1 / np.maximum(hertz, 60) ** 0.85 / (1 + (hertz / 5000) ** 2))
    both: list[Samples] = []
    for _ in range(2):
        phase = chance.uniform(0, 2 * math.pi, len(hertz))
        noise = np.fft.irfft(weight * np.exp(1j * phase), count)
        both.append((noise * (ROOM_LEVEL / np.sqrt(np.mean(noise**2)))).astype(np.float32))
    return np.stack(both, axis=1)


def follow_loudness(lines: Sequence[SpokenLine], seconds: Curve) -> Curve:
    """How loud the lines are at each time, 0…1, softened to what a head can follow."""
    total = np.zeros_like(seconds)
    for line in lines:
        step = round(0.03 * SAMPLE_RATE)
        count = len(line.sound) // step
        if not count:
            continue
        power = np.sqrt(np.mean(line.sound[: count * step].reshape(count, step) ** 2, axis=1))
        bell = np.hanning(7) / np.hanning(7).sum()
        soft = np.convolve(power, bell)[3 : 3 + count] / max(float(power.max()), 1e-6)
        places = line.cue.begin + (np.arange(count) + 0.5) * 0.03
        total = np.maximum(total, np.interp(seconds, places, soft, left=0.0, right=0.0))
    return total


def _pan(side: float) -> Samples:
    """Gains of equal power: (left, right)."""
    angle = (1 + PANNED * max(-1.0, min(1.0, side))) * math.pi / 4
    return np.array([math.cos(angle), math.sin(angle)], np.float32)

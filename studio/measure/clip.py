"""What a clip measures: flicker, motion, sync, and how far it shows what reference pictures show.

Flicker alone, like likeness, favours a picture that stands still: read both beside the motion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.measure.drift import slope_of
from studio.measure.likeness import Reference, measure_copy, measure_likeness
from studio.measure.motion import measure_speeds
from studio.measure.sync import Samples, align, find_onsets, find_peaks

Picture = NDArray[np.uint8]

Look = tuple[float | None, float]  # likeness and copy

LOOKS = 32  # frames in which references are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Likeness to a reference, 0 to 1: its mean and its least over the clip, and what it gains a second.

    There is none where the reference has too few colours. `copy` is the most that a frame is the reference itself, 1
    for the same picture.
    """

    likeness: float | None
    least: float | None
    drift: float | None
    copy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipMeasures:
    """`flicker` after VBench: 1 less the mean step of a pixel between frames, so 1 is none. `motion` in percent of the
    diagonal per second. `sync` is the share of onsets and peaks of motion that go together; `None` without either.
    """

    flicker: float
    motion: float
    sync: float | None
    identities: tuple[Identity, ...]


def measure_clip(
    pictures: Iterable[Picture], count: int, rate: float, sound: Iterable[Samples], references: Sequence[Reference]
) -> ClipMeasures:
    """Measure `count` pictures of one size, uint8 RGB, at a rate, with their sound in blocks (samples, channels)."""
    steps: list[float] = []
    looks: list[tuple[float, list[Look]]] = []
    chosen = set(np.linspace(0, count - 1, min(count, LOOKS)).round().astype(int).tolist())

    def watch() -> Iterator[Picture]:
        last: NDArray[np.int16] | None = None
        for number, picture in enumerate(pictures):
            now = picture.astype(np.int16)
            if last is not None:
                steps.append(float(np.abs(now - last).mean()) / 255)
            last = now
            if references and number in chosen:
                looked = [(measure_likeness(each, picture), measure_copy(each, picture)) for each in references]
                looks.append((number / rate, looked))
            yield picture

    speeds = list(measure_speeds(watch()))
    return ClipMeasures(
        flicker=1 - float(np.mean(steps or [0.0])),
        motion=float(np.mean(speeds or [0.0])) * rate * 100,
        sync=align(find_onsets(sound), find_peaks(speeds, rate), 1 / rate),
        identities=tuple(
            _sum_up([at for at, _ in looks], [looked[index] for _, looked in looks]) for index in range(len(references))
        ),
    )


def _sum_up(times: Sequence[float], looks: Sequence[Look]) -> Identity:
    likenesses, copies = [likeness for likeness, _ in looks if likeness is not None], [copy for _, copy in looks]
    if not likenesses:
        return Identity(likeness=None, least=None, drift=None, copy=max(copies))
    step = (times[-1] - times[0]) / max(1, len(times) - 1)
    return Identity(
        likeness=float(np.mean(likenesses)),
        least=min(likenesses),
        drift=slope_of(likenesses) / step if step else 0.0,
        copy=max(copies),
    )

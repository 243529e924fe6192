"""`Mixer`: the sound of a film's cut. The player plays it, an exporter writes it."""

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from studio.core.curve import value_at
from studio.core.ids import ShotId
from studio.core.project import Project, Shot
from studio.core.timecode import SAMPLE_RATE, to_samples
from studio.core.timeline import shot_of
from studio.media.lanes import Lane, Stretch, lay_lanes
from studio.media.pool import Pool
from studio.media.sound import SoundReader

Samples = NDArray[np.float32]

_DECLICK = SAMPLE_RATE // 500  # 2 ms
_KNEE = 0.95


class Mixer:
    """The sound of the clips on all tracks that are not muted. One thread at a time; files stay open between calls.

    Frame n begins at sample round(n · 48000 / rate), a clip's sound with it. Under dissolves and fades the two sides
    have constant power; a hard cut is rounded off over 2 ms, one through a single take not at all.
    """

    def __init__(self, project: Project, folder: Path) -> None:
        self._folder = folder
        self._readers = Pool(SoundReader)
        self._lanes: list[Lane] = []
        self.follow(project)

    def follow(self, project: Project) -> None:
        """Mix this state of the film from now on."""
        self._rate = project.frame_rate
        self._shots: dict[ShotId, Shot] = {shot.id: shot for shot in project.shots}
        tracks = tuple(track for track in project.timeline.tracks if not track.muted)
        self._lanes = lay_lanes(tracks, self._lanes)

    def read(self, first_sample: int, count: int) -> Samples:
        """Float32 (count, 2) at 48 kHz from a sample on, below 1. Raises `StudioError` for a take that is damaged."""
        mixed = np.zeros((count, 2), np.float32)
        begin = int(first_sample * self._rate / SAMPLE_RATE) - 1
        end = int((first_sample + count) * self._rate / SAMPLE_RATE) + 2
        for lane in self._lanes:
            for stretch in lane.between(begin, end):
                self._add(mixed, first_sample, stretch)
        return limit(mixed)

    def close(self) -> None:
        """Close the files."""
        self._readers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _add(self, mixed: Samples, first: int, stretch: Stretch) -> None:
        """Add what a stretch has to the samples from `first` on."""
        begin, end = max(first, self._samples(stretch.begin)), min(first + len(mixed), self._samples(stretch.end))
        take = self._shots[shot_of(stretch.clip)].take
        reader = self._readers.get(self._folder / take.path) if take and begin < end and stretch.clip.gain else None
        if reader is None:
            return
        offset = self._samples(stretch.clip.start) - self._samples(stretch.at)
        sound = reader.read(begin + offset, end - begin)
        sound *= self._gain(stretch, begin, end)[:, None]
        mixed[begin - first : end - first] += sound

    def _gain(self, stretch: Stretch, begin: int, end: int) -> NDArray[np.float32]:
        at = np.arange(begin, end)
        gain = np.full(end - begin, value_at(stretch.clip.gain, stretch.clip.start), np.float32)
        opens, closes = self._samples(stretch.begin), self._samples(stretch.end)
        if stretch.fade_in:
            gain *= _rise(at, opens, self._samples(stretch.begin + stretch.fade_in))
        elif not stretch.continues_left:
            gain *= np.clip((at - opens + 0.5) / _DECLICK, 0, 1)
        if stretch.fade_out:
            gain *= _rise(-at - 1, -closes, -self._samples(stretch.end - stretch.fade_out))
        elif not stretch.continues_right:
            gain *= np.clip((closes - at - 0.5) / _DECLICK, 0, 1)
        return gain

    def _samples(self, frame: int) -> int:
        return to_samples(frame, self._rate)


def limit(samples: Samples) -> Samples:
    """Samples kept below 1: as they are up to 0.95, above that bent along a hyperbolic tangent."""
    over = np.abs(samples) - _KNEE
    loud = over > 0
    if loud.any():
        bent = _KNEE + (1 - _KNEE) * np.tanh(over[loud] / (1 - _KNEE))
        samples[loud] = np.copysign(bent, samples[loud])
    return samples


def _rise(at: NDArray[np.int64], opens: int, closes: int) -> NDArray[np.float64]:
    """From 0 to 1 with constant power: a quarter of a sine."""
    return np.sin(np.clip((at - opens + 0.5) / (closes - opens), 0, 1) * (np.pi / 2))

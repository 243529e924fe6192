"""`Mixer`: the sound of a film's cut. The player plays it, an exporter writes it."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from studio.core.curve import Curve, Value, value_at
from studio.core.ids import MediaId, ShotId, TrackId
from studio.core.project import Media, MediaKind, Project, Shot, Take
from studio.core.timecode import SAMPLE_RATE, to_samples
from studio.core.timeline import Clip, OfMedia, Track, list_heard
from studio.media.ducking import Ducking
from studio.media.lanes import Lane, Stretch, lay_lanes
from studio.media.pool import Pool
from studio.media.sound import SoundReader
from studio.media.tempo import read_at_speed

Samples = NDArray[np.float32]

_DECLICK = SAMPLE_RATE // 500  # 2 ms
_KNEE = 0.95


class Mixer:
    """The sound of the clips on all tracks that are to be heard. One thread at a time; files stay open between calls.

    Frame n begins at sample round(n · 48000 / rate), a clip's sound with it. In transitions of every kind the two sides
    have constant power; a hard cut is rounded off over 2 ms, one through a single take not at all. Keyed values run
    straight from frame to frame. A track that ducks goes down while somebody speaks (`ducking` says when). `levels`
    has the peak of each such track in what was read last.
    """

    def __init__(self, project: Project, folder: Path) -> None:
        self._folder = folder
        self._readers = Pool(SoundReader)
        self._scouts = Pool(SoundReader)  # ahead of the others, to know who is about to speak
        self._ducking = Ducking(self._listen)
        self._lanes: list[Lane] = []
        self._project: Project | None = None
        self.levels: dict[TrackId, float] = {}
        self.follow(project)

    def follow(self, project: Project) -> None:
        """Mix this state of the film from now on."""
        if project is self._project:
            return
        self._project = project
        self._ducking.forget()
        self._rate = project.frame_rate
        self._shots: dict[ShotId, Shot] = {shot.id: shot for shot in project.shots}
        self._media: dict[MediaId, Media] = {each.id: each for each in project.media}
        self._lanes = lay_lanes(list_heard(project.timeline.tracks), self._lanes)

    def read(self, first_sample: int, count: int) -> Samples:
        """Float32 (count, 2) at 48 kHz from a sample on, below 1. Raises `StudioError` for a file that is damaged."""
        self._readers.turn()
        mixed = np.zeros((count, 2), np.float32)
        levels: dict[TrackId, float] = {}
        begin, end = self._frames(first_sample, count)
        for lane in self._lanes:
            heard = self._hear(lane.between(begin, end), first_sample, count, self._readers)
            if heard is not None:
                if lane.track.ducks:
                    heard *= self._ducking.gain(lane.track.ducks, first_sample, count)[:, None]
                mixed += heard
            levels[lane.track.id] = 0.0 if heard is None else float(np.abs(heard).max(initial=0))
        self.levels = levels
        return limit(mixed)

    def close(self) -> None:
        """Close the files."""
        self._readers.close()
        self._scouts.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _listen(self, first: int, count: int) -> Samples | None:
        """What is spoken; nothing where no clip may hold speech."""
        self._scouts.turn()
        begin, end = self._frames(first, count)
        spoken = (
            stretch
            for lane in self._lanes
            if not lane.track.ducks
            for stretch in lane.between(begin, end)
            if self._may_speak(stretch.clip, lane.track)
        )
        return self._hear(spoken, first, count, self._scouts)

    def _may_speak(self, clip: Clip, track: Track) -> bool:
        if isinstance(clip.source, OfMedia):
            return track.speech
        take = self._find_take(clip)
        return take is not None and bool(take.request.dialogue)

    def _frames(self, first: int, count: int) -> tuple[int, int]:
        """The frames that these samples may lie in: first and end."""
        return int(first * self._rate / SAMPLE_RATE) - 1, int((first + count) * self._rate / SAMPLE_RATE) + 2

    def _hear(self, stretches: Iterable[Stretch], first: int, count: int, readers: Pool[SoundReader]) -> Samples | None:
        """The samples from `first` on, (count, 2), of stretches; nothing where they have none."""
        heard: Samples | None = None
        for stretch in stretches:
            clip = stretch.clip
            begin, end = max(first, self._samples(stretch.begin)), min(first + count, self._samples(stretch.end))
            path = self._find_file(clip) if begin < end and clip.gain else None
            reader = readers.get(path) if path else None
            if reader is None:
                continue
            offset = self._samples(clip.start) - self._samples(stretch.at)
            sound = read_at_speed(reader, begin + offset, end - begin, clip.speed)
            sound *= self._gain(stretch, begin, end)[:, None]
            if clip.pan:
                sound *= _balance(self._values(clip.pan, stretch, begin, end))
            heard = np.zeros((count, 2), np.float32) if heard is None else heard
            heard[begin - first : end - first] += sound
        return heard

    def _find_file(self, clip: Clip) -> Path | None:
        """The file that a clip's sound is in."""
        if isinstance(clip.source, OfMedia):
            media = self._media[clip.source.media]
            return self._folder / media.path if media.has_sound or media.kind is MediaKind.SOUND else None
        take = self._find_take(clip)
        return self._folder / take.path if take else None

    def _find_take(self, clip: Clip) -> Take | None:
        return self._shots[clip.shot].take if clip.shot else None

    def _values(self, value: Value, stretch: Stretch, begin: int, end: int) -> NDArray[np.float32]:
        """A value at each sample: as its keys say at the beginnings of frames, straight between them."""
        if not isinstance(value, Curve):
            return np.full(end - begin, value, np.float32)
        first, last = (int(sample * self._rate / SAMPLE_RATE) for sample in (begin, end))
        frames = range(first - 1, last + 3)
        known = [self._samples(frame) for frame in frames]
        values = [value_at(value, stretch.inside(frame)) for frame in frames]
        return np.interp(np.arange(begin, end), known, values).astype(np.float32)

    def _gain(self, stretch: Stretch, begin: int, end: int) -> NDArray[np.float32]:
        at = np.arange(begin, end)
        gain = self._values(stretch.clip.gain, stretch, begin, end)
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


def _balance(pan: NDArray[np.float32]) -> Samples:
    """The gains of both sides, (count, 2), with constant power; 1 each in the middle."""
    angle = (pan.astype(np.float64) + 1) * (np.pi / 4)
    return (np.stack((np.cos(angle), np.sin(angle)), axis=1) * np.sqrt(2)).astype(np.float32)


def _rise(at: NDArray[np.int64], opens: int, closes: int) -> NDArray[np.float64]:
    """From 0 to 1 with constant power: a quarter of a sine."""
    return np.sin(np.clip((at - opens + 0.5) / (closes - opens), 0, 1) * (np.pi / 2))

"""`SoundReader`: the sound of a file as samples, exactly placed."""

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from math import gcd
from pathlib import Path
from typing import cast

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from studio.core.timecode import SAMPLE_RATE
from studio.media.container import keep_only, open_media, told

Samples = NDArray[np.float32]

_PREROLL = Fraction(1, 4)  # seconds: a decoder or resampler that starts in the middle is right only after some packets
_PATIENCE = 2 * SAMPLE_RATE  # reading on is cheaper than a seek up to here


class SoundReader:
    """Float32 stereo at 48 kHz. Sample 0 is where the file's pictures begin. One thread at a time.

    Exact for files whose time stamps are (MOV, MP4, WAV, FLAC); Matroska rounds them to a millisecond, so there
    a seek may be off by half of that.
    """

    def __init__(self, path: Path) -> None:
        """Raises `StudioError` for a file that is missing or damaged; one without sound is silent."""
        self.path = path
        self._container = open_media(path)
        self._stream = self._container.streams.audio[0] if self._container.streams.audio else None
        self._run: Iterator[tuple[int, Samples]] = iter(())
        self._kept: deque[tuple[int, Samples]] = deque()  # what was decoded from the last sample asked for on
        self._end: int | None = None  # where it ends
        self._begin = Fraction(0)
        self.sample_count = 0
        if self._stream is not None:
            keep_only(self._container, self._stream)
            leading = self._container.streams.video[0] if self._container.streams.video else self._stream
            self._time_base = self._stream.time_base or Fraction(1, self._stream.rate)
            self._begin = (leading.start_time or 0) * (leading.time_base or Fraction(1))
            begin = (self._stream.start_time or 0) * self._time_base
            length = self._stream.duration
            seconds = Fraction(self._container.duration or 0, 1_000_000) if length is None else length * self._time_base
            self.sample_count = max(0, round((begin + seconds - self._begin) * SAMPLE_RATE))

    def read(self, first_sample: int, count: int) -> Samples:
        """Float32 (count, 2) from a sample on; silence outside of the sound."""
        samples = np.zeros((count, 2), np.float32)
        stop = min(first_sample + count, self.sample_count)
        if self._stream is None or stop <= max(first_sample, 0):
            return samples
        kept_from = self._kept[0][0] if self._kept else self._end
        if self._end is None or kept_from is None or not kept_from <= first_sample <= self._end + _PATIENCE:
            self._end = max(0, first_sample)
            self._run = self._decode(self._stream, self._end)
            self._kept.clear()
        with told(self.path):
            while self._end < stop and (block := next(self._run, None)) is not None:
                self._kept.append(block)
                self._end = block[0] + len(block[1])
        while self._kept and self._kept[0][0] + len(self._kept[0][1]) <= first_sample:
            self._kept.popleft()
        for start, block in self._kept:
            low, high = max(start, first_sample), min(start + len(block), stop)
            if low < high:
                samples[low - first_sample : high - first_sample] = block[low - start : high - start]
        return samples

    def blocks(self) -> Iterator[tuple[int, Samples]]:
        """The whole sound in order, in pieces with their first sample; another `read` starts afresh."""
        self._end = None
        if self._stream is not None:
            with told(self.path):
                yield from self._decode(self._stream, 0)

    def close(self) -> None:
        """Close the file."""
        self._run = iter(())
        self._container.close()

    def _decode(self, stream: AudioStream, first: int) -> Iterator[tuple[int, Samples]]:
        """Pieces from at or before a sample on."""
        # Resampled samples fall on the same instants wherever decoding starts, if that is a whole period of both rates.
        period = stream.rate // gcd(stream.rate, SAMPLE_RATE)
        begin = max(0, int((Fraction(first, SAMPLE_RATE) - _PREROLL) * stream.rate) // period * period)
        self._container.seek(round((self._begin + Fraction(begin, stream.rate)) / self._time_base), stream=stream)
        channels = 1 if stream.layout.nb_channels == 1 else 2
        resampler = AudioResampler("flt", "mono" if channels == 1 else "stereo", SAMPLE_RATE)
        at: int | None = None
        for frame in chain(self._container.decode(stream), (None,)):
            if frame is not None and at is None:
                source = round(((frame.pts or 0) * self._time_base - self._begin) * stream.rate)
                if source + frame.samples <= begin:
                    continue
                frame = _drop(frame, max(0, begin - source))
                at = round(Fraction(max(source, begin) * SAMPLE_RATE, stream.rate))
            if at is not None:
                for piece in resampler.resample(frame):
                    block = cast(Samples, piece.to_ndarray()).reshape(-1, channels)
                    yield at, block
                    at += len(block)


def _drop(frame: AudioFrame, count: int) -> AudioFrame:
    """A frame without its first samples."""
    step = 1 if frame.format.is_planar else frame.layout.nb_channels
    samples = cast(Samples, frame.to_ndarray())  # of whatever type the format has
    rest = AudioFrame.from_ndarray(
        np.ascontiguousarray(samples[:, count * step :]), frame.format.name, frame.layout.name
    )
    rest.sample_rate = frame.sample_rate
    return rest

"""`TakeReader`: the pictures of a file by frame number, exactly, and its sound by sample."""

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.errors import StudioError
from studio.media.container import keep_only, open_media, told
from studio.media.sound import SoundReader

_DECODING_THREADS = min(8, os.cpu_count() or 1)

Numbered = tuple[int, VideoFrame]


class TakeReader:
    """One file, opened. Frames come in the file's own pixel format and must not be written to. One thread at a time.

    A frame's number follows from its time stamp, so it is right after a seek, with B-frames and long GOPs. Where a
    file has no picture of its own for a number (variable rate), the one before it stands.
    """

    def __init__(self, path: Path) -> None:
        """Raises `StudioError` for a file that is missing, damaged, too large, or without pictures."""
        self.path = path
        self._sound: SoundReader | None = None
        self._container = open_media(path)
        try:
            with told(path):
                self._stream = self._choose_stream()
                self.rate = Fraction(self._stream.guessed_rate or 0)
                if not (0 < self.rate <= 1000 and self._stream.width and self._stream.time_base):
                    raise StudioError(f"{path.name} is damaged and can't be read; put back a good copy.")
                self._time_base = self._stream.time_base
                self._begin = self._stream.start_time or 0
                self.frame_count = self._count_frames()
        except StudioError:
            self._container.close()
            raise
        self.width, self.height = self._stream.width, self._stream.height
        self._run: Iterator[VideoFrame] = iter(())
        self._last: Numbered | None = None
        self._ahead: Numbered | None = None

    def frame(self, number: int) -> VideoFrame:
        """The frame of a number; the nearest one for numbers outside the file."""
        number = min(max(number, 0), self.frame_count - 1)
        with told(self.path):
            if self._last is None or not self._last[0] <= number or self._is_key_between(self._last[0], number):
                self._seek(number)
            return self._read_to(number)

    def frames(self, start: int = 0, stop: int | None = None) -> Iterator[VideoFrame]:
        """The frames of a half-open range in order."""
        for number in range(start, self.frame_count if stop is None else stop):
            yield self.frame(number)

    def read_sound(self, first_sample: int, count: int) -> NDArray[np.float32]:
        """Samples from the beginning of the pictures on: float32 (count, 2) at 48 kHz; silence where there are none."""
        if self._sound is None:
            self._sound = SoundReader(self.path)
        return self._sound.read(first_sample, count)

    def close(self) -> None:
        """Close the file."""
        self._run = iter(())
        self._container.close()
        if self._sound is not None:
            self._sound.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _choose_stream(self) -> VideoStream:
        if not self._container.streams.video:
            raise StudioError(f"{self.path.name} holds no pictures; choose a video file.")
        stream = self._container.streams.video[0]
        keep_only(self._container, stream)
        stream.codec_context.thread_count = _DECODING_THREADS
        # Frame threads give the first frame only after one for each thread went in, which a seek would wait for.
        stream.codec_context.thread_type = "SLICE" if stream.codec_context.codec.intra_only else "AUTO"
        return stream

    def _count_frames(self) -> int:
        """One more than the highest number, from the time stamps of the last packets: headers are often wrong."""
        end = self._stream.duration or round(Fraction(self._container.duration or 0, 1_000_000) / self._time_base)
        self._container.seek(self._begin + end, stream=self._stream)
        stamps = [packet.pts for packet in self._container.demux(self._stream) if packet.pts is not None]
        if not stamps:
            raise StudioError(f"{self.path.name} holds no pictures; put back a good copy or render again.")
        return self._number_of(max(stamps)) + 1

    def _number_of(self, pts: int) -> int:
        return round((pts - self._begin) * self._time_base * self.rate)

    def _stamp_of(self, number: int) -> int:
        return self._begin + round(number / self.rate / self._time_base)

    def _is_key_between(self, last: int, number: int) -> bool:
        """Whether a seek would land nearer to a number than the decoder stands."""
        entries = self._stream.index_entries
        found = entries.search_timestamp(self._stamp_of(number)) if number > last + 1 else -1
        return found >= 0 and self._number_of(entries[found].timestamp) > last

    def _seek(self, number: int) -> None:
        """Start decoding at or before a number. Some files seek past the target: then from further and further back."""
        back = 0
        while True:
            stamp = max(self._stamp_of(number - back), self._begin)
            self._container.seek(stamp, stream=self._stream)
            self._run = self._container.decode(self._stream)
            self._last, self._ahead = self._decode(), None
            if (self._last is not None and self._last[0] <= number) or stamp == self._begin:
                return
            back = 2 * back or 24

    def _read_to(self, number: int) -> VideoFrame:
        while self._last is None or self._last[0] < number:
            following = self._ahead or self._decode()
            self._ahead = None
            if following is None:
                break
            if self._last is not None and following[0] > number:
                self._ahead = following
                break
            self._last = following
        if self._last is None:
            raise StudioError(f"{self.path.name} is damaged and can't be read; put back a good copy or render again.")
        return self._last[1]

    def _decode(self) -> Numbered | None:
        for frame in self._run:
            if frame.pts is not None:
                return self._number_of(frame.pts), frame
        return None

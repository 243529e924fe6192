"""`StreamWriter` writes pictures and sound to a file of any encoding; `TakeWriter` writes the mezzanine."""

import errno
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.error import FFmpegError
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.core.timecode import SAMPLE_RATE
from studio.errors import StudioError
from studio.media.colour import convert, tag_709
from studio.media.encoding import Encoding
from studio.media.mezzanine import MEZZANINE

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space and try again.",
    errno.EDQUOT: "the disk quota is used up; free some space and try again.",
    errno.EACCES: "its folder may not be written to; choose another one.",
    errno.EROFS: "its folder may not be written to; choose another one.",
    errno.ENOENT: "its folder is gone; choose another one.",
}


_BUFFER_BYTES = 1 << 20


class StreamWriter:
    """A file being written, as a context manager: at its end the file is whole, or after an error it is gone.

    Frames take the numbers 0, 1, 2, … in the order they come. Sound may run ahead of the pictures or behind; it is
    cut or filled up with silence to their length. Until the first of either comes the file can be told about itself.
    """

    def __init__(self, path: Path, encoding: Encoding, width: int, height: int, rate: Fraction) -> None:
        """Starts the file at exactly this path. Raises `StudioError` if that can't be."""
        self.path = path
        self.frame_count = 0
        self._encoding, self._size, self._rate = encoding, (width, height), rate
        self._waiting: list[NDArray[np.float32]] = []
        self._samples = 0
        self._is_begun = False
        # Pictures without sound beside them are not held back in memory for longer than a second.
        flags = "+faststart" * encoding.faststart + "+use_metadata_tags" * encoding.tagged
        options = {"max_interleave_delta": "1000000", **({"movflags": flags} if flags else {})}
        with _told(path):
            self._file = path.open("wb")  # our own, so that it is closed whatever happens
        self._container = av.open(
            self._file, "w", format=encoding.container, container_options=options, buffer_size=_BUFFER_BYTES
        )
        with self._discarding():
            self._video = self._add_video()
            self._sound = self._add_sound_stream() if encoding.sound_codec else None
            for stream in (self._video, self._sound):
                if stream is not None:
                    stream.codec_context.open()  # so that what can't be encoded is said at once

    def describe(self, tags: Mapping[str, str]) -> None:
        """Write texts under names of ours into the file, whose encoding is `tagged`, before the first frame."""
        if self._is_begun or not self._encoding.tagged:
            raise ValueError(f"{self.path.name} takes no description")
        self._container.metadata.update(tags)

    def add_pictures(self, pictures: NDArray[np.uint8]) -> None:
        """The next frames: uint8 RGB (count, height, width, 3)."""
        for picture in pictures:
            self.add_frame(VideoFrame.from_numpy_buffer(np.ascontiguousarray(picture), "rgb24"))

    def add_frame(self, frame: VideoFrame) -> None:
        """The next frame, in any format. Its time stamp is overwritten."""
        if (frame.width, frame.height) != self._size:
            raise ValueError(f"a frame of {frame.width} × {frame.height} for a file of {self._size}")
        with self._discarding():
            self._begin()
            frame = convert(frame, self._encoding.pixel_format)
            frame.pts, frame.time_base = self.frame_count, 1 / self._rate
            frame.pict_type = PictureType.NONE  # or the encoder would repeat the source's key frames
            self._container.mux(self._video.encode(frame))
            self.frame_count += 1
            self._release_sound()

    def add_sound(self, samples: NDArray[np.float32]) -> None:
        """The next samples: float32 (count, 2) at 48 kHz, in -1…1."""
        if self._sound is not None and len(samples):
            self._waiting.append(samples)
            with self._discarding():
                self._begin()
                self._release_sound()

    def close(self) -> None:
        """Finish the file."""
        with self._discarding():
            self._begin()
            if self._sound is not None:
                missing = self._due() - self._samples - sum(len(each) for each in self._waiting)
                if missing > 0:
                    self._waiting.append(np.zeros((missing, 2), np.float32))
                self._release_sound()
                self._container.mux(self._sound.encode())
            self._container.mux(self._video.encode())
            self._container.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def discard(self) -> None:
        """Give up: the file goes."""
        self.path.unlink(missing_ok=True)
        with suppress(FFmpegError, OSError, ValueError):  # the last may be that the file is closed
            self._container.close()
        with suppress(OSError):
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def _add_video(self) -> VideoStream:
        encoding = self._encoding
        stream = self._container.add_stream(
            encoding.video_codec,
            rate=self._rate,
            options=dict(encoding.video_options),
            bit_rate=encoding.video_bit_rate,
        )
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = self._size
        stream.pix_fmt = encoding.pixel_format
        context = stream.codec_context
        context.time_base = 1 / self._rate
        tag_709(context)
        context.thread_type = "AUTO"  # alone, slice threads cost x264 quality and leave ProRes with one core
        return stream

    def _add_sound_stream(self) -> AudioStream:
        stream = self._container.add_stream(
            self._encoding.sound_codec, rate=SAMPLE_RATE, bit_rate=self._encoding.sound_bit_rate, layout="stereo"
        )
        assert isinstance(stream, AudioStream)
        return stream

    def _begin(self) -> None:
        if not self._is_begun:
            self._container.start_encoding()
            self._is_begun = True

    def _due(self) -> int:
        """Samples that belong to the pictures so far."""
        return round(self.frame_count * SAMPLE_RATE / self._rate)

    def _release_sound(self) -> None:
        """Write the sound that is there for the pictures so far."""
        while self._sound is not None and self._waiting and self._samples < self._due():
            samples = self._waiting.pop(0)
            now, later = np.split(samples, [self._due() - self._samples])
            if len(later):
                self._waiting.insert(0, later)
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(now, np.float32).reshape(1, -1), "flt", "stereo")
            frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, self._samples, Fraction(1, SAMPLE_RATE)
            self._container.mux(self._sound.encode(frame))
            self._samples += len(now)

    @contextmanager
    def _discarding(self) -> Generator[None, None, None]:
        try:
            with _told(self.path):
                yield
        except StudioError:
            self.discard()
            raise


@contextmanager
def _told(path: Path) -> Generator[None, None, None]:
    """What goes wrong with a file becomes a sentence."""
    try:
        yield
    except (FFmpegError, OSError) as error:
        reason = _REASONS.get(error.errno or 0, f"{error.strerror}; choose another place or format.")
        raise StudioError(f"{path.name} can't be written: {reason}") from error


class TakeWriter(StreamWriter):
    """A take being written."""

    def __init__(self, path: Path, width: int, height: int, rate: Fraction) -> None:
        super().__init__(path, MEZZANINE, width, height, rate)

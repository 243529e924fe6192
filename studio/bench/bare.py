"""The same work as other programs do it: what seeking and exporting are held against."""

from __future__ import annotations

import subprocess
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import PictureType, VideoFrame
from numpy.typing import NDArray

from studio.api import SAMPLE_RATE

SOUND_BITS = 192_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """Settings of libx264, as the exporter has them."""

    crf: str
    preset: str


class BareSeeker:
    """Seeks, decodes and converts frames of one take as PyAV alone does it."""

    def __init__(self, path: Path) -> None:
        self._container = av.open(path)
        self._stream = self._container.streams.video[0]

    def seek(self, seconds: Fraction) -> NDArray[np.uint8]:
        """One frame as RGB."""
        assert self._stream.time_base is not None
        begin = round(seconds / self._stream.time_base)
        self._container.seek(begin, stream=self._stream)
        for decoded in self._container.decode(self._stream):
            if decoded.pts is not None and decoded.pts >= begin:
                return decoded.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
        raise ValueError(f"no frame at {seconds} s")

    def close(self) -> None:
        """Close the file."""
        self._container.close()


def join_by_ffmpeg(takes: Sequence[Path], out: Path, coding: Coding) -> None:
    """What a person would type to join the takes to an MP4."""
    inputs = [part for take in takes for part in ("-i", str(take))]
    joined = "".join(f"[{number}:v][{number}:a]" for number in range(len(takes)))
    joined += f"concat=n={len(takes)}:v=1:a=1[v][a]"
    picture = ["-c:v", "libx264", "-preset", coding.preset, "-crf", coding.crf, "-pix_fmt", "yuv420p"]
    sound = ["-c:a", "aac", "-b:a", str(SOUND_BITS)]
    output = ["-map", "[v]", "-map", "[a]", *picture, *sound, "-movflags", "+faststart", str(out)]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", joined, *output], check=True)


def join_by_pyav(takes: Sequence[Path], out: Path, coding: Coding) -> None:
    """The same in a plain loop of PyAV, with all threads."""
    with av.open(takes[0]) as first, av.open(out, "w", options={"movflags": "+faststart"}) as target:
        like = first.streams.video[0]
        rate = like.average_rate or Fraction(24)
        picture = target.add_stream("libx264", rate=rate, options={"crf": coding.crf, "preset": coding.preset})
        picture.width, picture.height, picture.pix_fmt = like.width, like.height, "yuv420p"
        picture.codec_context.time_base, picture.thread_type = 1 / rate, "AUTO"
        sound = target.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", bit_rate=SOUND_BITS)
        shown = played = 0
        for frame in _decode(takes):
            if isinstance(frame, VideoFrame):
                frame.pts, frame.time_base, frame.pict_type = shown, 1 / rate, PictureType.NONE
                shown += 1
                target.mux(picture.encode(frame.reformat(format="yuv420p")))
            else:
                frame.pts, frame.time_base = played, Fraction(1, SAMPLE_RATE)
                played += frame.samples
                target.mux(sound.encode(frame))
        target.mux(picture.encode())
        target.mux(sound.encode())


def _decode(takes: Sequence[Path]) -> Generator[VideoFrame | AudioFrame, None, None]:
    for take in takes:
        with av.open(take) as source:
            source.streams.video[0].thread_type = "AUTO"
            for frame in source.decode(video=0, audio=0):
                assert isinstance(frame, VideoFrame | AudioFrame)
                yield frame

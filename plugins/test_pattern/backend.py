"""The test pattern: every frame says which one it is, and can be made late, to fail or to crash."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from studio.api import (
    SAMPLE_RATE,
    Event,
    Frames,
    Pictures,
    Preview,
    Progress,
    Samples,
    ShotRequest,
    Sound,
    StudioError,
)
from studio.core.timecode import to_samples
from studio.media.bars import draw_bars
from studio.media.fonts import choose_font, clean_text

CHUNK_FRAMES = 8
CHUNK_BYTES = 50_000_000
PREVIEW_PX = 512
LOUDNESS = 0.1
MOST_LETTERS = 80


class TestPattern:
    """Bars that hold the frame number, the shot's name, and a tone whose pitch comes from the seed."""

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        """The frames in small chunks, each with its preview and its sound. `folder` is not read."""
        label = draw_label(request.shot_name, request.width, request.height)
        begin = 0
        while begin < request.frames:
            end = min(begin + _chunk_frames(request), request.frames)
            end = min([end, *(stop for stop in _stops(request) if stop > begin)])
            _stop_if_asked(request, begin)
            time.sleep(_number(request, "delay_seconds") * (end - begin))
            pictures = np.stack([draw_frame(number, request, label) for number in range(begin, end)])
            yield Preview(frame=begin, picture=shrink(pictures[0]))
            yield Frames(pictures=pictures)
            yield Sound(samples=make_tone(request, begin, end))
            yield Progress(done=end / request.frames, text=f"Frame {end} of {request.frames}")
            begin = end

    def close(self) -> None:
        """Nothing is held between takes."""


def draw_frame(number: int, request: ShotRequest, label: Pictures) -> Pictures:
    """The bars of a frame number with the label at the foot, where they are not read."""
    picture = draw_bars(number, request.width, request.height)
    picture[request.height - label.shape[0] :] = label
    return picture


def draw_label(text: str, width: int, height: int) -> Pictures:
    """A strip with a text in white on grey, an eighth of the picture's height: uint8 RGB."""
    strip = Image.new("RGB", (width, max(1, height // 8)), (70, 70, 70))
    font, written = choose_font(clean_text(text)[:MOST_LETTERS], max(6.0, height / 14))
    ImageDraw.Draw(strip).text((width // 40, height // 16), written, fill=(255, 255, 255), font=font, anchor="lm")
    return np.asarray(strip)


def make_tone(request: ShotRequest, begin: int, end: int) -> Samples:
    """The samples of the frames `begin` to `end`: a sine at a step of the octave above 440 Hz that the seed chooses."""
    place = np.arange(to_samples(begin, request.frame_rate), to_samples(end, request.frame_rate))
    pitch = 440.0 * 2 ** (request.seed % 12 / 12)
    mono = LOUDNESS * np.sin(2 * np.pi * pitch / SAMPLE_RATE * place)
    return np.repeat(mono.astype(np.float32)[:, None], 2, axis=1)


def shrink(picture: Pictures) -> Pictures:
    """A picture for the preview, at most `PREVIEW_PX` wide."""
    step = -(-picture.shape[1] // PREVIEW_PX)
    return np.ascontiguousarray(picture[::step, ::step])


def _chunk_frames(request: ShotRequest) -> int:
    """Frames that are made in one go: one where each is late, so that a cancel is not."""
    if _number(request, "delay_seconds") > 0:
        return 1
    return max(1, min(CHUNK_FRAMES, CHUNK_BYTES // (request.width * request.height * 3)))


def _stops(request: ShotRequest) -> tuple[int, int]:
    return int(_number(request, "fail_at_frame")), int(_number(request, "crash_at_frame"))


def _stop_if_asked(request: ShotRequest, frame: int) -> None:
    fail, crash = _stops(request)
    if frame == fail:
        raise StudioError(
            f"The test pattern stopped at frame {frame}, as asked; set “Fail at frame” to -1 and try again."
        )
    if frame == crash:
        raise RuntimeError(f"the test pattern crashed at frame {frame}, as asked")


def _number(request: ShotRequest, name: str) -> float:
    return float(request.setting(name))

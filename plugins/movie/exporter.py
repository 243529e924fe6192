"""A film written frame by frame to a file beside its place, which it takes only when it is whole."""

from __future__ import annotations

import shutil
import time
from collections.abc import Generator, Iterable
from contextlib import closing, suppress

from av.video.frame import VideoFrame

from studio.api import SAMPLE_RATE, ExportRequest, Progress, StudioError
from studio.core.timecode import to_samples
from studio.media.ahead import compose_ahead
from studio.media.compose import Composer
from studio.media.encoding import Encoding
from studio.media.mix import Mixer
from studio.media.writer import StreamWriter

PART = ".part"
SOUND_FRAMES = 24  # whose sound is mixed in one go
REPORT_SECONDS = 0.1


def write_movie(request: ExportRequest, encoding: Encoding, bytes_per_second: float) -> Generator[Progress, None, None]:
    """Write the film. Closing the generator leaves nothing behind; `bytes_per_second` is what will be needed at least.

    Raises `StudioError` with the file's name for what the user can mend.
    """
    _check_size(request)
    _check_room(request, bytes_per_second)
    part = request.path.with_name(request.path.name + PART)
    try:
        with (
            Composer(request.project, request.folder) as composer,
            Mixer(request.project, request.folder) as mixer,
            StreamWriter(part, encoding, request.width, request.height, request.project.frame_rate) as writer,
        ):
            size = request.width, request.height
            with closing(compose_ahead(composer, range(request.begin, request.end), size)) as frames:
                yield from _write_frames(request, frames, mixer, writer)
        part.replace(request.path)
    except StudioError as error:
        raise StudioError(str(error).replace(part.name, request.path.name)) from error
    except OSError as error:  # of the renaming: the writer has sentences for its own
        part.unlink(missing_ok=True)
        raise StudioError(
            f"{request.path.name} can't take its place ({error.strerror}); choose another name or folder."
        ) from error


def _write_frames(
    request: ExportRequest, frames: Iterable[VideoFrame], mixer: Mixer, writer: StreamWriter
) -> Generator[Progress, None, None]:
    rate, count = request.project.frame_rate, request.end - request.begin
    first_sample = to_samples(request.begin, rate)
    began = told = time.monotonic()
    yield Progress(done=0.0, text=f"Frame 0 of {count}")
    for number, frame in enumerate(frames):
        if number % SOUND_FRAMES == 0:
            here, there = (to_samples(each, rate) for each in (number, min(number + SOUND_FRAMES, count)))
            writer.add_sound(mixer.read(first_sample + here, there - here))
        writer.add_frame(frame)
        now = time.monotonic()
        if now - told >= REPORT_SECONDS or number + 1 == count:
            told = now
            speed = (number + 1) / max(now - began, 1e-6)
            yield Progress(done=(number + 1) / count, text=f"Frame {number + 1} of {count} · {speed:.0f} fps")


def _check_size(request: ExportRequest) -> None:
    if request.end <= request.begin:
        raise StudioError(f"{request.path.name} would have no frame; choose a longer part of the film.")
    if request.width % 2 or request.height % 2:
        raise StudioError(
            f"{request.path.name} can't be {request.width} × {request.height} pixels large; "
            "choose a width and a height that are even."
        )


def _check_room(request: ExportRequest, bytes_per_second: float) -> None:
    """Refuse what the disk has no room for, before an hour's work is lost on it."""
    seconds = (request.end - request.begin) / request.project.frame_rate
    needed = bytes_per_second * float(seconds)
    with suppress(OSError):  # a folder that is not there is the writer's to name
        free = shutil.disk_usage(request.path.parent).free
        if free < needed:
            raise StudioError(
                f"{request.path.name} needs about {_tell(needed)}, and {_tell(free)} are free there; "
                "free some space or choose another folder."
            )


def _tell(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def sound_bytes_per_second(bits: int) -> float:
    """What stereo PCM of these bits takes."""
    return SAMPLE_RATE * 2 * bits / 8

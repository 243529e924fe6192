"""What a file from disk is, told by its first bytes before any decoder sees it, then by reading a little of it."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from av.stream import Disposition

from studio.core.project import MediaKind
from studio.core.timecode import SAMPLE_RATE
from studio.errors import StudioError
from studio.media.container import open_media
from studio.media.pictures import read_facts
from studio.media.reader import TakeReader
from studio.media.sound import SoundReader

MOST_FRAMES = 10_000_000  # five days at 24 a second: no footage, but a header that lies
_HEAD = 16
_FIRST_SAMPLES = SAMPLE_RATE // 10

_PICTURES: tuple[Callable[[bytes], bool], ...] = (
    lambda head: head.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")),
    lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP",
    lambda head: head[4:12] in (b"ftypavif", b"ftypavis"),
)
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_CONTAINERS: tuple[Callable[[bytes], bool], ...] = (
    lambda head: head[4:8] in _BOXES,
    lambda head: head.startswith((b"\x1a\x45\xdf\xa3", b"fLaC", b"OggS", b"ID3")),
    lambda head: head.startswith((b"RIFF", b"RF64")) and head[8:12] == b"WAVE",
    lambda head: head.startswith(b"FORM") and head[8:12] in (b"AIFF", b"AIFC"),
    lambda head: head[0] == 0xFF and head[1] & 0xE0 == 0xE0,  # an MPEG sound frame
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """A file at a glance: what it holds, for how many frames of the film (0 for pictures), and whether it sounds."""

    kind: MediaKind
    frames: int = 0
    has_sound: bool = False


def read_media_facts(path: Path, rate: Fraction) -> MediaFacts:
    """What a file holds, at a film's rate. Its first picture and sound are decoded, so damage is found at the door.

    Raises `StudioError` with the file's name for what can't be used.
    """
    head = _read_head(path)
    if any(fits(head) for fits in _PICTURES):
        read_facts(path)
        return MediaFacts(kind=MediaKind.PICTURE)
    if not any(fits(head) for fits in _CONTAINERS):
        raise StudioError(
            f"{path.name} is no picture, video or sound of a known kind; "
            "choose a PNG, JPEG, WebP, TIFF, MOV, MP4, MKV, WAV, FLAC, MP3 or Ogg file."
        )
    facts = _read_facts(path, rate)
    if facts.frames > MOST_FRAMES:
        raise StudioError(f"{path.name} says that it lasts longer than any film; choose another copy of it.")
    return facts


def _read_head(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would hang us
            raise StudioError(f"{path.name} is no file; choose a picture, a video or a sound.")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise StudioError(f"{path.name} isn't there any more; put it back or choose another file.") from None
    except OSError as error:
        raise StudioError(
            f"{path.name} can't be read ({error.strerror}); check its permissions and its disk."
        ) from None
    if not head:
        raise StudioError(f"{path.name} is empty; choose another copy of it.")
    return head.ljust(_HEAD, b"\0")


def _read_facts(path: Path, rate: Fraction) -> MediaFacts:
    samples = _count_samples(path)
    if _has_pictures(path):
        with TakeReader(path) as reader:
            reader.frame(0)
            frames = max(1, int(reader.frame_count * rate / reader.rate))
        return MediaFacts(kind=MediaKind.VIDEO, frames=frames, has_sound=samples > 0)
    if not samples:
        raise StudioError(f"{path.name} holds neither pictures nor sound; choose another file.")
    return MediaFacts(kind=MediaKind.SOUND, frames=max(1, ceil(samples * rate / SAMPLE_RATE)), has_sound=True)


def _has_pictures(path: Path) -> bool:
    """Whether it holds a film, not just the picture of a cover."""
    with open_media(path) as container:
        streams = container.streams.video
        return bool(streams) and not streams[0].disposition & Disposition.attached_pic


def _count_samples(path: Path) -> int:
    with closing(SoundReader(path)) as reader:
        reader.read(0, _FIRST_SAMPLES)
        return reader.sample_count

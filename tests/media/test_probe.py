"""What a file from disk is: told before it is decoded, and refused with a sentence."""

from __future__ import annotations

import os
import struct
import wave
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition
from PIL import Image

from studio.core.project import MediaKind
from studio.errors import StudioError
from studio.media.probe import MediaFacts, read_media_facts
from tests.media.conftest import MakeClip

RATE = Fraction(24)
SECOND = 48_000


def make_sound(path: Path, samples: int = SECOND) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SECOND, 0, "NONE", ""))
        file.writeframes(np.zeros(samples, np.int16).tobytes())
    return path


def make_covered(path: Path) -> Path:
    """A song with the picture of its cover."""
    with av.open(path, "w") as container:
        stream = container.add_stream("flac", rate=SECOND, layout="mono")
        cover = container.add_stream("png", rate=1)
        cover.width, cover.height, cover.pix_fmt = 32, 32, "rgb24"
        cover.disposition = Disposition.attached_pic
        container.mux(cover.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))))
        container.mux(cover.encode(None))
        sound = av.AudioFrame.from_ndarray(np.zeros((1, SECOND), np.int16), "s16", "mono")
        sound.sample_rate = SECOND
        for frame in (sound, None):
            container.mux(stream.encode(frame))
    return path


def test_a_video_is_counted_at_the_films_rate(make_clip: MakeClip) -> None:
    clip = make_clip(frames=50, rate=Fraction(25))
    assert read_media_facts(clip, RATE) == MediaFacts(kind=MediaKind.VIDEO, frames=48, has_sound=True)
    assert read_media_facts(clip, Fraction(25)).frames == 50


def test_a_sound_is_whole_to_its_last_sample(tmp_path: Path) -> None:
    sound = MediaFacts(kind=MediaKind.SOUND, frames=24, has_sound=True)
    assert read_media_facts(make_sound(tmp_path / "a.wav"), RATE) == sound
    assert read_media_facts(make_sound(tmp_path / "b.wav", SECOND + 1), RATE).frames == 25


def test_a_cover_makes_no_film_of_a_song(tmp_path: Path) -> None:
    facts = read_media_facts(make_covered(tmp_path / "song.flac"), RATE)
    assert (facts.kind, facts.frames) == (MediaKind.SOUND, 24)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif", "a.gif", "a.bmp", "png with no ending"])
def test_a_picture_is_known_by_its_first_bytes(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (8, 6)).save(tmp_path / name, None if "." in name else "PNG")
    assert read_media_facts(tmp_path / name, RATE) == MediaFacts(kind=MediaKind.PICTURE)


def _write(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _link(path: Path) -> None:
    path.symlink_to("nowhere")


def _huge_png() -> bytes:
    """A header that claims a hundred thousand pixels each way."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + header
        + struct.pack(">I", zlib.crc32(header))
        + bytes(3)
        + b"\x09IDAT"
        + bytes(99)
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(_write(b""), "is empty", id="empty"),
        pytest.param(_write(b"\xff"), "no picture, video or sound", id="one byte"),
        pytest.param(_write(b"Dear Ada,\n" * 99), "no picture, video or sound", id="a letter"),
        pytest.param(_write(b"#EXTM3U\nfile:///etc/passwd\n"), "no picture, video or sound", id="a list of others"),
        pytest.param(_write(b"ffconcat version 1.0\nfile /etc/passwd\n"), "no picture, video or sound", id="joined"),
        pytest.param(_write(b"%!PS-Adobe-3.0 EPSF-3.0\n"), "no picture, video or sound", id="a program"),
        pytest.param(_write(b"\0\0\0\x20ftypisom" + bytes(900)), "damaged", id="a film of zeros"),
        pytest.param(_write(b"\x89PNG\r\n\x1a\n" + b"noise" * 99), "damaged|no picture", id="a damaged picture"),
        pytest.param(_write(_huge_png()), "million pixels", id="far too many pixels"),
        pytest.param(_write(b"RIFF\xff\xff\xff\xffWAVE"), "damaged|holds neither", id="a sound without a sound"),
        pytest.param(Path.mkdir, "is no file", id="a folder"),
        pytest.param(os.mkfifo, "is no file", id="a pipe"),
        pytest.param(_link, "isn't there any more", id="a link to nothing"),
    ],
)
def test_what_is_none_is_refused_by_name(tmp_path: Path, make: Callable[[Path], object], words: str) -> None:
    path = tmp_path / "sea.mov"
    make(path)
    with pytest.raises(StudioError, match=rf"^sea\.mov .*({words})"):
        read_media_facts(path, RATE)


def test_a_film_cut_short_is_refused(make_clip: MakeClip, tmp_path: Path) -> None:
    data = make_clip().read_bytes()
    (tmp_path / "half.mov").write_bytes(data[: len(data) // 2])
    with pytest.raises(StudioError, match=r"^half\.mov is damaged"):
        read_media_facts(tmp_path / "half.mov", RATE)


def test_a_header_that_lies_about_its_length_is_refused(tmp_path: Path) -> None:
    with av.open(tmp_path / "long.mka", "w") as container:
        stream = container.add_stream("flac", rate=SECOND, layout="mono")
        for begin in (0, SECOND * 86_400 * 30):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, SECOND), np.int16), "s16", "mono")
            frame.sample_rate, frame.pts = SECOND, begin
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(StudioError, match="longer than any film"):
        read_media_facts(tmp_path / "long.mka", RATE)

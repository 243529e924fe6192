"""Written files have exactly the pictures, the times and the length of sound they should; a failure leaves nothing."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.errors import StudioError
from studio.media.bars import draw_bars
from studio.media.colour import from_rgb, planes_of
from studio.media.container import MOST_TAG_LETTERS, read_tag
from studio.media.encoding import Encoding
from studio.media.mezzanine import MEZZANINE
from studio.media.reader import TakeReader
from studio.media.writer import StreamWriter, TakeWriter

MakeClip = Callable[..., Path]
Samples = NDArray[np.float32]

MP4 = Encoding(
    container="mp4",
    video_codec="libx264",
    pixel_format="yuv420p",
    video_options={"crf": "20", "preset": "veryfast"},
    sound_codec="aac",
    sound_bit_rate=192_000,
    faststart=True,
)
LOSSLESS = Encoding(
    container="matroska", video_codec="ffv1", pixel_format="yuv422p10le", video_options={"g": "1"}, sound_codec="flac"
)


@pytest.mark.parametrize("encoding", [MEZZANINE, MP4], ids=["mezzanine", "mp4"])
@pytest.mark.parametrize("rate", ["24", "24000/1001", "25", "30000/1001", "60000/1001"])
def test_times_are_exact_and_sound_is_as_long_as_the_pictures(
    make_clip: MakeClip, encoding: Encoding, rate: str
) -> None:
    path = make_clip("clip.part", 50, rate=Fraction(rate), encoding=encoding)
    with av.open(path) as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert video.average_rate == Fraction(rate)
        stamps = [(frame.pts or 0) * (frame.time_base or 0) for frame in container.decode(video)]
        assert stamps == [n / Fraction(rate) for n in range(50)]
        assert sound.duration is not None and sound.time_base is not None
        assert abs(sound.duration * sound.time_base - 50 / Fraction(rate)) < 1 / Fraction(rate)


@pytest.mark.parametrize("given", [0, 10_000, 96_000, 200_000])
def test_sound_is_cut_or_filled_up(tmp_path: Path, noise: Samples, given: int) -> None:
    with TakeWriter(tmp_path / "take.part", 64, 36, Fraction(24)) as writer:
        for number in range(24):
            writer.add_sound(noise[number * given // 48 : (number + 1) * given // 48])
            writer.add_pictures(draw_bars(number, 64, 36)[None])
        writer.add_pictures(np.stack([draw_bars(number, 64, 36) for number in range(24, 48)]))
        writer.add_sound(noise[given // 2 : given])
    with TakeReader(tmp_path / "take.part") as reader:
        sound = reader.read_sound(0, 200_000)
    kept = min(given, 96_000)
    assert np.abs(sound[:kept] - noise[:kept]).max(initial=0) < 2**-22
    assert not sound[kept:].any()


def test_lossless_files_hold_the_very_planes(tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    frames = [from_rgb(chance.integers(0, 256, (36, 64, 3), np.uint8)) for _ in range(5)]
    with StreamWriter(tmp_path / "film.mkv", LOSSLESS, 64, 36, Fraction(24)) as writer:
        for frame in frames:
            writer.add_frame(frame)
    with TakeReader(tmp_path / "film.mkv") as reader:
        for frame, read in zip(frames, reader.frames(), strict=True):
            for written, got in zip(planes_of(frame), planes_of(read), strict=True):
                assert np.array_equal(written, got)


def test_a_fast_start_has_its_index_in_front(make_clip: MakeClip) -> None:
    head = make_clip("clip.mp4", encoding=MP4).read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")


def test_takes_that_repeat_key_frames_do_not_make_the_export_do_so(make_clip: MakeClip, tmp_path: Path) -> None:
    encoding = replace(MP4, sound_codec="", video_options={"x264-params": "scenecut=0"})
    with (
        TakeReader(make_clip(frames=48)) as reader,
        StreamWriter(tmp_path / "film.mp4", encoding, 160, 90, Fraction(24)) as writer,
    ):
        for frame in reader.frames():
            writer.add_frame(frame)
    with av.open(tmp_path / "film.mp4") as container:
        assert sum(packet.is_keyframe for packet in container.demux(video=0) if packet.size) == 1


def test_an_error_leaves_no_half_file(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        StreamWriter(tmp_path / "film.mp4", MP4, 64, 36, Fraction(24)) as writer,
    ):
        writer.add_pictures(draw_bars(1, 64, 36)[None])
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("encoding", [MEZZANINE, MP4], ids=["mezzanine", "mp4"])
@pytest.mark.parametrize("frames", [0, 3, 40])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path, encoding: Encoding, frames: int) -> None:
    path = tmp_path / "take.part"
    path.symlink_to("/dev/full")  # writing there fails as on a full disk
    picture = np.random.default_rng(1).integers(0, 256, (1, 360, 640, 3), np.uint8)
    with (
        pytest.raises(StudioError, match=r"^take\.part can't be written: the disk is full; free some space"),
        StreamWriter(path, encoding, 640, 360, Fraction(24)) as writer,
    ):
        for _ in range(frames):
            writer.add_pictures(picture)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"^take\.part can't be written: its folder is gone; choose"):
        TakeWriter(tmp_path / "gone" / "take.part", 64, 36, Fraction(24))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_closed_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StudioError, match=r"^take\.part can't be written: its folder may not be written to"):
        TakeWriter(tmp_path / "take.part", 64, 36, Fraction(24))


def test_a_size_that_the_codec_cannot_write_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"^film\.mp4 can't be written: .*; choose another place or format"):
        StreamWriter(tmp_path / "film.mp4", MP4, 63, 35, Fraction(24))
    assert not list(tmp_path.iterdir())


def test_frames_of_another_size_are_a_broken_promise(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match=re.escape("a frame of 32 × 18")),
        TakeWriter(tmp_path / "take.part", 64, 36, Fraction(24)) as writer,
    ):
        writer.add_pictures(draw_bars(1, 32, 18)[None])


def test_a_file_says_of_itself_what_it_was_told(tmp_path: Path) -> None:
    path = tmp_path / "take.part"
    words = "Größe:\n“日本” " + "x" * 100_000
    with TakeWriter(path, 64, 36, Fraction(24)) as writer:
        writer.describe({"com.storyreel.test": words})
        writer.add_pictures(draw_bars(0, 64, 36)[None])
    assert read_tag(path, "com.storyreel.test") == words
    assert read_tag(path, "com.storyreel.other") == ""


def test_a_description_comes_before_the_pictures_and_only_where_there_is_a_place(tmp_path: Path) -> None:
    with TakeWriter(tmp_path / "take.part", 64, 36, Fraction(24)) as writer:
        writer.add_pictures(draw_bars(0, 64, 36)[None])
        with pytest.raises(ValueError, match="takes no description"):
            writer.describe({"a": "b"})
    with (
        StreamWriter(tmp_path / "film.mkv", LOSSLESS, 64, 36, Fraction(24)) as writer,
        pytest.raises(ValueError, match="takes no description"),
    ):
        writer.describe({"a": "b"})


def test_descriptions_by_strangers_are_bounded_and_need_not_be_text(tmp_path: Path) -> None:
    path = tmp_path / "take.mov"
    with TakeWriter(path, 64, 36, Fraction(24)) as writer:
        writer.describe({"a": "x" * (MOST_TAG_LETTERS + 1), "b": "????"})
        writer.add_pictures(draw_bars(0, 64, 36)[None])
    with pytest.raises(StudioError, match=r"^take\.mov says more of itself"):
        read_tag(path, "a")
    path.write_bytes(path.read_bytes().replace(b"????", b"\xff\xfe\xff\xff"))
    assert read_tag(path, "b") == "\ufffd" * 4
    with TakeReader(path) as reader:
        assert reader.frame_count == 1

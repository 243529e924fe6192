"""Frames by number and sound by sample, exactly, from every kind of file that comes in."""

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.errors import StudioError
from studio.media.bars import draw_bars, read_bars
from studio.media.cache import FrameCache
from studio.media.colour import to_rgb
from studio.media.encoding import Encoding
from studio.media.mezzanine import MEZZANINE
from studio.media.reader import TakeReader
from studio.media.sound import SoundReader

MakeClip = Callable[..., Path]
Samples = NDArray[np.float32]

H264 = Encoding(
    container="mp4",
    video_codec="libx264",
    pixel_format="yuv420p",
    video_options={"g": "48", "bf": "3", "preset": "veryfast", "crf": "16"},
    sound_codec="aac",
    sound_bit_rate=256_000,
)
OPEN_GOP = {"g": "12", "bf": "3", "preset": "veryfast", "x264-params": "open-gop=1"}
KINDS = {
    "mezzanine": MEZZANINE,
    "h264 mp4": H264,
    "h264 mkv": replace(H264, container="matroska"),
    "h264 open gop mov": replace(H264, container="mov", video_options=OPEN_GOP),
    "mpeg4 mov": replace(H264, container="mov", video_codec="mpeg4", video_options={"g": "30", "bf": "2", "q": "3"}),
    "ffv1 mkv": replace(MEZZANINE, container="matroska", video_codec="ffv1", video_options={"g": "1"}),
}


@pytest.mark.parametrize("encoding", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001)], ids=["24", "29.97"])
def test_every_frame_has_its_number(make_clip: MakeClip, encoding: Encoding, rate: Fraction) -> None:
    with TakeReader(make_clip("clip.x", 61, rate=rate, encoding=encoding)) as reader:
        assert (reader.rate, reader.frame_count, reader.width, reader.height) == (rate, 61, 160, 90)
        for number in random.Random(1).choices(range(61), k=60):
            assert read_bars(to_rgb(reader.frame(number))) == number
        assert [read_bars(to_rgb(frame)) for frame in reader.frames()] == list(range(61))
        assert [read_bars(to_rgb(frame)) for frame in reader.frames(58)] == [58, 59, 60]
        assert read_bars(to_rgb(reader.frame(999))) == 60
        assert read_bars(to_rgb(reader.frame(-5))) == 0


def test_uneven_frames_stand_until_the_next(tmp_path: Path) -> None:
    path = tmp_path / "uneven.mkv"
    kept = [0, 1, 2, 5, 6, 11, 12]
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"bf": "2", "g": "4"})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = 160, 90
        for number in kept:
            frame = VideoFrame.from_ndarray(draw_bars(number, 160, 90)).reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with TakeReader(path) as reader:
        wanted = [max(each for each in kept if each <= number) for number in range(13)]
        assert [read_bars(to_rgb(frame)) for frame in reader.frames()] == wanted
        assert [read_bars(to_rgb(reader.frame(number))) for number in range(12, -1, -1)] == wanted[::-1]


@pytest.mark.parametrize("place", [(0, 4000), (90_000, 3000), (1234, 1), (-300, 500), (143_900, 400), (300_000, 64)])
def test_sound_is_exact_to_the_sample(make_clip: MakeClip, noise: Samples, place: tuple[int, int]) -> None:
    first, count = place
    wanted = np.zeros((count, 2), np.float32)
    sounding = range(max(first, 0), min(first + count, 144_000))
    if sounding:
        wanted[sounding.start - first : sounding.stop - first] = noise[sounding.start : sounding.stop]
    with TakeReader(make_clip(frames=72)) as reader:
        reader.read_sound(70_000, 100)
        assert np.abs(reader.read_sound(first, count) - wanted).max() < 2**-22


def test_compressed_sound_is_the_same_wherever_reading_starts(make_clip: MakeClip, noise: Samples) -> None:
    path = make_clip("clip.mp4", 96, encoding=H264)
    with TakeReader(path) as straight, TakeReader(path) as jumping:
        whole = straight.read_sound(0, 190_000)
        for first in (150_000, 20_000, 100_001):
            assert np.abs(jumping.read_sound(first, 2000) - whole[first : first + 2000]).max() < 1e-6
    lag = np.correlate(whole[50_000:54_000, 0], noise[50_100:53_900, 0]).argmax()
    assert lag == 100  # not shifted by the encoder's delay


@pytest.mark.parametrize(("rate", "layout"), [(44_100, "stereo"), (22_050, "mono"), (96_000, "stereo")])
def test_sound_of_other_rates_is_resampled(tmp_path: Path, rate: int, layout: str) -> None:
    path = tmp_path / "tone.wav"
    channels = 1 if layout == "mono" else 2
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(3 * rate) / rate).astype(np.float32)
    with av.open(path, "w") as container:
        stream = container.add_stream("pcm_f32le", rate=rate, layout=layout)
        assert isinstance(stream, AudioStream)
        frame = AudioFrame.from_ndarray(np.repeat(tone, channels)[None], "flt", layout)
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    reader = SoundReader(path)
    assert reader.sample_count == 144_000
    for first in (0, 100_000, 48_000):
        wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(first, first + 4000) / 48_000)
        inside = slice(64, None)  # the first samples of a file ring
        assert np.abs(reader.read(first, 4000) - wanted[:, None])[inside].max() < 0.002
    reader.close()


def test_files_that_cannot_be_read_are_one_sentence(tmp_path: Path, make_clip: MakeClip) -> None:
    with pytest.raises(StudioError, match=r"^gone\.mov isn't there any more; put it back"):
        TakeReader(tmp_path / "gone.mov")
    (tmp_path / "text.mov").write_text("no film at all")
    with pytest.raises(StudioError, match=r"^text\.mov is damaged and can't be read; "):
        TakeReader(tmp_path / "text.mov")
    half = tmp_path / "half.mov"
    half.write_bytes(make_clip().read_bytes()[:5000])
    with pytest.raises(StudioError, match=r"^half\.mov is damaged and can't be read; "):
        TakeReader(half)
    (tmp_path / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nclip.mov\n")
    with pytest.raises(StudioError, match=r"^list\.m3u8 is damaged and can't be read; "):
        TakeReader(tmp_path / "list.m3u8")


def test_sound_alone_holds_no_pictures(tmp_path: Path) -> None:
    with av.open(tmp_path / "tone.wav", "w") as container:
        stream = container.add_stream("pcm_s16le", rate=48_000)
        assert isinstance(stream, AudioStream)
        frame = AudioFrame.from_ndarray(np.zeros((1, 2000), np.int16))
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
    with pytest.raises(StudioError, match=r"^tone\.wav holds no pictures; choose a video file"):
        TakeReader(tmp_path / "tone.wav")


def test_pictures_alone_are_silent(make_clip: MakeClip) -> None:
    with TakeReader(make_clip(encoding=replace(MEZZANINE, sound_codec=""))) as reader:
        assert not reader.read_sound(0, 100).any()


def test_absurdly_large_pictures_are_refused(make_clip: MakeClip) -> None:
    path = make_clip(frames=1)
    data = bytearray(path.read_bytes())
    for mark, distance in ((b"apcn", 28), (b"icpf", 12)):  # the size, in the container and in the frame
        at = data.index(mark) + distance
        data[at : at + 4] = (20_000).to_bytes(2, "big") * 2
    path.write_bytes(data)
    with pytest.raises(StudioError, match=r"^clip\.mov is 20000 × 20000 pixels large; make it smaller first"):
        TakeReader(path)


def test_damage_inside_is_told_when_it_is_met(make_clip: MakeClip) -> None:
    path = make_clip(frames=24)
    data = bytearray(path.read_bytes())
    frame = -1
    for _ in range(13):
        frame = data.index(b"icpf", frame + 1)
    data[frame : frame + 200] = bytes(200)
    path.write_bytes(data)
    with TakeReader(path) as reader:
        assert read_bars(to_rgb(reader.frame(3))) == 3
        with pytest.raises(StudioError, match=r"^clip\.mov is damaged"):
            reader.frame(12)
        assert read_bars(to_rgb(reader.frame(20))) == 20


def test_cache_keeps_what_was_used_last() -> None:
    cache = FrameCache(most_bytes=3 * 4096 + 100)
    frames = {number: VideoFrame(64, 64, "gray") for number in range(5)}
    for number in range(3):
        cache.put(number, frames[number])
    assert cache.get(0) is frames[0]
    cache.put(3, frames[3])
    assert [cache.get(number) is not None for number in range(4)] == [True, False, True, True]
    cache.put(3, frames[4])
    assert cache.get(3) is frames[4]
    assert cache.bytes == 3 * 4096
    cache.clear()
    assert (cache.get(3), cache.bytes) == (None, 0)

"""Colour bars and grey ramps come through every combination of matrix, range, depth and codec as they went in."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.media.colour import BT601, BT709, FULL, LIMITED, WORKING_FORMAT, convert, from_rgb, planes_of, to_rgb
from studio.media.encoding import Encoding
from studio.media.mezzanine import MEZZANINE
from studio.media.reader import TakeReader
from studio.media.writer import StreamWriter

Picture = NDArray[np.uint8]

# Of red and blue: ITU-R BT.601-7 and BT.709-6.
WEIGHTS: dict[int, tuple[float, float]] = {BT601: (0.299, 0.114), BT709: (0.2126, 0.0722)}
UNTAGGED = 2


def draw_test_card(width: int = 320, height: int = 180) -> Picture:
    """75 % colour bars above a grey ramp in 16 steps."""
    card = np.zeros((height, width, 3), np.uint8)
    for bar in range(8):
        card[: height // 2, bar * width // 8 : (bar + 1) * width // 8] = [191 * (not bar & bit) for bit in (2, 4, 1)]
    for step in range(16):
        card[height // 2 :, step * width // 16 : (step + 1) * width // 16] = step * 17
    return card


def flat_parts(card: Picture) -> Picture:
    """The colours in the middle of each patch: (24, 3), where subsampled chroma has no edge."""
    height, width = card.shape[:2]
    bars = card[height // 4, [(2 * bar + 1) * width // 16 for bar in range(8)]]
    steps = card[3 * height // 4, [(2 * step + 1) * width // 32 for step in range(16)]]
    return np.concatenate([bars, steps])


def worst(got: Picture, wanted: Picture) -> int:
    return int(np.abs(flat_parts(got).astype(int) - flat_parts(wanted)).max())


def encode_by_hand(card: Picture, matrix: int, spread: int, pixel_format: str) -> VideoFrame:
    """YUV by the formulas of the standards alone, without swscale, tagged."""
    red, green, blue = np.moveaxis(card / 255.0, -1, 0)
    kr, kb = WEIGHTS[matrix]
    luma = kr * red + (1 - kr - kb) * green + kb * blue
    chroma = (blue - luma) / (2 * (1 - kb)), (red - luma) / (2 * (1 - kr))
    bits = 10 if "10" in pixel_format else 8
    unit, top = 1 << (bits - 8), (1 << bits) - 1
    frame = VideoFrame(card.shape[1], card.shape[0], pixel_format)
    for index, (plane, values) in enumerate(zip(frame.planes, (luma, *chroma), strict=True)):
        if spread == FULL:
            codes = values * top + (128 * unit if index else 0)
        else:
            codes = (values * (224 if index else 219) + (128 if index else 16)) * unit
        down, across = card.shape[0] // plane.height, card.shape[1] // plane.width
        rows = np.frombuffer(memoryview(plane), np.uint16 if bits == 10 else np.uint8).reshape(plane.height, -1)
        rows[:, : plane.width] = np.clip(codes[::down, ::across].round(), 0, top)
    frame.colorspace, frame.color_range = matrix, spread
    return frame


def write_frame(path: Path, frame: VideoFrame, codec: str, options: dict[str, str]) -> None:
    """A file of one frame that carries just the tags of that frame."""
    with av.open(path, "w") as container:
        stream = container.add_stream(codec, rate=24, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, frame.format.name
        stream.codec_context.colorspace, stream.codec_context.color_range = frame.colorspace, frame.color_range
        frame.pts, frame.time_base = 0, Fraction(1, 24)
        container.mux(stream.encode(frame))
        container.mux(stream.encode())


@pytest.mark.parametrize(
    "pixel_format", ["yuv444p", "yuv422p", "yuv420p", "yuv444p10le", WORKING_FORMAT, "yuv420p10le"]
)
@pytest.mark.parametrize("spread", [LIMITED, FULL], ids=["limited", "full"])
@pytest.mark.parametrize("matrix", [BT601, BT709], ids=["601", "709"])
def test_tagged_files_are_read_by_their_tags(tmp_path: Path, matrix: int, spread: int, pixel_format: str) -> None:
    card = draw_test_card()
    write_frame(tmp_path / "card.mkv", encode_by_hand(card, matrix, spread, pixel_format), "ffv1", {})
    with TakeReader(tmp_path / "card.mkv") as reader:
        frame = reader.frame(0)
        working = convert(frame)
        assert worst(to_rgb(frame), card) <= 2
        assert worst(to_rgb(working), card) <= 2
    wanted = planes_of(encode_by_hand(card, BT709, LIMITED, WORKING_FORMAT))
    for plane, by_hand in zip(planes_of(working), wanted, strict=True):
        middles = np.s_[45, by_hand.shape[1] // 16 :: by_hand.shape[1] // 8]
        assert np.abs(plane[middles].astype(int) - by_hand[middles]).max() <= 4  # of 1023: one 8-bit level


@pytest.mark.parametrize("matrix", [BT601, BT709], ids=["601", "709"])
@pytest.mark.parametrize(
    ("codec", "options", "spread"),
    [("libx264", {"crf": "4"}, LIMITED), ("libx264", {"crf": "4"}, FULL), ("mpeg4", {"q": "1"}, LIMITED)],
    ids=["h264 limited", "h264 full", "mpeg4 untagged"],
)
def test_lossy_files_stay_close(tmp_path: Path, codec: str, options: dict[str, str], spread: int, matrix: int) -> None:
    card = draw_test_card(640, 720 if matrix == BT709 else 480)
    write_frame(tmp_path / "card.mp4", encode_by_hand(card, matrix, spread, "yuv420p"), codec, options)
    with TakeReader(tmp_path / "card.mp4") as reader:
        assert worst(to_rgb(reader.frame(0)), card) <= 5


@pytest.mark.parametrize(("height", "matrix"), [(480, BT601), (576, BT601), (720, BT709), (1080, BT709)])
def test_untagged_files_go_by_their_height(tmp_path: Path, height: int, matrix: int) -> None:
    card = draw_test_card(64 * 16, height)
    frame = encode_by_hand(card, matrix, LIMITED, "yuv444p")
    frame.colorspace, frame.color_range = UNTAGGED, 0
    write_frame(tmp_path / "card.mkv", frame, "ffv1", {})
    with TakeReader(tmp_path / "card.mkv") as reader:
        assert worst(to_rgb(reader.frame(0)), card) <= 2
        assert worst(to_rgb(convert(reader.frame(0), size=(512, 288))), card) <= 3  # scaled down it is BT.709


@pytest.mark.parametrize(
    ("encoding", "most"),
    [
        (MEZZANINE, 2),
        (Encoding(container="matroska", video_codec="ffv1", pixel_format=WORKING_FORMAT), 1),
        (Encoding(container="matroska", video_codec="ffv1", pixel_format="yuv444p"), 2),
        (Encoding(container="mp4", video_codec="libx264", pixel_format="yuv420p", video_options={"crf": "12"}), 5),
        (Encoding(container="mov", video_codec="prores_ks", pixel_format="yuv444p10le"), 2),
    ],
    ids=["mezzanine", "ffv1 422", "ffv1 444", "h264", "prores 4444"],
)
def test_written_files_are_tagged_and_right(tmp_path: Path, encoding: Encoding, most: int) -> None:
    card = draw_test_card(640, 480)  # below 720 lines: untagged, it would be taken for BT.601
    with StreamWriter(tmp_path / "card", encoding, 640, 480, Fraction(24)) as writer:
        writer.add_pictures(card[None])
    with av.open(tmp_path / "card") as container:
        context = container.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert context.color_range == LIMITED
    with TakeReader(tmp_path / "card") as reader:
        assert worst(to_rgb(reader.frame(0)), card) <= most


def test_rgb_to_working_frames_and_back_is_exact_in_flat_colour() -> None:
    chance = np.random.default_rng(5)
    for colour in [*chance.integers(0, 256, (30, 3)), (0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 0, 255)]:
        picture = np.broadcast_to(np.array(colour, np.uint8), (36, 64, 3))
        assert np.abs(to_rgb(from_rgb(picture)).astype(int) - picture).max() <= 1


def test_a_working_frame_is_not_touched() -> None:
    frame = from_rgb(draw_test_card())
    assert convert(frame) is frame


@pytest.mark.parametrize("size", [(160, 90), (480, 270), (100, 60)])
def test_scaling_keeps_colour(size: tuple[int, int]) -> None:
    card = draw_test_card()
    frame = from_rgb(card)
    scaled = convert(frame, size=size)
    assert (scaled.width, scaled.height) == size
    assert worst(to_rgb(scaled), card) <= 3
    assert worst(to_rgb(frame, size), card) <= 3


@pytest.mark.parametrize("size", [(848, 480), (854, 480), (1366, 768), (321, 181), (1280, 720)])
def test_the_same_picture_gives_the_same_frame_each_time(size: tuple[int, int]) -> None:
    """Of widths that swscale's rows run over, too, whoever writes the next row."""
    width, height = size
    picture = np.broadcast_to(np.array((120, 90, 60), np.uint8), (height, width, 3))
    for _ in range(12):
        assert all((plane == plane[0, 0]).all() for plane in planes_of(from_rgb(picture)))

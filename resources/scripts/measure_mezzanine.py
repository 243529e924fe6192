"""Measure codecs as the mezzanine of takes: seek, decode and encode speed, size and fidelity at 1080p24.

Run `python resources/scripts/measure_mezzanine.py [NAME]…`; the chosen codec and its table are in `studio/media/mezzanine.py`.
"""

import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from PIL import Image, ImageDraw

WIDTH, HEIGHT, RATE, FRAMES, SEEKS, THREADS = 1920, 1080, 24, 72, 60, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    codec: str
    pixel_format: str
    options: dict[str, str] = field(default_factory=dict[str, str])


_X264 = {"g": "1", "crf": "12", "tune": "fastdecode"}
CANDIDATES = {
    "prores_ks HQ": Candidate(codec="prores_ks", pixel_format="yuv422p10le", options={"profile": "3"}),
    "prores_ks standard": Candidate(codec="prores_ks", pixel_format="yuv422p10le", options={"profile": "2"}),
    "prores HQ": Candidate(codec="prores", pixel_format="yuv422p10le", options={"profile": "3"}),
    "prores standard": Candidate(codec="prores", pixel_format="yuv422p10le", options={"profile": "2"}),
    "DNxHR HQ": Candidate(codec="dnxhd", pixel_format="yuv422p", options={"profile": "dnxhr_hq"}),
    "DNxHR HQX": Candidate(codec="dnxhd", pixel_format="yuv422p10le", options={"profile": "dnxhr_hqx"}),
    "FFV1": Candidate(codec="ffv1", pixel_format="yuv422p10le", options={"level": "3", "slices": "16", "slicecrc": "0"}),
    "H.264 veryfast": Candidate(codec="libx264", pixel_format="yuv422p10le", options={**_X264, "preset": "veryfast"}),
    "H.264 ultrafast": Candidate(codec="libx264", pixel_format="yuv422p10le", options={**_X264, "preset": "ultrafast"}),
}


def draw_cartoon() -> Image.Image:
    """One large drawn picture, as an animatic uses it: flat and graded areas, outlines, a caption."""
    picture = Image.new("RGB", (WIDTH * 5 // 4, HEIGHT * 5 // 4))
    draw = ImageDraw.Draw(picture)
    for y in range(picture.height):
        draw.line([(0, y), (picture.width, y)], fill=(90 + y // 12, 140 + y // 16, 235 - y // 14))
    draw.ellipse((1700, 90, 1950, 340), fill=(250, 230, 120))
    for x in range(0, picture.width, 160):
        draw.polygon([(x, 1100), (x + 110, 700 + x % 230), (x + 260, 1100)], fill=(40, 90 + x % 60, 60), outline=(15, 30, 20))
    draw.rectangle((0, 1050, picture.width, picture.height), fill=(110, 170, 80))
    for left, shade in ((500, (200, 80, 70)), (1100, (70, 90, 200)), (1600, (230, 160, 60))):
        draw.rounded_rectangle((left, 720, left + 200, 1230), radius=70, fill=shade, outline=(20, 20, 20), width=8)
        draw.ellipse((left + 10, 520, left + 190, 730), fill=(240, 200, 170), outline=(20, 20, 20), width=8)
        draw.ellipse((left + 60, 600, left + 80, 625), fill=(20, 20, 20))
        draw.arc((left + 60, 640, left + 140, 695), 10, 170, fill=(20, 20, 20), width=6)
    draw.text((700, 1260), "ANNA: We should have taken the other road.", fill=(255, 255, 255), font_size=56)
    return picture


def make_frames(noise: float) -> Iterator[VideoFrame]:
    """`FRAMES` 10-bit pictures of a slow sub-pixel push and pan over the cartoon, with film grain of `noise` levels."""
    picture, chance = draw_cartoon(), np.random.default_rng(1)
    grain = chance.normal(0, noise, (HEIGHT + 64, WIDTH + 64, 1)).astype(np.float32)
    for n in range(FRAMES):
        zoom = 1.25 - 0.1 * n / FRAMES
        frame = picture.transform((WIDTH, HEIGHT), Image.Transform.AFFINE, (zoom, 0, 1.37 * n, 0, zoom, 0.61 * n), Image.Resampling.BICUBIC)
        rgb = np.asarray(frame)
        if noise:
            y, x = chance.integers(0, 64, 2)
            rgb = np.clip(rgb + grain[y : y + HEIGHT, x : x + WIDTH], 0, 255).astype(np.uint8)
        made = VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
            format="yuv422p10le", dst_colorspace="ITU709", src_color_range="JPEG", dst_color_range="MPEG"
        )
        made.pts, made.time_base = n, Fraction(1, RATE)
        yield made


def encode(path: Path, candidate: Candidate, frames: list[VideoFrame]) -> float:
    """Write the frames and return frames a second."""
    start = time.perf_counter()
    with av.open(path, "w") as container:
        stream = container.add_stream(candidate.codec, rate=RATE, options=candidate.options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, candidate.pixel_format
        stream.codec_context.thread_count, stream.codec_context.thread_type = THREADS, "AUTO"
        for frame in frames:
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return len(frames) / (time.perf_counter() - start)


def open_video(path: Path, thread_type: str) -> tuple[av.container.InputContainer, av.VideoStream]:
    container = av.open(path)
    stream = container.streams.video[0]
    stream.codec_context.thread_count, stream.codec_context.thread_type = THREADS, thread_type
    return container, stream


def to_rgb(frame: VideoFrame) -> VideoFrame:
    return frame.reformat(format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG", threads=THREADS)


def measure_seeks(path: Path) -> list[float]:
    """Milliseconds from a frame number to its RGB picture, in random order."""
    container, stream = open_video(path, "SLICE")
    spent: list[float] = []
    with container:
        assert stream.time_base is not None
        for number in random.Random(2).choices(range(FRAMES), k=SEEKS + 5):
            start = time.perf_counter()
            pts = round(Fraction(number, RATE) / stream.time_base)
            container.seek(pts, stream=stream)
            frame = next(frame for frame in container.decode(stream) if frame.pts == pts)
            to_rgb(frame)
            spent.append((time.perf_counter() - start) * 1000)
    return spent[5:]


def measure_decoding(path: Path) -> float:
    """Frames a second read in order with frame threads, without conversion."""
    container, stream = open_video(path, "AUTO")
    with container:
        start = time.perf_counter()
        count = sum(1 for _ in container.decode(stream))
        return count / (time.perf_counter() - start)


def measure_fidelity(path: Path, frames: list[VideoFrame]) -> float:
    """PSNR in dB of the luma plane against the 10-bit source, at 10 bits."""
    container, stream = open_video(path, "AUTO")
    squares: list[float] = []
    with container:
        for source, frame in zip(frames, container.decode(stream), strict=True):
            got = frame.reformat(format="yuv422p10le").to_ndarray()[..., 0].astype(np.float32)
            squares.append(float(np.mean((got - source.to_ndarray()[..., 0]) ** 2)))
            if len(squares) == 12:
                break
    mean = statistics.fmean(squares)
    return math.inf if mean == 0 else 10 * math.log10(1023**2 / mean)


def main(names: list[str]) -> None:
    write = sys.stdout.write
    write("content | codec | seek to RGB ms median / p95 | decode fps | encode fps | MB/s | PSNR dB\n")
    with tempfile.TemporaryDirectory() as folder:
        for content, noise in (("cartoon", 0.0), ("grain", 6.0)):
            frames = list(make_frames(noise))
            for name in names or CANDIDATES:
                path = Path(folder) / "take.mov"
                path = path.with_suffix(".mkv") if CANDIDATES[name].codec == "ffv1" else path
                encoding = max(encode(path, CANDIDATES[name], frames) for _ in range(2))
                seeks = measure_seeks(path)
                size = path.stat().st_size / 1e6 / (FRAMES / RATE)
                decoding = max(measure_decoding(path) for _ in range(2))
                write(
                    f"{content:8}| {name:19}| {statistics.median(seeks):5.1f} / {statistics.quantiles(seeks, n=20)[-1]:5.1f} | "
                    f"{decoding:5.0f} | {encoding:5.0f} | {size:6.1f} | {measure_fidelity(path, frames):5.1f}\n"
                )


if __name__ == "__main__":
    main(sys.argv[1:])

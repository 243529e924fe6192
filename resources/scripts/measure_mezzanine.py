"""Measure codecs as the mezzanine of takes: seek, decode and encode speed, size and fidelity at 1080p24.

Run `python resources/scripts/measure_mezzanine.py [NAME]…`. The choice and its table: `studio/media/mezzanine.py`.
"""

import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image, ImageDraw

from studio.media.colour import convert, from_rgb, planes_of, to_rgb
from studio.media.encoding import Encoding
from studio.media.reader import TakeReader
from studio.media.writer import StreamWriter

WIDTH, HEIGHT, RATE, FRAMES, SEEKS = 1920, 1080, 24, 72, 60


def encoding(codec: str, bits: int = 10, container: str = "mov", **options: str) -> Encoding:
    """4:2:2 without sound."""
    pixel_format = "yuv422p10le" if bits == 10 else "yuv422p"
    return Encoding(container=container, video_codec=codec, pixel_format=pixel_format, video_options=options)


CANDIDATES = {
    "prores_ks HQ": encoding("prores_ks", profile="3"),
    "prores_ks standard": encoding("prores_ks", profile="2"),
    "prores HQ": encoding("prores", profile="3"),
    "prores standard": encoding("prores", profile="2"),
    "DNxHR HQ": encoding("dnxhd", bits=8, profile="dnxhr_hq"),
    "DNxHR HQX": encoding("dnxhd", profile="dnxhr_hqx"),
    "FFV1": encoding("ffv1", container="matroska", level="3", slices="16", slicecrc="0", g="1"),
    "H.264 veryfast": encoding("libx264", g="1", crf="12", tune="fastdecode", preset="veryfast"),
    "H.264 ultrafast": encoding("libx264", g="1", crf="12", tune="fastdecode", preset="ultrafast"),
}


def draw_cartoon() -> Image.Image:
    """One large drawn picture, as an animatic uses it: flat and graded areas, outlines, a caption."""
    picture = Image.new("RGB", (WIDTH * 5 // 4, HEIGHT * 5 // 4))
    draw = ImageDraw.Draw(picture)
    for y in range(picture.height):
        draw.line([(0, y), (picture.width, y)], fill=(90 + y // 12, 140 + y // 16, 235 - y // 14))
    draw.ellipse((1700, 90, 1950, 340), fill=(250, 230, 120))
    for x in range(0, picture.width, 160):
        peak = [(x, 1100), (x + 110, 700 + x % 230), (x + 260, 1100)]
        draw.polygon(peak, fill=(40, 90 + x % 60, 60), outline=(15, 30, 20))
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
        move = (zoom, 0, 1.37 * n, 0, zoom, 0.61 * n)
        rgb = np.asarray(picture.transform((WIDTH, HEIGHT), Image.Transform.AFFINE, move, Image.Resampling.BICUBIC))
        if noise:
            y, x = chance.integers(0, 64, 2)
            rgb = np.clip(rgb + grain[y : y + HEIGHT, x : x + WIDTH], 0, 255).astype(np.uint8)
        made = from_rgb(rgb)
        made.pts, made.time_base = n, Fraction(1, RATE)
        yield made


def measure_encoding(path: Path, candidate: Encoding, frames: list[VideoFrame]) -> float:
    """Frames a second written, without conversion."""
    start = time.perf_counter()
    with StreamWriter(path, candidate, WIDTH, HEIGHT, Fraction(RATE)) as writer:
        for frame in frames:
            writer.add_frame(frame)
    return len(frames) / (time.perf_counter() - start)


def measure_seeks(path: Path) -> list[float]:
    """Milliseconds from a frame number to its RGB picture, in random order."""
    spent: list[float] = []
    with TakeReader(path) as reader:
        for number in random.Random(2).choices(range(FRAMES), k=SEEKS + 5):
            start = time.perf_counter()
            to_rgb(reader.frame(number))
            spent.append((time.perf_counter() - start) * 1000)
    return spent[5:]


def measure_decoding(path: Path) -> float:
    """Frames a second read in order, without conversion."""
    with TakeReader(path) as reader:
        start = time.perf_counter()
        count = sum(1 for _ in reader.frames())
        return count / (time.perf_counter() - start)


def measure_fidelity(path: Path, frames: list[VideoFrame]) -> float:
    """PSNR in dB of the luma plane of the first frames, at 10 bits."""
    with TakeReader(path) as reader:
        errors = [
            np.mean((planes_of(convert(frame))[0].astype(np.float32) - planes_of(source)[0]) ** 2)
            for source, frame in zip(frames[:12], reader.frames(0, 12), strict=True)
        ]
    mean = float(np.mean(errors))
    return math.inf if mean == 0 else 10 * math.log10(1023**2 / mean)


def main(names: list[str]) -> None:
    """Print the table."""
    print("content | codec              | seek ms median / p95 | decode fps | encode fps | MB/s  | PSNR dB")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "take"
        for content, noise in (("cartoon", 0.0), ("grain", 6.0)):
            frames = list(make_frames(noise))
            for name in names or CANDIDATES:
                encoded = max(measure_encoding(path, CANDIDATES[name], frames) for _ in range(2))
                seeks, decoded = measure_seeks(path), max(measure_decoding(path) for _ in range(2))
                median, tail = statistics.median(seeks), statistics.quantiles(seeks, n=20)[-1]
                size, fidelity = path.stat().st_size / 1e6 / (FRAMES / RATE), measure_fidelity(path, frames)
                print(
                    f"{content:7} | {name:18} | {median:11.1f} / {tail:6.1f} | {decoded:10.0f} | {encoded:10.0f} "
                    f"| {size:5.1f} | {fidelity:7.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:])

"""Pictures of every kind come in upright and in sRGB; hostile ones are refused before they are decoded."""

import hashlib
import os
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image, ImageCms

from studio.errors import StudioError
from studio.media.pictures import load_picture, read_facts

RED, GREEN = (200, 40, 30), (20, 180, 60)


def two_halves(width: int = 64, height: int = 32) -> Image.Image:
    """Red on the left, green on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(GREEN, (width // 2, 0, width, height))
    return picture


def save_with_orientation(picture: Image.Image, path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(path, exif=exif, quality=95)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
def test_orientation_is_applied(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"turned.{suffix}"
    save_with_orientation(two_halves(), path, 6)  # the camera was held upright: the left half is the top
    facts = read_facts(path)
    loaded = load_picture(path)
    assert (facts.width_px, facts.height_px) == (32, 64)
    assert loaded.shape == (64, 32, 4)
    assert np.abs(loaded[4, 16, :3].astype(int) - RED).max() < 8
    assert np.abs(loaded[60, 16, :3].astype(int) - GREEN).max() < 8


def test_facts_name_the_content(tmp_path: Path) -> None:
    path = tmp_path / "really-a-png.jpeg"
    two_halves().save(path, "PNG")
    assert read_facts(path).suffix == ".png"
    assert read_facts(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("name", "mode", "tolerance"),
    [
        ("grey.png", "L", 0),
        ("grey-alpha.png", "LA", 0),
        ("palette.png", "P", 0),
        ("palette.gif", "P", 0),
        ("alpha.webp", "RGBA", 12),
        ("cmyk.jpg", "CMYK", 12),
        ("cmyk.tif", "CMYK", 3),
        ("plain.bmp", "RGB", 0),
        ("plain.avif", "RGB", 20),
    ],
)
def test_modes(tmp_path: Path, name: str, mode: str, tolerance: int) -> None:
    path = tmp_path / name
    source = two_halves().quantize() if mode == "P" else two_halves().convert(mode)
    source.save(path)
    loaded = load_picture(path)
    wanted = np.asarray(two_halves().convert("L").convert("RGB") if mode[0] == "L" else two_halves())
    assert loaded.shape == (32, 64, 4)
    assert loaded[..., 3].min() == 255
    assert np.abs(loaded[8, 8, :3].astype(int) - wanted[8, 8]).max() <= tolerance


@pytest.mark.parametrize(("dtype", "white"), [("uint16", 65535), ("float32", 1.0), ("int32", 65535)])
def test_deep_greys_keep_their_brightness(tmp_path: Path, dtype: str, white: float) -> None:
    path = tmp_path / "deep.tif"
    ramp = np.linspace(0, white, 256)[None].repeat(4, 0)
    Image.fromarray(ramp.astype(np.dtype(dtype))).save(path)
    assert np.abs(load_picture(path)[2, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_deep_grey_png(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    Image.fromarray((np.arange(256, dtype=np.uint16) * 257)[None]).save(path)
    assert load_picture(path)[0, :, 1].tolist() == list(range(256))


def test_transparency_is_kept(tmp_path: Path) -> None:
    rgba = np.zeros((4, 4, 4), np.uint8)
    rgba[..., 0], rgba[:2, :, 3] = 255, 128
    Image.fromarray(rgba).save(tmp_path / "half.png")
    assert np.array_equal(load_picture(tmp_path / "half.png"), rgba)
    Image.new("RGB", (4, 4), RED).save(tmp_path / "key.png", transparency=RED)
    assert load_picture(tmp_path / "key.png")[..., 3].max() == 0


def test_first_frame_of_a_moving_picture(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (8, 8), RED), Image.new("RGB", (8, 8), GREEN)
    first.save(tmp_path / "moving.gif", save_all=True, append_images=[second])
    first.save(tmp_path / "moving.webp", save_all=True, append_images=[second], lossless=True)
    assert tuple(load_picture(tmp_path / "moving.gif")[0, 0, :3]) == RED
    assert tuple(load_picture(tmp_path / "moving.webp")[0, 0, :3]) == RED


def make_profile(space: Literal["sRGB", "LAB"]) -> ImageCms.ImageCmsProfile:
    # Pillow's profile is a C type without a stub.
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(space))  # pyright: ignore[reportUnknownArgumentType]


def test_colour_profile_is_honoured(tmp_path: Path) -> None:
    path = tmp_path / "lab.tif"
    source = ImageCms.profileToProfile(two_halves(), make_profile("sRGB"), make_profile("LAB"), outputMode="LAB")
    assert source is not None
    source.save(path, icc_profile=make_profile("LAB").tobytes())
    assert np.abs(load_picture(path)[8, 8, :3].astype(int) - RED).max() <= 3


def test_broken_profile_is_ignored(tmp_path: Path) -> None:
    two_halves().save(tmp_path / "odd.png", icc_profile=b"no profile at all")
    assert tuple(load_picture(tmp_path / "odd.png")[0, 0, :3]) == RED


def test_large_pictures_are_scaled_down(tmp_path: Path) -> None:
    two_halves(3000, 1000).save(tmp_path / "large.jpg")
    loaded = load_picture(tmp_path / "large.jpg", max_px=300)
    assert loaded.shape == (100, 300, 4)
    assert np.abs(loaded[50, 50, :3].astype(int) - RED).max() < 8
    assert np.abs(loaded[50, 250, :3].astype(int) - GREEN).max() < 8


def png_header(width: int, height: int) -> bytes:
    """A PNG of any size whose picture is not there: only its header can be read."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"")
    chunks = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (body, data)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def truncated_png() -> bytes:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(noise).save(file, "PNG")
    return file.getvalue()[:3000]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (png_header(30_000, 30_000), "more than 178 million pixels; make it smaller"),
        (png_header(15_000, 12_000), "more than 178 million pixels; make it smaller"),
        (png_header(0, 12), "no picture of a known kind; choose"),
        (b"", "no picture of a known kind; choose"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no picture of a known kind; choose"),
        (b"nothing but text", "no picture of a known kind; choose"),
        (truncated_png(), "damaged and can't be read; choose"),
        (b"GIF89a\xff\xff\xff\xff\xf7\x00\x00;", "no picture of a known kind; choose"),
    ],
    ids=["30k", "180MP", "zero", "empty", "postscript", "text", "truncated", "gif without a frame"],
)
def test_hostile_pictures_are_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "odd.png"
    path.write_bytes(content)
    with pytest.raises(StudioError, match=rf"^odd\.png .*({sentence})"):
        load_picture(path)


def test_large_pictures_below_the_limit_are_accepted(tmp_path: Path) -> None:
    Image.new("1", (9500, 9500)).save(tmp_path / "wide.png")  # here Pillow would warn
    assert read_facts(tmp_path / "wide.png").width_px == 9500


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"^gone\.png isn't there any more; put it back"):
        load_picture(tmp_path / "gone.png")
    with pytest.raises(StudioError, match="is no file; choose a picture"):
        read_facts(tmp_path)
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(StudioError, match="is no file; choose a picture"):
        read_facts(tmp_path / "pipe.png")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "closed.png"
    two_halves().save(path)
    path.chmod(0)
    with pytest.raises(StudioError, match=r"^closed\.png may not be read; change its permissions"):
        read_facts(path)

"""Still pictures from anywhere: bounded before they are decoded, upright, in sRGB with alpha."""

import hashlib
import io
import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageFile, ImageOps

from studio.errors import StudioError

MOST_PIXELS = 178_000_000  # just below where Pillow refuses by itself
SUFFIXES = {  # the formats that are read; Pillow's others (one of them runs PostScript) stay shut
    "PNG": ".png",
    "JPEG": ".jpg",
    "WEBP": ".webp",
    "AVIF": ".avif",
    "TIFF": ".tif",
    "BMP": ".bmp",
    "GIF": ".gif",
}

_warnings = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """A picture file at a glance: its size as it is seen (upright), its content hash, its format's suffix."""

    width_px: int
    height_px: int
    sha256: str
    suffix: str


def read_facts(path: Path) -> PictureFacts:
    """Size, hash and format of a picture, decoded once so that damage is found at the door.

    Raises `StudioError` for what can't be used.
    """
    with _open_picture(path) as picture:
        width, height = picture.size
        picture.draft(picture.mode, (1, 1))  # a JPEG is decoded at an eighth
        picture.load()
        if picture.getexif().get(ExifTags.Base.Orientation) in (5, 6, 7, 8):
            width, height = height, width
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        suffix = SUFFIXES.get(str(picture.format), ".jpg")  # several JPEGs in one file are called MPO
        return PictureFacts(width_px=width, height_px=height, sha256=sha256, suffix=suffix)


def load_picture(path: Path, max_px: int = 4096) -> NDArray[np.uint8]:
    """A picture, its first frame if it moves, as uint8 sRGB with straight alpha (height, width, 4).

    Scaled down where a side is longer than `max_px`. Raises `StudioError` for what can't be used.
    """
    with _open_picture(path) as picture:
        profile = picture.info.get("icc_profile")
        opened: Image.Image = picture
        if picture.mode in ("1", "P", "PA") or picture.mode.startswith(("I", "F")) or "transparency" in picture.info:
            opened = _to_eight_bits(picture)  # these do not scale smoothly as they are
        opened.thumbnail((max_px, max_px), Image.Resampling.LANCZOS, reducing_gap=3.0)
        upright = ImageOps.exif_transpose(opened)
        return np.array(_to_srgb(upright, profile))


def encode_png(picture: NDArray[np.uint8]) -> bytes:
    """A picture, uint8 sRGB (height, width, 3), as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


@contextmanager
def _open_picture(path: Path) -> Generator[ImageFile.ImageFile, None, None]:
    """The picture with its header read. Whatever goes wrong here or in the block becomes one sentence."""
    if not path.exists():
        raise StudioError(f"{path.name} isn't there any more; put it back or choose another picture.")
    if not path.is_file():
        raise StudioError(f"{path.name} is no file; choose a picture.")
    try:
        with _without_warnings(), Image.open(path, formats=list(SUFFIXES)) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise Image.DecompressionBombError
            yield picture
    except PermissionError:
        raise StudioError(f"{path.name} may not be read; change its permissions or choose another picture.") from None
    except Image.DecompressionBombError:
        most = MOST_PIXELS // 1_000_000
        raise StudioError(f"{path.name} has more than {most} million pixels; make it smaller and try again.") from None
    except Image.UnidentifiedImageError:
        raise StudioError(f"{path.name} is no picture of a known kind; choose a PNG, JPEG, WebP or TIFF.") from None
    except MemoryError:
        raise StudioError(f"{path.name} doesn't fit into memory; make it smaller and try again.") from None
    except Exception as error:  # Pillow's decoders raise almost anything on damaged bytes
        raise StudioError(f"{path.name} is damaged and can't be read; choose another copy of it.") from error


@contextmanager
def _without_warnings() -> Generator[None, None, None]:
    # The filters belong to the whole process, so only one picture at a time may lay hands on them.
    with _warnings, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    """Palettes, bitmaps, 16-bit and float greys, and pictures with a transparent colour, as RGBA or L."""
    if picture.mode.startswith(("I", "F")):
        values = np.asarray(picture)
        # Float greys run from 0 to 1, integers from 0 to 65535 whatever their type.
        scaled = values * 255.0 if picture.mode == "F" else values / 257.0
        return Image.fromarray(np.clip(np.nan_to_num(scaled) + 0.5, 0, 255).astype(np.uint8))
    return picture.convert("RGBA")


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return picture.convert("RGBA")
    alpha = picture.getchannel("A") if "A" in picture.getbands() else None
    plain = picture.convert({"LA": "L", "RGBA": "RGB"}.get(picture.mode, picture.mode))
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(plain, source, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):  # a broken profile, or one for another kind of picture
        converted = None
    made = (converted or plain).convert("RGBA")
    if alpha is not None:
        made.putalpha(alpha)
    return made


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    # Pillow's profile is a C type without a stub.
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownArgumentType]

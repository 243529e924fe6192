"""Pictures taken into the film by their content, so that the same one lies there once."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from studio.core.ids import ImageId
from studio.core.image import Image
from studio.errors import StudioError
from studio.storage.files import replacing

IMAGES = "images"
_CHUNK = 2**20


def copy_image(
    folder: Path, source: Path, *, sha256: str, suffix: str, width_px: int, height_px: int, name: str
) -> Image:
    """Copy a picture with these facts into the film's folder, if it isn't there. Raises `StudioError`."""
    try:
        image = _describe(sha256, suffix, source.stat().st_size, width_px, height_px, name)
        target = folder / image.path
        if not (target.is_file() and target.stat().st_size == image.bytes):
            with source.open("rb") as file:
                _copy(file, target, image)
    except OSError as error:
        raise StudioError(f"{source.name} can't be read ({error.strerror}); choose another copy of it.") from None
    return image


def import_bytes(folder: Path, data: bytes, *, suffix: str, width_px: int, height_px: int, name: str) -> Image:
    """Take a picture in from memory, such as a pasted one. Raises `StudioError`."""
    image = _describe(hashlib.sha256(data).hexdigest(), suffix, len(data), width_px, height_px, name)
    if not (folder / image.path).is_file():
        _copy(io.BytesIO(data), folder / image.path, image)
    return image


def _describe(sha256: str, suffix: str, size: int, width_px: int, height_px: int, name: str) -> Image:
    return Image(
        id=ImageId(f"i-{sha256[:16]}"),
        name=name.encode("utf-8", "replace").decode(),  # a file's name may hold what no text may
        path=f"{IMAGES}/{sha256}{suffix}",
        sha256=sha256,
        width_px=width_px,
        height_px=height_px,
        bytes=size,
    )


def _copy(source: BinaryIO, target: Path, image: Image) -> None:
    digest = hashlib.sha256()
    with replacing(target) as file:
        for chunk in _read_chunks(source, image.name):
            digest.update(chunk)
            file.write(chunk)
        if digest.hexdigest() != image.sha256:
            raise StudioError(f"{image.name} changed while it was copied; try again.")


def _read_chunks(source: BinaryIO, name: str) -> Iterator[bytes]:
    try:
        while chunk := source.read(_CHUNK):
            yield chunk
    except OSError as error:
        raise StudioError(f"{name} can't be read ({error.strerror}); choose another copy of it.") from None

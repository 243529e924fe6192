"""What is carried when a character or one of its images is dragged, within the cast and to shots."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from studio.core.ids import CharacterId, ImageId

CHARACTER_TYPE = "application/x-storyreel-character"
IMAGE_TYPE = "application/x-storyreel-image"


def carry_character(character: CharacterId) -> QMimeData:
    """A character by its id."""
    carried = QMimeData()
    carried.setData(CHARACTER_TYPE, character.encode())
    return carried


def carry_image(image: ImageId) -> QMimeData:
    """An image of the film by its id."""
    carried = QMimeData()
    carried.setData(IMAGE_TYPE, image.encode())
    return carried


def carried_character(carried: QMimeData) -> CharacterId | None:
    """The character that is carried."""
    text = carried_text(carried, CHARACTER_TYPE)
    return CharacterId(text) if text else None


def carried_image(carried: QMimeData) -> ImageId | None:
    """The image that is carried."""
    text = carried_text(carried, IMAGE_TYPE)
    return ImageId(text) if text else None


def carried_text(carried: QMimeData, kind: str) -> str:
    """The text that is carried as a kind, empty when there is none."""
    return bytes(carried.data(kind).data()).decode("utf-8", "replace") if carried.hasFormat(kind) else ""

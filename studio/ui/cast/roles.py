"""The words for what a reference image shows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from studio.core.image import Image, ImageRole

LEAST_PX = 512


def name_role(role: ImageRole) -> str:
    """A role in a word."""
    words = {
        ImageRole.FACE: QCoreApplication.translate("ImageRole", "Face"),
        ImageRole.OUTFIT: QCoreApplication.translate("ImageRole", "Outfit"),
        ImageRole.PROP: QCoreApplication.translate("ImageRole", "Prop"),
        ImageRole.PLACE: QCoreApplication.translate("ImageRole", "Place"),
        ImageRole.STYLE: QCoreApplication.translate("ImageRole", "Style"),
    }
    return words[role]


def warn_of(image: Image) -> str:
    """What makes a picture a poor reference, in a sentence; empty when nothing does."""
    side = min(image.width_px, image.height_px)
    if side >= LEAST_PX:
        return ""
    words = QCoreApplication.translate("ImageRole", "Only {side} px on its short side; {least} px or more hold better.")
    return words.format(side=side, least=LEAST_PX)

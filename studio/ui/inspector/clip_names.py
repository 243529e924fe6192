"""`name_clip`: what a clip is called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from studio.core.project import Project, find_media, find_shot
from studio.core.timeline import Clip, OfMedia, OfShot, Solid, Title


def name_clip(project: Project, clip: Clip) -> str:
    """The name of its shot or its file, its words, or that it is a colour."""
    tr = QCoreApplication.translate
    match clip.source:
        case OfShot(shot=shot):
            return find_shot(project, shot).name
        case OfMedia(media=media):
            return find_media(project, media).name
        case Title(text=text):
            return tr("Clip", "Title “{text}”").format(text=" ".join(text.split()))
        case Solid():
            return tr("Clip", "Colour")

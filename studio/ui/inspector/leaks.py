"""`LeakWatch`: has a finished take looked at for one character's colours on another, off the GUI thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from studio.core.ids import TakeId
from studio.core.image import ImageRole
from studio.core.project import Take
from studio.core.request import RequestCharacter, RequestImage, ShotRequest
from studio.measure.leaks import FRAME_PX, PICTURE_PX, Figure, Picture, Sighting, find_leaks
from studio.media.pictures import load_picture
from studio.media.thumbnails import film_strip
from studio.ui.background import Background

_FRAMES = 8
_FIGURES = (ImageRole.FACE, ImageRole.OUTFIT, ImageRole.PROP)
_UNKNOWN = Sighting()


class LeakWatch(QObject):
    """Answers at once with what is known of a take; what is not is looked up, and `looked(take)` tells the end.

    A take is judged by the request that made it. One that can't be read has nothing told of it: that is said elsewhere.
    """

    looked = Signal(object)

    def __init__(self, background: Background, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background, self._folder = background, folder
        self._known: dict[TakeId, Sighting] = {}

    def of(self, take: Take) -> Sighting:
        """What is known of a take by now."""
        if take.id not in self._known:
            self._known[take.id] = _UNKNOWN
            if sum(not member.is_place for member in take.request.cast) > 1:
                self._background.run(
                    self, partial(look_at, self._folder, take), partial(self._keep, take.id), self._pass_over
                )
        return self._known[take.id]

    def _keep(self, take: TakeId, sighting: Sighting) -> None:
        self._known[take] = sighting
        if sighting != _UNKNOWN:
            self.looked.emit(take)

    def _pass_over(self, _sentence: str) -> None:
        """The take or a picture is gone or damaged."""


def look_at(folder: Path, take: Take) -> Sighting:
    """A look at a take in a film's folder. Raises `StudioError` for files that can't be read."""
    members = take.request.cast
    figures = [_load_figure(folder, member) for member in members if not member.is_place]
    grounds = [load_picture(folder / image.path, PICTURE_PX) for image in _list_grounds(take.request)]
    placed = sum(figure.place is not None for figure in figures) > 1
    numbers = [int(number) for number in np.linspace(0, take.frames - 1, _FRAMES)]
    frames = film_strip(folder / take.path, numbers, FRAME_PX) if placed else []
    return find_leaks(figures, grounds, frames)


def _load_figure(folder: Path, member: RequestCharacter) -> Figure:
    shown = [image for image in member.images if image.role in _FIGURES]
    pictures: list[Picture] = [load_picture(folder / image.path, PICTURE_PX) for image in shown]
    return Figure(name=member.name, pictures=tuple(pictures), place=member.place)


def _list_grounds(request: ShotRequest) -> list[RequestImage]:
    of_places = [image for member in request.cast if member.is_place for image in member.images]
    return [*of_places, *(image for image in request.images if image.role == ImageRole.PLACE)]

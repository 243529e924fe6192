"""Small pictures of images and takes for cards, tiles and rows, read off the GUI thread and kept as pixmaps."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from studio.core.image import ImageRole
from studio.core.plan import find_cast
from studio.core.project import Character, Project, Shot, find_image
from studio.media.pictures import load_picture
from studio.media.thumbnails import film_strip
from studio.ui.background import Background
from studio.ui.icons import paint_icon
from studio.ui.theme import ICON_LARGE, current_theme, mix_colours

_MOST_BYTES = 128 << 20
_MOST_WISHES = 256
_AT_ONCE = 2
_SLACK = 2  # a picture that fills a square is read at twice its side, for what an oblong one loses


@dataclass(frozen=True, slots=True)
class _Wish:
    """A picture at a size in device pixels; `frame` is one of a take, and `fills` covers the size, else fits it."""

    path: str
    frame: int | None
    size: tuple[int, int]
    fills: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """The picture of a shot: a frame of a take, or an image; a sketch only says where the shot plays."""

    path: str
    frame: int | None = None
    is_sketch: bool = False


class Thumbnails(QObject):
    """Gives a picture at once if it is there; else it is read, what was asked for last first, and `loaded` tells.

    Paths count from the film's folder. Pixmaps are in device pixels: draw them into a rectangle of their own.
    """

    loaded = Signal(str)

    def __init__(self, folder: Path, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._background = background
        self._kept: OrderedDict[_Wish, QPixmap] = OrderedDict()
        self._bytes = 0
        self._wishes: OrderedDict[_Wish, None] = OrderedDict()
        self._reading: set[_Wish] = set()
        self._missing: dict[str, str] = {}

    def pixmap(
        self,
        path: str,
        width_px: float,
        height_px: float,
        device_pixel_ratio: float,
        *,
        frame: int | None = None,
        fills: bool = False,
    ) -> QPixmap | None:
        """The picture that fits into, or `fills`, a size in logical pixels; nothing while it is being read."""
        size = round(width_px * device_pixel_ratio), round(height_px * device_pixel_ratio)
        wish = _Wish(path, frame, size, fills)
        found = self._kept.get(wish)
        if found is not None:
            self._kept.move_to_end(wish)
        elif path not in self._missing and wish not in self._reading and min(size) > 0:
            self._wishes[wish] = None
            self._wishes.move_to_end(wish)
            if len(self._wishes) > _MOST_WISHES:  # asked for long ago: likely out of sight by now
                self._wishes.popitem(last=False)
            self._read_next()
        return found

    def problem(self, path: str) -> str:
        """Why a picture can't be shown, in a sentence; empty when nothing is known against it."""
        return self._missing.get(path, "")

    def forget(self, path: str) -> None:
        """Read a file anew: it has come back, or has changed."""
        self._missing.pop(path, None)
        for wish in [wish for wish in self._kept if wish.path == path]:
            self._bytes -= _bytes_of(self._kept.pop(wish))
        self.loaded.emit(path)

    def _read_next(self) -> None:
        while self._wishes and len(self._reading) < _AT_ONCE:
            wish, _ = self._wishes.popitem()
            self._reading.add(wish)
            self._background.run(
                self,
                partial(_read, self._folder / wish.path, wish),
                partial(self._keep, wish),
                partial(self._miss, wish),
            )

    def _keep(self, wish: _Wish, image: QImage) -> None:
        pixmap = QPixmap.fromImage(image)
        self._kept[wish] = pixmap
        self._bytes += _bytes_of(pixmap)
        while self._bytes > _MOST_BYTES and len(self._kept) > 1:
            self._bytes -= _bytes_of(self._kept.popitem(last=False)[1])
        self._end(wish)

    def _miss(self, wish: _Wish, sentence: str) -> None:
        self._missing[wish.path] = sentence
        self._end(wish)

    def _end(self, wish: _Wish) -> None:
        self._reading.discard(wish)
        self.loaded.emit(wish.path)
        self._read_next()


def find_poster(project: Project, shot: Shot) -> Poster | None:
    """What stands for a shot: its chosen take, else its first frame, else the place it plays in."""
    take = shot.take
    if take is not None:
        return Poster(path=take.path, frame=take.frames // 3)
    first = next((each for each in project.images if each.id == shot.first_frame), None)
    if first is not None:
        return Poster(path=first.path)
    cast = (reference for character in find_cast(project, shot) for reference in character.references)
    place = next((each for each in (*shot.images, *cast) if each.role == ImageRole.PLACE), None)
    return Poster(path=find_image(project, place.image).path, is_sketch=True) if place else None


def find_face(project: Project, character: Character) -> str:
    """The path of the image that a character is known by, empty when it has none."""
    shown = next((each for each in character.references if each.role == ImageRole.FACE), None)
    shown = shown or next(iter(character.references), None)
    return find_image(project, shown.image).path if shown else ""


def fit_rect(size: QSize | QSizeF, place: QRectF) -> QRectF:
    """The largest rectangle of that shape in the middle of `place`."""
    scale = min(place.width() / max(size.width(), 1), place.height() / max(size.height(), 1))
    fitted = QRectF(0, 0, size.width() * scale, size.height() * scale)
    fitted.moveCenter(place.center())
    return fitted


def paint_fitted(painter: QPainter, place: QRectF, picture: QPixmap | QImage) -> None:
    """A picture as large as it fits, letterboxed, never stretched."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if isinstance(picture, QPixmap):
        painter.drawPixmap(fit_rect(picture.size(), place), picture, QRectF(picture.rect()))
    else:
        painter.drawImage(fit_rect(picture.size(), place), picture)


def paint_filled(painter: QPainter, place: QRectF, picture: QPixmap, *, from_top: float = 0.5) -> None:
    """A picture cut to the shape of `place`; of what is too high, `from_top` says how much of the cut is above."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    source = fit_rect(place.size(), QRectF(picture.rect()))
    source.moveTop((picture.height() - source.height()) * from_top)
    painter.drawPixmap(place, picture, source)


def paint_no_picture(painter: QPainter, place: QRectF, *, broken: bool) -> None:
    """What stands where there is no picture: a quiet mark, a warning one where there should be a picture."""
    theme = current_theme()
    painter.fillRect(place, QColor(mix_colours(theme.raised, theme.second, 0.1)))
    side = ICON_LARGE
    if min(place.width(), place.height()) >= side:
        mark = QRect(0, 0, side, side)
        mark.moveCenter(place.center().toPoint())
        paint_icon(painter, mark, "triangle-alert" if broken else "film", "warn" if broken else "disabled")


def _read(path: Path, wish: _Wish) -> QImage:
    """The picture of a wish. Raises `StudioError` for a file that can't be shown."""
    width, height = wish.size
    if wish.frame is None:
        found = load_picture(path, max(width, height) * (_SLACK if wish.fills else 1))
        image = _to_image(found, QImage.Format.Format_RGBA8888)
    else:
        image = _to_image(film_strip(path, [wish.frame], height)[0], QImage.Format.Format_RGB888)
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if wish.fills else Qt.AspectRatioMode.KeepAspectRatio
    size = image.size().scaled(width, height, mode)
    if size.width() < image.width() or size.height() < image.height():
        image = image.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)
    has_alpha = wish.frame is None
    kind = QImage.Format.Format_ARGB32_Premultiplied if has_alpha else QImage.Format.Format_RGB32
    return image.convertToFormat(kind)


def _to_image(pixels: NDArray[np.uint8], kind: QImage.Format) -> QImage:
    height, width, channels = pixels.shape
    return QImage(pixels.tobytes(), width, height, width * channels, kind).copy()


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4

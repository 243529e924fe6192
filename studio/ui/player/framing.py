"""`Framing`: which part of a picture is seen how large. All points and sizes are device pixels of the viewer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

from studio.ui.pictures import fit_rect

LEAST, MOST = 1 / 16, 16.0
_STEP = 1.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """`zoom` is the device pixels of one pixel of the film, nothing for as large as it fits.

    `x` and `y` are the point of the picture, in shares of its sides, that lies in the middle of the room.
    """

    zoom: float | None = None
    x: float = 0.5
    y: float = 0.5


def place(framing: Framing, film: QSizeF, room: QRectF) -> QRectF:
    """Where a picture of the film's size lies; there is no empty edge where the picture could fill it."""
    if framing.zoom is None:
        return fit_rect(film, room)
    size = film * framing.zoom
    middle = room.center()
    left = _lay(middle.x() - framing.x * size.width(), size.width(), room.left(), room.right())
    top = _lay(middle.y() - framing.y * size.height(), size.height(), room.top(), room.bottom())
    return QRectF(QPointF(left, top), size)


def zoom_to(framing: Framing, zoom: float | None, film: QSizeF, room: QRectF, at: QPointF) -> Framing:
    """Another zoom, where the point of the picture under `at` stays."""
    if zoom is None:
        return Framing()
    before = place(framing, film, room)
    x, y = (at.x() - before.left()) / before.width(), (at.y() - before.top()) / before.height()
    bounded = min(max(zoom, LEAST), MOST)
    size = film * bounded
    return _settle(QRectF(QPointF(at.x() - x * size.width(), at.y() - y * size.height()), size), bounded, film, room)


def zoom_by(framing: Framing, steps: float, film: QSizeF, room: QRectF, at: QPointF) -> Framing:
    """Larger or smaller by steps of the wheel."""
    return zoom_to(framing, current_zoom(framing, film, room) * _STEP**steps, film, room, at)


def move_by(framing: Framing, by: QPointF, film: QSizeF, room: QRectF) -> Framing:
    """The picture moved; one that fits stays."""
    if framing.zoom is None:
        return framing
    return _settle(place(framing, film, room).translated(by), framing.zoom, film, room)


def current_zoom(framing: Framing, film: QSizeF, room: QRectF) -> float:
    """Device pixels of one pixel of the film."""
    return place(framing, film, room).width() / film.width()


def _lay(at: float, length: float, low: float, high: float) -> float:
    if length <= high - low:
        return (low + high - length) / 2
    return min(max(at, high - length), low)


def _settle(wanted: QRectF, zoom: float, film: QSizeF, room: QRectF) -> Framing:
    middle = room.center()
    x, y = (middle.x() - wanted.left()) / wanted.width(), (middle.y() - wanted.top()) / wanted.height()
    laid = place(Framing(zoom=zoom, x=x, y=y), film, room)
    return Framing(zoom=zoom, x=(middle.x() - laid.left()) / laid.width(), y=(middle.y() - laid.top()) / laid.height())

"""`ScopesView`: waveform, parade, vectorscope and histogram of the picture that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.measure.scopes import Counts, find_differences, measure_scopes
from studio.ui.background import Background
from studio.ui.theme import DARK, XS, S, current_theme, make_font

_HEIGHT, _LEAST_WIDE = 132, 144
_FAINTEST = 0.25  # of full light, for what is there at all
_BARS = np.array([(191, 0, 0), (191, 191, 0), (0, 191, 0), (0, 191, 191), (0, 0, 191), (191, 0, 191)], np.uint8)
_BAR_NAMES = ("R", "Yl", "G", "Cy", "B", "Mg")
_SKIN = (-0.545, 0.839)  # the way of Cb and Cr, 123° from Cb, near which skin of every colour lies
_PERCENT = (0, 25, 50, 75, 100)

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The scopes as pictures, black at the foot."""

    waveform: QImage
    parade: QImage
    vectors: QImage
    histogram: QImage


class ScopesView(QWidget):
    """Shows as many scopes as there is room for. They are made off this thread, of the last picture that came."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._drawn: Drawn | None = None
        self._next: QImage | None = None
        self._is_busy = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Scopes"))

    def show_image(self, image: QImage) -> None:
        """Another picture to measure."""
        self._next = image
        self._go_on()

    def drawn(self) -> Drawn | None:
        """What is shown."""
        return self._drawn

    def sizeHint(self) -> QSize:
        """As Qt asks."""
        return QSize(2 * _LEAST_WIDE, _HEIGHT)

    def hideEvent(self, event: QHideEvent) -> None:
        """As Qt asks; what comes while nobody looks is not measured."""
        super().hideEvent(event)
        self._next = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_theme().picture_ground))
        painter.fillRect(0, 0, self.width(), 1, QColor(DARK.line))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(make_font("label"))
        cells = self._cells()
        wide = (self.width() - S * (len(cells) + 1)) / len(cells)
        top = painter.fontMetrics().height() + S
        for number, (name, key) in enumerate(cells):
            room = QRectF(S + number * (wide + S), top, wide, self.height() - top - S)
            painter.setPen(QColor(DARK.second))
            painter.drawText(QPointF(room.left(), painter.fontMetrics().ascent() + XS), name)
            self._paint_cell(painter, key, room)

    def _cells(self) -> list[tuple[str, str]]:
        """The scopes there is room for, the most telling first to stay."""
        kept = ("waveform", "vectors", "histogram", "parade")[: max(1, self.width() // _LEAST_WIDE)]
        named = (
            (self.tr("Luma"), "waveform"),
            (self.tr("Red, green, blue"), "parade"),
            (self.tr("Vectorscope"), "vectors"),
            (self.tr("Histogram"), "histogram"),
        )
        return [(name, key) for name, key in named if key in kept]

    def _paint_cell(self, painter: QPainter, key: str, room: QRectF) -> None:
        if key == "vectors":
            side = min(room.width(), room.height())
            square = QRectF(room.center().x() - side / 2, room.top(), side, side)
            self._paint_image(painter, square, None if self._drawn is None else self._drawn.vectors)
            _paint_targets(painter, square)
            return
        images = (
            {}
            if self._drawn is None
            else {
                "waveform": self._drawn.waveform,
                "parade": self._drawn.parade,
                "histogram": self._drawn.histogram,
            }
        )
        self._paint_image(painter, room, images.get(key))
        if key != "histogram":
            _paint_levels(painter, room)

    def _paint_image(self, painter: QPainter, room: QRectF, image: QImage | None) -> None:
        if image is not None:
            painter.drawImage(room, image)

    def _go_on(self) -> None:
        if self._next is None or self._is_busy or not self.isVisible():
            return
        image, self._next = self._next, None
        self._is_busy = True
        self._background.run(self, partial(draw_scopes, image), self._on_drawn)

    def _on_drawn(self, drawn: Drawn) -> None:
        self._drawn, self._is_busy = drawn, False
        self.update()
        self._go_on()


def draw_scopes(image: QImage) -> Drawn:
    """Measure a picture and draw what was found."""
    scopes = measure_scopes(read_pixels(image))
    waveform = _light(scopes.waveform)
    parade = np.zeros((3, *scopes.parade.shape[1:], 3), np.uint8)
    for channel in range(3):
        light = _light(scopes.parade[channel])
        parade[channel] = light[:, :, None] // 3  # pure blue is too dark to be seen on black
        parade[channel, :, :, channel] = light
    return Drawn(
        waveform=_to_image(np.repeat(waveform[:, :, None], 3, axis=2)),
        parade=_to_image(np.concatenate(list(parade), axis=1)),
        vectors=_to_image(np.repeat(_light(scopes.vectors)[:, :, None], 3, axis=2)),
        histogram=_to_image(_draw_histogram(scopes.histogram)),
    )


def read_pixels(image: QImage) -> Pixels:
    """A picture as RGB (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()


def _light(counts: Counts) -> Pixels:
    """Counts as light: what is there once is seen, and what is there often does not drown it."""
    most = max(int(counts.max()), 1)
    light = np.log1p(counts) / np.log1p(most)
    return np.where(counts > 0, 255 * (_FAINTEST + (1 - _FAINTEST) * light), 0).astype(np.uint8)


def _draw_histogram(histogram: Counts) -> Pixels:
    """Red, green and blue as columns that add up where they overlap."""
    high = 128
    top = max(float(np.percentile(histogram[:3], 99.5)), 1.0)
    columns = np.minimum(histogram[:3] / top, 1.0) * high
    lit = np.arange(high)[:, None, None] < columns.T[None]
    return np.where(lit, np.uint8(200), np.uint8(0))


def _to_image(pixels: Pixels) -> QImage:
    upright = np.ascontiguousarray(pixels[::-1])
    height, width, _ = upright.shape
    return QImage(upright.data, width, height, width * 3, QImage.Format.Format_RGB888).copy()


def _paint_levels(painter: QPainter, room: QRectF) -> None:
    """Lines at the quarters between black and white."""
    colour = QColor(DARK.second)
    colour.setAlphaF(0.35)
    painter.setPen(QPen(colour, 1))
    for percent in _PERCENT:
        y = round(room.bottom() - room.height() * percent / 100) + 0.5
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))


def _paint_targets(painter: QPainter, square: QRectF) -> None:
    """A ring, the axes, where colour bars of 75 % belong, and the line of skin."""
    colour = QColor(DARK.second)
    colour.setAlphaF(0.45)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1))
    painter.drawEllipse(square.adjusted(0.5, 0.5, -0.5, -0.5))
    middle = square.center()
    for across, up in ((0.5, 0.0), (0.0, 0.5)):
        painter.drawLine(_spot(square, -across, -up), _spot(square, across, up))
    reach = 0.5 / float(np.hypot(*_SKIN))
    painter.drawLine(middle, _spot(square, _SKIN[0] * reach, _SKIN[1] * reach))
    cb, cr = find_differences(_BARS)
    painter.setPen(QColor(DARK.second))
    for name, across, up in zip(_BAR_NAMES, cb, cr, strict=True):
        box = QRectF(0, 0, S, S)
        box.moveCenter(_spot(square, float(across), float(up)))
        painter.drawRect(box)
        painter.drawText(box.topRight() + QPointF(2, 2), name)
    painter.restore()


def _spot(square: QRectF, cb: float, cr: float) -> QPointF:
    return QPointF(square.left() + (cb + 0.5) * square.width(), square.bottom() - (cr + 0.5) * square.height())

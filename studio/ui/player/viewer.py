"""`Viewer`: one picture, as large as it fits, never stretched."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.icons import paint_icon
from studio.ui.pictures import fit_rect
from studio.ui.theme import DARK, ICON_LARGE, XL, M, current_theme, make_font

ACTION_SAFE, TITLE_SAFE = 0.93, 0.90  # of each side, as EBU R 95 has it


class Viewer(QWidget):
    """Shows the newest frame on black, something else over it for a while, safe areas and a sentence.

    `resized` tells that pictures of another size would fit, `pressed_twice` a double click.
    """

    resized = Signal()
    pressed_twice = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._cover: QImage | None = None
        self._note = ""
        self._has_safe_areas = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Picture of the film at the playhead"))

    def sizeHint(self) -> QSize:
        """As Qt asks."""
        return QSize(480, 270)

    def show_image(self, image: QImage) -> None:
        """Put a frame in the place of the one before."""
        self._image = image
        self.update()

    def show_cover(self, image: QImage | None) -> None:
        """Something to see in place of the frame, until it is taken away."""
        if image is not self._cover:
            self._cover = image
            self.update()

    def show_note(self, text: str) -> None:
        """A sentence in place of the picture; none, and the picture is seen again."""
        if text != self._note:
            self._note = text
            self.setAccessibleDescription(text)
            self.update()

    def show_safe_areas(self, shown: bool) -> None:
        """Draw the frames in which action and titles are seen on every screen."""
        self._has_safe_areas = shown
        self.update()

    def image(self) -> QImage | None:
        """The frame that is shown."""
        return self._image

    def note(self) -> str:
        """The sentence that is shown."""
        return self._note

    def room_px(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        ratio = self.devicePixelRatioF()
        return round(self.width() * ratio), round(self.height() * ratio)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As Qt asks."""
        super().resizeEvent(event)
        self.resized.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As Qt asks."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed_twice.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_theme().picture_ground))
        if self._note:
            self._paint_note(painter)
            return
        picture = self._cover or self._image
        if picture is None:
            return
        place = self._place(picture.size())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, picture)
        if self._has_safe_areas:
            self._paint_safe_areas(painter, place)

    def _place(self, size: QSize) -> QRectF:
        """Where a picture lies; one that was made for this room lies pixel on pixel."""
        ratio = self.devicePixelRatioF()
        wide, high = self.room_px()
        fitted = fit_rect(size, QRectF(0, 0, wide, high))
        if abs(fitted.width() - size.width()) <= 2 and abs(fitted.height() - size.height()) <= 2:
            fitted.setSize(QSizeF(size))
            fitted.moveTo((wide - size.width()) // 2, (high - size.height()) // 2)
        return QRectF(fitted.topLeft() / ratio, fitted.size() / ratio)

    def _paint_note(self, painter: QPainter) -> None:
        painter.setFont(make_font("body"))
        painter.setPen(QColor(DARK.second))  # the ground is dark in every theme
        room = QRectF(self.rect()).adjusted(XL, XL, -XL, -XL)
        wrapped = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter
        text = painter.boundingRect(room, wrapped, self._note)
        text.moveCenter(room.center() + QPointF(0, (ICON_LARGE + M) / 2))
        mark = QRect(0, 0, ICON_LARGE, ICON_LARGE)
        mark.moveCenter(QPointF(text.center().x(), text.top() - M - ICON_LARGE / 2).toPoint())
        paint_icon(painter, mark, "film", "disabled")  # the one grey that is seen on black in both themes
        painter.drawText(text, wrapped, self._note)

    def _paint_safe_areas(self, painter: QPainter, place: QRectF) -> None:
        for share in (ACTION_SAFE, TITLE_SAFE):
            frame = QRectF(0, 0, place.width() * share, place.height() * share)
            frame.moveCenter(place.center())
            # A light line on a dark one is seen on every picture.
            for colour, width in ((DARK.window, 3), (DARK.text, 1)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(frame.toRect())


def fit_frame(film: tuple[int, int], room: tuple[int, int], most: float) -> tuple[int, int]:
    """The size, even, at which a frame of a film is composed for a room in pixels; at most that share of its own."""
    share = min(room[0] / film[0], room[1] / film[1], most)
    width, height = (max(2, round(side * share / 2) * 2) for side in film)
    return width, height

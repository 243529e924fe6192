"""`Viewer`: one picture, as large as it fits, never stretched."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.icons import paint_icon
from studio.ui.pictures import fit_rect
from studio.ui.player.framing import Framing, current_zoom, move_by, place, zoom_by, zoom_to
from studio.ui.theme import DARK, ICON_LARGE, XL, XS, M, S, current_theme, make_font

_NOTCH = 120  # of a wheel, in the eighths of a degree that Qt counts
_GRIP = 8  # pixels to both sides of the line at which it can be taken
_PIXELS_SEEN = 2.0  # from this zoom on the pixels of a picture stay sharp squares
ACTION_SAFE, TITLE_SAFE = 0.93, 0.90  # of each side, as EBU R 95 has it


class Split(Enum):
    """How two pictures are seen together: to both sides of a line that can be dragged, or next to each other."""

    WIPE = auto()
    SIDES = auto()


class Viewer(QWidget):
    """Shows the newest frame on black, something else over it for a while, safe areas and a sentence.

    `resized` tells that pictures of another size would fit, `zoomed` that another part is seen, `pressed_twice` a
    double click.
    """

    resized = Signal()
    zoomed = Signal()
    pressed_twice = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._cover: QImage | None = None
        self._note = ""
        self._has_safe_areas = False
        self._film = QSizeF(16, 9)
        self._framing = Framing()
        self._beside: QImage | None = None
        self._split = Split.WIPE
        self._names = ("", "")
        self._line = 0.5  # of the width, where one picture gives way to the other
        self._is_wiping = False
        self._held: QPointF | None = None  # where the mouse last was while it moves the picture
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Picture of the film at the playhead"))

    def sizeHint(self) -> QSize:
        """As Qt asks."""
        return QSize(480, 270)

    def show_image(self, image: QImage, beside: QImage | None = None) -> None:
        """Put a frame in the place of the one before; `beside` is another to compare it with."""
        is_alone = self._beside is None
        self._image, self._beside = image, beside
        self.update()
        if is_alone != (beside is None) and self._split is Split.SIDES:
            self.resized.emit()

    def set_split(self, split: Split) -> None:
        """How two pictures are seen together."""
        self._split = split
        self.update()
        if self._beside is not None:
            self.resized.emit()

    def show_names(self, left: str, right: str) -> None:
        """What two pictures that are seen together are called."""
        self._names = left, right
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

    def beside(self) -> QImage | None:
        """The frame that it is compared with."""
        return self._beside

    def names(self) -> tuple[str, str]:
        """What two pictures that are seen together are called."""
        return self._names

    def note(self) -> str:
        """The sentence that is shown."""
        return self._note

    def set_film(self, width: int, height: int) -> None:
        """The size of the film, by which zoom counts."""
        self._film = QSizeF(width, height)
        self.update()

    def set_zoom(self, zoom: float | None) -> None:
        """So many device pixels for one of the film, or as large as it fits."""
        self._frame_as(zoom_to(self._framing, zoom, self._film, self._room(), self._room().center()))

    def zoom(self) -> float | None:
        """Device pixels for one of the film; nothing while it is as large as it fits."""
        return self._framing.zoom

    def room_px(self) -> tuple[int, int]:
        """Width and height in device pixels that the whole picture has."""
        if self._framing.zoom is None:
            return round(self._room().width()), round(self._room().height())
        size = self._film * self._framing.zoom
        return round(size.width()), round(size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As Qt asks."""
        super().resizeEvent(event)
        self.resized.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As Qt asks."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed_twice.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """As Qt asks; with Ctrl it zooms at the mouse."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        at = event.position() * self.devicePixelRatioF()
        if at.x() > self._room().width():
            at -= QPointF(self._room().width(), 0)
        steps = event.angleDelta().y() / _NOTCH
        self._frame_as(zoom_by(self._framing, steps, self._film, self._room(), at))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """As Qt asks; the middle button moves the picture, the left one too where there is more than fits."""
        if event.button() == Qt.MouseButton.LeftButton and self._is_near_line(event.position()):
            self._is_wiping = True
        elif event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and self._is_larger()
        ):
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """As Qt asks; the line between two pictures follows."""
        if self._is_wiping:
            self._line = min(max(event.position().x() / max(self.width(), 1), 0.0), 1.0)
            self.update()
        elif self._held is not None:
            by = (event.position() - self._held) * self.devicePixelRatioF()
            self._held = event.position()
            self._frame_as(move_by(self._framing, by, self._film, self._room()))
        elif self._is_near_line(event.position()):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self._show_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """As Qt asks."""
        self._held, self._is_wiping = None, False
        self._show_cursor()

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
        lies = self._place(picture.size())
        is_smooth = current_zoom(self._framing, self._film, self._room()) < _PIXELS_SEEN
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        if self._beside is None or self._cover is not None:
            painter.drawImage(lies, picture)
        else:
            self._paint_both(painter, lies, picture, self._beside)
        if self._has_safe_areas:
            self._paint_safe_areas(painter, lies)

    def _paint_both(self, painter: QPainter, lies: QRectF, left: QImage, right: QImage) -> None:
        """Each within its part of the widget, a line between them, and their names at the foot."""
        halved = self._is_halved()
        middle = self.width() / 2 if halved else round(self._line * self.width())
        parts = QRectF(0, 0, middle, self.height()), QRectF(middle, 0, self.width() - middle, self.height())
        shift = QPointF(self._room().width() / self.devicePixelRatioF(), 0) if halved else QPointF()
        for part, place_, picture in zip(parts, (lies, lies.translated(shift)), (left, right), strict=True):
            painter.setClipRect(part)
            painter.drawImage(place_, picture)
        painter.setClipping(False)
        painter.fillRect(QRectF(middle - 1.5, 0, 3, self.height()), QColor(DARK.window))
        painter.fillRect(QRectF(middle - 0.5, 0, 1, self.height()), QColor(DARK.text))
        self._paint_name(painter, parts[0], self._names[0], at_right=False)
        self._paint_name(painter, parts[1], self._names[1], at_right=True)

    def _paint_name(self, painter: QPainter, part: QRectF, name: str, *, at_right: bool) -> None:
        painter.setFont(make_font("label"))
        metrics = painter.fontMetrics()
        room = QRectF(0, 0, metrics.horizontalAdvance(name) + 2 * XS, metrics.height() + 4)
        room.moveBottomLeft(part.bottomLeft() + QPointF(S, -S))
        if at_right:
            room.moveRight(part.right() - S)
        if name and room.width() + 2 * S <= part.width():
            ground = QColor(DARK.window)
            ground.setAlphaF(0.8)
            painter.fillRect(room, ground)
            painter.setPen(QColor(DARK.text))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)

    def _room(self) -> QRectF:
        """What one picture has of the widget, in device pixels: all, or the left half of it."""
        ratio = self.devicePixelRatioF()
        parts = 2 if self._is_halved() else 1
        return QRectF(0, 0, round(self.width() * ratio) // parts, round(self.height() * ratio))

    def _is_halved(self) -> bool:
        return self._beside is not None and self._split is Split.SIDES

    def _is_near_line(self, at: QPointF) -> bool:
        has_line = self._beside is not None and self._split is Split.WIPE
        return has_line and abs(at.x() - self._line * self.width()) <= _GRIP

    def _frame_as(self, framing: Framing) -> None:
        if framing == self._framing:
            return
        is_zoomed = framing.zoom != self._framing.zoom
        self._framing = framing
        self._show_cursor()
        self.update()
        if is_zoomed:
            self.zoomed.emit()

    def _is_larger(self) -> bool:
        lies, room = place(self._framing, self._film, self._room()), self._room()
        return lies.width() > room.width() + 1 or lies.height() > room.height() + 1

    def _show_cursor(self) -> None:
        self.setCursor(Qt.CursorShape.OpenHandCursor if self._is_larger() else Qt.CursorShape.ArrowCursor)

    def _place(self, size: QSize) -> QRectF:
        """Where a picture lies; one that was made for this room lies pixel on pixel."""
        ratio = self.devicePixelRatioF()
        whole = place(self._framing, self._film, self._room())
        fitted = fit_rect(size, self._room() if self._framing.zoom is None else whole)
        if abs(fitted.width() - size.width()) <= 2 and abs(fitted.height() - size.height()) <= 2:
            middle = fitted.center()
            fitted.setSize(QSizeF(size))
            fitted.moveTo(round(middle.x() - size.width() / 2), round(middle.y() - size.height() / 2))
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

    def _paint_safe_areas(self, painter: QPainter, lies: QRectF) -> None:
        for share in (ACTION_SAFE, TITLE_SAFE):
            frame = QRectF(0, 0, lies.width() * share, lies.height() * share)
            frame.moveCenter(lies.center())
            # A light line on a dark one is seen on every picture.
            for colour, width in ((DARK.window, 3), (DARK.text, 1)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(frame.toRect())


def fit_frame(film: tuple[int, int], room: tuple[int, int], most: float) -> tuple[int, int]:
    """The size, even, at which a frame of a film is composed for a room in pixels; at most that share of its own."""
    share = min(room[0] / film[0], room[1] / film[1], most)
    width, height = (max(2, round(side * share / 2) * 2) for side in film)
    return width, height

"""`ScrubBar`: the whole length of what is played on one line, with its points; drag on it to move."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.core.edits.points import Range
from studio.core.timecode import format_duration, format_timecode
from studio.ui.theme import XS, M, S, current_theme

_LINE = 4
_HAND = 3  # width of the playhead


class ScrubBar(QWidget):
    """`frame_chosen(frame)` is sent while the mouse is down."""

    frame_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame, self._frames, self._points = 0, 0, Range()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Length of the take"))

    def show_place(self, frame: int, frames: int, points: Range, rate: Fraction) -> None:
        """Where the playhead and the points are in so many frames."""
        if (frame, frames, points) == (self._frame, self._frames, self._points):
            return
        self._frame, self._frames, self._points = frame, frames, points
        self.setAccessibleDescription(self._describe(rate))
        self.setToolTip(self._describe(rate))
        self.update()

    def sizeHint(self) -> QSize:
        """As Qt asks."""
        return QSize(160, M + S)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """As Qt asks."""
        self._choose(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """As Qt asks."""
        self._choose(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks."""
        painter, theme = QPainter(self), current_theme()
        middle = self.height() / 2
        painter.fillRect(QRectF(M, middle - _LINE / 2, self._room, _LINE), QColor(theme.line))
        if not self._frames:
            return
        self._paint_points(painter)
        painter.fillRect(QRectF(self._x(self._frame) - _HAND / 2, 2, _HAND, self.height() - 4), QColor(theme.text))

    def _paint_points(self, painter: QPainter) -> None:
        begin, end = self._points.begin, self._points.end
        if begin is None or end is None:
            return
        colour, middle = QColor(current_theme().accent), self.height() / 2
        left, right = self._x(begin), self._x(end)
        painter.fillRect(QRectF(left, middle - _LINE / 2, right - left, _LINE), colour)
        for x, inward in ((left, 1), (right, -1)):
            painter.fillRect(QRectF(x, middle - S + 1, 2 * inward, 2 * (S - 1)).normalized(), colour)
            for y in (middle - S + 1, middle + S - 3):
                painter.fillRect(QRectF(x, y, XS * inward, 2).normalized(), colour)

    @property
    def _room(self) -> int:
        return max(1, self.width() - 2 * M)

    def _x(self, frame: int) -> float:
        return M + self._room * frame / max(1, self._frames)

    def _choose(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._frames:
            share = (event.position().x() - M) / self._room
            self.frame_chosen.emit(min(max(0, int(share * self._frames)), self._frames - 1))

    def _describe(self, rate: Fraction) -> str:
        begin, end = self._points.begin, self._points.end
        if begin is None or end is None:
            return self.tr("No in or out point; I and O set them")
        return self.tr("In {begin}, out {end}, {length} long").format(
            begin=format_timecode(begin, rate),
            end=format_timecode(end - 1, rate),
            length=format_duration(end - begin, rate),
        )

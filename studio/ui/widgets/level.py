"""`LevelBar`: how loud something is at a glance."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import current_theme

_FLOOR, _WARM, _HOT = -48.0, -12.0, -3.0  # decibels
_THICK = 4


class LevelBar(QWidget):
    """A thin bar that rises at once and turns from green over amber to red; beside sound a mark stands where it is too
    loud."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decibels = _FLOOR
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, level: float) -> None:
        """A peak, 1 being full scale."""
        decibels = min(0.0, max(_FLOOR, 20 * math.log10(level))) if level > 0 else _FLOOR
        if decibels != self._decibels:
            self._decibels = decibels
            self.setAccessibleDescription(f"{decibels:.0f} dB".replace("-", "−"))
            self.update()

    def decibels(self) -> float:
        """What it shows."""
        return self._decibels

    def sizeHint(self) -> QSize:
        """As Qt asks."""
        return QSize(64, _THICK)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks."""
        painter, theme = QPainter(self), current_theme()
        painter.setPen(Qt.PenStyle.NoPen)
        colour = theme.error if self._decibels > _HOT else theme.warn if self._decibels > _WARM else theme.ok
        width = self.width() * (1 - self._decibels / _FLOOR)
        painter.fillRect(self.rect(), QColor(theme.line))
        painter.fillRect(QRectF(0, 0, width, self.height()), QColor(colour))
        if width:  # alone in silence it would look like dirt
            painter.fillRect(QRectF(self.width() * (1 - _HOT / _FLOOR), 0, 1, self.height()), QColor(theme.text))

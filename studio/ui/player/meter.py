"""`LevelMeter`: how loud left and right are, in decibels below full scale."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.theme import ICON, XS, Tint, current_theme

_FLOOR = -48.0  # decibels
_ZONES: tuple[tuple[float, Tint], ...] = ((-12.0, "ok"), (-3.0, "warn"), (0.0, "error"))  # up to where, and its colour
_FALL = 1.5  # decibels a step
_WIDTH, _THICK = 48, 4


class LevelMeter(QWidget):
    """Two bars that rise at once and fall slowly."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = (_FLOOR, _FLOOR)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Level of the sound"))
        self.setToolTip(self.tr("Level of the sound, −48 to 0 dB"))

    def show_levels(self, levels: tuple[float, float]) -> None:
        """Peaks from 0 to 1, left and right."""
        left, right = (
            max(to_decibels(level), before - _FALL, _FLOOR) for level, before in zip(levels, self._levels, strict=True)
        )
        if (left, right) != self._levels:
            self._levels = (left, right)
            self.update()

    def levels(self) -> tuple[float, float]:
        """What the bars show, in decibels."""
        return self._levels

    def sizeHint(self) -> QSize:
        """As Qt asks."""
        return QSize(_WIDTH, ICON)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        theme = current_theme()
        top = (self.height() - 2 * _THICK - XS / 2) / 2
        for level in self._levels:
            painter.fillRect(QRectF(0, top, self.width(), _THICK), QColor(theme.line))
            begin = _FLOOR
            for end, tint in _ZONES:
                if level > begin:
                    left, right = self._x(begin), self._x(min(level, end))
                    painter.fillRect(QRectF(left, top, right - left, _THICK), QColor(theme.tints()[tint]))
                begin = end
            top += _THICK + XS / 2

    def _x(self, decibels: float) -> float:
        return self.width() * (1 - decibels / _FLOOR)


def to_decibels(level: float) -> float:
    """A peak from 0 to 1 in decibels below full scale."""
    return max(_FLOOR, min(0.0, 20 * math.log10(level))) if level > 0 else _FLOOR

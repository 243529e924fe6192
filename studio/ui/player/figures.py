"""`LoudnessStrip`: the level meter with a scale, and the loudness of the mix in figures."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from studio.ui.player.levels import Levels
from studio.ui.player.meter import FLOOR, Bar, bar_x, bars_height, paint_bars
from studio.ui.theme import RADIUS, XS, M, S, current_theme, make_font, paint_focus_ring

_TICKS = (-48, -36, -24, -18, -12, -6, 0)
_TICK = 3  # height
_LEAST_PX = 160  # width of a scale that can be read
_LOUDEST = -1.0  # dBTP that EBU R 128 allows at most


class LoudnessStrip(QWidget):
    """Level, scale and figures in a row; a click on the `figures` measures anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = LevelScale(self)
        self.figures = Figures(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, 0, M - XS, S)
        row.setSpacing(M)
        row.addWidget(self.scale, 1)
        row.addWidget(self.figures)

    def show_levels(self, bars: tuple[Bar, Bar], levels: Levels) -> None:
        """What is heard: the bars as the small meter has them, and the figures."""
        self.scale.show_bars(bars)
        self.figures.show_levels(levels)


class LevelScale(QWidget):
    """The bars over a scale in decibels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = (Bar(), Bar())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Level of the sound"))

    def show_bars(self, bars: tuple[Bar, Bar]) -> None:
        """Left and right."""
        if bars != self._bars:
            self._bars = bars
            self.update()

    def sizeHint(self) -> QSize:
        """As Qt asks."""
        return QSize(_LEAST_PX, bars_height() + _TICK + current_theme().type_px("label") + XS)

    def minimumSizeHint(self) -> QSize:
        """As Qt asks."""
        return QSize(_LEAST_PX // 2, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks."""
        painter, theme = QPainter(self), current_theme()
        font = make_font("label", tabular=True)
        metrics = QFontMetricsF(font)
        room = QRectF(0, 1, self.width(), bars_height())
        paint_bars(painter, room, self._bars)
        painter.setFont(font)
        baseline, taken = self.height() - metrics.descent(), -math.inf
        painter.setPen(QColor(theme.second))
        for tick in _TICKS:
            mark = min(bar_x(room, tick), bar_x(room, 0) - 1)
            painter.fillRect(QRectF(mark, room.bottom() + 1, 1, _TICK), QColor(theme.border))
            text = f"{tick}".replace("-", "−")
            width = metrics.horizontalAdvance(text)
            x = bar_x(room, tick) - (0 if tick == FLOOR else width / 2)
            x = min(x, self.width() - width)
            if x > taken + XS:
                painter.drawText(QPointF(x, baseline), text)
                taken = x + width


class Figures(QAbstractButton):
    """Momentary, short-term and integrated loudness, and the highest true peak. Clicked: measure anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = ("", "", "", "")
        self._is_over = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Loudness: measure anew"))
        self.setToolTip(
            self.tr(
                "Loudness in LUFS: momentary (400 ms), short-term (3 s) and integrated (all since the reset),\n"
                "and the highest true peak in dB. Click to measure anew.\n"
                "Broadcast asks for −23 LUFS, most players on the net for about −14; peaks at most −1 dB."
            )
        )
        self.show_levels(Levels())

    def texts(self) -> tuple[str, str, str, str]:
        """What it shows: momentary, short-term, integrated, peak."""
        return self._texts

    def show_levels(self, levels: Levels) -> None:
        """The figures of a moment."""
        peak = self.tr("over") if any(levels.over) else _format(levels.true_peak)
        texts = (_format(levels.momentary), _format(levels.short_term), _format(levels.integrated), peak)
        is_over = any(levels.over) or levels.true_peak > _LOUDEST
        if (texts, is_over) != (self._texts, self._is_over):
            self._texts, self._is_over = texts, is_over
            self.update()

    def sizeHint(self) -> QSize:
        """As Qt asks."""
        theme = current_theme()
        return QSize(round(4 * self._column() + 2 * XS), theme.type_px("label") + theme.type_px("body") + S)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks."""
        painter, theme = QPainter(self), current_theme()
        if self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.pressed if self.isDown() else theme.hover))
            painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        column = self._column()
        for number, (caption, text) in enumerate(zip(self._captions(), self._texts, strict=True)):
            room = QRectF(XS + number * column, 0, column - M, self.height())
            painter.setFont(make_font("label"))
            painter.setPen(QColor(theme.second))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, caption)
            painter.setFont(make_font("body", tabular=True))
            painter.setPen(QColor(theme.error if number == 3 and self._is_over else theme.text))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()))

    def _captions(self) -> tuple[str, str, str, str]:
        return "M", "S", self.tr("I LUFS"), self.tr("Peak dB")

    def _column(self) -> float:
        values = QFontMetricsF(make_font("body", tabular=True)).horizontalAdvance("−88.8")
        label = QFontMetricsF(make_font("label"))
        return max(values, *(label.horizontalAdvance(caption) for caption in self._captions())) + M


def _format(value: float) -> str:
    return "−∞" if value < -99 else f"{value:.1f}".replace("-", "−")

"""`LevelMeter`: how loud left and right are, in decibels below full scale; a click opens the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.measure import loudness
from studio.ui.player.levels import Levels
from studio.ui.theme import ICON, RADIUS, XS, Tint, current_theme, mix_colours, paint_focus_ring

FLOOR = -48.0  # decibels
_ZONES: tuple[tuple[float, Tint], ...] = ((-12.0, "ok"), (-3.0, "warn"), (0.0, "error"))  # up to where, and its colour
_FALL = 1.5  # decibels a step
_HOLD = 45  # steps that the highest peak is held
_WIDTH, _THICK, _GAP = 64, 5, 2
_LAMP = 8  # width of the lamp at a bar's end
_MARK = 2  # width of the held peak
_BEYOND = 0.5  # how much of its colour a bar has beyond its RMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What one side shows, in decibels; `held` is for how many steps the peak at `hold` has stood."""

    peak: float = FLOOR
    rms: float = FLOOR
    hold: float = FLOOR
    held: int = 0
    over: bool = False


def move_bar(bar: Bar, peak: float, rms: float, *, over: bool) -> Bar:
    """The bar a step later: up at once, down slowly; its highest peak stands for a while first."""
    now, mean = to_decibels(peak), to_decibels(rms)
    level = max(now, bar.peak - _FALL, FLOOR)
    if now >= bar.hold:
        hold, held = now, 0
    else:
        held = bar.held + 1
        hold = bar.hold if held <= _HOLD else max(level, bar.hold - _FALL)
    return Bar(peak=level, rms=max(mean, bar.rms - _FALL, FLOOR), hold=hold, held=held, over=over)


class LevelMeter(QAbstractButton):
    """Two bars that rise at once and fall slowly: up to the RMS in full colour, up to the peak in half of it.

    A line stays at the highest peak for a moment; the lamp at the end fills once the mix was beyond full scale.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = (Bar(), Bar())
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Level of the sound"))
        self.setToolTip(self.tr("Level of the sound, −48 to 0 dB; click for its loudness"))

    def show_levels(self, levels: Levels) -> None:
        """A step of time, with what is heard."""
        sides = zip(self._bars, levels.peaks, levels.rms, levels.over, strict=True)
        left, right = (move_bar(bar, peak, rms, over=over) for bar, peak, rms, over in sides)
        if _looks(left, right) != _looks(*self._bars):
            self.update()
        self._bars = left, right

    @property
    def bars(self) -> tuple[Bar, Bar]:
        """What it shows, left and right."""
        return self._bars

    @property
    def is_still(self) -> bool:
        """Whether everything has fallen."""
        return all(bar.peak == bar.rms == bar.hold == FLOOR for bar in self._bars)

    def sizeHint(self) -> QSize:
        """As Qt asks."""
        return QSize(_WIDTH + 2 * XS, ICON + XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks."""
        painter, theme = QPainter(self), current_theme()
        if self.underMouse() or self.isChecked():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection if self.isChecked() else theme.hover))
            painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        height = bars_height()
        paint_bars(painter, QRectF(XS, (self.height() - height) / 2, self.width() - 2 * XS, height), self._bars)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()))


def to_decibels(level: float) -> float:
    """A level from 0 to 1 in decibels below full scale, no less than the bars show."""
    return max(FLOOR, min(0.0, loudness.to_decibels(level)))


def bars_height() -> int:
    """How high the two bars are together."""
    return 2 * _THICK + _GAP


def bar_x(room: QRectF, decibels: float) -> float:
    """Where a level lies on the bars in a room."""
    return room.left() + (room.width() - _LAMP - _GAP) * (1 - decibels / FLOOR)


def paint_bars(painter: QPainter, room: QRectF, bars: Sequence[Bar]) -> None:
    """Both bars with their lamps, left above right."""
    theme, tints = current_theme(), current_theme().tints()
    for row, bar in enumerate(bars):
        top = room.top() + row * (_THICK + _GAP)
        painter.fillRect(_span(room, top, FLOOR, 0.0), QColor(theme.line))
        begin = FLOOR
        for end, tint in _ZONES:
            painter.fillRect(_span(room, top, begin, min(bar.peak, end)), _pale(tints[tint]))
            painter.fillRect(_span(room, top, begin, min(bar.rms, end)), QColor(tints[tint]))
            begin = end
        if bar.hold > FLOOR:
            x = min(bar_x(room, bar.hold), bar_x(room, 0.0) - _MARK)
            painter.fillRect(QRectF(x, top, _MARK, _THICK), QColor(theme.text))
        lamp = QRectF(room.right() - _LAMP, top, _LAMP, _THICK)
        painter.fillRect(lamp, QColor(theme.error if bar.over else theme.border))
        if not bar.over:
            painter.fillRect(lamp.adjusted(1, 1, -1, -1), QColor(theme.panel))


def _span(room: QRectF, top: float, begin: float, end: float) -> QRectF:
    left = bar_x(room, begin)
    return QRectF(left, top, max(0.0, bar_x(room, end) - left), _THICK)


def _pale(colour: str) -> QColor:
    return QColor(mix_colours(current_theme().line, colour, _BEYOND))


def _looks(left: Bar, right: Bar) -> tuple[Bar, Bar]:
    return replace(left, held=0), replace(right, held=0)

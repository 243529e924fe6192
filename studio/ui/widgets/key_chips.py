"""Keys as small caps of a keyboard, for rows that paint themselves."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from studio.ui.keymap import name_key
from studio.ui.theme import RADIUS, XS, current_theme, make_font

_MIDDLE = Qt.AlignmentFlag.AlignCenter


def measure_keys(keys: Sequence[str]) -> int:
    """How wide they are side by side."""
    metrics = QFontMetrics(make_font("label"))
    return sum(_width(metrics, key) for key in keys) + XS * max(0, len(keys) - 1)


def paint_keys(painter: QPainter, rect: QRect, keys: Sequence[str], *, enabled: bool = True) -> None:
    """From the left of `rect`, in its middle."""
    theme = current_theme()
    font = make_font("label")
    metrics = QFontMetrics(font)
    height = metrics.height() + XS
    left, top = rect.left(), rect.center().y() + 1 - height // 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    for key in keys:
        cap = QRect(left, top, _width(metrics, key), height)
        painter.setPen(QColor(theme.line))
        painter.setBrush(QColor(theme.face if enabled else "transparent"))
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setPen(QColor(theme.text if enabled else theme.disabled))
        painter.drawText(cap, _MIDDLE, name_key(key))
        left += cap.width() + XS
    painter.restore()


def _width(metrics: QFontMetrics, key: str) -> int:
    return max(metrics.horizontalAdvance(name_key(key)) + 3 * XS, metrics.height() + XS)

"""Text folded into a few lines, the last one ending in «…» where there is more."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from studio.ui.theme import Role, make_font


@lru_cache(maxsize=4096)
def fold(text: str, width: int, lines: int, font_key: str) -> tuple[str, ...]:
    """The text in at most `lines` lines of a font given by its key."""
    font = QFont()
    font.fromString(font_key)
    metrics = QFontMetricsF(font)
    plain = " ".join(text.split())
    layout = QTextLayout(plain, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    folded: list[str] = []
    layout.beginLayout()
    while len(folded) < lines and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        begin = line.textStart()
        is_last = len(folded) + 1 == lines
        rest = plain[begin:] if is_last else plain[begin : begin + line.textLength()]
        folded.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width) if is_last else rest.strip())
    layout.endLayout()
    return tuple(folded)


def paint_folded(painter: QPainter, rect: QRectF, text: str, lines: int, role: Role, colour: str) -> None:
    """The text from the top of `rect`, in at most `lines` lines."""
    font = make_font(role)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    metrics = painter.fontMetrics()
    at = QPointF(rect.left(), rect.top() + metrics.ascent())
    for line in fold(text, int(rect.width()), lines, font.toString()):
        painter.drawText(at, line)
        at += QPointF(0, metrics.lineSpacing())

"""What rows of lists that paint themselves share."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from studio.ui.theme import RADIUS, current_theme


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """The ground of a row that is selected or under the mouse."""
    theme, selected = current_theme(), bool(option.state & QStyle.StateFlag.State_Selected)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.selection if selected else theme.hover))
        painter.drawRoundedRect(QRectF(option.rect), RADIUS, RADIUS)

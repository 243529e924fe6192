"""The cast's colours by name and as dots, for menus."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from studio.core.project import CAST_COLOURS
from studio.ui.theme import ICON, M


def name_colours() -> dict[str, str]:
    """Each colour with its name."""
    tr = QCoreApplication.translate
    names = (
        *(tr("colours", "Coral"), tr("colours", "Amber"), tr("colours", "Moss"), tr("colours", "Jade")),
        *(tr("colours", "Teal"), tr("colours", "Blue"), tr("colours", "Violet"), tr("colours", "Rose")),
    )
    return dict(zip(CAST_COLOURS, names, strict=True))


def draw_dot(colour: str) -> QIcon:
    """A dot as large as an icon."""
    dot = QPixmap(ICON, ICON)
    dot.fill(Qt.GlobalColor.transparent)
    painter = QPainter(dot)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(2, 2, M, M)
    painter.end()
    return QIcon(dot)

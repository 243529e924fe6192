"""What stands where there is nothing yet: one sentence, one button."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from studio.ui.icons import paint_icon
from studio.ui.theme import ICON_LARGE, XL, M
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label


class EmptyState(QWidget):
    """Says what will be here and offers to begin it."""

    pressed = Signal()

    def __init__(self, sentence: str, button: str = "", *, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build(sentence, button, icon_name)

    def _build(self, sentence: str, button: str, icon_name: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addStretch()
        if icon_name:
            column.addWidget(_Mark(icon_name, self), alignment=Qt.AlignmentFlag.AlignHCenter)
        words = Label(sentence, tone="second", parent=self)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        if button:
            begin = Button(button, parent=self)
            begin.clicked.connect(self.pressed)
            column.addWidget(begin, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()


class _Mark(QWidget):
    """A quiet icon above the sentence."""

    def __init__(self, icon_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(ICON_LARGE, ICON_LARGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), QRect(0, 0, self.width(), self.height()), self._icon_name, "second")

"""What stands where there is nothing yet: one sentence, one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.ui.theme import ICON_LARGE, XL, M
from studio.ui.widgets.button import Button
from studio.ui.widgets.icon_mark import IconMark
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
            column.addWidget(IconMark(icon_name, size=ICON_LARGE, parent=self), alignment=Qt.AlignmentFlag.AlignHCenter)
        words = Label(sentence, tone="second", parent=self)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        if button:
            begin = Button(button, parent=self)
            begin.clicked.connect(self.pressed)
            column.addWidget(begin, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()

"""Fields for text that tell of what the user writes, never of what they are shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

_FRAME = 2


class TextField(QLineEdit):
    """One line. `written(text, merge)` carries a key that stays the same until the field is entered anew."""

    written = Signal(str, object)

    def __init__(self, name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._merge = object()
        self.textEdited.connect(self._on_edited)

    def show_text(self, text: str) -> None:
        """The text as the film has it; the cursor stays where nothing differs."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def begin(self) -> None:
        """What is written from now on is a step of its own."""
        self._merge = object()

    def focusInEvent(self, arg__1: QFocusEvent) -> None:
        self.begin()
        super().focusInEvent(arg__1)

    def _on_edited(self, text: str) -> None:
        self.written.emit(text, self._merge)


class WritingField(QPlainTextEdit):
    """Several lines; it grows with its text between two heights. Tab goes on to the next field."""

    written = Signal(str, object)

    def __init__(
        self, name: str, placeholder: str = "", *, lines: int = 2, most_lines: int = 12, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._lines, self._most_lines = lines, most_lines
        self._merge = object()
        self._shown = ""
        self.textChanged.connect(self._on_changed)

    def show_text(self, text: str) -> None:
        """The text as the film has it; the cursor stays where nothing differs."""
        if text != self.toPlainText():
            self._shown = text
            at = self.textCursor().position()
            self.setPlainText(text)
            cursor = self.textCursor()
            cursor.setPosition(min(at, len(text)))
            self.setTextCursor(cursor)
        self._shown = text

    def begin(self) -> None:
        """What is written from now on is a step of its own."""
        self._merge = object()

    def write(self, cursor: QTextCursor, text: str) -> None:
        """Put text in the place of what a cursor selects, as if it were typed."""
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def focusInEvent(self, e: QFocusEvent) -> None:
        self.begin()
        super().focusInEvent(e)

    def resizeEvent(self, e: QResizeEvent) -> None:
        super().resizeEvent(e)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        lines = 0
        block = self.document().firstBlock()
        while block.isValid():
            lines += max(1, block.layout().lineCount())
            block = block.next()
        shown = min(max(lines, self._lines), self._most_lines)
        margins = self.contentsMargins()
        inside = 2 * round(self.document().documentMargin()) + margins.top() + margins.bottom() + 2 * _FRAME
        return QSize(super().sizeHint().width(), shown * self.fontMetrics().lineSpacing() + inside + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _on_changed(self) -> None:
        self.updateGeometry()
        text = self.toPlainText()
        if text != self._shown:
            self._shown = text
            self.written.emit(text, self._merge)

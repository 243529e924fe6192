"""A question in a row of its own, inside the window that it is about."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.theme import S
from studio.ui.widgets.button import Button
from studio.ui.widgets.icon_mark import IconMark
from studio.ui.widgets.label import Label


class Question(QWidget):
    """Hidden until something is asked. Esc leaves things as they are, like the second button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: tuple[Callable[[], None], Callable[[], None]] | None = None
        self.words = Label(parent=self)
        self.words.setWordWrap(True)
        self.yes = Button("", parent=self)
        self.no = Button("", kind="quiet", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(IconMark("triangle-alert", tint="warn", parent=self))
        row.addWidget(self.words, 1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.yes.clicked.connect(self._say_yes)
        self.no.clicked.connect(self._say_no)
        self.hide()

    def ask(self, words: str, yes: tuple[str, Callable[[], None]], no: tuple[str, Callable[[], None]]) -> None:
        """Show it, with what the two buttons are called and do; the keyboard goes to the first."""
        self.words.setText(words)
        self.yes.setText(yes[0])
        self.no.setText(no[0])
        self._answers = (yes[1], no[1])
        self.setAccessibleName(words)
        self.show()
        self.yes.setFocus()

    def drop(self) -> None:
        """Ask no more, and do nothing."""
        self._answers = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._say_no()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.no if self.no.hasFocus() else self.yes).click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _say_yes(self) -> None:
        self._answer(0)

    @Slot()
    def _say_no(self) -> None:
        self._answer(1)

    def _answer(self, which: int) -> None:
        if self._answers is not None:
            act = self._answers[which]
            self.drop()
            act()

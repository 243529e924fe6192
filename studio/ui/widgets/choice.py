"""One of a few named values."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QComboBox, QWidget

T = TypeVar("T")


class Choice(QComboBox, Generic[T]):
    """A combo box over pairs of value and name. `activated` comes when the user picks, never from `show_value`."""

    def __init__(self, name: str, options: Sequence[tuple[T, str]], value: T, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = [option for option, _ in options]
        self._value = value
        self.setAccessibleName(name)
        self.addItems([label for _, label in options])
        self.show_value(value)
        self.activated.connect(self._pick)

    @property
    def value(self) -> T:
        """The value chosen; one that is not among the options stays until another is picked."""
        return self._value

    def show_value(self, value: T) -> None:
        """Choose a value, or show none where it is not among the options."""
        self._value = value
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def _pick(self, index: int) -> None:
        self._value = self._values[index]

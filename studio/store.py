"""`Store`: one value and a signal that it changed; the only pattern for state that views watch."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

T = TypeVar("T")


class Store(QObject, Generic[T]):
    """Holds one value. `changed(before, after)` is sent when another object takes its place."""

    changed = Signal(object, object)

    def __init__(self, value: T, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = value

    @property
    def value(self) -> T:
        """The value now."""
        return self._value

    def set(self, value: T) -> None:
        """Put another value in its place and tell it, unless it is equal."""
        before = self._value
        if value is before or value == before:
            return
        self._value = value
        self.changed.emit(before, value)

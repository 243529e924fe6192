"""Fields for numbers, with the same room before the text as every other field."""

from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

from studio.ui.theme import S


class NumberField(QSpinBox):
    """A whole number; what is typed counts when it is finished."""

    def __init__(self, name: str, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        _prepare(self, name)
        self.lineEdit().setTextMargins(S - 2, 0, 0, 0)


class DecimalField(QDoubleSpinBox):
    """A number with a fraction; what is typed counts when it is finished."""

    def __init__(self, name: str, low: float, high: float, *, decimals: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(decimals)
        self.setRange(low, high)
        _prepare(self, name)
        self.lineEdit().setTextMargins(S - 2, 0, 0, 0)


def _prepare(field: QAbstractSpinBox, name: str) -> None:
    field.setAccessibleName(name)
    field.setKeyboardTracking(False)
    field.setAccelerated(True)

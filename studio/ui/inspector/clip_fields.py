"""Fields that show what several clips have in common, or that they differ."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QSizePolicy, QWidget

from studio.ui.inspector.fields import TextField
from studio.ui.inspector.form import FormLabel
from studio.ui.theme import ICON, XS, L, M, current_theme
from studio.ui.widgets.button import IconButton
from studio.ui.widgets.number import DecimalField

_PIXELS = 4  # that the mouse is dragged for one step


class SharedNumber(DecimalField):
    """A number, or the word that the clips differ. `written(value, merge)` tells of what the user sets.

    What is done with it while it has the keyboard is one step of undo; a `least` name stands for its lowest value.
    """

    written = Signal(float, object)
    _differs = False  # asked for by Qt before the field is whole, as the next one is
    _least = ""

    def __init__(
        self,
        name: str,
        bounds: tuple[float, float],
        *,
        decimals: int = 1,
        step: float = 1.0,
        unit: str = "",
        least: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, *bounds, decimals=decimals, parent=parent)
        self._unit, self._least = unit, least
        self._is_typed = False
        self._merge = object()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSingleStep(step)
        self.setSuffix(unit)
        self.lineEdit().textEdited.connect(self._on_typed)
        self.valueChanged.connect(self._tell)
        self.editingFinished.connect(self._on_finished)

    def show_number(self, value: float | None) -> None:
        """The value that all have, none where they differ."""
        self._is_typed = False
        self._differs = value is None
        self.setSuffix("" if value is None else self._unit)
        with QSignalBlocker(self):
            self.setValue(self.value() if value is None else value)
        if value is None:
            self.lineEdit().setText(self.textFromValue(self.value()))

    def differs(self) -> bool:
        """Whether the clips have several values."""
        return self._differs

    def begin(self) -> None:
        """What is set from now on is a step of its own."""
        self._merge = object()

    def drag_by(self, steps: int) -> None:
        """As many steps up or down, as its label is dragged."""
        self.stepBy(steps)

    def minimumSizeHint(self) -> QSize:
        """Room for the numbers that are common; those at the ends of the range scroll in a narrow panel."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().horizontalAdvance("100.00 %") + L + M), hint.height())

    def stepBy(self, steps: int) -> None:
        """From where the first of clips that differ is, too."""
        was_mixed, before = self._differs, self.value()
        self._differs = False
        super().stepBy(steps)
        if was_mixed and self.value() == before:
            self._tell(before)

    def textFromValue(self, val: float) -> str:
        """In the words of the user's language."""
        if self._differs:
            return self.tr("mixed")
        return self._least if self._least and val <= self.minimum() else super().textFromValue(val)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Entered anew, it begins a new step."""
        self.begin()
        super().focusInEvent(event)

    def _on_typed(self) -> None:
        self._is_typed = self._differs

    def _on_finished(self) -> None:
        if self._is_typed:  # the very number that one of them has
            self._tell(self.value())

    def _tell(self, value: float) -> None:
        self._is_typed = self._differs = False
        self.written.emit(value, self._merge)


class DragLabel(FormLabel):
    """The name of a number; dragged to the sides it steps it up and down, as one step of undo."""

    def __init__(self, text: str, field: SharedNumber) -> None:
        super().__init__(text)
        self._field = field
        self._from = 0
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setBuddy(field)

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        """Here it begins."""
        self._from = round(ev.position().x())
        self._field.begin()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """A step every few pixels."""
        steps = int((ev.position().x() - self._from) / _PIXELS)
        if steps and ev.buttons() & Qt.MouseButton.LeftButton:
            self._from += steps * _PIXELS
            self._field.drag_by(steps)


class ColourField(QWidget):
    """A colour as a swatch to press and as six digits to write. `written(colour, merge)` tells of a whole one."""

    written = Signal(str, object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._colour = ""
        self.text = TextField(name, self.tr("mixed"))
        self.swatch = IconButton("palette", self.tr("Choose the colour"))
        self.text.written.connect(self._on_written)
        self.text.editingFinished.connect(self._show)
        self.swatch.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        row.addWidget(self.swatch)
        row.addWidget(self.text, 1)

    def show_colour(self, colour: str | None) -> None:
        """The colour that all have, none where they differ."""
        self._colour = colour or ""
        if not self.text.hasFocus() or QColor(self.text.text()) != QColor(self._colour):
            self._show()
        else:
            self._paint()

    def _show(self) -> None:
        self.text.show_text(self._colour.upper())
        self._paint()

    def _paint(self) -> None:
        if not self._colour:
            self.swatch.show_as("palette", self.tr("Choose the colour"))
            return
        picture = QPixmap(ICON, ICON)
        picture.fill(QColor(current_theme().border))  # an edge, for a colour like the panel's
        painter = QPainter(picture)
        painter.fillRect(picture.rect().adjusted(1, 1, -1, -1), QColor(self._colour))
        painter.end()
        self.swatch.setIcon(QIcon(picture))

    def _on_written(self, text: str, merge: object) -> None:
        colour = QColor(text.strip())
        if colour.isValid() and len(text.strip()) == len(colour.name()):
            self.written.emit(colour.name().upper(), merge)

    def _open(self) -> None:
        dialog = QColorDialog(QColor(self._colour), self)
        dialog.setWindowTitle(self._name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(self._on_selected)
        dialog.open()

    def _on_selected(self, colour: QColor) -> None:
        self.written.emit(colour.name().upper(), None)

"""`SeamFigures`: what changes at a seam, in numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from studio.measure.seam import Difference
from studio.ui.theme import XS, M, make_font
from studio.ui.widgets.label import ElidedLabel, Label

_SEEN = 1.0  # ΔE₀₀ from which on a difference is seen


class SeamFigures(QWidget):
    """A row for each measure; a second column says what it would be otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._otherwise = ElidedLabel(role="label", tone="second")
        self._values: list[tuple[Label, Label]] = []
        self._build()

    def show_differences(self, now: Difference | None, otherwise: Difference | None, words: str) -> None:
        """The seam as it is, and as it would be otherwise, under the heading `words`; nothing while it is measured."""
        self._otherwise.setText(words if otherwise else "")
        columns = self._write(now) if now else ["…"] * 4, self._write(otherwise) if otherwise else [""] * 4
        for (here, there), value, other in zip(self._values, *columns, strict=True):
            here.setText(value)
            there.setText(other)
        self._values[0][0].set_tone("warn" if now is not None and now.apart > _SEEN else "text")

    def _write(self, difference: Difference) -> list[str]:
        return [
            f"ΔE {difference.apart:.1f}",
            f"× {difference.contrast:.2f}",
            f"× {difference.sharpness:.2f}",
            f"{difference.motion:.1f} %",
        ]

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(XS)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        grid.addWidget(Label(self.tr("Now"), role="label", tone="second"), 0, 1)
        grid.addWidget(self._otherwise, 0, 2)
        for row, (name, meaning) in enumerate(self._list_names(), 1):
            label = ElidedLabel(name, tone="second")
            here, there = Label(), Label(tone="second")
            for column, widget in enumerate((label, here, there)):
                widget.setToolTip(meaning)
                grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
            for value in (here, there):
                value.setFont(make_font("body", tabular=True))
            here.setAccessibleName(name)
            self._values.append((here, there))

    def _list_names(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.tr("Colour"), self.tr("CIEDE2000 between the two sides of the cut: 1 is just to be seen")),
            (self.tr("Contrast"), self.tr("The range of brightness after the cut, over that before it")),
            (self.tr("Sharpness"), self.tr("The fine detail after the cut, over that before it")),
            (
                self.tr("Flow jump"),
                self.tr("How much the motion changes at the cut, of the picture’s diagonal a frame"),
            ),
        )

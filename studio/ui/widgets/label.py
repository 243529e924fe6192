"""Words on the window: labels in the sizes and tones of the theme."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from studio.ui.theme import Role, Tint


class Label(QLabel):
    """Text in the size of a role and the colour of a tone."""

    def __init__(
        self, text: str = "", *, role: Role = "body", tone: Tint = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)

    def set_tone(self, tone: Tint) -> None:
        """Another colour."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(Label):
    """One line that ends in «…», or has it in its middle, where it does not fit; the tooltip then has all of it."""

    def __init__(
        self,
        text: str = "",
        *,
        role: Role = "body",
        tone: Tint = "text",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role=role, tone=tone, parent=parent)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("……"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, rect.width())
        tip = self.text() if shown != self.text() else ""
        if tip != self.toolTip():
            self.setToolTip(tip)
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        role = self.foregroundRole()
        alignment = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        self.style().drawItemText(painter, rect, alignment, option.palette, self.isEnabled(), shown, role)

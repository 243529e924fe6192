"""`TimecodeField`: shows where the playhead is; what is typed into it moves the playhead."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.core.timecode import format_timecode, parse_timecode
from studio.ui.theme import FOCUS, S, make_font

_DIGITS = 8


class TimecodeField(QLineEdit):
    """`frame_chosen(frame)` is sent on Return; Esc, or what is no timecode, leaves the playhead where it is."""

    frame_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame, self._rate = 0, Fraction(24)
        self.setFrame(False)
        self.setStyleSheet(
            "QLineEdit { background: transparent; border: none; padding: 0; }"
            f"QLineEdit:focus {{ border: {FOCUS}px solid palette(highlight); padding: 0; }}"
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Playhead"))
        self.setToolTip(self.tr("Where the playhead is; type a timecode to go there, 412 for 00:00:04:12"))
        self.returnPressed.connect(self._choose)
        self._take_font()

    def show_frame(self, frame: int, rate: Fraction) -> None:
        """Where the playhead is; not shown while somebody types."""
        self._frame, self._rate = frame, rate
        if not (self.hasFocus() and self.isModified()):
            self.setText(format_timecode(frame, rate))
            if self.hasFocus():
                self.selectAll()

    def sizeHint(self) -> QSize:
        """As Qt asks: as wide as a timecode."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance("00:00:00:00") + 2 * S, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As Qt asks."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """As Qt asks; keys that write no timecode do what they do elsewhere, so that J, K and L play."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            written = event.text()
            if written.isalpha() or written == " ":
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As Qt asks; Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """As Qt asks; what is typed first takes the place of all."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """As Qt asks."""
        super().focusOutEvent(event)
        self.setText(format_timecode(self._frame, self._rate))

    def changeEvent(self, event: QEvent) -> None:
        """As Qt asks; another theme may have type of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._take_font()

    def _take_font(self) -> None:
        font = make_font("heading", bold=True, tabular=True)
        if font != self.font():
            self.setFont(font)
            self.updateGeometry()

    def _choose(self) -> None:
        try:
            frame = parse_timecode(complete_timecode(self.text()), self._rate)
        except ValueError:
            self.selectAll()
            return
        self._leave()
        self.frame_chosen.emit(frame)

    def _leave(self) -> None:
        self.setText(format_timecode(self._frame, self._rate))
        self.clearFocus()


def complete_timecode(text: str) -> str:
    """Digits alone are read from the right: `412` is `00:00:04:12`. Anything else stays."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS):
        return text
    padded = digits.zfill(_DIGITS)
    return ":".join(padded[at : at + 2] for at in range(0, _DIGITS, 2))

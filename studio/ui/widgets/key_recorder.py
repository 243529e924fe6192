"""A button that takes the next key for an answer."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from studio.ui.keymap import tidy_key
from studio.ui.widgets.button import Button, ButtonKind

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier
# They lead through every window, so that no action can have them alone.
_KEPT = (_Key.Key_Escape, _Key.Key_Tab, _Key.Key_Backtab, _Key.Key_Return, _Key.Key_Enter)
_HELD = (_Key.Key_Control, _Key.Key_Shift, _Key.Key_Alt, _Key.Key_Meta, _Key.Key_AltGr, _Key.Key_unknown)
_COMMANDS = _Modifier.ControlModifier | _Modifier.AltModifier | _Modifier.MetaModifier


class KeyRecorder(Button):
    """Press it, then a key: `recorded` brings that. Esc, Tab, Enter, a click or leaving it end the wait without one."""

    recorded = Signal(str)

    def __init__(
        self, text: str, *, kind: ButtonKind = "normal", icon_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, kind=kind, icon_name=icon_name, parent=parent)
        self._words = text
        self.setCheckable(True)
        self.toggled.connect(self._on_toggled)

    def record(self) -> None:
        """Wait for a key, as when it is pressed."""
        self.setFocus()
        self.setChecked(True)

    def event(self, event: QEvent) -> bool:
        """Every key is for this button while it waits: no shortcut has it, and Tab does not move on."""
        if self.isChecked() and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                self._take(event)
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, arg__1: QFocusEvent) -> None:
        super().focusOutEvent(arg__1)
        self.setChecked(False)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() in _HELD:
            return
        self.setChecked(False)
        key = read_key(event)
        if key and not (event.key() in _KEPT and not event.modifiers() & _COMMANDS):
            self.recorded.emit(key)

    def _on_toggled(self, is_waiting: bool) -> None:
        self.setText(self.tr("Press a key…") if is_waiting else self._words)


def read_key(event: QKeyEvent) -> str:
    """The key of an event as the table writes it, without Shift where that only reaches a sign."""
    held = event.modifiers() & (_COMMANDS | _Modifier.ShiftModifier)
    text = event.text()
    if text and text.isprintable() and not text.isalnum() and not text.isspace():
        held &= ~_Modifier.ShiftModifier
    return tidy_key(QKeySequence(held.value | event.key()).toString())

"""Which keys a control keeps for itself although they are shortcuts of the window.

`DELETES` remove what is selected in a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QWidget

_Key = Qt.Key
DELETES = (_Key.Key_Delete, _Key.Key_Backspace)
_PRESS = frozenset({_Key.Key_Space})
_STEP = frozenset({_Key.Key_Up, _Key.Key_Down, _Key.Key_Left, _Key.Key_Right, _Key.Key_Home, _Key.Key_End})
_KEPT: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractButton, _PRESS),
    (QComboBox, _PRESS | _STEP),
    (QAbstractSpinBox, _STEP),
    (QAbstractSlider, _STEP),
    (QAbstractItemView, _STEP),
)
_NONE: frozenset[Qt.Key] = frozenset()
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def keep_key(focused: QWidget | None, event: QEvent) -> bool:
    """Accept a `ShortcutOverride` for a key that the focused control is worked with, as Space for a button.

    Qt gives shortcuts of the window the precedence over the keys of buttons, combo boxes and sliders. An override
    that nobody took goes up to the window, so that its `event` is the one place to call this.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.modifiers() & _COMMANDS or event.key() not in _keys_of(focused):
        return False
    event.accept()
    return True


def _keys_of(focused: QWidget | None) -> frozenset[Qt.Key]:
    return next((keys for kind, keys in _KEPT if isinstance(focused, kind)), _NONE)

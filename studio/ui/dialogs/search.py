"""The search of actions: type a few letters, Enter does it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from studio.ui.actions import TABLE, Actions
from studio.ui.theme import S

_SIZE = QSize(520, 380)
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ActionSearch(QDialog):
    """All actions that can be done now, those that begin with the letters first."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("action-search")
        self.setAccessibleName(self.tr("Search actions"))
        self._actions = [
            (f"{entry.menu}: {actions[entry.name].text().rstrip('…')}", actions[entry.name])
            for entry in TABLE
            if entry.name != "search_actions"
        ]
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Search actions"))
        self.field.setAccessibleName(self.tr("Search actions"))
        self.found = QListWidget(self)
        self.found.setAccessibleName(self.tr("Actions found"))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(S, S, S, S)
        column.setSpacing(S)
        column.addWidget(self.field)
        column.addWidget(self.found, 1)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._show)
        self.field.returnPressed.connect(self._do)
        self.found.itemClicked.connect(self._do)
        self._show("")

    def sizeHint(self) -> QSize:
        return _SIZE

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows of the field move in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _LIST_KEYS:
            self.found.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        fits = [(text, action) for text, action in self._actions if action.isEnabled() and _fits(text, words)]
        fits.sort(key=lambda pair: not pair[0].partition(": ")[2].casefold().startswith(typed.casefold()))
        self.found.clear()
        for text, action in fits:
            keys = action.shortcut().toString()
            item = QListWidgetItem(f"{text}    {keys}" if keys else text)
            item.setIcon(action.icon())
            item.setData(Qt.ItemDataRole.UserRole, action)
            self.found.addItem(item)
        self.found.setCurrentRow(0)

    @Slot()
    def _do(self) -> None:
        for item in self.found.selectedItems():
            action: QAction = item.data(Qt.ItemDataRole.UserRole)
            self.close()
            action.trigger()


def _fits(text: str, words: list[str]) -> bool:
    return all(word in text.casefold() for word in words)

"""The search of actions: type a few letters, Enter does it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QAction, QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from studio.ui.actions import TABLE, Actions
from studio.ui.theme import ICON, M, S, current_theme, make_font

_SIZE = QSize(520, 380)
_ACTION, _KEYS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class _Row(QStyledItemDelegate):
    """The action's keys at the right end of its row."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(QColor(current_theme().second))
        painter.setFont(make_font("label"))
        place = option.rect.adjusted(0, 0, -M, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(index.data(_KEYS)))
        painter.restore()


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
        empty = QPixmap(ICON, ICON)
        empty.fill(Qt.GlobalColor.transparent)
        self._blank = QIcon(empty)  # keeps the words of all rows in line
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Search actions"))
        self.field.setAccessibleName(self.tr("Search actions"))
        self.found = QListWidget(self)
        self.found.setAccessibleName(self.tr("Actions found"))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setIconSize(QSize(ICON, ICON))
        self.found.setItemDelegate(_Row(self.found))
        self.found.setUniformItemSizes(True)
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
            item = QListWidgetItem(action.icon() if not action.icon().isNull() else self._blank, text)
            item.setData(_ACTION, action)
            item.setData(_KEYS, action.shortcut().toString())
            self.found.addItem(item)
        self.found.setCurrentRow(0)

    @Slot()
    def _do(self) -> None:
        for item in self.found.selectedItems():
            action: QAction = item.data(_ACTION)
            self.close()
            action.trigger()


def _fits(text: str, words: list[str]) -> bool:
    return all(word in text.casefold() for word in words)

"""The search of actions: type a few letters, Enter does it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from studio.settings import Settings, remember_action
from studio.store import Store
from studio.ui.actions import TABLE, ActionEntry, Actions
from studio.ui.fuzzy import find_texts
from studio.ui.keymap import name_key
from studio.ui.theme import ICON, M, S
from studio.ui.widgets.key_chips import measure_keys, paint_keys

_SIZE = QSize(560, 400)
_NAME, _KEYS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class _Row(QStyledItemDelegate):
    """The action's keys at the right end of its row."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        keys: list[str] = index.data(_KEYS) or []
        place = option.rect.adjusted(option.rect.width() - measure_keys(keys) - M, 0, -M, 0)
        super().paint(painter, option, index)
        paint_keys(painter, place, keys, enabled=bool(option.state & QStyle.StateFlag.State_Enabled))


class ActionSearch(QDialog):
    """All actions: those that fit best first, before anything is typed those that were found last. What can't be done
    now comes at the end, in grey."""

    def __init__(self, actions: Actions, settings: Store[Settings], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("action-search")
        self.setAccessibleName(self.tr("Search actions"))
        self._actions, self._settings = actions, settings
        self._entries = _sort_recent(settings.value.recent_actions)
        empty = QPixmap(ICON, ICON)
        empty.fill(Qt.GlobalColor.transparent)
        self._blank = QIcon(empty)  # keeps the words of all rows in line
        self.field = QLineEdit(self)
        self.found = QListWidget(self)
        self._build()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._show)
        self.field.returnPressed.connect(self._do)
        self.found.itemClicked.connect(self._do)
        self._show("")

    def sizeHint(self) -> QSize:
        return _SIZE

    def show_over(self, place: QWidget) -> None:
        """Open at the top of a widget, in its middle."""
        size = self.sizeHint()
        corner = place.mapToGlobal(QPoint((place.width() - size.width()) // 2, 0))
        self.setGeometry(corner.x(), corner.y(), size.width(), size.height())
        self.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows of the field move in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _LIST_KEYS:
            self.found.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.field.setPlaceholderText(self.tr("Search actions"))
        self.field.setAccessibleName(self.tr("Search actions"))
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

    @Slot(str)
    def _show(self, typed: str) -> None:
        texts = [self._describe(entry) for entry in self._entries]
        fits = [self._entries[place] for place in find_texts(typed, texts)]
        fits.sort(key=lambda entry: not self._actions[entry.name].isEnabled())
        self.found.clear()
        for entry in fits:
            self.found.addItem(self._make_item(entry))
        if not fits:
            nothing = QListWidgetItem(self.tr("No action is called that."), self.found)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
        self.found.setCurrentRow(0)

    def _make_item(self, entry: ActionEntry) -> QListWidgetItem:
        action = self._actions[entry.name]
        picture = action.icon() if not action.icon().isNull() else self._blank
        name, keys = _name(action), _keys(action)
        item = QListWidgetItem(picture, f"{entry.menu}: {name}" if entry.menu else name)
        item.setData(_NAME, entry.name)
        item.setData(_KEYS, keys)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join([item.text(), *map(name_key, keys)]))
        if not action.isEnabled():
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item

    def _describe(self, entry: ActionEntry) -> str:
        """The words by which it is found: its name, its menu, its keys."""
        action = self._actions[entry.name]
        return " ".join([_name(action), entry.menu, *map(name_key, _keys(action))])

    @Slot()
    def _do(self) -> None:
        for item in self.found.selectedItems():
            name: str = item.data(_NAME)
            action = self._actions[name]
            self._settings.set(remember_action(self._settings.value, name))
            self.close()
            action.trigger()


def _sort_recent(recent: tuple[str, ...]) -> list[ActionEntry]:
    entries = [entry for entry in TABLE if entry.name != "search_actions"]
    return sorted(entries, key=lambda entry: recent.index(entry.name) if entry.name in recent else len(recent))


def _name(action: QAction) -> str:
    return action.text().rstrip("…")


def _keys(action: QAction) -> list[str]:
    return [sequence.toString() for sequence in action.shortcuts()]

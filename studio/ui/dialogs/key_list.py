"""The list of actions with their keys, by menu."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from studio.ui.actions import TABLE, ActionEntry
from studio.ui.fuzzy import find_texts
from studio.ui.keymap import Keymap, name_key, unify_key
from studio.ui.theme import XL, M, S, current_theme, make_font
from studio.ui.widgets.key_chips import paint_keys

translate = QCoreApplication.translate

_KEYS, _CHANGED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_SIZE = QSize(640, 480)
_Step = QTreeWidget.CursorAction
_Hint = QTreeWidget.ScrollHint


def name_action(entry: ActionEntry) -> str:
    """What an action is called where it stands alone."""
    return translate("Actions", entry.text).rstrip("…")


def name_group(entry: ActionEntry) -> str:
    """The menu that an action stands in; those in none are of the timeline."""
    return translate("MainWindow", entry.menu) if entry.menu else translate("KeyList", "Timeline")


class _Row(QStyledItemDelegate):
    """Keys as caps, and in words which were changed; the names of menus as headings."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if not index.parent().isValid():
            option.font = make_font("label", bold=True)
            option.state &= ~QStyle.StateFlag.State_MouseOver  # it cannot be chosen

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if index.column() == 1 and index.parent().isValid():
            keys: list[str] = index.data(_KEYS) or []
            paint_keys(painter, option.rect.adjusted(S, 0, -M, 0), keys)
            if index.data(_CHANGED):
                _paint_mark(painter, option.rect.adjusted(S, 0, -M, 0))


def _paint_mark(painter: QPainter, rect: QRect) -> None:
    painter.save()
    painter.setFont(make_font("label"))
    painter.setPen(QColor(current_theme().second))
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, translate("KeyList", "changed"))
    painter.restore()


class KeyList(QTreeWidget):
    """`chosen` tells that another action is current, `entered` that Enter or a double-click asks for a key for it."""

    chosen = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: dict[str, QTreeWidgetItem] = {}
        self._build()
        self._fill()
        self.currentItemChanged.connect(self._on_current)
        self.itemDoubleClicked.connect(self._on_double_click)

    def sizeHint(self) -> QSize:
        return _SIZE

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As Qt asks: what is chosen stays in sight when a question takes room."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def scrollTo(
        self, index: QModelIndex | QPersistentModelIndex, hint: QTreeWidget.ScrollHint = _Hint.EnsureVisible
    ) -> None:
        """As Qt asks; the first of a menu comes with its heading."""
        above = self.indexAbove(index)
        if above.isValid() and above == index.parent():
            super().scrollTo(above, hint)
        super().scrollTo(index, hint)

    def changeEvent(self, event: QEvent) -> None:
        """As Qt asks: the names keep their room when the text grows."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._items:
            self._fit_names()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def moveCursor(self, cursorAction: QTreeWidget.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """As Qt asks; the headings are passed over."""
        index = super().moveCursor(cursorAction, modifiers)
        if not index.isValid() or index.parent().isValid():
            return index
        upwards = cursorAction in (_Step.MoveUp, _Step.MovePrevious, _Step.MovePageUp)
        beyond = self.indexAbove(index) if upwards else self.indexBelow(index)
        return beyond if beyond.isValid() else self.currentIndex()

    @property
    def current(self) -> ActionEntry | None:
        """The action that is chosen, unless it is filtered away."""
        item = self.currentItem()
        entry = next((entry for entry in TABLE if self._items[entry.name] is item), None)
        return entry if entry and not self._items[entry.name].isHidden() else None

    def show_keys(self, keymap: Keymap, changed: Mapping[str, object]) -> None:
        """The keys of every action, and which of them the user changed."""
        for entry in TABLE:
            item, keys = self._items[entry.name], keymap[entry.name]
            words = ", ".join(map(name_key, keys)) or self.tr("no key")
            item.setData(1, _KEYS, list(keys))
            item.setData(1, _CHANGED, entry.name in changed)
            spoken = f"{words}, {self.tr('changed')}" if entry.name in changed else words
            item.setData(1, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def show_found(self, typed: str, key: str = "") -> int:
        """Only what has the words, or just the key where one is given; how many those are."""
        texts = [" ".join([name_action(entry), name_group(entry), *self._key_words(entry)]) for entry in TABLE]
        found = {TABLE[place].name for place in find_texts(typed, texts)}
        if key:
            same = unify_key(key)
            found = {name for name, item in self._items.items() if same in map(unify_key, item.data(1, _KEYS))}
        for name, item in self._items.items():
            item.setHidden(name not in found)
        for name, group in self._groups.items():
            group.setHidden(not any(entry.name in found for entry in TABLE if name_group(entry) == name))
        if self.current is None:
            first = next((self._items[entry.name] for entry in TABLE if entry.name in found), None)
            if first is not None:
                self.setCurrentItem(first)
        self.scrollTo(self.currentIndex())
        self.chosen.emit()
        return len(found)

    def _build(self) -> None:
        self.ensurePolished()  # rows are measured before they are shown
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(M)
        self.setUniformRowHeights(True)
        self.setAccessibleName(self.tr("Actions and their keys"))
        self.setItemDelegate(_Row(self))
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.header().setStretchLastSection(True)

    def _fill(self) -> None:
        groups = self._groups
        for entry in TABLE:
            name = name_group(entry)
            if name not in groups:
                groups[name] = QTreeWidgetItem(self, [name])
                groups[name].setFlags(Qt.ItemFlag.ItemIsEnabled)
                groups[name].setFirstColumnSpanned(True)
            self._items[entry.name] = QTreeWidgetItem(groups[name], [name_action(entry)])
        self.expandAll()
        self._fit_names()

    def _fit_names(self) -> None:
        widest = max(self.fontMetrics().horizontalAdvance(name_action(entry)) for entry in TABLE)
        self.header().resizeSection(0, self.indentation() + widest + XL)

    def _key_words(self, entry: ActionEntry) -> list[str]:
        keys: list[str] = self._items[entry.name].data(1, _KEYS) or []
        return [name_key(key) for key in keys]

    @Slot()
    def _on_current(self) -> None:
        self.chosen.emit()

    @Slot()
    def _on_double_click(self) -> None:
        self.entered.emit()

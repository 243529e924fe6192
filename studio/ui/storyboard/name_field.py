"""`NameDelegate`: the field in which the name of a shot or a scene is written, right where it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

Index = QModelIndex | QPersistentModelIndex


class NameDelegate(QStyledItemDelegate):
    """Asks `name_rect` for the place of the field; Enter keeps the name, Escape the old one."""

    def __init__(self, name_rect: Callable[[Index], QRect], parent: QObject) -> None:
        super().__init__(parent)
        self._name_rect = name_rect

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setAccessibleName(self.tr("Name"))
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(self._name_rect(index))

"""The pages of the housekeeping: unused takes, the trash, files that are gone; each with what can be done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from studio.storage.media import StoredMedia
from studio.storage.missing import Medium
from studio.storage.usage import describe_bytes
from studio.ui.dialogs.chores import Chores, Found
from studio.ui.dialogs.take_list import Stored, TakeList
from studio.ui.pictures import Thumbnails
from studio.ui.theme import L, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.label import Label


class UnusedPage(QWidget):
    """Takes that could go."""

    def __init__(self, chores: Chores, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chores = chores
        empty = self.tr("Every take is in use: chosen, rated, pinned, or the start of another.")
        self.list = TakeList(self.tr("Unused takes"), empty, thumbnails, self)
        self.total = Label(tone="second", parent=self)
        self.move_button = Button("", icon_name="trash-2", parent=self)
        self.move_button.clicked.connect(self._move)
        self.list.picked.connect(self._show_chosen)
        _lay_out(self, self.list, _row(self.total, None, self.move_button))

    def show_found(self, found: Found) -> None:
        """What is there now."""
        self.list.show_takes((*found.usage.unused, *found.usage.unused_media), self._chores.document.project)

    @Slot()
    def _show_chosen(self) -> None:
        self.total.setText(_sum_up(self, self.list))
        words = self.tr("Move all to the trash") if self.list.is_all else self.tr("Move to the trash")
        self.move_button.setText(words)
        self.move_button.setEnabled(bool(self.list.takes) and not self._chores.document.read_only)

    @Slot()
    def _move(self) -> None:
        self._chores.move_to_trash(self.list.chosen)


class TrashPage(QWidget):
    """Takes that were removed. What is deleted for good is asked for first, in the row of buttons."""

    def __init__(self, chores: Chores, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chores = chores
        empty = self.tr("The trash is empty. Takes that are removed lie here until they are deleted for good.")
        self.list = TakeList(self.tr("Takes in the trash"), empty, thumbnails, self)
        self.total = Label(tone="second", parent=self)
        self.restore_button = Button("", icon_name="undo-2", parent=self)
        self.delete_button = Button("", parent=self)
        self.question = Label(tone="warn", parent=self)
        self.keep_button = Button(self.tr("Keep"), parent=self)
        self.confirm_button = Button(self.tr("Delete for good"), icon_name="trash-2", parent=self)
        self._asked: tuple[Stored, ...] = ()
        self._rows = QStackedLayout()
        self._build()

    def show_found(self, found: Found) -> None:
        """What is there now; a question about something else is taken back."""
        self.list.show_takes((*found.usage.trashed, *found.usage.trashed_media), self._chores.document.project)

    def _build(self) -> None:
        self.question.setWordWrap(True)
        for row in (
            _row(self.total, None, self.restore_button, self.delete_button),
            _row(self.question, None, self.keep_button, self.confirm_button),
        ):
            holder = QWidget(self)
            holder.setLayout(row)
            self._rows.addWidget(holder)
        self.list.picked.connect(self._show_chosen)
        self.restore_button.clicked.connect(self._restore)
        self.delete_button.clicked.connect(self._ask)
        self.keep_button.clicked.connect(self._keep)
        self.confirm_button.clicked.connect(self._delete)
        _lay_out(self, self.list, self._rows)

    def _restorable(self) -> tuple[Stored, ...]:
        shots = {shot.id for shot in self._chores.document.project.shots}
        return tuple(each for each in self.list.chosen if isinstance(each, StoredMedia) or each.shot in shots)

    @Slot()
    def _show_chosen(self) -> None:
        self._rows.setCurrentIndex(0)
        self.total.setText(_sum_up(self, self.list))
        everything, writable = self.list.is_all, not self._chores.document.read_only
        self.restore_button.setText(self.tr("Restore all") if everything else self.tr("Restore"))
        self.delete_button.setText(self.tr("Empty the trash…") if everything else self.tr("Delete for good…"))
        self.restore_button.setEnabled(writable and bool(self._restorable()))
        self.delete_button.setEnabled(writable and bool(self.list.takes))

    @Slot()
    def _restore(self) -> None:
        self._chores.restore(self._restorable())

    @Slot()
    def _ask(self) -> None:
        self._asked = self.list.chosen
        size = describe_bytes(sum(each.bytes for each in self._asked))
        words = self.tr("Delete {takes}, {size}, for good? Neither undo nor an earlier version brings them back.")
        self.question.setText(words.format(takes=_count(self, self._asked), size=size))
        self._rows.setCurrentIndex(1)
        self.keep_button.setFocus()

    @Slot()
    def _keep(self) -> None:
        self._rows.setCurrentIndex(0)
        self.delete_button.setFocus()

    @Slot()
    def _delete(self) -> None:
        self._rows.setCurrentIndex(0)
        self._chores.empty_trash(self._asked)


class MissingPage(QWidget):
    """Files that the film refers to and that are gone."""

    def __init__(self, chores: Chores, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chores = chores
        self._lost: tuple[Medium, ...] = ()
        self.view = QListWidget(self)
        self.view.setAccessibleName(self.tr("Missing files"))
        self.view.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.view.setStyleSheet("QListView { border: none; }")
        self.total = Label(tone="second", parent=self)
        self.find_button = Button(self.tr("Find in a folder…"), icon_name="search", parent=self)
        self.find_button.clicked.connect(self._ask)
        stack = QWidget(self)
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(EmptyState(self.tr("Every picture and every take is where it belongs."), parent=self))
        self._stack.addWidget(self.view)
        _lay_out(self, stack, _row(self.total, None, self.find_button))

    def show_found(self, found: Found) -> None:
        """What is gone now."""
        if found.lost != self._lost:
            self._lost = found.lost
            self.view.clear()
            for medium in found.lost:
                item = QListWidgetItem(medium.what, self.view)
                item.setToolTip(medium.path)
        count = len(found.lost)
        self.total.setText(self.tr("They are known by their content, whatever they are called.") if count else "")
        self._stack.setCurrentIndex(1 if count else 0)
        self.find_button.setEnabled(bool(count) and not self._chores.document.read_only)

    def find_in(self, folder: Path) -> None:
        """Look there, and copy back what is found."""
        self._chores.relink(self._lost, folder)

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self, self.tr("Where the missing files may be"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._find_in_named)
        dialog.open()

    @Slot(str)
    def _find_in_named(self, name: str) -> None:
        self.find_in(Path(name))


def _lay_out(page: QWidget, filling: QWidget, row: QHBoxLayout | QStackedLayout) -> None:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, S, 0, 0)
    column.setSpacing(S)
    column.addWidget(filling, 1)
    column.addLayout(row)


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets beside each other; `None` is the room between the left ones and the right ones."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(S)
    for widget in widgets:
        if widget is None:
            row.addSpacing(L)
        else:
            row.addWidget(widget, 1 if isinstance(widget, Label) else 0)
    return row


def _sum_up(page: QWidget, takes: TakeList) -> str:
    chosen = takes.chosen
    return f"{_count(page, chosen)} · {describe_bytes(sum(each.bytes for each in chosen))}" if chosen else ""


def _count(page: QWidget, stored: tuple[Stored, ...]) -> str:
    count = len(stored)
    if any(isinstance(each, StoredMedia) for each in stored):
        return page.tr("1 file") if count == 1 else page.tr("{count} files").format(count=count)
    return page.tr("1 take") if count == 1 else page.tr("{count} takes").format(count=count)

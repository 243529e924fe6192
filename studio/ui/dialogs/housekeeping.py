"""«Housekeeping»: what the film occupies, what of it could go, what is gone, and the film written elsewhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QMenu, QProgressBar, QTabWidget, QVBoxLayout, QWidget

from studio.core.jobs import Queue
from studio.storage.collect import ZIP
from studio.storage.folder import FilmFolder
from studio.storage.usage import describe_bytes
from studio.store import Store
from studio.ui.background import Background
from studio.ui.dialogs.chores import Chores, Found
from studio.ui.dialogs.housekeeping_pages import MissingPage, TrashPage, UnusedPage
from studio.ui.dialogs.usage_bar import UsageBar
from studio.ui.document import Document
from studio.ui.keeping import Keeping
from studio.ui.messages import Level, Message
from studio.ui.pictures import Thumbnails
from studio.ui.theme import XL, XS, M, S, Tint
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import ElidedLabel, Label

_SIZE = QSize(640, 600)
_TONES: dict[Level, Tint] = {"info": "second", "ok": "ok", "warn": "warn", "error": "error"}


class Housekeeping(QObject):
    """Opens the dialog and outlives it: long work goes on while it is closed, and then ends as a message in `told`."""

    told = Signal(object)
    files_returned = Signal(object)

    def __init__(
        self,
        document: Document,
        queue: Store[Queue],
        keeping: Keeping,
        folder: FilmFolder,
        background: Background,
        thumbnails: Thumbnails,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window, self._thumbnails = parent, thumbnails
        self.chores = Chores(document, queue, keeping, folder, background, self)
        self.dialog: HousekeepingDialog | None = None
        self.chores.told.connect(self._tell)
        self.chores.files_returned.connect(self.files_returned)

    @Slot()
    def show(self) -> None:
        """The dialog, beside the film."""
        if self.dialog is None:
            self.dialog = HousekeepingDialog(self.chores, self._thumbnails, self._window)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def close(self) -> None:
        """End with the film; nothing is left half done."""
        self.chores.stop()
        if self.dialog is not None:
            self.dialog.close()

    @Slot(str, str)
    def _tell(self, text: str, level: Level) -> None:
        if self.dialog is None or not self.dialog.isVisible():
            self.told.emit(Message(text=text, level=level))


class HousekeepingDialog(QDialog):
    """Stands beside the film and follows it: undo shows here at once."""

    def __init__(self, chores: Chores, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chores = chores
        self.setWindowTitle(self.tr("Housekeeping"))
        self.setModal(False)
        self.total = Label("", role="title", parent=self)
        self.bar = UsageBar(self)
        self.unused = UnusedPage(chores, thumbnails, self)
        self.trash = TrashPage(chores, thumbnails, self)
        self.missing = MissingPage(chores, self)
        self.pages = QTabWidget(self)
        self.collect_button = Button(self.tr("Collect…"), icon_name="share", parent=self)
        self.duplicate_button = Button(self.tr("Duplicate"), icon_name="copy", parent=self)
        self.outcome = Label(parent=self)
        self.progress = QProgressBar(self)
        self.doing = ElidedLabel(role="label", tone="second", parent=self)
        self.stop_button = Button(self.tr("Stop"), kind="quiet", parent=self)
        self._work = QWidget(self)
        self._build()
        self._connect()
        self._name_pages(None)
        self.resize(_SIZE)

    def showEvent(self, event: QShowEvent) -> None:
        """As Qt asks."""
        super().showEvent(event)
        self._chores.follow(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """As Qt asks."""
        super().hideEvent(event)
        self._chores.follow(False)

    def _build(self) -> None:
        self.outcome.setWordWrap(True)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.outcome.hide()
        self.collect_button.setToolTip(self.tr("The film with all that it refers to, in one folder or one zip file"))
        for page in (self.unused, self.trash, self.missing):
            self.pages.addTab(page, "")
        menu = QMenu(self)
        menu.addAction(self.tr("With its takes…"), partial(self._ask_duplicate, True))
        menu.addAction(self.tr("Without its takes…"), partial(self._ask_duplicate, False))
        self.duplicate_button.setMenu(menu)
        close = Button(self.tr("Close"), parent=self)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.collect_button)
        row.addWidget(self.duplicate_button)
        row.addStretch()
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addWidget(self.total)
        column.addWidget(self.bar)
        column.addSpacing(XS)
        column.addWidget(self.pages, 1)
        column.addWidget(self._build_work())
        column.addWidget(self.outcome)
        column.addLayout(row)
        close.setFocus()

    def _build_work(self) -> QWidget:
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("Progress"))
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self.doing, 1)
        row.addWidget(self.progress, 2)
        row.addWidget(self.stop_button)
        self._work.hide()
        return self._work

    def _connect(self) -> None:
        self._chores.found.connect(self._show_found)
        self._chores.told.connect(self._show_outcome)
        self._chores.progressed.connect(self._show_progress)
        self._chores.busy_changed.connect(self._show_busy)
        self.collect_button.clicked.connect(self._ask_collect)
        self.stop_button.clicked.connect(self._chores.stop)

    @Slot(object)
    def _show_found(self, found: Found) -> None:
        words = self.tr("{film} occupies {size}")
        film = self._chores.document.project.name
        self.total.setText(words.format(film=film, size=describe_bytes(found.usage.total)))
        self.bar.show_usage(found.usage)
        for page in (self.unused, self.trash, self.missing):
            page.show_found(found)
        self._name_pages(found)

    def _name_pages(self, found: Found | None) -> None:
        counts = (len(self.unused.list.takes), len(self.trash.list.takes), len(found.lost)) if found else (0, 0, 0)
        names = (self.tr("Unused"), self.tr("Trash"), self.tr("Missing files"))
        for index, (name, count) in enumerate(zip(names, counts, strict=True)):
            self.pages.setTabText(index, f"{name} ({count})" if count else name)

    @Slot(str, str)
    def _show_outcome(self, text: str, level: Level) -> None:
        self.outcome.setText(text)
        self.outcome.set_tone(_TONES[level])
        self.outcome.show()

    @Slot(float, str)
    def _show_progress(self, share: float, text: str) -> None:
        self.progress.setValue(round(share * 1000))
        self.doing.setText(text)

    @Slot(bool)
    def _show_busy(self, is_busy: bool) -> None:
        self._work.setVisible(is_busy)
        for button in (self.collect_button, self.duplicate_button):
            button.setEnabled(not is_busy)
        if is_busy:
            self.outcome.hide()

    @Slot()
    def _ask_collect(self) -> None:
        zip_files, folders = self.tr("Zip file (*.zip)"), self.tr("Film folder (*.storyreel)")
        dialog = self._make_dialog(self.tr("Collect the film"), [zip_files, folders])

        def chosen(name: str) -> None:
            path = Path(name)
            is_zip = dialog.selectedNameFilter() == zip_files
            self._chores.collect(path.with_name(path.name + ZIP) if is_zip and path.suffix != ZIP else path)

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _ask_duplicate(self, with_takes: bool) -> None:
        dialog = self._make_dialog(self.tr("Duplicate the film"), [self.tr("Film folder (*.storyreel)")])

        def chosen(name: str) -> None:
            self._chores.duplicate(Path(name), with_takes=with_takes)

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _make_dialog(self, title: str, filters: list[str]) -> QFileDialog:
        dialog = QFileDialog(self, title, str(self._chores.folder.parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        return dialog

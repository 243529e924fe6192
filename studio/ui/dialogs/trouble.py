"""What is shown of an error that nobody foresaw: its traceback to copy, the log, and whether the film is saved."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from studio.ui.theme import XL, M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label

Save = Callable[[Callable[[bool], None]], None]

_SIZE = QSize(640, 420)
log = logging.getLogger(__name__)


class TroubleDialog(QDialog):
    """`tell_saved` says how saving the film has ended."""

    def __init__(self, sentence: str, trace: str, log_file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Something went wrong"))
        self._log_file = log_file
        self.saved = Label(self.tr("The film is being saved…"), parent=self)
        self.trace = QPlainTextEdit(trace, self)
        self.copy_button = Button(self.tr("Copy"), icon_name="copy", parent=self)
        self._build(sentence)

    def sizeHint(self) -> QSize:
        return _SIZE

    def tell_saved(self, is_saved: bool) -> None:
        """Whether all of the film is on disk."""
        done, failed = self.tr("The film is saved; you can go on."), self.tr("The film could not be saved.")
        self.saved.setText(done if is_saved else failed)
        self.saved.set_tone("text" if is_saved else "error")

    def _build(self, sentence: str) -> None:
        words = Label(sentence, role="heading", parent=self)
        words.setWordWrap(True)
        self.trace.setReadOnly(True)
        self.trace.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.trace.setAccessibleName(self.tr("Details of the error"))
        where = Label(self.tr("The log is {file}").format(file=self._log_file), tone="second", parent=self)
        where.setWordWrap(True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        folder = Button(self.tr("Open the log’s folder"), parent=self)
        close = Button(self.tr("Close"), kind="primary", parent=self)
        self.copy_button.clicked.connect(self._copy)
        folder.clicked.connect(self._open_folder)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.copy_button)
        row.addWidget(folder)
        row.addStretch()
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        for widget in (words, self.saved):
            column.addWidget(widget)
        column.addWidget(self.trace, 1)
        column.addWidget(where)
        column.addLayout(row)
        close.setFocus()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.trace.toPlainText())

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_file.parent)))


class Trouble(QObject):
    """`report` goes in the place of `sys.excepthook`; it may be called on any thread, and while a dialog is open."""

    _met = Signal(str, str)

    def __init__(self, window: QWidget, save: Save, log_file: Path) -> None:
        super().__init__(window)
        self._window, self._save, self._log_file = window, save, log_file
        self._dialog: TroubleDialog | None = None
        # Not at once: the error may have come while a widget was painting.
        self._met.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log it, save the film, and show it; one dialog at a time, so that a repeated error can be closed."""
        log.error("unexpected", exc_info=(kind, error, trace))
        self._met.emit(f"{kind.__name__}: {error}", "".join(traceback.format_exception(kind, error, trace)))

    @Slot(str, str)
    def _show(self, name: str, trace: str) -> None:
        if self._dialog is not None:
            return
        sentence = self.tr("Something went wrong: {name}").format(name=name)
        self._dialog = TroubleDialog(sentence, trace, self._log_file, self._window)
        self._dialog.finished.connect(self._forget)
        self._dialog.open()
        self._save(self._tell_saved)

    def _tell_saved(self, is_saved: bool) -> None:
        if self._dialog is not None:
            self._dialog.tell_saved(is_saved)

    @Slot()
    def _forget(self) -> None:
        self._dialog = None

"""What the program is, under which licence, and where it keeps its things."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio import __version__
from studio.paths import config_folder, log_folder
from studio.ui.theme import XL, M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label


class About(QDialog):
    """A few lines and where to look further."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Storyreel"))
        folders = self.tr("Settings: {settings}\nLog: {log}").format(settings=config_folder(), log=log_folder())
        words = Label(folders, tone="second", parent=self)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        folder = Button(self.tr("Open the log’s folder"), parent=self)
        folder.clicked.connect(self._open_log_folder)
        close = Button(self.tr("Close"), kind="primary", parent=self)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(folder)
        row.addStretch()
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addWidget(Label(f"Storyreel {__version__}", role="title", parent=self))
        column.addWidget(Label(self.tr("From a storyboard to a finished film, on your own machine."), parent=self))
        column.addWidget(Label(self.tr("Apache License 2.0. Icons: Lucide, ISC."), tone="second", parent=self))
        column.addWidget(words)
        column.addLayout(row)
        close.setFocus()

    @Slot()
    def _open_log_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

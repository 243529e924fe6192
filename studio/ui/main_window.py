"""`MainWindow`: the start page or the open film, the menus, and the strip of messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from studio.api import ExporterEntry
from studio.core.project import Project
from studio.render.creation import SUFFIX, Recipe, create_film, film_path
from studio.settings import RecentFilm, Settings, forget_film, remember_film
from studio.storage.folder import FilmFolder
from studio.store import Store
from studio.ui.actions import MENUS, TABLE, Actions
from studio.ui.background import Background
from studio.ui.desk import Desk
from studio.ui.exporting import ExportBar
from studio.ui.messages import Level, Message, MessageStrip
from studio.ui.preferences import Preferences
from studio.ui.start import StartPage

MakeDesk = Callable[[FilmFolder, Actions, Background], Desk]


class MainWindow(QMainWindow):
    """One window, one film at a time."""

    film_opened = Signal(object)

    def __init__(
        self,
        settings: Store[Settings],
        backends: tuple[tuple[str, str], ...],
        exporters: tuple[ExporterEntry, ...],
        make_desk: MakeDesk,
        sample: Recipe,
        sample_path: Path,
    ) -> None:
        super().__init__()
        self.settings, self._backends, self._make_desk = settings, backends, make_desk
        self._sample, self._sample_path = sample, sample_path
        self.actions_table = Actions(self)
        self.background = Background(self)
        self.messages = MessageStrip()
        self.export_bar = ExportBar(exporters)
        self.start = StartPage(self.background)
        self.desk: Desk | None = None
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self._show_start()

    def _build(self) -> None:
        self.setWindowTitle("Storyreel")
        self.resize(1440, 900)
        for menu in MENUS:
            bar = self.menuBar().addMenu(self.tr(menu))
            for entry in TABLE:
                if entry.menu == menu:
                    bar.addAction(self.actions_table[entry.name])
        self.addActions([self.actions_table[entry.name] for entry in TABLE])
        self._pages.addWidget(self.start)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self.export_bar)
        column.addWidget(self.messages)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        to = self.actions_table
        to["new"].triggered.connect(self.ask_new)
        to["open"].triggered.connect(self.ask_open)
        to["close_film"].triggered.connect(self.close_film)
        to["preferences"].triggered.connect(self.show_preferences)
        to["export"].triggered.connect(self.ask_export)
        to["quit"].triggered.connect(self.close)
        self.start.new_requested.connect(self.ask_new)
        self.start.open_requested.connect(self.ask_open)
        self.start.sample_requested.connect(self.open_sample)
        self.start.film_chosen.connect(self.open_film)
        self.start.film_forgotten.connect(self._forget)
        self.background.failed.connect(self.show_error)
        self.export_bar.told.connect(self._tell)

    @Slot()
    def ask_export(self) -> None:
        """Ask where the film shall be written."""
        if self.desk is not None:
            self.export_bar.ask(self.desk.document, self.desk.folder)

    @Slot(str, str)
    def _tell(self, text: str, level: Level) -> None:
        self.messages.show_message(Message(text=text, level=level))

    @Slot(str)
    def show_error(self, sentence: str) -> None:
        """A sentence that stays until it is closed."""
        self.messages.show_message(Message(text=sentence, level="error"))

    @Slot(str)
    def show_warning(self, sentence: str) -> None:
        """A sentence that goes by itself."""
        self.messages.show_message(Message(text=sentence, level="warn"))

    @Slot()
    def ask_new(self) -> None:
        """Ask where a new film shall be, and make it."""
        dialog = QFileDialog(self, self.tr("New film"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Storyreel films (*.storyreel)"))
        dialog.fileSelected.connect(self._create)
        dialog.open()

    @Slot()
    def ask_open(self) -> None:
        """Ask for a film's folder, and open it."""
        dialog = QFileDialog(self, self.tr("Open film"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._open_named)
        dialog.open()

    @Slot()
    def show_preferences(self) -> None:
        """The settings, beside the film."""
        Preferences(self.settings, self._backends, self).show()

    @Slot()
    def open_sample(self) -> None:
        """Make the sample film where there is none yet, and open it."""
        if self._sample_path.exists():
            self.open_film(self._sample_path)
        else:
            self._make(self._sample_path, self._sample)

    @Slot(Path)
    def open_film(self, path: Path) -> None:
        """Open a film in place of the one that is open."""
        self.background.run(self, partial(FilmFolder.open, path), self._show_film)

    @Slot()
    def close_film(self) -> None:
        """Back to the start page."""
        if self.desk is None:
            return
        self.export_bar.close_film()
        self.desk.close_film()
        self._pages.removeWidget(self.desk)
        self.desk.deleteLater()
        self.desk = None
        # The film's threads and its saves have ended with it; the next film gets a background of its own.
        self.background.deleteLater()
        self.background = Background(self)
        self.background.failed.connect(self.show_error)
        self._show_start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As Qt asks."""
        self.export_bar.close_film()
        if self.desk is not None:
            self.desk.close_film()
            self.desk = None
        self.background.close()
        event.accept()

    def _create(self, name: str) -> None:
        path = film_path(Path(name))
        self._make(path, Recipe(name=path.name.removesuffix(SUFFIX)))

    def _open_named(self, name: str) -> None:
        self.open_film(Path(name))

    def _make(self, path: Path, recipe: Recipe) -> None:
        self.background.run(self, partial(create_film, path, recipe), self._show_made)

    def _show_made(self, made: tuple[FilmFolder, tuple[str, ...]]) -> None:
        folder, problems = made
        for problem in problems:
            self.show_warning(problem)
        self._show_film(folder)

    def _show_film(self, folder: FilmFolder) -> None:
        self.close_film()
        for notice in folder.notices:
            self.show_warning(notice)
        self.desk = self._make_desk(folder, self.actions_table, self.background)
        self.desk.document.refused.connect(self.show_warning)
        self.desk.document.changed.connect(self._name_window)
        self.desk.keeping.failed.connect(self.show_error)
        self._pages.addWidget(self.desk)
        self._pages.setCurrentWidget(self.desk)
        self.actions_table.set_film_open(True)
        self._name_window()
        film = RecentFilm(path=folder.path, name=folder.project.name, opened=datetime.now().astimezone())
        self.settings.set(remember_film(self.settings.value, film))
        self.film_opened.emit(folder.path)

    def _show_start(self) -> None:
        self._pages.setCurrentWidget(self.start)
        self.start.show_films(self.settings.value.recent)
        self.actions_table.set_film_open(False)
        self.setWindowTitle("Storyreel")

    @Slot()
    def _name_window(self, before: Project | None = None, after: Project | None = None) -> None:
        if self.desk is not None:
            mark = self.tr(" (read-only)") if self.desk.document.read_only else ""
            self.setWindowTitle(f"{self.desk.document.project.name}{mark} — Storyreel")

    @Slot(Path)
    def _forget(self, path: Path) -> None:
        self.settings.set(forget_film(self.settings.value, path))
        self.start.show_films(self.settings.value.recent)

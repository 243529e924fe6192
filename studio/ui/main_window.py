"""`MainWindow`: the start page or the open film, the menus, and the strip of messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from studio.api import ExporterEntry
from studio.core.project import Project
from studio.render.creation import SUFFIX, Recipe, create_film, film_path
from studio.settings import Settings, WindowPlace, forget_film, remember_film
from studio.storage.backups import Backup
from studio.storage.folder import FilmFolder, restore_film
from studio.storage.missing import find_missing
from studio.store import Store
from studio.ui.actions import MENUS, Actions
from studio.ui.background import Background
from studio.ui.chosen_keys import ChosenKeys
from studio.ui.desk import Desk
from studio.ui.dialogs.about import About
from studio.ui.dialogs.beside import show_beside
from studio.ui.dialogs.keys import KeysDialog
from studio.ui.dialogs.restore import restore_damaged
from studio.ui.dialogs.search import ActionSearch
from studio.ui.exporting import ExportBar
from studio.ui.film_page import FilmPage
from studio.ui.keys import keep_key
from studio.ui.messages import Level, Message, MessageStrip
from studio.ui.opening import Damaged, describe_recent, name_home, open_or_find_versions
from studio.ui.preferences import Preferences
from studio.ui.start import StartPage

MakeDesk = Callable[[FilmFolder, Background], Desk]


class MainWindow(QMainWindow):
    """One window, one film at a time. `ended` tells that it is closed and all its films are saved."""

    film_opened = Signal(object)
    ended = Signal()

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
        self._own_actions = Actions(self, film=False)
        ChosenKeys(self._own_actions, settings)
        self.background = Background(self)
        self.messages = MessageStrip()
        self.export_bar = ExportBar(exporters)
        self.start = StartPage(self.background)
        self.page: FilmPage | None = None
        self._closing: list[FilmPage] = []
        self._waiting: Path | None = None
        self._is_ending = False
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self._show_start()

    @property
    def desk(self) -> Desk | None:
        """The open film."""
        return self.page.desk if self.page else None

    @property
    def actions_table(self) -> Actions:
        """The actions in force: those of the open film, else the window's own."""
        return self.page.desk.actions_table if self.page else self._own_actions

    def _build(self) -> None:
        self.setWindowTitle("Storyreel")
        self.resize(1440, 900)
        self.restoreGeometry(QByteArray.fromBase64(self.settings.value.window.geometry.encode()))
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
        self._bind(self._own_actions)
        self.start.new_requested.connect(self.ask_new)
        self.start.open_requested.connect(self.ask_open)
        self.start.sample_requested.connect(self.open_sample)
        self.start.film_chosen.connect(self.open_film)
        self.start.film_forgotten.connect(self._forget)
        self.background.failed.connect(self.show_error)
        self.export_bar.told.connect(self._tell)
        self.export_bar.ended.connect(self._go_on_ending)

    def _bind(self, actions: Actions) -> None:
        """Connect what the window itself does."""
        bound = {
            "new": self.ask_new,
            "open": self.ask_open,
            "close_film": self.close_film,
            "preferences": self.show_preferences,
            "keys": self.show_keys,
            "export": self.ask_export,
            "quit": self.close,
            "about": self.show_about,
            "search_actions": self.search_actions,
        }
        for name, act in bound.items():
            actions[name].triggered.connect(act)

    def _show_menus(self) -> None:
        """The menus and the keys of the actions in force."""
        actions = self.actions_table
        for old in self.actions():
            self.removeAction(old)
        for old in self.menuBar().actions():
            old.menu().deleteLater()
        self.menuBar().clear()
        for menu in MENUS:
            actions.fill(bar := self.menuBar().addMenu(self.tr(menu)), menu)
            if menu == "View" and self.page:
                bar.addSeparator()
                bar.addActions(self.page.desk.docks.switches())
        self.addActions(actions.at("window"))

    def event(self, event: QEvent) -> bool:
        """Keys that the focused control is worked with go before the shortcuts."""
        return keep_key(QApplication.focusWidget(), event) or super().event(event)

    def save_film(self, done: Callable[[bool], None]) -> None:
        """Save the open film, then tell whether all is on disk."""
        if self.desk is None:
            done(True)
        else:
            self.desk.keeping.settle(done)

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
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Storyreel films (*.storyreel)"))
        dialog.fileSelected.connect(self._create)
        dialog.open()

    @Slot()
    def ask_open(self) -> None:
        """Ask for a film's folder, and open it."""
        dialog = QFileDialog(self, self.tr("Open film"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._open_named)
        dialog.open()

    @Slot()
    def show_preferences(self) -> None:
        """The settings, beside the film."""
        show_beside(self, Preferences, partial(Preferences, self.settings, self._backends, self))

    @Slot()
    def show_keys(self) -> None:
        """Which keys do what, beside the film."""
        show_beside(self, KeysDialog, partial(KeysDialog, self.settings, self))

    @Slot()
    def show_about(self) -> None:
        """What the program is."""
        About(self).open()

    @Slot()
    def search_actions(self) -> None:
        """Find an action by its name, and do it."""
        ActionSearch(self.actions_table, self.settings, self).show_over(self._pages)

    @Slot()
    def open_sample(self) -> None:
        """Make the sample film where there is none yet, and open it."""
        if self._sample_path.exists():
            self.open_film(self._sample_path)
        else:
            self._make(self._sample_path, self._sample)

    @Slot(Path)
    def open_film(self, path: Path) -> None:
        """Open a film in place of the one that is open; one that is just being closed, once that is done."""
        home = name_home(path)
        if any(page.desk.folder.path == home for page in self._closing):
            self._waiting = path
            self._tell(self.tr("{film} is being closed and opens again in a moment.").format(film=home.stem), "info")
        elif self.desk is None or self.desk.folder.path != home:
            # In the lane of writes: of a film that is asked for twice, the first to be opened holds the lock.
            self.background.write(self, partial(open_or_find_versions, path), self._show_opened)

    @Slot()
    def close_film(self) -> None:
        """Save it, and go back to the start page; what runs ends by itself."""
        if self.page is not None:
            self.page.desk.keeping.settle(partial(self._on_settled, self.page))

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes at once; the program ends when every film is saved and nothing runs."""
        if self.export_bar.is_busy and not self._is_ending:
            event.ignore()
            words = self.tr("An export is being written; wait for it, or cancel it and quit.")
            action = self.tr("Cancel and quit")
            self.messages.show_message(Message(text=words, level="warn", action=action, act=self._begin_ending))
        elif self.page is not None or self._closing or self.export_bar.is_busy:
            event.ignore()
            self._begin_ending()
        else:
            self._is_ending = True
            self._keep_place()
            self.background.close()
            event.accept()
            self.ended.emit()

    def _begin_ending(self) -> None:
        self._is_ending = True
        self.export_bar.stop()
        if self.page is not None:
            self.close_film()
        else:
            self.hide()
            self._go_on_ending()

    @Slot()
    def _go_on_ending(self) -> None:
        if self._is_ending and self.page is None and not self._closing and not self.export_bar.is_busy:
            self.close()

    def _keep_place(self) -> None:
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        place = replace(self.settings.value.window, geometry=geometry)
        if self.page is not None:
            docks = self.page.desk.docks
            place = WindowPlace(geometry=geometry, arrangement=docks.current, docks=docks.states())
        self.settings.set(replace(self.settings.value, window=place))

    def _on_settled(self, page: FilmPage, is_saved: bool) -> None:
        """Close the film once it is on disk; else it stays, and says why."""
        if page is not self.page:
            return
        if is_saved:
            self._leave(page)
            return
        self._is_ending = False
        words = self.tr("The film is not saved, so it stays open.")
        leave = partial(self._leave, page)
        self.messages.show_message(
            Message(text=words, level="error", action=self.tr("Close without saving"), act=leave, about=page.desk)
        )

    def _leave(self, page: FilmPage) -> None:
        self._let_go(page)
        if self._is_ending:
            self.hide()
        self._show_start()

    def _let_go(self, page: FilmPage) -> None:
        """Take a film's page away; it ends by itself."""
        self._keep_place()
        self.messages.drop(page.desk)
        self.messages.drop(page.desk.keeping)
        self.page = None
        self._closing.append(page)
        page.desk.closed.connect(partial(self._on_closed, page))
        page.desk.close_film()

    def _on_closed(self, page: FilmPage) -> None:
        self._closing.remove(page)
        self._pages.removeWidget(page)
        page.deleteLater()
        waiting, self._waiting = self._waiting, None
        if self._is_ending:
            self._go_on_ending()
        elif waiting is not None:
            self.open_film(waiting)

    def _create(self, name: str) -> None:
        path = film_path(Path(name))
        self._make(path, Recipe(name=path.name.removesuffix(SUFFIX)))

    def _open_named(self, name: str) -> None:
        self.open_film(Path(name))

    def _make(self, path: Path, recipe: Recipe) -> None:
        self.background.run(self, partial(create_film, path, recipe), self._show_made)

    def _show_made(self, made: tuple[FilmFolder, tuple[str, ...]]) -> None:
        folder, problems = made
        self._show_film(folder)
        for problem in problems:
            self.show_warning(problem)

    def _show_opened(self, opened: FilmFolder | Damaged) -> None:
        if isinstance(opened, FilmFolder):
            self._show_film(opened)
            return
        offer = partial(restore_damaged, opened.versions, partial(self._restore, opened.path), self)
        self.messages.show_message(
            Message(text=opened.sentence, level="error", action=self.tr("Restore an earlier version"), act=offer)
        )

    def _restore(self, path: Path, backup: Backup) -> None:
        def open_again(_: None) -> None:
            self.open_film(path)

        self.background.run(self, partial(restore_film, path, backup), open_again)

    def _show_film(self, folder: FilmFolder) -> None:
        if self._is_ending or (self.desk is not None and self.desk.folder.path == folder.path):
            folder.close()  # it was asked for twice, or comes too late
        elif self.page is None:
            self._put_film(folder)
        else:
            self.page.desk.keeping.settle(partial(self._replace, self.page, folder))

    def _replace(self, page: FilmPage, folder: FilmFolder, is_saved: bool) -> None:
        """Another film in the place of the open one, once that is on disk."""
        if page is not self.page:
            self._show_film(folder)
        elif is_saved:
            self._let_go(page)
            self._put_film(folder)
        else:
            folder.close()
            self._on_settled(page, False)

    def _put_film(self, folder: FilmFolder) -> None:
        desk = self._make_desk(folder, self.background)
        self.page = FilmPage(desk)
        self._bind(desk.actions_table)
        desk.told.connect(self.messages.show_message)
        desk.settled.connect(self.messages.drop)
        desk.document.changed.connect(self._name_window)
        self._pages.addWidget(self.page)
        self._pages.setCurrentWidget(self.page)
        self.page.setFocus()
        self._show_menus()
        self._name_window()
        desk.background.run(desk, partial(find_missing, folder), desk.warn_of_missing)
        for notice in folder.notices:
            self.messages.show_message(Message(text=notice, level="warn", about=desk))
        self.settings.set(remember_film(self.settings.value, describe_recent(folder)))
        self.film_opened.emit(folder.path)

    def _show_start(self) -> None:
        self._pages.setCurrentWidget(self.start)
        self.start.show_films(self.settings.value.recent)
        self._show_menus()
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

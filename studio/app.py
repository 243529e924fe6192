"""The window's composition root: makes every object once and connects it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtWidgets import QApplication

from studio.paths import (
    bundled_plugins_folder,
    data_folder,
    log_folder,
    resources_folder,
    settings_file,
    user_plugins_folder,
)
from studio.plugins import Plugins, find_plugins
from studio.render.creation import read_template
from studio.settings import Settings, load_settings, save_settings
from studio.storage.folder import FilmFolder
from studio.store import Store
from studio.ui.appearance import Appearance
from studio.ui.background import Background
from studio.ui.desk import Desk
from studio.ui.dialogs.trouble import Trouble
from studio.ui.garbage import Garbage
from studio.ui.main_window import MainWindow

TEMPLATE = "small-light"


def run(film: Path | None, begun: Callable[[MainWindow], None] | None = None) -> int:
    """Show the window, with a film where one is given, until it is closed; `begun` is told of it once it is shown."""
    log_file = start_log()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Storyreel")
    window = make_window(app)
    Garbage(window)
    sys.excepthook = Trouble(window, window.save_film, log_file).report
    app.setQuitOnLastWindowClosed(False)
    window.ended.connect(app.quit)
    window.show()
    if begun is not None:
        begun(window)
    if film is not None:
        window.open_film(film)
    return app.exec()


def make_window(app: QApplication) -> MainWindow:
    """The main window with all that it needs."""
    plugins = find_plugins([bundled_plugins_folder(), user_plugins_folder()])
    value, problem = load_settings(settings_file())
    settings: Store[Settings] = Store(value, app)
    appearance = Appearance(app)
    _show_look(appearance, value)
    sample = read_template(resources_folder() / "templates" / TEMPLATE)
    window = MainWindow(
        settings,
        tuple((entry.id, entry.name) for entry in plugins.backends),
        plugins.exporters,
        partial(_make_desk, plugins, settings),
        sample,
        data_folder() / "Sample.storyreel",
    )
    settings.changed.connect(partial(_on_settings, appearance, window))
    for sentence in (*plugins.problems, *([problem] if problem else [])):
        window.show_warning(sentence)
    return window


def _make_desk(plugins: Plugins, settings: Store[Settings], folder: FilmFolder, closer: Background) -> Desk:
    return Desk(folder, plugins.backends, plugins.backend, settings, closer)


def _on_settings(appearance: Appearance, window: MainWindow, before: Settings, after: Settings) -> None:
    _show_look(appearance, after)
    window.background.write(window, partial(save_settings, settings_file(), after), _nothing)


def _nothing(_: None) -> None:
    pass


def _show_look(appearance: Appearance, settings: Settings) -> None:
    appearance.choose(settings.theme, high_contrast=settings.high_contrast, text_scale=settings.text_scale)


def start_log() -> Path:
    """Log to a file, which is given back, that is named where an unexpected error is shown."""
    file = log_folder() / "storyreel.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    logging.basicConfig(level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s %(message)s")
    return file

"""The whole window: films come and go, every action does something, damage and quitting lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from studio.app import make_window
from studio.core.edits.board import set_shot
from studio.core.edits.film import set_film
from studio.core.jobs import is_open
from studio.core.project import Project
from studio.core.request import Setting
from studio.paths import bundled_plugins_folder
from studio.plugins import find_plugins
from studio.storage.backups import list_backups
from studio.storage.folder import FilmFolder
from studio.ui.actions import TABLE
from studio.ui.desk import Desk
from studio.ui.dialogs.restore import RestoreDialog
from studio.ui.dialogs.search import ActionSearch
from studio.ui.dialogs.shot_list import ImportDialog
from studio.ui.dialogs.trouble import Trouble, TroubleDialog
from studio.ui.main_window import MainWindow

Open = Callable[[Path], Desk]
Make = Callable[[str], Path]


@pytest.fixture
def film(new_film: Make) -> Path:
    return new_film("rain")


def count_receivers(action: QAction) -> int:
    """What is connected to an action, but for what Qt's own menus and buttons connect."""
    signals = (SIGNAL("triggered(bool)"), SIGNAL("toggled(bool)"))
    given = sum(action.receivers(signal) for signal in signals)
    group = action.actionGroup()
    if group:
        given += group.receivers(SIGNAL("triggered(QAction*)")) - 1
    return given - sum(isinstance(owner, QMenu | QToolButton) for owner in action.associatedObjects())


def test_every_action_does_something_while_a_film_is_open(window: MainWindow, enter: Open, film: Path) -> None:
    of_film = [entry.name for entry in TABLE if entry.film and entry.name != "close_film" and entry.name != "export"]
    assert not any(count_receivers(window.actions_table[name]) for name in of_film)
    enter(film)
    assert not [entry.name for entry in TABLE if count_receivers(window.actions_table[entry.name]) < 1]


def test_nothing_is_connected_twice_or_outlives_its_film(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path
) -> None:
    first = enter(film)
    old = window.actions_table
    counts = {entry.name: count_receivers(old[entry.name]) for entry in TABLE}
    menus = len(window.menuBar().findChildren(QMenu))
    with qtbot.waitSignal(first.destroyed):
        window.actions_table["close_film"].trigger()
    assert not isValid(old)
    desk = enter(film)
    assert {entry.name: count_receivers(window.actions_table[entry.name]) for entry in TABLE} == counts
    qtbot.waitUntil(lambda: len(window.menuBar().findChildren(QMenu)) == menus)
    window.actions_table["render_all"].trigger()
    assert len(desk.queue.queue.value.jobs) == 2


def test_films_follow_each_other(qtbot: QtBot, window: MainWindow, enter: Open, film: Path, new_film: Make) -> None:
    first = enter(film)
    first.document.apply("Name", lambda project: set_film(project, name="Thunder"))
    second = enter(new_film("sun"))
    assert second is not first
    assert FilmFolder.open(film, write=False).project.name == "Thunder"
    third = enter(film)
    assert not third.document.read_only
    third.document.apply("Name", lambda project: set_film(project, name="Storm"))
    window.actions_table["undo"].trigger()
    assert third.document.project.name == "Thunder", "one undo is one step"
    window.actions_table["close_film"].trigger()
    qtbot.waitUntil(lambda: window.desk is None)
    assert window.start.isVisible()
    again = enter(film)
    assert not again.document.read_only


def test_an_open_film_is_not_opened_twice(window: MainWindow, enter: Open, film: Path, qtbot: QtBot) -> None:
    desk = enter(film)
    with qtbot.assertNotEmitted(window.film_opened, wait=100):
        window.open_film(film)
    assert window.desk is desk


def test_a_film_open_elsewhere_is_for_reading(window: MainWindow, enter: Open, film: Path) -> None:
    elsewhere = FilmFolder.open(film)
    desk = enter(film)
    elsewhere.close()
    assert desk.document.read_only
    assert "read-only" in window.windowTitle()
    assert not desk.document.apply("Name", lambda project: set_film(project, name="Thunder"))
    desk.ordering.render(next(desk.document.project.shots).id)
    assert not desk.queue.queue.value.jobs
    assert window.messages.messages


def test_quitting_while_rendering_goes_on_at_the_next_start(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path
) -> None:
    desk = enter(film)
    desk.document.apply("Write", lambda project: set_shot(project, next(project.shots).id, action="Unsaved"))
    window.actions_table["render_all"].trigger()
    with qtbot.waitSignal(window.ended):
        window.close()
        assert not window.isVisible() or window.desk
    folder = FilmFolder.open(film)
    folder.close()
    assert not folder.read_only
    assert next(folder.project.shots).action == "Unsaved"
    made = sum(len(shot.takes) for shot in folder.project.shots)
    assert sum(is_open(job) for job in folder.queue.jobs) + made == 2


def test_a_damaged_film_offers_its_earlier_versions(qtbot: QtBot, window: MainWindow, film: Path) -> None:
    folder = FilmFolder.open(film)
    folder.save(set_film(folder.project, name="Later"))
    folder.close()
    assert list_backups(film)
    (film / "film.json").write_bytes((film / "film.json").read_bytes()[:99])
    window.open_film(film)
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    message = window.messages.messages[-1]
    assert "film.json" in message.text
    assert message.act is not None
    message.act()
    (dialog,) = window.findChildren(RestoreDialog)
    assert dialog.versions.count() == 1
    with qtbot.waitSignal(window.film_opened):
        dialog.versions.itemActivated.emit(dialog.versions.item(0))
    assert window.desk is not None
    assert window.desk.document.project.name == "rain"


def test_an_earlier_version_comes_back_as_one_step(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    folder = FilmFolder.open(film)
    folder.save(set_film(folder.project, name="Later"))
    folder.close()
    desk = enter(film)
    window.actions_table["restore"].trigger()
    qtbot.waitUntil(lambda: bool(desk.findChildren(RestoreDialog)))
    (dialog,) = desk.findChildren(RestoreDialog)
    dialog.versions.itemActivated.emit(dialog.versions.item(0))
    assert desk.document.project.name == "rain"
    desk.document.undo()
    assert desk.document.project.name == "Later"


def test_shots_are_imported_from_the_menu(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path, tmp_path: Path
) -> None:
    desk = enter(film)
    (tmp_path / "more.csv").write_text("shot,action\nThird,C\nFourth,D\n")
    window.actions_table["import_shots"].trigger()
    (asked,) = desk.findChildren(QFileDialog)
    asked.fileSelected.emit(str(tmp_path / "more.csv"))
    asked.close()
    qtbot.waitUntil(lambda: bool(desk.findChildren(ImportDialog)))
    desk.findChildren(ImportDialog)[0].accept()
    assert [shot.name for shot in desk.document.project.shots][2:] == ["Third", "Fourth"]


def test_the_search_finds_and_does(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    window.actions_table["search_actions"].trigger()
    (search,) = window.findChildren(ActionSearch)
    qtbot.keyClicks(search.field, "snapp")
    assert search.found.count() == 1
    before = desk.session.snapping.value
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert desk.session.snapping.value is not before


def test_panels_go_and_come_back(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    window.activateWindow()
    desk.timeline.view.setFocus()
    qtbot.waitUntil(desk.timeline.view.hasFocus)
    assert desk.cast.isVisible()
    window.actions_table["maximise"].trigger()
    assert desk.timeline.isVisible()
    assert not desk.cast.isVisible()
    window.actions_table["maximise"].trigger()
    assert desk.cast.isVisible()
    window.actions_table["arrange_cut"].trigger()
    assert not desk.cast.isVisible()
    window.actions_table["arrange_board"].trigger()
    assert desk.cast.isVisible()


def test_delete_means_the_panel_used_last(window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    clips = sum(len(track.items) for track in desk.document.project.timeline.tracks)
    desk.storyboard.view.setFocus()
    desk.session.shot.set(next(desk.document.project.shots).id)
    window.actions_table["delete"].trigger()
    assert sum(1 for _ in desk.document.project.shots) == 1
    desk.document.undo()
    assert sum(len(track.items) for track in desk.document.project.timeline.tracks) == clips


def test_a_film_asked_for_twice_can_be_written(qtbot: QtBot, window: MainWindow, film: Path) -> None:
    opened: list[object] = []
    window.film_opened.connect(opened.append)
    window.open_film(film)
    window.open_film(film / "film.json")
    handed: list[None] = []
    window.background.write(window, lambda: None, handed.append)
    qtbot.waitUntil(lambda: bool(handed))
    assert opened == [film]
    assert window.desk is not None
    assert not window.desk.document.read_only


def test_a_film_that_is_still_closing_opens_again(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path, new_film: Make
) -> None:
    desk = enter(film)
    desk.document.apply("Slow", make_slow)
    window.actions_table["render_all"].trigger()
    window.actions_table["close_film"].trigger()
    qtbot.waitUntil(lambda: window.desk is None)
    closed = qtbot.waitSignal(desk.closed)
    assert not closed.signal_triggered, "nothing waits for the job that is being made"
    other = enter(new_film("sun"))
    assert not other.document.read_only
    with closed, qtbot.waitSignal(window.film_opened):
        window.open_film(film)
    assert window.desk is not None
    assert not window.desk.document.read_only
    assert sum(map(is_open, window.desk.queue.queue.value.jobs)) == 2
    window.desk.queue.cancel_all()


def make_slow(project: Project) -> Project:
    return set_film(project, settings=(Setting(name="delay_seconds", value=0.1),))


def test_a_film_that_can_not_be_saved_stays_open(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    whole = (film / "film.json").read_bytes()
    (film / "film.json").unlink()
    (film / "film.json").mkdir()
    desk.document.apply("Name", lambda project: set_film(project, name="Thunder"))
    with qtbot.waitSignal(desk.keeping.failed):
        window.close()
    assert window.desk is desk
    assert window.isVisible()
    leave = window.messages.messages[-1]
    assert leave.action == "Close without saving"
    assert "film.json" in window.messages.messages[-2].text
    (film / "film.json").rmdir()
    (film / "film.json").write_bytes(whole)
    with qtbot.waitSignal(window.ended):
        window.close()
    assert FilmFolder.open(film, write=False).project.name == "Thunder"


def test_an_export_outlives_its_film_and_holds_back_quitting(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path, tmp_path: Path
) -> None:
    desk = enter(film)
    entry = find_plugins([bundled_plugins_folder()]).exporter("mp4")
    window.export_bar.begin(desk.document, desk.folder, entry, tmp_path / "out.mp4")
    window.close()
    assert window.isVisible()
    assert window.messages.messages[-1].action == "Cancel and quit"
    with qtbot.waitSignal(window.export_bar.told) as told, qtbot.waitSignal(desk.closed):
        window.close_film()
    assert told.args is not None
    assert told.args[1] == "ok"
    assert (tmp_path / "out.mp4").exists()
    qtbot.waitUntil(lambda: not window.export_bar.is_busy)


def test_quitting_cancels_an_export_when_asked_to(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path, tmp_path: Path
) -> None:
    desk = enter(film)
    entry = find_plugins([bundled_plugins_folder()]).exporter("mp4")
    window.export_bar.begin(desk.document, desk.folder, entry, tmp_path / "out.mp4")
    window.close()
    quit_anyhow = window.messages.messages[-1].act
    assert quit_anyhow is not None
    with qtbot.waitSignal(window.ended):
        quit_anyhow()
    assert {path.suffix for path in tmp_path.iterdir()} <= {".storyreel", ".mp4"}, "nothing half-written"


def test_an_unexpected_error_is_shown_once_with_the_film_saved(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path, tmp_path: Path
) -> None:
    desk = enter(film)
    desk.document.apply("Name", lambda project: set_film(project, name="Thunder"))
    trouble = Trouble(window, window.save_film, tmp_path / "storyreel.log")
    try:
        raise ValueError("a promise was broken")
    except ValueError as error:
        for _ in range(2):
            trouble.report(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(window.findChildren(TroubleDialog)))
    (dialog,) = window.findChildren(TroubleDialog)
    qtbot.waitUntil(lambda: "is saved" in dialog.saved.text())
    assert FilmFolder.open(film, write=False).project.name == "Thunder"
    dialog.copy_button.click()
    copied = QApplication.clipboard().text()
    assert "a promise was broken" in copied
    assert "Traceback" in copied
    assert any("storyreel.log" in label.text() for label in dialog.findChildren(QLabel))
    dialog.accept()


def test_a_focused_button_keeps_its_space_bar(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    window.activateWindow()
    (about,) = [button for button in window.findChildren(QPushButton) if button.accessibleName() == "Queue"]
    about.setFocus()
    qtbot.waitUntil(about.hasFocus)
    with qtbot.waitSignal(about.clicked):
        qtbot.keyClick(about, Qt.Key.Key_Space)
    assert not desk.session.speed.value
    desk.timeline.view.setFocus()
    qtbot.keyClick(desk.timeline.view, Qt.Key.Key_Space)
    assert desk.session.speed.value


def test_the_panels_stay_as_they_were_left(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, enter: Open, film: Path
) -> None:
    desk = enter(film)
    window.actions_table["arrange_cut"].trigger()
    next(switch for switch in desk.docks.switches() if switch.text() == "Cast").trigger()
    assert desk.cast.isVisible()
    with qtbot.waitSignal(window.ended):
        window.close()
    again = make_window(qapp)
    again.show()
    with qtbot.waitSignal(again.film_opened):
        again.open_film(film)
    assert again.desk is not None
    assert again.actions_table["arrange_cut"].isChecked()
    assert again.desk.cast.isVisible()
    assert not again.desk.inspector.isVisible()
    again.actions_table["reset_arrangement"].trigger()
    assert not again.desk.cast.isVisible()
    with qtbot.waitSignal(again.ended):
        again.close()
    again.deleteLater()

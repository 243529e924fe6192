"""The whole window: films come and go, every action does something, damage and quitting lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.app import make_window
from studio.core.edits.board import set_shot
from studio.core.edits.film import set_film
from studio.core.jobs import is_open
from studio.core.project import Project
from studio.core.shotlist import add_rows, read_shot_list
from studio.storage.backups import list_backups
from studio.storage.folder import FilmFolder
from studio.storage.fresh import fresh_id
from studio.ui.actions import TABLE
from studio.ui.desk import Desk
from studio.ui.dialogs.restore import RestoreDialog
from studio.ui.dialogs.search import ActionSearch
from studio.ui.dialogs.shot_list import import_shots
from studio.ui.main_window import MainWindow

LIST = "shot,action,seconds,backend\nFirst,A,0.5,test_pattern\nSecond,B,0.25,test_pattern\n"
Open = Callable[[Path], Desk]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "rain.storyreel")


def make_film(path: Path) -> Path:
    empty = Project(name=path.stem, width=320, height=180)
    FilmFolder.create(path, add_rows(empty, read_shot_list(LIST, "list"), fresh_id, "list")).close()
    return path


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    made = make_window(qapp)
    made.show()
    yield made
    if made.isVisible():
        with qtbot.waitSignal(made.ended):
            made.close()
    made.deleteLater()


@pytest.fixture
def enter(qtbot: QtBot, window: MainWindow) -> Open:
    def open_film(path: Path) -> Desk:
        with qtbot.waitSignal(window.film_opened):
            window.open_film(path)
        assert window.desk is not None
        return window.desk

    return open_film


def test_every_action_of_an_open_film_does_something(window: MainWindow, enter: Open, film: Path) -> None:
    enter(film)
    table = window.actions_table
    signals = (SIGNAL("triggered(bool)"), SIGNAL("toggled(bool)"))
    idle = [
        entry.name
        for entry in TABLE
        if not any(table[entry.name].receivers(signal) for signal in signals) and entry.name != "loop"
    ]
    assert not idle


def test_films_follow_each_other(qtbot: QtBot, window: MainWindow, enter: Open, film: Path, tmp_path: Path) -> None:
    first = enter(film)
    first.document.apply("Name", lambda project: set_film(project, name="Thunder"))
    second = enter(make_film(tmp_path / "sun.storyreel"))
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
    window.open_film(film)
    qtbot.wait(50)
    assert window.desk is desk


def test_a_film_open_elsewhere_is_for_reading(window: MainWindow, enter: Open, film: Path) -> None:
    elsewhere = FilmFolder.open(film)
    desk = enter(film)
    elsewhere.close()
    assert desk.document.read_only
    assert "read-only" in window.windowTitle()
    assert not desk.document.apply("Name", lambda project: set_film(project, name="Thunder"))
    desk.render_shot(next(desk.document.project.shots).id)
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


def test_shots_are_imported_as_one_step(qtbot: QtBot, enter: Open, film: Path, tmp_path: Path) -> None:
    desk = enter(film)
    (tmp_path / "more.csv").write_text("shot,action\nThird,C\nFourth,D\n")
    import_shots(desk.document, desk.background, desk, tmp_path / "more.csv")
    qtbot.waitUntil(lambda: sum(1 for _ in desk.document.project.shots) == 4)
    desk.document.undo()
    assert sum(1 for _ in desk.document.project.shots) == 2
    (tmp_path / "bad.csv").write_text("shot,deed\nThird,C\n")
    said: list[str] = []
    desk.document.refused.connect(said.append)
    import_shots(desk.document, desk.background, desk, tmp_path / "bad.csv")
    qtbot.waitUntil(lambda: bool(said))
    assert "bad.csv" in said[0]


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

"""Housekeeping in the window: takes to the trash and back, deleted for good, lost files found, films collected."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from studio.core.edits.board import remove_shot
from studio.core.edits.takes import add_takes
from studio.core.jobs import Queue
from studio.core.project import Take
from studio.storage.folder import FilmFolder
from studio.storage.usage import Kind, describe_bytes
from studio.store import Store
from studio.ui.appearance import apply_theme
from studio.ui.background import Background
from studio.ui.desk import Desk
from studio.ui.dialogs.chores import Chores, Found
from studio.ui.dialogs.housekeeping import HousekeepingDialog
from studio.ui.dialogs.take_list import Stored, id_of
from studio.ui.dialogs.usage_bar import colour_of, place_parts
from studio.ui.document import Document
from studio.ui.keeping import Keeping
from studio.ui.main_window import MainWindow
from studio.ui.pictures import Thumbnails
from studio.ui.theme import DARK, LIGHT, Theme
from tests.storage.films import make_take

Open = Callable[[Path], Desk]
Make = Callable[[str], Path]


def fill(path: Path, id_: str) -> Take:
    """A take's file, of its own content."""
    data = id_.encode() * 10_000
    (path / f"takes/{id_}.mov").write_bytes(data)
    return replace(make_take(id_), sha256=hashlib.sha256(data).hexdigest())


@pytest.fixture
def film(new_film: Make) -> Path:
    """The first shot has the takes a1, a2 and a3, of which a1 is chosen, the second b1 and b2."""
    path = new_film("rain")
    folder = FilmFolder.open(path)
    first, second = folder.project.shots
    takes = [(first.id, fill(path, id_)) for id_ in ("a1", "a2", "a3")]
    takes += [(second.id, fill(path, id_)) for id_ in ("b1", "b2")]
    folder.save(add_takes(folder.project, takes))
    folder.close()
    return path


class Home:
    """A film that is open without a window, with its housekeeping."""

    def __init__(self, path: Path) -> None:
        self.folder = FilmFolder.open(path)
        self.background = Background()
        self.document = Document(self.folder.project, read_only=self.folder.read_only)
        self.keeping = Keeping(self.document, self.folder, self.background)
        self.chores = Chores(self.document, Store(Queue()), self.keeping, self.folder, self.background)

    def close(self) -> None:
        """Let all of it go."""
        self.chores.stop()
        self.keeping.save()
        self.background.close()
        self.folder.close()


@pytest.fixture
def home(dark: None, film: Path) -> Iterator[Home]:
    made = Home(film)
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot: QtBot, home: Home) -> HousekeepingDialog:
    """Shown and filled."""
    made = HousekeepingDialog(home.chores, Thumbnails(home.folder.path, home.background, home.chores))
    qtbot.addWidget(made)
    with qtbot.waitSignal(home.chores.found):
        made.show()
    return made


def ids(stored: Iterable[Stored]) -> list[str]:
    return [id_of(each) for each in stored]


def until(qtbot: QtBot, home: Home, holds: Callable[[Found], bool]) -> AbstractContextManager[object]:
    """Do something, then wait for a look at the disk that shows it."""
    return qtbot.waitSignal(home.chores.found, check_params_cb=holds)


def has_trash(found: Found) -> bool:
    return bool(found.usage.trashed)


def one_is_lost(found: Found) -> bool:
    return len(found.lost) == 1


def has_no_trash(found: Found) -> bool:
    return not found.usage.trashed


def takes_of(home: Home) -> list[str]:
    return [take.id for shot in home.document.project.shots for take in shot.takes]


def test_it_shows_what_the_film_occupies(dialog: HousekeepingDialog, film: Path) -> None:
    size = describe_bytes(sum(path.stat().st_size for path in film.rglob("*") if path.is_file()))
    assert dialog.total.text() == f"rain occupies {size}"
    assert "Takes in the cut 40 kB, Unused takes and media 60 kB" in dialog.bar.strip.accessibleName()
    assert ids(dialog.unused.list.takes) == ["a2", "a3", "b2"]
    assert [dialog.unused.list.view.item(row).text() for row in range(3)] == [
        "First, take 2",
        "First, take 3",
        "Second, take 2",
    ]
    assert dialog.unused.total.text() == "3 takes · 60 kB"
    assert [dialog.pages.tabText(index) for index in range(3)] == ["Unused (3)", "Trash", "Missing files"]


def test_unused_takes_go_and_come_back_by_undo(
    qtbot: QtBot, home: Home, dialog: HousekeepingDialog, film: Path
) -> None:
    with until(qtbot, home, has_trash):
        qtbot.mouseClick(dialog.unused.move_button, Qt.MouseButton.LeftButton)
    assert (takes_of(home), home.document.undo_label) == (["a1", "b1"], "Move to trash")
    assert ids(dialog.trash.list.takes) == ["a2", "a3", "b2"]
    assert not dialog.unused.move_button.isEnabled()
    with until(qtbot, home, has_no_trash):
        home.document.undo()
    assert takes_of(home) == ["a1", "a2", "a3", "b1", "b2"]
    assert ids(dialog.unused.list.takes) == ["a2", "a3", "b2"]
    assert (film / "takes/a2.mov").is_file()


def test_only_what_is_selected_goes(qtbot: QtBot, home: Home, dialog: HousekeepingDialog) -> None:
    dialog.unused.list.view.item(1).setSelected(True)
    assert (dialog.unused.total.text(), dialog.unused.move_button.text()) == ("1 take · 20 kB", "Move to the trash")
    with until(qtbot, home, has_trash):
        dialog.unused.move_button.click()
    assert takes_of(home) == ["a1", "a2", "b1", "b2"]


def test_takes_are_restored_and_undo_takes_that_back(qtbot: QtBot, home: Home, dialog: HousekeepingDialog) -> None:
    with until(qtbot, home, has_trash):
        dialog.unused.move_button.click()
    with until(qtbot, home, has_no_trash):
        dialog.trash.restore_button.click()
    assert takes_of(home) == ["a1", "a2", "a3", "b1", "b2"]
    assert next(home.document.project.shots).chosen == "a1"
    with until(qtbot, home, has_trash):
        home.document.undo()
    assert takes_of(home) == ["a1", "b1"]


def test_a_take_whose_shot_is_gone_can_not_be_restored(qtbot: QtBot, home: Home, dialog: HousekeepingDialog) -> None:
    shot = next(home.document.project.shots).id
    with until(qtbot, home, has_trash):
        home.document.apply("Remove", lambda project: remove_shot(project, shot))
    assert ids(dialog.trash.list.takes) == ["a1", "a2", "a3"]
    assert dialog.trash.list.view.item(0).text() == "1A, a removed shot"
    assert not dialog.trash.restore_button.isEnabled()
    assert dialog.trash.delete_button.isEnabled()


def test_emptying_asks_first_and_leaves_no_step_with_a_lost_take(
    qtbot: QtBot, home: Home, dialog: HousekeepingDialog, film: Path
) -> None:
    with until(qtbot, home, has_trash):
        dialog.unused.move_button.click()
    dialog.pages.setCurrentWidget(dialog.trash)
    dialog.trash.delete_button.click()
    words = "Delete 3 takes, 60 kB, for good? Neither undo nor an earlier version brings them back."
    assert dialog.trash.question.text() == words
    dialog.trash.keep_button.click()
    assert dialog.trash.delete_button.isVisible()
    dialog.trash.delete_button.click()
    with until(qtbot, home, has_no_trash):
        dialog.trash.confirm_button.click()
    assert dialog.outcome.text() == "60 kB are free again."
    assert sorted(path.name for path in (film / "takes").glob("*.mov")) == ["a1.mov", "b1.mov"]
    home.document.undo()
    assert takes_of(home) == ["a1", "b1"]


def test_a_take_that_came_back_meanwhile_is_not_deleted(
    qtbot: QtBot, home: Home, dialog: HousekeepingDialog, film: Path
) -> None:
    with until(qtbot, home, has_trash):
        dialog.unused.move_button.click()
    dialog.trash.delete_button.click()
    home.document.undo()
    with until(qtbot, home, has_no_trash):
        dialog.trash.confirm_button.click()
    assert takes_of(home) == ["a1", "a2", "a3", "b1", "b2"]
    assert len(list((film / "takes").glob("*.mov"))) == 5


def test_lost_files_come_back(qtbot: QtBot, home: Home, dialog: HousekeepingDialog, film: Path, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (film / "takes/a1.mov").rename(tmp_path / "backup" / "old.mov")
    (film / "takes/b2.mov").unlink()
    with until(qtbot, home, lambda found: len(found.lost) == 2):
        home.chores.look()
    assert dialog.pages.tabText(2) == "Missing files (2)"
    assert [dialog.missing.view.item(row).toolTip() for row in range(2)] == ["takes/a1.mov", "takes/b2.mov"]
    with qtbot.waitSignal(home.chores.files_returned) as returned:
        dialog.missing.find_in(tmp_path / "backup")
    assert returned.args == [{"takes/a1.mov"}]
    assert (film / "takes/a1.mov").is_file()
    assert dialog.outcome.text() == "1 of 2 files are back."


def test_the_film_is_collected(qtbot: QtBot, home: Home, dialog: HousekeepingDialog, tmp_path: Path) -> None:
    for name, made in (("away.zip", "away.zip"), ("away", "away.storyreel")):
        with qtbot.waitSignal(home.chores.told) as told:
            home.chores.collect(tmp_path / name)
        assert told.args == [f"{tmp_path / made} is written.", "ok"]
        assert (tmp_path / made).exists()
        assert dialog.outcome.text() == f"{tmp_path / made} is written."


def test_the_film_is_duplicated(qtbot: QtBot, home: Home, tmp_path: Path) -> None:
    for name, takes in (("storm", 5), ("bare", 0)):
        with qtbot.waitSignal(home.chores.told):
            home.chores.duplicate(tmp_path / name, with_takes=bool(takes))
        again = FilmFolder.open(tmp_path / f"{name}.storyreel", write=False)
        assert again.project.name == name
        assert sum(len(shot.takes) for shot in again.project.shots) == takes


def test_long_work_is_shown_and_stopped(qtbot: QtBot, home: Home, dialog: HousekeepingDialog, tmp_path: Path) -> None:
    with qtbot.waitSignal(home.chores.told) as told:
        home.chores.collect(tmp_path / "away.zip")
        assert dialog.stop_button.isVisible()
        assert not dialog.collect_button.isEnabled()
        home.chores.collect(tmp_path / "another.zip")
    assert told.args == ["Something is being written already; wait for it or stop it.", "warn"]
    with qtbot.waitSignal(home.chores.busy_changed):
        dialog.stop_button.click()
    assert dialog.collect_button.isEnabled()
    assert not dialog.stop_button.isVisible()
    assert not list(tmp_path.glob(".*")), "whole or not at all"


def test_a_film_that_is_read_only_is_shown_and_collected(qtbot: QtBot, film: Path, dark: None, tmp_path: Path) -> None:
    owner = FilmFolder.open(film)
    home = Home(film)
    dialog = HousekeepingDialog(home.chores, Thumbnails(home.folder.path, home.background, home.chores))
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(home.chores.found):
        dialog.show()
    assert ids(dialog.unused.list.takes) == ["a2", "a3", "b2"]
    assert not dialog.unused.move_button.isEnabled()
    with qtbot.waitSignal(home.chores.told) as told:
        home.chores.collect(tmp_path / "away.zip")
    assert told.args == [f"{tmp_path / 'away.zip'} is written.", "ok"]
    home.close()
    owner.close()


def test_the_dialog_comes_and_goes_with_its_film(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path, tmp_path: Path
) -> None:
    desk = enter(film)
    action = window.actions_table["housekeeping"]
    with qtbot.waitSignal(desk.housekeeping.chores.found):
        action.trigger()
    dialog = desk.housekeeping.dialog
    assert dialog is not None
    dialog.close()
    with qtbot.waitSignal(desk.told):
        desk.housekeeping.chores.collect(tmp_path / "away.zip")
    assert window.messages.messages[-1].text == f"{tmp_path / 'away.zip'} is written."
    action.trigger()
    assert desk.housekeeping.dialog is dialog
    assert dialog.isVisible()
    desk.housekeeping.chores.collect(tmp_path / "again.zip")
    window.actions_table["close_film"].trigger()
    qtbot.waitUntil(lambda: not isValid(desk))
    assert not isValid(dialog)
    assert not list(tmp_path.glob(".*")), "whole or not at all"


def test_what_came_back_is_shown_again(qtbot: QtBot, enter: Open, film: Path) -> None:
    desk = enter(film)
    with qtbot.waitSignal(desk.housekeeping.chores.found):
        desk.housekeeping.show()
    aside = film / "aside.mov"
    (film / "takes/a1.mov").rename(aside)
    with qtbot.waitSignal(desk.housekeeping.chores.found, check_params_cb=one_is_lost):
        desk.housekeeping.chores.look()
    aside.rename(film / "takes/a1.mov")
    forgotten: list[str] = []
    desk.thumbnails.loaded.connect(forgotten.append)
    with qtbot.waitSignal(desk.housekeeping.files_returned):
        desk.housekeeping.chores.look()
    assert "takes/a1.mov" in forgotten


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_no_two_kinds_have_one_colour(qapp: QApplication, dark: None, theme: Theme) -> None:
    apply_theme(qapp, theme)
    assert len({colour_of(kind).name() for kind in Kind}) == len(Kind)


def test_the_bar_is_divided_by_size_and_shows_what_is_small() -> None:
    placed = place_parts([(Kind.CUT, 900), (Kind.UNUSED, 100), (Kind.FILM, 0)], 111)
    assert [kind for kind, _, _ in placed] == [Kind.CUT, Kind.UNUSED, Kind.FILM]
    assert [width for _, _, width in placed] == [3 + 90, 3 + 10, 3]
    assert [left for _, left, _ in placed] == [0, 94, 108]
    assert place_parts([], 100) == []
    assert all(width >= 3 for _, _, width in place_parts([(Kind.CUT, 5), (Kind.TRASH, 0)], 1))

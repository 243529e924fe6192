"""Housekeeping in the window: takes to the trash and back, deleted for good, lost files found, films collected."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.core.edits.board import remove_shot
from studio.core.edits.takes import add_takes
from studio.core.project import Take
from studio.storage.folder import FilmFolder
from studio.storage.takes import StoredTake
from studio.storage.usage import Kind, describe_bytes
from studio.ui.desk import Desk
from studio.ui.dialogs.chores import Found
from studio.ui.dialogs.housekeeping import HousekeepingDialog
from studio.ui.dialogs.usage_bar import place_parts
from studio.ui.main_window import MainWindow
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


@pytest.fixture
def desk(enter: Open, film: Path) -> Desk:
    return enter(film)


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow, desk: Desk) -> HousekeepingDialog:
    """Opened by its action, and filled."""
    with qtbot.waitSignal(desk.housekeeping.chores.found):
        window.actions_table["housekeeping"].trigger()
    made = desk.housekeeping.dialog
    assert made is not None
    return made


def ids(takes: tuple[StoredTake, ...]) -> list[str]:
    return [each.take.id for each in takes]


def until(qtbot: QtBot, desk: Desk, holds: Callable[[Found], bool]) -> AbstractContextManager[object]:
    """Do something, then wait for a look at the disk that shows it."""
    return qtbot.waitSignal(desk.housekeeping.chores.found, check_params_cb=holds)


def has_trash(found: Found) -> bool:
    return bool(found.usage.trashed)


def has_no_trash(found: Found) -> bool:
    return not found.usage.trashed


def takes_of(desk: Desk) -> list[str]:
    return [take.id for shot in desk.document.project.shots for take in shot.takes]


def test_it_shows_what_the_film_occupies(dialog: HousekeepingDialog, film: Path) -> None:
    size = describe_bytes(sum(path.stat().st_size for path in film.rglob("*") if path.is_file()))
    assert dialog.total.text() == f"rain occupies {size}"
    assert "Takes in the cut 40 kB, Unused takes 60 kB" in dialog.bar.strip.accessibleName()
    assert ids(dialog.unused.list.takes) == ["a2", "a3", "b2"]
    assert [dialog.unused.list.view.item(row).text() for row in range(3)] == [
        "First, take 2",
        "First, take 3",
        "Second, take 2",
    ]
    assert dialog.unused.total.text() == "3 takes · 60 kB"
    assert [dialog.pages.tabText(index) for index in range(3)] == ["Unused takes (3)", "Trash", "Missing files"]


def test_unused_takes_go_and_come_back_by_undo(
    qtbot: QtBot, desk: Desk, dialog: HousekeepingDialog, film: Path
) -> None:
    with until(qtbot, desk, has_trash):
        qtbot.mouseClick(dialog.unused.move_button, Qt.MouseButton.LeftButton)
    assert (takes_of(desk), desk.document.undo_label) == (["a1", "b1"], "Move takes to trash")
    assert ids(dialog.trash.list.takes) == ["a2", "a3", "b2"]
    assert not dialog.unused.move_button.isEnabled()
    with until(qtbot, desk, has_no_trash):
        desk.document.undo()
    assert takes_of(desk) == ["a1", "a2", "a3", "b1", "b2"]
    assert ids(dialog.unused.list.takes) == ["a2", "a3", "b2"]
    assert (film / "takes/a2.mov").is_file()


def test_only_what_is_selected_goes(qtbot: QtBot, desk: Desk, dialog: HousekeepingDialog) -> None:
    dialog.unused.list.view.item(1).setSelected(True)
    assert (dialog.unused.total.text(), dialog.unused.move_button.text()) == ("1 take · 20 kB", "Move to the trash")
    with until(qtbot, desk, has_trash):
        dialog.unused.move_button.click()
    assert takes_of(desk) == ["a1", "a2", "b1", "b2"]


def test_takes_are_restored_and_undo_takes_that_back(qtbot: QtBot, desk: Desk, dialog: HousekeepingDialog) -> None:
    with until(qtbot, desk, has_trash):
        dialog.unused.move_button.click()
    with until(qtbot, desk, has_no_trash):
        dialog.trash.restore_button.click()
    assert takes_of(desk) == ["a1", "a2", "a3", "b1", "b2"]
    assert next(desk.document.project.shots).chosen == "a1"
    with until(qtbot, desk, has_trash):
        desk.document.undo()
    assert takes_of(desk) == ["a1", "b1"]


def test_a_take_whose_shot_is_gone_can_not_be_restored(qtbot: QtBot, desk: Desk, dialog: HousekeepingDialog) -> None:
    shot = next(desk.document.project.shots).id
    with until(qtbot, desk, has_trash):
        desk.document.apply("Remove", lambda project: remove_shot(project, shot))
    assert ids(dialog.trash.list.takes) == ["a1", "a2", "a3"]
    assert dialog.trash.list.view.item(0).text() == "1A, a removed shot"
    assert not dialog.trash.restore_button.isEnabled()
    assert dialog.trash.delete_button.isEnabled()


def test_emptying_asks_first_and_leaves_no_step_with_a_lost_take(
    qtbot: QtBot, desk: Desk, dialog: HousekeepingDialog, film: Path
) -> None:
    with until(qtbot, desk, has_trash):
        dialog.unused.move_button.click()
    dialog.pages.setCurrentWidget(dialog.trash)
    dialog.trash.delete_button.click()
    words = "Delete 3 takes, 60 kB, for good? Neither undo nor an earlier version brings them back."
    assert dialog.trash.question.text() == words
    dialog.trash.keep_button.click()
    assert dialog.trash.delete_button.isVisible()
    dialog.trash.delete_button.click()
    with until(qtbot, desk, has_no_trash):
        dialog.trash.confirm_button.click()
    assert dialog.outcome.text() == "60 kB are free again."
    assert sorted(path.name for path in (film / "takes").glob("*.mov")) == ["a1.mov", "b1.mov"]
    desk.document.undo()
    assert takes_of(desk) == ["a1", "b1"]


def test_a_take_that_came_back_meanwhile_is_not_deleted(
    qtbot: QtBot, desk: Desk, dialog: HousekeepingDialog, film: Path
) -> None:
    with until(qtbot, desk, has_trash):
        dialog.unused.move_button.click()
    dialog.trash.delete_button.click()
    desk.document.undo()
    with until(qtbot, desk, has_no_trash):
        dialog.trash.confirm_button.click()
    assert takes_of(desk) == ["a1", "a2", "a3", "b1", "b2"]
    assert len(list((film / "takes").glob("*.mov"))) == 5


def test_lost_files_come_back(qtbot: QtBot, desk: Desk, dialog: HousekeepingDialog, film: Path, tmp_path: Path) -> None:
    chores = desk.housekeeping.chores
    (tmp_path / "backup").mkdir()
    (film / "takes/a1.mov").rename(tmp_path / "backup" / "old.mov")
    (film / "takes/b2.mov").unlink()
    with until(qtbot, desk, lambda found: len(found.lost) == 2):
        chores.look()
    assert dialog.pages.tabText(2) == "Missing files (2)"
    assert [dialog.missing.view.item(row).toolTip() for row in range(2)] == ["takes/a1.mov", "takes/b2.mov"]
    with qtbot.waitSignal(desk.housekeeping.files_returned) as returned:
        dialog.missing.find_in(tmp_path / "backup")
    assert returned.args == [{"takes/a1.mov"}]
    assert (film / "takes/a1.mov").is_file()
    assert dialog.outcome.text() == "1 of 2 files are back."


def test_the_film_is_collected(qtbot: QtBot, desk: Desk, dialog: HousekeepingDialog, tmp_path: Path) -> None:
    for name, made in (("away.zip", "away.zip"), ("away", "away.storyreel")):
        with qtbot.waitSignal(desk.housekeeping.chores.told) as told:
            desk.housekeeping.chores.collect(tmp_path / name)
        assert told.args == [f"{tmp_path / made} is written.", "ok"]
        assert (tmp_path / made).exists()
        assert dialog.outcome.text() == f"{tmp_path / made} is written."


def test_the_film_is_duplicated(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    for name, takes in (("storm", 5), ("bare", 0)):
        with qtbot.waitSignal(desk.housekeeping.chores.told):
            desk.housekeeping.chores.duplicate(tmp_path / name, with_takes=bool(takes))
        again = FilmFolder.open(tmp_path / f"{name}.storyreel", write=False)
        assert again.project.name == name
        assert sum(len(shot.takes) for shot in again.project.shots) == takes


def test_the_result_is_a_message_once_the_dialog_is_closed(
    qtbot: QtBot, window: MainWindow, desk: Desk, dialog: HousekeepingDialog, tmp_path: Path
) -> None:
    dialog.close()
    with qtbot.waitSignal(desk.told):
        desk.housekeeping.chores.collect(tmp_path / "away.zip")
    assert window.messages.messages[-1].text == f"{tmp_path / 'away.zip'} is written."
    window.actions_table["housekeeping"].trigger()
    assert desk.housekeeping.dialog is dialog


def test_long_work_is_shown_and_stopped(qtbot: QtBot, desk: Desk, dialog: HousekeepingDialog, tmp_path: Path) -> None:
    chores = desk.housekeeping.chores
    with qtbot.waitSignal(chores.told) as told:
        chores.collect(tmp_path / "away.zip")
        assert dialog.stop_button.isVisible()
        assert not dialog.collect_button.isEnabled()
        chores.collect(tmp_path / "another.zip")
    assert told.args == ["Something is being written already; wait for it or stop it.", "warn"]
    with qtbot.waitSignal(chores.busy_changed):
        dialog.stop_button.click()
    assert dialog.collect_button.isEnabled()
    assert not dialog.stop_button.isVisible()
    assert not list(tmp_path.glob(".*")), "whole or not at all"


def test_a_film_that_closes_stops_the_work(
    qtbot: QtBot, window: MainWindow, desk: Desk, dialog: HousekeepingDialog, tmp_path: Path
) -> None:
    desk.housekeeping.chores.collect(tmp_path / "away.zip")
    with qtbot.waitSignal(desk.destroyed):
        window.actions_table["close_film"].trigger()
    assert not list(tmp_path.glob(".*"))


def test_a_film_that_is_read_only_is_shown_and_collected(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path, tmp_path: Path
) -> None:
    owner = FilmFolder.open(film)
    desk = enter(film)
    with qtbot.waitSignal(desk.housekeeping.chores.found):
        window.actions_table["housekeeping"].trigger()
    dialog = desk.housekeeping.dialog
    assert dialog is not None
    assert ids(dialog.unused.list.takes) == ["a2", "a3", "b2"]
    assert not dialog.unused.move_button.isEnabled()
    with qtbot.waitSignal(desk.housekeeping.chores.told) as told:
        desk.housekeeping.chores.collect(tmp_path / "away.zip")
    assert told.args == [f"{tmp_path / 'away.zip'} is written.", "ok"]
    owner.close()


def test_the_bar_is_divided_by_size_and_shows_what_is_small() -> None:
    placed = place_parts([(Kind.CUT, 900), (Kind.UNUSED, 100), (Kind.FILM, 0)], 111)
    assert [kind for kind, _, _ in placed] == [Kind.CUT, Kind.UNUSED, Kind.FILM]
    assert [width for _, _, width in placed] == [3 + 90, 3 + 10, 3]
    assert [left for _, left, _ in placed] == [0, 94, 108]
    assert place_parts([], 100) == []
    assert all(width >= 3 for _, _, width in place_parts([(Kind.CUT, 5), (Kind.TRASH, 0)], 1))

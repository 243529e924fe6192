"""Clips go through the clipboard: within a film, and into another one with their shots and files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from studio.core.edits.takes import add_take
from studio.core.project import find_shot
from studio.core.timeline import list_clips
from studio.storage.folder import FilmFolder
from studio.ui.desk import Desk
from studio.ui.main_window import MainWindow
from tests.storage.films import make_take

Open = Callable[[Path], Desk]
Make = Callable[[str], Path]
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FILE = bytes(1000)


@pytest.fixture
def rain(new_film: Make) -> Path:
    """A film whose first shot has a take, and whose second has one whose file is gone."""
    path = new_film("rain")
    folder = FilmFolder.open(path)
    film = folder.project
    for shot, name in zip(list(film.shots), ("here", "gone"), strict=True):
        film = add_take(film, shot.id, replace(make_take(name), sha256=hashlib.sha256(FILE).hexdigest()))
    folder.save(film)
    (folder.takes_dir / "here.mov").write_bytes(FILE)
    folder.close()
    return path


def names(desk: Desk) -> list[str]:
    """The shots of the clips in the cut."""
    project = desk.document.project
    return [find_shot(project, clip.shot).name for _, clip in list_clips(project.timeline) if clip.shot]


def copy(desk: Desk, *places: int) -> None:
    clips = [clip.id for _, clip in list_clips(desk.document.project.timeline)]
    desk.session.clips.set(frozenset(clips[place] for place in places))
    QGuiApplication.clipboard().setMimeData(QMimeData())  # it outlives its tests
    desk.actions_table["copy"].trigger()


def test_within_a_film_it_is_one_step_at_the_playhead(
    enter: Open, new_film: Make, window: MainWindow, qtbot: QtBot
) -> None:
    desk = enter(new_film("one"))
    window.activateWindow()
    desk.docks.arrange("cut")
    view, end = desk.timeline.view, desk.document.project.timeline.frames
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    copy(desk, 0)
    desk.session.playhead.set(end)
    qtbot.keyClick(view, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: names(desk) == ["First", "Second", "First"])
    assert desk.session.playhead.value > end
    desk.session.playhead.set(0)
    qtbot.keyClick(view, Qt.Key.Key_V, CONTROL | SHIFT)
    assert names(desk) == ["First", "First", "Second", "First"]
    desk.document.undo()
    desk.document.undo()
    assert names(desk) == ["First", "Second"]
    desk.actions_table["cut_out"].trigger()
    assert names(desk) == ["Second"]
    desk.document.apply(
        "Without the shot",
        lambda film: replace(film, scenes=(replace(film.scenes[0], shots=film.scenes[0].shots[1:]),)),
    )
    desk.actions_table["paste_insert"].trigger()
    qtbot.waitUntil(lambda: names(desk) == ["First", "Second"])  # a shot that went in the meantime is back


def test_into_another_film_with_shots_and_files(
    enter: Open, new_film: Make, window: MainWindow, rain: Path, qtbot: QtBot
) -> None:
    other = new_film("sun")
    first = enter(rain)
    copy(first, 0, 1)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().mimeData().hasFormat("application/x-storyreel-clips"))
    with qtbot.waitSignal(first.destroyed):
        window.close_film()
    desk = enter(other)
    before = desk.document.project
    desk.session.playhead.set(before.timeline.frames)
    desk.actions_table["paste"].trigger()
    qtbot.waitUntil(lambda: len(names(desk)) == 4)
    assert names(desk) == ["First", "Second", "First", "Second"]
    scene = desk.document.project.scenes[-1]
    assert (scene.name, [len(shot.takes) for shot in scene.shots]) == ("rain", [1, 1])
    assert (other / "takes" / "here.mov").read_bytes() == FILE
    assert "A take of Second could not come along" in window.messages.messages[-1].text
    desk.document.undo()
    assert desk.document.project is before
    desk.document.redo()
    assert len(names(desk)) == 4


def test_what_cannot_be_pasted_is_said(enter: Open, new_film: Make, window: MainWindow, qtbot: QtBot) -> None:
    desk = enter(new_film("one"))
    before = desk.document.project
    for data, said in ((b"", "no copied clips"), (b"{}", "The clipboard is damaged"), (b"\xff" * 99, "is damaged")):
        carried = QMimeData()
        carried.setData("application/x-storyreel-clips", data)
        QGuiApplication.clipboard().setMimeData(carried)
        with qtbot.waitSignal(desk.pasting.told) as told:
            desk.actions_table["paste"].trigger()
        assert told.args is not None
        assert said in told.args[0]
    desk.session.clips.set(frozenset())
    with qtbot.waitSignal(desk.pasting.told):
        desk.actions_table["copy"].trigger()
    assert desk.document.project is before


def test_what_was_copied_last_is_pasted_as_often_as_asked_for(
    enter: Open, new_film: Make, window: MainWindow, qtbot: QtBot
) -> None:
    desk = enter(new_film("one"))
    desk.session.playhead.set(desk.document.project.timeline.frames)
    copy(desk, 0)
    copy(desk, 1)
    for action in ("paste_insert", "paste_insert"):
        desk.actions_table[action].trigger()
    qtbot.waitUntil(lambda: names(desk) == ["First", "Second", "Second", "Second"])


def test_words_go_where_one_writes(enter: Open, new_film: Make, window: MainWindow, qtbot: QtBot) -> None:
    desk = enter(new_film("one"))
    window.activateWindow()
    field = next(field for field in desk.inspector.findChildren(QLineEdit) if field.isVisible())
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    QGuiApplication.clipboard().setText("Two")
    desk.actions_table["paste"].trigger()
    assert field.text() == "Two"

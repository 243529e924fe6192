"""Files from disk, titles and colours come into the cut of an open film."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.core.timeline import OfMedia, Solid, Title, TrackKind, place_clips
from studio.storage.usage import Kind, Usage
from studio.ui.desk import Desk
from studio.ui.dialogs.chores import Found
from studio.ui.main_window import MainWindow

Open = Callable[[Path], Desk]


@pytest.fixture
def desk(enter: Open, new_film: Callable[[str], Path]) -> Desk:
    made = enter(new_film("rain"))
    made.docks.arrange("cut")
    made.actions_table["assemble"].trigger()
    return made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.new("RGB", (64, 36), "teal").save(tmp_path / "sea.png")
    return tmp_path / "sea.png"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    with wave.open(str(tmp_path / "waves.wav"), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 48_000 * 2))
    return tmp_path / "waves.wav"


def lanes(desk: Desk) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Of each track its clips: what they show, where they begin and how long they are."""
    names = {each.id: each.name for each in desk.document.project.media}

    def name(source: object) -> str:
        return names[source.media] if isinstance(source, OfMedia) else type(source).__name__

    return [
        (track.name, [(name(clip.source), begin, clip.frames) for clip, begin in place_clips(track)])
        for track in desk.document.project.timeline.tracks
    ]


def look(desk: Desk, qtbot: QtBot) -> Usage:
    with qtbot.waitSignal(desk.housekeeping.chores.found) as found:
        desk.housekeeping.chores.look()
    assert found.args is not None
    return cast("Found", found.args[0]).usage


def drop(desk: Desk, paths: list[Path], at: QPoint) -> bool:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    port, copies, left = desk.timeline.view.viewport(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDragMoveEvent):
        event = kind(at, copies, carried, left, none)
        QApplication.sendEvent(port, event)
        if not event.isAccepted():
            return False
    QApplication.sendEvent(port, QDropEvent(at.toPointF(), copies, carried, left, none))
    return True


def test_dropped_files_go_to_the_track_and_undo_takes_all_of_them_back(
    desk: Desk, picture: Path, sound: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    before = desk.document.project
    layout = desk.timeline.view.view_layout
    first = next(begin + clip.frames for clip, begin in place_clips(before.timeline.tracks[0]))
    at = QPoint(round(layout.x(first)), layout.y(layout.rows[0]) + 6)
    Image.new("RGB", (64, 36)).save(tmp_path / "night.png")
    with qtbot.waitSignal(desk.document.changed):
        assert drop(desk, [picture, sound, tmp_path / "night.png"], at)
    (_, shown), (name, heard) = lanes(desk)
    assert [each for each in shown if each[0] != "OfShot"] == [("sea.png", first, 96), ("night.png", first + 96, 96)]
    assert (name, heard) == ("Sound 1", [("waves.wav", first, 48)])
    assert len(desk.session.clips.value) == 3
    files = sorted(path.name for path in (desk.folder.path / "media").iterdir())
    assert len(files) == 3
    desk.document.undo()
    assert desk.document.project == before
    assert sorted(path.name for path in (desk.folder.path / "media").iterdir()) == files
    desk.document.redo()
    assert len(desk.document.project.media) == 3


def test_imported_files_lie_above_what_is_at_the_playhead(desk: Desk, picture: Path, qtbot: QtBot) -> None:
    desk.session.playhead.set(5)
    with qtbot.waitSignal(desk.document.changed):
        desk.footage.bring([picture], 5, None)
    assert lanes(desk)[1:] == [("V2", [("sea.png", 5, 96)])]


def test_what_is_none_is_told_and_changes_nothing(desk: Desk, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    before = desk.document.project
    (tmp_path / "notes.txt").write_text("Dear Ada")
    with qtbot.waitSignal(desk.told) as told:
        desk.footage.bring([tmp_path / "notes.txt"], 0, None)
    assert told.args is not None
    assert told.args[0].text.startswith("notes.txt is no picture, video or sound")
    assert desk.document.project is before
    assert [message.text for message in window.messages.messages][-1] == told.args[0].text


def test_a_title_and_a_colour_lie_above_the_clips_and_are_selected(desk: Desk) -> None:
    desk.actions_table["add_title"].trigger()
    (title,) = desk.session.clips.value
    desk.actions_table["add_colour"].trigger()
    (colour,) = desk.session.clips.value
    tracks = desk.document.project.timeline.tracks
    made = {clip.id: clip.source for track in tracks for clip, _ in place_clips(track)}
    assert isinstance(made[title], Title)
    assert isinstance(made[colour], Solid)
    assert lanes(desk)[1:] == [("V2", [("Title", 0, 72)]), ("V3", [("Solid", 0, 72)])]
    assert all(track.kind is TrackKind.VIDEO for track in tracks)


def test_unused_files_are_told_by_the_housekeeping(desk: Desk, picture: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.document.changed):
        desk.footage.bring([picture], 0, None)
    desk.timeline.delete_selected()
    usage = look(desk, qtbot)
    assert [each.media.name for each in usage.unused_media] == ["sea.png"]
    assert usage.bytes[Kind.UNUSED] == picture.stat().st_size


def test_a_file_goes_to_the_trash_and_for_good_out_of_every_step(desk: Desk, picture: Path, qtbot: QtBot) -> None:
    chores = desk.housekeeping.chores
    with qtbot.waitSignal(desk.document.changed):
        desk.footage.bring([picture], 0, None)
    (media,) = desk.document.project.media
    desk.timeline.delete_selected()
    chores.move_to_trash(look(desk, qtbot).unused_media)
    assert desk.document.project.media == ()
    usage = look(desk, qtbot)
    assert [each.media for each in usage.trashed_media] == [media]
    chores.restore(usage.trashed_media)
    assert desk.document.project.media == (media,)
    desk.document.undo()
    with qtbot.waitSignal(chores.told):
        chores.empty_trash(usage.trashed_media)
    assert list((desk.folder.path / "media").iterdir()) == []
    while desk.document.undo_label:
        desk.document.undo()
        assert desk.document.project.media == ()

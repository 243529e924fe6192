"""A film is cut with the keyboard alone, in the whole window, and read back as a screen reader reads it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.desk import Desk
from studio.ui.main_window import MainWindow
from studio.ui.timeline.view import TimelineView

Key = Qt.Key
NONE, CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


@pytest.fixture
def desk(window: MainWindow, enter: Callable[[Path], Desk], new_film: Callable[[str], Path]) -> Iterator[Desk]:
    """A film of two shots, 12 and 6 frames long, while a screen reader runs."""
    QAccessible.setActive(True)
    yield enter(new_film("Keys"))
    QAccessible.setActive(False)


def press(key: Qt.Key, held: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    """Into whatever has the keyboard."""
    for _ in range(times):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, held)
        QApplication.processEvents()


def tab_to(wanted: Callable[[QWidget], bool]) -> None:
    for _ in range(200):
        focus = QApplication.focusWidget()
        if focus is not None and wanted(focus):
            return
        press(Key.Key_Tab)
    pytest.fail("Tab never comes there")


def is_timeline(widget: QWidget) -> bool:
    return isinstance(widget, TimelineView)


def timeline() -> QAccessibleInterface:
    """The timeline as a screen reader finds it: by what has the keyboard."""
    focus = QApplication.focusWidget()
    assert focus is not None
    return QAccessible.queryAccessibleInterface(focus)


def read_track(name: str = "Track V1") -> list[str]:
    """What lies on a track: the words before «on V1», and where and how long it is."""
    root = timeline()
    found = [root.child(number) for number in range(root.childCount())]
    track = next(each for each in found if each.text(NAME) == name)
    return [_shorten(track.child(number).text(NAME)) for number in range(track.childCount())]


def _shorten(text: str) -> str:
    parts = [part.removeprefix("length ").removeprefix("from ").removeprefix("at ") for part in text.split(", ")]
    name, begin, length = [part for part in parts if not part.startswith("on ")][:3]
    return f"{name.removesuffix(' on V1')} {begin[-5:]}+{length[-4:]}"


def read_ruler() -> str:
    return timeline().child(0).text(DESCRIPTION)


def selected() -> str:
    return timeline().focusChild().text(NAME).split(",")[0]


def read_tracks() -> dict[str, str]:
    root = timeline()
    found = [root.child(number) for number in range(root.childCount())]
    return {each.text(NAME): each.text(DESCRIPTION) for each in found if each.text(NAME).startswith("Track")}


HALVES = ["First 00:00+0:04", "Dissolve 00:04+0:04", "First 00:04+0:06"]
CUT = [*HALVES, "Gap 00:10+0:02", "Second 00:12+0:06"]


def empty_and_assemble() -> None:
    press(Key.Key_A, CONTROL)
    press(Key.Key_Delete, SHIFT)
    assert read_track() == []
    press(Key.Key_P, CONTROL | SHIFT)  # found by its name
    for letter in "ASSEMBLE":
        press(Key(ord(letter)))
    press(Key.Key_Return)
    tab_to(is_timeline)
    assert read_track() == ["First 00:00+0:12", "Second 00:12+0:06"]


def split_trim_and_dissolve() -> None:
    press(Key.Key_Home)
    press(Key.Key_Right, times=4)
    press(Key.Key_Right, CONTROL)
    assert (selected(), read_ruler()) == ("First", "00:00:00:04")
    press(Key.Key_K, CONTROL)
    assert read_track() == ["First 00:00+0:04", "First 00:04+0:08", "Second 00:12+0:06"]
    press(Key.Key_Right, CONTROL)
    press(Key.Key_Right, times=2)
    press(Key.Key_Q)
    assert read_track() == ["First 00:00+0:04", "First 00:04+0:06", "Second 00:10+0:06"]
    press(Key.Key_D, CONTROL)
    assert read_track() == [*HALVES, "Second 00:10+0:06"]


def nudge_and_walk_back() -> None:
    press(Key.Key_Right, CONTROL)
    press(Key.Key_Right, ALT, times=2)
    assert read_track() == CUT
    walked: list[str] = []
    for _ in range(4):
        press(Key.Key_Left, CONTROL)
        walked.append(selected())
    assert walked == ["Gap on V1", "First", "Dissolve on V1", "First"]


def insert_delete_and_undo() -> None:
    press(Key.Key_Return)  # the shot of the selected clip
    press(Key.Key_Home)
    press(Key.Key_Comma)
    assert selected() == "First"
    assert read_track()[:2] == ["First 00:00+0:12", "First 00:12+0:04"]
    press(Key.Key_Delete)
    assert read_track()[:2] == ["Gap 00:00+0:12", "First 00:12+0:04"]
    press(Key.Key_Z, CONTROL, times=2)
    assert read_track() == CUT


def mark_and_lock() -> None:
    press(Key.Key_Home)
    press(Key.Key_I)
    press(Key.Key_Right, times=3)
    press(Key.Key_O)
    press(Key.Key_M)
    assert read_ruler() == "Marker, 00:00:00:03, in at 00:00:00:00, out at 00:00:00:04, markers: 1"
    tab_to(lambda widget: widget.accessibleName() == "Lock V1")
    press(Key.Key_Space)
    tab_to(is_timeline)
    assert read_tracks() == {"Track V1": "pictures and sound, clips: 3, 0:00:18, locked"}
    press(Key.Key_K, CONTROL)  # refused
    assert read_track() == CUT


def test_a_cut_is_made_and_read_without_the_mouse(desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    tab_to(is_timeline)
    for part in (
        empty_and_assemble,
        split_trim_and_dissolve,
        nudge_and_walk_back,
        insert_delete_and_undo,
        mark_and_lock,
    ):
        part()
    assert [track.locked for track in desk.document.project.timeline.tracks] == [True]

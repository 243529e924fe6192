"""When rendering may go on: at any hour, at night, or while nobody works here."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.settings import RenderTime
from studio.ui.quiet import IDLE, Quiet, may_render

NOON = datetime(2026, 5, 1, 12, 0)


@pytest.mark.parametrize(
    ("hour", "may"), [(21, False), (22, True), (23, True), (0, True), (6, True), (7, False), (12, False)]
)
def test_night_is_from_ten_to_seven(hour: int, may: bool) -> None:
    now = NOON.replace(hour=hour)
    assert may_render("night", now, now) is may
    assert may_render("always", now, now)


def test_nobody_is_at_work_after_five_minutes() -> None:
    assert not may_render("idle", NOON, NOON - IDLE + timedelta(seconds=1))
    assert may_render("idle", NOON, NOON - IDLE)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize("choice", ["idle", "night"])
def test_it_tells_of_changes_alone(qtbot: QtBot, choice: RenderTime) -> None:
    clock, told = Clock(), list[bool]()
    quiet = Quiet(choice, clock)
    quiet.changed.connect(told.append)
    quiet.look()
    assert (quiet.may, told) == (False, [])
    clock.now = NOON.replace(hour=23)
    quiet.look()
    quiet.look()
    assert (quiet.may, told) == (True, [True])
    quiet.choose("always")
    assert told == [True]


def test_a_touch_ends_idleness(qtbot: QtBot) -> None:
    clock = Clock()
    quiet = Quiet("idle", clock)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    clock.now += IDLE
    quiet.look()
    assert quiet.may
    QTest.mousePress(widget.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(4, 4))
    assert not quiet.may
    quiet.choose("always")
    assert quiet.may

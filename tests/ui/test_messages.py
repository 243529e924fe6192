"""The message strip: what is on top, what goes by itself, what stays."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QAccessible, QColor, QEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from studio.ui.messages import Level, Message, MessageStrip
from studio.ui.theme import DARK

pytestmark = pytest.mark.usefixtures("dark")


@pytest.fixture
def strip(qtbot: QtBot) -> MessageStrip:
    made = MessageStrip()
    qtbot.addWidget(made)
    made.resize(600, made.sizeHint().height())
    return made


def shown(strip: MessageStrip) -> list[str]:
    return [label.text() for label in strip.findChildren(QLabel) if label.isVisibleTo(strip)]


def clock(strip: MessageStrip) -> QTimer:
    found = strip.findChild(QTimer)
    assert isinstance(found, QTimer)
    return found


def test_it_is_there_only_with_a_message(strip: MessageStrip) -> None:
    assert strip.isHidden()
    strip.show_message(Message(text="Saved."))
    assert not strip.isHidden()
    strip.close_message()
    assert strip.isHidden()
    strip.close_message()
    assert strip.messages == ()


def test_the_newest_is_on_top_and_the_others_wait(strip: MessageStrip) -> None:
    for text in ("first", "second", "third"):
        strip.show_message(Message(text=text, level="error"))
    assert shown(strip) == ["third", "2 more"]
    strip.close_message()
    assert shown(strip) == ["second", "1 more"]
    strip.close_message()
    assert shown(strip) == ["first"]


def test_the_same_message_again_stands_there_once(strip: MessageStrip) -> None:
    for text in ("full disk", "other", "full disk"):
        strip.show_message(Message(text=text, level="error"))
    assert [message.text for message in strip.messages] == ["other", "full disk"]


def test_there_is_an_end_to_what_waits(strip: MessageStrip) -> None:
    for number in range(100):
        strip.show_message(Message(text=str(number), level="error"))
    assert [message.text for message in strip.messages] == [str(number) for number in range(80, 100)]


@pytest.mark.parametrize(("level", "stays"), [("info", False), ("ok", False), ("warn", False), ("error", True)])
def test_only_errors_stay(strip: MessageStrip, qtbot: QtBot, level: Level, stays: bool) -> None:
    strip.show_message(Message(text="words", level=level))
    assert clock(strip).isActive() is not stays
    if not stays:
        clock(strip).timeout.emit()
        qtbot.waitUntil(strip.isHidden)
        assert strip.messages == ()


def test_an_error_comes_back_when_what_covered_it_is_gone(strip: MessageStrip, qtbot: QtBot) -> None:
    strip.show_message(Message(text="full disk", level="error"))
    strip.show_message(Message(text="saved", level="ok"))
    clock(strip).timeout.emit()
    qtbot.waitUntil(lambda: shown(strip) == ["full disk"])
    assert not clock(strip).isActive()


def test_a_message_that_comes_while_one_fades_is_seen(strip: MessageStrip) -> None:
    strip.show_message(Message(text="old"))
    clock(strip).timeout.emit()
    strip.show_message(Message(text="new", level="error"))
    assert shown(strip)[0] == "new"
    effect = strip.graphicsEffect()
    assert effect
    assert not effect.isEnabled()


def test_a_message_under_the_pointer_stays(strip: MessageStrip) -> None:
    strip.show_message(Message(text="words"))
    place = QPointF(5, 5)
    QApplication.sendEvent(strip, QEnterEvent(place, place, place))
    assert not clock(strip).isActive()
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert clock(strip).isActive()


def test_a_message_does_something_about_it(strip: MessageStrip) -> None:
    done: list[str] = []
    strip.show_message(Message(text="no action", level="error"))
    (act,) = strip.findChildren(QPushButton)
    assert act.isHidden()
    strip.show_message(Message(text="failed", level="error", action="Retry", act=lambda: done.append("again")))
    assert (act.isHidden(), act.text()) == (False, "Retry")
    act.click()
    assert done == ["again"]
    assert shown(strip) == ["no action"]


def test_it_closes_by_mouse_and_by_keyboard(strip: MessageStrip, qtbot: QtBot) -> None:
    for text in ("one", "two"):
        strip.show_message(Message(text=text, level="error"))
    (close,) = strip.findChildren(QToolButton)
    assert close.accessibleName() == "Close message"
    qtbot.keyClick(close, Qt.Key.Key_Escape)
    assert shown(strip) == ["one"]
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert strip.isHidden()


def test_a_screen_reader_finds_the_words(strip: MessageStrip) -> None:
    strip.show_message(Message(text="The disk is full.", level="error"))
    interface = QAccessible.queryAccessibleInterface(strip)
    assert interface.text(QAccessible.Text.Name) == "The disk is full."


def test_its_level_is_seen_at_the_edge(strip: MessageStrip) -> None:
    levels: list[tuple[Level, str]] = [("info", DARK.info), ("ok", DARK.ok), ("warn", DARK.warn), ("error", DARK.error)]
    for level, colour in levels:
        strip.show_message(Message(text=level, level=level))
        picture = strip.grab().toImage()
        assert picture.pixelColor(0, picture.height() // 2) == QColor(colour)
        assert picture.pixelColor(300, 2) != QColor(colour)

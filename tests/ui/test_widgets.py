"""The shared widgets: what they say, what they send, how they fit."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from studio.core.project import CAST_COLOURS
from studio.ui.theme import DARK, ICON_LARGE, S
from studio.ui.widgets.button import Button, IconButton
from studio.ui.widgets.chip import Chip, paint_face
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.flow import FlowLayout
from studio.ui.widgets.header import PanelTitle
from studio.ui.widgets.label import ElidedLabel, Label
from studio.ui.widgets.level import LevelBar
from studio.ui.widgets.number import DecimalField, NumberField
from studio.ui.widgets.state_mark import ShotState, StateMark, describe_state

pytestmark = pytest.mark.usefixtures("dark")


@pytest.mark.parametrize(
    ("mode", "end"), [(Qt.TextElideMode.ElideRight, "a long name of"), (Qt.TextElideMode.ElideMiddle, "a shot")]
)
def test_a_name_that_does_not_fit_is_told_by_its_tooltip(qtbot: QtBot, mode: Qt.TextElideMode, end: str) -> None:
    label = ElidedLabel(f"a long name of {end}", mode=mode)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    assert label.toolTip() == ""
    label.setText(label.text() * 20)
    assert label.toolTip() == label.text()


def test_a_label_takes_another_tone(qtbot: QtBot) -> None:
    label = Label("words")
    qtbot.addWidget(label)
    label.show()
    assert label.palette().windowText().color() == QColor(DARK.text)
    label.set_tone("error")
    assert label.palette().windowText().color() == QColor(DARK.error)


def test_an_icon_button_says_its_name(qtbot: QtBot) -> None:
    button = IconButton("play", "Play")
    qtbot.addWidget(button)
    button.show_as("pause", "Pause")
    assert (button.accessibleName(), button.toolTip()) == ("Pause", "Pause")
    assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus


@pytest.mark.parametrize("width", [40, 100, 220, 1000])
def test_a_flow_fills_rows_and_never_overlaps(qtbot: QtBot, width: int) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    flow = FlowLayout(place)
    tiles = [QWidget(place) for _ in range(7)]
    for number, tile in enumerate(tiles):
        tile.setFixedSize(30 + 10 * (number % 3), 20)
        flow.addWidget(tile)
    flow.setGeometry(QRect(5, 7, width, flow.heightForWidth(width)))
    places = [tile.geometry() for tile in tiles]
    assert all(not first.intersects(second) for i, first in enumerate(places) for second in places[:i])
    assert all(rect.left() >= 5 and (rect.right() < 5 + width or rect.width() > width) for rect in places)
    assert max(rect.bottom() for rect in places) + 1 == 7 + flow.heightForWidth(width)
    for before, after in pairwise(places):
        same_row = after.top() == before.top()
        assert after.left() == (before.right() + 1 + S if same_row else 5)
        assert same_row or before.right() + S + after.width() >= 5 + width  # it would not have fitted


def test_a_flow_leaves_out_what_is_hidden(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    flow = FlowLayout(place)
    for _ in range(3):
        flow.addWidget(Button("verb"))
    shown = flow.sizeHint().width()
    hidden = flow.itemAt(1)
    button = hidden and hidden.widget()
    assert button
    button.setVisible(False)
    assert flow.sizeHint().width() < shown
    assert flow.takeAt(1) is hidden
    assert (flow.count(), flow.itemAt(2), flow.takeAt(9)) == (2, None, None)


def test_a_chip_can_be_removed(qtbot: QtBot) -> None:
    chip = Chip("Ada", CAST_COLOURS[0], removable=True)
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "Ada"
    button = chip.findChild(QToolButton)
    assert isinstance(button, QToolButton)
    assert button.accessibleName() == "Remove Ada"
    with qtbot.waitSignal(chip.removed):
        button.click()
    assert Chip("Ada", CAST_COLOURS[0]).findChild(QToolButton) is None


def test_a_face_is_cut_round_and_ringed(qtbot: QtBot) -> None:
    picture = QPixmap(300, 100)
    picture.fill(QColor("blue"))
    drawn = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint_face(painter, QRect(0, 0, 40, 40).toRectF(), picture, CAST_COLOURS[3], "Ada")
    painter.end()
    assert drawn.pixelColor(20, 20) == QColor("blue")
    assert drawn.pixelColor(1, 20) == QColor(CAST_COLOURS[3])
    assert drawn.pixelColor(0, 0).alpha() == 0


def test_a_chip_of_a_long_name_stays_small(qtbot: QtBot) -> None:
    short, long = Chip("Ada", CAST_COLOURS[0]), Chip("Ada " * 40, CAST_COLOURS[0])
    assert ICON_LARGE < short.sizeHint().width() < long.sizeHint().width() < 200


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ShotState.DRAFT, "draft"),
        (ShotState.QUEUED, "queued"),
        (ShotState.RENDERING, "rendering 43 %"),
        (ShotState.READY, "ready"),
        (ShotState.STALE, "out of date"),
        (ShotState.FAILED, "failed"),
    ],
)
def test_a_state_has_a_word_and_an_icon(qtbot: QtBot, state: ShotState, words: str) -> None:
    mark = StateMark()
    qtbot.addWidget(mark)
    mark.show_state(state, 0.439)
    assert mark.accessibleName() == describe_state(state, 0.439) == words
    mark.resize(mark.sizeHint())
    ground = mark.palette().window().color()
    picture = mark.grab().toImage()

    def is_drawn(left: int, right: int) -> bool:
        points = (QPoint(x, y) for x in range(left, right) for y in range(picture.height()))
        return any(picture.pixelColor(point) != ground for point in points)

    assert is_drawn(0, 16)
    assert is_drawn(20, picture.width())


def test_an_empty_state_offers_to_begin(qtbot: QtBot) -> None:
    empty = EmptyState("Drop pictures of a character here", "Add pictures…", icon_name="image-plus")
    qtbot.addWidget(empty)
    assert [label.text() for label in empty.findChildren(QLabel)] == ["Drop pictures of a character here"]
    (button,) = empty.findChildren(QPushButton)
    with qtbot.waitSignal(empty.pressed):
        button.click()
    assert EmptyState("Nothing to render").findChildren(QPushButton) == []


def test_a_choice_keeps_a_value_that_is_no_option(qtbot: QtBot) -> None:
    choice = Choice("Size", [(1, "one"), (2, "two")], 7)
    qtbot.addWidget(choice)
    assert (choice.value, choice.currentText(), choice.accessibleName()) == (7, "", "Size")
    with qtbot.assertNotEmitted(choice.activated):
        choice.show_value(1)
    with qtbot.waitSignal(choice.activated):
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert (choice.value, choice.currentText()) == (2, "two")


@pytest.mark.parametrize("field", [NumberField, DecimalField])
def test_a_number_counts_when_it_is_finished(qtbot: QtBot, field: type[NumberField] | type[DecimalField]) -> None:
    number = field("Length", 0, 100)
    qtbot.addWidget(number)
    assert number.accessibleName() == "Length"
    number.selectAll()
    with qtbot.assertNotEmitted(number.valueChanged):
        qtbot.keyClicks(number, "24")
    with qtbot.waitSignal(number.valueChanged):
        qtbot.keyClick(number, Qt.Key.Key_Return)
    assert number.value() == 24


def test_a_level_has_its_mark_beside_sound_alone(qtbot: QtBot, dark: None) -> None:
    bar = LevelBar("Level")
    qtbot.addWidget(bar)
    bar.resize(96, 4)

    def colours() -> set[str]:
        picture = bar.grab().toImage()
        return {picture.pixelColor(x, 1).name() for x in range(picture.width())}

    assert colours() == {DARK.line.lower()}
    bar.show_level(0.5)
    assert colours() == {each.lower() for each in (DARK.line, DARK.warn, DARK.text)}


def test_a_panel_floats_comes_back_and_hides(qtbot: QtBot, dark: None) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = QDockWidget("Cast", window)
    title = PanelTitle(dock)
    title.add(IconButton("user-plus", "Add to the cast"))
    dock.setTitleBarWidget(title)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.show()
    added, float_it, hide = title.findChildren(QToolButton)[::-1][0], *title.findChildren(QToolButton)[:2]
    assert added.accessibleName() == "Add to the cast"
    assert title.rect().contains(hide.geometry())
    assert abs(title.title.geometry().center().y() - hide.geometry().center().y()) <= 1
    assert float_it.accessibleName() == "Take Cast out of the window"
    float_it.click()
    assert dock.isFloating()
    assert float_it.accessibleName() == "Put Cast back"
    float_it.click()
    assert not dock.isFloating()
    assert hide.accessibleName() == "Hide Cast"
    hide.click()
    assert dock.isHidden()

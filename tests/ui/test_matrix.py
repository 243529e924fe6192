"""The matrix of cast and shots: what it shows, and what clicks and keys in it do."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.core.edits.board import add_shot, remove_shot, set_shot
from studio.core.edits.cast import add_character
from studio.core.edits.casting import cast_characters, place_character
from studio.core.ids import CharacterId, SceneId, ShotId
from studio.core.placing import Side
from studio.core.project import CAST_COLOURS, Character, Shot, find_shot
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.cast.matrix import MatrixDialog, show_matrix
from studio.ui.cast.panel import CastPanel
from studio.ui.desk import Desk
from studio.ui.document import Document
from studio.ui.main_window import MainWindow
from studio.ui.pictures import Thumbnails
from studio.ui.session import Session

A, B, C, D = (ShotId(letter) for letter in "abcd")
ADA, QUAY = CharacterId("ada"), CharacterId("quay")
LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(
    document: Document, session: Session, thumbnails: Thumbnails, actions: Actions, qtbot: QtBot
) -> Iterator[MatrixDialog]:
    home = QWidget()
    qtbot.addWidget(home)
    actions["undo"].triggered.connect(document.undo)
    yield show_matrix(document, session, thumbnails, actions, home)


@pytest.fixture
def cast_of(document: Document) -> Callable[[], list[tuple[CharacterId, ...]]]:
    return lambda: [shot.cast for shot in document.project.shots]


CastOf = Callable[[], list[tuple[CharacterId, ...]]]


def cell(dialog: MatrixDialog, row: int, column: int) -> QModelIndex:
    return dialog.matrix.index(row, column)


def click(dialog: MatrixDialog, qtbot: QtBot, row: int, column: int) -> None:
    at = dialog.view.visualRect(cell(dialog, row, column)).center()
    qtbot.mouseClick(dialog.view.viewport(), LEFT, pos=at)


def test_rows_are_the_cast_and_columns_the_shots(dialog: MatrixDialog, document: Document) -> None:
    names = [[dialog.matrix.headerData(at, way) for at in range(2)] for way in (Qt.Orientation(2), Qt.Orientation(1))]
    assert names == [["Ada", "Quay"], ["Shot a", "Shot b"]]
    assert [column.begins for column in dialog.matrix.columns] == [True, False, False, True]
    document.apply("", lambda film: add_shot(film, SceneId("door"), Shot(id=ShotId("e"), name="e", frames=24)))
    document.apply("", lambda film: remove_shot(film, A))
    assert [column.shot.name for column in dialog.matrix.columns] == ["Shot b", "Shot c", "e", "Shot d"]


def test_a_click_casts_and_another_uncasts(
    dialog: MatrixDialog, document: Document, cast_of: CastOf, qtbot: QtBot
) -> None:
    click(dialog, qtbot, 0, 3)
    assert cast_of() == [(), (), (), (ADA,)]
    click(dialog, qtbot, 1, 3)
    assert cast_of()[3] == (ADA, QUAY)
    click(dialog, qtbot, 0, 3)
    assert cast_of()[3] == (QUAY,)
    for _ in range(3):
        document.undo()
    assert (cast_of()[3], document.undo_label) == ((), "")


def test_the_keyboard_walks_selects_casts_and_undoes(dialog: MatrixDialog, cast_of: CastOf, qtbot: QtBot) -> None:
    view = dialog.view
    view.setFocus()
    view.setCurrentIndex(cell(dialog, 0, 1))
    qtbot.keyClick(view, Qt.Key.Key_Right, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert cast_of() == [(), (ADA, QUAY), (ADA, QUAY), ()]
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert cast_of() == [(), (), (), ()]
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert cast_of()[1] == (ADA, QUAY)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert cast_of() == [(), (), (), ()]


def test_a_drag_over_seats_only_selects_them(dialog: MatrixDialog, cast_of: CastOf, qtbot: QtBot) -> None:
    start, end = (dialog.view.visualRect(cell(dialog, 0, column)).center() for column in (1, 3))
    viewport = dialog.view.viewport()
    qtbot.mousePress(viewport, LEFT, pos=start)
    qtbot.mouseMove(viewport, (start + end) / 2)
    qtbot.mouseMove(viewport, end)
    qtbot.mouseRelease(viewport, LEFT, pos=end)
    assert cast_of() == [(), (), (), ()]


def test_who_is_only_named_stays_and_is_told_why(
    dialog: MatrixDialog, document: Document, cast_of: CastOf, qtbot: QtBot
) -> None:
    click(dialog, qtbot, 0, 0)
    assert cast_of()[0] == ()
    assert not document.undo_label
    assert dialog.hint.text().startswith("Ada is in Shot a (Door), named in its action or dialogue. Take the name out")


def test_cells_follow_the_film_and_say_themselves(dialog: MatrixDialog, document: Document) -> None:
    describe = dialog.matrix.describe
    assert describe(cell(dialog, 0, 3)) == "Ada is not in Shot d (Rain)."
    document.apply("", lambda film: place_character(cast_characters(film, [(D, ADA)]), D, ADA, Side.LEFT))
    assert describe(cell(dialog, 0, 3)) == "Ada is in Shot d (Rain), on the left."
    document.apply("", lambda film: set_shot(film, B, action="@Ada", name="New"))
    assert describe(cell(dialog, 0, 1)) == "Ada is in New (Door), named in its action or dialogue."
    told = dialog.matrix.data(cell(dialog, 0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert told == describe(cell(dialog, 0, 1))


def test_a_changed_shot_costs_its_own_column_only(dialog: MatrixDialog, document: Document) -> None:
    changed: list[tuple[int, int, int]] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        changed.append((first.column(), last.column(), last.row()))

    dialog.matrix.dataChanged.connect(note)
    document.apply("", lambda film: cast_characters(film, [(C, ADA)]))
    assert changed == [(2, 2, 1)]


def test_seats_are_dots_in_the_colour_of_the_cast(dialog: MatrixDialog, document: Document) -> None:
    document.apply("", lambda film: cast_characters(film, [(D, ADA)]))

    def middle(column: int) -> str:
        centre: QPoint = dialog.view.visualRect(cell(dialog, 0, column)).center()
        return dialog.view.viewport().grab().toImage().pixelColor(centre).name().upper()

    assert middle(3) == CAST_COLOURS[0]
    assert middle(0) == middle(2) != QColor(CAST_COLOURS[0]).name().upper()  # named alone is a ring


def test_a_press_on_the_name_of_a_shot_selects_it(dialog: MatrixDialog, session: Session, qtbot: QtBot) -> None:
    header = dialog.view.shots
    at = QPoint(header.sectionViewportPosition(2) + 5, header.height() - 10)
    qtbot.mouseClick(header.viewport(), LEFT, pos=at)
    assert session.shot.value == C


def test_the_cast_panel_opens_it_and_closes_it_with_the_film(
    document: Document,
    session: Session,
    actions: Actions,
    background: Background,
    thumbnails: Thumbnails,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    panel = CastPanel(document, session, actions, background, thumbnails, tmp_path)
    qtbot.addWidget(panel)
    panel.by_shot.click()
    (opened,) = panel.findChildren(MatrixDialog)
    assert opened.isVisible()
    panel.close_matrix()
    assert not opened.isVisible()


def test_without_a_cast_there_is_a_sentence_and_one_dialog_serves_all_calls(
    dialog: MatrixDialog,
    document: Document,
    session: Session,
    thumbnails: Thumbnails,
    actions: Actions,
) -> None:
    home = dialog.parentWidget()
    assert home is not None
    assert show_matrix(document, session, thumbnails, actions, home) is dialog
    assert dialog.nobody.isHidden()
    shots = tuple(replace(find_shot(document.project, A), action="", dialogue=()) for _ in range(1))
    scene = replace(document.project.scenes[0], shots=shots)
    document.apply("", lambda film: replace(film, cast=(), scenes=(scene,)))
    assert not dialog.nobody.isHidden()
    assert dialog.view.isHidden()


def test_in_the_window_it_undoes_alone_and_ends_with_the_film(
    enter: Callable[[Path], Desk], new_film: Callable[[str], Path], window: MainWindow, qtbot: QtBot
) -> None:
    desk = enter(new_film("rain"))
    desk.document.apply("", lambda film: add_character(film, Character(id=ADA, name="Ada")))
    desk.actions_table["cast_matrix"].trigger()
    dialog = desk.findChild(MatrixDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    click(dialog, qtbot, 0, 1)
    assert [shot.cast for shot in desk.document.project.shots] == [(), (ADA,)]
    qtbot.keyClick(dialog.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [shot.cast for shot in desk.document.project.shots] == [(), ()]
    assert len(desk.document.project.cast) == 1  # one step, not two
    with qtbot.waitSignal(dialog.destroyed):
        window.close_film()

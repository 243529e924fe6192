"""Shots from a list or a screenplay: shown before they are made, taken in as one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from studio.core.draft import preview_draft, read_draft
from studio.core.ids import ShotId
from studio.core.project import Project
from studio.ui.background import Background
from studio.ui.dialogs.shot_list import ImportDialog, ask_shot_list, offer_shots
from studio.ui.dialogs.shot_tree import ShotTree
from studio.ui.document import Document
from studio.ui.session import Session
from studio.ui.widgets.chip import Chip

Offer = Callable[[str, str], ImportDialog]

RAIN = """INT. HARBOUR - NIGHT

ADA and @Nobody wait.

ADA
Here he comes.

EXT. QUAY - DAY

BØRGE
At last.
"""


@pytest.fixture
def home(qtbot: QtBot, dark: None) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def offer(
    qtbot: QtBot, home: QWidget, document: Document, session: Session, background: Background, tmp_path: Path
) -> Offer:
    """Writes a file of this name and text, and waits for its preview."""

    def write(name: str, text: str) -> ImportDialog:
        (tmp_path / name).write_text(text, encoding="utf-8")
        offer_shots(document, session, background, home, tmp_path / name)
        qtbot.waitUntil(lambda: bool(home.findChildren(ImportDialog)))
        (dialog,) = home.findChildren(ImportDialog)
        return dialog

    return write


def rows_in(tree: QTreeView) -> list[QModelIndex]:
    """Each scene with its shots."""
    model = tree.model()
    scenes = [model.index(number, 0) for number in range(model.rowCount())]
    return [
        row for scene in scenes for row in (scene, *(model.index(n, 0, scene) for n in range(model.rowCount(scene))))
    ]


def rows_of(dialog: ImportDialog) -> list[str]:
    """What a screen reader says of scenes and shots."""
    return [str(row.data(Qt.ItemDataRole.AccessibleTextRole)) for row in rows_in(dialog.tree)]


def names_of(film: Project) -> list[tuple[str, list[str]]]:
    return [(scene.name, [shot.name for shot in scene.shots]) for scene in film.scenes]


def test_what_will_be_made_is_shown_and_nothing_is_made_yet(offer: Offer, document: Document, film: Project) -> None:
    dialog = offer("rain.fountain", RAIN)
    assert rows_of(dialog) == [
        "Harbour, 0:03:00",
        "Shot 5, 0:03:00, Harbour, interior, night. @Ada and @Nobody wait., Ada: Here he comes., "
        "@Nobody is not in the cast; add a character of that name or correct it.",
        "Quay, 0:03:00",
        "Shot 6, 0:03:00, Quay, exterior, day., Børge: At last.",
    ]
    assert [chip.accessibleName() for chip in dialog.findChildren(Chip)] == ["Børge · new", "Ada"]
    assert dialog.doubts == ["Shot 5: @Nobody is not in the cast; add a character of that name or correct it."]
    assert dialog.import_button.text() == "Import 2 shots"
    assert document.project is film


def test_import_is_one_step(qtbot: QtBot, offer: Offer, document: Document, session: Session, film: Project) -> None:
    dialog = offer("rain.fountain", RAIN)
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    after = document.project
    assert names_of(after)[2:] == [("Harbour", ["Shot 5"]), ("Quay", ["Shot 6"])]
    assert [character.name for character in after.cast] == ["Ada", "Quay", "Børge"]
    assert session.shot.value == after.scenes[2].shots[0].id
    document.undo()
    assert document.project == film


def test_cancel_changes_nothing(qtbot: QtBot, offer: Offer, document: Document, film: Project) -> None:
    dialog = offer("rain.fountain", RAIN)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert document.project is film
    assert document.undo_label == ""


@pytest.mark.parametrize(
    ("name", "text", "place", "scenes"),
    [
        (
            "rain.fountain",
            RAIN,
            "After the scene of “Shot b”",
            [
                ("Door", ["Shot a", "Shot b", "Shot c"]),
                ("Harbour", ["Shot 5"]),
                ("Quay", ["Shot 6"]),
                ("Rain", ["Shot d"]),
            ],
        ),
        (
            "list.csv",
            "shot,action\nX,Go\nY,Come\n",
            "After “Shot b”",
            [("Door", ["Shot a", "Shot b", "X", "Y", "Shot c"]), ("Rain", ["Shot d"])],
        ),
        (
            "list.csv",
            "scene,shot,action\nRain,X,Go\nNew,Y,Come\nRain,Z,Stop\n",
            "After the scene of “Shot b”",
            [("Door", ["Shot a", "Shot b", "Shot c"]), ("New", ["Y"]), ("Rain", ["Shot d", "X", "Z"])],
        ),
    ],
)
def test_shots_go_after_the_selected_one(
    qtbot: QtBot,
    offer: Offer,
    document: Document,
    session: Session,
    name: str,
    text: str,
    place: str,
    scenes: list[tuple[str, list[str]]],
) -> None:
    session.shot.set(document.project.scenes[0].shots[1].id)
    dialog = offer(name, text)
    assert [dialog.place.itemText(at) for at in range(dialog.place.count())] == ["At the end of the film", place]
    qtbot.keyClick(dialog.place, Qt.Key.Key_Down)
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert names_of(document.project) == scenes


def test_columns_that_are_unknown_are_left_out_and_named(offer: Offer) -> None:
    text = "shot,action,mood,seconds,dialogue\nX,Go,sad,1,ADA: That is far too much to say.\nY,Come,,,\n"
    dialog = offer("list.csv", text)
    first, second = dialog.doubts
    assert first == "Nothing is known of these columns; they are left out: “mood”."
    assert second.startswith("X: The speech takes about 1.9 s, the shot is 1.0 s long")
    assert [has_colour(dialog, row) for row in rows_in(dialog.tree)] == [False, True, False]


def has_colour(dialog: ImportDialog, row: QModelIndex) -> bool:
    """Whether a row has a mark in it, the only thing there that is not grey."""
    picture = dialog.tree.viewport().grab(dialog.tree.visualRect(row)).toImage()
    places = product(range(picture.width()), range(picture.height()))
    return any(picture.pixelColor(x, y).hsvSaturation() > 100 for x, y in places)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("bad.csv", "shot,deed\nX,Go\n", "bad.csv has no column “action”"),
        ("bad.csv", "action,continues\nGo,Nobody\n", "bad.csv: Shot 5 continues “Nobody”"),
        ("bad.fountain", "", "bad.fountain has nothing to film"),
    ],
)
def test_what_can_not_be_read_is_said(
    qtbot: QtBot,
    home: QWidget,
    document: Document,
    session: Session,
    background: Background,
    tmp_path: Path,
    name: str,
    text: str,
    says: str,
) -> None:
    (tmp_path / name).write_text(text)
    with qtbot.waitSignal(document.refused) as said:
        offer_shots(document, session, background, home, tmp_path / name)
    assert said.args is not None
    assert says in said.args[0]
    assert not home.findChildren(ImportDialog)


def test_many_scenes_and_names(qtbot: QtBot, offer: Offer, document: Document) -> None:
    text = "".join(f"INT. ROOM {n} - DAY\n\nP{n} looks at @Nobody.\n\nP{n}\nHere.\n\n" for n in range(100))
    dialog = offer("long.fountain", text)
    assert dialog.tree.model().rowCount() == 100
    assert dialog.doubts[0].startswith("Shot 5: @Nobody")
    assert dialog.doubts[-1] == "And 80 more, marked in the list below."
    assert len(dialog.doubts) == 21
    assert len(dialog.findChildren(Chip)) < 20
    assert dialog.height() <= 700
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert sum(1 for _ in document.project.shots) == 104


class Counted(dict[ShotId, tuple[str, ...]]):
    """Counts how often somebody asks what is amiss with a shot."""

    asked = 0

    def get(self, key: ShotId, default: tuple[str, ...] = ()) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleMethodOverride]
        self.asked += 1
        return super().get(key, default)


def test_only_rows_that_are_seen_are_made(qtbot: QtBot, dark: None, film: Project) -> None:
    rows = "".join(f"Scene {n // 500},S{n},Go,ADA: There.\n" for n in range(2000))
    draft = read_draft(f"scene,shot,action,dialogue\n{rows}", "list.csv")
    doubts = Counted()
    tree = ShotTree(replace(preview_draft(film, draft), doubts=doubts))
    qtbot.addWidget(tree)
    tree.resize(600, 400)
    tree.show()
    assert len(rows_in(tree)) == 2004
    tree.grab()
    assert 0 < doubts.asked < 100
    bar = tree.verticalScrollBar()
    bar.setValue(bar.maximum())
    last = tree.indexAt(tree.viewport().rect().bottomLeft() + QPoint(40, -4))
    assert str(last.data(Qt.ItemDataRole.ToolTipRole)) == "Go\n\nAda: There."
    tree.setCurrentIndex(tree.model().index(3, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(tree.model().index(3, 0))


def test_the_file_is_asked_for(
    qtbot: QtBot, home: QWidget, document: Document, session: Session, background: Background, tmp_path: Path
) -> None:
    (tmp_path / "rain.fountain").write_text(RAIN, encoding="utf-8")
    ask_shot_list(document, session, background, home)
    (asked,) = home.findChildren(QFileDialog)
    assert "*.fountain" in asked.nameFilters()[0]
    asked.fileSelected.emit(str(tmp_path / "rain.fountain"))
    qtbot.waitUntil(lambda: bool(home.findChildren(ImportDialog)))
    asked.close()

"""Who is in a shot: chips, places in the frame, pinned images, voices, and the steps of undo that they make."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.api import BackendEntry
from studio.core.edits.board import set_shot
from studio.core.ids import CharacterId, ImageId, ShotId
from studio.core.placing import Box, Placing, Side
from studio.core.project import Shot, find_shot
from studio.ui.document import Document
from studio.ui.inspector.members import MembersSection
from studio.ui.inspector.members_place import PlaceField
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails
from studio.ui.session import Session

pytestmark = pytest.mark.usefixtures("dark")

A, D = ShotId("a"), ShotId("d")
ADA, QUAY = CharacterId("ada"), CharacterId("quay")
FACE, COAT = ImageId("face"), ImageId("coat")
LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def members(
    document: Document,
    session: Session,
    backends: tuple[BackendEntry, ...],
    thumbnails: Thumbnails,
    qtbot: QtBot,
) -> MembersSection:
    """As the inspector shows it, of shot a, in which Ada speaks."""
    made = MembersSection(ShotWriter(document, session), thumbnails)
    qtbot.addWidget(made)
    able = backends[0].capabilities

    def show() -> None:
        made.show_shot(document.project, find_shot(document.project, session.shot.value or A), able)

    document.changed.connect(show)
    session.shot.changed.connect(show)
    session.shot.set(A)
    made.resize(380, 400)
    made.show()
    return made


@pytest.fixture
def shot(document: Document) -> Callable[[], Shot]:
    return lambda: find_shot(document.project, A)


FindShot = Callable[[], Shot]


@pytest.fixture
def place(members: MembersSection) -> PlaceField:
    return members.rows[ADA].place


def third(field: PlaceField, number: int) -> QPoint:
    return QPoint(field.width() * (2 * number + 1) // 6, field.height() // 2)


def test_who_is_in_the_shot_has_a_row_and_a_place_has_no_place(members: MembersSection, document: Document) -> None:
    assert list(members.rows) == [ADA, QUAY]
    assert members.rows[ADA].place.isVisible()
    assert not members.rows[QUAY].place.isVisible()
    kept = members.rows[QUAY]
    document.apply("", lambda film: set_shot(film, A, action="The @Quay.", dialogue=()))
    assert members.rows == {QUAY: kept}


@pytest.mark.parametrize(("number", "side"), list(enumerate(Side)))
def test_a_pressed_third_is_the_place_until_it_is_pressed_again(
    place: PlaceField, document: Document, shot: FindShot, qtbot: QtBot, number: int, side: Side
) -> None:
    qtbot.mouseClick(place, LEFT, pos=third(place, number))
    assert shot().placing == (Placing(character=ADA, place=side),)
    assert place.place == side
    qtbot.mouseClick(place, LEFT, pos=third(place, number))
    assert shot().placing == ()
    document.undo()
    document.undo()
    assert not document.undo_label


def test_a_drag_draws_a_box_in_one_step(place: PlaceField, document: Document, shot: FindShot, qtbot: QtBot) -> None:
    width, height = place.width(), place.height()
    qtbot.mousePress(place, LEFT, pos=QPoint(width // 2, height // 4))
    for step in (1, 2, 3):
        qtbot.mouseMove(place, QPoint(width // 2 + step * width // 6, height // 4 + step * height // 4))
    assert shot().placing == ()
    qtbot.mouseRelease(place, LEFT, pos=QPoint(width - 1, height - 1))
    box = shot().placing_of(ADA).place
    assert isinstance(box, Box)
    assert (box.left, box.top) == pytest.approx((0.5, 0.25), abs=0.05)
    assert (box.left + box.width, box.top + box.height) == pytest.approx((1.0, 1.0), abs=0.05)
    document.undo()
    assert not document.undo_label


def test_escape_ends_a_drag_and_a_speck_is_no_box(place: PlaceField, shot: FindShot, qtbot: QtBot) -> None:
    start = QPoint(5, 5)
    far = start + QPoint(QApplication.startDragDistance() + 30, 20)
    qtbot.mousePress(place, LEFT, pos=start)
    qtbot.mouseMove(place, far)
    qtbot.keyClick(place, Qt.Key.Key_Escape)
    qtbot.mouseRelease(place, LEFT, pos=far)
    qtbot.mousePress(place, LEFT, pos=start)
    qtbot.mouseMove(place, far)
    qtbot.mouseMove(place, start + QPoint(1, 1))
    qtbot.mouseRelease(place, LEFT, pos=start + QPoint(1, 1))
    assert shot().placing == ()


def test_the_keyboard_chooses_thirds_and_moves_and_sizes_boxes(
    place: PlaceField, document: Document, shot: FindShot, qtbot: QtBot
) -> None:
    place.setFocus()
    qtbot.keyClick(place, Qt.Key.Key_Left)
    assert place.place == Side.LEFT
    qtbot.keyClick(place, Qt.Key.Key_Right)
    qtbot.keyClick(place, Qt.Key.Key_Right)
    assert place.place == Side.RIGHT
    document.undo()  # all of that was one step
    assert shot().placing == ()
    qtbot.keyClick(place, Qt.Key.Key_Return)
    assert place.place == Box(left=1 / 3, top=0.0, width=1 / 3, height=1.0)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(place, key)
    for _ in range(4):
        qtbot.keyClick(place, Qt.Key.Key_Up, SHIFT)
    qtbot.keyClick(place, Qt.Key.Key_Down)
    moved = place.place
    assert isinstance(moved, Box)
    assert (moved.left, moved.top, moved.width, moved.height) == pytest.approx((1 / 3 - 0.1, 0.05, 1 / 3, 0.8))
    qtbot.keyClick(place, Qt.Key.Key_Return)
    assert place.place == Side.CENTRE
    qtbot.keyClick(place, Qt.Key.Key_Delete)
    assert shot().placing == ()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (720, 1280), (800, 800), (2390, 1000)])
def test_the_small_frame_has_the_shape_of_the_film(
    place: PlaceField, document: Document, width: int, height: int
) -> None:
    document.apply("", lambda film: replace(film, width=width, height=height))
    size = place.sizeHint()
    assert size.width() / size.height() == pytest.approx(width / height, rel=0.02)
    assert max(size.width(), size.height()) == 96


def test_the_menu_has_the_places_in_words(place: PlaceField, shot: FindShot) -> None:
    actions = {action.text(): action for action in place.build_menu().actions()}
    assert [text for text, action in actions.items() if action.isChecked()] == ["Anywhere"]
    actions["On the right"].trigger()
    assert shot().placing_of(ADA).place == Side.RIGHT
    assert place.accessibleName() == "Place of Ada in the frame: on the right"
    assert [action.text() for action in place.build_menu().actions() if action.isChecked()] == ["On the right"]


def test_pinned_images_are_pressed_and_the_others_not_used(
    members: MembersSection, document: Document, shot: FindShot
) -> None:
    tiles = members.rows[ADA].pins.tiles
    assert [(tile.is_used, tile.isChecked()) for tile in tiles.values()] == [(True, False), (True, False)]
    tiles[COAT].click()
    assert shot().placing == (Placing(character=ADA, images=(COAT,)),)
    assert [(tile.is_used, tile.isChecked()) for tile in tiles.values()] == [(False, False), (True, True)]
    tiles[FACE].click()
    assert shot().placing_of(ADA).images == (FACE, COAT)
    for tile in tiles.values():
        tile.click()
    assert shot().placing == ()
    document.undo()
    assert shot().placing_of(ADA).images == (COAT,)


def test_a_voice_of_the_shot_is_one_step_until_the_field_is_entered_anew(
    members: MembersSection, document: Document, shot: FindShot, qtbot: QtBot
) -> None:
    voice = members.rows[ADA].voice
    voice.setFocus()
    qtbot.keyClicks(voice, "low")
    assert shot().placing_of(ADA).voice == "low"
    document.undo()
    assert (shot().placing, voice.text()) == ((), "")


def test_a_chip_takes_a_character_out_with_their_place(
    members: MembersSection, document: Document, session: Session, qtbot: QtBot
) -> None:
    session.shot.set(D)
    members.chips[ADA].click()
    qtbot.mouseClick(members.rows[ADA].place, LEFT, pos=third(members.rows[ADA].place, 0))
    placed = find_shot(document.project, D)
    assert (placed.cast, placed.placing) == ((ADA,), (Placing(character=ADA, place=Side.LEFT),))
    members.chips[ADA].click()
    assert (find_shot(document.project, D).cast, find_shot(document.project, D).placing) == ((), ())
    document.undo()
    assert find_shot(document.project, D) == placed

"""The cast: characters and their pictures, from a drop, from the clipboard and by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QThreadPool, QUrl
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.core.edits.cast import remove_character
from studio.core.ids import CharacterId, ImageId, ShotId
from studio.core.image import ImageRole, Reference
from studio.core.project import CAST_COLOURS, Character, Project, find_character, find_shot
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.cast.drag import carried_character, carried_image, carry_character, carry_image
from studio.ui.cast.panel import CastPanel
from studio.ui.cast.roles import warn_of
from studio.ui.document import Document
from studio.ui.pictures import Thumbnails, find_face, find_poster
from studio.ui.session import Session

pytestmark = pytest.mark.usefixtures("dark")

ADA, QUAY = CharacterId("ada"), CharacterId("quay")
FACE, COAT, PLACE = ImageId("face"), ImageId("coat"), ImageId("quay")
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
COPY = Qt.DropAction.CopyAction

FindCharacter = Callable[[CharacterId], Character]


@pytest.fixture
def panel(
    document: Document,
    session: Session,
    actions: Actions,
    background: Background,
    thumbnails: Thumbnails,
    tmp_path: Path,
    qtbot: QtBot,
) -> CastPanel:
    made = CastPanel(document, session, actions, background, thumbnails, tmp_path)
    qtbot.addWidget(made)
    made.resize(280, 700)
    made.show()
    return made


@pytest.fixture
def character(document: Document) -> FindCharacter:
    return lambda id_: find_character(document.project, id_)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """A folder elsewhere, with the folder `Børge` of two pictures and what says who he is, and a picture beside it."""
    home = tmp_path / "downloads" / "Børge"
    home.mkdir(parents=True)
    pictures = {home / "a.png": "#102030", home / "b.png": "#203040", home.parent / "Zoé.png": "#304050"}
    for path, colour in pictures.items():
        picture = QImage(520, 520, QImage.Format.Format_RGB32)
        picture.fill(QColor(colour))
        assert picture.save(str(path))
    (home / "character.toml").write_text('description = "An old fisherman."\n[roles]\n"b.png" = "outfit"\n')
    return home.parent


def carry_files(*paths: Path) -> QMimeData:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return carried


def drop(target: QWidget, carried: QMimeData, at: QPoint | None = None) -> None:
    """Drag over a point of a widget, and let go."""
    point = at or target.rect().center()
    entered = QDragEnterEvent(point, COPY, carried, LEFT, NONE)
    entered.ignore()
    target.dragEnterEvent(entered)
    assert entered.isAccepted()
    target.dragMoveEvent(QDragMoveEvent(point, COPY, carried, LEFT, NONE))
    target.dropEvent(QDropEvent(QPointF(point), COPY, carried, LEFT, NONE))


def settle(background: Background) -> None:
    """Let all that has been asked for happen: what ends may ask for more."""
    for _ in range(3):
        for pool in background.findChildren(QThreadPool):
            pool.waitForDone()
        QApplication.processEvents()


def names(document: Document) -> list[str]:
    return [each.name for each in document.project.cast]


def steps(document: Document) -> int:
    """How many steps can be undone."""
    count = 0
    while document.undo_label:
        document.undo()
        count += 1
    for _ in range(count):
        document.redo()
    return count


def test_files_dropped_on_the_empty_place_make_one_character_in_one_step(
    panel: CastPanel, document: Document, session: Session, downloads: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(panel, carry_files(downloads / "Zoé.png", downloads / "Børge" / "a.png"))
    qtbot.waitUntil(lambda: len(document.project.cast) == 3 and len(document.project.cast[2].references) == 2)
    added = document.project.cast[2]
    assert (added.name, session.character.value) == ("Zoé", added.id)
    assert added.colour not in (CAST_COLOURS[0], CAST_COLOURS[5])
    images = {image.id: image for image in document.project.images}
    assert [images[each.image].name for each in added.references] == ["Zoé.png", "a.png"]
    assert all((tmp_path / images[each.image].path).is_file() for each in added.references)
    assert steps(document) == 1
    assert len(panel.cards[added.id].tiles) == 2


def test_a_dropped_folder_is_a_character_with_all_that_it_says(
    panel: CastPanel, document: Document, background: Background, downloads: Path, qtbot: QtBot
) -> None:
    drop(panel, carry_files(downloads / "Børge"))
    qtbot.waitUntil(lambda: len(document.project.cast) == 3)
    added = document.project.cast[2]
    assert (added.name, added.description) == ("Børge", "An old fisherman.")
    assert [each.role for each in added.references] == [ImageRole.FACE, ImageRole.OUTFIT]
    drop(panel, carry_files(downloads / "Børge"))
    settle(background)
    assert names(document) == ["Ada", "Quay", "Børge"]
    assert steps(document) == 1


def test_files_dropped_on_a_character_are_their_references(
    panel: CastPanel, character: FindCharacter, downloads: Path, qtbot: QtBot
) -> None:
    drop(panel.cards[ADA], carry_files(downloads / "Zoé.png"))
    drop(panel.cards[QUAY], carry_files(downloads / "Børge" / "a.png"))
    qtbot.waitUntil(lambda: len(character(ADA).references) == 3 and len(character(QUAY).references) == 2)
    assert character(ADA).references[2].role == ImageRole.FACE
    assert character(QUAY).references[1].role == ImageRole.PLACE


def test_pictures_for_a_character_that_is_gone_are_dropped(
    panel: CastPanel, document: Document, downloads: Path, background: Background
) -> None:
    drop(panel.cards[ADA], carry_files(downloads / "Zoé.png"))
    document.apply("", lambda film: remove_character(film, ADA))
    before = document.project
    settle(background)
    assert document.project is before


def test_what_is_no_picture_is_told_with_its_name(
    panel: CastPanel, document: Document, background: Background, downloads: Path, qtbot: QtBot
) -> None:
    (downloads / "notes.pdf").write_text("no picture")
    with qtbot.waitSignal(background.failed, timeout=5000) as told:
        drop(panel, carry_files(downloads / "notes.pdf"))
    assert told.args is not None
    assert "notes.pdf" in told.args[0]
    assert names(document) == ["Ada", "Quay"]


def test_a_pasted_picture_goes_to_the_selected_character(
    panel: CastPanel, actions: Actions, session: Session, character: FindCharacter, qtbot: QtBot
) -> None:
    picture = QImage(600, 600, QImage.Format.Format_RGB32)
    picture.fill(QColor("#405060"))
    QGuiApplication.clipboard().setImage(picture)
    session.character.set(ADA)
    panel.cards[ADA].avatar.setFocus()
    actions["paste"].trigger()
    qtbot.waitUntil(lambda: len(character(ADA).references) == 3)
    tile = list(panel.cards[ADA].tiles.values())[2]
    assert (tile.image.name, tile.image.width_px) == ("Pasted.png", 600)


def test_pasting_elsewhere_is_not_for_the_cast(
    panel: CastPanel, actions: Actions, document: Document, background: Background, film: Project, qtbot: QtBot
) -> None:
    other = QPushButton()
    qtbot.addWidget(other)
    other.show()
    with qtbot.waitActive(other):
        other.activateWindow()
    other.setFocus()
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(QColor("#405060"))
    QGuiApplication.clipboard().setImage(picture)
    actions["paste"].trigger()
    settle(background)
    assert document.project is film


def test_a_name_is_written_where_it_stands_and_stays_the_only_one(
    panel: CastPanel, document: Document, qtbot: QtBot
) -> None:
    field = panel.cards[ADA].name
    for text, name in (("Ida", "Ida"), ("  ", "Ida"), ("quay", "quay 2")):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert (names(document)[0], field.text()) == (name, name)
    assert find_shot(document.project, ShotId("a")).action == "@quay 2 opens the door on the @Quay."


def test_selecting_unfolds_and_is_the_session_s_character(panel: CastPanel, session: Session, qtbot: QtBot) -> None:
    ada, quay = panel.cards[ADA], panel.cards[QUAY]
    assert not ada.description.isVisible()
    ada.avatar.click()
    assert (session.character.value, ada.description.isVisible()) == (ADA, True)
    session.character.set(QUAY)
    assert (ada.description.isVisible(), quay.description.isVisible()) == (False, True)
    qtbot.mouseClick(panel, LEFT, pos=QPoint(panel.width() // 2, panel.height() - 4))
    assert session.character.value is None


def test_the_other_button_opens_the_menus(panel: CastPanel, qtbot: QtBot) -> None:
    card = panel.cards[ADA]
    for widget, words in ((card, "Remove from the cast"), (next(iter(card.tiles.values())), "Remove")):
        middle = widget.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, widget.mapToGlobal(middle))
        QApplication.sendEvent(widget, event)
        (menu,) = widget.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
        assert menu.isVisible()
        assert menu.actions()[-1].text() == words
        menu.close()


def test_description_and_voice_are_a_step_each(
    panel: CastPanel, document: Document, session: Session, character: FindCharacter, qtbot: QtBot
) -> None:
    session.character.set(ADA)
    card = panel.cards[ADA]
    card.description.setFocus()
    qtbot.keyClicks(card.description, "Red coat")
    card.voice.setFocus()
    qtbot.keyClicks(card.voice, "low")
    assert (character(ADA).description, character(ADA).voice) == ("Red coat", "low")
    assert steps(document) == 2


def test_characters_move_by_keyboard_and_by_drop(panel: CastPanel, document: Document, qtbot: QtBot) -> None:
    avatar = panel.cards[ADA].avatar
    qtbot.keyClick(avatar, Qt.Key.Key_Down, ALT)
    assert names(document) == ["Quay", "Ada"]
    assert QApplication.focusWidget() is avatar
    qtbot.keyClick(avatar, Qt.Key.Key_Down, ALT)
    qtbot.keyClick(avatar, Qt.Key.Key_Up, ALT)
    assert names(document) == ["Ada", "Quay"]
    card = panel.cards[ADA]
    drop(card, carry_character(QUAY), QPoint(20, 2))
    assert names(document) == ["Quay", "Ada"]
    drop(card, carry_character(QUAY), QPoint(20, card.height() - 2))
    assert names(document) == ["Ada", "Quay"]
    drop(panel, carry_character(ADA))
    assert names(document) == ["Quay", "Ada"]


def test_delete_on_the_face_removes_the_character(
    panel: CastPanel, document: Document, session: Session, qtbot: QtBot
) -> None:
    session.character.set(ADA)
    qtbot.keyClick(panel.cards[ADA].avatar, Qt.Key.Key_Delete)
    assert names(document) == ["Quay"]
    assert list(panel.cards) == [QUAY]
    assert session.character.value != ADA
    document.undo()
    assert list(panel.cards) == [ADA, QUAY]


def test_the_menu_of_a_character_has_its_colours(panel: CastPanel, character: FindCharacter) -> None:
    colours = next(each for each in panel.cards[ADA].build_menu().findChildren(QMenu) if each.title() == "Colour")
    shown = {each.text(): each for each in colours.actions()}
    assert [text for text, each in shown.items() if each.isChecked()] == ["Coral"]
    shown["Jade"].trigger()
    assert character(ADA).colour == CAST_COLOURS[3]


def test_a_tile_s_role_is_chosen_in_its_menu(panel: CastPanel, character: FindCharacter) -> None:
    tile = panel.cards[ADA].tiles[FACE]
    next(each for each in tile.build_menu().actions() if each.text() == "Prop").trigger()
    assert character(ADA).references[0] == Reference(image=FACE, role=ImageRole.PROP)
    assert tile.accessibleName() == "face.png, Prop"


def test_tiles_move_and_go_by_keyboard(panel: CastPanel, character: FindCharacter, qtbot: QtBot) -> None:
    tiles = panel.cards[ADA].tiles
    qtbot.keyClick(tiles[FACE], Qt.Key.Key_Right, ALT)
    assert [each.image for each in character(ADA).references] == [COAT, FACE]
    qtbot.keyClick(tiles[FACE], Qt.Key.Key_Delete)
    assert [each.image for each in character(ADA).references] == [COAT]
    assert list(panel.cards[ADA].tiles) == [COAT]


def test_a_tile_dropped_among_the_tiles_moves_and_on_another_character_is_theirs_too(
    panel: CastPanel, character: FindCharacter
) -> None:
    card = panel.cards[ADA]
    drop(card, carry_image(FACE), card.add.geometry().center())
    assert [each.image for each in character(ADA).references] == [COAT, FACE]
    drop(card, carry_image(FACE), card.tiles[COAT].geometry().topLeft() + QPoint(2, 20))
    assert [each.image for each in character(ADA).references] == [FACE, COAT]
    drop(panel.cards[QUAY], carry_image(FACE))
    assert [each.image for each in character(QUAY).references] == [PLACE, FACE]


def test_a_picture_that_is_too_small_is_marked(panel: CastPanel, film: Project) -> None:
    face, coat, _ = film.images
    assert warn_of(face) == ""
    assert "300 px" in warn_of(coat)
    assert "300 px" in panel.cards[ADA].tiles[COAT].toolTip()
    assert panel.cards[ADA].tiles[FACE].accessibleDescription() == ""


def test_an_empty_cast_asks_for_pictures_without_standing_still(
    panel: CastPanel, document: Document, downloads: Path, qtbot: QtBot
) -> None:
    for id_ in (ADA, QUAY):
        document.apply("", lambda film, id_=id_: remove_character(film, id_))
    button = next(each for each in panel.findChildren(QPushButton) if each.isVisible())
    assert button.text() == "Choose pictures"
    button.click()
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(downloads / "Zoé.png")])
    dialog.reject()
    qtbot.waitUntil(lambda: names(document) == ["Zoé"])
    assert panel.cards[document.project.cast[0].id].isVisible()


def test_a_read_only_film_refuses(panel: CastPanel, document: Document, qtbot: QtBot) -> None:
    document.read_only = True
    with qtbot.waitSignal(document.refused, timeout=1000):
        qtbot.keyClick(panel.cards[ADA].avatar, Qt.Key.Key_Delete)
    assert list(panel.cards) == [ADA, QUAY]


def test_a_read_only_film_refuses_pictures_before_any_is_copied(
    panel: CastPanel, document: Document, background: Background, downloads: Path, tmp_path: Path
) -> None:
    document.read_only = True
    there = sorted(tmp_path.rglob("*"))
    refused: list[str] = []
    document.refused.connect(refused.append)
    drop(panel, carry_files(downloads / "Zoé.png", downloads / "Børge"))
    panel.add_character()
    panel.steps.add_image(QImage(8, 8, QImage.Format.Format_RGB32), ADA, lambda _: None)
    settle(background)
    assert refused == ["This film is open for reading only; close the other window to add pictures to it."] * 3
    assert not panel.findChildren(QFileDialog)
    assert sorted(tmp_path.rglob("*")) == there


def test_what_is_carried_is_read_again() -> None:
    assert carried_character(carry_character(ADA)) == ADA
    assert carried_image(carry_image(FACE)) == FACE
    assert carried_character(carry_image(FACE)) is None


@pytest.mark.usefixtures("film")
def test_thumbnails_are_read_off_the_gui_thread_and_kept(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    with qtbot.waitSignal(thumbnails.loaded, timeout=5000) as loaded:
        assert thumbnails.pixmap("images/face.png", 40, 30, 2.0) is None
    assert loaded.args == ["images/face.png"]
    fitting = thumbnails.pixmap("images/face.png", 40, 30, 2.0)
    assert fitting is not None
    assert (fitting.width(), fitting.height()) == (60, 60)
    assert fitting.toImage().pixelColor(30, 30) == QColor("#ff0000")
    assert thumbnails.pixmap("images/face.png", 40, 30, 2.0) is fitting
    with qtbot.waitSignal(thumbnails.loaded, timeout=5000):
        assert thumbnails.pixmap("images/face.png", 40, 30, 1.0, fills=True) is None
    filling = thumbnails.pixmap("images/face.png", 40, 30, 1.0, fills=True)
    assert filling is not None
    assert (filling.width(), filling.height()) == (40, 40)


@pytest.mark.usefixtures("film")
def test_a_missing_picture_is_asked_for_once_until_it_is_back(
    thumbnails: Thumbnails, background: Background, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(thumbnails.loaded, timeout=5000):
        assert thumbnails.pixmap("images/new.png", 40, 40, 1.0) is None
    assert "new.png" in thumbnails.problem("images/new.png")
    again: list[str] = []
    thumbnails.loaded.connect(again.append)
    assert thumbnails.pixmap("images/new.png", 40, 40, 1.0) is None
    settle(background)
    assert again == []
    (tmp_path / "images" / "new.png").write_bytes((tmp_path / "images" / "face.png").read_bytes())
    thumbnails.forget("images/new.png")
    with qtbot.waitSignal(thumbnails.loaded, timeout=5000):
        assert thumbnails.pixmap("images/new.png", 40, 40, 1.0) is None
    assert thumbnails.pixmap("images/new.png", 40, 40, 1.0) is not None


def test_a_shot_is_known_by_its_take_then_its_first_frame_then_its_place(film: Project) -> None:
    a, b, c = film.scenes[0].shots
    taken = find_poster(film, b)
    assert taken is not None
    assert (taken.path, taken.frame) == ("takes/b8.mov", 16)
    placed = find_poster(film, a)
    assert placed is not None
    assert (placed.path, placed.is_sketch) == ("images/quay.png", True)
    assert find_poster(film, c) is None
    assert [find_face(film, each) for each in film.cast] == ["images/face.png", "images/quay.png"]

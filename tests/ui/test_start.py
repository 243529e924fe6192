"""The start page: three ways to begin, the recent films, and films dropped on it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from studio.settings import RecentFilm
from studio.ui.background import Background
from studio.ui.start import StartPage, find_film
from studio.ui.theme import DARK
from studio.ui.widgets.film_card import POSTER_SIZE, FilmCard, describe_when

pytestmark = pytest.mark.usefixtures("dark")

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


@pytest.fixture
def page(background: Background, qtbot: QtBot) -> StartPage:
    made = StartPage(background)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


@pytest.fixture
def films(tmp_path: Path) -> tuple[RecentFilm, RecentFilm]:
    """One with a red poster, and one that is gone."""
    here, gone = tmp_path / "Here.storyreel", tmp_path / "Gone.storyreel"
    here.mkdir()
    picture = QImage(1920, 1080, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    picture.save(str(here / "poster.png"))
    return (
        RecentFilm(path=here, name="Here", opened=NOON, poster=here / "poster.png"),
        RecentFilm(path=gone, name="Gone", opened=NOON, poster=gone / "poster.png"),
    )


def cards(page: StartPage) -> list[FilmCard]:
    return [card for card in page.findChildren(FilmCard) if not card.isHidden()]


@pytest.mark.parametrize(
    ("words", "signal"),
    [("New film", "new_requested"), ("Open film…", "open_requested"), ("Try the sample film", "sample_requested")],
)
def test_a_button_begins(page: StartPage, qtbot: QtBot, words: str, signal: str) -> None:
    (button,) = [button for button in page.findChildren(QPushButton) if button.text() == words]
    with qtbot.waitSignal(getattr(page, signal)):
        button.click()


def test_a_film_opens_by_mouse_and_by_keyboard(
    page: StartPage, films: tuple[RecentFilm, RecentFilm], qtbot: QtBot
) -> None:
    page.show_films(films)
    qtbot.waitUntil(lambda: [card.missing for card in cards(page)] == [False, True])
    here, gone = cards(page)
    with qtbot.waitSignal(page.film_chosen) as chosen:
        qtbot.mouseClick(here, Qt.MouseButton.LeftButton)
    assert chosen.args == [films[0].path]
    with qtbot.waitSignal(page.film_chosen) as chosen:
        qtbot.keyClick(here, Qt.Key.Key_Return)
    assert chosen.args == [films[0].path]
    with qtbot.assertNotEmitted(page.film_chosen):
        gone.click()


def test_a_missing_film_says_so_and_can_be_removed(
    page: StartPage, films: tuple[RecentFilm, RecentFilm], qtbot: QtBot
) -> None:
    page.show_films(films)
    qtbot.waitUntil(lambda: [card.missing for card in cards(page)] == [False, True])
    here, gone = cards(page)
    assert gone.accessibleName() == "Gone, No longer there"
    assert gone.accessibleDescription() == str(films[1].path)
    (keep,), (remove,) = here.findChildren(QPushButton), gone.findChildren(QPushButton)
    assert (keep.isHidden(), remove.isHidden()) == (True, False)
    with qtbot.waitSignal(page.film_forgotten) as forgotten:
        remove.click()
    assert forgotten.args == [films[1].path]
    with qtbot.waitSignal(page.film_forgotten):
        qtbot.keyClick(gone, Qt.Key.Key_Delete)


def test_the_poster_is_painted_once_it_is_read(
    page: StartPage, films: tuple[RecentFilm, RecentFilm], qtbot: QtBot
) -> None:
    page.show_films(films[:1])
    (card,) = page.findChildren(FilmCard)
    middle = QPoint(card.width() // 2, POSTER_SIZE.height() // 2 + 30)
    assert card.grab().toImage().pixelColor(middle) != QColor("red")
    qtbot.waitUntil(lambda: card.grab().toImage().pixelColor(middle) == QColor("red"))


def test_other_films_take_the_place_of_the_old_ones(
    page: StartPage, films: tuple[RecentFilm, RecentFilm], background: Background
) -> None:
    page.show_films(films)
    page.show_films(films[1:])
    page.show_films(())
    background.close()
    QApplication.processEvents()  # what was read of films that are no longer shown must do no harm
    QApplication.sendPostedEvents(None, 0)
    assert [card for card in cards(page) if card.isVisible()] == []


def test_a_poster_is_read_no_larger_than_shown_and_never_stretched(films: tuple[RecentFilm, RecentFilm]) -> None:
    found = find_film(films[0], POSTER_SIZE)
    assert found.exists
    assert found.poster
    assert found.poster.size() == POSTER_SIZE
    gone = find_film(films[1], POSTER_SIZE)
    assert (gone.exists, gone.poster) == (False, None)


def test_a_broken_poster_is_none(films: tuple[RecentFilm, RecentFilm]) -> None:
    film = films[0]
    assert film.poster
    film.poster.write_bytes(b"no picture")
    found = find_film(film, POSTER_SIZE)
    assert (found.exists, found.poster) == (True, None)


@pytest.mark.parametrize(
    ("dropped", "film"),
    [
        ("films/Rain.storyreel", "films/Rain.storyreel"),
        ("films/Rain.storyreel/film.json", "films/Rain.storyreel"),
        ("films/picture.png", None),
    ],
)
def test_a_film_can_be_dropped(page: StartPage, tmp_path: Path, qtbot: QtBot, dropped: str, film: str | None) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/x"), QUrl.fromLocalFile(str(tmp_path / dropped))])
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, plain)
    enter.ignore()
    before = page.grab().toImage().pixelColor(page.width() // 2, 1)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted() is (film is not None)
    rim = {page.grab().toImage().pixelColor(x, 1).name().upper() for x in range(100, 200)}
    assert (DARK.accent in rim) is (film is not None)
    if film:
        with qtbot.waitSignal(page.film_chosen) as chosen:
            QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, data, left, plain))
        assert chosen.args == [tmp_path / film]
        assert page.grab().toImage().pixelColor(page.width() // 2, 1) == before


@pytest.mark.parametrize(
    ("opened", "words"),
    [
        (NOON, "Today, 14:00"),
        (NOON - timedelta(hours=15), "Yesterday, 23:00"),
        (NOON - timedelta(days=12), "Monday, 9 November 2026"),
    ],
)
def test_a_day_near_by_is_named(opened: datetime, words: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    try:
        assert describe_when(opened, NOON.astimezone(timezone(timedelta(hours=2)))) == words
    finally:
        QLocale.setDefault(before)

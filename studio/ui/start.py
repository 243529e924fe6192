"""The start page: a new film, an old one, or the sample; it is there while no film is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QImageReader,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.settings import RecentFilm
from studio.ui.background import Background
from studio.ui.theme import CARD_WIDTH, FOCUS, ICON_LARGE, RADIUS_CARD, XL, XS, L, M, S, current_theme
from studio.ui.widgets.button import Button
from studio.ui.widgets.film_card import POSTER_SIZE, FilmCard
from studio.ui.widgets.flow import FlowLayout
from studio.ui.widgets.icon_mark import IconMark
from studio.ui.widgets.label import Label

_COLUMNS = 4
_PAGE_WIDTH = _COLUMNS * CARD_WIDTH + (_COLUMNS - 1) * L
_FILM_SUFFIX, _FILM_FILE = ".storyreel", "film.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFilm:
    """What the disk says about a recent film."""

    path: Path
    exists: bool
    poster: QImage | None


class StartPage(QWidget):
    """Title, three ways to begin, and the films that were open before."""

    new_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    film_chosen = Signal(Path)
    film_forgotten = Signal(Path)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._cards: dict[Path, FilmCard] = {}
        self._dropping = False
        self._page = QWidget(self)
        self._recent = QWidget(self._page)
        self._grid = FlowLayout(self._recent, spacing=L)
        self._nothing = Label(
            self.tr("Films that you open will be here. You can also drop a film folder on this page."),
            tone="second",
            parent=self._page,
        )
        self.setAcceptDrops(True)
        self._build()

    def show_films(self, films: Sequence[RecentFilm]) -> None:
        """The films to choose from, newest first. What the disk knows of them follows as it is read."""
        for card in self._cards.values():
            self._grid.removeWidget(card)
            card.deleteLater()
        self._cards = {film.path: self._make_card(film) for film in films}
        self._recent.setVisible(bool(films))
        self._nothing.setVisible(not films)
        for film in films:
            size = POSTER_SIZE * self.devicePixelRatioF()
            self._background.run(self, partial(find_film, film, size), self._show_found)

    def _build(self) -> None:
        column = QVBoxLayout(self._page)
        column.setContentsMargins(XL, 2 * XL, XL, XL)
        column.setSpacing(0)
        column.addLayout(self._build_title())
        column.addSpacing(XS)
        column.addWidget(Label(self.tr("From a storyboard to a finished film"), tone="second", parent=self._page))
        column.addSpacing(XL)
        column.addLayout(self._build_buttons())
        column.addSpacing(2 * XL)
        column.addWidget(Label(self.tr("Recent films"), role="title", parent=self._page))
        column.addSpacing(M)
        column.addWidget(self._recent)
        column.addWidget(self._nothing)
        column.addStretch()
        self._nothing.setWordWrap(True)
        self._page.setMaximumWidth(_PAGE_WIDTH + 2 * XL)
        area = QScrollArea(self)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        centred = QWidget(area)
        row = QHBoxLayout(centred)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._page, 1)
        area.setWidget(centred)
        around = QVBoxLayout(self)
        around.setContentsMargins(FOCUS, FOCUS, FOCUS, FOCUS)
        around.addWidget(area)

    def _build_title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(IconMark("clapperboard", tint="accent", size=ICON_LARGE, parent=self._page))
        row.addWidget(Label("Storyreel", role="display", parent=self._page))
        row.addStretch()
        return row

    def _build_buttons(self) -> QHBoxLayout:
        new = Button(self.tr("New film"), kind="primary", icon_name="file-plus", parent=self._page)
        old = Button(self.tr("Open film…"), icon_name="folder-open", parent=self._page)
        sample = Button(self.tr("Try the sample film"), icon_name="play", kind="quiet", parent=self._page)
        new.clicked.connect(self.new_requested)
        old.clicked.connect(self.open_requested)
        sample.clicked.connect(self.sample_requested)
        row = QHBoxLayout()
        row.setSpacing(S)
        for button in (new, old, sample):
            row.addWidget(button)
        row.addStretch()
        return row

    def _make_card(self, film: RecentFilm) -> FilmCard:
        card = FilmCard(film, self._recent)
        card.chosen.connect(self.film_chosen)
        card.forgotten.connect(self.film_forgotten)
        self._grid.addWidget(card)
        return card

    def _show_found(self, found: FoundFilm) -> None:
        card = self._cards.get(found.path)
        if card:
            card.show_found(exists=found.exists, poster=found.poster)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_film(event.mimeData()):
            event.acceptProposedAction()
            self._mark_drop(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_drop(False)
        film = _dropped_film(event.mimeData())
        if film:
            event.acceptProposedAction()
            self.film_chosen.emit(film)

    def _mark_drop(self, dropping: bool) -> None:
        self._dropping = dropping
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.window))
        if self._dropping:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.accent), FOCUS, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), RADIUS_CARD, RADIUS_CARD)


def find_film(film: RecentFilm, poster_size: QSize) -> FoundFilm:
    """Looks for a film and reads its poster, no larger than asked for. Slow: not for the GUI thread."""
    poster = _read_poster(film.poster, poster_size) if film.poster else None
    return FoundFilm(path=film.path, exists=film.path.is_dir(), poster=poster)


def _read_poster(file: Path, size: QSize) -> QImage | None:
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    if reader.size().isValid():
        reader.setScaledSize(reader.size().scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
    picture = reader.read()
    return None if picture.isNull() else picture


def _dropped_film(dropped: QMimeData) -> Path | None:
    """The film among what is dragged, by its name alone: the disk is not asked while the pointer moves."""
    for url in dropped.urls():
        path = Path(url.toLocalFile())
        if path.name == _FILM_FILE:
            return path.parent
        if path.suffix == _FILM_SUFFIX:
            return path
    return None

"""A film on the start page: its poster, its name, when it was open, and where it lies."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QRect, QRectF, QSize, Qt, QTime, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.settings import RecentFilm
from studio.ui.icons import paint_icon
from studio.ui.theme import (
    CARD_WIDTH,
    ICON_LARGE,
    RADIUS_CARD,
    XS,
    M,
    S,
    current_theme,
    make_font,
    mix_colours,
    paint_focus_ring,
)
from studio.ui.widgets.button import Button

POSTER_SIZE = QSize(CARD_WIDTH, CARD_WIDTH * 9 // 16)
_DIMMED = 0.4


class FilmCard(QAbstractButton):
    """Press it to open the film; one that is gone can only be removed from the list."""

    chosen = Signal(Path)
    forgotten = Signal(Path)

    def __init__(self, film: RecentFilm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._film = film
        self._poster: QPixmap | None = None
        self._missing = False
        self._remove = Button(self.tr("Remove"), parent=self)
        self._remove.setAccessibleName(self.tr("Remove {film} from this list").format(film=film.name))
        self._remove.setVisible(False)
        self._remove.clicked.connect(self._forget)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(str(film.path))
        self._name_it()
        self.clicked.connect(self._choose)

    @property
    def missing(self) -> bool:
        """Whether the film is no longer where it was."""
        return self._missing

    def show_found(self, *, exists: bool, poster: QImage | None) -> None:
        """What the disk says about it."""
        self._missing = not exists
        self._poster = QPixmap.fromImage(poster) if poster else None
        self._remove.setVisible(self._missing)
        self.setCursor(Qt.CursorShape.ArrowCursor if self._missing else Qt.CursorShape.PointingHandCursor)
        self._name_it()
        self.update()

    def sizeHint(self) -> QSize:
        name, detail = self._line_heights()
        return QSize(CARD_WIDTH, POSTER_SIZE.height() + S + name + 2 * detail + S)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._remove.adjustSize()
        self._remove.move(self.width() - self._remove.width() - S, S)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete and self._missing:
            self._forget()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(outline, RADIUS_CARD, RADIUS_CARD)
        lifted = self.underMouse() and not self._missing
        ground = theme.pressed if self.isDown() and not self._missing else theme.hover if lifted else theme.raised
        painter.fillPath(shape, QColor(ground))
        painter.setClipPath(shape)
        self._paint_poster(painter)
        painter.setClipping(False)
        painter.setPen(QColor(theme.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        self._paint_words(painter)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), RADIUS_CARD)

    def _paint_poster(self, painter: QPainter) -> None:
        theme = current_theme()
        place = QRect(0, 0, self.width(), POSTER_SIZE.height())
        if self._poster:
            painter.setOpacity(_DIMMED if self._missing else 1.0)
            painter.fillRect(place, QColor(theme.picture_ground))
            painter.drawPixmap(_fit(self._poster.size(), place), self._poster)
            painter.setOpacity(1.0)
        else:
            painter.fillRect(place, QColor(mix_colours(theme.raised, theme.second, 0.1)))
            mark = QRect(0, 0, ICON_LARGE, ICON_LARGE)
            mark.moveCenter(place.center())
            paint_icon(painter, mark, "film", "disabled" if self._missing else "second")

    def _paint_words(self, painter: QPainter) -> None:
        theme = current_theme()
        name, detail = self._line_heights()
        line = QRect(M, POSTER_SIZE.height() + S, self.width() - 2 * M, name)
        painter.setPen(QColor(theme.second if self._missing else theme.text))
        _write(painter, line, self._film.name, Qt.TextElideMode.ElideRight, bold=True)
        line = QRect(line.left(), line.bottom() + 1, line.width(), detail)
        painter.setPen(QColor(theme.warn if self._missing else theme.second))
        _write(painter, line, self._detail(), Qt.TextElideMode.ElideRight)
        painter.setPen(QColor(theme.second))
        _write(painter, line.translated(0, detail), _short(self._film.path.parent), Qt.TextElideMode.ElideMiddle)

    def _line_heights(self) -> tuple[int, int]:
        name = QFontMetrics(make_font("heading", bold=True)).height() + XS
        return name, QFontMetrics(make_font("label")).height() + 2

    def _detail(self) -> str:
        if self._missing:
            return self.tr("No longer there")
        return describe_when(self._film.opened, datetime.now().astimezone())

    def _name_it(self) -> None:
        self.setAccessibleName(f"{self._film.name}, {self._detail()}")
        self.setAccessibleDescription(str(self._film.path))

    def _choose(self) -> None:
        if not self._missing:
            self.chosen.emit(self._film.path)

    def _forget(self) -> None:
        self.forgotten.emit(self._film.path)


def describe_when(moment: datetime, now: datetime) -> str:
    """A day near by its name, any other by its date."""
    local = moment.astimezone(now.tzinfo)
    locale = QLocale()
    time = locale.toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
    days = (now.date() - local.date()).days
    if days == 0:
        return QCoreApplication.translate("FilmCard", "Today, {time}").format(time=time)
    if days == 1:
        return QCoreApplication.translate("FilmCard", "Yesterday, {time}").format(time=time)
    return locale.toString(QDate(local.year, local.month, local.day), QLocale.FormatType.LongFormat)


def _write(painter: QPainter, line: QRect, text: str, mode: Qt.TextElideMode, *, bold: bool = False) -> None:
    painter.setFont(make_font("heading", bold=True) if bold else make_font("label"))
    shown = painter.fontMetrics().elidedText(text, mode, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _fit(size: QSize, place: QRect) -> QRect:
    """The largest rectangle of that shape in the middle of `place`: letterboxed, never stretched."""
    fitted = QRect(place.topLeft(), size.scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio))
    fitted.moveCenter(place.center())
    return fitted


def _short(folder: Path) -> str:
    home = Path.home()
    return str(Path("~") / folder.relative_to(home)) if folder.is_relative_to(home) else str(folder)

"""`TakeTile`: a take with its picture, which plays under the mouse, and what the user thinks of it."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.core.project import MOST_RATING, Take
from studio.core.recipe import describe_recipe
from studio.ui.icons import paint_icon
from studio.ui.keys import DELETES
from studio.ui.pictures import Thumbnails, paint_fitted, paint_no_picture
from studio.ui.theme import FOCUS, ICON, RADIUS, XS, M, S, current_theme, make_font, motion_ms, paint_focus_ring
from studio.ui.widgets.colours import name_colours

PICTURE = QSize(128, 72)
PLAYED_FRAMES = 12
PLAY_MS = 150
_DIMMED = 0.35
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_RATINGS = {Qt.Key(Qt.Key.Key_0 + rating): rating for rating in range(MOST_RATING + 1)}


class TakeTile(QAbstractButton):
    """Press it to choose the take, its stars or 0 to 5 to rate it; the arrows `walked` to the next one."""

    removed = Signal()
    rated = Signal(int)
    walked = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(
        self, take: Take, number: int, backend: str, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.take, self.number, self._backend, self._thumbnails = take, number, backend, thumbnails
        self._frame = self._poster = take.frames // 3
        self._played = 0
        self._player = QTimer(self)
        self._player.setInterval(PLAY_MS)
        self._player.timeout.connect(self._play)
        self._pressed_star = 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Take {number}").format(number=number))
        thumbnails.loaded.connect(self._on_loaded)
        self.show_take(take)

    @property
    def frame(self) -> int:
        """The frame that is to be seen: another one while it plays."""
        return self._frame

    def show_take(self, take: Take) -> None:
        """The take with what the user thinks of it now."""
        self.take = take
        words = [
            self.tr("seed {seed}").format(seed=take.request.seed),
            self._backend,
            self.tr("made in {seconds:.1f} s").format(seconds=take.seconds_taken),
            self.tr("{rating} of 5 stars").format(rating=take.rating) if take.rating else "",
            name_colours().get(take.colour, take.colour),
            self.tr("rejected") if take.rejected else "",
            self.tr("pinned") if take.pinned else "",
        ]
        details = " · ".join(word for word in words if word)
        self.setAccessibleDescription(f"{details}. {take.note}" if take.note else details)
        made = describe_recipe(take.recipe)
        lines = [f"{self.accessibleName()} · {details}", self.tr("Made with {recipe}").format(recipe=made), take.note]
        self.setToolTip("\n".join(line for line in lines if line))
        self.update()

    def star_rect(self, rating: int) -> QRect:
        """Where the star of a rating lies."""
        top = self.height() - S - M
        return QRect(S + (rating - 1) * (M + XS // 2), top, M, M)

    def sizeHint(self) -> QSize:
        lines = 2 * QFontMetrics(make_font("label")).height()
        return QSize(PICTURE.width(), PICTURE.height() + XS + lines + XS + M + S)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not _is_own(event) and key not in _ENTER:
            super().keyPressEvent(event)
        elif key in DELETES:
            self.removed.emit()
        elif key in _ARROWS:
            self.walked.emit(_ARROWS[key])
        elif key in _RATINGS:
            self.rated.emit(_RATINGS[key])
        else:
            self.click()

    def mousePressEvent(self, e: QMouseEvent) -> None:
        self._pressed_star = self._star_at(e.position().toPoint()) if e.button() == Qt.MouseButton.LeftButton else 0
        if not self._pressed_star:
            super().mousePressEvent(e)

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        pressed, self._pressed_star = self._pressed_star, 0
        if not pressed:
            super().mouseReleaseEvent(e)
        elif pressed == self._star_at(e.position().toPoint()):
            self.rated.emit(0 if pressed == self.take.rating else pressed)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if motion_ms() and self.take.frames > 1 and not self._thumbnails.problem(self.take.path):
            self._player.start()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._rest()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._rest()

    def nextCheckState(self) -> None:
        """What is chosen follows from the film, not from the click."""

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(rect, RADIUS, RADIUS)
        chosen = self.isChecked()
        ground = theme.hover if self.underMouse() else theme.selection if chosen else theme.raised
        painter.fillPath(shape, QColor(ground))
        painter.setClipPath(shape)
        self._paint_picture(painter)
        painter.setClipping(False)
        self._paint_words(painter, chosen=chosen)
        self._paint_opinion(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent if chosen else theme.line), 1))
        painter.drawPath(shape)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), RADIUS)

    def _paint_picture(self, painter: QPainter) -> None:
        theme = current_theme()
        place = QRectF(QPointF(0, 0), PICTURE)
        picture = self._thumbnails.pixmap(
            self.take.path, place.width(), place.height(), self.devicePixelRatioF(), frame=self._frame
        )
        if picture is None:
            paint_no_picture(painter, place, broken=bool(self._thumbnails.problem(self.take.path)))
        else:
            painter.fillRect(place, QColor(theme.picture_ground))
            painter.setOpacity(_DIMMED if self.take.rejected else 1.0)
            paint_fitted(painter, place, picture)
            painter.setOpacity(1.0)
        if self.take.colour:
            foot = QRectF(0, place.bottom() - XS, place.width(), XS)
            painter.fillRect(foot, QColor(theme.cast_colour(self.take.colour)))
        if self._player.isActive():
            width = place.width() * (self._frame + 1) / self.take.frames
            painter.fillRect(QRectF(0, 0, width, FOCUS), QColor(theme.accent))

    def _paint_words(self, painter: QPainter, *, chosen: bool) -> None:
        theme = current_theme()
        painter.setFont(make_font("label", tabular=True))
        height = painter.fontMetrics().height()
        line = QRect(S, PICTURE.height() + XS, self.width() - 2 * S, height)
        painter.setPen(QColor(theme.text))
        words = self.tr("Take {number} · seed {seed}").format(number=self.number, seed=self.take.request.seed)
        _write(painter, line.adjusted(0, 0, -ICON if chosen else 0, 0), words)
        if chosen:
            paint_icon(painter, QRect(line.right() - ICON + 3, line.top(), ICON - 2, ICON - 2), "check", "accent")
        painter.setPen(QColor(theme.second))
        made = self.tr("{backend} · {seconds:.1f} s")
        _write(painter, line.translated(0, height), made.format(backend=self._backend, seconds=self.take.seconds_taken))

    def _paint_opinion(self, painter: QPainter) -> None:
        theme = current_theme()
        for rating in range(1, MOST_RATING + 1):
            given = rating <= self.take.rating
            painter.setPen(QPen(QColor(theme.accent if given else theme.border), 1))
            painter.setBrush(QColor(theme.accent) if given else Qt.BrushStyle.NoBrush)
            painter.drawPolygon(_draw_star(QRectF(self.star_rect(rating))))
        place = self.star_rect(1)
        place.moveRight(self.width() - S)
        for name, shown in (
            ("circle-x", self.take.rejected),
            ("pin", self.take.pinned),
            ("message-square", bool(self.take.note)),
        ):
            if shown:
                paint_icon(painter, place, name, "error" if name == "circle-x" else "second")
                place.translate(-(M + XS // 2), 0)

    def _star_at(self, point: QPoint) -> int:
        return next(
            (n for n in range(1, MOST_RATING + 1) if self.star_rect(n).adjusted(-1, -2, 1, 2).contains(point)), 0
        )

    def _play(self) -> None:
        """One frame on, once it has been read."""
        following = self._played * (self.take.frames - 1) // (PLAYED_FRAMES - 1)
        if self._thumbnails.problem(self.take.path):
            self._rest()
        elif self._thumbnails.pixmap(
            self.take.path, PICTURE.width(), PICTURE.height(), self.devicePixelRatioF(), frame=following
        ):
            self._frame = following
            self._played = (self._played + 1) % PLAYED_FRAMES
            self.update()

    def _rest(self) -> None:
        self._player.stop()
        self._frame, self._played = self._poster, 0
        self.update()

    def _on_loaded(self, path: str) -> None:
        if path == self.take.path:
            self.update()


def _is_own(event: QKeyEvent) -> bool:
    """Whether a key is for the tile: with Ctrl and the like it is for the window."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
    return plain and event.key() in (*_ARROWS, *_RATINGS, *DELETES)


def _write(painter: QPainter, line: QRect, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)


def _draw_star(place: QRectF) -> QPolygonF:
    """Five points, the first one up."""
    outer, inner = place.width() / 2, place.width() / 5
    return QPolygonF(
        [
            place.center() + QPointF(radius * sin(pi * corner / 5), -radius * cos(pi * corner / 5))
            for corner, radius in enumerate((outer, inner) * 5)
        ]
    )

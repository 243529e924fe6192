"""Paints a shot's card: its picture, name and length, two lines of the action, its state and its cast."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from studio.core.plan import find_cast
from studio.core.project import Character, Project, Shot
from studio.core.timecode import format_duration
from studio.ui.icons import paint_icon
from studio.ui.pictures import (
    Thumbnails,
    find_face,
    find_poster,
    fit_rect,
    paint_filled,
    paint_fitted,
    paint_no_picture,
)
from studio.ui.previews import Previews
from studio.ui.storyboard.shown import Shown, words_of_uncut
from studio.ui.storyboard.standings import Standing
from studio.ui.storyboard.words import paint_folded
from studio.ui.theme import (
    CARD_WIDTH,
    FOCUS,
    ICON,
    ICON_LARGE,
    RADIUS,
    RADIUS_CARD,
    XS,
    S,
    current_theme,
    make_font,
    paint_focus_ring,
)
from studio.ui.widgets.chip import paint_face
from studio.ui.widgets.state_mark import ShotState, paint_state

_TALLEST, _FLATTEST = 3 / 4, 3 / 8  # of the picture's room, by the card's width
_MOST_FACES = 4
_LINES = 2
_SKETCH_OPACITY = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a card is shown at the moment; `lit` is a character's colour while one is dragged over it."""

    selected: bool = False
    focused: bool = False
    hovered: bool = False
    button_hovered: bool = False
    lit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardParts:
    """Where the parts of a card lie."""

    picture: QRect
    bar: QRect
    name: QRect
    action: QRect
    foot: QRect
    button: QRect


def card_size(project: Project) -> QSize:
    """The size of all cards of a film."""
    parts = _measure(project, QRect(0, 0, CARD_WIDTH, 0))
    return QSize(CARD_WIDTH, parts.foot.bottom() + 1 + S)


def card_parts(project: Project, rect: QRect) -> CardParts:
    """Where the parts of the card in `rect` lie."""
    return _measure(project, rect)


def button_of(state: ShotState) -> tuple[str, str]:
    """Icon and name of the one thing that a card offers to do at once."""
    words = {
        ShotState.DRAFT: ("sparkles", QCoreApplication.translate("ShotCard", "Render")),
        ShotState.QUEUED: ("x", QCoreApplication.translate("ShotCard", "Cancel")),
        ShotState.RENDERING: ("x", QCoreApplication.translate("ShotCard", "Cancel")),
        ShotState.READY: ("sparkles", QCoreApplication.translate("ShotCard", "Render another take")),
        ShotState.STALE: ("refresh-cw", QCoreApplication.translate("ShotCard", "Render again")),
        ShotState.FAILED: ("rotate-cw", QCoreApplication.translate("ShotCard", "Retry")),
    }
    return words[state]


class ShotCard:
    """Paints the cards of one film."""

    def __init__(self, thumbnails: Thumbnails, previews: Previews) -> None:
        self._thumbnails = thumbnails
        self._previews = previews
        self._shown = Shown()

    def paint(
        self, painter: QPainter, rect: QRect, project: Project, shot: Shot, standing: Standing, look: Look
    ) -> None:
        """The whole card."""
        theme = current_theme()
        parts = card_parts(project, rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)
        ground = theme.selection if look.selected else theme.hover if look.hovered else theme.raised
        painter.fillPath(shape, QColor(ground))
        painter.save()
        painter.setClipPath(shape)
        self._paint_picture(painter, parts.picture, project, shot, standing)
        painter.restore()
        self._paint_progress(painter, parts.bar, standing)
        length = format_duration(shot.frames, project.frame_rate)
        note = "" if shot.id in self._shown.find(project.timeline) else words_of_uncut()
        _paint_words(painter, parts, shot, standing, f"{note} · {length}" if note else length)
        self._paint_foot(painter, parts.foot, project, shot, standing)
        if look.hovered or standing.state == ShotState.FAILED:
            _paint_button(painter, parts.button, standing.state, hovered=look.button_hovered)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.border if look.selected else theme.line), 1))
        painter.drawPath(shape)
        if look.lit:
            painter.setPen(QPen(QColor(theme.cast_colour(look.lit)), FOCUS))
            painter.drawPath(shape)
        elif look.focused:
            paint_focus_ring(painter, QRectF(rect), RADIUS_CARD)

    def _paint_picture(self, painter: QPainter, place: QRect, project: Project, shot: Shot, standing: Standing) -> None:
        preview = self._previews.image(shot.id) if standing.state == ShotState.RENDERING else None
        if preview is not None:
            painter.fillRect(place, QColor(current_theme().picture_ground))
            paint_fitted(painter, QRectF(place), preview)
            return
        poster = find_poster(project, shot)
        if poster is None:
            paint_no_picture(painter, QRectF(place), broken=False)
            return
        ratio = painter.device().devicePixelRatioF()
        size = place.width(), place.height()
        pixmap = self._thumbnails.pixmap(poster.path, *size, ratio, frame=poster.frame, fills=poster.frame is None)
        if pixmap is None:
            paint_no_picture(painter, QRectF(place), broken=bool(self._thumbnails.problem(poster.path)))
        elif poster.frame is None:
            painter.fillRect(place, QColor(current_theme().window))
            painter.setOpacity(_SKETCH_OPACITY if poster.is_sketch else 1.0)
            paint_filled(painter, fit_rect(QSize(project.width, project.height), QRectF(place)), pixmap)
            painter.setOpacity(1.0)
        else:
            painter.fillRect(place, QColor(current_theme().picture_ground))
            paint_fitted(painter, QRectF(place), pixmap)

    def _paint_progress(self, painter: QPainter, bar: QRect, standing: Standing) -> None:
        if standing.state != ShotState.RENDERING:
            return
        theme = current_theme()
        painter.fillRect(bar, QColor(theme.line))
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * standing.done, bar.height()), QColor(theme.accent))

    def _paint_foot(self, painter: QPainter, foot: QRect, project: Project, shot: Shot, standing: Standing) -> None:
        cast = find_cast(project, shot)
        shown = cast if len(cast) <= _MOST_FACES else cast[: _MOST_FACES - 1]
        right = foot.right() + 1
        if len(shown) < len(cast):
            painter.setFont(make_font("label", tabular=True))
            painter.setPen(QColor(current_theme().second))
            more = f"+{len(cast) - len(shown)}"
            width = painter.fontMetrics().horizontalAdvance(more)
            room = QRect(right - width, foot.top(), width, foot.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, more)
            right -= width + XS
        for character in reversed(shown):
            right -= ICON_LARGE
            face = QRectF(right, foot.center().y() - ICON_LARGE // 2 + 1, ICON_LARGE, ICON_LARGE)
            self.paint_member(painter, face, project, character)
            right -= 2
        paint_state(painter, foot.adjusted(0, 0, right - foot.right() - XS, 0), standing.state, standing.done)

    def paint_member(self, painter: QPainter, place: QRectF, project: Project, character: Character) -> None:
        """A character's face in its ring."""
        path = find_face(project, character)
        ratio = painter.device().devicePixelRatioF()
        picture = self._thumbnails.pixmap(path, place.width(), place.height(), ratio, fills=True) if path else None
        paint_face(painter, place, picture, character.colour, character.name)


def _paint_words(painter: QPainter, parts: CardParts, shot: Shot, standing: Standing, length: str) -> None:
    theme = current_theme()
    painter.setFont(make_font("label", tabular=True))
    painter.setPen(QColor(theme.second))
    painter.drawText(parts.name, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, length)
    room = parts.name.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(length) - S, 0)
    painter.setFont(make_font("body", bold=True))
    painter.setPen(QColor(theme.text))
    name = painter.fontMetrics().elidedText(shot.name, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
    failed = standing.state == ShotState.FAILED
    text, colour = (standing.sentence, theme.error) if failed else (shot.action, theme.second)
    paint_folded(painter, QRectF(parts.action), text, _LINES, "body", colour)


def _paint_button(painter: QPainter, place: QRect, state: ShotState, *, hovered: bool) -> None:
    theme = current_theme()
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(QColor(theme.hover if hovered else theme.raised))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    mark = QRect(0, 0, ICON, ICON)
    mark.moveCenter(place.center())
    paint_icon(painter, mark, button_of(state)[0])


def _measure(project: Project, rect: QRect) -> CardParts:
    theme = current_theme()
    width, left, top = rect.width(), rect.left() + S, rect.top()
    inner = width - 2 * S
    tall = min(max(project.height / project.width, _FLATTEST), _TALLEST)
    picture = QRect(rect.left(), top, width, round(width * tall))
    bar = QRect(rect.left(), picture.bottom() + 1, width, 2)
    name = QRect(left, bar.bottom() + 1 + XS, inner, QFontMetrics(make_font("body", bold=True)).height() + 2)
    action = QRect(left, name.bottom() + 1, inner, _LINES * QFontMetrics(make_font("body")).lineSpacing())
    foot = QRect(left, action.bottom() + 1 + XS, inner, ICON_LARGE + 2)
    side = theme.control_px
    button = QRect(picture.right() - S - side + 1, picture.bottom() - S - side + 1, side, side)
    return CardParts(picture=picture, bar=bar, name=name, action=action, foot=foot, button=button)

"""`JobRow`: paints a job, and the buttons at its end."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from studio.core.jobs import Done, Failed, Job, Rendering, is_open
from studio.core.project import Project
from studio.core.timecode import format_about, format_duration
from studio.ui.document import Document
from studio.ui.icons import paint_icon
from studio.ui.pictures import Thumbnails, find_poster, paint_filled, paint_fitted, paint_no_picture
from studio.ui.previews import Previews
from studio.ui.queue.model import JobsModel, look_of
from studio.ui.theme import ICON, RADIUS, XS, S, current_theme, make_font, paint_focus_ring

Index = QModelIndex | QPersistentModelIndex
_PICTURE = QSize(64, 36)
_BAR = 2


class Deed(StrEnum):
    """What can be done with a job."""

    CANCEL = "cancel"
    RETRY = "retry"
    REMOVE = "remove"


ICONS = {Deed.CANCEL: "x", Deed.RETRY: "rotate-cw", Deed.REMOVE: "trash-2"}


def deeds_of(job: Job) -> tuple[Deed, ...]:
    """What can be done with a job as it stands."""
    if is_open(job):
        return (Deed.CANCEL,)
    return (Deed.REMOVE,) if isinstance(job.state, Done) else (Deed.RETRY, Deed.REMOVE)


class JobRow(QStyledItemDelegate):
    """`pressed(job, deed)` tells of a button."""

    pressed = Signal(object, object)

    def __init__(
        self, document: Document, model: JobsModel, thumbnails: Thumbnails, previews: Previews, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._model, self._thumbnails, self._previews = document, model, thumbnails, previews
        self._pointer = QPoint(-1, -1)

    def name(self, deed: Deed) -> str:
        """A deed in a word."""
        words = {Deed.CANCEL: self.tr("Cancel"), Deed.RETRY: self.tr("Retry"), Deed.REMOVE: self.tr("Remove")}
        return words[deed]

    def button_rects(self, job: Job, row: QRect) -> dict[Deed, QRect]:
        """Where the buttons of a job are in its row."""
        side, deeds = current_theme().control_px, deeds_of(job)
        left = row.right() + 1 - XS - side * len(deeds)
        top = row.center().y() - side // 2
        return {deed: QRect(left + number * side, top, side, side) for number, deed in enumerate(deeds)}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(make_font("body")).height() + QFontMetrics(make_font("label")).height() + XS
        return QSize(0, max(_PICTURE.height(), lines) + 2 * S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        row, job = option.rect, self._model.jobs[index.row()]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection if selected else theme.hover))
            painter.drawRoundedRect(QRectF(row), RADIUS, RADIUS)
        picture = QRect(QPoint(row.left() + S, row.center().y() - _PICTURE.height() // 2 + 1), _PICTURE)
        self._paint_picture(painter, picture, job)
        buttons = self.button_rects(job, row)
        left = picture.right() + 1 + S
        end = min(place.left() for place in buttons.values()) - S
        words = QRect(left, row.top() + S, end - left, row.height() - 2 * S)
        self._paint_words(painter, words, job)
        for deed, place in buttons.items():
            if hovered and place.contains(self._pointer):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.pressed))
                painter.drawRoundedRect(QRectF(place), RADIUS, RADIUS)
            mark = QRect(0, 0, ICON, ICON)
            mark.moveCenter(place.center())
            paint_icon(painter, mark, ICONS[deed], "text" if hovered or selected else "second")
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, QRectF(row), RADIUS)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        if not isinstance(event, QMouseEvent):
            return super().editorEvent(event, model, option, index)
        self._pointer = event.position().toPoint()
        job = self._model.jobs[index.row()]
        deed = self._deed_at(job, option.rect)
        if event.type() == QEvent.Type.MouseButtonRelease and deed and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(job.id, deed)
            return True
        return event.type() == QEvent.Type.MouseButtonPress and deed is not None

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        self._pointer = event.pos()
        deed = self._deed_at(self._model.jobs[index.row()], option.rect) if index.isValid() else None
        if deed is None:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), self.name(deed), view)
        return True

    def _deed_at(self, job: Job, row: QRect) -> Deed | None:
        rects = self.button_rects(job, row).items()
        return next((deed for deed, place in rects if place.contains(self._pointer)), None)

    def _paint_picture(self, painter: QPainter, place: QRect, job: Job) -> None:
        preview = self._previews.image(job.shot) if isinstance(job.state, Rendering) else None
        if preview is not None:
            painter.fillRect(place, QColor(current_theme().picture_ground))
            paint_fitted(painter, QRectF(place), preview)
            return
        shot = self._model.shot(job)
        poster = find_poster(self._project, shot) if shot else None
        pixmap = None
        if poster:
            ratio, size = painter.device().devicePixelRatioF(), (place.width(), place.height())
            pixmap = self._thumbnails.pixmap(poster.path, *size, ratio, frame=poster.frame, fills=poster.frame is None)
        if pixmap is None:
            paint_no_picture(painter, QRectF(place), broken=bool(poster and self._thumbnails.problem(poster.path)))
        elif poster and poster.frame is None:
            paint_filled(painter, QRectF(place), pixmap)
        else:
            painter.fillRect(place, QColor(current_theme().picture_ground))
            paint_fitted(painter, QRectF(place), pixmap)

    def _paint_words(self, painter: QPainter, room: QRect, job: Job) -> None:
        theme = current_theme()
        painter.setFont(make_font("body", bold=True))
        painter.setPen(QColor(theme.text))
        name = QRect(room.left(), room.top(), room.width(), painter.fontMetrics().height())
        _write(painter, name, self._model.name(job))
        icon_name, tint, _ = look_of(self._model, job)
        painter.setFont(make_font("label", tabular=True))
        height = max(ICON, painter.fontMetrics().height())
        line = QRect(room.left(), room.bottom() - height + 1, room.width(), height)
        paint_icon(painter, QRect(line.left(), line.center().y() - ICON // 2 + 1, ICON, ICON), icon_name, tint)
        painter.setPen(QColor(theme.tints()[tint]))
        _write(painter, line.adjusted(ICON + XS, 0, 0, 0), self._describe(job))
        if isinstance(job.state, Rendering):
            bar = QRectF(room.left(), room.bottom() + XS, room.width(), _BAR)
            painter.fillRect(bar, QColor(theme.line))
            bar.setWidth(bar.width() * job.state.done)
            painter.fillRect(bar, QColor(theme.accent))

    def _describe(self, job: Job) -> str:
        parts = [look_of(self._model, job)[2]]
        if isinstance(job.state, Rendering):
            left = self._model.seconds_left(job)
            if left is not None:
                parts.append(self.tr("{time} left").format(time=format_about(left)))
        parts.append(self._model.note(job))
        if not isinstance(job.state, Failed | Rendering):
            if (left := self._model.seconds_left(job)) is not None:
                parts.append(self.tr("about {time}").format(time=format_about(left)))
            parts.append(format_duration(job.request.frames, job.request.frame_rate))
            parts.append(self.tr("seed {seed}").format(seed=job.request.seed))
        return " · ".join(part for part in parts if part)

    @property
    def _project(self) -> Project:
        return self._document.project


def _write(painter: QPainter, room: QRect, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

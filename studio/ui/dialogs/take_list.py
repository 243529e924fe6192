"""`TakeList`: takes of many shots and files for the cut, each with a picture and its size; any can be selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.core.project import MediaKind, Project, Shot
from studio.storage.media import StoredMedia
from studio.storage.takes import StoredTake
from studio.storage.usage import describe_bytes
from studio.ui.pictures import Thumbnails, paint_fitted, paint_no_picture
from studio.ui.theme import RADIUS, XS, M, S, current_theme, make_font, paint_focus_ring
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.film_card import describe_when
from studio.ui.widgets.row import paint_row_ground

Index = QModelIndex | QPersistentModelIndex
_PICTURE = QSize(64, 36)
_ROW = Qt.ItemDataRole.UserRole

Stored = StoredTake | StoredMedia


def id_of(stored: Stored) -> str:
    """The take's id, or the file's."""
    return stored.take.id if isinstance(stored, StoredTake) else stored.media.id


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRow:
    """What a row says of a take or a file."""

    stored: Stored
    name: str
    details: str
    size: str


class TakeList(QWidget):
    """Says `empty` where there is no take. `picked` tells that others are selected."""

    picked = Signal()

    def __init__(self, name: str, empty: str, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.takes: tuple[Stored, ...] = ()
        self.view = QListWidget(self)
        self.view.setAccessibleName(name)
        self.view.setItemDelegate(_RowPainter(thumbnails, self.view))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setStyleSheet("QListView { border: none; }")  # the row has the ring
        self.view.itemSelectionChanged.connect(self.picked)
        thumbnails.loaded.connect(self._repaint)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState(empty, parent=self))
        self._stack.addWidget(self.view)

    @property
    def chosen(self) -> tuple[Stored, ...]:
        """Those that are selected, or all where none is."""
        rows: list[TakeRow] = [item.data(_ROW) for item in self.view.selectedItems()]
        ids = {id_of(row.stored) for row in rows}
        return tuple(each for each in self.takes if id_of(each) in ids) if ids else self.takes

    @property
    def is_all(self) -> bool:
        """Whether those are all."""
        return len(self.chosen) == len(self.takes)

    def show_takes(self, takes: tuple[Stored, ...], project: Project) -> None:
        """Other takes; those that stay keep whether they are selected."""
        rows = self._describe(takes, project)
        kept = {id_of(item.data(_ROW).stored) for item in self.view.selectedItems()}
        if [self.view.item(row).data(_ROW) for row in range(self.view.count())] != rows:
            self.takes = takes
            self.view.clear()
            for row in rows:
                item = QListWidgetItem(row.name)
                item.setData(_ROW, row)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.name}, {row.details}, {row.size}")
                self.view.addItem(item)
                item.setSelected(id_of(row.stored) in kept)
        self._stack.setCurrentIndex(1 if rows else 0)
        self.picked.emit()

    def _describe(self, takes: Sequence[Stored], project: Project) -> list[TakeRow]:
        shots = {shot.id: shot for shot in project.shots}
        now = datetime.now().astimezone()
        rows: list[TakeRow] = []
        for each in takes:
            if isinstance(each, StoredMedia):
                media, size = each.media, describe_bytes(each.bytes)
                rows.append(TakeRow(stored=each, name=media.name, details=self._name_kind(media.kind), size=size))
                continue
            request = each.take.request
            made = describe_when(datetime.fromisoformat(each.take.made), now)
            details = self.tr("seed {seed} · {backend} · {made}")
            rows.append(
                TakeRow(
                    stored=each,
                    name=self._name(each, shots.get(each.shot)),
                    details=details.format(seed=request.seed, backend=request.backend, made=made),
                    size=describe_bytes(each.bytes),
                )
            )
        return rows

    def _name(self, stored: StoredTake, shot: Shot | None) -> str:
        if shot is None:
            return self.tr("{shot}, a removed shot").format(shot=stored.take.request.shot_name)
        number = next((at for at, take in enumerate(shot.takes, 1) if take.id == stored.take.id), 0)
        return self.tr("{shot}, take {number}").format(shot=shot.name, number=number) if number else shot.name

    def _name_kind(self, kind: MediaKind) -> str:
        names = {
            MediaKind.PICTURE: self.tr("a picture from disk"),
            MediaKind.VIDEO: self.tr("a video from disk"),
            MediaKind.SOUND: self.tr("a sound from disk"),
        }
        return names[kind]

    def _repaint(self) -> None:
        self.view.viewport().update()


class _RowPainter(QStyledItemDelegate):
    """A picture, two lines, the size at the end."""

    def __init__(self, thumbnails: Thumbnails, parent: QListWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = QFontMetrics(make_font("body")).height() + QFontMetrics(make_font("label")).height() + XS
        return QSize(0, max(_PICTURE.height(), lines) + 2 * S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, place = current_theme(), option.rect
        row: TakeRow = index.data(_ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_ground(painter, option)
        picture = QRect(QPoint(place.left() + S, place.center().y() - _PICTURE.height() // 2 + 1), _PICTURE)
        self._paint_picture(painter, QRectF(picture), row.stored)
        painter.setFont(make_font("body", tabular=True))
        painter.setPen(QColor(theme.text))
        width = painter.fontMetrics().horizontalAdvance(row.size)
        end = QRect(place.right() - M - width, place.top(), width + 1, place.height())
        painter.drawText(end, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.size)
        words = QRect(
            picture.right() + M, place.top() + S, end.left() - M - picture.right() - M, place.height() - 2 * S
        )
        self._paint_words(painter, words, row)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, QRectF(place), RADIUS)
        painter.restore()

    def _paint_words(self, painter: QPainter, place: QRect, row: TakeRow) -> None:
        elide, right = painter.fontMetrics().elidedText, Qt.TextElideMode.ElideRight
        painter.drawText(place, Qt.AlignmentFlag.AlignTop, elide(row.name, right, place.width()))
        painter.setFont(make_font("label"))
        painter.setPen(QColor(current_theme().second))
        details = painter.fontMetrics().elidedText(row.details, right, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignBottom, details)

    def _paint_picture(self, painter: QPainter, place: QRectF, stored: Stored) -> None:
        ratio = painter.device().devicePixelRatioF()
        shown = stored.take if isinstance(stored, StoredTake) else stored.media
        if isinstance(stored, StoredMedia) and stored.media.kind is MediaKind.SOUND:
            paint_no_picture(painter, place, broken=False)
            return
        is_still = isinstance(stored, StoredMedia) and stored.media.kind is MediaKind.PICTURE
        frame = None if is_still else shown.frames // 3
        picture = self._thumbnails.pixmap(shown.path, place.width(), place.height(), ratio, frame=frame)
        if picture is None:
            paint_no_picture(painter, place, broken=bool(self._thumbnails.problem(shown.path)))
        else:
            painter.fillRect(place, QColor(current_theme().picture_ground))
            paint_fitted(painter, place, picture)

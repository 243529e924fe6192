"""The takes of a shot as a strip; pressing one chooses it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QWidget

from studio.api import BackendEntry
from studio.core.edits.takes import choose_take, remove_take
from studio.core.ids import TakeId
from studio.core.project import Project, Shot, Take
from studio.ui.document import Document
from studio.ui.icons import icon, paint_icon
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails, paint_fitted, paint_no_picture
from studio.ui.theme import ICON, RADIUS, XS, S, current_theme, make_font, paint_focus_ring

_PICTURE = QSize(128, 72)
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class TakeTile(QAbstractButton):
    """One take: a picture of it, its number, and how it was made."""

    removed = Signal()
    walked = Signal(int)

    def __init__(
        self, take: Take, number: int, backend: str, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.take, self._number, self._backend, self._thumbnails = take, number, backend, thumbnails
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        details = self.tr("seed {seed} · {backend} · made in {seconds:.1f} s").format(
            seed=take.request.seed, backend=backend, seconds=take.seconds_taken
        )
        self.setAccessibleName(self.tr("Take {number}").format(number=number))
        self.setAccessibleDescription(details)
        self.setToolTip(f"{self.accessibleName()} · {details}")
        thumbnails.loaded.connect(self._on_loaded)

    def build_menu(self) -> QMenu:
        """What can be done with it."""
        menu = QMenu(self)
        choose = menu.addAction(icon("check"), self.tr("Choose"), self.click)
        choose.setEnabled(not self.isChecked())
        menu.addSeparator()
        menu.addAction(icon("trash-2"), self.tr("Remove take"), self.removed.emit)
        return menu

    def sizeHint(self) -> QSize:
        lines = 2 * QFontMetrics(make_font("label")).height()
        return QSize(_PICTURE.width(), _PICTURE.height() + lines + XS + S)

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in (*_ARROWS, Qt.Key.Key_Delete):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.key() in _ARROWS:
            self.walked.emit(_ARROWS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.build_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

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
        painter.fillPath(
            shape, QColor(theme.hover if self.underMouse() else theme.selection if chosen else theme.raised)
        )
        painter.setClipPath(shape)
        place = QRectF(0, 0, self.width(), _PICTURE.height())
        ratio = self.devicePixelRatioF()
        frame = self.take.frames // 3
        picture = self._thumbnails.pixmap(self.take.path, place.width(), place.height(), ratio, frame=frame)
        if picture is None:
            paint_no_picture(painter, place, broken=bool(self._thumbnails.problem(self.take.path)))
        else:
            painter.fillRect(place, QColor(theme.picture_ground))
            paint_fitted(painter, place, picture)
        painter.setClipping(False)
        self._paint_words(painter, chosen=chosen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent if chosen else theme.line), 1))
        painter.drawPath(shape)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), RADIUS)

    def _paint_words(self, painter: QPainter, *, chosen: bool) -> None:
        theme = current_theme()
        painter.setFont(make_font("label", tabular=True))
        height = painter.fontMetrics().height()
        line = QRect(S, _PICTURE.height() + XS, self.width() - 2 * S, height)
        painter.setPen(QColor(theme.text))
        words = self.tr("Take {number} · seed {seed}").format(number=self._number, seed=self.take.request.seed)
        _write(painter, line.adjusted(0, 0, -ICON if chosen else 0, 0), words)
        if chosen:
            paint_icon(painter, QRect(line.right() - ICON + 3, line.top(), ICON - 2, ICON - 2), "check", "accent")
        painter.setPen(QColor(theme.second))
        made = self.tr("{backend} · {seconds:.1f} s")
        _write(painter, line.translated(0, height), made.format(backend=self._backend, seconds=self.take.seconds_taken))

    def _on_loaded(self, path: str) -> None:
        if path == self.take.path:
            self.update()


class TakesStrip(QScrollArea):
    """The tiles beside each other, the newest first; hidden while there is none."""

    def __init__(
        self,
        document: Document,
        writer: ShotWriter,
        backends: Sequence[BackendEntry],
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._writer, self._thumbnails = document, writer, thumbnails
        self._names = {entry.id: entry.name for entry in backends}
        self.tiles: dict[TakeId, TakeTile] = {}
        self._inside = QWidget()
        self._row = QHBoxLayout(self._inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(S)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Takes"))

    def show_shot(self, project: Project, shot: Shot) -> None:
        """The takes of a shot."""
        takes = shot.takes[::-1]
        if list(self.tiles) != [take.id for take in takes]:
            self._rebuild(takes)
        for take in takes:
            self.tiles[take.id].setChecked(take.id == shot.chosen)
        self.setVisible(bool(takes))

    def sizeHint(self) -> QSize:
        tile = next(iter(self.tiles.values()), None)
        height = tile.sizeHint().height() if tile else 0
        return QSize(_PICTURE.width(), height + self.horizontalScrollBar().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def wheelEvent(self, arg__1: QWheelEvent) -> None:
        arg__1.ignore()  # up and down belongs to the whole inspector

    def _rebuild(self, takes: tuple[Take, ...]) -> None:
        for tile in self.tiles.values():
            self._row.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = {}
        for at, take in enumerate(takes):
            backend = self._names.get(take.request.backend, take.request.backend)
            self.tiles[take.id] = TakeTile(take, len(takes) - at, backend, self._thumbnails, self._inside)
        for id_, tile in self.tiles.items():
            tile.clicked.connect(partial(self._choose, id_))
            tile.removed.connect(partial(self._remove, id_))
            tile.walked.connect(partial(self._walk, id_))
            self._row.addWidget(tile)
            tile.show()
        self.updateGeometry()

    def _choose(self, take: TakeId, _checked: bool = False) -> None:
        shot = self._writer.shot
        if shot:
            self._document.apply(self.tr("Choose take"), lambda film: choose_take(film, shot.id, take))

    def _remove(self, take: TakeId) -> None:
        shot = self._writer.shot
        if shot:
            self._document.apply(self.tr("Remove take"), lambda film: remove_take(film, shot.id, take))

    def _walk(self, take: TakeId, step: int) -> None:
        ids = list(self.tiles)
        to = ids.index(take) + step
        if 0 <= to < len(ids):
            self.tiles[ids[to]].setFocus()
            self.ensureWidgetVisible(self.tiles[ids[to]])


def _write(painter: QPainter, line: QRect, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, shown)

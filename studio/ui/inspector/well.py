"""`PictureWell`: a place for one picture of the shot, filled by a drop, a file or an image of the cast."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from studio.core.image import Image
from studio.ui.cast.drag import carried_image
from studio.ui.cast.taking import carried_files
from studio.ui.icons import icon, paint_icon
from studio.ui.pictures import Thumbnails, paint_fitted, paint_no_picture
from studio.ui.theme import FOCUS, ICON, RADIUS, XS, S, current_theme, make_font, paint_focus_ring

WELL = QSize(112, 64)


class PictureWell(QAbstractButton):
    """Press it to choose a file; Delete empties it."""

    files_dropped = Signal(object)
    image_dropped = Signal(object)
    cleared = Signal()

    def __init__(self, name: str, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._thumbnails = name, thumbnails
        self._image: Image | None = None
        self._is_over = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        thumbnails.loaded.connect(self._on_loaded)
        self._name_it()

    def show_image(self, image: Image | None) -> None:
        """The picture that is in it."""
        if image != self._image:
            self._image = image
            self._name_it()
            self.update()

    def build_menu(self) -> QMenu:
        """Choosing and emptying."""
        menu = QMenu(self)
        menu.addAction(icon("folder-open"), self.tr("Choose a picture…"), self.click)
        if self._image:
            menu.addAction(icon("x"), self.tr("Empty"), self.cleared.emit)
        return menu

    def sizeHint(self) -> QSize:
        return WELL

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.build_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._image:
            self.cleared.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carried_files(event.mimeData()) or carried_image(event.mimeData()):
            event.acceptProposedAction()
            self._light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(False)
        files, image = carried_files(event.mimeData()), carried_image(event.mimeData())
        event.acceptProposedAction()
        if image:
            self.image_dropped.emit(image)
        else:
            self.files_dropped.emit(files[:1])

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(rect, RADIUS, RADIUS)
        painter.setClipPath(shape)
        if self._image:
            self._paint_picture(painter, rect, self._image)
        else:
            self._paint_empty(painter)
        painter.setClipping(False)
        pen = QPen(QColor(theme.border if self.underMouse() or self._is_over else theme.line), 1)
        if self._is_over:
            pen = QPen(QColor(theme.accent), FOCUS)
        elif not self._image:
            pen.setDashPattern([XS, XS])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), RADIUS)

    def _name_it(self) -> None:
        image = self._image
        inside = image.name if image else self.tr("empty")
        self.setAccessibleName(f"{self._name}, {inside}")
        self.setToolTip(image.name if image else self.tr("Drop a picture here, or press to choose one"))

    def _paint_picture(self, painter: QPainter, rect: QRectF, image: Image) -> None:
        picture = self._thumbnails.pixmap(image.path, rect.width(), rect.height(), self.devicePixelRatioF())
        if picture is None:
            paint_no_picture(painter, rect, broken=bool(self._thumbnails.problem(image.path)))
        else:
            painter.fillRect(rect, QColor(current_theme().picture_ground))
            paint_fitted(painter, rect, picture)

    def _paint_empty(self, painter: QPainter) -> None:
        theme = current_theme()
        if self.underMouse() or self._is_over:
            painter.fillRect(self.rect(), QColor(theme.hover))
        painter.setFont(make_font("label"))
        painter.setPen(QColor(theme.second))
        height = painter.fontMetrics().height()
        mark = QRect(0, 0, ICON, ICON)
        mark.moveCenter(self.rect().center() - QPoint(0, height // 2 + 1))
        paint_icon(painter, mark, "image-plus", "second")
        room = QRect(XS, mark.bottom() + XS, self.width() - S, height)
        words = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def _light(self, over: bool) -> None:
        self._is_over = over
        self.update()

    def _on_loaded(self, path: str) -> None:
        if self._image and path == self._image.path:
            self.update()

"""`ReferenceTile`: a reference image as a square with its role."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QContextMenuEvent,
    QDrag,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QSizePolicy, QWidget

from studio.core.image import Image, ImageRole, Reference
from studio.ui.cast.drag import carry_image
from studio.ui.cast.roles import name_role, warn_of
from studio.ui.icons import icon, paint_icon
from studio.ui.keys import DELETES
from studio.ui.pictures import Thumbnails, paint_filled, paint_no_picture
from studio.ui.theme import ICON, RADIUS, XS, S, current_theme, make_font, paint_focus_ring

TILE_PX = 64
_BAND_OPACITY = 0.88
_FROM_TOP = 0.1  # heads are up there


class ReferenceTile(QAbstractButton):
    """Press it for its menu; drag it elsewhere; Delete removes it and Alt with an arrow moves it."""

    role_chosen = Signal(object)
    removed = Signal()
    moved = Signal(int)

    def __init__(
        self, image: Image, reference: Reference, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.image, self._role, self._thumbnails = image, reference.role, thumbnails
        self._pressed_at = QPoint()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name_it()
        self.clicked.connect(self._on_click)
        thumbnails.loaded.connect(self._on_loaded)

    def show_role(self, role: ImageRole) -> None:
        """What the image shows, as it is now."""
        if role != self._role:
            self._role = role
            self._name_it()
            self.update()

    def build_menu(self) -> QMenu:
        """The roles to choose from, and removal."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for role in ImageRole:
            action = QAction(name_role(role), group)
            action.setCheckable(True)
            action.setChecked(role == self._role)
            action.triggered.connect(lambda _checked=False, role=role: self.role_chosen.emit(role))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(icon("trash-2"), self.tr("Remove"), self.removed.emit)
        return menu

    def sizeHint(self) -> QSize:
        return QSize(TILE_PX, TILE_PX)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._step_of(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self._step_of(event)
        if step is None:
            super().keyPressEvent(event)
        elif step:
            self.moved.emit(step)
        else:
            self.removed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = (event.position().toPoint() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if not far or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        self.setDown(False)
        drag = QDrag(self)
        drag.setMimeData(carry_image(self.image.id))
        drag.setPixmap(self.grab())
        drag.setHotSpot(self._pressed_at)
        drag.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(rect, RADIUS, RADIUS)
        painter.setClipPath(shape)
        side = self.width()
        picture = self._thumbnails.pixmap(self.image.path, side, side, self.devicePixelRatioF(), fills=True)
        if picture is None:
            paint_no_picture(painter, rect, broken=bool(self._thumbnails.problem(self.image.path)))
        else:
            painter.fillRect(rect, QColor(theme.raised))
            paint_filled(painter, rect, picture, from_top=_FROM_TOP)
        self._paint_role(painter)
        if warn_of(self.image):
            mark = QRect(side - ICON - XS, XS, ICON, ICON)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.panel))
            painter.drawEllipse(mark.adjusted(-2, -2, 2, 2))
            paint_icon(painter, mark.adjusted(1, 1, -1, -1), "triangle-alert", "warn")
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.border if self.underMouse() or self.isDown() else theme.line), 1))
        painter.drawPath(shape)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), RADIUS)

    def _paint_role(self, painter: QPainter) -> None:
        theme = current_theme()
        painter.setFont(make_font("label"))
        height = painter.fontMetrics().height() + 2
        band = QRect(0, self.height() - height, self.width(), height)
        ground = QColor(theme.panel)
        ground.setAlphaF(_BAND_OPACITY)
        painter.fillRect(band, ground)
        painter.setPen(QColor(theme.text))
        words = painter.fontMetrics().elidedText(
            name_role(self._role), Qt.TextElideMode.ElideRight, band.width() - 2 * XS
        )
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, words)

    def _on_click(self) -> None:
        self._open_menu(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _open_menu(self, at: QPoint) -> None:
        menu = self.build_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _name_it(self) -> None:
        self.setAccessibleName(f"{self.image.name}, {name_role(self._role)}")
        size = f"{self.image.name} · {self.image.width_px} × {self.image.height_px} px"
        self.setToolTip("\n".join(part for part in (size, warn_of(self.image)) if part))
        self.setAccessibleDescription(warn_of(self.image))

    def _on_loaded(self, path: str) -> None:
        if path == self.image.path:
            self.update()

    def _step_of(self, event: QKeyEvent) -> int | None:
        """How far a key moves the tile; 0 removes it, nothing for other keys."""
        if event.key() in DELETES:
            return 0
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        return None


class AddTile(QAbstractButton):
    """An empty place for one more picture; with `words`, a strip across the panel for one more character."""

    def __init__(self, name: str, icon_name: str, *, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setText(words)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        across = QSizePolicy.Policy.Expanding if words else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(TILE_PX, current_theme().control_px + S if self.text() else TILE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = self.underMouse()
        painter.setBrush(QColor(theme.hover) if hovered else Qt.BrushStyle.NoBrush)
        pen = QPen(QColor(theme.border if hovered else theme.line), 1)
        pen.setDashPattern([XS, XS])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setFont(make_font("body"))
        room = self.width() - ICON - XS - 2 * S
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        words_px = XS + painter.fontMetrics().horizontalAdvance(shown) if shown else 0
        mark = QRect((self.width() - ICON - words_px) // 2, (self.height() - ICON) // 2, ICON, ICON)
        paint_icon(painter, mark, self._icon_name, "text" if hovered else "second")
        painter.setPen(QColor(theme.text if hovered else theme.second))
        painter.drawText(QRect(mark.right() + 1 + XS, 0, words_px, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), RADIUS)

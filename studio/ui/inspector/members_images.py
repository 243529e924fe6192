"""The images of a character in one shot: which go with the prompt, and which are pinned there by hand."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from studio.core.ids import ImageId
from studio.core.image import Image, ImageRole
from studio.ui.cast.roles import name_role
from studio.ui.icons import paint_icon
from studio.ui.pictures import Thumbnails, paint_filled, paint_no_picture
from studio.ui.theme import FOCUS, ICON, RADIUS, XS, current_theme, paint_focus_ring
from studio.ui.widgets.flow import FlowLayout

_SIDE = 40
_FAINT = 0.35


class PinTile(QAbstractButton):
    """An image, pressed where it is pinned; faint where it does not go with the shot."""

    def __init__(self, image: Image, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image, self._thumbnails = image, thumbnails
        self.is_used = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        thumbnails.loaded.connect(self._on_loaded)

    def show_use(self, role: ImageRole, *, used: bool, pinned: bool) -> None:
        """What it shows, whether it goes with the shot, and whether that is by hand."""
        self.is_used = used
        self.setChecked(pinned)
        if pinned:
            words = self.tr("pinned to this shot") if used else self.tr("pinned, but more than the backend takes")
        else:
            words = self.tr("goes with this shot, chosen automatically") if used else self.tr("not used here")
        shows = name_role(role)
        self.setAccessibleName(f"{self._image.name}, {shows}, {words}")
        press = self.tr("Press to unpin it") if pinned else self.tr("Press to pin it")
        self.setToolTip(f"{self._image.name} · {shows} · {words}\n{press}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def nextCheckState(self) -> None:
        """What is pinned follows from the film, not from the click."""

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(rect, RADIUS, RADIUS)
        painter.setClipPath(shape)
        painter.fillRect(rect, QColor(theme.field))
        painter.setOpacity(1.0 if self.is_used or self.underMouse() else _FAINT)
        path = self._image.path
        picture = self._thumbnails.pixmap(path, _SIDE, _SIDE, self.devicePixelRatioF(), fills=True)
        if picture is None:
            paint_no_picture(painter, rect, broken=bool(self._thumbnails.problem(path)))
        else:
            paint_filled(painter, rect, picture, from_top=0.25)
        painter.setOpacity(1.0)
        painter.setClipping(False)
        pinned = self.isChecked()
        painter.setPen(QPen(QColor(theme.accent if pinned else theme.border), FOCUS if pinned else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        if pinned:
            badge = QRectF(self.width() - ICON - 1, 1, ICON, ICON)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(badge)
            paint_icon(painter, QRect(badge.toRect().adjusted(3, 3, -3, -3)), "pin", "on_accent")
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), RADIUS)

    def _on_loaded(self, path: str) -> None:
        if path == self._image.path:
            self.update()


class PinsField(QWidget):
    """All images of a character; `pinned(ids)` tells which are to be, none of them for the automatic choice."""

    pinned = Signal(object)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.tiles: dict[ImageId, PinTile] = {}
        self._images: tuple[Image, ...] = ()
        self._flow = FlowLayout(self, spacing=XS)

    def show_images(
        self,
        images: tuple[tuple[Image, ImageRole], ...],
        used: Collection[ImageId],
        pinned: Collection[ImageId],
    ) -> None:
        """The images with what they show, which of them go with the shot, and which are pinned."""
        if tuple(image for image, _ in images) != self._images:
            self._images = tuple(image for image, _ in images)
            self._rebuild()
        for image, role in images:
            self.tiles[image.id].show_use(role, used=image.id in used, pinned=image.id in pinned)
        self.setVisible(bool(images))

    def _rebuild(self) -> None:
        for tile in self.tiles.values():
            self._flow.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = {image.id: PinTile(image, self._thumbnails, self) for image in self._images}
        for id_, tile in self.tiles.items():
            tile.clicked.connect(partial(self._toggle, id_))
            self._flow.addWidget(tile)
            tile.show()

    def _toggle(self, image: ImageId, _checked: bool = False) -> None:
        now = {id_ for id_, tile in self.tiles.items() if tile.isChecked()}
        self.pinned.emit(now ^ {image})

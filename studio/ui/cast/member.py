"""`MemberCard`: a character in the cast panel, with their pictures; the selected one shows all that is said of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from studio.core.ids import ImageId
from studio.core.image import Image
from studio.core.project import Character, Project
from studio.ui.cast.avatar import Avatar
from studio.ui.cast.drag import carried_character, carried_image
from studio.ui.cast.steps import CastSteps
from studio.ui.cast.taking import carried_files
from studio.ui.cast.tile import AddTile, ReferenceTile
from studio.ui.icons import icon
from studio.ui.inspector.fields import TextField, WritingField
from studio.ui.pictures import Thumbnails, find_face
from studio.ui.theme import FOCUS, RADIUS_CARD, XS, S, current_theme, make_font
from studio.ui.widgets.button import IconButton
from studio.ui.widgets.colours import draw_dot, name_colours
from studio.ui.widgets.flow import FlowLayout
from studio.ui.widgets.label import Label

# Not when the window comes back to the front, or a menu closes.
_BY_HAND = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_QUIET = "QLineEdit:!focus:!hover { border-color: transparent; background: transparent; }"


class MemberCard(QWidget):
    """Files dropped on it become reference images. `chosen` tells that it wants to be the selected one."""

    chosen = Signal()
    pictures_wanted = Signal()
    moved = Signal(int)
    member_dropped = Signal(object, int)

    def __init__(
        self, character: Character, steps: CastSteps, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.character = character
        self._steps, self._thumbnails = steps, thumbnails
        self._selected = self._is_over = False
        self._edge: int | None = None
        self.tiles: dict[ImageId, ReferenceTile] = {}
        self.avatar = Avatar(thumbnails)
        self.name = QLineEdit()
        self.more = IconButton("ellipsis", self.tr("More"))
        self.description = WritingField(
            self.tr("Description"), self.tr("What they look like, in words"), lines=2, most_lines=8
        )
        self.voice = TextField(self.tr("Voice"), self.tr("How they sound"))
        self.add = AddTile(self.tr("Add pictures"), "image-plus")
        self._build()
        self._connect()

    def show_character(self, project: Project, character: Character, images: dict[ImageId, Image]) -> None:
        """The character as the film has them."""
        before, self.character = self.character, character
        self.avatar.show_character(character, find_face(project, character))
        if not self.name.isModified() and self.name.text() != character.name:
            self.name.setText(character.name)
        self.description.show_text(character.description)
        self.voice.show_text(character.voice)
        self.setAccessibleName(character.name)
        if before.references is not character.references or not self.tiles:
            self._show_references(character, images)

    def show_selected(self, selected: bool) -> None:
        """Unfold or fold what is said of them."""
        self._selected = selected
        self.description.setVisible(selected)
        self._spoken.setVisible(selected)
        self.update()

    def build_menu(self) -> QMenu:
        """What can be done with the character."""
        menu = QMenu(self)
        menu.addAction(icon("image-plus"), self.tr("Add pictures…"), self.pictures_wanted.emit)
        colours = menu.addMenu(icon("palette"), self.tr("Colour"))
        group = QActionGroup(colours)
        for colour, name in name_colours().items():
            action = QAction(draw_dot(current_theme().cast_colour(colour)), name, group)
            action.setCheckable(True)
            action.setChecked(colour == self.character.colour)
            action.triggered.connect(partial(self._steps.set_colour, self.character.id, colour))
            colours.addAction(action)
        menu.addSeparator()
        menu.addAction(icon("arrow-up"), self.tr("Move up"), lambda: self.moved.emit(-1))
        menu.addAction(icon("arrow-down"), self.tr("Move down"), lambda: self.moved.emit(1))
        menu.addSeparator()
        menu.addAction(icon("trash-2"), self.tr("Remove from the cast"), self._remove)
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in _BY_HAND:
            self.chosen.emit()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        carried = event.mimeData()
        if carried_files(carried) or carried_image(carried) or carried_character(carried):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()
        is_member = carried_character(event.mimeData()) is not None
        self._light(not is_member, int(event.position().y() > self.height() / 2) if is_member else None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        edge, carried = self._edge, event.mimeData()
        self._light(False)
        event.acceptProposedAction()
        character, image = carried_character(carried), carried_image(carried)
        if character:
            self.member_dropped.emit(character, edge or 0)
        elif image and image in self.tiles:
            self._steps.move_image(self.character.id, image, self._place_at(event.position().toPoint(), image))
        elif image:
            self._steps.add_known(self.character.id, image)
        else:
            self._steps.add_paths(carried_files(carried), self.character.id, _ignore)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        if self._edge is not None:
            painter.fillRect(0, (self.height() - FOCUS) * self._edge, self.width(), FOCUS, QColor(theme.accent))
        if not self._selected and not self._is_over:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.accent), FOCUS) if self._is_over else QPen(QColor(theme.line), 1)
        painter.setPen(pen)
        painter.setBrush(QColor(theme.raised))
        half = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS_CARD, RADIUS_CARD)

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setStyleSheet(_QUIET)
        self.name.setFont(make_font("body", bold=True))
        head = QHBoxLayout()
        head.setSpacing(XS)
        head.addWidget(self.avatar)
        head.addWidget(self.name, 1)
        head.addWidget(self.more)
        self._flow = FlowLayout(spacing=XS)
        self._flow.addWidget(self.add)
        self._spoken = QWidget()
        row = QHBoxLayout(self._spoken)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(Label(self.tr("Voice"), tone="second"))
        row.addWidget(self.voice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(S, S, S, S)
        column.setSpacing(S)
        column.addLayout(head)
        column.addWidget(self.description)
        column.addWidget(self._spoken)
        column.addLayout(self._flow)
        self.show_selected(False)

    def _connect(self) -> None:
        steps, id_ = self._steps, self.character.id
        for widget in (self.avatar, self.name, self.add, self.more):
            widget.installEventFilter(self)
        self.avatar.clicked.connect(self.chosen)
        self.avatar.moved.connect(self.moved)
        self.avatar.removed.connect(self._remove)
        self.name.editingFinished.connect(self._rename)
        self.description.written.connect(partial(steps.describe, id_))
        self.voice.written.connect(partial(steps.set_voice, id_))
        self.add.clicked.connect(self.pictures_wanted)
        self.more.clicked.connect(self._on_more)

    def _show_references(self, character: Character, images: dict[ImageId, Image]) -> None:
        wanted = [reference.image for reference in character.references]
        if list(self.tiles) != wanted:
            for id_ in [id_ for id_ in self.tiles if id_ not in wanted]:
                tile = self.tiles.pop(id_)
                tile.hide()
                tile.deleteLater()
            while self._flow.takeAt(0) is not None:
                pass
            kept = self.tiles
            self.tiles = {}
            for reference in character.references:
                tile = kept.get(reference.image) or self._make_tile(images[reference.image], reference.image, character)
                self.tiles[reference.image] = tile
                self._flow.addWidget(tile)
            self._flow.addWidget(self.add)
            self.updateGeometry()
        for reference in character.references:
            self.tiles[reference.image].show_role(reference.role)

    def _make_tile(self, image: Image, id_: ImageId, character: Character) -> ReferenceTile:
        reference = next(each for each in character.references if each.image == id_)
        tile = ReferenceTile(image, reference, self._thumbnails, self)
        tile.role_chosen.connect(partial(self._steps.set_role, character.id, id_))
        tile.removed.connect(partial(self._steps.remove_image, character.id, id_))
        tile.moved.connect(partial(self._step_tile, id_))
        tile.installEventFilter(self)
        tile.show()
        return tile

    def _step_tile(self, image: ImageId, step: int) -> None:
        at = list(self.tiles).index(image) + step
        self._steps.move_image(self.character.id, image, at)
        self.tiles[image].setFocus()

    def _place_at(self, point: QPoint, image: ImageId) -> int:
        """How many of the other tiles come before a point."""
        others = (tile.geometry() for id_, tile in self.tiles.items() if id_ != image)
        return sum(
            rect.bottom() < point.y() or (rect.top() <= point.y() and rect.center().x() < point.x()) for rect in others
        )

    def _rename(self) -> None:
        name = self.name.text().strip()
        self.name.setModified(False)
        if name and name != self.character.name:
            self._steps.rename(self.character.id, name)
        self.name.setText(self.character.name)

    def _remove(self) -> None:
        self._steps.remove(self.character.id)

    def _on_more(self) -> None:
        self._open_menu(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _open_menu(self, at: QPoint) -> None:
        menu = self.build_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _light(self, over: bool, edge: int | None = None) -> None:
        if (over, edge) != (self._is_over, self._edge):
            self._is_over, self._edge = over, edge
            self.update()


def _ignore(_character: object) -> None:
    """Pictures for somebody who is there need no selection."""

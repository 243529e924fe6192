"""`CastPanel`: the cast as the window's panel."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from studio.core.ids import CharacterId
from studio.core.project import Project
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.cast.drag import carried_character
from studio.ui.cast.matrix import MatrixDialog, show_matrix
from studio.ui.cast.member import MemberCard
from studio.ui.cast.steps import CastSteps
from studio.ui.cast.taking import Taking, carried_files
from studio.ui.cast.tile import AddTile
from studio.ui.document import Document
from studio.ui.pictures import Thumbnails
from studio.ui.session import Session
from studio.ui.theme import S
from studio.ui.widgets.button import Button
from studio.ui.widgets.empty_state import EmptyState

_LEAST_WIDTH = 240  # three pictures beside each other


class CastPanel(QWidget):
    """Pictures dropped beside the characters make a new one."""

    def __init__(
        self,
        document: Document,
        session: Session,
        actions: Actions,
        background: Background,
        thumbnails: Thumbnails,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._thumbnails = document, session, thumbnails
        self._actions = actions
        self._taking = Taking(document, folder, background, self)
        self.steps = CastSteps(document, self._taking, self)
        self.cards: dict[CharacterId, MemberCard] = {}
        self._add = AddTile(
            self.tr("Choose or drop pictures of one more character"), "user-plus", words=self.tr("Add to the cast")
        )
        self.by_shot = Button(self.tr("Cast by shot"), kind="quiet", icon_name="users")
        self._build()
        self._connect(actions)
        self._show_cast(document.project)
        self._show_selected()

    def add_character(self) -> None:
        """Choose the pictures of a new character."""
        self._ask(None)

    def show_matrix(self) -> None:
        """Who is in which shot, in a dialog beside the film."""
        show_matrix(self._document, self._session, self._thumbnails, self._actions, self)

    def close_matrix(self) -> None:
        """End with the film."""
        for dialog in self.findChildren(MatrixDialog):
            dialog.close()

    def paste(self) -> None:
        """A picture or files from the clipboard to the selected character, else to a new one."""
        carried: QMimeData = QGuiApplication.clipboard().mimeData()
        files = carried_files(carried)
        image: object = carried.imageData() if carried.hasImage() else None
        selected = self._session.character.value
        if files:
            self.steps.add_paths(files, selected, self._session.character.set)
        elif isinstance(image, QImage):
            self.steps.add_image(image, selected, self._session.character.set)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._session.character.set(None)
        self.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carried_files(event.mimeData()) or carried_character(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        character = carried_character(event.mimeData())
        if character:
            self.steps.move(character, len(self.cards))
        else:
            self.steps.add_paths(carried_files(event.mimeData()), None, self._session.character.set)

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._empty = EmptyState(
            self.tr("Drop pictures of a character here"), self.tr("Choose pictures"), icon_name="user-plus"
        )
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(S // 2, S // 2, S // 2, S)
        self._column.setSpacing(S // 2)
        self._column.addWidget(self._add)
        self._column.addWidget(self.by_shot, alignment=Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch()
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(area)

    def _connect(self, actions: Actions) -> None:
        self._document.changed.connect(self._on_changed)
        self._session.character.changed.connect(self._show_selected)
        self._empty.pressed.connect(self.add_character)
        self._add.clicked.connect(self.add_character)
        self.by_shot.clicked.connect(actions["cast_matrix"].trigger)
        actions["add_character"].triggered.connect(self.add_character)
        actions["cast_matrix"].triggered.connect(self.show_matrix)
        actions["paste"].triggered.connect(self._on_paste)

    def _ask(self, character: CharacterId | None) -> None:
        told = self._session.character.set
        self._taking.ask(
            self,
            self.tr("Choose pictures of a character"),
            lambda paths: self.steps.add_paths(paths, character, told),
            many=True,
        )

    def _on_paste(self) -> None:
        focused = QApplication.focusWidget()
        if focused is self or (focused is not None and self.isAncestorOf(focused)):
            self.paste()

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.cast is not after.cast or before.images is not after.images:
            self._show_cast(after)

    def _show_cast(self, project: Project) -> None:
        images = {image.id: image for image in project.images}
        wanted = [character.id for character in project.cast]
        if list(self.cards) != wanted:
            self._arrange(project)
        for character in project.cast:
            self.cards[character.id].show_character(project, character, images)
        self._stack.setCurrentIndex(1 if project.cast else 0)
        if self._session.character.value not in self.cards:
            self._session.character.set(None)

    def _arrange(self, project: Project) -> None:
        """A card for every character, in their order; those that are there are kept."""
        kept, self.cards = self.cards, {}
        for at, character in enumerate(project.cast):
            card = kept.pop(character.id, None) or self._make_card(character.id, project)
            self.cards[character.id] = card
            self._column.insertWidget(at, card)
        for card in kept.values():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _make_card(self, character: CharacterId, project: Project) -> MemberCard:
        found = next(each for each in project.cast if each.id == character)
        card = MemberCard(found, self.steps, self._thumbnails)
        card.chosen.connect(partial(self._session.character.set, character))
        card.pictures_wanted.connect(partial(self._ask, character))
        card.moved.connect(partial(self._step, character))
        card.member_dropped.connect(partial(self._move_beside, character))
        card.show_selected(character == self._session.character.value)
        return card

    def _step(self, character: CharacterId, step: int) -> None:
        at = list(self.cards).index(character)
        self.steps.move(character, at + 2 if step > 0 else at - 1)
        self.cards[character].avatar.setFocus()

    def _move_beside(self, character: CharacterId, dropped: CharacterId, edge: int) -> None:
        if dropped in self.cards:
            self.steps.move(dropped, list(self.cards).index(character) + edge)

    def _show_selected(self) -> None:
        selected = self._session.character.value
        for id_, card in self.cards.items():
            card.show_selected(id_ == selected)

"""«Cast by shot»: who of the cast is in which shot, all of it at a glance, and changed by a click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.edits.casting import cast_characters, uncast_characters
from studio.core.project import Project
from studio.ui.actions import Actions
from studio.ui.cast.matrix_model import MatrixModel
from studio.ui.cast.matrix_view import MatrixView
from studio.ui.document import Document
from studio.ui.pictures import Thumbnails
from studio.ui.session import Session
from studio.ui.theme import XL, M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.label import Label

_SHOWN = ("cast", "images", "scenes")


class MatrixDialog(QDialog):
    """Stands beside the film and follows it; a press on a shot's name selects the shot there."""

    def __init__(
        self,
        document: Document,
        session: Session,
        thumbnails: Thumbnails,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Cast by shot"))
        self._document, self._session = document, session
        self.matrix = MatrixModel(self)
        self.view = MatrixView(self.matrix, thumbnails, self)
        self.nobody = Label(
            self.tr("Nobody to cast yet: a film needs a cast and a shot for this."), tone="second", parent=self
        )
        self.hint = Label(tone="second", parent=self)
        for name in ("undo", "redo"):
            self.addAction(actions[name])
        self._build()
        self._connect()
        self._show(document.project)

    def _build(self) -> None:
        self.hint.setWordWrap(True)
        self.hint.setMinimumHeight(2 * self.hint.fontMetrics().lineSpacing())
        close = Button(self.tr("Close"), parent=self)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.hint, 1)
        row.addWidget(close, alignment=Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addWidget(self.nobody, 1)
        column.addWidget(self.view, 1)
        column.addLayout(row)

    def _connect(self) -> None:
        self._document.changed.connect(self._on_changed)
        self.view.pressed_seats.connect(self._toggle)
        self.view.struck_seats.connect(self._strike)
        self.view.shots.sectionClicked.connect(self._select_shot)
        self.view.selectionModel().currentChanged.connect(self._tell)

    def _show(self, project: Project) -> None:
        self.matrix.show_film(project)
        self.view.members.show_film(project)
        empty = not self.matrix.cast or not self.matrix.columns
        self.nobody.setVisible(empty)
        self.view.setVisible(not empty)
        self._tell(self.view.currentIndex())

    @Slot(object, object)
    def _on_changed(self, before: Project, after: Project) -> None:
        if any(getattr(before, part) is not getattr(after, part) for part in _SHOWN):
            self._show(after)

    @Slot(object)
    def _toggle(self, indexes: Sequence[QModelIndex]) -> None:
        """Those who are not listed are cast; if all are, they leave. Who is only named stays by the shot's words."""
        free = [index for index in indexes if not self.matrix.cell(index).named]
        wanted = [self.matrix.seat(index) for index in free if not self.matrix.cell(index).listed]
        if wanted:
            self._document.apply(self.tr("Cast in shot"), lambda film: cast_characters(film, wanted))
        elif free:
            self._strike(free)
        elif indexes:
            words = self.tr("Take the name out of the shot’s action and dialogue to uncast.")
            self.hint.setText(f"{self.matrix.describe(indexes[0])} {words}")

    @Slot(object)
    def _strike(self, indexes: Sequence[QModelIndex]) -> None:
        seats = [self.matrix.seat(index) for index in indexes if self.matrix.cell(index).listed]
        if seats:
            self._document.apply(self.tr("Take out of shot"), lambda film: uncast_characters(film, seats))

    @Slot(int)
    def _select_shot(self, column: int) -> None:
        self._session.shot.set(self.matrix.columns[column].shot.id)

    @Slot(QModelIndex)
    def _tell(self, index: QModelIndex) -> None:
        usual = self.tr("A click or Space casts and uncasts; select more than one to change them together.")
        self.hint.setText(self.matrix.describe(index) if index.isValid() else usual)
        self.view.shots.viewport().update()
        self.view.members.viewport().update()


def show_matrix(
    document: Document, session: Session, thumbnails: Thumbnails, actions: Actions, parent: QWidget
) -> MatrixDialog:
    """The one dialog of a film, beside it."""
    dialog = parent.findChild(MatrixDialog) or MatrixDialog(document, session, thumbnails, actions, parent)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog

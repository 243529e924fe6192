"""`StoryboardPanel`: the storyboard as the window's panel, with its menu and its actions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from studio.core.ids import JobId, SceneId, ShotId
from studio.core.project import Project, find_shot
from studio.core.timecode import format_duration
from studio.ui.actions import Actions
from studio.ui.document import Document
from studio.ui.icons import icon
from studio.ui.pictures import Thumbnails
from studio.ui.previews import Previews
from studio.ui.session import Session
from studio.ui.storyboard.card import ShotCard, button_of
from studio.ui.storyboard.model import BoardModel
from studio.ui.storyboard.rows import SceneRow
from studio.ui.storyboard.standings import Standings
from studio.ui.storyboard.steps import BoardSteps
from studio.ui.storyboard.view import BoardView
from studio.ui.theme import XS, M
from studio.ui.widgets.button import IconButton
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.header import SectionHeader
from studio.ui.widgets.label import Label
from studio.ui.widgets.state_mark import ShotState


class StoryboardPanel(QWidget):
    """The selected card is the session's shot."""

    shot_activated = Signal(object)
    inspector_wanted = Signal()

    def __init__(
        self,
        document: Document,
        session: Session,
        actions: Actions,
        standings: Standings,
        thumbnails: Thumbnails,
        previews: Previews,
        *,
        render: Callable[[ShotId], None],
        retry: Callable[[JobId], None],
        cancel: Callable[[JobId], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._actions, self._standings = document, session, actions, standings
        self._render, self._retry, self._cancel = render, retry, cancel
        self.steps = BoardSteps(document, self)
        self.model = BoardModel(document, standings, self)
        self.view = BoardView(document, self.model, standings, self.steps, ShotCard(thumbnails, previews))
        self._empty = EmptyState(
            self.tr("Write the first shot: what is to be seen, in a sentence."),
            self.tr("Add a shot"),
            icon_name="clapperboard",
        )
        self._head = SectionHeader(self.tr("Storyboard"))
        self._total = Label(role="label", tone="second")
        self._chosen: list[ShotId] = []
        self._build()
        self._connect(thumbnails, previews)
        self._follow_session()

    def add_shot(self) -> None:
        """A new shot after the selected one, ready to be written."""
        index = self.view.currentIndex()
        shot = self.model.shot(index.row()) if index.isValid() else None
        self._select(self.steps.add_shot(self.view.chosen_scene, shot.id if shot else None))

    def add_scene(self) -> None:
        """A new scene after the one at hand, its name ready to be written."""
        scene = self.steps.add_scene(self.view.chosen_scene)
        if scene is not None:
            self.view.choose(self.model.row_of(SceneRow(scene)))
            self.view.setFocus()
            self.view.edit(self.view.currentIndex())

    def split_shot(self) -> None:
        """The selected shot in two."""
        if self._session.shot.value:
            self.steps.split(self._session.shot.value)

    def merge_shots(self) -> None:
        """The selected shot with the next."""
        if self._session.shot.value:
            self.steps.merge(self._session.shot.value)

    def delete_selected(self) -> None:
        """The selected shots away, or the scene whose heading is selected."""
        self.view.remove_chosen()

    def build_menu(self) -> QMenu:
        """The menu of what is selected."""
        menu = QMenu(self)
        shots = self.view.chosen_shots
        if shots:
            self._add_render_items(menu, shots)
            menu.addSeparator()
        menu.addAction(self._actions["add_shot"])
        if len(shots) == 1:
            menu.addAction(icon("pencil"), self.tr("Rename"), self._rename)
            menu.addAction(icon("copy"), self.tr("Duplicate"), self._duplicate)
            menu.addAction(self._actions["split_shot"])
            menu.addAction(self._actions["merge_shots"])
        elif not shots and self.view.currentIndex().isValid():
            menu.addAction(icon("pencil"), self.tr("Rename scene"), self._rename)
        menu.addAction(self._actions["add_scene"])
        if shots or self.view.currentIndex().isValid():
            menu.addSeparator()
            many = self.tr("Delete {count} shots").format(count=len(shots))
            words = self.tr("Delete scene") if not shots else many if len(shots) > 1 else self.tr("Delete shot")
            menu.addAction(icon("trash-2"), words, self.delete_selected)
        return menu

    def _build(self) -> None:
        add_scene = IconButton("layers", self.tr("Add scene"))
        add_scene.clicked.connect(self.add_scene)
        self._head.row.setContentsMargins(M, 2, XS, 2)
        self._head.add(self._total)
        self._head.add(add_scene)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(self._stack, 1)
        self.setFocusProxy(self.view)
        self._show_page(self._document.project)

    def _connect(self, thumbnails: Thumbnails, previews: Previews) -> None:
        self._document.changed.connect(self._on_changed)
        self._session.shot.changed.connect(self._follow_session)
        self._empty.pressed.connect(self.add_shot)
        self._actions["add_shot"].triggered.connect(self.add_shot)
        self._actions["add_scene"].triggered.connect(self.add_scene)
        self._actions["split_shot"].triggered.connect(self.split_shot)
        self._actions["merge_shots"].triggered.connect(self.merge_shots)
        self.model.updated.connect(self._on_rows_updated)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.add_wanted.connect(self._on_add_wanted)
        self.view.button_pressed.connect(self._on_button_pressed)
        self.view.shot_activated.connect(self.shot_activated)
        self.view.inspector_wanted.connect(self.inspector_wanted)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        thumbnails.loaded.connect(self._repaint)
        previews.changed.connect(self.view.update_shot)

    def _add_render_items(self, menu: QMenu, shots: list[ShotId]) -> None:
        standings = [self._standings.of(find_shot(self._document.project, shot)) for shot in shots]
        if len(shots) == 1:
            name, words = button_of(standings[0].state)
            menu.addAction(icon(name), words, lambda: self._on_button_pressed(shots[0]))
            if standings[0].state == ShotState.FAILED:
                menu.addAction(icon("sparkles"), self.tr("Render as it is now"), lambda: self._render(shots[0]))
            return
        words = self.tr("Render {count} shots").format(count=len(shots))
        menu.addAction(icon("sparkles"), words, lambda: [self._render(shot) for shot in shots])
        running = [standing.job for standing in standings if standing.state in (ShotState.QUEUED, ShotState.RENDERING)]
        if running:
            words = self.tr("Cancel renders: {count}").format(count=len(running))
            menu.addAction(icon("x"), words, lambda: [self._cancel(job) for job in running if job])

    def _open_menu(self, at: QPoint) -> None:
        menu = self.build_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _rename(self) -> None:
        self.view.edit(self.view.currentIndex())

    def _duplicate(self) -> None:
        if self._session.shot.value:
            self._select(self.steps.duplicate(self._session.shot.value))

    def _select(self, shot: ShotId | None) -> None:
        if shot is not None:
            self._session.shot.set(shot)
            self.view.setFocus()

    def _on_add_wanted(self, scene: SceneId) -> None:
        self._select(self.steps.add_shot(scene))

    def _on_button_pressed(self, shot: ShotId) -> None:
        standing = self._standings.of(find_shot(self._document.project, shot))
        match standing.state, standing.job:
            case ShotState.QUEUED | ShotState.RENDERING, str() as job:
                self._cancel(JobId(job))
            case ShotState.FAILED, str() as job:
                self._retry(JobId(job))
            case _:
                self._render(shot)

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.scenes is not after.scenes:
            self._show_page(after)
        if before.timeline is not after.timeline:
            self._repaint()  # cards say whether their shots are in the cut

    def _show_page(self, project: Project) -> None:
        self._stack.setCurrentWidget(self.view if project.scenes else self._empty)
        frames = sum(scene.frames for scene in project.scenes)
        count = sum(len(scene.shots) for scene in project.scenes)
        words = self.tr("1 shot") if count == 1 else self.tr("{count} shots").format(count=count)
        self._total.setText(f"{words} · {format_duration(frames, project.frame_rate)}")

    def _repaint(self) -> None:
        self.view.viewport().update()

    def _on_selection_changed(self) -> None:
        if not self.model.updating:
            self._chosen = self.view.chosen_shots

    def _on_rows_updated(self) -> None:
        self.view.lay_out()
        chosen = self._chosen
        row = self.model.row_of(self._session.shot.value)
        if row >= 0:
            self.view.choose(row)
            self.view.choose_also(chosen)
        else:
            self._tell_session()

    def _on_current_changed(self) -> None:
        if not self.model.updating:
            self._tell_session()

    def _tell_session(self) -> None:
        index = self.view.currentIndex()
        shot = self.model.shot(index.row()) if index.isValid() else None
        self._session.shot.set(shot.id if shot else None)

    def _follow_session(self) -> None:
        shot = self._session.shot.value
        index = self.view.currentIndex()
        shown = self.model.shot(index.row()) if index.isValid() else None
        if (shown.id if shown else None) != shot:
            self.view.choose(self.model.row_of(shot))

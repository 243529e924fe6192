"""`Desk`: one open film with its panels as docks, its queue and its threads."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from studio.api import BackendEntry, Pictures
from studio.core.edits.takes import add_take
from studio.core.ids import ShotId
from studio.core.jobs import is_open
from studio.core.plan import choose_seed
from studio.core.project import Project, Take, find_shot
from studio.errors import StudioError
from studio.render.batch import FindBackend, list_missing, list_requests, name_backend
from studio.render.queue import RenderQueue
from studio.render.thread import RenderThread
from studio.settings import Settings
from studio.storage.folder import FilmFolder
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.cast.panel import CastPanel
from studio.ui.document import Document
from studio.ui.inspector.panel import InspectorPanel
from studio.ui.keeping import Keeping
from studio.ui.pictures import Thumbnails
from studio.ui.player.composing import ComposeThread
from studio.ui.player.device import open_qt_sound
from studio.ui.player.panel import PlayerPanel
from studio.ui.player.sound import SoundThread
from studio.ui.previews import Previews
from studio.ui.queue.panel import QueuePanel
from studio.ui.session import Session
from studio.ui.storyboard.panel import StoryboardPanel
from studio.ui.storyboard.standings import Standings
from studio.ui.timeline.panel import TimelinePanel
from studio.ui.timeline.strips import Strips
from studio.ui.widgets.header import PanelTitle

SCALES = {"full": 1.0, "half": 0.5, "quarter": 0.25}


class Desk(QMainWindow):
    """Makes every object of the open film once and connects it; `close_film` ends them all."""

    def __init__(
        self,
        folder: FilmFolder,
        actions: Actions,
        background: Background,
        backends: tuple[BackendEntry, ...],
        find_backend: FindBackend,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.folder, self._actions, self._background = folder, actions, background
        self._find_backend = find_backend
        self._default = settings.default_backend
        self.document = Document(folder.project, read_only=folder.read_only, parent=self)
        self.session = Session(self)
        self.keeping = Keeping(self.document, folder, background, self)
        self.previews = Previews(self)
        self.renderer = RenderThread(folder.path, self)
        self.queue = RenderQueue(folder.queue, self.renderer, find_backend, self.keeping.save_queue, self)
        self.composing = ComposeThread(folder.path, self)
        self.sound = SoundThread(folder.path, open_qt_sound, self)
        self.thumbnails = Thumbnails(folder.path, background, self)
        self.standings = Standings(self.document, self.queue.queue, backends, self._default, self)
        self._build(backends, SCALES[settings.preview_size])
        self._connect()
        self.composing.start()
        self.sound.start()
        if not folder.read_only:
            self.queue.start()

    def _build(self, backends: tuple[BackendEntry, ...], scale: float) -> None:
        render, retry, cancel = self.render_shot, self.queue.retry, self.queue.cancel
        document, session, actions = self.document, self.session, self._actions
        thumbnails, previews = self.thumbnails, self.previews
        self.storyboard = StoryboardPanel(
            document,
            session,
            actions,
            self.standings,
            thumbnails,
            previews,
            render=render,
            retry=retry,
            cancel=cancel,
            parent=self,
        )
        self.inspector = InspectorPanel(
            document,
            session,
            self.standings,
            backends,
            self._background,
            thumbnails,
            self.folder.path,
            render=render,
            retry=retry,
            cancel=cancel,
            parent=self,
        )
        self.jobs = QueuePanel(document, session, self.queue.queue, self.queue, thumbnails, previews, self)
        self.player = PlayerPanel(
            document,
            session,
            actions,
            self.composing,
            self.sound,
            previews,
            self._background,
            self.folder.path,
            scale,
            parent=self,
        )
        strips = Strips(self.folder.path, self._background, self)
        self.timeline = TimelinePanel(document, session, actions, self.standings, previews, strips, self)
        self.cast = CastPanel(document, session, actions, self._background, thumbnails, self.folder.path, self)
        self.setDockNestingEnabled(True)
        self.setCentralWidget(self.storyboard)
        right, bottom = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        cast = self._dock("cast", self.tr("Cast"), self.cast, Qt.DockWidgetArea.LeftDockWidgetArea)
        player = self._dock("player", self.tr("Player"), self.player, right)
        inspector = self._dock("inspector", self.tr("Inspector"), self.inspector, right)
        jobs = self._dock("queue", self.tr("Queue"), self.jobs, right)
        self.tabifyDockWidget(inspector, jobs)
        inspector.raise_()
        timeline = self._dock("timeline", self.tr("Timeline"), self.timeline, bottom)
        self.resizeDocks([cast, player], [250, 440], Qt.Orientation.Horizontal)
        self.resizeDocks([timeline], [280], Qt.Orientation.Vertical)

    def _dock(self, name: str, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(panel)
        dock.setTitleBarWidget(PanelTitle(dock))
        self.addDockWidget(area, dock)
        return dock

    def _connect(self) -> None:
        self.queue.take_made.connect(self._on_take_made)
        self.queue.previewed.connect(self._on_previewed)
        self.queue.preview_ended.connect(self.previews.drop)
        self.document.changed.connect(self._name_steps)
        to = self._actions
        to["undo"].triggered.connect(self.document.undo)
        to["redo"].triggered.connect(self.document.redo)
        to["render"].triggered.connect(self._render_selected)
        to["render_missing"].triggered.connect(partial(self._render_many, True))
        to["render_all"].triggered.connect(partial(self._render_many, False))
        to["cancel_all"].triggered.connect(self.queue.cancel_all)
        to["delete"].triggered.connect(self.timeline.delete_selected)
        to["extract"].triggered.connect(self.timeline.extract_selected)
        self._name_steps()

    def render_shot(self, shot: ShotId) -> None:
        """Queue one more take of a shot."""
        project = self.document.project
        try:
            found = find_shot(project, shot)
            entry = self._find_backend(name_backend(project, found, self._default))
        except StudioError as error:
            self.document.refused.emit(str(error))
            return
        waiting = sum(job.shot == shot and is_open(job) for job in self.queue.queue.value.jobs)
        seed = None if found.seed is not None else choose_seed(found) + waiting
        for request in list_requests(project, found, entry, 1, seed):
            self.queue.add(shot, request)

    def close_film(self) -> None:
        """Save, stop what runs, and let go of the film's folder."""
        self.session.speed.set(0.0)
        self.queue.close()
        self.keeping.save()
        self.composing.close()
        self.sound.close()
        self._background.close()
        self.folder.close()

    def arrangement(self) -> QByteArray:
        """Where the docks lie."""
        return self.saveState()

    def _render_selected(self) -> None:
        if self.session.shot.value is not None:
            self.render_shot(self.session.shot.value)

    def _render_many(self, missing: bool) -> None:
        project = self.document.project
        shots = [shot for shot, _ in list_missing(project, self._find_backend, self._default, stale=True)]
        for shot in shots if missing else project.shots:
            self.render_shot(shot.id)

    @Slot(object, object)
    def _on_take_made(self, shot: ShotId, take: Take) -> None:
        self.document.amend(lambda project: add_take(project, shot, take))

    @Slot(object, object)
    def _on_previewed(self, shot: ShotId, picture: Pictures) -> None:
        self.previews.show(shot, picture)

    @Slot()
    def _name_steps(self, before: Project | None = None, after: Project | None = None) -> None:
        for name, text, label in (
            ("undo", self.tr("Undo"), self.document.undo_label),
            ("redo", self.tr("Redo"), self.document.redo_label),
        ):
            self._actions[name].setText(f"{text} {label}".strip())
            self._actions[name].setEnabled(bool(label))

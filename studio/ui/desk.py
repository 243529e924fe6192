"""`Desk`: one open film with its panels as docks, its queue and its threads."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QActionGroup, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from studio.api import BackendEntry
from studio.core.ids import ShotId
from studio.core.project import Project
from studio.core.timeline import place_clips
from studio.render.batch import FindBackend
from studio.render.queue import RenderQueue
from studio.render.thread import RenderThread
from studio.render.witness import list_gpus
from studio.settings import PreviewSize, Settings
from studio.storage.folder import FilmFolder
from studio.store import Store
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.cast.panel import CastPanel
from studio.ui.chosen_keys import ChosenKeys
from studio.ui.dialogs.housekeeping import Housekeeping
from studio.ui.dialogs.restore import restore_open
from studio.ui.dialogs.shot_list import ask_shot_list
from studio.ui.docks import ARRANGEMENTS, Docks
from studio.ui.document import Document
from studio.ui.following import Following
from studio.ui.footage import Footage
from studio.ui.forecasts import Forecasts
from studio.ui.inspector.panel import InspectorPanel
from studio.ui.joining import Joining
from studio.ui.keeping import Keeping
from studio.ui.messages import Message
from studio.ui.needs import Needs
from studio.ui.ordering import Ordering
from studio.ui.pasting import Pasting
from studio.ui.pictures import Thumbnails
from studio.ui.player.composing import ComposeThread
from studio.ui.player.device import open_qt_sound
from studio.ui.player.microphone import QtMicrophone
from studio.ui.player.panel import PlayerPanel
from studio.ui.player.sound import SoundThread
from studio.ui.previews import Previews
from studio.ui.queue.panel import QueuePanel
from studio.ui.queue.planning import Planning
from studio.ui.session import Session
from studio.ui.storyboard.panel import StoryboardPanel
from studio.ui.storyboard.standings import Standings
from studio.ui.timeline.panel import TimelinePanel
from studio.ui.timeline.strips import Strips
from studio.ui.voicing import Voicing

SCALES: dict[PreviewSize, float] = {"full": 1.0, "half": 0.5, "quarter": 0.25}


class Desk(QMainWindow):
    """Makes every object of the open film once and connects it.

    `close_film` saves and ends them all without waiting; `closed` tells that the film's folder is let go. `told` brings
    a message for the strip, `settled` what the messages were about that may go.
    """

    closed = Signal()
    told = Signal(object)
    settled = Signal(object)

    def __init__(
        self,
        folder: FilmFolder,
        backends: tuple[BackendEntry, ...],
        find_backend: FindBackend,
        settings: Store[Settings],
        closer: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.folder, self._closer = folder, closer
        self._find_backend, self._settings = find_backend, settings
        default, scale = settings.value.default_backend, SCALES[settings.value.preview_size]
        self.actions_table = Actions(self)
        ChosenKeys(self.actions_table, settings)
        self.background = Background(self)
        self.document = Document(folder.project, read_only=folder.read_only, parent=self)
        self.session = Session(self)
        self.needs = Needs(self.actions_table, self.document, self.session, self)  # before any panel connects
        self.keeping = Keeping(self.document, folder, self.background, self)
        self.previews = Previews(self)
        self.renderers = [RenderThread(folder.path, gpu, self) for gpu in range(max(1, len(list_gpus())))]
        self.queue = RenderQueue(folder.queue, self.renderers, find_backend, self.keeping.save_queue, self)
        self.ordering = Ordering(
            self.document, self.session, self.queue, find_backend, settings, self.actions_table, self
        )
        self.composing = ComposeThread(folder.path, self)
        self.sound = SoundThread(folder.path, open_qt_sound, self)
        self.thumbnails = Thumbnails(folder.path, self.background, self)
        self.standings = Standings(self.document, self.queue.queue, backends, default, self)
        self._strips = Strips(folder.path, self.background, self)
        self.housekeeping = Housekeeping(
            self.document, self.queue.queue, self.keeping, folder, self.background, self.thumbnails, self
        )
        self._build(backends, scale)
        film = folder.project
        self.docks = Docks(self, self.storyboard, settings.value.window.docks, film.height / film.width)
        self._build_docks()
        self._connect()
        self._is_begun = False
        self.composing.start()
        self.sound.start()
        self.ordering.begin()

    def _build(self, backends: tuple[BackendEntry, ...], scale: float) -> None:
        render, retry, cancel = self.ordering.render, self.queue.retry, self.queue.cancel
        document, session, actions = self.document, self.session, self.actions_table
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
            self.background,
            thumbnails,
            self.folder.path,
            self.queue.queue,
            add=self.queue.add,
            render=render,
            retry=retry,
            cancel=cancel,
            parent=self,
        )
        planning = Planning(document, backends, self._find_backend)
        self.jobs = QueuePanel(
            document,
            session,
            self.queue.queue,
            self.queue,
            planning,
            Forecasts(self.queue.queue, self._find_backend, self.background, self),
            thumbnails,
            previews,
            self,
        )
        self.player = PlayerPanel(
            document,
            session,
            actions,
            self.composing,
            self.sound,
            previews,
            self.background,
            self.folder.path,
            scale,
            parent=self,
        )
        self.voicing = Voicing(
            document,
            session,
            self.inspector.shot_page.dialogue,
            self.background,
            self.folder.path,
            QtMicrophone,
            self.player.volume,
            self,
        )
        self.timeline = TimelinePanel(document, session, actions, self.standings, previews, self._strips, self)
        self.inspector.watch_spot(self.timeline.cutting.spot)
        self.following = Following(document, self)
        self.footage = Footage(self.timeline.cutting, self.background, self.folder.path, self)
        Joining(self.timeline.cutting, actions, self.background, self.folder.path, render, self)
        self.cast = CastPanel(document, session, actions, self.background, thumbnails, self.folder.path, self)
        self.pasting = Pasting(self.timeline.cutting, self.footage, self.background, self.folder.path, self.cast, self)

    def _build_docks(self) -> None:
        self.docks.add("cast", self.tr("Cast"), self.cast)
        self.docks.add("player", self.tr("Player"), self.player, self.player.header)
        self.docks.add("inspector", self.tr("Inspector"), self.inspector)
        self.docks.add("queue", self.tr("Queue"), self.jobs)
        self.docks.add("timeline", self.tr("Timeline"), self.timeline)
        group = QActionGroup(self)
        for name in ARRANGEMENTS:
            group.addAction(self.actions_table[f"arrange_{name}"])
        self.actions_table[f"arrange_{self._settings.value.window.arrangement}"].setChecked(True)

    def _connect(self) -> None:
        self.queue.previewed.connect(self.previews.show)
        self.queue.preview_ended.connect(self.previews.drop)
        self.queue.closed.connect(self._on_queue_closed)
        self.ordering.told.connect(self.told)
        self.ordering.held.connect(self.jobs.show_hold)
        self.document.changed.connect(self._name_steps)
        for said in (
            self.document.refused,
            self.background.failed,
            self.inspector.doubted,
            self.timeline.editing.told,
            self.pasting.told,
            self.needs.told,
        ):
            said.connect(self._warn)
        self.voicing.told.connect(self._warn)
        self.keeping.state_changed.connect(self.voicing.drop_saved)
        if not self.folder.read_only:
            self.voicing.recover()
        self.housekeeping.told.connect(self.told)
        self.following.told.connect(self.told)
        self.footage.told.connect(self.told)
        self.footage.settled.connect(self.settled)
        self.timeline.view.files_dropped.connect(self.footage.bring)
        self.housekeeping.files_returned.connect(self._on_files_returned)
        self.keeping.failed.connect(self._on_save_failed)
        self.keeping.state_changed.connect(self._on_saved)
        self.storyboard.shot_activated.connect(self._show_in_cut)
        self.storyboard.inspector_wanted.connect(self._write_shot)
        self.player.scale_wanted.connect(self._keep_scale)
        self._settings.changed.connect(self._on_settings)
        self._connect_actions()
        self._name_steps()

    def _connect_actions(self) -> None:
        bound = {
            "undo": self.document.undo,
            "redo": self.document.redo,
            "pause_queue": self.jobs.toggle_pause,
            "delete": self._delete,
            "extract": self.timeline.extract_selected,
            "maximise": self.docks.toggle_maximised,
            "reset_arrangement": self.docks.reset,
            "restore": partial(restore_open, self.document, self.folder, self.background, self),
            "housekeeping": self.housekeeping.show,
            "conform": self.following.conform,
            "cut_out": self.pasting.cut_out,
            "copy": self.pasting.copy,
            "paste": self.pasting.paste,
            "paste_insert": self.pasting.paste_insert,
            "import_media": self.footage.ask,
            "add_title": self.footage.add_title,
            "add_colour": self.footage.add_colour,
            "import_shots": partial(ask_shot_list, self.document, self.session, self.background, self),
        }
        bound |= {f"arrange_{name}": partial(self.docks.arrange, name) for name in ARRANGEMENTS}
        for name, act in bound.items():
            self.actions_table[name].triggered.connect(act)

    def close_film(self) -> None:
        """Stop what runs, save, and let go of the film's folder; `closed` tells when."""
        self._settings.changed.disconnect(self._on_settings)
        self.ordering.close()
        self.voicing.recorder.stop()
        self.session.speed.set(0.0)
        self.housekeeping.close()
        self.footage.stop()
        self.cast.close_matrix()
        self.keeping.save()
        self.queue.close()

    @Slot()
    def _on_queue_closed(self) -> None:
        self.keeping.save()
        self._closer.run(self, self._end_threads, self._on_threads_ended)

    def _end_threads(self) -> None:
        """Waits, and so runs on a thread of the window."""
        self.composing.close()
        self.sound.close()
        self.background.close()

    def _on_threads_ended(self, _: None) -> None:
        self.folder.close()
        self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """As Qt asks."""
        super().showEvent(event)
        if not self._is_begun:
            self._is_begun = True
            self.docks.begin(self._settings.value.window.arrangement)

    def _delete(self) -> None:
        """What is selected in the panel that was used last."""
        match self.docks.used:
            case "storyboard":
                self.storyboard.delete_selected()
            case "cast" if self.session.character.value:
                self.cast.steps.remove(self.session.character.value)
            case _:
                self.timeline.delete_selected()

    @Slot()
    def _write_shot(self) -> None:
        """The keyboard to what the selected shot is about."""
        self.docks.show("inspector")
        self.inspector.write_action()

    @Slot(object)
    def _show_in_cut(self, shot: ShotId) -> None:
        """The playhead to where a shot begins in the cut, and its fields."""
        tracks = self.document.project.timeline.tracks
        begins = [begin for track in tracks for clip, begin in place_clips(track) if clip.shot == shot]
        if begins:
            self.session.playhead.set(min(begins))
        self.docks.show("inspector")

    @Slot(object, object)
    def _on_settings(self, before: Settings, after: Settings) -> None:
        if before.preview_size != after.preview_size:
            self.player.set_scale(SCALES[after.preview_size])
        if before.default_backend != after.default_backend:
            self.standings.set_default_backend(after.default_backend)

    @Slot(object)
    def _keep_scale(self, wanted: float) -> None:
        size = next(size for size, scale in SCALES.items() if scale == wanted)
        self._settings.set(replace(self._settings.value, preview_size=size))

    @Slot(str)
    def _warn(self, sentence: str) -> None:
        self.told.emit(Message(text=sentence, level="warn", about=self))

    def warn_of_missing(self, sentences: list[str]) -> None:
        """Say which files of the film are gone; more than one in one message."""
        if sentences:
            more = self.tr("And {count} more files.").format(count=len(sentences) - 1) if len(sentences) > 1 else ""
            self._warn(f"{sentences[0]} {more}".strip())

    @Slot(object)
    def _on_files_returned(self, paths: set[str]) -> None:
        """Show what had no picture while its file was gone."""
        for path in paths:
            self.thumbnails.forget(path)
            self._strips.forget(path)
        self.player.renew()

    @Slot(str)
    def _on_save_failed(self, sentence: str) -> None:
        self.told.emit(Message(text=sentence, level="error", about=self.keeping))

    @Slot(bool)
    def _on_saved(self, is_saved: bool) -> None:
        if is_saved:
            self.settled.emit(self.keeping)

    @Slot()
    def _name_steps(self, before: Project | None = None, after: Project | None = None) -> None:
        for name, text, label in (
            ("undo", self.tr("Undo"), self.document.undo_label),
            ("redo", self.tr("Redo"), self.document.redo_label),
        ):
            self.actions_table[name].setText(f"{text} {label}".strip())
            self.actions_table[name].setEnabled(bool(label))

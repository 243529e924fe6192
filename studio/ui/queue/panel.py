"""`QueuePanel`: the render queue as the window's panel."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QMenu, QStackedLayout, QVBoxLayout, QWidget

from studio.core.ids import JobId, ShotId
from studio.core.jobs import Job, Queue, is_open
from studio.core.repetition import next_seed
from studio.core.request import ShotRequest
from studio.core.timecode import format_about
from studio.errors import StudioError
from studio.store import Store
from studio.ui.document import Document
from studio.ui.forecasts import Forecasts
from studio.ui.icons import icon
from studio.ui.keys import DELETES
from studio.ui.pictures import Thumbnails
from studio.ui.previews import Previews
from studio.ui.queue.edit import JobDialog
from studio.ui.queue.menu import JobMenu
from studio.ui.queue.model import JobsModel
from studio.ui.queue.planning import Planning
from studio.ui.queue.row import ICONS, Deed, JobRow, deeds_of
from studio.ui.session import Session
from studio.ui.theme import M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.label import Label

_ALT = Qt.KeyboardModifier.AltModifier
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_OWN_KEYS = (*_ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End, *DELETES, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QueueControl(Protocol):
    """What the panel asks of the render queue."""

    def cancel(self, job: JobId) -> None:
        """Stop a job."""
        ...

    def retry(self, job: JobId) -> None:
        """Let a job that ended without a take wait again."""
        ...

    def remove(self, job: JobId) -> None:
        """Forget a job that has ended."""
        ...

    def move(self, job: JobId, index: int) -> None:
        """Another place in the order, counted without the job."""
        ...

    def move_first(self, job: JobId) -> None:
        """Make a job the next one."""
        ...

    def duplicate(self, job: JobId, seed: int) -> None:
        """Make the same once more, with another seed."""
        ...

    def edit(self, job: JobId, request: ShotRequest) -> None:
        """Ask for something else in a job that has no take."""
        ...

    def pause(self) -> None:
        """Stop after the step at hand, and give the memory back."""
        ...

    def go_on(self) -> None:
        """End the pause."""
        ...

    def clear_ended(self) -> None:
        """Forget all jobs that have ended."""
        ...


class QueueList(QListView):
    """The jobs under the user's hands: Delete cancels or removes, Alt with an arrow moves, Enter shows the shot."""

    deed_wanted = Signal(object)
    step_wanted = Signal(int)
    shot_wanted = Signal()

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS and event.modifiers() & _ALT:
            self.step_wanted.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in DELETES:
            self.deed_wanted.emit(None)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.shot_wanted.emit()
        elif event.text() and event.text().isprintable():
            event.ignore()  # letters are keys of the window, not a search
        else:
            super().keyPressEvent(event)


class QueuePanel(QWidget):
    """How much is to be rendered, then a row for each job."""

    def __init__(
        self,
        document: Document,
        session: Session,
        queue: Store[Queue],
        control: QueueControl,
        planning: Planning,
        forecasts: Forecasts,
        thumbnails: Thumbnails,
        previews: Previews,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._queue, self._control = document, session, queue, control
        self._planning, self._forecasts, self._is_held = planning, forecasts, False
        self.model = JobsModel(document, queue, forecasts, parent=self)
        self.view = QueueList()
        self.rows = JobRow(document, self.model, thumbnails, previews, self.view)
        self.total = Label(tone="second")
        self.pause = Button("", kind="quiet")
        self.clear = Button(self.tr("Clear ended"), kind="quiet")
        self._build()
        self._connect(thumbnails, previews)
        self._show_total()

    def build_menu(self, job: Job) -> QMenu:
        """What can be done with a job."""
        menu = JobMenu(job, self._planning, self)
        for deed in deeds_of(job):
            menu.addAction(icon(ICONS[deed]), self.rows.name(deed), lambda deed=deed: self._do(job.id, deed))
        menu.add_own()
        menu.edit_wanted.connect(self._control.edit)
        menu.options_wanted.connect(self.change_options)
        menu.first_wanted.connect(self._control.move_first)
        menu.copy_wanted.connect(self._duplicate)
        menu.refused.connect(self._document.refused)
        menu.addSeparator()
        menu.addAction(icon("arrow-up"), self.tr("Earlier"), lambda: self._step(-1))
        menu.addAction(icon("arrow-down"), self.tr("Later"), lambda: self._step(1))
        return menu

    def _build(self) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.rows)
        self.view.setAccessibleName(self.tr("Render queue"))
        self.view.setStyleSheet("QListView { border: none; }")  # the row has the ring
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setDragDropMode(QListView.DragDropMode.InternalMove)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head = QHBoxLayout()
        head.setContentsMargins(M, 0, S, 0)
        head.addWidget(self.total)
        head.addStretch()
        head.addWidget(self.pause)
        head.addWidget(self.clear)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        empty = EmptyState(
            self.tr("Nothing to render. Takes that you ask for wait here, and go on while you work."),
            icon_name="sparkles",
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(filled)
        self.setFocusProxy(self.view)

    def _connect(self, thumbnails: Thumbnails, previews: Previews) -> None:
        self._queue.changed.connect(self._show_total)
        self._forecasts.changed.connect(self._show_total)
        self.clear.clicked.connect(self._control.clear_ended)
        self.pause.clicked.connect(self.toggle_pause)
        self.model.move_wanted.connect(self._control.move)
        self.rows.pressed.connect(self._do)
        self.view.deed_wanted.connect(self._do_first)
        self.view.step_wanted.connect(self._step)
        self.view.shot_wanted.connect(self._show_shot)
        self.view.doubleClicked.connect(self._show_shot)
        self.view.customContextMenuRequested.connect(self._open_menu)
        thumbnails.loaded.connect(self._repaint)
        previews.changed.connect(self._on_preview_changed)

    def _show_total(self) -> None:
        jobs = self._queue.value.jobs
        count = sum(map(is_open, jobs))
        words = self.tr("{count} to render").format(count=count) if count else self.tr("All done")
        seconds = self._forecasts.waiting_seconds()
        if seconds:
            words = self.tr("{words} · about {time}").format(words=words, time=format_about(seconds))
        paused = self._queue.value.paused
        if paused or (self._is_held and count):
            words = (self.tr("Paused · {words}") if paused else self.tr("Later · {words}")).format(words=words)
        self.total.setText(words)
        self.pause.setText(self.tr("Go on") if paused else self.tr("Pause"))
        self.pause.setIcon(icon("play" if paused else "pause"))
        self.clear.setEnabled(count < len(jobs))
        self._stack.setCurrentIndex(1 if jobs else 0)

    def show_hold(self, held: bool) -> None:
        """Whether the hour, or the user at work, keeps the queue from rendering."""
        self._is_held = held
        self._show_total()

    @Slot()
    def toggle_pause(self) -> None:
        """Pause, or go on."""
        if self._queue.value.paused:
            self._control.go_on()
        else:
            self._control.pause()

    @Slot(object)
    def change_options(self, job: JobId) -> None:
        """Let the user change the seed and the options of a job that waits."""
        found = next(each for each in self._queue.value.jobs if each.id == job)
        try:
            options = self._planning.entry(found).capabilities.options
        except StudioError as error:
            self._document.refused.emit(str(error))
            return
        dialog = JobDialog(found.request, options, self)
        dialog.changed.connect(partial(self._control.edit, job))
        dialog.open()

    @Slot(object)
    def _duplicate(self, job: JobId) -> None:
        jobs = self._queue.value.jobs
        found = next(each for each in jobs if each.id == job)
        used = {each.request.seed for each in jobs if each.shot == found.shot}
        self._control.duplicate(job, next_seed(found.request, used))

    def _current(self) -> Job | None:
        index: QModelIndex = self.view.currentIndex()
        return self.model.jobs[index.row()] if index.isValid() else None

    def _do(self, job: JobId, deed: Deed) -> None:
        match deed:
            case Deed.CANCEL:
                self._control.cancel(job)
            case Deed.RETRY:
                self._control.retry(job)
            case Deed.REMOVE:
                self._control.remove(job)

    def _do_first(self) -> None:
        job = self._current()
        if job:
            self._do(job.id, Deed.CANCEL if is_open(job) else Deed.REMOVE)

    def _step(self, step: int) -> None:
        job = self._current()
        to = self.view.currentIndex().row() + step
        if job and 0 <= to < len(self.model.jobs):
            self._control.move(job.id, to)
            self.view.setCurrentIndex(self.model.index(to))

    def _show_shot(self) -> None:
        job = self._current()
        if job and self.model.shot(job):
            self._session.shot.set(job.shot)

    def _open_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if index.isValid():
            self.view.setCurrentIndex(index)
            menu = self.build_menu(self.model.jobs[index.row()])
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.view.viewport().mapToGlobal(at))

    def _repaint(self) -> None:
        self.view.viewport().update()

    def _on_preview_changed(self, shot: ShotId) -> None:
        row = self.model.row_of_shot(shot)
        if row >= 0:
            self.view.update(self.model.index(row))

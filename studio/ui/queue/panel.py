"""`QueuePanel`: the render queue as the window's panel."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QMenu, QStackedLayout, QVBoxLayout, QWidget

from studio.core.ids import JobId, ShotId
from studio.core.jobs import Job, Queue, is_open
from studio.store import Store
from studio.ui.document import Document
from studio.ui.icons import icon
from studio.ui.pictures import Thumbnails
from studio.ui.previews import Previews
from studio.ui.queue.model import JobsModel
from studio.ui.queue.row import ICONS, Deed, JobRow, deeds_of
from studio.ui.session import Session
from studio.ui.theme import M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.label import Label

_ALT = Qt.KeyboardModifier.AltModifier
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_OWN_KEYS = (*_ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)


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
        elif event.key() == Qt.Key.Key_Delete:
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
        thumbnails: Thumbnails,
        previews: Previews,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._queue, self._control = session, queue, control
        self.model = JobsModel(document, queue, parent=self)
        self.view = QueueList()
        self.rows = JobRow(document, self.model, thumbnails, previews, self.view)
        self.total = Label(tone="second")
        self.clear = Button(self.tr("Clear ended"), kind="quiet")
        self._build()
        self._connect(thumbnails, previews)
        self._show_total()

    def build_menu(self, job: Job) -> QMenu:
        """What can be done with a job."""
        menu = QMenu(self)
        for deed in deeds_of(job):
            menu.addAction(icon(ICONS[deed]), self.rows.name(deed), lambda deed=deed: self._do(job.id, deed))
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
        self.clear.clicked.connect(self._control.clear_ended)
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
        self.total.setText(self.tr("{count} to render").format(count=count) if count else self.tr("All done"))
        self.clear.setEnabled(count < len(jobs))
        self._stack.setCurrentIndex(1 if jobs else 0)

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

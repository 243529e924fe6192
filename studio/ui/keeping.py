"""`Keeping`: saves the open film soon after every change, off the GUI thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studio.core.jobs import Queue
from studio.core.project import Project
from studio.storage.folder import FilmFolder
from studio.ui.background import Background
from studio.ui.document import Document

DELAY_MS = 200
RETRY_MS = 5000


class Keeping(QObject):
    """An edit is on disk within half a second. `state_changed` tells whether all is saved.

    After a save that failed, which `failed` tells, it tries again from time to time.
    """

    state_changed = Signal(bool)
    failed = Signal(str)

    def __init__(
        self, document: Document, folder: FilmFolder, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._folder, self._background = document, folder, background
        self._saved = folder.project
        self._queue: deque[Queue] = deque(maxlen=1)  # the newest one not saved yet
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.timeout.connect(self.save)
        document.changed.connect(self._on_changed)

    @property
    def is_saved(self) -> bool:
        """Whether the film on disk is the one that is shown; of one open for reading only, nothing is to be saved."""
        return self._document.read_only or self._document.project is self._saved

    @Slot()
    def save(self) -> None:
        """Save now what is not saved yet."""
        self.settle(_nothing)

    def settle(self, done: Callable[[bool], None]) -> None:
        """Save now what is not saved yet, then tell whether that is on disk."""
        self._delay.stop()
        project = self._document.project
        if project is self._saved or self._document.read_only:
            done(True)
            return

        def saved(_: None) -> None:
            self._saved = project
            self.state_changed.emit(self.is_saved)
            done(True)

        def refused(sentence: str) -> None:
            self._delay.start(RETRY_MS)
            self.failed.emit(sentence)
            done(False)

        self._background.write(self, partial(self._folder.save, project), saved, refused)

    def save_queue(self, queue: Queue) -> None:
        """Save the queue; on a slow disk, one that a newer one has followed is passed over."""
        if not self._document.read_only:
            self._queue.append(queue)
            self._background.write(self, self._write_queue, _nothing, self.failed.emit)

    def _write_queue(self) -> None:
        with suppress(IndexError):  # a write before this one has taken it
            self._folder.save_queue(self._queue.pop())

    @Slot(object, object)
    def _on_changed(self, before: Project, after: Project) -> None:
        self.state_changed.emit(False)
        if self._delay.remainingTime() not in range(DELAY_MS + 1):
            self._delay.start(DELAY_MS)


def _nothing(_: object) -> None:
    pass

"""Runs work off the GUI thread and hands the result back on it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid

from studio.errors import StudioError

T = TypeVar("T")
log = logging.getLogger(__name__)


class Background(QObject):
    """Two lanes: a pool for reading, and one in which writes happen in the order they were asked for.

    `failed` carries the sentence of a `StudioError` that nobody else takes.
    """

    failed = Signal(str)
    _ended = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers = QThreadPool(self)
        self._readers.setMaxThreadCount(2)
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._closed = False
        self._ended.connect(self._hand_over)

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Run `work` on a pool thread, then `done` with its result on this one, if `owner` still lives.

        Once closed it does nothing: what came in last may still ask for the next thing to read.
        """
        if self._closed:
            return
        self._readers.start(_Work(work, self._ended, (owner, done, failed)))

    def write(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """The same, one after the other."""
        self._writer.start(_Work(work, self._ended, (owner, done, failed)))

    def close(self) -> None:
        """Drop what has not begun reading, and wait for the rest and for all writes."""
        self._closed = True
        self._readers.clear()
        self._readers.waitForDone()
        self._writer.waitForDone()

    @Slot(object, object, object)
    def _hand_over(self, ends: tuple[QObject, Callable[[Any], None], Any], result: object, error: object) -> None:
        owner, done, failed = ends
        if not isValid(owner):
            return
        if error is None:
            done(result)
        elif isinstance(error, StudioError):
            (failed or self.failed.emit)(str(error))
        elif isinstance(error, BaseException):
            raise error


class _Work(QRunnable):
    """One piece of work."""

    def __init__(self, work: Callable[[], Any], ended: Any, ends: object) -> None:
        super().__init__()
        self._work = work
        self._ended = ended
        self._ends = ends

    def run(self) -> None:
        """Do it and tell the end."""
        try:
            result = self._work()
        except BaseException as error:
            self._ended.emit(self._ends, None, error)
        else:
            self._ended.emit(self._ends, result, None)

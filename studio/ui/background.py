"""Runs work off the GUI thread and hands the result back on it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid

from studio.errors import StudioError

T = TypeVar("T")
Ends = tuple[QObject, Callable[[Any], None], Callable[[str], None] | None]
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
        # Who waits for what stays here: the last reference to a widget may not be dropped on another thread.
        self._waiting: dict[int, Ends] = {}
        self._numbers = count()
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
        self._readers.start(self._make(work, (owner, done, failed)))

    def write(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """The same, one after the other."""
        self._writer.start(self._make(work, (owner, done, failed)))

    def close(self) -> None:
        """Drop what has not begun reading, and wait for the rest and for all writes."""
        self._closed = True
        self._readers.clear()
        self._readers.waitForDone()
        self._writer.waitForDone()

    def _make(self, work: Callable[[], Any], ends: Ends) -> QRunnable:
        number = next(self._numbers)
        self._waiting[number] = ends
        return _Work(work, self._ended, number)

    @Slot(object, object, object)
    def _hand_over(self, number: int, result: object, error: object) -> None:
        owner, done, failed = self._waiting.pop(number)
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

    def __init__(self, work: Callable[[], Any], ended: Any, number: int) -> None:
        super().__init__()
        self._work = work
        self._ended = ended
        self._number = number

    def run(self) -> None:
        """Do it and tell the end."""
        try:
            result = self._work()
        except BaseException as error:
            self._ended.emit(self._number, None, error)
        else:
            self._ended.emit(self._number, result, None)

"""`Repeating`: takes made again, with a word where the same bits can't be promised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.api import BackendEntry
from studio.core.ids import ShotId
from studio.core.jobs import Queue
from studio.core.project import Take, find_shot
from studio.core.repetition import Surroundings, describe_doubt, next_seed
from studio.core.request import ShotRequest
from studio.render.witness import look_around
from studio.store import Store
from studio.ui.background import Background
from studio.ui.document import Document


class Repeating(QObject):
    """Gives requests of earlier takes to the queue through `add`; `doubted(sentence)` tells why bits may differ."""

    doubted = Signal(str)

    def __init__(
        self,
        document: Document,
        queue: Store[Queue],
        backends: Sequence[BackendEntry],
        background: Background,
        add: Callable[[ShotId, ShotRequest], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._queue, self._background, self._add = document, queue, background, add
        self._backends = {entry.id: entry for entry in backends}

    def repeat(self, shot: ShotId, take: Take) -> None:
        """The same once more. What there is to doubt is said while it waits."""
        entry = self._ready(take)
        if entry:
            self._add(shot, take.request)
            self._background.run(self, partial(look_around, entry), partial(self._doubt, take))

    def reseed(self, shot: ShotId, take: Take) -> None:
        """The same with a seed that no take of the shot has, and none that is waited for."""
        if self._ready(take):
            used = {each.request.seed for each in find_shot(self._document.project, shot).takes}
            used |= {job.request.seed for job in self._queue.value.jobs if job.shot == shot}
            self._add(shot, replace(take.request, seed=next_seed(take.request, used)))

    def _ready(self, take: Take) -> BackendEntry | None:
        """The take's backend, or nothing and a sentence where it can't be made."""
        entry = self._backends.get(take.request.backend)
        if self._document.read_only:
            self._document.refused.emit(
                self.tr("This film is open for reading only; close the other window to render in it.")
            )
            return None
        if entry is None:
            name = take.request.backend
            self._document.refused.emit(
                self.tr("The backend {name} is not installed; install it to make this take again.").format(name=name)
            )
        return entry

    def _doubt(self, take: Take, here: Surroundings) -> None:
        sentence = describe_doubt(take.recipe, here)
        if sentence:
            self.doubted.emit(sentence)

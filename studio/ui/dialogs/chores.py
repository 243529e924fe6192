"""`Chores`: what can be done about the files of the open film, off the GUI thread, one piece of long work at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from functools import partial, reduce
from itertools import takewhile
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from studio.core.edits.film import set_film
from studio.core.edits.media import add_media, drop_media
from studio.core.edits.takes import add_takes, remove_all_takes, remove_takes
from studio.core.jobs import Queue
from studio.core.project import Project
from studio.render.creation import film_path
from studio.storage.collect import collect, is_zip
from studio.storage.folder import FilmFolder
from studio.storage.media import StoredMedia
from studio.storage.missing import Medium, find_lost, relink
from studio.storage.steps import Step, run_steps
from studio.storage.takes import StoredTake
from studio.storage.trash import empty_trash, list_media_trash, list_trash
from studio.storage.usage import Usage, describe_bytes, list_files, measure
from studio.store import Store
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.keeping import Keeping

T = TypeVar("T")
_TELL_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the disk says of a film: what occupies it, and which files are gone."""

    usage: Usage
    lost: tuple[Medium, ...]


class Chores(QObject):
    """`found` brings what a look at the disk has shown, `progressed(share, text)` how far long work is.

    `told(text, level)` says how something ended, `files_returned` which files have come back, by their paths, and
    `busy_changed` whether long work is going on.
    """

    found = Signal(object)
    progressed = Signal(float, str)
    busy_changed = Signal(bool)
    files_returned = Signal(object)
    told = Signal(str, str)

    def __init__(
        self,
        document: Document,
        queue: Store[Queue],
        keeping: Keeping,
        folder: FilmFolder,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._queue, self._keeping = document, queue, keeping
        self._folder, self._background = folder, background
        self._look = Event()  # set once a newer look has begun
        self._work: Event | None = None
        self._lost: set[str] = set()
        self._is_followed = False
        keeping.state_changed.connect(self._on_saved)

    @property
    def folder(self) -> Path:
        """The film's folder."""
        return self._folder.path

    @property
    def document(self) -> Document:
        """The film."""
        return self._document

    @property
    def is_busy(self) -> bool:
        """Whether long work is going on."""
        return self._work is not None

    def follow(self, is_followed: bool) -> None:
        """Whether to look again after every save, because somebody watches."""
        self._is_followed = is_followed
        if is_followed:
            self.look()

    @Slot()
    def look(self) -> None:
        """See what is on disk, once the film is saved as it is."""
        self._keeping.settle(self._begin_look)

    @Slot()
    def stop(self) -> None:
        """End all work at its next step; nothing is left half done."""
        self._look.set()
        if self._work is not None:
            self._work.set()

    def move_to_trash(self, stored: Iterable[StoredTake | StoredMedia]) -> None:
        """One of the user's steps; undo takes it back."""
        takes, media = _part(stored)
        ids, files = {each.take.id for each in takes}, {each.media.id for each in media}
        self._document.apply(self.tr("Move to trash"), lambda film: drop_media(remove_takes(film, ids), files))
        self._keeping.save()

    def restore(self, stored: Iterable[StoredTake | StoredMedia]) -> None:
        """Give takes back to their shots and files to the film, as one of the user's steps."""
        takes, media = _part(stored)
        pairs = [(each.shot, each.take) for each in takes]
        self._document.apply(
            self.tr("Restore from trash"),
            lambda film: reduce(add_media, (each.media for each in media), add_takes(film, pairs)),
        )
        self._keeping.save()

    def empty_trash(self, stored: Iterable[StoredTake | StoredMedia]) -> None:
        """Delete these for good; no step of undo has them any more. What is in the film again stays."""
        project = self._document.project
        used = {take.id for shot in project.shots for take in shot.takes}
        kept = {each.id for each in project.media}
        takes, media = _part(stored)
        takes = [each for each in takes if each.take.id not in used]
        media = [each for each in media if each.media.id not in kept]
        ids, files = {each.take.id for each in takes}, {each.media.id for each in media}
        self._document.amend(lambda film: drop_media(remove_takes(film, ids), files))

        def emptied(_: None) -> None:
            freed = describe_bytes(sum(each.bytes for each in (*takes, *media)))
            self.told.emit(self.tr("{size} are free again.").format(size=freed), "ok")
            self.look()

        def failed(sentence: str) -> None:
            self.told.emit(sentence, "error")
            self.look()

        doomed = [*(each.take for each in takes), *(each.media for each in media)]

        self._background.write(self, partial(empty_trash, self.folder, doomed), emptied, failed)

    def relink(self, lost: tuple[Medium, ...], search: Path) -> None:
        """Bring back what is missing from another folder."""

        def ended(back: tuple[Medium, ...]) -> None:
            words = self.tr("{found} of {count} files are back.").format(found=len(back), count=len(lost))
            self.told.emit(words, "ok" if len(back) == len(lost) else "warn")

        self._run(relink(self._folder, lost, search), ended)

    def collect(self, target: Path) -> None:
        """Write the film as it is now, with all that it refers to."""
        self._collect(self._document.project, target if is_zip(target) else film_path(target))

    def duplicate(self, target: Path, *, with_takes: bool) -> None:
        """The same under another name."""
        project = set_film(self._document.project, name=film_path(target).stem)
        self._collect(project if with_takes else remove_all_takes(project), film_path(target))

    def _collect(self, project: Project, path: Path) -> None:
        def ended(missing: tuple[str, ...]) -> None:
            if missing:
                words = self.tr("{path} is written without {count} files that are gone.")
                self.told.emit(words.format(path=path, count=len(missing)), "warn")
            else:
                self.told.emit(self.tr("{path} is written.").format(path=path), "ok")

        self._run(collect(self.folder, project, path), ended)

    def _run(self, steps: Generator[Step, None, T], ended: Callable[[T], None]) -> None:
        if self._work is not None:
            steps.close()
            self.told.emit(self.tr("Something is being written already; wait for it or stop it."), "warn")
            return
        stop = self._work = Event()
        self.busy_changed.emit(True)
        self.progressed.emit(0.0, "")

        def done(result: T | None) -> None:
            self._rest()
            if result is None:
                self.told.emit(self.tr("Stopped."), "info")
            else:
                ended(result)

        def failed(sentence: str) -> None:
            self._rest()
            self.told.emit(sentence, "error")

        self._background.run(self, partial(run_steps, steps, stop.is_set, self._make_watch()), done, failed)

    def _rest(self) -> None:
        self._work = None
        self.busy_changed.emit(False)
        self.look()

    def _make_watch(self) -> Callable[[Step], None]:
        """Tells of some of the steps; it is called on another thread, and for thousands of them a second."""
        told = 0.0

        def watch(step: Step) -> None:
            nonlocal told
            if monotonic() - told >= _TELL_SECONDS:
                told = monotonic()
                self.progressed.emit(step.done, step.text)

        return watch

    def _begin_look(self, _is_saved: bool) -> None:
        self._look.set()
        stop = self._look = Event()
        project, queue = self._document.project, self._queue.value
        self._background.run(self, partial(_find, self._folder, project, queue, stop.is_set), self._on_found)

    def _on_found(self, found: Found | None) -> None:
        if found is None:  # a newer look is on its way
            return
        lost = {medium.path for medium in found.lost}
        returned, self._lost = self._lost - lost, lost
        self.found.emit(found)
        if returned:
            self.files_returned.emit(returned)

    @Slot(bool)
    def _on_saved(self, is_saved: bool) -> None:
        if is_saved and self._is_followed:
            self.look()


def _find(folder: FilmFolder, project: Project, queue: Queue, is_stopped: Callable[[], bool]) -> Found | None:
    files = list(takewhile(lambda _: not is_stopped(), list_files(folder.path)))
    if is_stopped():
        return None
    trashed, media = list_trash(folder.path, project), list_media_trash(folder.path, project)
    usage = measure(files, project, queue, trashed, media)
    return Found(usage=usage, lost=tuple(find_lost(folder, project)))


def _part(stored: Iterable[StoredTake | StoredMedia]) -> tuple[list[StoredTake], list[StoredMedia]]:
    every = list(stored)
    return [each for each in every if isinstance(each, StoredTake)], [
        each for each in every if isinstance(each, StoredMedia)
    ]

"""`ComposeThread`: composes the frames that are wished for, off the GUI thread."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QImage

from studio.core.project import Project
from studio.errors import StudioError
from studio.media.cache import FrameCache
from studio.media.colour import to_rgb
from studio.media.compose import Composer
from studio.ui.player.kept import Kept, Span

CACHE_BYTES = 384 * 1024 * 1024  # of single pictures of takes
KEPT_BYTES = 384 * 1024 * 1024  # of whole frames
_TELLING = 0.25  # seconds between two words about what is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Frames of a film, the most urgent first, at a size in pixels, both even; without one at the film's own.

    `beside` is another film, of which the same frames are composed as well. `serial` comes back with each picture.
    Within one serial a frame that goes on being wished for is made only once. Frames of `kept_size` are kept, for those
    that look at the film; other wishes have none.
    """

    project: Project
    frames: tuple[int, ...]
    size: tuple[int, int] | None
    serial: int
    beside: Project | None = None
    kept_size: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A frame as it is seen, and that of the film beside where there is one."""

    image: QImage
    beside: QImage | None = None


class ComposeThread(QThread):
    """Only the newest wish counts: when a frame is done, what that wish lacks is made next.

    When it lacks nothing, frames are made to be kept. `kept_changed(spans)` tells which are, a few times a second.
    """

    composed = Signal(int, int, object)
    grabbed = Signal(int, QImage)
    kept_changed = Signal(object)
    failed = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._wish: Wish | None = None
        self._grabs: list[Wish] = []
        self._made: set[int] = set()
        self._store: Wish | None = None
        self._unstored: deque[int] = deque()
        self._is_stale = False
        self._news = Condition()
        self._is_closed = False

    def ask(self, wish: Wish) -> None:
        """Compose these frames from now on, instead of those asked for before."""
        with self._news:
            if self._wish is not None and self._wish.serial == wish.serial:
                self._made.intersection_update(wish.frames)
            else:
                self._made.clear()
            self._wish = wish
            self._news.notify()

    def store(self, wish: Wish | None) -> None:
        """Make these frames to be kept while there is nothing else to do, instead of those asked for before."""
        with self._news:
            self._store = wish
            self._unstored = deque(wish.frames if wish else ())
            self._news.notify()

    def forget(self) -> None:
        """Drop the frames that are kept: files have changed."""
        with self._news:
            self._is_stale = True

    def grab(self, project: Project, frame: int) -> None:
        """Compose one frame at the film's size besides."""
        with self._news:
            self._grabs.append(Wish(project=project, frames=(frame,), size=None, serial=0))
            self._news.notify()

    def close(self) -> None:
        """End and wait."""
        with self._news:
            self._is_closed = True
            self._news.notify()
        self.wait()

    def run(self) -> None:
        """Make frames until closed."""
        studio = _Studio(self._folder)
        told: tuple[Span, ...] = ()
        moment = perf_counter()
        while (task := self._next()) is not None:
            wish, frame, is_seen = task
            self._forget(studio.kept)
            begun = perf_counter()
            try:
                picture = studio.take(wish, frame)
            except StudioError as error:
                if is_seen:
                    self.failed.emit(str(error))
                continue
            if wish.size is None:
                self.grabbed.emit(frame, picture.image)
            elif is_seen:
                self.composed.emit(wish.serial, frame, picture)
            if (self._is_idle() or perf_counter() - moment > _TELLING) and (spans := studio.kept.spans()) != told:
                told, moment = spans, perf_counter()
                self.kept_changed.emit(told)
            if not is_seen:
                self._breathe(perf_counter() - begun)
        studio.close()

    def _forget(self, kept: Kept) -> None:
        with self._news:
            if self._is_stale:
                self._is_stale = False
                kept.clear()

    def _breathe(self, seconds: float) -> None:
        """Leave the machine to others for as long, unless something is to be seen."""
        with self._news:
            self._news.wait_for(lambda: self._is_closed or self._grabs or self._lacking() is not None, seconds)

    def _is_idle(self) -> bool:
        with self._news:
            return not self._has_work()

    def _has_work(self) -> bool:
        return bool(self._grabs) or self._lacking() is not None or bool(self._unstored)

    def _next(self) -> tuple[Wish, int, bool] | None:
        with self._news:
            self._news.wait_for(lambda: self._is_closed or self._has_work())
            if self._is_closed:
                return None
            if self._grabs:
                wish = self._grabs.pop(0)
                return wish, wish.frames[0], True
            if self._wish is not None and (frame := self._lacking()) is not None:
                self._made.add(frame)
                return self._wish, frame, True
            return None if self._store is None else (self._store, self._unstored.popleft(), False)

    def _lacking(self) -> int | None:
        if self._wish is None:
            return None
        return next((frame for frame in self._wish.frames if frame not in self._made), None)


class _Studio:
    """Takes the pictures of wishes, and keeps those that are to be kept."""

    def __init__(self, folder: Path) -> None:
        cache = FrameCache(CACHE_BYTES)
        self._camera, self._second = _Camera(folder, cache), _Camera(folder, cache)
        self.kept = Kept(KEPT_BYTES)

    def take(self, wish: Wish, frame: int) -> Picture:
        """A frame of a wish. Raises `StudioError` for a take that is damaged."""
        if wish.kept_size is not None:
            self.kept.follow(wish.project, wish.kept_size)
        keeps = wish.kept_size is not None and wish.size == wish.kept_size
        image = self.kept.get(frame) if keeps else None
        if image is None:
            image = self._camera.take(wish.project, frame, wish.size)
            if keeps:
                self.kept.put(frame, image)
        beside = None if wish.beside is None else self._second.take(wish.beside, frame, wish.size)
        return Picture(image=image, beside=beside)

    def close(self) -> None:
        """Close the files."""
        self._camera.close()
        self._second.close()


class _Camera:
    """Takes pictures of one film after the other."""

    def __init__(self, folder: Path, cache: FrameCache) -> None:
        self._folder, self._cache = folder, cache
        self._composer: Composer | None = None

    def take(self, film: Project, frame: int, size: tuple[int, int] | None) -> QImage:
        """A frame of a film. Raises `StudioError` for a take that is damaged."""
        if self._composer is None:
            self._composer = Composer(film, self._folder, self._cache)
        self._composer.follow(film)
        pixels = np.ascontiguousarray(to_rgb(self._composer.frame(frame, size)))  # lines may be padded
        height, width, _ = pixels.shape
        return QImage(pixels.data, width, height, width * 3, QImage.Format.Format_RGB888).copy()

    def close(self) -> None:
        """Close the files."""
        if self._composer is not None:
            self._composer.close()

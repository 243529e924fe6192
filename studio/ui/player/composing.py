"""`ComposeThread`: composes the frames that are wished for, off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Condition

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QImage

from studio.core.project import Project
from studio.errors import StudioError
from studio.media.cache import FrameCache
from studio.media.colour import to_rgb
from studio.media.compose import Composer

CACHE_BYTES = 384 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Frames of a film, the most urgent first, at a size in pixels, both even; without one at the film's own.

    `beside` is another film, of which the same frames are composed as well. `serial` comes back with each picture.
    Within one serial a frame that goes on being wished for is made only once.
    """

    project: Project
    frames: tuple[int, ...]
    size: tuple[int, int] | None
    serial: int
    beside: Project | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A frame as it is seen, and that of the film beside where there is one."""

    image: QImage
    beside: QImage | None = None


class ComposeThread(QThread):
    """Only the newest wish counts: when a frame is done, what that wish lacks is made next."""

    composed = Signal(int, int, object)
    grabbed = Signal(int, QImage)
    failed = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._wish: Wish | None = None
        self._grabs: list[Wish] = []
        self._made: set[int] = set()
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
        cache = FrameCache(CACHE_BYTES)
        camera, second = _Camera(self._folder, cache), _Camera(self._folder, cache)
        while (task := self._next()) is not None:
            wish, frame = task
            try:
                image = camera.take(wish.project, frame, wish.size)
                beside = None if wish.beside is None else second.take(wish.beside, frame, wish.size)
            except StudioError as error:
                self.failed.emit(str(error))
                continue
            if wish.size is None:
                self.grabbed.emit(frame, image)
            else:
                self.composed.emit(wish.serial, frame, Picture(image=image, beside=beside))
        camera.close()
        second.close()

    def _next(self) -> tuple[Wish, int] | None:
        with self._news:
            self._news.wait_for(lambda: self._is_closed or self._grabs or self._lacking() is not None)
            if self._is_closed:
                return None
            if self._grabs:
                wish = self._grabs.pop(0)
                return wish, wish.frames[0]
            frame = self._lacking()
            if self._wish is None or frame is None:
                return None
            self._made.add(frame)
            return self._wish, frame

    def _lacking(self) -> int | None:
        if self._wish is None:
            return None
        return next((frame for frame in self._wish.frames if frame not in self._made), None)


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

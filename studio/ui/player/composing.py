"""`ComposeThread`: composes the frame asked for last, off the GUI thread."""

from __future__ import annotations

from pathlib import Path
from threading import Condition

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QImage

from studio.core.project import Project
from studio.errors import StudioError
from studio.media.cache import FrameCache
from studio.media.colour import to_rgb
from studio.media.compose import Composer

CACHE_BYTES = 384 * 1024 * 1024
Wish = tuple[Project, int, tuple[int, int]]


class ComposeThread(QThread):
    """Only the newest wish counts: while a frame is being made, those asked for in between are passed over."""

    composed = Signal(int, QImage)
    failed = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._wish: Wish | None = None
        self._news = Condition()
        self._is_closed = False

    def ask(self, project: Project, frame: int, size: tuple[int, int]) -> None:
        """Compose a frame of this film at a size in pixels, both even."""
        with self._news:
            self._wish = (project, frame, size)
            self._news.notify()

    def close(self) -> None:
        """End and wait."""
        with self._news:
            self._is_closed = True
            self._news.notify()
        self.wait()

    def run(self) -> None:
        """Make frames until closed."""
        composer: Composer | None = None
        cache = FrameCache(CACHE_BYTES)
        while (wish := self._next()) is not None:
            project, frame, size = wish
            try:
                if composer is None:
                    composer = Composer(project, self._folder, cache)
                composer.follow(project)
                rgb = to_rgb(composer.frame(frame, size))
            except StudioError as error:
                self.failed.emit(str(error))
                continue
            height, width, _ = rgb.shape
            image = QImage(rgb.tobytes(), width, height, width * 3, QImage.Format.Format_RGB888).copy()
            self.composed.emit(frame, image)
        if composer is not None:
            composer.close()

    def _next(self) -> Wish | None:
        with self._news:
            self._news.wait_for(lambda: self._is_closed or self._wish is not None)
            wish, self._wish = self._wish, None
            return None if self._is_closed else wish

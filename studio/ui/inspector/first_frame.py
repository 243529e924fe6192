"""`FirstFrameOffer`: a first frame that shows the cast, for backends that take no reference images."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from studio.api import BackendEntry
from studio.core.capabilities import Capabilities
from studio.core.checks import lacks_first_frame
from studio.core.ids import ShotId
from studio.core.image import Image
from studio.core.project import Project, Shot
from studio.render.stills import draw_still, request_still
from studio.ui.background import Background
from studio.ui.cast.taking import Taking
from studio.ui.document import Document
from studio.ui.icons import icon
from studio.ui.inspector.writer import ShotWriter
from studio.ui.widgets.button import Button


class FirstFrameOffer(QWidget):
    """A button whose menu offers the user's still and what each backend with references draws; hidden without need."""

    def __init__(
        self,
        document: Document,
        writer: ShotWriter,
        backends: Sequence[BackendEntry],
        background: Background,
        taking: Taking,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._writer, self._background = document, writer, background
        self._taking, self._folder = taking, folder
        self._drawing = [entry for entry in backends if entry.capabilities.references]
        self._drawn: set[ShotId] = set()
        self.button = Button("", icon_name="image")
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        self._build()

    def show_shot(self, project: Project, shot: Shot, capabilities: Capabilities) -> None:
        """Offer it, where the shot's cast would not be seen otherwise."""
        self.setVisible(not self._document.read_only and lacks_first_frame(project, shot, capabilities))
        self._show_button(shot.id)

    def _show_button(self, shot: ShotId) -> None:
        draws = shot in self._drawn
        self.button.setEnabled(not draws)
        self.button.setText(self.tr("Drawing the first frame…") if draws else self.tr("Make its first frame"))

    def _build(self) -> None:
        self.menu.addAction(icon("folder-open"), self.tr("Choose a still…"), self._ask_for_still)
        for entry in self._drawing:
            words = self.tr("Let {name} draw it").format(name=entry.name)
            self.menu.addAction(icon("image"), words, partial(self._draw, entry))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addStretch()
        self.hide()

    def _ask_for_still(self) -> None:
        shot = self._writer.shot
        if shot:
            use = partial(self._use, shot.id)
            self._taking.ask(self, self.tr("Choose a picture"), partial(self._taking.take, use), many=False)

    def _draw(self, entry: BackendEntry) -> None:
        shot = self._writer.shot
        if shot is None:
            return
        self._drawn.add(shot.id)
        self._show_button(shot.id)
        work = partial(draw_still, entry, request_still(self._document.project, shot, entry), self._folder)
        self._background.run(self, work, partial(self._end, shot.id), partial(self._on_failed, shot.id))

    def _end(self, shot: ShotId, image: Image) -> None:
        self._drawn.discard(shot)
        self._use(shot, image)

    def _on_failed(self, shot: ShotId, sentence: str) -> None:
        self._drawn.discard(shot)
        self._background.failed.emit(sentence)
        if self._writer.shot is not None:
            self._show_button(self._writer.shot.id)

    def _use(self, shot: ShotId, image: Image) -> None:
        self._writer.write_image(self.tr("First frame"), image, shot, first_frame=image.id)

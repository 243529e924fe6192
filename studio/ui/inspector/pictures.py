"""The pictures of a shot: its first and last frame, and what else it must look like."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.ids import ImageId, ShotId
from studio.core.image import Image, ImageRole, Reference
from studio.core.project import Project, Shot
from studio.ui.cast.taking import Taking
from studio.ui.cast.tile import ReferenceTile
from studio.ui.inspector.well import PictureWell
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails
from studio.ui.widgets.flow import FlowLayout

End = Literal["first_frame", "last_frame"]


class PicturesSection(QWidget):
    """Two wells for the frames that a take begins and ends with, then tiles, and a well for one more."""

    def __init__(
        self, writer: ShotWriter, taking: Taking, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._writer, self._taking, self._thumbnails = writer, taking, thumbnails
        self._shot = ShotId("")
        self._images: dict[ImageId, Image] = {}
        self._references: tuple[Reference, ...] = ()
        self.tiles: list[ReferenceTile] = []
        self.first = PictureWell(self.tr("First frame"), thumbnails)
        self.last = PictureWell(self.tr("Last frame"), thumbnails)
        self.more = PictureWell(self.tr("Place or look"), thumbnails)
        self._build()

    def show_shot(self, project: Project, shot: Shot) -> None:
        """The pictures of a shot."""
        self._shot = shot.id
        self._images = {image.id: image for image in project.images}
        self.first.show_image(self._images.get(shot.first_frame) if shot.first_frame else None)
        self.last.show_image(self._images.get(shot.last_frame) if shot.last_frame else None)
        if [each.image for each in shot.images] != [each.image for each in self._references]:
            self._references = shot.images
            self._rebuild()
        self._references = shot.images
        for tile, reference in zip(self.tiles, shot.images, strict=True):
            tile.show_role(reference.role)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        ends: tuple[tuple[PictureWell, End], ...] = ((self.first, "first_frame"), (self.last, "last_frame"))
        self._flow = FlowLayout()
        for well, end in ends:
            self._flow.addWidget(well)
            well.clicked.connect(partial(self._ask_for_end, end))
            well.files_dropped.connect(partial(self._take_end, end))
            well.image_dropped.connect(partial(self._set_end, end))
            well.cleared.connect(partial(self._set_end, end, None))
        self._flow.addWidget(self.more)
        column.addLayout(self._flow)
        self.more.clicked.connect(self._ask_for_more)
        self.more.files_dropped.connect(self._take_more)
        self.more.image_dropped.connect(self._add_known)

    def _rebuild(self) -> None:
        for tile in self.tiles:
            self._flow.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._flow.removeWidget(self.more)
        self.tiles = [self._make_tile(index, reference) for index, reference in enumerate(self._references)]
        for widget in (*self.tiles, self.more):
            self._flow.addWidget(widget)
            widget.show()

    def _make_tile(self, index: int, reference: Reference) -> ReferenceTile:
        tile = ReferenceTile(self._images[reference.image], reference, self._thumbnails, self)
        tile.role_chosen.connect(partial(self._set_role, index))
        tile.removed.connect(partial(self._remove, index))
        tile.moved.connect(partial(self._move, index))
        return tile

    def _ask_for_end(self, end: End, _checked: bool = False) -> None:
        use = partial(self._use_end, end, self._shot)
        self._taking.ask(self, self.tr("Choose a picture"), partial(self._taking.take, use), many=False)

    def _take_end(self, end: End, files: tuple[Path, ...]) -> None:
        self._taking.take(partial(self._use_end, end, self._shot), files)

    def _use_end(self, end: End, shot: ShotId, image: Image) -> None:
        if end == "first_frame":
            self._writer.write_image(self.tr("First frame"), image, shot, first_frame=image.id)
        else:
            self._writer.write_image(self.tr("Last frame"), image, shot, last_frame=image.id)

    def _set_end(self, end: End, image: ImageId | None) -> None:
        if end == "first_frame":
            self._writer.write(self.tr("First frame"), first_frame=image)
        else:
            self._writer.write(self.tr("Last frame"), last_frame=image)

    def _ask_for_more(self) -> None:
        use = partial(self._add, self._shot)
        self._taking.ask(self, self.tr("Choose pictures"), partial(self._taking.take, use), many=True)

    def _take_more(self, files: tuple[Path, ...]) -> None:
        self._taking.take(partial(self._add, self._shot), files)

    def _add_known(self, image: ImageId) -> None:
        if image in self._images:
            self._add(self._shot, self._images[image])

    def _add(self, shot: ShotId, image: Image) -> None:
        present = self._writer.images_of(shot)
        if all(each.image != image.id for each in present):
            images = (*present, Reference(image=image.id, role=ImageRole.PLACE))
            self._writer.write_image(self.tr("Add picture"), image, shot, images=images)

    def _set_role(self, index: int, role: ImageRole) -> None:
        changed = Reference(image=self._references[index].image, role=role)
        images = (*self._references[:index], changed, *self._references[index + 1 :])
        self._writer.write(self.tr("Role of picture"), images=images)

    def _remove(self, index: int) -> None:
        images = (*self._references[:index], *self._references[index + 1 :])
        self._writer.write(self.tr("Remove picture"), images=images)

    def _move(self, index: int, step: int) -> None:
        to = index + step
        if 0 <= to < len(self._references):
            images = list(self._references)
            images[index], images[to] = images[to], images[index]
            self._writer.write(self.tr("Move picture"), images=tuple(images))
            self.tiles[to].setFocus()

"""`Grabbing`: takes the frame at the playhead into the film as an image, and asks what it shall be."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from studio.core.edits.board import set_shot
from studio.core.edits.cast import add_character, add_image, add_reference, next_colour
from studio.core.ids import CharacterId, ShotId
from studio.core.image import Image, ImageRole
from studio.core.project import Character, Project, Shot, find_character, find_scene_of
from studio.core.timecode import format_timecode
from studio.errors import StudioError
from studio.storage.fresh import fresh_id
from studio.storage.images import import_bytes
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.icons import icon
from studio.ui.player.composing import ComposeThread
from studio.ui.player.reel import Reel
from studio.ui.player.seen import Sight
from studio.ui.session import Session


class Grabbing(QObject):
    """`grabbed(menu)` is sent when the image is in the film; the menu says what can be made of it."""

    grabbed = Signal(QMenu)

    def __init__(
        self,
        document: Document,
        session: Session,
        reel: Reel,
        composing: ComposeThread,
        background: Background,
        folder: Path,
        sight: Sight,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._reel = document, session, reel
        self._composing, self._background, self._folder, self._sight = composing, background, folder, sight
        composing.grabbed.connect(self._on_composed)

    def grab(self) -> None:
        """Compose the frame at the playhead at the film's own size, and keep it."""
        if self._document.read_only:
            self._document.apply(self.tr("Grab frame"), _same)  # which says why not
        elif self._reel.frames:
            self._composing.grab(self._reel.film, self._reel.seen)

    def _on_composed(self, frame: int, picture: QImage) -> None:
        project = self._document.project
        shot = self._sight.shot(frame)
        time = format_timecode(frame, project.frame_rate).replace(":", ".").replace(";", ".")
        name = f"{shot.name if shot else project.name} {time}.png"
        self._background.write(self, partial(_keep, self._folder, picture, name), partial(self._offer, frame, picture))

    def _offer(self, frame: int, picture: QImage, image: Image) -> None:
        if self._document.apply(self.tr("Grab frame"), lambda film: add_image(film, image)):
            self.grabbed.emit(self._make_menu(frame, picture, image))

    def _make_menu(self, frame: int, picture: QImage, image: Image) -> QMenu:
        menu = QMenu()
        project = self._document.project
        chosen = self._session.shot.value
        shot = next((each for each in project.shots if each.id == chosen), None) or self._sight.shot(frame)
        if shot is not None:
            self._offer_ends(menu, shot, image)
            others = menu.addMenu(icon("image"), self.tr("Other shots of the scene"))
            for each in find_scene_of(project, shot.id).shots:
                if each.id != shot.id:
                    self._offer_ends(others, each, image)
            others.menuAction().setVisible(not others.isEmpty())
        member = next((each for each in project.cast if each.id == self._session.character.value), None)
        if member is not None:
            known = menu.addAction(icon("user"), self.tr("Add to {name}").format(name=member.name))
            known.triggered.connect(partial(self._add_reference, member.id, image))
        fresh = menu.addAction(icon("user-plus"), self.tr("Add to the cast"))
        fresh.triggered.connect(partial(self._add_character, image))
        menu.addAction(icon("copy"), self.tr("Copy")).triggered.connect(partial(_copy, picture))
        return menu

    def _offer_ends(self, menu: QMenu, shot: Shot, image: Image) -> None:
        """That the shot shall begin, or end, on the image."""
        first = menu.addAction(icon("image"), self.tr("First frame of {name}").format(name=shot.name))
        first.triggered.connect(partial(self._use_end, shot.id, image, at_start=True))
        last = menu.addAction(icon("image"), self.tr("Last frame of {name}").format(name=shot.name))
        last.triggered.connect(partial(self._use_end, shot.id, image, at_start=False))

    def _use_end(self, shot: ShotId, image: Image, *, at_start: bool) -> None:
        if any(each.id == shot for each in self._document.project.shots):
            label = self.tr("First frame") if at_start else self.tr("Last frame")
            self._document.apply(label, partial(_put_end, shot=shot, image=image, at_start=at_start))

    def _add_reference(self, member: CharacterId, image: Image) -> None:
        if any(each.id == member for each in self._document.project.cast):
            self._document.apply(self.tr("Add picture"), partial(_pin, member=member, image=image))

    def _add_character(self, image: Image) -> None:
        taken = {each.name.casefold() for each in self._document.project.cast}
        plain = self.tr("Character")
        names = (plain, *(f"{plain} {number}" for number in range(2, len(taken) + 3)))
        name = next(each for each in names if each.casefold() not in taken)
        member = CharacterId(fresh_id())
        label = self.tr("Add {name} to the cast").format(name=name)
        if self._document.apply(label, partial(_cast, member=member, name=name, image=image)):
            self._session.character.set(member)


def _same(film: Project) -> Project:
    return film


def _put_end(film: Project, *, shot: ShotId, image: Image, at_start: bool) -> Project:
    with_image = add_image(film, image)
    if at_start:
        return set_shot(with_image, shot, first_frame=image.id)
    return set_shot(with_image, shot, last_frame=image.id)


def _pin(film: Project, *, member: CharacterId, image: Image) -> Project:
    role = ImageRole.PLACE if find_character(film, member).is_place else ImageRole.FACE
    return add_reference(film, member, image, role)


def _cast(film: Project, *, member: CharacterId, name: str, image: Image) -> Project:
    return _pin(
        add_character(film, Character(id=member, name=name, colour=next_colour(film))), member=member, image=image
    )


def _keep(folder: Path, picture: QImage, name: str) -> Image:
    """The picture as a PNG in the film's folder."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not picture.save(buffer, "PNG"):  # pyright: ignore[reportArgumentType, reportCallIssue] - stubs want bytes
        raise StudioError(f"{name} can't be written as a PNG; try again.")
    data = bytes(buffer.data().data())
    return import_bytes(folder, data, suffix=".png", width_px=picture.width(), height_px=picture.height(), name=name)


def _copy(picture: QImage) -> None:
    QGuiApplication.clipboard().setImage(picture)

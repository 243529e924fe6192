"""`CastSteps`: what a user does to the cast, each one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from studio.core.edits import cast
from studio.core.ids import CharacterId, ImageId
from studio.core.image import Image, ImageRole
from studio.core.project import Character, Project, find_image
from studio.storage.fresh import fresh_id
from studio.ui.cast.taking import Sorted, Taking
from studio.ui.document import Document

Told = Callable[[CharacterId], None]


class CastSteps(QObject):
    """Makes the edits of the cast in a document. Pictures come in off the GUI thread; `told` gets a new character."""

    def __init__(self, document: Document, taking: Taking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._taking = document, taking

    def add_paths(self, paths: Iterable[Path], character: CharacterId | None, told: Told) -> None:
        """Picture files to a character, else to a new one named after the first; a folder is a character by itself."""
        self._taking.sort(paths, partial(self._add_sorted, character, told))

    def add_image(self, image: QImage, character: CharacterId | None, told: Told) -> None:
        """A picture without a file to a character, else to a new one."""
        name = self.tr("Pasted")
        self._taking.take_image(image, name, self._use_for(character, self._name_next(), told))

    def add_known(self, character: CharacterId, image: ImageId) -> None:
        """A picture that the film has already."""
        found = find_image(self._document.project, image)
        self._document.apply(self.tr("Add picture"), partial(_add_picture, member=character, image=found))

    def rename(self, character: CharacterId, name: str) -> None:
        """Another name, a free one, so that citations stay clear."""
        others = {each.name.casefold() for each in self._document.project.cast if each.id != character}
        free = _free_name(name.strip(), others)
        self._document.apply(self.tr("Rename character"), lambda film: cast.set_character(film, character, name=free))

    def describe(self, character: CharacterId, text: str, merge: object) -> None:
        """What they look like, in words."""
        self._document.apply(
            self.tr("Description"), lambda film: cast.set_character(film, character, description=text), merge=merge
        )

    def set_voice(self, character: CharacterId, text: str, merge: object) -> None:
        """How they sound."""
        self._document.apply(
            self.tr("Voice"), lambda film: cast.set_character(film, character, voice=text), merge=merge
        )

    def set_colour(self, character: CharacterId, colour: str) -> None:
        """Their colour on cards and clips."""
        self._document.apply(self.tr("Colour"), lambda film: cast.set_character(film, character, colour=colour))

    def move(self, character: CharacterId, index: int) -> None:
        """Another place in the cast; `index` counts with the character that moves."""
        at = [each.id for each in self._document.project.cast].index(character)
        to = max(0, index - 1 if at < index else index)
        self._document.apply(self.tr("Move character"), lambda film: cast.move_character(film, character, to))

    def remove(self, character: CharacterId) -> None:
        """Out of the cast and of all shots."""
        self._document.apply(self.tr("Remove character"), lambda film: cast.remove_character(film, character))

    def set_role(self, character: CharacterId, image: ImageId, role: ImageRole) -> None:
        """What a reference image shows."""
        self._document.apply(self.tr("Role of picture"), lambda film: cast.set_role(film, character, image, role))

    def move_image(self, character: CharacterId, image: ImageId, index: int) -> None:
        """A reference image to another place; `index` counts without it."""
        label = self.tr("Move picture")
        self._document.apply(label, lambda film: cast.move_reference(film, character, image, max(0, index)))

    def remove_image(self, character: CharacterId, image: ImageId) -> None:
        """A character without a reference image."""
        self._document.apply(self.tr("Remove picture"), lambda film: cast.remove_reference(film, character, image))

    def _add_sorted(self, character: CharacterId | None, told: Told, found: Sorted) -> None:
        files, folders = found
        if files:
            name = self._free(files[0].stem)
            self._taking.take(self._use_for(character, name, told), files)
        for folder in folders:
            self._taking.take_folder(folder, partial(self._adopt, told))

    def _use_for(self, character: CharacterId | None, name: str, told: Told) -> Callable[[Image], None]:
        """What to do with each picture that has been taken in; all of one drop are one step."""
        member = character or CharacterId(fresh_id())
        return partial(self._use, member, "" if character else name, told, object())

    def _use(self, member: CharacterId, name: str, told: Told, merge: object, image: Image) -> None:
        is_there = any(each.id == member for each in self._document.project.cast)
        if not is_there and not name:
            return  # the character has been removed meanwhile
        label = self.tr("Add {name} to the cast").format(name=name) if name else self.tr("Add pictures")
        edit = partial(_add_picture, member=member, image=image, name=name)
        if self._document.apply(label, edit, merge=merge) and not is_there:
            told(member)

    def _adopt(self, told: Told, found: Project) -> None:
        member = next(iter(found.cast), None)
        if member is None:
            return
        known = next((each for each in self._document.project.cast if each.name == member.name), None)
        label = self.tr("Add {name} to the cast").format(name=member.name)
        edit = partial(_adopt, member=replace(member, id=known.id) if known else member, images=found.images)
        if self._document.apply(label, edit):
            told(known.id if known else member.id)

    def _name_next(self) -> str:
        return self._free(self.tr("Character"))

    def _free(self, name: str) -> str:
        return _free_name(name, {each.name.casefold() for each in self._document.project.cast})


def _add_picture(film: Project, *, member: CharacterId, image: Image, name: str = "") -> Project:
    found = next((each for each in film.cast if each.id == member), None)
    if found is None:
        found = Character(id=member, name=name, colour=cast.next_colour(film))
        film = cast.add_character(film, found)
    return cast.add_reference(film, member, image, ImageRole.PLACE if found.is_place else ImageRole.FACE)


def _adopt(film: Project, *, member: Character, images: tuple[Image, ...]) -> Project:
    """A character of another film, with its images; one that is there gets the images only."""
    if all(each.id != member.id for each in film.cast):
        film = cast.add_character(film, replace(member, references=(), colour=cast.next_colour(film)))
    by_id = {image.id: image for image in images}
    for reference in member.references:
        film = cast.add_reference(film, member.id, by_id[reference.image], reference.role)
    return film


def _free_name(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{name} {number}", number + 1
    return free

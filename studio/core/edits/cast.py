"""Edits of the cast and of the film's images."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict, Unpack

from studio.core.citation import replace_cited
from studio.core.edits.board import change_shots
from studio.core.edits.casting import put_placing
from studio.core.ids import CharacterId, ImageId
from studio.core.image import Image, ImageRole, Reference
from studio.core.project import CAST_COLOURS, Character, Project, Shot, find_character


class CharacterFields(TypedDict, total=False):
    """What can be written about a character."""

    name: str
    description: str
    voice: str
    colour: str


def next_colour(project: Project) -> str:
    """The cast colour used least so far."""
    used = [character.colour for character in project.cast]
    return min(CAST_COLOURS, key=used.count)


def add_character(project: Project, character: Character) -> Project:
    """[Ada] → [Ada][new]."""
    return replace(project, cast=(*project.cast, character))


def set_character(project: Project, character: CharacterId, **fields: Unpack[CharacterFields]) -> Project:
    """[Ada] → [Ida]; a new name is followed by the citations of the old one in every shot."""
    before = find_character(project, character)
    after = replace(before, **fields)
    if after == before:
        return project
    changed = _put(project, after)
    if after.name == before.name:
        return changed
    names = [each.name for each in project.cast]
    return change_shots(changed, lambda shot: _rename(shot, names, before.name, after.name))


def remove_character(project: Project, character: CharacterId) -> Project:
    """[Ada][Bo] → [Bo]; shots lose her, her lines stay with no speaker."""
    find_character(project, character)
    cast = tuple(each for each in project.cast if each.id != character)
    return change_shots(replace(project, cast=cast), lambda shot: _without(shot, character))


def move_character(project: Project, character: CharacterId, index: int) -> Project:
    """[Ada][Bo][Cy] → [Bo][Ada][Cy]."""
    moved = find_character(project, character)
    rest = [each for each in project.cast if each.id != character]
    cast = (*rest[:index], moved, *rest[index:])
    return project if cast == project.cast else replace(project, cast=cast)


def add_image(project: Project, image: Image) -> Project:
    """Take a picture into the film; one that is already there is not taken twice."""
    if any(each.id == image.id for each in project.images):
        return project
    return replace(project, images=(*project.images, image))


def add_reference(project: Project, character: CharacterId, image: Image, role: ImageRole) -> Project:
    """Ada: [front] → Ada: [front][side]."""
    before = find_character(project, character)
    if any(reference.image == image.id for reference in before.references):
        return project
    references = (*before.references, Reference(image=image.id, role=role))
    return _put(add_image(project, image), replace(before, references=references))


def set_role(project: Project, character: CharacterId, image: ImageId, role: ImageRole) -> Project:
    """Ada: [front: face] → Ada: [front: outfit]."""
    before = find_character(project, character)
    references = tuple(replace(each, role=role) if each.image == image else each for each in before.references)
    return project if references == before.references else _put(project, replace(before, references=references))


def move_reference(project: Project, character: CharacterId, image: ImageId, index: int) -> Project:
    """Ada: [front][side] → Ada: [side][front]."""
    before = find_character(project, character)
    moved = [each for each in before.references if each.image == image]
    rest = [each for each in before.references if each.image != image]
    references = (*rest[:index], *moved, *rest[index:])
    return project if references == before.references else _put(project, replace(before, references=references))


def remove_reference(project: Project, character: CharacterId, image: ImageId) -> Project:
    """Ada: [front][side] → Ada: [front]. No shot pins it any more; the picture stays in the film for other uses."""
    before = find_character(project, character)
    references = tuple(each for each in before.references if each.image != image)
    if references == before.references:
        return project
    changed = _put(project, replace(before, references=references))
    return change_shots(changed, lambda shot: _unpin(shot, character, image))


def _put(project: Project, character: Character) -> Project:
    return replace(project, cast=tuple(character if each.id == character.id else each for each in project.cast))


def _rename(shot: Shot, names: list[str], before: str, after: str) -> Shot:
    def write(name: str) -> str:
        return "@" + (after if name == before else name)

    action = replace_cited(shot.action, names, write)
    return shot if action == shot.action else replace(shot, action=action)


def _without(shot: Shot, character: CharacterId) -> Shot:
    cast = tuple(each for each in shot.cast if each != character)
    placing = tuple(each for each in shot.placing if each.character != character)
    dialogue = tuple(replace(line, speaker=None) if line.speaker == character else line for line in shot.dialogue)
    changed = replace(shot, cast=cast, placing=placing, dialogue=dialogue)
    return shot if changed == shot else changed


def _unpin(shot: Shot, character: CharacterId, image: ImageId) -> Shot:
    placing = shot.placing_of(character)
    if image not in placing.images:
        return shot
    return put_placing(shot, replace(placing, images=tuple(each for each in placing.images if each != image)))

"""Edits of who is in a shot: casting, and where a character stands there, with which images and which voice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from studio.core.edits.board import change_shots
from studio.core.ids import CharacterId, ImageId, ShotId
from studio.core.placing import Place, Placing
from studio.core.plan import find_cast
from studio.core.project import Project, Shot, find_character, find_shot

Seat = tuple[ShotId, CharacterId]


def cast_characters(project: Project, seats: Iterable[Seat]) -> Project:
    """a: [Ada] → a: [Ada][Bo]; those listed already stay where they are in the order."""
    wanted = _by_shot(seats)
    return change_shots(project, lambda shot: _list_also(shot, wanted.get(shot.id, ())))


def uncast_characters(project: Project, seats: Iterable[Seat]) -> Project:
    """a: [Ada on the left][Bo] → a: [Bo]; her place goes, too, unless the words of the shot still name her."""
    wanted = _by_shot(seats)
    return change_shots(project, lambda shot: _strike(project, shot, wanted[shot.id]) if shot.id in wanted else shot)


def place_character(project: Project, shot: ShotId, character: CharacterId, place: Place | None) -> Project:
    """a: [Ada] → a: [Ada on the left]."""
    return _put(project, shot, replace(_find(project, shot, character), place=place))


def pin_images(project: Project, shot: ShotId, character: CharacterId, images: Collection[ImageId]) -> Project:
    """a: [Ada: the most telling images] → a: [Ada: side]; none pinned is the automatic choice again."""
    known = [reference.image for reference in find_character(project, character).references]
    pinned = tuple(image for image in known if image in images)
    return _put(project, shot, replace(_find(project, shot, character), images=pinned))


def set_voice(project: Project, shot: ShotId, character: CharacterId, voice: str) -> Project:
    """a: [Ada] → a: [Ada: whispering]; empty for her own voice."""
    return _put(project, shot, replace(_find(project, shot, character), voice=voice))


def put_placing(shot: Shot, placing: Placing) -> Shot:
    """The shot with a placing in the place of the character's one before; without it where it says nothing."""
    if placing == shot.placing_of(placing.character):
        return shot
    placings = {each.character: each for each in shot.placing} | {placing.character: placing}
    return replace(shot, placing=tuple(each for each in placings.values() if not each.is_empty))


def _find(project: Project, shot: ShotId, character: CharacterId) -> Placing:
    find_character(project, character)
    return find_shot(project, shot).placing_of(character)


def _put(project: Project, shot: ShotId, placing: Placing) -> Project:
    return change_shots(project, lambda each: put_placing(each, placing) if each.id == shot else each)


def _by_shot(seats: Iterable[Seat]) -> dict[ShotId, list[CharacterId]]:
    found: dict[ShotId, list[CharacterId]] = {}
    for shot, character in seats:
        found.setdefault(shot, []).append(character)
    return found


def _list_also(shot: Shot, characters: Collection[CharacterId]) -> Shot:
    cast = tuple(dict.fromkeys((*shot.cast, *characters)))
    return shot if cast == shot.cast else replace(shot, cast=cast)


def _strike(project: Project, shot: Shot, characters: Collection[CharacterId]) -> Shot:
    struck = replace(shot, cast=tuple(each for each in shot.cast if each not in characters))
    gone = {*characters} - {character.id for character in find_cast(project, struck)}
    placing = tuple(each for each in shot.placing if each.character not in gone)
    return shot if (struck.cast, placing) == (shot.cast, shot.placing) else replace(struck, placing=placing)

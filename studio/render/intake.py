"""Takes the user's pictures into a film: checked, copied by content, and cast."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import cast

from studio.core.edits.cast import add_character, add_reference, next_colour
from studio.core.ids import CharacterId
from studio.core.image import Image, ImageRole
from studio.core.project import Character, Project
from studio.errors import StudioError
from studio.media.pictures import read_facts
from studio.storage.fresh import fresh_id
from studio.storage.images import copy_image

CHARACTER_FILE = "character.toml"
_KEYS = {"description", "voice", "roles"}
_NO_PICTURES = {".toml", ".txt", ".md", ".csv", ".json", ".db", ".ini"}


def take_in(folder: Path, source: Path) -> Image:
    """Check a picture and copy it into the film's folder. Raises `StudioError` with the picture's name."""
    facts = read_facts(source)
    return copy_image(
        folder,
        source,
        sha256=facts.sha256,
        suffix=facts.suffix,
        width_px=facts.width_px,
        height_px=facts.height_px,
        name=source.name,
    )


def add_cast(project: Project, folder: Path, pictures: Path) -> tuple[Project, tuple[str, ...]]:
    """The film with a character for every subfolder of `pictures`, and a sentence for each picture that was left out.

    A character already in the film gets the pictures too. Raises `StudioError` for a folder that is none.
    """
    if not pictures.is_dir():
        raise StudioError(f"{pictures} is no folder; give one with a subfolder for each character.")
    problems: list[str] = []
    for home in (path for path in _list_folder(pictures) if path.is_dir()):
        project, found = add_member(project, folder, home)
        problems += found
    return project, tuple(problems)


def add_member(project: Project, folder: Path, home: Path) -> tuple[Project, tuple[str, ...]]:
    """The film with a character named after the folder `home`, and a sentence for each picture that was left out."""
    problems: list[str] = []
    description, voice, roles = _read_character(home / CHARACTER_FILE)
    found = next((each for each in project.cast if each.name.casefold() == home.name.casefold()), None)
    if found is None:
        found = Character(
            id=CharacterId(fresh_id()),
            name=home.name,
            description=description,
            voice=voice,
            colour=next_colour(project),
        )
        project = add_character(project, found)
    else:
        changed = replace(found, description=description or found.description, voice=voice or found.voice)
        project = replace(project, cast=tuple(changed if each.id == found.id else each for each in project.cast))
    for path in _list_folder(home):
        if path.is_dir() or path.suffix.casefold() in _NO_PICTURES:
            continue
        try:
            image = take_in(folder, path)
        except StudioError as error:
            problems.append(str(error))
        else:
            project = add_reference(project, found.id, image, roles.get(path.name, ImageRole.FACE))
    return project, tuple(problems)


def _list_folder(folder: Path) -> list[Path]:
    """What lies in a folder and is not hidden, by name. Raises `StudioError`."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise StudioError(f"{folder} can't be read ({error.strerror}); check its permissions.") from None


def _read_character(path: Path) -> tuple[str, str, dict[str, ImageRole]]:
    """Description, voice and roles by file name; all empty where there is no such file."""
    if not path.exists():
        return "", "", {}
    where = f"{path.parent.name}/{path.name}"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StudioError(f"{where} can't be read ({error}); mend or remove it.") from None
    unknown = sorted(table.keys() - _KEYS)
    if unknown:
        raise StudioError(f"{where} has an unknown key “{unknown[0]}”; known are description, voice and [roles].")
    description, voice = table.get("description", ""), table.get("voice", "")
    roles: object = table.get("roles", {})
    if not isinstance(description, str) or not isinstance(voice, str) or not isinstance(roles, dict):
        raise StudioError(f"{where}: description and voice are texts, [roles] is a table of file names.")
    try:
        named = cast("dict[str, object]", roles)
        return description, voice, {file: ImageRole(str(role)) for file, role in named.items()}
    except ValueError:
        raise StudioError(f"{where}: a role is one of {', '.join(ImageRole)}.") from None

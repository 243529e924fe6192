"""Files that a film speaks of and that are not there, or lead out of its folder."""

from __future__ import annotations

from studio.core.project import Take
from studio.errors import StudioError
from studio.storage.folder import FilmFolder


def has_take(folder: FilmFolder, take: Take) -> bool:
    """Whether the file of a take is in the film's folder."""
    try:
        return folder.path_of(take.path).is_file()
    except StudioError:
        return False


def find_missing(folder: FilmFolder) -> list[str]:
    """A sentence for each file of the film that is gone or would lie outside its folder."""
    project = folder.project
    files = [(f"The picture {image.name}", image.path) for image in project.images]
    files += [(f"A take of {shot.name}", take.path) for shot in project.shots for take in shot.takes]
    sentences: list[str] = []
    for what, path in files:
        try:
            there = folder.path_of(path).is_file()
        except StudioError as error:
            sentences.append(str(error))
        else:
            if not there:
                sentences.append(f"{what} is gone: {path}; put the file back, or render or add it again.")
    return sentences

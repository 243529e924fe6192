"""`usage`, `trash`, `relink`, `collect` and `duplicate`."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import reduce
from pathlib import Path
from typing import TypeVar

from studio.commands.opening import open_film
from studio.commands.terminal import Exit, ExitError, Terminal, failing_with, interruptible
from studio.core.edits.film import set_film
from studio.core.edits.media import add_media, drop_media
from studio.core.edits.takes import add_takes, remove_all_takes, remove_takes
from studio.core.project import Project
from studio.render.creation import film_path
from studio.storage.collect import collect as collect_film
from studio.storage.collect import is_zip
from studio.storage.media import StoredMedia
from studio.storage.missing import find_lost
from studio.storage.missing import relink as relink_film
from studio.storage.steps import Step, run_steps
from studio.storage.takes import StoredTake
from studio.storage.trash import empty_trash, list_media_trash, list_trash
from studio.storage.usage import Kind, describe_bytes, find_unused, find_unused_media, list_files, measure

T = TypeVar("T")

NAMES = {
    Kind.CUT: "takes in the cut",
    Kind.KEPT: "other takes in use",
    Kind.MEDIA: "media in the cut",
    Kind.UNUSED: "takes and media that nothing uses",
    Kind.PICTURES: "pictures",
    Kind.SOUNDS: "sounds",
    Kind.BACKUPS: "earlier versions",
    Kind.CACHE: "can be made again",
    Kind.TRASH: "trash",
    Kind.FILM: "the film itself",
    Kind.OTHER: "other files",
}


def usage(terminal: Terminal, film: Path) -> None:
    """Say what occupies how much, the takes that nothing uses last."""
    with open_film(film) as folder:
        project, trashed = folder.project, list_trash(folder.path, folder.project)
        media = list_media_trash(folder.path, project)
        used = measure(list_files(folder.path), project, folder.queue, trashed, media)
    terminal.say(f"{folder.path.name}: {describe_bytes(used.total)}")
    for kind, count in used.bytes.items():
        terminal.say(f"{describe_bytes(count):>10}  {NAMES[kind]}")
    for each in used.unused:
        terminal.say(f"Nothing uses {_name(project, each)}")
    for file in used.unused_media:
        terminal.say(f"Nothing uses {_name_media(file)}")
    result: dict[str, object] = {
        "film": str(folder.path),
        "bytes": used.total,
        "kinds": dict(used.bytes),
        "unused": [_describe(project, each) for each in used.unused],
        "unused_media": [_describe_media(each) for each in used.unused_media],
        "trash": [_describe(project, each) for each in used.trashed],
        "trashed_media": [_describe_media(each) for each in used.trashed_media],
    }
    terminal.give(result)


def trash(terminal: Terminal, film: Path, unused: bool, restore: bool, empty: bool) -> None:
    """Move takes and media to the trash and back, delete them for good, and say what lies there then."""
    if restore and (unused or empty):
        raise ExitError(Exit.WRONG_USE, "--restore goes alone; leave --unused and --empty out.")
    deleted = lost = 0
    with open_film(film, write=unused or restore or empty) as folder, failing_with(Exit.SOME_FAILED):
        if unused:
            gone = {take.id for _, take in find_unused(folder.project, folder.queue)}
            media = {each.id for each in find_unused_media(folder.project)}
            folder.save(drop_media(remove_takes(folder.project, gone), media))
        if restore:
            back = list_trash(folder.path, folder.project)
            files = list_media_trash(folder.path, folder.project)
            with_takes = add_takes(folder.project, ((each.shot, each.take) for each in back))
            folder.save(reduce(add_media, (each.media for each in files), with_takes))
            lost = len(list_trash(folder.path, folder.project))
        if empty:
            doomed, files = list_trash(folder.path, folder.project), list_media_trash(folder.path, folder.project)
            empty_trash(folder.path, [*(each.take for each in doomed), *(each.media for each in files)])
            deleted = sum(each.bytes for each in (*doomed, *files))
        project, left = folder.project, list_trash(folder.path, folder.project)
        left_media = list_media_trash(folder.path, folder.project)
    for each in left:
        terminal.say(f"In the trash: {_name(project, each)}")
    for file in left_media:
        terminal.say(f"In the trash: {_name_media(file)}")
    if lost:
        terminal.warn(f"{lost} takes stay in the trash: their shots are no more in the film.")
    if deleted:
        terminal.say(f"Deleted for good: {describe_bytes(deleted)}")
    if not (left or left_media):
        terminal.say("The trash is empty.")
    result: dict[str, object] = {
        "film": str(folder.path),
        "trash": [_describe(project, each) for each in left],
        "trashed_media": [_describe_media(each) for each in left_media],
        "deleted": deleted,
    }
    terminal.give(result, code=Exit.SOME_FAILED if lost else Exit.DONE)


def relink(terminal: Terminal, film: Path, search: Path) -> None:
    """Bring back what is missing from another folder."""
    if not search.is_dir():
        raise ExitError(Exit.WRONG_USE, f"{search} is no folder; name one that has the missing files.")
    with open_film(film, write=True) as folder:
        lost = find_lost(folder, folder.project)
        back = _run(terminal, relink_film(folder, lost, search), search.name, "Stopped; what was found is back.")
        left = find_lost(folder, folder.project)
    for medium in back:
        terminal.say(f"{medium.what} is back: {medium.path}")
    for medium in left:
        terminal.warn(f"{medium.what} was not found: {medium.path}")
    if not lost:
        terminal.say(f"No file of {folder.path.name} is missing.")
    result: dict[str, object] = {
        "film": str(folder.path),
        "back": [medium.path for medium in back],
        "missing": [medium.path for medium in left],
    }
    terminal.give(result, code=Exit.SOME_FAILED if left else Exit.DONE)


def collect(terminal: Terminal, film: Path, target: Path) -> None:
    """Write the film with all that it refers to."""
    _collect(terminal, film, target if is_zip(target) else film_path(target), lambda project: project)


def duplicate(terminal: Terminal, film: Path, target: Path, without_takes: bool) -> None:
    """The same under another name, on request without its takes."""

    path = film_path(target)

    def rename(project: Project) -> Project:
        named = set_film(project, name=path.stem)
        return remove_all_takes(named) if without_takes else named

    _collect(terminal, film, path, rename)


def _collect(terminal: Terminal, film: Path, path: Path, change: Callable[[Project], Project]) -> None:
    with open_film(film) as folder:
        steps = collect_film(folder.path, change(folder.project), path)
        missing = _run(terminal, steps, path.name, f"Stopped; {path.name} was not written.")
    for sentence in missing:
        terminal.warn(sentence)
    terminal.say(f"{path}: {describe_bytes(_size(path))}")
    result: dict[str, object] = {"film": str(folder.path), "target": str(path), "missing": list(missing)}
    terminal.give(result, code=Exit.SOME_FAILED if missing else Exit.DONE)


def _run(terminal: Terminal, steps: Generator[Step, None, T], name: str, stopped: str) -> T:
    """What comes of the steps. Ends the command where they fail, and where it is interrupted."""
    with interruptible() as stop, failing_with(Exit.SOME_FAILED), terminal.bar(name) as move:
        result = run_steps(steps, stop.is_set, lambda step: move(step.done, step.text))
    if result is None:
        raise ExitError(Exit.INTERRUPTED, stopped)
    return result


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else sum(file.bytes for file in list_files(path))


def _describe(project: Project, each: StoredTake) -> dict[str, object]:
    return {
        "shot": _name_shot(project, each),
        "id": each.shot,
        "take": each.take.id,
        "file": each.take.path,
        "bytes": each.bytes,
        "made": each.take.made,
    }


def _describe_media(each: StoredMedia) -> dict[str, object]:
    return {"id": each.media.id, "name": each.media.name, "file": each.media.path, "bytes": each.bytes}


def _name_media(each: StoredMedia) -> str:
    return f"{each.media.path}, the {each.media.kind} {each.media.name}, {describe_bytes(each.bytes)}"


def _name(project: Project, each: StoredTake) -> str:
    return f"{each.take.path}, a take of {_name_shot(project, each)}, {describe_bytes(each.bytes)}"


def _name_shot(project: Project, each: StoredTake) -> str:
    """The shot as it is called now, or was called when the take was made."""
    return next((shot.name for shot in project.shots if shot.id == each.shot), each.take.request.shot_name)

"""`check` and `show`."""

from __future__ import annotations

from pathlib import Path

from studio.commands.opening import DEFAULT_BACKEND, open_film, open_plugins
from studio.commands.terminal import Exit, Terminal
from studio.core.checks import check_shot
from studio.core.plan import find_cast, is_stale
from studio.core.project import Project, Shot, find_shot
from studio.core.seams import find_idle_matches
from studio.core.timecode import format_duration, format_rate, format_timecode
from studio.core.timeline import shot_of
from studio.errors import StudioError
from studio.media.reader import TakeReader
from studio.plugins import Plugins
from studio.render.batch import name_backend
from studio.storage.folder import FilmFolder
from studio.storage.missing import find_missing, has_take


def check(terminal: Terminal, film: Path) -> None:
    """Say what is wrong, one sentence a line: errors lose something at export, notes are worth a look."""
    plugins = open_plugins(terminal)
    with open_film(film) as folder:
        errors = [*find_missing(folder), *find_damaged(folder), *find_unrenderable(folder.project, plugins)]
        notes = find_notes(folder.project, plugins)
    for sentence in (*errors, *notes):
        terminal.say(sentence)
    if not errors and not notes:
        terminal.say(f"{folder.path.name} is in order.")
    result: dict[str, object] = {"film": str(folder.path), "errors": errors, "notes": notes}
    terminal.give(result, code=Exit.SOME_FAILED if errors else Exit.DONE)


def find_damaged(folder: FilmFolder) -> list[str]:
    """A sentence for each take whose file is there and can't be played."""
    sentences: list[str] = []
    for shot in folder.project.shots:
        for take in (take for take in shot.takes if has_take(folder, take)):
            try:
                with TakeReader(folder.path_of(take.path)) as reader:
                    reader.frame(take.frames - 1)
            except StudioError as error:
                sentences.append(f"{shot.name}: {error}")
    return sentences


def find_unrenderable(project: Project, plugins: Plugins) -> list[str]:
    """A sentence for each shot whose backend is not there."""
    sentences: list[str] = []
    for shot in project.shots:
        try:
            plugins.backend(name_backend(project, shot, DEFAULT_BACKEND))
        except StudioError as error:
            sentences.append(f"{shot.name}: {error}")
    return sentences


def find_notes(project: Project, plugins: Plugins) -> list[str]:
    """What the inspector would say of each shot."""
    known = {entry.id: entry for entry in plugins.backends}
    notes = [
        f"{shot.name}: {sentence}"
        for shot in project.shots
        if (entry := known.get(name_backend(project, shot, DEFAULT_BACKEND))) is not None
        for sentence in check_shot(project, shot, entry.capabilities)
    ]
    idle = (find_shot(project, shot_of(clip)).name for clip in find_idle_matches(project))
    return [
        *notes,
        *(f"{name}: its match was made for another take and is not applied; match it again." for name in idle),
    ]


def show(terminal: Terminal, film: Path) -> None:
    """The film as a table, a row a shot."""
    plugins = open_plugins(terminal)
    with open_film(film) as folder:
        project = folder.project
    rows = [_describe(project, scene.name, shot, plugins) for scene in project.scenes for shot in scene.shots]
    length = format_timecode(project.timeline.frames, project.frame_rate)
    rate = format_rate(project.frame_rate)
    if not terminal.as_json:
        terminal.say(f"{project.name} · {project.width}x{project.height} · {rate} frames per second · {length}")
        columns = ("scene", "shot", "cast", "action", "length", "backend", "takes", "state")
        cells = [[str(row[column]) for column in columns] for row in rows]
        terminal.print_table([column.capitalize() for column in columns], cells)
    result: dict[str, object] = {
        "film": str(folder.path),
        "name": project.name,
        "width": project.width,
        "height": project.height,
        "rate": rate,
        "frames": project.timeline.frames,
        "cast": [{"name": each.name, "images": len(each.references)} for each in project.cast],
        "shots": rows,
        "tracks": len(project.timeline.tracks),
    }
    terminal.give(result)


def _describe(project: Project, scene: str, shot: Shot, plugins: Plugins) -> dict[str, object]:
    return {
        "scene": scene,
        "shot": shot.name,
        "id": shot.id,
        "cast": ", ".join(character.name for character in find_cast(project, shot)),
        "action": shot.action,
        "length": format_duration(shot.frames, project.frame_rate),
        "frames": shot.frames,
        "backend": name_backend(project, shot, DEFAULT_BACKEND),
        "takes": len(shot.takes),
        "state": state_of(project, shot, plugins),
    }


def state_of(project: Project, shot: Shot, plugins: Plugins) -> str:
    """Draft, ready, or out of date; a shot whose backend is gone keeps its take as ready."""
    if shot.take is None:
        return "draft"
    entry = next((e for e in plugins.backends if e.id == name_backend(project, shot, DEFAULT_BACKEND)), None)
    return "out of date" if entry and is_stale(project, shot, entry.id, entry.capabilities) else "ready"

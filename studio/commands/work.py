"""`new`, `import`, `render` and `export`."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

from studio.api import BackendEntry, ExporterEntry, Preview, Progress
from studio.commands.opening import DEFAULT_BACKEND, open_film, open_plugins
from studio.commands.terminal import Exit, ExitError, Terminal, failing_with, interruptible
from studio.core.draft import LISTS, SCREENPLAYS, add_draft, preview_draft
from studio.core.edits.takes import add_take
from studio.core.project import Project, Shot, Take
from studio.core.timecode import format_rate, parse_timecode
from studio.core.timeline import place_clips
from studio.errors import StudioError
from studio.paths import resources_folder
from studio.plugins import Plugins
from studio.render.batch import list_missing, list_requests, name_backend, select_shots
from studio.render.creation import Recipe, create_film, film_path, parse_size, read_rate, read_shots, read_template
from studio.render.engines import Engines
from studio.render.export import request_export, write_film
from studio.render.take import StoppedError
from studio.storage.folder import FilmFolder
from studio.storage.fresh import fresh_id
from studio.storage.missing import has_take


def new(
    terminal: Terminal,
    folder: Path,
    template: str | None,
    shots: Path | None,
    cast: Path | None,
    size: str | None,
    rate: str | None,
) -> None:
    """Make a film and say where."""
    path = film_path(folder)
    with failing_with(Exit.WRONG_USE):
        recipe = find_template(template) if template else Recipe(name=path.stem)
        if size:
            width, height = parse_size(size)
            recipe = replace(recipe, width=width, height=height)
        if rate:
            recipe = replace(recipe, frame_rate=read_rate(rate))
        recipe = replace(recipe, shots=shots or recipe.shots, cast=cast or recipe.cast)
        made, problems = create_film(path, recipe)
    made.close()
    for problem in problems:
        terminal.warn(problem)
    project = made.project
    count = sum(1 for _ in project.shots)
    terminal.say(f"{made.path}: {count} shots, {len(project.cast)} in the cast.")
    result: dict[str, object] = {
        "film": str(made.path),
        "shots": count,
        "cast": [character.name for character in project.cast],
        "images": len(project.images),
        "width": project.width,
        "height": project.height,
        "rate": format_rate(project.frame_rate),
        "problems": list(problems),
    }
    terminal.give(result, code=Exit.SOME_FAILED if problems else Exit.DONE)


def import_shots(terminal: Terminal, film: Path, shots: Path) -> None:
    """Take the shots of a list or a screenplay in, at the film's end."""
    if shots.suffix.casefold() not in (*LISTS, *SCREENPLAYS):
        raise ExitError(Exit.WRONG_USE, f"{shots.name} can't be imported; give a .csv or a .fountain file.")
    with failing_with(Exit.WRONG_USE):
        draft = read_shots(shots, strict=True)
    with open_film(film, write=True) as folder:
        with failing_with(Exit.WRONG_USE):
            preview = preview_draft(folder.project, draft)
        with failing_with(Exit.SOME_FAILED):
            folder.save(add_draft(folder.project, draft, fresh_id))
    names = {shot.id: shot.name for scene in preview.scenes for shot in scene.shots}
    warnings = [f"{names[shot]}: {sentence}" for shot, sentences in preview.doubts.items() for sentence in sentences]
    for warning in warnings:
        terminal.warn(warning)
    cast = [character.name for character in preview.newcomers]
    terminal.say(f"{folder.path}: {preview.shots} new shots, {len(cast)} new in the cast.")
    result: dict[str, object] = {
        "film": str(folder.path),
        "shots": preview.shots,
        "scenes": [scene.name for scene in preview.scenes],
        "cast": cast,
        "frames": preview.frames,
        "warnings": warnings,
    }
    terminal.give(result)


def find_template(name: str) -> Recipe:
    """The recipe of a template that ships with the editor. Raises `StudioError` that names those there are."""
    home = resources_folder() / "templates"
    known = sorted(path.parent.name for path in home.glob("*/template.toml"))
    if name not in known:
        raise StudioError(f"There is no template “{name}”; choose one of: {', '.join(known)}.")
    return read_template(home / name)


def render(
    terminal: Terminal, film: Path, wanted: list[str], stale: bool, backend: str | None, seed: int | None, takes: int
) -> None:
    """Make the takes that are missing, saving each as it is done."""
    plugins = open_plugins(terminal)
    with open_film(film, write=True) as folder, interruptible() as stop:
        work = choose_work(folder, plugins, wanted, stale, backend, takes)
        result = render_shots(terminal, folder, plugins, work, backend, seed, stop)
    if not work:
        terminal.say("Every shot has its take; name one with --shot for another.")
    failed, interrupted = result["failed"], stop.is_set()
    code = Exit.INTERRUPTED if interrupted else Exit.SOME_FAILED if failed else Exit.DONE
    if interrupted:
        terminal.warn("Stopped; run the same command again to go on.")
    terminal.give({"film": str(folder.path), **result}, code=code)


def choose_work(
    folder: FilmFolder, plugins: Plugins, wanted: list[str], stale: bool, backend: str | None, takes: int
) -> list[tuple[Shot, int]]:
    """Which shots to render how often. Ends the command for a shot or backend that isn't there or lacks something."""
    project, is_there = folder.project, partial(has_take, folder)
    with failing_with(Exit.WRONG_USE):
        chosen = select_shots(project, wanted)
    with failing_with(Exit.NO_BACKEND):
        for shot in chosen or project.shots:
            plugins.backend(backend or name_backend(project, shot, DEFAULT_BACKEND))

        def find(id_: str) -> BackendEntry:
            return plugins.backend(backend or id_)

        work = [(shot, takes) for shot in chosen] or list(
            list_missing(project, find, DEFAULT_BACKEND, takes=takes, stale=stale, is_there=is_there)
        )
        for entry in {find(name_backend(project, shot, DEFAULT_BACKEND)) for shot, _ in work}:
            if lack := entry.lack():
                raise StudioError(lack)
    return work


def render_shots(
    terminal: Terminal,
    folder: FilmFolder,
    plugins: Plugins,
    work: list[tuple[Shot, int]],
    backend: str | None,
    seed: int | None,
    stop: Event,
) -> dict[str, object]:
    """Render one shot after the other; what fails is said and the rest goes on."""
    rendered: list[dict[str, object]] = []
    failed: list[dict[str, object]] = []
    began = time.monotonic()
    project = folder.project
    with closing(Engines(folder.path)) as engines:
        for shot, count in work:
            entry = plugins.backend(backend or name_backend(project, shot, DEFAULT_BACKEND))
            for request in list_requests(project, shot, entry, count, seed):
                if stop.is_set():
                    break
                try:
                    with terminal.bar(shot.name) as move:
                        take = engines.make(entry, request, shot.id, stop, partial(_move, move))
                    project = add_take(project, shot.id, take)
                    folder.save(project)
                except StoppedError:
                    break
                except StudioError as error:
                    terminal.warn(f"{shot.name}: {error}")
                    failed.append({"shot": shot.name, "id": shot.id, "error": str(error)})
                    continue
                terminal.say(f"{shot.name}: {request.frames} frames in {take.seconds_taken:.1f} s")
                rendered.append(_describe(shot, take))
    return {"rendered": rendered, "failed": failed, "seconds": round(time.monotonic() - began, 3)}


def _move(move: Callable[[float, str], None], event: Progress | Preview) -> None:
    if isinstance(event, Progress):
        move(event.done, event.text)


def _describe(shot: Shot, take: Take) -> dict[str, object]:
    return {
        "shot": shot.name,
        "id": shot.id,
        "take": take.id,
        "file": take.path,
        "frames": take.frames,
        "seed": take.request.seed,
        "backend": take.request.backend,
        "seconds": take.seconds_taken,
    }


def export(terminal: Terminal, film: Path, out: Path, preset: str | None, range_: str | None, size: str | None) -> None:
    """Write the cut, and say what stands in for shots without a take."""
    plugins = open_plugins(terminal)
    with open_film(film) as folder, interruptible() as stop:
        project = folder.project
        with failing_with(Exit.WRONG_USE):
            entry = choose_preset(plugins, out, preset)
            begin, end = parse_range(range_, project)
            width, height = parse_size(size) if size else (project.width, project.height)
        request = request_export(folder.path, project, entry, out, begin, end, width, height)
        began = time.monotonic()
        try:
            with failing_with(Exit.SOME_FAILED), terminal.bar(out.name) as move:
                write_film(entry, request, stop, lambda progress: move(progress.done, progress.text))
        except StoppedError:
            raise ExitError(Exit.INTERRUPTED, f"Stopped; {out.name} was not written.") from None
        missing = list_slates(folder, begin, end)
    seconds = round(time.monotonic() - began, 3)
    terminal.say(f"{out}: {end - begin} frames, {width}x{height}, in {seconds:.1f} s")
    if missing:
        terminal.warn(f"A slate stands in for what is not there: {', '.join(missing)}; render shots, put files back.")
    result: dict[str, object] = {
        "file": str(out),
        "preset": entry.id,
        "frames": end - begin,
        "width": width,
        "height": height,
        "rate": format_rate(project.frame_rate),
        "seconds": seconds,
        "missing": missing,
    }
    terminal.give(result, code=Exit.SOME_FAILED if missing else Exit.DONE)


def list_slates(folder: FilmFolder, begin: int, end: int) -> list[str]:
    """The names of the shots and files that the cut shows between two frames and that are not there."""
    shown = {
        clip.source_id
        for track in folder.project.timeline.tracks
        for clip, at in place_clips(track)
        if at < end and at + clip.frames > begin
    }
    shots = [shot for shot in folder.project.shots if shot.id in shown]
    gone = [shot.name for shot in shots if shot.take is None or not has_take(folder, shot.take)]
    files = [media for media in folder.project.media if media.id in shown]
    return gone + [media.name for media in files if not (folder.path / media.path).is_file()]


def choose_preset(plugins: Plugins, out: Path, preset: str | None) -> ExporterEntry:
    """The preset of this id, else the first one for the file's ending. Raises `StudioError`."""
    if preset:
        return plugins.exporter(preset)
    fitting = [entry for entry in plugins.exporters if entry.suffix == out.suffix.casefold()]
    if not fitting:
        known = ", ".join(sorted({entry.suffix for entry in plugins.exporters}))
        raise StudioError(f"{out.name} has none of the endings that can be written: {known}.")
    return fitting[0]


def parse_range(text: str | None, project: Project) -> tuple[int, int]:
    """Half-open frames from `IN-OUT`, as timecodes or frame numbers. Raises `StudioError`."""
    length = project.timeline.frames
    if length == 0:
        raise StudioError(f"The cut of {project.name} is empty; add a shot first.")
    if text is None:
        return 0, length
    first, dash, last = text.partition("-")
    try:
        begin, end = (
            int(each) if each.isdecimal() else parse_timecode(each, project.frame_rate) for each in (first, last)
        )
    except ValueError as error:
        raise StudioError(f"“{text}” is no range ({error}); write IN-OUT, such as 00:00:01:00-00:00:04:12.") from None
    if not dash or not 0 <= begin < end <= length:
        raise StudioError(f"“{text}” lies outside the cut, which has {length} frames.")
    return begin, end

"""`demo`: the sample film from nothing to a finished file."""

from __future__ import annotations

from pathlib import Path

from studio.commands.machine import has_display
from studio.commands.opening import open_film, open_plugins
from studio.commands.terminal import Exit, ExitError, Terminal, failing_with, interruptible
from studio.commands.work import choose_work, find_template, list_slates, render_shots
from studio.paths import data_folder
from studio.render.creation import create_film
from studio.render.export import request_export, write_film
from studio.render.take import StoppedError

TEMPLATE = "small-light"


def demo(terminal: Terminal, headless: bool, out: Path | None) -> None:
    """Make, render and export the sample film in the user's folder; go on where an earlier run ended."""
    plugins = open_plugins(terminal)
    path = data_folder() / "Sample.storyreel"
    target = out or path.with_name("sample.mp4")
    if not path.exists():
        with failing_with(Exit.SOME_FAILED):
            path.parent.mkdir(parents=True, exist_ok=True)
            folder, _ = create_film(path, find_template(TEMPLATE))
        folder.close()
    with open_film(path, write=True) as folder, interruptible() as stop:
        work = choose_work(folder, plugins, [], stale=True, backend=None, takes=1)
        terminal.say(f"Rendering {len(work)} shots of {folder.path}")
        result = render_shots(terminal, folder, plugins, work, None, None, stop)
        try:
            if stop.is_set():
                raise StoppedError
            with failing_with(Exit.SOME_FAILED), terminal.bar(target.name) as move:
                project, entry = folder.project, plugins.exporter("mp4")
                length = project.timeline.frames
                request = request_export(folder.path, project, entry, target, 0, length, project.width, project.height)
                write_film(entry, request, stop, lambda step: move(step.done, step.text))
        except StoppedError:
            raise ExitError(Exit.INTERRUPTED, "Stopped; run the same command again to go on.") from None
        missing = list_slates(folder, request.begin, request.end)
    terminal.say(f"The sample film is {target}")
    if has_display() and not headless:
        from studio.app import run

        raise SystemExit(run(path))
    terminal.say(f"Open it in the editor, where there is a display: storyreel {path}")
    code = Exit.SOME_FAILED if missing else Exit.DONE
    terminal.give({"film": str(path), "file": str(target), "frames": request.end, **result}, code=code)

"""`show` of a take's file: how it was made."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from studio.commands.terminal import Exit, Terminal, failing_with
from studio.core.recipe import describe_lighter
from studio.core.timecode import format_rate
from studio.render.origin import read_origin
from studio.storage.takes import Origin

_SUFFIXES = {".mov", ".mp4", ".m4v", ".mkv"}


def is_take(path: Path) -> bool:
    """Whether this is a file with pictures that move, and no film."""
    return path.suffix.casefold() in _SUFFIXES and path.is_file()


def show_take(terminal: Terminal, path: Path) -> None:
    """Say what made a take, wherever its film may be."""
    with failing_with(Exit.UNREADABLE):
        origin = read_origin(path)
    for line in describe_origin(origin):
        terminal.say(line)
    terminal.give({"file": str(path), "request": asdict(origin.request), "recipe": asdict(origin.recipe)})


def describe_origin(origin: Origin) -> list[str]:
    """A line for each part that is known."""
    request, recipe = origin.request, origin.recipe
    parts = {
        "Shot": request.shot_name,
        "Backend": f"{request.backend} {recipe.backend_version}",
        "Seed": str(request.seed),
        "Size": f"{request.width}x{request.height}, {request.frames} frames at {format_rate(request.frame_rate)}",
        "Prompt": " ".join(request.prompt.split()),
        "Cast": ", ".join(character.name for character in request.cast),
        "Settings": ", ".join(f"{setting.name} {setting.value}" for setting in request.settings),
        "Weights": ", ".join(f"{weights.name} {weights.sha256}" for weights in recipe.weights),
        "Device": recipe.device,
        "Precision": recipe.precision,
        "Plan": describe_lighter(recipe.lighter),
        "Libraries": ", ".join(f"{library.name} {library.version}" for library in recipe.libraries),
    }
    return [f"{name}: {words}" for name, words in parts.items() if words]

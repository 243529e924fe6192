"""`backends`, `doctor` and `bench`."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from pathlib import Path

from studio.api import BenchEntry
from studio.commands.opening import DEFAULT_BACKEND, open_plugins
from studio.commands.terminal import Exit, Terminal, failing_with
from studio.paths import cache_folder, config_folder, log_folder, user_plugins_folder

LIBRARIES = ("PySide6_Essentials", "av", "numpy", "pillow", "torch")  # as they are installed, not as they are imported


def backends(terminal: Terminal) -> None:
    """What can render takes, a line each."""
    plugins = open_plugins(terminal)
    for entry in plugins.backends:
        mark = " (default)" if entry.id == DEFAULT_BACKEND else ""
        terminal.say(f"{entry.id}{mark}: {entry.name} {entry.version}. {entry.description}")
        if lack := entry.lack():
            terminal.say(f"  {lack}")
    rows = [
        {
            "id": entry.id,
            "name": entry.name,
            "version": entry.version,
            "description": entry.description,
            "licence": entry.licence,
            "lack": entry.lack(),
            "default": entry.id == DEFAULT_BACKEND,
            "references": entry.capabilities.references,
            "characters": entry.capabilities.characters,
            "sound": entry.capabilities.sound,
            "options": [option.name for option in entry.capabilities.options],
        }
        for entry in plugins.backends
    ]
    terminal.give({"backends": rows})


def doctor(terminal: Terminal) -> None:
    """What this machine has, a line each, and what is missing with what to do."""
    plugins = open_plugins(terminal)
    facts = {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(_memory_bytes() / 1e9, 1),
        "free_disk_gb": round(shutil.disk_usage(Path.cwd()).free / 1e9, 1),
        "display": has_display(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "espeak-ng": shutil.which("espeak-ng") or "",
        "backends": [entry.id for entry in plugins.backends],
        "exporters": [entry.id for entry in plugins.exporters],
        "plans": {entry.id: " ".join(told) for entry in plugins.backends if (told := entry.examine())},
        "folders": {
            "settings": str(config_folder()),
            "plugins": str(user_plugins_folder()),
            "cache": str(cache_folder()),
            "log": str(log_folder()),
        },
    }
    for name, fact in facts.items():
        shown = ", ".join(f"{key} {value}" for key, value in fact.items()) if isinstance(fact, dict) else fact
        terminal.say(f"{name}: {', '.join(shown) if isinstance(shown, list) else shown}")
    advice = [*plugins.problems, *filter(None, (entry.lack() for entry in plugins.backends))]
    if not facts["display"]:
        advice.append("There is no display; the command line works, the editor does not open.")
    if not facts["espeak-ng"]:
        advice.append("espeak-ng is not installed; the animatic speaks in tones. Install it for scratch voices.")
    for sentence in advice:
        terminal.say(sentence)
    terminal.give({**facts, "advice": advice})


def bench(terminal: Terminal, names: list[str], requests: int) -> None:
    """Run the measurements and show each against what is promised."""
    from studio.bench.run import MEASURES, choose_measures

    models = {entry.id: entry for entry in open_plugins(terminal).benches}
    with failing_with(Exit.WRONG_USE):
        chosen = choose_measures(names, list(models))
    rows = _measure_speeds(terminal, [name for name in chosen if name in MEASURES])
    for name in chosen:
        if name in models:
            rows += _measure_model(terminal, models[name], requests)
    terminal.give({"bench": rows})


def _measure_speeds(terminal: Terminal, names: list[str]) -> list[dict[str, object]]:
    from studio.bench.run import HEADING, describe, list_facts, measure
    from studio.bench.scale import Scale

    rows: list[dict[str, object]] = []
    if names:
        terminal.say(HEADING)
    for number, name in enumerate(names):
        with failing_with(Exit.SOME_FAILED), terminal.bar("Measuring") as move:
            move(number / len(names), name)
            figures = measure(name, Scale())
        for figure in figures:
            terminal.say(describe(name, figure))
            rows.append(list_facts(name, figure))
    return rows


def _measure_model(terminal: Terminal, entry: BenchEntry, requests: int) -> list[dict[str, object]]:
    from studio.bench.toy import list_row_facts, render_table

    with failing_with(Exit.SOME_FAILED), terminal.bar(entry.name) as show:
        rows = entry.load().measure(requests, show)
    terminal.say(render_table(entry.name, rows))
    return [list_row_facts(entry.id, row) for row in rows]


def _memory_bytes() -> int:
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 0


def has_display() -> bool:
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

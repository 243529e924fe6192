"""`train`."""

from __future__ import annotations

import importlib.util
from collections.abc import Generator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from studio.api import TrainRequest
from studio.commands.opening import open_plugins
from studio.commands.terminal import Exit, ExitError, Terminal, failing_with, interruptible
from studio.paths import data_folder


def train(
    terminal: Terminal,
    model: str,
    minutes: float | None,
    device: str | None,
    resume: bool,
    start: Path | None,
    out: Path | None,
) -> None:
    """Train from nothing or from a finished file, or go on; Ctrl+C keeps what was reached."""
    if resume and start:
        raise ExitError(Exit.WRONG_USE, "--resume goes on with the last training, --from begins one: give one of them.")
    plugins = open_plugins(terminal)
    with failing_with(Exit.WRONG_USE):
        entry = plugins.trainer(model)
    folder = data_folder() / "training"
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / f"{model}.state"
    request = TrainRequest(
        minutes=minutes or entry.minutes,
        device=device or choose_device(),
        state=state,
        out=out or Path.cwd() / f"{model}.safetensors",
        start=start,
    )
    with (
        failing_with(Exit.NO_BACKEND),
        nullcontext() if resume else keeping_aside(state),
        interruptible() as stop,
        terminal.bar(entry.name) as show,
        closing(entry.load().train(request)) as steps,
    ):
        for step in steps:
            show(step.done, step.text)
            if stop.is_set():
                raise ExitError(Exit.INTERRUPTED, f"Stopped at {step.done:.0%}; go on with --resume.")
    terminal.say(f"{request.out}")
    terminal.give({"file": str(request.out)})


@contextmanager
def keeping_aside(state: Path) -> Generator[None]:
    """Keeps the training before; where the new one comes to nothing, it is in its place again."""
    earlier = state.with_suffix(".earlier")
    if state.exists():
        state.replace(earlier)
    try:
        yield
    finally:
        if earlier.exists() and not state.exists():
            earlier.replace(state)


def choose_device() -> str:
    """CUDA where torch has one."""
    if importlib.util.find_spec("torch") is None:
        return "cpu"
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"

"""How the command line speaks: sentences or one JSON object, progress bars, exit codes."""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from threading import Event
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from studio.errors import StudioError


class Exit(IntEnum):
    """What the program's end says to a script."""

    DONE = 0
    SOME_FAILED = 1
    WRONG_USE = 2
    UNREADABLE = 3
    NO_BACKEND = 4
    INTERRUPTED = 5


class ExitError(Exception):
    """End the command with a code and a sentence."""

    def __init__(self, code: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass
class Terminal:
    """Standard output and standard error of one command."""

    as_json: bool
    errors: Console = field(default_factory=lambda: Console(stderr=True, soft_wrap=True, highlight=False))

    def say(self, sentence: str) -> None:
        """A sentence for a person; with --json it goes to standard error, since standard output is the object's."""
        if self.as_json:
            self.errors.print(sentence, markup=False)
        else:
            sys.stdout.write(sentence + "\n")

    def warn(self, sentence: str) -> None:
        """A sentence on standard error."""
        self.errors.print(sentence, markup=False)

    def print_table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table for a person; with --json there is none."""
        if self.as_json:
            return
        table = Table(*columns, box=None, pad_edge=False)
        for row in rows:
            table.add_row(*map(Text, row))
        Console(width=max(100, shutil.get_terminal_size().columns)).print(table)

    def give(self, result: dict[str, object], *, code: Exit = Exit.DONE) -> NoReturn:
        """End the command with its result: with --json that object is all of standard output."""
        if self.as_json:
            sys.stdout.write(json.dumps({"ok": code == Exit.DONE, **result}, ensure_ascii=False, default=str) + "\n")
        raise SystemExit(int(code))

    @contextmanager
    def bar(self, text: str) -> Generator[Callable[[float, str], None]]:
        """A progress bar on standard error, where that is a terminal. It is moved with a share of 1 and a text."""
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
        progress = Progress(*columns, TimeRemainingColumn(), console=self.errors, transient=True)
        if not self.errors.is_terminal:
            yield lambda done, now: None
            return
        with progress:
            task = progress.add_task(text, total=1.0)
            yield lambda done, now: progress.update(task, completed=done, description=f"{text} {now}".strip())


@contextmanager
def failing_with(code: Exit) -> Generator[None]:
    """Turn a `StudioError` into the end of the command with this code."""
    try:
        yield
    except StudioError as error:
        raise ExitError(code, str(error)) from error


@contextmanager
def interruptible() -> Generator[Event]:
    """An event that Ctrl+C or a termination signal sets, so that work ends at its next step and leaves nothing half."""
    stop = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""The ways in which the process of a backend can end, as errors: what happened; what to do."""

from __future__ import annotations

import re
import signal

from studio.errors import StudioError

MOST_LETTERS = 200
_NO_MEMORY = re.compile(r"MemoryError|bad_alloc|out of memory", re.IGNORECASE)


class LostError(StudioError):
    """The process of a backend is gone, and the take with it; a fresh process may do better."""


class OutOfMemoryError(LostError):
    """It is gone for want of memory; a fresh process may do better with less."""


def describe_breakdown(name: str, text: str, log: str) -> LostError:
    """For an exception that is not meant for the user."""
    text = text.strip().split("\n")[0][:MOST_LETTERS]
    if _NO_MEMORY.search(text):
        return OutOfMemoryError(f"{name} ran out of memory ({text}); close other programs or choose a smaller size.")
    return LostError(f"{name} broke down ({text}); {log} has the details. Try again.")


def describe_end(name: str, code: int | None, words: str, log: str) -> LostError:
    """For a process that has ended with an exit code, negative for a signal; `words` is what it has printed last."""
    if code is None:
        return LostError(f"{name} hangs in a driver and can't be ended; save the film and restart the machine.")
    if _NO_MEMORY.search(words):
        return OutOfMemoryError(f"{name} ran out of memory; close other programs or choose a smaller size.")
    if code < 0:
        which = signal.Signals(-code).name
        if which == "SIGKILL":
            return OutOfMemoryError(
                f"{name} was killed from outside (SIGKILL), as the system does when memory runs out; close other "
                "programs or choose a smaller size."
            )
        return LostError(f"{name} crashed ({which}); {log} has the details. Try again, or choose another backend.")
    last = words.strip().split("\n")[-1][-MOST_LETTERS:] or "without a word"
    number = code if code < 256 else hex(code)  # Windows numbers its crashes
    return LostError(
        f"{name} ended in the middle of its work (code {number}: {last}); {log} has the details. Try again."
    )


def describe_hang(name: str, seconds: float, log: str) -> LostError:
    """For a process without a sign of life."""
    return LostError(f"{name} hung: no sign of life for {seconds:.0f} s; {log} has the details. Try again.")


def describe_idleness(name: str, seconds: float) -> LostError:
    """For a process that lives and makes nothing."""
    minutes = f"{seconds / 60:.0f}"
    return LostError(f"{name} got nowhere for {minutes} minutes and was ended; try again with a smaller size.")

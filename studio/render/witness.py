"""What a take is made with, noted by the process that makes it."""

from __future__ import annotations

import contextlib
import platform
import re
import subprocess
import sys
from collections.abc import Container, Generator, Iterable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from studio import __version__
from studio.api import BackendEntry, Event, Frames, Library, Made, Sound
from studio.core.repetition import Surroundings

# By the names to import and to install; those that are not loaded have taken no part.
_LIBRARIES = (("torch", "torch"), ("numpy", "numpy"), ("PIL", "pillow"), ("av", "av"))
_PROGRAMS = ("espeak-ng",)  # that backends may call; a film's word is none to run anything by
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_PROGRAM_SECONDS = 5.0
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_FORGET_PEAK = "5"
_GPUS = Path("/proc/driver/nvidia/gpus")


def witness(events: Generator[Event, None, None]) -> Generator[Event, None, None]:
    """The same events with two of `Made` among them: before the first frames or sound, with all but the memory, and
    at the end, with all. What has been noted in another process stays as it is.
    """
    made, is_told = Made(), False
    forget_peak()
    with contextlib.closing(events):
        for event in events:
            if isinstance(event, Made):
                made = event
                continue
            if isinstance(event, Frames | Sound) and not is_told:
                is_told, made = True, complete(made)
                yield made
            yield event
    made = complete(made)
    yield made if made.memory_bytes is not None else replace(made, memory_bytes=read_peak())


def complete(made: Made) -> Made:
    """What the backend has left out, as it is in this process."""
    return replace(
        made,
        device=made.device or name_processor(),
        libraries=made.libraries or (*list_libraries(sys.modules), *list_programs(made.programs)),
    )


def look_around(entry: BackendEntry) -> Surroundings:
    """What a take by this backend would be made with here and now. Reads files: not for the GUI thread."""
    return Surroundings(
        backend_version=entry.version,
        is_reproducible=entry.capabilities.reproducible,
        devices=(name_processor(), *list_gpus()),
        libraries=(*list_libraries([module for module, _ in _LIBRARIES]), *list_programs(_PROGRAMS)),
    )


def list_libraries(modules: Container[str]) -> tuple[Library, ...]:
    """The versions of this program and of those of these modules that it may compute with."""
    found = [Library(name="storyreel", version=__version__), Library(name="python", version=platform.python_version())]
    for module, package in _LIBRARIES:
        if module in modules:
            with contextlib.suppress(PackageNotFoundError):
                found.append(Library(name=package, version=version(package)))
    return tuple(found)


def list_programs(names: Iterable[str]) -> tuple[Library, ...]:
    """The versions of these programs of the system, of those that are installed and tell."""
    found: list[Library] = []
    for name in names:
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            run = subprocess.run([name, "--version"], capture_output=True, timeout=_PROGRAM_SECONDS, check=False)
            if said := _VERSION.search(run.stdout.decode(errors="replace")):
                found.append(Library(name=name, version=said[0]))
    return tuple(found)


def name_processor() -> str:
    """The processor's model where the system tells, else its kind."""
    with contextlib.suppress(OSError):
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
        if found:
            return found[1].strip()
    return platform.processor() or platform.machine()


def list_gpus() -> tuple[str, ...]:
    """The models of the GPUs, as far as the system tells of them by itself."""
    found: list[str] = []
    for path in sorted(_GPUS.glob("*/information")):
        with contextlib.suppress(OSError):
            found += re.findall(r"^Model:\s*(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return tuple(name.strip() for name in found)


def forget_peak() -> None:
    """Let the peak of this process's memory count from now on, where the system can."""
    with contextlib.suppress(OSError):
        _CLEAR.write_text(_FORGET_PEAK, encoding="ascii")


def read_peak() -> int | None:
    """The most bytes of memory that this process has held; `None` where the system doesn't tell."""
    with contextlib.suppress(OSError):
        found = re.search(r"^VmHWM:\s*(\d+) kB$", _STATUS.read_text(encoding="ascii"), re.MULTILINE)
        if found:
            return int(found[1]) * 1024
    return None

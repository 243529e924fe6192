"""The harness: offscreen Qt, throw-away user folders, and a test may leave nothing behind."""

import gc
import multiprocessing.resource_tracker
import os
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import shiboken6
from hypothesis import settings
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread, QThreadPool, QTimer

from studio.ui.garbage import collect

# Read when the QApplication is made, and by every child process. One locale: the same numbers and dates everywhere.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["LC_ALL"] = "C.UTF-8"
# Qt warns of optional sound and video libraries that a machine lacks.
os.environ["QT_LOGGING_RULES"] = "qt.multimedia.symbolsresolver=false"

settings.register_profile("gate", derandomize=True, deadline=None, database=None)
settings.load_profile("gate")

_homes = count()


@pytest.fixture(autouse=True)
def user_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new, empty home for each test: HOME and the XDG folders, so platformdirs, QStandardPaths and QSettings too."""
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(_homes))
    home.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HOME", str(home))
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            environment.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        environment.setenv("XDG_RUNTIME_DIR", str(home / "runtime"))
        # QSettings looks at the environment only once per process.
        for file_format in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(file_format, QSettings.Scope.UserScope, str(home / "config"))
        yield home


@pytest.fixture(autouse=True)
def collect_on_this_thread() -> Iterator[None]:
    """As in the program: a widget that another thread's collection destroys takes the process down."""
    gc.disable()
    yield
    collect()


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fails a test that leaves a thread, a running timer, a child process or an open file of its own."""
    folder = str(tmp_path_factory.getbasetemp())
    before = _running(folder)
    yield
    if QCoreApplication.instance():
        # The windows that pytest-qt closed wait for a deletion that only a running event loop would bring.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = _running(folder) - before
    if left:
        gc.collect()  # what only a dead reference cycle holds is nobody's leftover
        left = _running(folder) - before
    assert not left, "left behind by this test: " + "; ".join(sorted(left))


def _running(folder: str) -> set[str]:
    return {*_threads(), *_qt_work(), *_child_processes(), *_open_files(folder)}


def _threads() -> Iterator[str]:
    for thread in threading.enumerate():
        # Python notes a foreign thread that once ran Python code (a QThread, say) and never strikes it off.
        if type(thread).__name__ != "_DummyThread":
            yield f"thread {thread.name} {thread.ident}"


def _qt_work() -> Iterator[str]:
    for wrapper in shiboken6.getAllValidWrappers():
        if isinstance(wrapper, QTimer) and wrapper.isActive():
            yield f"running {wrapper!r} of {wrapper.parent()!r}"
        elif isinstance(wrapper, QThread) and wrapper.isRunning() and wrapper is not QThread.currentThread():
            yield f"running {wrapper!r}"
    if QThreadPool.globalInstance().activeThreadCount():
        yield "work in the global QThreadPool"


def _child_processes() -> Iterator[str]:
    # Shared memory starts one tracker process that lives as long as this one.
    tracker = vars(multiprocessing.resource_tracker)["_resource_tracker"]._pid
    for task in Path("/proc/self/task").iterdir():
        try:
            children = (task / "children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):  # a thread that ended meanwhile
            continue
        for child in children:
            if child != str(tracker):
                yield f"child process {child}"


def _open_files(folder: str) -> Iterator[str]:
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:  # the listing's own descriptor
            continue
        if target.startswith(folder):
            yield f"open file {target}"

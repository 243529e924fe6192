"""The harness itself: a test that leaves something running fails, and one that does not passes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

LEAKS = """
import subprocess, sys, threading
from pathlib import Path
from PySide6.QtCore import QSettings, QStandardPaths, QThread, QTimer
from PySide6.QtWidgets import QWidget

kept = []

def test_thread():
    stop = threading.Event()
    kept.append((threading.Thread(target=stop.wait, daemon=True).start(), stop))

def test_qthread(qapp):
    kept.append(QThread())
    kept[-1].start()

def test_timer(qapp):
    kept.append(QTimer())
    kept[-1].start(1000)

def test_child():
    kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))

def test_open_file(tmp_path):
    kept.append((tmp_path / "open").open("w"))

def test_unraisable():
    class Grave:
        def __del__(self):
            raise ValueError
    Grave()

def test_dying_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

def test_timer_of_a_closed_window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    QTimer(window).start(1000)

def test_user_folders(user_home):
    places = QStandardPaths.StandardLocation.AppDataLocation, QStandardPaths.StandardLocation.RuntimeLocation
    for place in map(QStandardPaths.writableLocation, places):
        assert Path(place).is_relative_to(user_home)
    assert Path(QSettings("a", "b").fileName()).is_relative_to(user_home)
"""


def test_the_harness_finds_what_a_test_leaves_behind(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    (tmp_path / "conftest.py").write_text((pytestconfig.rootpath / "tests" / "conftest.py").read_text("utf-8"))
    (tmp_path / "test_leaks.py").write_text(LEAKS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        str(pytestconfig.inipath),
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.findall(r"^(?:ERROR|FAILED) .*::test_(\w+)", run.stdout, re.MULTILINE)
    assert sorted(found) == sorted(
        ["thread", "qthread", "timer", "child", "open_file", "unraisable", "dying_thread"]
    ), run.stdout
    assert re.search(r"^E  .* left behind by this test: thread Thread-1", run.stdout, re.MULTILINE), run.stdout

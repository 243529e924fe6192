"""Ctrl+C and a termination signal while a command works: code 5, nothing half-written, and it goes on where it was."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import pytest

from studio.core.edits.board import set_shot
from studio.core.request import Setting
from studio.storage.folder import FilmFolder
from tests.commands.conftest import Answer, Command, begin_storyreel

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has other signals")


def wait_for(folder: Path, pattern: str, process: subprocess.Popen[str]) -> None:
    """Until there is such a file, or the process has ended without one."""
    while not any(folder.glob(pattern)):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


def end(process: subprocess.Popen[str], number: signal.Signals) -> Answer:
    """What a command answers to a signal."""
    process.send_signal(number)
    out, _ = process.communicate()
    return process.returncode, json.loads(out)


def rendered(said: dict[str, object]) -> list[str]:
    """The names of the shots that were rendered."""
    return [row["shot"] for row in cast("list[dict[str, str]]", said["rendered"])]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_render_keeps_what_is_done_and_goes_on(storyreel: Command, film: Path, number: signal.Signals) -> None:
    folder = FilmFolder.open(film)
    _, second = folder.project.shots
    folder.save(set_shot(folder.project, second.id, settings=(Setting(name="delay_seconds", value=2.0),)))
    folder.close()
    slow = begin_storyreel("render", film)
    wait_for(film, "takes/*.part", slow)  # the first shot's, or the second's already
    wait_for(film, "takes/*.mov", slow)
    code, said = end(slow, number)
    assert (code, said["ok"], said["failed"]) == (5, False, [])
    assert rendered(said) == ["First"]
    assert not list(film.glob("takes/*.part"))

    folder = FilmFolder.open(film)
    folder.save(set_shot(folder.project, second.id, settings=()))
    folder.close()
    code, said = storyreel("render", film)
    assert (code, rendered(said)) == (0, ["Second"])


def test_an_export_leaves_nothing(storyreel: Command, tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text("action,seconds,backend\nGo,60,test_pattern\n")
    storyreel("new", tmp_path / "long", "--shots", tmp_path / "long.csv", "--size", "64x64")
    assert storyreel("render", tmp_path / "long.storyreel")[0] == 0
    out = tmp_path / "long.mp4"
    slow = begin_storyreel("export", tmp_path / "long.storyreel", out, "--size", "1920x1080")
    wait_for(tmp_path, "long.mp4*", slow)
    code, said = end(slow, signal.SIGINT)
    assert (code, said["error"]) == (5, "Stopped; long.mp4 was not written.")
    assert not list(tmp_path.glob("long.mp4*"))

"""Commands run as the program runs them, in this process where that will do."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.cli import main

Answer = tuple[int, dict[str, object]]
Command = Callable[..., Answer]

LIST = "shot,action,seconds,backend\nFirst,A,0.5,test_pattern\nSecond,B,0.25,test_pattern\n"


# A shell that starts pytest in the background has it ignore this signal, and all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def storyreel(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """A command's exit code and its object, which is all of its standard output."""

    def run(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["storyreel", *map(str, arguments), "--json"])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        return ended.value.code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def film(storyreel: Command, tmp_path: Path) -> Path:
    """Two short shots of bars, 12 and 6 frames, not rendered."""
    (tmp_path / "shots.csv").write_text(LIST)
    code, made = storyreel("new", tmp_path / "rain", "--shots", tmp_path / "shots.csv", "--size", "320x180")
    assert code == 0
    return Path(str(made["film"]))


def begin_storyreel(*arguments: object) -> subprocess.Popen[str]:
    """A command in a process of its own, for what must not happen to this one."""
    command = [sys.executable, "-m", "studio", *map(str, arguments), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

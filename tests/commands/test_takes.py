"""`show` of a take's file."""

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from studio.cli import main
from studio.media.writer import TakeWriter
from studio.storage.takes import TAG
from tests.commands.conftest import Command


@pytest.fixture
def stray(storyreel: Command, film: Path, tmp_path: Path) -> Path:
    """A take far from its film, under another name."""
    assert storyreel("render", film, "--shot", "First", "--seed", 7)[0] == 0
    (take,) = (film / "takes").glob("*.mov")
    return take.rename(tmp_path / "stray.mp4")


def test_a_stray_take_says_how_it_was_made(storyreel: Command, stray: Path) -> None:
    code, said = storyreel("show", stray)
    request, recipe = said["request"], said["recipe"]
    assert code == 0
    assert isinstance(request, dict) and isinstance(recipe, dict)
    assert (request["backend"], request["seed"], request["frame_rate"]) == ("test_pattern", 7, "24")
    assert recipe["libraries"][0] == {"name": "storyreel", "version": "0.1.0"}


def test_it_says_so_in_words(stray: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", ["storyreel", "show", str(stray)])
    with pytest.raises(SystemExit):
        main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[:5] == [
        "Shot: First",
        "Backend: test_pattern 1.0",
        "Seed: 7",
        "Size: 320x180, 12 frames at 24",
        "Prompt: A",
    ]
    assert lines[-1].startswith("Libraries: storyreel 0.1.0, python ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "take.mov doesn't say how it was made; show a take"),
        ("{", "take.mov is damaged"),
        ('{"program": "storyreel", "version": 1, "origin": {"request": 5}}', "take.mov is damaged"),
        ('{"program": "storyreel", "version": 99, "origin": {}}', "take.mov was written by a newer Storyreel"),
        ('{"a":' * 50_000, "take.mov is damaged"),
        ("x" * 2**20 + "x", "take.mov says more of itself than any take does"),
    ],
)
def test_a_strangers_file_gives_a_sentence(storyreel: Command, tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "take.mov"
    with TakeWriter(path, 64, 36, Fraction(24)) as writer:
        writer.describe({TAG: text})
        writer.add_pictures(np.zeros((1, 36, 64, 3), np.uint8))
    code, said = storyreel("show", path)
    assert code == 3
    assert str(said["error"]).startswith(says)


def test_what_is_no_film_of_any_kind_gives_a_sentence(storyreel: Command, tmp_path: Path) -> None:
    (tmp_path / "take.mov").write_bytes(b"no film")
    code, said = storyreel("show", tmp_path / "take.mov")
    assert (code, str(said["error"])[:26]) == (3, "take.mov is damaged and ca")

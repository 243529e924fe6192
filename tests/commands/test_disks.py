"""A full disk, a folder that may not be written, a film that is open elsewhere: a sentence, and nothing lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.storage.folder import FilmFolder
from tests.commands.conftest import Command

LONG = "shot,action,seconds,backend\nShort,A,0.25,test_pattern\nLong,A,8,animatic\n"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB; only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or mount("-t", "tmpfs", "-o", "size=3m", "tmpfs", disk):
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def mount(*arguments: object) -> int:
    return subprocess.run(["mount", *map(str, arguments)], capture_output=True, check=False).returncode


def fill(disk: Path) -> Path:
    """Leave no byte on a disk."""
    path = disk / "fill"
    with path.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
        while True:
            file.write(bytes(512))
    return path


def test_a_disk_that_fills_while_it_renders(storyreel: Command, small_disk: Path, tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text(LONG)
    film = small_disk / "full.storyreel"
    assert storyreel("new", film, "--shots", tmp_path / "long.csv", "--size", "1280x720")[0] == 0
    code, said = storyreel("render", film)
    assert (code, "the disk is full; free some space" in str(said["failed"])) == (1, True)
    assert [path.suffix for path in film.glob("takes/*")].count(".mov") == 1, "what was done before is kept"
    assert not [*film.glob("takes/*.part"), *film.glob(".*")]
    assert storyreel("check", film)[0] == 0


def test_a_disk_that_is_full_from_the_start(storyreel: Command, film: Path, small_disk: Path, tmp_path: Path) -> None:
    home = small_disk / "full.storyreel"
    (tmp_path / "short.csv").write_text(LONG.splitlines()[0] + "\n" + LONG.splitlines()[1])
    assert storyreel("new", home, "--shots", tmp_path / "short.csv", "--size", "64x64")[0] == 0
    assert storyreel("render", film)[0] == 0
    full = fill(small_disk)
    before = (home / "film.json").read_bytes()
    code, said = storyreel("render", home)
    assert (code, "the disk is full" in str(said["failed"])) == (1, True)
    assert (home / "film.json").read_bytes() == before
    assert not list(home.glob("takes/*"))
    for name in ("out.mp4", "out.mov", "out.mkv"):
        code, said = storyreel("export", film, small_disk / name)
        assert (code, str(said["error"]).startswith(name)) == (1, True), said
    code, said = storyreel("new", small_disk / "more")
    assert (code, "more.storyreel" in str(said["error"])) == (2, True)
    assert {path.name for path in small_disk.iterdir()} == {home.name, full.name}
    full.unlink()
    assert storyreel("render", home)[0] == 0


def test_a_save_on_a_full_disk_leaves_the_film_as_it_was(storyreel: Command, small_disk: Path) -> None:
    home = small_disk / "full.storyreel"
    assert storyreel("new", home, "--size", "64x64")[0] == 0
    folder = FilmFolder.open(home)
    before = (home / "film.json").read_bytes()
    full = fill(small_disk)
    with pytest.raises(StudioError, match=r"^full\.storyreel/film\.json can't be saved: the disk is full; free some"):
        folder.save(replace(folder.project, name="Later"))
    assert (home / "film.json").read_bytes() == before
    assert {path.name for path in home.iterdir()} == {"film.json", "lock", "images", "takes", "trash", "backups"}
    full.unlink()
    folder.save(replace(folder.project, name="Later"))
    folder.close()
    assert storyreel("show", home)[1]["name"] == "Later"


def test_a_disk_that_may_not_be_written(storyreel: Command, film: Path, small_disk: Path) -> None:
    home = small_disk / "shut.storyreel"
    assert storyreel("new", home)[0] == 0
    assert storyreel("render", film)[0] == 0
    assert mount("-o", "remount,ro", small_disk) == 0
    for arguments, wanted, says in (
        (("render", home), 3, "shut.storyreel may not be written"),
        (("export", film, small_disk / "out.mp4"), 1, "out.mp4 can't be written: its folder may not be written to"),
        (("new", small_disk / "more"), 2, "more.storyreel can't be made: it may not be written"),
    ):
        code, said = storyreel(*arguments)
        assert (code, says in str(said["error"])) == (wanted, True), said
    assert storyreel("show", home)[0] == 0
    assert storyreel("check", home)[0] == 0


def test_a_film_that_another_window_has(storyreel: Command, film: Path, tmp_path: Path) -> None:
    elsewhere = FilmFolder.open(film)
    try:
        code, said = storyreel("render", film)
        assert (code, "rain.storyreel is open elsewhere" in str(said["error"])) == (3, True)
        assert storyreel("show", film)[0] == storyreel("check", film)[0] == 0
        code, written = storyreel("export", film, tmp_path / "out.mp4")
        assert (code, written["missing"]) == (1, ["First", "Second"])
    finally:
        elsewhere.close()
    assert storyreel("render", film)[0] == 0

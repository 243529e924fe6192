"""Collecting a film: whole, equal, and nothing half-written however it ends."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.core.edits.takes import add_take, remove_all_takes
from studio.core.ids import ImageId, ShotId
from studio.core.image import Image
from studio.core.project import Project
from studio.errors import StudioError
from studio.storage.collect import collect
from studio.storage.folder import FilmFolder
from studio.storage.missing import find_missing
from studio.storage.steps import Step, run_steps
from tests.storage.films import make_queue, make_small_film, make_take

SHOT = ShotId("s")
BIG = bytes(range(256)) * 4096 * 3  # more than one piece


def make_film() -> Project:
    picture = Image(id=ImageId("i"), name="a.png", path="images/a.png", sha256="0" * 64, width_px=3, height_px=2)
    film = replace(make_small_film(), images=(picture,))
    return add_take(add_take(film, SHOT, make_take("t1")), SHOT, make_take("t2"))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[FilmFolder]:
    """Two takes, a picture of the film's and one that only its takes were made from; and what stays behind."""
    made = FilmFolder.create(tmp_path / "F.storyreel", make_film())
    for path in ("takes/t1.mov", "takes/t2.mov", "images/a.png", "images/front.png", "takes/stray.mov"):
        (made.path / path).write_bytes(BIG + path.encode())
    made.save_queue(make_queue())
    yield made
    made.close()


def run(folder: FilmFolder, target: Path, project: Project | None = None) -> tuple[list[Step], tuple[str, ...]]:
    steps: list[Step] = []
    missing = run_steps(collect(folder.path, project or folder.project, target), lambda: False, steps.append)
    assert missing is not None
    return steps, missing


def contents(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.name not in ("film.json", "lock")
    }


TAKEN_ALONG = {"takes/t1.mov", "takes/t2.mov", "images/a.png", "images/front.png"}


def test_a_collected_folder_opens_elsewhere_and_is_the_same_film(folder: FilmFolder, tmp_path: Path) -> None:
    steps, missing = run(folder, tmp_path / "away.storyreel")
    assert missing == ()
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == 1.0
    assert len(steps) > len(TAKEN_ALONG)
    again = FilmFolder.open(tmp_path / "away.storyreel")
    assert (again.project, again.queue.jobs, find_missing(again)) == (folder.project, (), [])
    assert (again.read_only, again.notices) == (False, ())
    again.close()
    assert contents(again.path) == {path: BIG + path.encode() for path in TAKEN_ALONG}


def test_a_zip_holds_the_same_uncompressed(folder: FilmFolder, tmp_path: Path) -> None:
    target = tmp_path / "away.zip"
    target.write_bytes(b"an older one")
    assert run(folder, target)[1] == ()
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.filename for entry in archive.infolist()} == {
            f"away.storyreel/{path}" for path in (*TAKEN_ALONG, "film.json")
        }
        archive.extractall(tmp_path / "unpacked")
    again = FilmFolder.open(tmp_path / "unpacked" / "away.storyreel")
    assert (again.project, find_missing(again)) == (folder.project, [])
    again.close()
    assert contents(again.path) == {path: BIG + path.encode() for path in TAKEN_ALONG}


def test_without_its_takes_only_pictures_come_along(folder: FilmFolder, tmp_path: Path) -> None:
    run(folder, tmp_path / "bare.storyreel", remove_all_takes(folder.project))
    again = FilmFolder.open(tmp_path / "bare.storyreel")
    assert (again.project, again.notices) == (remove_all_takes(folder.project), ())
    again.close()
    assert contents(again.path).keys() == {"images/a.png"}


def test_what_is_gone_is_said_and_the_rest_is_collected(folder: FilmFolder, tmp_path: Path) -> None:
    (folder.path / "takes/t1.mov").unlink()
    (folder.path / "images/front.png").unlink()
    steps, missing = run(folder, tmp_path / "away.storyreel")
    assert missing == ("A take of 1A is gone and was left out: takes/t1.mov.",)
    assert steps[-1].done == 1.0
    assert contents(tmp_path / "away.storyreel").keys() == {"takes/t2.mov", "images/a.png"}


def test_an_empty_film_is_collected(tmp_path: Path) -> None:
    made = FilmFolder.create(tmp_path / "E.storyreel", Project(name="E"))
    made.close()
    assert run(made, tmp_path / "away.storyreel") == ([], ())
    again = FilmFolder.open(tmp_path / "away.storyreel")
    again.close()
    assert again.project == Project(name="E")


@pytest.mark.parametrize("name", ["away.storyreel", "away.zip"])
@pytest.mark.parametrize("count", [0, 1, 4, 9])
def test_a_stop_leaves_nothing(folder: FilmFolder, tmp_path: Path, name: str, count: int) -> None:
    before = set(tmp_path.iterdir())
    steps: list[Step] = []
    assert (
        run_steps(collect(folder.path, folder.project, tmp_path / name), lambda: len(steps) >= count, steps.append)
        is None
    )
    assert len(steps) == count
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("F.storyreel", r"^F\.storyreel would lie in the film itself"),
        ("F.storyreel/inside.zip", r"^inside\.zip would lie in the film itself"),
        ("there", r"^there is there already; choose another name"),
        ("there.zip", r"^there\.zip is there already; choose another name"),
        ("gone/away.zip", r"^The folder .*gone is not there; make it or choose another"),
    ],
)
def test_places_that_are_refused(folder: FilmFolder, tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there.zip").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StudioError, match=says):
        run(folder, tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_film_of_a_stranger_takes_nothing_else_along(folder: FilmFolder, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("mine")
    (folder.path / "takes/t1.mov").unlink()
    (folder.path / "takes/t1.mov").symlink_to(tmp_path / "secret")
    _, (sentence,) = run(folder, tmp_path / "away.storyreel")
    assert "leads out of the film's folder" in sentence
    assert "takes/t1.mov" not in contents(tmp_path / "away.storyreel")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB; only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_without_the_room_is_refused_at_once(folder: FilmFolder, small_disk: Path) -> None:
    says = r"^away\.zip takes 13 MB and its disk has 8 MB left; free some space or choose another disk"
    with pytest.raises(StudioError, match=says):
        run(folder, small_disk / "away.zip")
    assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize("name", ["away.storyreel", "away.zip"])
def test_a_disk_that_fills_meanwhile_is_one_sentence(folder: FilmFolder, small_disk: Path, name: str) -> None:
    project = remove_all_takes(folder.project)
    (folder.path / "images/a.png").write_bytes(BIG * 2)
    steps = collect(folder.path, project, small_disk / name)
    next(steps)
    with (small_disk / "fill").open("wb", buffering=0) as file, pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        while True:
            file.write(bytes(4096))
    with pytest.raises(
        StudioError, match=rf"^{name} can't be written: the disk is full; free some space and try again"
    ):
        list(steps)
    assert [path.name for path in small_disk.iterdir()] == ["fill"]

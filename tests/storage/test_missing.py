"""Files that are gone come back from a folder that has them, by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.core.edits.board import change_shots
from studio.core.edits.takes import add_take
from studio.core.ids import ImageId, ShotId
from studio.core.image import Image
from studio.core.project import Project
from studio.errors import StudioError
from studio.storage.folder import FilmFolder
from studio.storage.missing import Medium, find_lost, find_missing, relink
from studio.storage.steps import Step, run_steps
from tests.storage.films import make_small_film, make_take

FILES = {"images/a.png": b"picture" * 100, "takes/t1.mov": b"take" * 500_000, "takes/t2.mov": b"another" * 9}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[FilmFolder]:
    """A film that refers to a picture and two takes, none of which is there."""
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in FILES.items()}
    picture = Image(
        id=ImageId("i"), name="a.png", path="images/a.png", sha256=hashes["images/a.png"], width_px=3, height_px=2
    )
    film = replace(make_small_film(), images=(picture,))
    for id_ in ("t1", "t2"):
        film = add_take(film, ShotId("s"), replace(make_take(id_), sha256=hashes[f"takes/{id_}.mov"]))
    made = FilmFolder.create(tmp_path / "F.storyreel", film)
    yield made
    made.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The files under other names in another folder, among others."""
    home = tmp_path / "elsewhere"
    for name, path in (("x/portrait.PNG", "images/a.png"), ("x/y/t1.mov", "takes/t1.mov"), ("b.mov", "takes/t2.mov")):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(FILES[path])
    (home / "t2.mov").write_bytes(b"of the same name, but another film's")
    (home / "notes.txt").write_bytes(FILES["images/a.png"])
    (home / "gone.mov").symlink_to(home / "nowhere")
    return home


def search(folder: FilmFolder, home: Path) -> tuple[list[Step], tuple[Medium, ...] | None]:
    steps: list[Step] = []
    return steps, run_steps(relink(folder, find_lost(folder, folder.project), home), lambda: False, steps.append)


def test_all_that_is_found_comes_back(folder: FilmFolder, elsewhere: Path) -> None:
    assert [medium.path for medium in find_lost(folder, folder.project)] == list(FILES)
    steps, back = search(folder, elsewhere)
    assert back is not None
    assert {medium.path for medium in back} == FILES.keys()
    assert {path: (folder.path / path).read_bytes() for path in FILES} == FILES
    assert find_missing(folder) == []
    assert all(0 <= step.done <= 1 for step in steps)
    assert (elsewhere / "b.mov").read_bytes() == FILES["takes/t2.mov"], "what was found stays where it was"


def test_what_is_not_found_stays_missing(folder: FilmFolder, elsewhere: Path) -> None:
    (elsewhere / "x/y/t1.mov").write_bytes(FILES["takes/t1.mov"][:-1])
    _, back = search(folder, elsewhere)
    assert back is not None
    assert [medium.path for medium in find_lost(folder, folder.project)] == ["takes/t1.mov"]
    assert "takes/t1.mov" not in {medium.path for medium in back}


def test_only_files_of_a_size_that_is_missing_are_read(folder: FilmFolder, elsewhere: Path) -> None:
    def measure(film: Project) -> Project:
        images = tuple(replace(image, bytes=len(FILES[image.path])) for image in film.images)
        sized = change_shots(
            film, lambda shot: replace(shot, takes=tuple(replace(t, bytes=len(FILES[t.path])) for t in shot.takes))
        )
        return replace(sized, images=images)

    def list_read() -> set[str]:
        return {step.text for step in search(folder, elsewhere)[0]}

    plain = folder.project
    assert "t2.mov" in list_read(), "where sizes are not known, all of the ending are read"
    for path in FILES:
        (folder.path / path).unlink()
    (elsewhere / "b.mov").rename(elsewhere / "c.mov")
    (elsewhere / "t2.mov").rename(elsewhere / "d.mov")
    folder.save(measure(plain))
    read = list_read()
    assert {"c.mov", "t1.mov"} <= read
    assert "d.mov" not in read
    assert find_missing(folder) == []


def test_one_file_serves_all_that_have_its_content(folder: FilmFolder, elsewhere: Path) -> None:
    (first, *_), path = folder.project.images, "images/again.png"
    again = replace(first, id=ImageId("j"), path=path)
    folder.save(replace(folder.project, images=(first, again)))
    _, back = search(folder, elsewhere)
    assert back is not None
    assert len(back) == 4
    assert (folder.path / path).read_bytes() == FILES["images/a.png"]


def test_a_folder_without_files_gives_nothing(folder: FilmFolder, tmp_path: Path) -> None:
    assert search(folder, tmp_path / "nowhere") == ([], ())


@pytest.mark.parametrize("count", range(0, 12, 3))
def test_a_stop_leaves_only_whole_files(folder: FilmFolder, elsewhere: Path, count: int) -> None:
    steps: list[Step] = []
    lost = find_lost(folder, folder.project)
    assert run_steps(relink(folder, lost, elsewhere), lambda: len(steps) >= count, steps.append) is None
    for path in (each for name in ("images", "takes") for each in (folder.path / name).iterdir()):
        assert path.read_bytes() == FILES[path.relative_to(folder.path).as_posix()]


def test_a_place_outside_of_the_film_is_not_written(folder: FilmFolder, elsewhere: Path, tmp_path: Path) -> None:
    (folder.path / "images").rmdir()
    (folder.path / "images").symlink_to(tmp_path)
    _, back = search(folder, elsewhere)
    assert back is not None
    assert {medium.path for medium in back} == FILES.keys() - {"images/a.png"}
    assert not (tmp_path / "a.png").exists()


def test_a_film_that_may_not_be_written_says_so(folder: FilmFolder, elsewhere: Path) -> None:
    (folder.path / "takes").rmdir()
    with pytest.raises(StudioError, match=r"^takes/t1\.mov can't be saved: its folder is gone"):
        search(folder, elsewhere)

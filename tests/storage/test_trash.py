"""The trash: what is removed keeps its file, can come back in every way, and goes for good only when it is emptied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.core import history
from studio.core.edits.board import remove_shot
from studio.core.edits.takes import add_take, add_takes, choose_take, remove_all_takes, remove_take, remove_takes
from studio.core.ids import ShotId, TakeId
from studio.core.project import Take
from studio.errors import StudioError
from studio.storage.codec import FILM, encode
from studio.storage.folder import FilmFolder
from studio.storage.missing import find_missing
from studio.storage.takes import RECORD, TakeRecord, write_take_record
from studio.storage.trash import empty_trash, list_trash, put_in_trash
from tests.storage.films import make_small_film, make_take

SHOT = ShotId("s")


def give_take(folder: FilmFolder, id_: str, *, with_record: bool = True) -> Take:
    """A take of the one shot, as rendering leaves it."""
    take = make_take(id_)
    (folder.path / take.path).write_bytes(b"12345")
    if with_record:
        write_take_record(folder.path, SHOT, take)
    folder.save(add_take(folder.project, SHOT, take))
    return take


def trashed_in(folder: FilmFolder) -> list[str]:
    return [each.take.id for each in list_trash(folder.path, folder.project)]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[FilmFolder]:
    made = FilmFolder.create(tmp_path / "F.storyreel", make_small_film())
    yield made
    made.close()


def test_takes_are_removed_from_all_shots_in_one_edit() -> None:
    film = make_small_film()
    for id_ in ("t1", "t2", "t3"):
        film = add_take(film, SHOT, make_take(id_))
    (shot,) = remove_takes(film, {TakeId("t1"), TakeId("t3")}).shots
    assert ([take.id for take in shot.takes], shot.chosen) == (["t2"], "t2")
    kept = remove_takes(choose_take(film, SHOT, TakeId("t1")), {TakeId("t3")})
    assert next(kept.shots).chosen == "t1"
    assert remove_takes(film, {TakeId("other")}) is film
    assert remove_take(film, ShotId("other"), TakeId("t1")) is film
    back = add_takes(kept, [(SHOT, make_take("t3")), (SHOT, make_take("t2")), (ShotId("other"), make_take("t4"))])
    assert ([take.id for take in next(back.shots).takes], next(back.shots).chosen) == (["t1", "t2", "t3"], "t1")
    assert next(add_takes(make_small_film(), [(SHOT, make_take("t1")), (SHOT, make_take("t2"))]).shots).chosen == "t1"
    assert remove_all_takes(film) == make_small_film()
    assert remove_all_takes(make_small_film()) == make_small_film()


@pytest.mark.parametrize("with_record", [True, False])
def test_a_removed_take_is_in_the_trash_also_after_a_restart(folder: FilmFolder, with_record: bool) -> None:
    take = give_take(folder, "t1", with_record=with_record)
    assert trashed_in(folder) == []
    folder.save(remove_take(folder.project, SHOT, take.id))
    (trashed,) = list_trash(folder.path, folder.project)
    assert (trashed.shot, trashed.take, trashed.bytes) == (SHOT, take, 5)
    folder.close()
    again = FilmFolder.open(folder.path)
    assert (again.project, again.notices, trashed_in(again)) == (make_small_film(), (), ["t1"])
    again.save(add_take(again.project, SHOT, take))
    assert trashed_in(again) == []
    assert (again.path / take.path).read_bytes() == b"12345"
    again.close()


def test_undo_and_redo_need_no_file_moved(folder: FilmFolder) -> None:
    take = give_take(folder, "t1")
    steps = history.begin(folder.project)
    steps = history.apply(steps, "Move to trash", lambda film: remove_takes(film, {take.id}))
    for step, trashed in ((steps, ["t1"]), (history.undo(steps), []), (history.redo(history.undo(steps)), ["t1"])):
        folder.save(step.project)
        assert trashed_in(folder) == trashed
        assert find_missing(folder) == []
        assert (folder.path / take.path).is_file()


def test_takes_of_a_removed_shot_are_in_the_trash(folder: FilmFolder) -> None:
    give_take(folder, "t1")
    folder.save(remove_shot(folder.project, SHOT))
    assert trashed_in(folder) == ["t1"]


def test_an_earlier_version_brings_its_takes_back(folder: FilmFolder) -> None:
    give_take(folder, "t1")
    whole = folder.project
    folder.save(make_small_film())
    assert trashed_in(folder) == ["t1"]
    folder.close()
    (folder.path / "film.json").write_bytes(encode(whole, FILM))
    again = FilmFolder.open(folder.path)
    assert (again.project, trashed_in(again), find_missing(again)) == (whole, [], [])
    again.close()


def test_emptying_deletes_what_it_is_told(folder: FilmFolder) -> None:
    for id_ in ("t1", "t2", "t3"):
        give_take(folder, id_)
    folder.save(remove_takes(folder.project, {TakeId("t1"), TakeId("t2")}))
    first = list_trash(folder.path, folder.project)[0]
    empty_trash(folder.path, [first.take])
    assert trashed_in(folder) == ["t2"]
    empty_trash(folder.path, [each.take for each in list_trash(folder.path, folder.project)])
    assert {path.name for path in (folder.path / "takes").iterdir()} == {"t3.json", "t3.mov"}
    assert not list((folder.path / "trash").rglob("*.json"))
    assert find_missing(folder) == []


def test_a_take_that_can_not_be_deleted_stays_in_the_trash(folder: FilmFolder) -> None:
    take = give_take(folder, "t1")
    folder.save(remove_take(folder.project, SHOT, take.id))
    (trashed,) = list_trash(folder.path, folder.project)
    (folder.path / take.path).unlink()
    (folder.path / take.path).mkdir()  # what no unlink removes
    with pytest.raises(StudioError, match=r"^takes/t1\.mov of F\.storyreel can't be deleted: "):
        empty_trash(folder.path, [trashed.take])
    assert list((folder.path / "trash").rglob("t1.json"))


def test_a_save_goes_on_where_the_trash_can_not_be_written(folder: FilmFolder, tmp_path: Path) -> None:
    take = give_take(folder, "t1")
    (folder.path / "trash").rmdir()
    (folder.path / "trash").symlink_to(tmp_path)
    folder.save(remove_take(folder.project, SHOT, take.id))
    assert trashed_in(folder) == []
    assert not list(tmp_path.glob("takes")), "nothing is written outside of the film"
    assert folder.project == make_small_film()


def test_a_strangers_trash_can_delete_nothing_of_the_film(folder: FilmFolder, tmp_path: Path) -> None:
    take = give_take(folder, "t1")
    elsewhere = tmp_path / "mine.mov"
    elsewhere.touch()
    (folder.path / "takes" / "link.mov").symlink_to(elsewhere)
    home = folder.path / "trash" / "takes"
    put_in_trash(folder.path, [(SHOT, make_take("link"))])
    claims = replace(make_take("t2"), path=take.path)
    (home / "t2.json").write_bytes(encode(TakeRecord(shot=SHOT, take=claims), RECORD))
    (home / "t3.json").write_bytes(encode(TakeRecord(shot=SHOT, take=make_take("t4")), RECORD))
    (home / "t5.json").write_text("{")
    assert list_trash(folder.path, folder.project) == ()

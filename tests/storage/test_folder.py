import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.core.edits.film import set_film
from studio.core.edits.takes import add_take, remove_take
from studio.core.ids import ShotId
from studio.core.jobs import Queue
from studio.errors import StudioError
from studio.storage.backups import list_backups
from studio.storage.codec import FILM, encode
from studio.storage.files import DamagedError
from studio.storage.folder import FilmFolder
from studio.storage.takes import write_take_record
from tests.storage.films import make_queue, make_rich_film, make_small_film, make_take


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[FilmFolder]:
    made = FilmFolder.create(tmp_path / "F.storyreel", make_small_film())
    yield made
    made.close()


def reopen(folder: FilmFolder, *, write: bool = True) -> FilmFolder:
    """The same film opened anew, and closed again: what is on disk."""
    folder.close()
    again = FilmFolder.open(folder.path, write=write)
    again.close()
    return again


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_film_can_be_opened_by_folder_or_file(folder: FilmFolder) -> None:
    assert names(folder.path) == {"film.json", "lock", "images", "takes", "trash", "backups"}
    folder.close()
    for path in (folder.path, folder.path / "film.json"):
        again = FilmFolder.open(path)
        assert (again.path, again.project, again.queue) == (folder.path, make_small_film(), Queue())
        assert (again.read_only, again.notices) == (False, ())
        again.close()


def test_save_and_queue_come_back(folder: FilmFolder) -> None:
    folder.save(make_rich_film())
    folder.save_queue(make_queue())
    assert folder.project == make_rich_film()
    again = reopen(folder)
    assert (again.project, again.queue) == (make_rich_film(), make_queue())


def test_a_film_is_not_made_over_another(folder: FilmFolder) -> None:
    with pytest.raises(StudioError, match=r"F\.storyreel is there already; choose another name"):
        FilmFolder.create(folder.path, make_small_film())
    assert reopen(folder).project == make_small_film()


def test_a_film_that_can_not_be_written_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="half of a character"):
        FilmFolder.create(tmp_path / "F.storyreel", make_small_film("\udc80"))
    assert names(tmp_path) == set()


def test_a_second_opener_reads_only(folder: FilmFolder) -> None:
    second = FilmFolder.open(folder.path)
    assert second.read_only
    owner = f"process {os.getpid()} on {os.uname().nodename}"
    says = f"F.storyreel is open elsewhere ({owner}), and here for reading only; close it there to change it."
    assert second.notices == (says,)
    assert second.project == make_small_film()
    for save in (lambda: second.save(make_rich_film()), lambda: second.save_queue(make_queue())):
        with pytest.raises(StudioError, match=r"F\.storyreel/(film|queue)\.json is open for reading only"):
            save()
    folder.close()
    third = FilmFolder.open(folder.path)
    assert not third.read_only
    third.close()


def test_a_film_opened_for_reading_takes_no_lock(folder: FilmFolder) -> None:
    folder.close()
    reader = FilmFolder.open(folder.path, write=False)
    writer = FilmFolder.open(folder.path)
    assert (reader.read_only, reader.notices, writer.read_only) == (True, (), False)
    writer.close()


def test_the_lock_dies_with_its_owner(folder: FilmFolder) -> None:
    folder.close()
    code = (
        "import sys, time, pathlib; from studio.storage.folder import FilmFolder\n"
        "folder = FilmFolder.open(pathlib.Path(sys.argv[1])); print(folder.read_only, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder.path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "False\n"
        assert FilmFolder.open(folder.path).read_only
        child.kill()
    assert not reopen(folder).read_only


@pytest.mark.parametrize("relative", ["images/a.png", "takes/t.mov", "film.json"])
def test_paths_stay_inside(folder: FilmFolder, relative: str) -> None:
    assert folder.path_of(relative) == folder.path / relative


@pytest.mark.parametrize(
    "relative",
    [
        *("", ".", "..", "/etc/passwd", "../F.storyreel/film.json", "images/../../x", "images//x", "images/./x"),
        *("C:/x", "c:x", "images\\x", "..\\x", "images/x\0", "link/x", "circle/x"),
    ],
)
def test_paths_that_lead_out_are_refused(folder: FilmFolder, relative: str) -> None:
    (folder.path / "link").symlink_to(folder.path.parent)
    (folder.path / "circle").symlink_to(folder.path / "circle")
    with pytest.raises(StudioError, match=r"^F\.storyreel: .* leads out of the film's folder"):
        folder.path_of(relative)


@pytest.mark.parametrize("name", ["images", "takes", "trash", "backups", "lock", "film.json", "queue.json"])
def test_links_out_of_the_film_are_not_followed(folder: FilmFolder, tmp_path: Path, name: str) -> None:
    folder.close()
    secret = tmp_path / "secret"
    secret.write_bytes(encode(make_rich_film(), FILM))
    inside = folder.path / name
    if inside.is_dir():
        inside.rmdir()
    inside.unlink(missing_ok=True)
    inside.symlink_to(secret)
    if name == "queue.json":
        assert "leads out of the film's folder" in "".join(reopen(folder).notices)
    else:
        with pytest.raises(StudioError, match="leads out of the film's folder"):
            FilmFolder.open(folder.path)
    assert secret.read_bytes() == encode(make_rich_film(), FILM)


@pytest.mark.parametrize("name", ["images/a.png", "takes/t.mov", "takes/t.json", "backups/b.json"])
def test_a_file_that_leads_out_of_the_film_keeps_it_shut(folder: FilmFolder, tmp_path: Path, name: str) -> None:
    folder.close()
    (tmp_path / "secret").touch()
    (folder.path / name).symlink_to(tmp_path / "secret")
    for write in (True, False):
        with pytest.raises(StudioError, match=rf"^F\.storyreel: '{name}' leads out of the film's folder"):
            FilmFolder.open(folder.path, write=write)
    (folder.path / name).unlink()
    os.mkfifo(folder.path / name)
    with pytest.raises(StudioError, match=rf"^F\.storyreel/{name} is no file; remove it to open the film\.$"):
        FilmFolder.open(folder.path)


def test_a_link_within_the_film_is_as_good_as_the_file(folder: FilmFolder) -> None:
    (folder.images_dir / "a.png").touch()
    (folder.images_dir / "b.png").symlink_to("a.png")
    assert reopen(folder).notices == ()


def test_leftovers_of_a_kill_are_swept_by_the_owner_only(folder: FilmFolder) -> None:
    names = (".film.json.0123.tmp", "images/.a.png.0123.tmp", "takes/t.part", "takes/t.json")
    left = [folder.path / name for name in names]
    for path in left:
        path.touch()
    FilmFolder.open(folder.path)
    assert all(path.exists() for path in left)
    reopen(folder)
    assert not any(path.exists() for path in left)


def test_a_damaged_queue_is_put_aside(folder: FilmFolder) -> None:
    queue = folder.path / "queue.json"
    queue.write_text("{")
    again = reopen(folder)
    assert (again.project, again.queue) == (make_small_film(), Queue())
    assert len(again.notices) == 1
    assert "F.storyreel/queue.json is damaged" in again.notices[0]
    assert not queue.exists()
    assert (folder.path / "queue-damaged.json").read_text() == "{"


def test_a_damaged_film_says_that_an_earlier_version_is_there(folder: FilmFolder) -> None:
    folder.save(make_rich_film())
    folder.close()
    film = folder.path / "film.json"
    film.write_bytes(film.read_bytes()[:1000])
    with pytest.raises(
        DamagedError, match=r"^F\.storyreel/film\.json is damaged .*; an earlier version, of .* restored"
    ):
        FilmFolder.open(folder.path)
    film.unlink()
    with pytest.raises(DamagedError, match=r"^F\.storyreel/film\.json is missing; an earlier version"):
        FilmFolder.open(folder.path)
    for backup in list_backups(folder.path):
        backup.path.unlink()
    with pytest.raises(StudioError, match=r"^F\.storyreel is no film"):
        FilmFolder.open(folder.path)


def test_what_is_no_film(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / "film.json").mkdir()
    for name, finding in [("gone", "is not there"), ("notes.txt", "is no film"), ("film.json", "is no film")]:
        with pytest.raises(StudioError, match=f"^{name} {finding}"):
            FilmFolder.open(tmp_path / name)
    assert names(tmp_path) == {"notes.txt", "film.json"}
    with pytest.raises(StudioError, match=r"/film\.json is no file"):
        FilmFolder.open(tmp_path, write=False)


def test_a_pipe_in_place_of_a_file_does_not_hang(folder: FilmFolder) -> None:
    folder.close()
    os.mkfifo(folder.path / "queue.json")
    assert "queue.json is no file" in reopen(folder).notices[0]
    (folder.path / "lock").unlink()
    os.mkfifo(folder.path / "lock")
    assert reopen(folder).read_only


def test_a_finished_take_comes_back(folder: FilmFolder) -> None:
    shot, take = ShotId("s"), make_take("t1")
    (folder.path / take.path).touch()
    write_take_record(folder.path, shot, take)
    again = reopen(folder, write=False)
    assert again.project == add_take(make_small_film(), shot, take)
    assert again.notices == ("Finished takes that were not saved yet are back in the film: 1.",)


def test_a_removed_take_does_not_come_back(folder: FilmFolder) -> None:
    shot, take = ShotId("s"), make_take("t1")
    (folder.path / take.path).touch()
    write_take_record(folder.path, shot, take)
    folder.save(add_take(folder.project, shot, take))
    folder.save(remove_take(folder.project, shot, take.id))
    assert reopen(folder).project == make_small_film()


def test_a_film_goes_back_to_an_earlier_version_with_its_takes(folder: FilmFolder) -> None:
    shot, take = ShotId("s"), make_take("t1")
    folder.save(set_film(folder.project, name="Later"))
    (folder.path / take.path).touch()
    write_take_record(folder.path, shot, take)
    folder.save(add_take(folder.project, shot, take))
    earliest = list_backups(folder.path)[-1]
    assert folder.restore(earliest) == add_take(make_small_film(), shot, take)
    assert len(list_backups(folder.path)) == 2
    assert reopen(folder).project.name == "Film"


def test_saving_says_when_the_folder_is_gone(folder: FilmFolder) -> None:
    folder.path.rename(folder.path.with_name("Elsewhere.storyreel"))
    with pytest.raises(StudioError, match=r"^F\.storyreel/film\.json can't be saved: its folder is gone"):
        folder.save(make_rich_film())


def test_a_faulty_film_is_not_saved(folder: FilmFolder) -> None:
    faulty = replace(make_small_film(), width=0)
    with pytest.raises(ValueError, match="the film has a side outside 16 to 16384 pixels"):
        folder.save(faulty)
    assert reopen(folder).project == make_small_film()

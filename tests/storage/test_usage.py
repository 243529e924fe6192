"""What the film occupies, and which takes nothing uses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from studio.core.edits.board import add_shot
from studio.core.edits.takes import add_take, choose_take, remove_take
from studio.core.ids import JobId, SceneId, ShotId, TakeId
from studio.core.jobs import Cancelled, Job, Queue
from studio.core.project import Project, Shot, Take
from studio.storage.folder import FilmFolder
from studio.storage.takes import StoredTake, write_take_record
from studio.storage.trash import list_trash
from studio.storage.usage import Kind, StoredFile, describe_bytes, find_unused, list_files, measure
from tests.storage.films import make_small_film, make_take

SHOT, OTHER = ShotId("s"), ShotId("o")


def take_from(id_: str, start: str | None) -> Take:
    take = make_take(id_)
    return replace(take, request=replace(take.request, continued=TakeId(start) if start else None))


def unused_in(project: Project, queue: Queue | None = None) -> list[str]:
    return [take.id for _, take in find_unused(project, queue or Queue())]


def make_film(*takes: Take) -> Project:
    """The small film with takes of its one shot, the last chosen."""
    film = make_small_film()
    for take in takes:
        film = add_take(film, SHOT, take)
    return film


def test_takes_that_are_not_chosen_are_unused() -> None:
    film = make_film(take_from("t1", None), take_from("t2", None))
    assert unused_in(film) == ["t1"]
    assert unused_in(choose_take(film, SHOT, TakeId("t1"))) == ["t2"]
    assert unused_in(make_small_film()) == []


def test_what_another_take_starts_from_is_used_as_far_back_as_it_goes() -> None:
    film = make_film(take_from("t1", None), take_from("t2", "t1"), take_from("t3", "t2"), take_from("t4", None))
    assert unused_in(film) == ["t1", "t2", "t3"]
    following = Shot(id=OTHER, name="1B", continues=SHOT, frames=48)
    film = add_take(add_shot(film, SceneId("sc"), following), OTHER, take_from("o1", "t3"))
    assert unused_in(film) == []
    assert unused_in(add_take(film, OTHER, take_from("o2", "gone"))) == ["t1", "t2", "t3", "o1"]


def test_what_the_user_keeps_is_used() -> None:
    rated, pinned, rejected, noted = (make_take(id_) for id_ in ("t1", "t2", "t3", "t4"))
    rated, pinned = replace(rated, rating=1), replace(pinned, pinned=True, rejected=True)
    rejected, noted = replace(rejected, rating=5, rejected=True), replace(noted, note="the hands", colour="#E58E73")
    assert unused_in(make_film(rated, pinned, rejected, noted, make_take("t5"))) == ["t3", "t4"]


def test_takes_that_start_from_each_other_end_the_search() -> None:
    assert unused_in(make_film(take_from("t1", "t2"), take_from("t2", "t1"))) == []


def test_what_a_waiting_job_starts_from_is_used() -> None:
    film = make_film(take_from("t1", None), take_from("t2", None))
    job = Job(id=JobId("j"), shot=SHOT, request=take_from("x", "t1").request)
    assert unused_in(film, Queue(jobs=(job,))) == []
    assert unused_in(film, Queue(jobs=(replace(job, state=Cancelled()),))) == ["t1"]


def test_files_are_sorted_by_what_they_are_there_for() -> None:
    film = make_film(make_take("t1"), make_take("t2"))
    aside = Shot(id=OTHER, name="1B", frames=48)
    film = add_take(add_shot(film, SceneId("sc"), aside), OTHER, make_take("o1"))
    film = replace(film, timeline=make_small_film().timeline)
    paths = (
        "takes/t1.mov takes/t1.json takes/t2.mov takes/o1.mov takes/gone.mov takes/x.part images/a.png lock notes.txt"
    )
    paths += " backups/1.json trash/takes/gone.json sounds/a.wav cache/1 takes/y.halt film.json more/deep/a"
    files = [StoredFile(path=path, bytes=2**at) for at, path in enumerate(paths.split())]
    gone = StoredTake(shot=SHOT, take=make_take("gone"), bytes=16)
    usage = measure(files, film, Queue(), (gone,))
    kinds = {
        Kind.CUT: "takes/t2.mov",
        Kind.KEPT: "takes/o1.mov",
        Kind.UNUSED: "takes/t1.mov takes/t1.json",
        Kind.PICTURES: "images/a.png",
        Kind.SOUNDS: "sounds/a.wav",
        Kind.BACKUPS: "backups/1.json",
        Kind.CACHE: "takes/x.part takes/y.halt cache/1",
        Kind.TRASH: "takes/gone.mov trash/takes/gone.json",
        Kind.FILM: "lock film.json",
        Kind.OTHER: "notes.txt more/deep/a",
    }
    sizes = {file.path: file.bytes for file in files}
    assert usage.bytes == {kind: sum(sizes[path] for path in told.split()) for kind, told in kinds.items()}
    assert usage.total == 2 ** len(files) - 1
    assert [(each.shot, each.take.id, each.bytes) for each in usage.unused] == [(SHOT, "t1", 1)]
    assert usage.trashed == (gone,)


def test_an_unused_take_without_its_file_is_none() -> None:
    film = make_film(make_take("t1"), make_take("t2"))
    assert measure([], film, Queue(), ()).unused == ()


def test_the_folder_is_listed_whole_and_links_are_not_followed(tmp_path: Path) -> None:
    folder = FilmFolder.create(tmp_path / "F.storyreel", make_small_film())
    (folder.path / "takes" / "t1.mov").write_bytes(bytes(1000))
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "big").write_bytes(bytes(5000))
    (folder.path / "takes" / "away").symlink_to(tmp_path / "outside")
    (folder.path / "takes" / "big").symlink_to(tmp_path / "outside" / "big")
    files = {file.path: file.bytes for file in list_files(folder.path)}
    folder.close()
    assert files.keys() == {"film.json", "lock", "takes/t1.mov"}
    assert files["takes/t1.mov"] == 1000


def test_a_folder_that_is_gone_has_no_files(tmp_path: Path) -> None:
    assert list(list_files(tmp_path / "gone")) == []


def test_a_film_on_disk_before_and_after_a_take_is_removed(tmp_path: Path) -> None:
    folder = FilmFolder.create(tmp_path / "F.storyreel", make_small_film())
    for id_ in ("t1", "t2"):
        (folder.path / f"takes/{id_}.mov").write_bytes(bytes(10_000))
        write_take_record(folder.path, SHOT, make_take(id_))
        folder.save(add_take(folder.project, SHOT, make_take(id_)))

    def measured() -> dict[Kind, int]:
        trashed = list_trash(folder.path, folder.project)
        return dict(measure(list_files(folder.path), folder.project, folder.queue, trashed).bytes)

    before = measured()
    assert (before[Kind.CUT], before[Kind.UNUSED]) == (before[Kind.UNUSED], before[Kind.CUT])
    assert before[Kind.CUT] > 10_000
    folder.save(remove_take(folder.project, SHOT, TakeId("t1")))
    after = measured()
    folder.close()
    assert Kind.UNUSED not in after
    assert after[Kind.TRASH] == before[Kind.UNUSED]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 kB"),
        (1, "1 kB"),
        (12_345, "13 kB"),
        (999_000, "999 kB"),
        (999_500, "1 MB"),
        (340_400_000, "340 MB"),
        (999_500_000, "1.0 GB"),
        (1_240_000_000_000, "1240.0 GB"),
    ],
)
def test_sizes_in_words(count: int, words: str) -> None:
    assert describe_bytes(count) == words

"""Pictures and takes: the film's files beside `film.json`."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.edits.takes import add_take
from studio.core.ids import ShotId
from studio.core.image import Image
from studio.core.recipe import Recipe
from studio.errors import StudioError
from studio.storage.codec import decode, encode
from studio.storage.folder import FilmFolder
from studio.storage.images import copy_image, import_bytes
from studio.storage.takes import RECORD, TakeRecord, record_path, recover_takes, write_take_record
from tests.storage.films import make_small_film, make_take

PICTURE = b"the bytes of a picture" * 1000
SHA256 = hashlib.sha256(PICTURE).hexdigest()
SHOT = ShotId("s")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = FilmFolder.create(tmp_path / "F.storyreel", make_small_film())
    made.close()
    yield made.path


def copy(folder: Path, source: Path, sha256: str = SHA256) -> Image:
    return copy_image(folder, source, sha256=sha256, suffix=".png", width_px=3, height_px=2, name=source.name)


def test_a_picture_lies_in_the_film_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PICTURE)
    (tmp_path / "b.png").write_bytes(PICTURE)
    image = copy(folder, tmp_path / "a.png")
    (path,) = (folder / "images").iterdir()
    assert (image.path, image.name, image.sha256) == (f"images/{SHA256}.png", "a.png", SHA256)
    assert (image.width_px, image.height_px) == (3, 2)
    assert path.read_bytes() == PICTURE
    before = path.stat().st_ino
    assert copy(folder, tmp_path / "b.png").id == image.id
    pasted = import_bytes(folder, PICTURE, suffix=".png", width_px=3, height_px=2, name="a.png")
    assert pasted == image
    assert [each.stat().st_ino for each in (folder / "images").iterdir()] == [before]


def test_a_pasted_picture_is_written(folder: Path) -> None:
    image = import_bytes(folder, PICTURE, suffix=".png", width_px=3, height_px=2, name="Pasted")
    assert (folder / image.path).read_bytes() == PICTURE


def test_a_copy_that_was_cut_short_is_made_again(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PICTURE)
    (folder / "images" / f"{SHA256}.png").write_bytes(PICTURE[:100])
    assert (folder / copy(folder, tmp_path / "a.png").path).read_bytes() == PICTURE


def test_a_picture_that_changed_or_went_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PICTURE + b"more")
    with pytest.raises(StudioError, match=r"^a\.png changed while it was copied"):
        copy(folder, tmp_path / "a.png")
    with pytest.raises(StudioError, match=r"^gone\.png can't be read \(No such file or directory\)"):
        copy(folder, tmp_path / "gone.png")
    with pytest.raises(StudioError, match=r"^F\.storyreel can't be read \(Is a directory\)"):
        copy(folder, folder)
    assert list((folder / "images").iterdir()) == []


def test_a_file_name_that_is_no_text_gets_one(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "caf\udce9.png"
    source.write_bytes(PICTURE)
    assert copy(folder, source).name == "caf?.png"


def test_takes_are_recovered_in_the_order_they_were_made(folder: Path) -> None:
    takes = [make_take(id_) for id_ in ("t1", "t2")]
    for take in takes:
        (folder / take.path).touch()
        write_take_record(folder, SHOT, take)
    film = make_small_film()
    assert recover_takes(folder, film) == tuple((SHOT, take) for take in takes)
    assert recover_takes(folder, add_take(film, SHOT, takes[0])) == ((SHOT, takes[1]),)


def test_what_is_no_finished_take_of_the_film_is_passed_over(folder: Path) -> None:
    gone, lost, other, renamed = (make_take(id_) for id_ in ("gone", "lost", "other", "renamed"))
    for take in (lost, other, renamed):
        (folder / take.path).touch()
    write_take_record(folder, SHOT, gone)
    write_take_record(folder, ShotId("removed"), lost)
    (folder / "takes" / "else.json").write_bytes(encode(TakeRecord(shot=SHOT, take=renamed), RECORD))
    (folder / "takes" / "other.json").write_text("{")
    assert recover_takes(folder, make_small_film()) == ()


def test_a_record_of_the_first_version_knows_only_which_backend_it_was(folder: Path) -> None:
    write_take_record(folder, SHOT, make_take("t1"))
    content = json.loads(record_path(folder, make_take("t1").id).read_bytes())
    assert content["version"] == 3
    old = content["take"]["take"]
    for name in ("recipe", "memory_bytes", "rating", "colour", "note", "rejected", "pinned"):
        del old[name]
    old["backend_version"] = "0.9"
    take = decode(json.dumps({**content, "version": 1}).encode(), "t1.json", RECORD).take
    assert take.recipe == Recipe(backend_version="0.9")
    assert not take.recipe.is_known

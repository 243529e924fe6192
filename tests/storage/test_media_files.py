"""The housekeeping of files that were brought in: counted, missed, found again, collected, thrown away."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.core.edits.media import put_media, remove_media
from studio.core.ids import ClipId, MediaId, TrackId
from studio.core.jobs import Queue
from studio.core.project import Media, MediaKind, Project
from studio.core.timeline import Track, TrackKind
from studio.errors import StudioError
from studio.storage.codec import FILM, decode, encode
from studio.storage.collect import collect
from studio.storage.folder import FilmFolder
from studio.storage.missing import find_lost, find_missing, relink
from studio.storage.steps import run_steps
from studio.storage.trash import MEDIA_RECORD, empty_trash, list_media_trash
from studio.storage.usage import Kind, Usage, list_files, measure
from tests.storage.films import make_small_film

DATA = b"the sound of the sea" * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()
SEA = Media(
    id=MediaId("m-sea"),
    name="sea.wav",
    path=f"media/{SHA256}.wav",
    sha256=SHA256,
    kind=MediaKind.SOUND,
    frames=48,
    has_sound=True,
)
UNUSED = replace(SEA, id=MediaId("m-rain"), name="rain.wav", path="media/rain.wav")


def make_track(_: Project, kind: TrackKind) -> Track:
    return Track(id=TrackId("made"), name="Made", kind=kind)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[FilmFolder]:
    """A film whose cut has one file, and another that it doesn't show."""
    film = put_media(make_small_film(), [(SEA, ClipId("sea"))], 0, None, make_track)
    made = FilmFolder.create(tmp_path / "F.storyreel", replace(film, media=(SEA, UNUSED)))
    (made.path / "media").mkdir()
    for media in (SEA, UNUSED):
        (made.path / media.path).write_bytes(DATA)
    yield made
    made.close()


def look(folder: FilmFolder) -> Usage:
    trashed = list_media_trash(folder.path, folder.project)
    return measure(list_files(folder.path), folder.project, Queue(), (), trashed)


def test_what_is_shown_and_what_is_not_is_told_apart(folder: FilmFolder) -> None:
    usage = look(folder)
    assert (usage.bytes[Kind.MEDIA], usage.bytes[Kind.UNUSED]) == (len(DATA), len(DATA))
    assert [(each.media.name, each.bytes) for each in usage.unused_media] == [("rain.wav", len(DATA))]


def test_a_file_that_left_the_film_lies_in_the_trash_until_it_is_back(folder: FilmFolder) -> None:
    before = folder.project
    folder.save(remove_media(before, UNUSED.id))
    usage = look(folder)
    assert [each.media for each in usage.trashed_media] == [UNUSED]
    assert usage.bytes[Kind.TRASH] > len(DATA)
    assert (folder.path / UNUSED.path).read_bytes() == DATA
    folder.save(before)
    assert look(folder).trashed_media == ()
    assert find_missing(folder) == []


def test_emptying_deletes_it_and_nothing_else(folder: FilmFolder) -> None:
    folder.save(remove_media(folder.project, UNUSED.id))
    empty_trash(folder.path, [each.media for each in look(folder).trashed_media])
    assert [path.name for path in (folder.path / "media").iterdir()] == [Path(SEA.path).name]
    assert look(folder).trashed_media == ()


@pytest.mark.parametrize("path", ["media/../film.json", "/etc/passwd", "takes/t1.mov", f"media/{SHA256}.wav"])
def test_a_strangers_trash_reaches_nothing_that_is_in_use_or_outside(folder: FilmFolder, path: str) -> None:
    record = encode(UNUSED, MEDIA_RECORD).replace(b"media/rain.wav", path.encode()).replace(b"m-rain", b"m-evil")
    (folder.path / "trash/media").mkdir()
    (folder.path / "trash/media/m-evil.json").write_bytes(record)
    assert list_media_trash(folder.path, folder.project) == ()


def test_a_lost_file_is_told_and_found_by_its_content(folder: FilmFolder, tmp_path: Path) -> None:
    (folder.path / SEA.path).unlink()
    assert find_missing(folder) == [
        f"The sound sea.wav is gone: {SEA.path}; put the file back, or render or add it again."
    ]
    (tmp_path / "old").mkdir()
    (tmp_path / "old/Ocean.WAV").write_bytes(DATA)
    lost = find_lost(folder, folder.project)
    assert run_steps(relink(folder, lost, tmp_path / "old"), lambda: False, lambda step: None) == tuple(lost)
    assert (folder.path / SEA.path).read_bytes() == DATA


def test_a_film_takes_its_files_along(folder: FilmFolder, tmp_path: Path) -> None:
    run_steps(collect(folder.path, folder.project, tmp_path / "G.storyreel"), lambda: False, lambda step: None)
    with_files = FilmFolder.open(tmp_path / "G.storyreel")
    assert find_missing(with_files) == []
    assert (with_files.path / SEA.path).read_bytes() == DATA
    with_files.close()


@pytest.mark.parametrize("path", ["media/../../mine.wav", "/etc/passwd", "images/a.png", "media/a/b.wav", "media/.a"])
def test_a_film_that_names_a_file_elsewhere_is_refused(folder: FilmFolder, path: str) -> None:
    data = encode(folder.project, FILM).replace(SEA.path.encode(), path.encode())
    with pytest.raises(StudioError, match=r"the path of file “sea\.wav” is none of a file in media"):
        decode(data, "film.json", FILM)


def test_a_link_out_of_the_film_is_neither_read_nor_collected(folder: FilmFolder, tmp_path: Path) -> None:
    (tmp_path / "mine.wav").write_bytes(DATA)
    (folder.path / SEA.path).unlink()
    (folder.path / SEA.path).symlink_to(tmp_path / "mine.wav")
    (sentence,) = find_missing(folder)
    assert "leads out of the film's folder" in sentence
    missing = run_steps(collect(folder.path, folder.project, tmp_path / "G.storyreel"), lambda: False, lambda _: None)
    assert missing == (sentence,)
    folder.close()
    with pytest.raises(StudioError, match="leads out of the film's folder"):
        FilmFolder.open(folder.path)


def test_a_pipe_among_the_files_does_not_hang_the_film(folder: FilmFolder) -> None:
    folder.close()
    os.mkfifo(folder.path / "media/pipe.mov")
    with pytest.raises(StudioError, match=r"media/pipe\.mov is no file; remove it"):
        FilmFolder.open(folder.path)


def test_what_a_kill_left_half_copied_is_swept(folder: FilmFolder) -> None:
    folder.close()
    (folder.path / "media/.0123456789ab.tmp").write_bytes(b"half")
    FilmFolder.open(folder.path).close()
    assert not (folder.path / "media/.0123456789ab.tmp").exists()

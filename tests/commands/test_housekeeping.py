"""`usage`, `trash`, `relink`, `collect` and `duplicate`, as scripts use them."""

from __future__ import annotations

import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from studio.cli import main
from studio.core.edits.board import remove_shot
from studio.core.edits.media import add_media
from studio.core.ids import MediaId, ShotId
from studio.core.project import Media, MediaKind
from studio.storage.folder import FilmFolder
from tests.commands.conftest import Command

Rows = list[dict[str, Any]]


def rows_of(answer: dict[str, object], key: str) -> Rows:
    return cast("Rows", answer[key])


@pytest.fixture
def rendered(storyreel: Command, film: Path) -> Path:
    """Two takes of the first shot, one of the second."""
    assert storyreel("render", film)[0] == 0
    assert storyreel("render", film, "--shot", "First")[0] == 0
    return film


def test_usage_adds_up(storyreel: Command, rendered: Path) -> None:
    code, said = storyreel("usage", rendered)
    kinds = cast("dict[str, int]", said["kinds"])
    files = [path for path in rendered.rglob("*") if path.is_file()]
    assert (code, said["bytes"], sum(kinds.values())) == (0, sum(path.stat().st_size for path in files), said["bytes"])
    assert kinds.keys() == {"cut", "unused", "backups", "film"}
    (unused,) = rows_of(said, "unused")
    assert (unused["shot"], unused["bytes"]) == ("First", (rendered / unused["file"]).stat().st_size)
    assert said["trash"] == []


def test_usage_in_words(rendered: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["storyreel", "usage", str(rendered)])
    with pytest.raises(SystemExit):
        main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("rain.storyreel: ")
    assert lines[1].endswith(" kB  takes in the cut")
    assert lines[-1].startswith("Nothing uses takes/")
    assert ", a take of First, " in lines[-1]


def test_unused_takes_go_to_the_trash_and_come_back(storyreel: Command, rendered: Path) -> None:
    (unused,) = rows_of(storyreel("usage", rendered)[1], "unused")
    code, said = storyreel("trash", rendered, "--unused")
    assert (code, said["deleted"]) == (0, 0)
    assert [row["take"] for row in rows_of(said, "trash")] == [unused["take"]]
    assert [row["takes"] for row in rows_of(storyreel("show", rendered)[1], "shots")] == [1, 1]
    assert storyreel("check", rendered)[0] == 0
    assert storyreel("trash", rendered)[1]["trash"] == said["trash"]
    code, said = storyreel("trash", rendered, "--restore")
    assert (code, said["trash"]) == (0, [])
    assert [row["takes"] for row in rows_of(storyreel("show", rendered)[1], "shots")] == [2, 1]
    assert (rendered / unused["file"]).is_file()
    assert rows_of(storyreel("usage", rendered)[1], "unused") == [unused]


def test_the_trash_is_emptied_for_good(storyreel: Command, rendered: Path) -> None:
    (unused,) = rows_of(storyreel("usage", rendered)[1], "unused")
    code, said = storyreel("trash", rendered, "--unused", "--empty")
    assert (code, said["trash"], said["deleted"]) == (0, [], unused["bytes"])
    assert not (rendered / unused["file"]).exists()
    assert storyreel("check", rendered)[0] == storyreel("trash", rendered, "--empty")[0] == 0


def test_takes_of_a_removed_shot_stay_in_the_trash(storyreel: Command, rendered: Path) -> None:
    shots = rows_of(storyreel("show", rendered)[1], "shots")
    folder = FilmFolder.open(rendered)
    folder.save(remove_shot(folder.project, ShotId(shots[1]["id"])))
    folder.close()
    code, said = storyreel("trash", rendered, "--restore")
    assert (code, [row["shot"] for row in rows_of(said, "trash")]) == (1, ["Second"])


def test_the_trash_refuses_what_does_not_fit_together(storyreel: Command, rendered: Path) -> None:
    code, said = storyreel("trash", rendered, "--restore", "--empty")
    assert (code, said["error"]) == (2, "--restore goes alone; leave --unused and --empty out.")


def test_missing_takes_are_found_elsewhere(storyreel: Command, rendered: Path, tmp_path: Path) -> None:
    moved = sorted((rendered / "takes").glob("*.mov"))
    (tmp_path / "backup" / "deep").mkdir(parents=True)
    for number, path in enumerate(moved[1:]):
        path.rename(tmp_path / "backup" / "deep" / f"{number}.mov")
    moved[0].unlink()
    assert storyreel("check", rendered)[0] == 1
    code, said = storyreel("relink", rendered, tmp_path / "backup")
    assert (code, said["missing"]) == (1, [f"takes/{moved[0].name}"])
    assert set(cast("list[str]", said["back"])) == {f"takes/{path.name}" for path in moved[1:]}
    assert all(path.is_file() for path in moved[1:])
    assert storyreel("relink", rendered, tmp_path / "nowhere")[0] == 2


def test_a_whole_film_has_nothing_to_find(storyreel: Command, rendered: Path, tmp_path: Path) -> None:
    code, said = storyreel("relink", rendered, tmp_path)
    assert (code, said["back"], said["missing"]) == (0, [], [])


def test_a_film_is_collected_and_exported_elsewhere(storyreel: Command, rendered: Path, tmp_path: Path) -> None:
    code, said = storyreel("collect", rendered, tmp_path / "rain.zip")
    assert (code, said["target"], said["missing"]) == (0, str(tmp_path / "rain.zip"), [])
    with zipfile.ZipFile(tmp_path / "rain.zip") as archive:
        archive.extractall(tmp_path / "elsewhere")
    again = tmp_path / "elsewhere" / "rain.storyreel"
    assert FilmFolder.open(again, write=False).project == FilmFolder.open(rendered, write=False).project
    code, written = storyreel("export", again, tmp_path / "rain.mkv")
    assert (code, written["missing"], written["frames"]) == (0, [], 18)
    code, said = storyreel("collect", rendered, tmp_path / "folder")
    assert (code, said["target"]) == (0, str(tmp_path / "folder.storyreel"))
    assert storyreel("check", tmp_path / "folder.storyreel")[0] == 0
    code, said = storyreel("collect", rendered, tmp_path / "folder")
    assert (code, said["error"]) == (1, "folder.storyreel is there already; choose another name.")


def test_what_is_gone_is_named_when_it_is_collected(storyreel: Command, rendered: Path, tmp_path: Path) -> None:
    gone = next((rendered / "takes").glob("*.mov"))
    gone.unlink()
    code, said = storyreel("collect", rendered, tmp_path / "rain.zip")
    (sentence,) = cast("list[str]", said["missing"])
    assert (code, sentence.endswith(f" is gone and was left out: takes/{gone.name}.")) == (1, True)


def test_a_film_is_duplicated_with_and_without_its_takes(storyreel: Command, rendered: Path, tmp_path: Path) -> None:
    for name, options, takes in (("storm", (), [2, 1]), ("bare", ("--without-takes",), [0, 0])):
        code, said = storyreel("duplicate", rendered, tmp_path / name, *options)
        assert (code, said["target"]) == (0, str(tmp_path / f"{name}.storyreel"))
        shown = storyreel("show", said["target"])[1]
        assert (shown["name"], [row["takes"] for row in rows_of(shown, "shots")]) == (name, takes)
    assert not list((tmp_path / "bare.storyreel" / "takes").iterdir())
    assert storyreel("render", tmp_path / "bare.storyreel")[0] == 0
    assert storyreel("show", rendered)[1]["name"] == "rain"


def test_media_that_nothing_shows_go_to_the_trash_back_and_for_good(storyreel: Command, film: Path) -> None:
    media = Media(
        id=MediaId("m-sea"), name="sea.wav", path="media/sea.wav", sha256="0" * 64, kind=MediaKind.SOUND, frames=9
    )
    with closing(FilmFolder.open(film)) as folder:
        (folder.path / "media").mkdir()
        (folder.path / media.path).write_bytes(b"waves" * 99)
        folder.save(add_media(folder.project, media))
    row = {"id": "m-sea", "name": "sea.wav", "file": "media/sea.wav", "bytes": 495}
    assert storyreel("usage", film)[1]["unused_media"] == [row]
    assert storyreel("trash", film, "--unused")[1]["trashed_media"] == [row]
    assert storyreel("usage", film)[1]["trashed_media"] == [row]
    assert storyreel("trash", film, "--restore")[1]["trashed_media"] == []
    assert storyreel("usage", film)[1]["unused_media"] == [row]
    assert storyreel("trash", film, "--unused", "--empty")[1]["deleted"] == 495
    assert not (film / media.path).exists()

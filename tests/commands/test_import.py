"""Lists of shots and screenplays: in new films and in those that are there."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from studio.storage.folder import FilmFolder
from tests.commands.conftest import Command

SCREENPLAY = """Title: The Long Rain

INT. HARBOUR OFFICE - NIGHT

Rain on the window. ADA writes.

ADA
(without looking up)
We are closed.

EXT. QUAY - CONTINUOUS

BØRGE (V.O.)
She was not.
"""


@pytest.fixture
def screenplay(tmp_path: Path) -> Path:
    path = tmp_path / "rain.fountain"
    path.write_text(SCREENPLAY, encoding="utf-8")
    return path


def test_a_new_film_from_a_screenplay_has_its_title(storyreel: Command, tmp_path: Path, screenplay: Path) -> None:
    code, made = storyreel("new", tmp_path / "act", "--shots", screenplay)
    assert (code, made["shots"], made["cast"]) == (0, 2, ["Ada", "Børge"])
    film = FilmFolder.open(tmp_path / "act.storyreel", write=False).project
    assert film.name == "The Long Rain"
    assert [scene.name for scene in film.scenes] == ["Harbour office", "Quay"]
    assert storyreel("check", tmp_path / "act.storyreel")[0] == 0


def test_shots_are_taken_into_a_film(storyreel: Command, film: Path, screenplay: Path) -> None:
    code, said = storyreel("import", film, screenplay)
    assert code == 0
    assert (said["shots"], said["scenes"], said["cast"]) == (2, ["Harbour office", "Quay"], ["Ada", "Børge"])
    assert said["warnings"] == []
    project = FilmFolder.open(film, write=False).project
    assert project.name == "rain", "a film keeps its name"
    assert [shot.name for shot in project.shots] == ["First", "Second", "Shot 3", "Shot 4"]
    assert said["frames"] == sum(shot.frames for shot in list(project.shots)[2:])


def test_what_is_amiss_is_said(storyreel: Command, film: Path, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("shot,action,dialogue,seconds\nThird,@Nobody waves,A: Too much to say.,0.5\n")
    code, said = storyreel("import", film, tmp_path / "more.csv")
    assert code == 0
    first, second = cast("list[str]", said["warnings"])
    assert first.startswith("Third: The speech takes about")
    assert second.startswith("Third: @Nobody is not in the cast")


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("a.otio", b"{}", 2, "a.otio can't be imported"),
        ("a.fountain", b"", 2, "a.fountain has nothing to film"),
        ("a.fountain", "Für".encode("cp1252"), 2, "a.fountain is no UTF-8 text; save it again as plain text in UTF-8"),
        ("a.fountain", b"a\0b\0", 2, "a.fountain is no text"),
        ("a.csv", b"action,deed\nGo,1\n", 2, "unknown column “deed”"),
        ("a.csv", b"action,continues\nGo,Nobody\n", 2, "Nobody"),
        ("gone.csv", None, 2, "gone.csv can't be read"),
    ],
)
def test_what_can_not_be_imported_changes_nothing(
    storyreel: Command, film: Path, tmp_path: Path, name: str, content: bytes | None, code: int, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = FilmFolder.open(film, write=False).project
    found, said = storyreel("import", film, tmp_path / name)
    assert (found, says in str(said["error"])) == (code, True), said
    assert FilmFolder.open(film, write=False).project == before


def test_a_film_that_is_not_there(storyreel: Command, tmp_path: Path, screenplay: Path) -> None:
    assert storyreel("import", tmp_path / "gone.storyreel", screenplay)[0] == 3

"""The sample film: its shot list keeps the rules, its pictures open as promised, and its script draws them again."""

import csv
import subprocess
import sys
import tomllib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.core.citation import find_cited, find_unknown
from studio.core.shotlist import COLUMNS, ShotRow, read_shot_list

RESOURCES = Path(__file__).parents[2] / "resources"
SAMPLE = RESOURCES / "templates" / "small-light"
FOLDERS = sorted(folder for folder in (SAMPLE / "cast").iterdir() if folder.is_dir())
PICTURES = sorted((SAMPLE / "cast").glob("*/*.png"))
SHOTS = read_shot_list((SAMPLE / "shots.csv").read_text(encoding="utf-8"), "shots.csv")
MOST_BYTES = 4_000_000
STAGE = [shot for shot in SHOTS if shot.backend == "toy_theatre"]
STORY = [shot for shot in SHOTS if shot not in STAGE]
PUPPETS = {name for shot in STAGE for name in shot.cast}
DRAWN = [path for path in PICTURES if path.parent.name not in PUPPETS]


def read_table(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_roles(folder: Path) -> dict[str, str]:
    return tomllib.loads((folder / "character.toml").read_text(encoding="utf-8"))["roles"]


def is_place(name: str) -> bool:
    return set(read_roles(SAMPLE / "cast" / name).values()) == {"place"}


def test_template_says_what_it_is() -> None:
    table = read_table(SAMPLE / "template.toml")
    assert set(table) == {"title", "description", "size", "rate"}
    width, height = (int(side) for side in str(table["size"]).split("x"))
    assert width * 9 == height * 16
    assert Fraction(str(table["rate"])) > 0


def test_shot_list_has_exactly_the_columns() -> None:
    with (SAMPLE / "shots.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_film_is_a_small_story() -> None:
    assert len({shot.scene for shot in STORY}) == 2
    assert 7 <= len(STORY) <= 8
    assert len({shot.shot for shot in SHOTS}) == len(SHOTS)
    assert sum(bool(shot.dialogue) for shot in SHOTS) >= 5
    assert len({shot.camera for shot in SHOTS}) >= 6
    assert {name for shot in SHOTS for name in shot.cast} == {folder.name for folder in FOLDERS}


def test_paper_stage_has_the_same_two_puppets_in_two_places() -> None:
    assert {shot.scene for shot in STAGE} == {"The paper stage"}
    assert [shot.cast for shot in STAGE] == [STAGE[0].cast] * 3
    assert len(PUPPETS) == 2
    assert {place for shot in STAGE for place in ("meadow", "beach") if place in shot.action} == {"meadow", "beach"}


@pytest.mark.parametrize("shot", SHOTS, ids=[shot.shot for shot in SHOTS])
def test_shot_keeps_the_rules(shot: ShotRow) -> None:
    assert sum(is_place(name) for name in shot.cast) == (shot in STORY)
    assert not find_unknown(shot.action, shot.cast)
    assert find_cited(shot.action, shot.cast)
    assert {speaker for speaker, _ in shot.dialogue} <= {name for name in shot.cast if not is_place(name)}
    assert 2 <= shot.seconds <= 4
    assert shot.seconds >= sum(len(text) for _, text in shot.dialogue) / 15 + 0.3
    assert shot.seed is not None


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_character_file_fits_its_pictures(folder: Path) -> None:
    table = read_table(folder / "character.toml")
    roles = read_roles(folder)
    assert set(table) == {"description", "voice", "roles"}
    assert set(roles) == {picture.name for picture in folder.glob("*.png")}
    assert set(roles.values()) in ({"place"}, {"face", "outfit"}, {"face"})
    assert bool(table["voice"]) == (not is_place(folder.name) and folder.name not in PUPPETS)


@pytest.mark.parametrize("path", DRAWN, ids=[f"{path.parent.name}-{path.stem}" for path in DRAWN])
def test_picture_is_as_promised(path: Path) -> None:
    role = read_roles(path.parent)[path.name]
    with Image.open(path) as picture:
        picture.load()
        if role == "outfit":
            assert picture.mode == "RGBA"
            assert picture.width <= 900 and 1200 <= picture.height <= 1400
            alpha = np.asarray(picture.getchannel("A"))
            edges = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
            assert not edges.any(), "cut off at the edge"
            assert (alpha == 255).mean() > 0.2
        else:
            assert (picture.mode, picture.size) == ("RGB", (800, 800) if role == "face" else (2304, 1296))
        if role == "face":
            assert picture.getpixel((0, 0)) == picture.getpixel((799, 0)), "the ground is not plain"


def test_template_is_light() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < MOST_BYTES


def test_script_draws_the_same_picture_again(tmp_path: Path) -> None:
    script = RESOURCES / "scripts" / "draw_sample.py"
    drawn = [tmp_path / name / "cast" / "Ada" / "figure.png" for name in ("once", "again")]
    for name in ("once", "again"):
        command = [sys.executable, str(script), str(tmp_path / name), "--only", "cast/Ada/figure.png"]
        subprocess.run(command, check=True, timeout=60)
    assert drawn[0].read_bytes() == drawn[1].read_bytes()
    with Image.open(drawn[0]) as new, Image.open(SAMPLE / "cast" / "Ada" / "figure.png") as shipped:
        assert (new.mode, new.size) == (shipped.mode, shipped.size)
        # Another Pillow may round an edge otherwise, but no shape may move.
        assert np.abs(np.asarray(new, np.int16) - np.asarray(shipped, np.int16)).mean() < 0.1


def test_puppets_are_those_that_toy_theatre_draws(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(RESOURCES / "scripts" / "draw_puppets.py"), str(tmp_path)], check=True, timeout=60
    )
    drawn = sorted((tmp_path / "cast").glob("*/*.png"))
    assert {path.parent.name for path in drawn} == PUPPETS
    for path in drawn:
        with Image.open(path) as new, Image.open(SAMPLE / "cast" / path.parent.name / path.name) as shipped:
            assert new.size == shipped.size
            assert np.abs(np.asarray(new, np.int16) - np.asarray(shipped, np.int16)).mean() < 0.1

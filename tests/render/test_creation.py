"""A new film from a list and a folder of pictures, and those taken in."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from studio.core.image import ImageRole
from studio.core.project import Project
from studio.errors import StudioError
from studio.render.creation import Recipe, create_film, film_path, parse_size, read_rate, read_shots, read_template
from studio.render.intake import add_cast, take_in
from studio.storage.folder import FilmFolder

TOML = 'description = "Tall."\nvoice = "Low."\n[roles]\n"b.png" = "outfit"\n'


def draw(path: Path, colour: str = "red") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (320, 240), colour).save(path)
    return path


@pytest.fixture
def cast(tmp_path: Path) -> Path:
    home = tmp_path / "cast"
    draw(home / "Ada" / "a.png")
    draw(home / "Ada" / "b.png", "blue")
    (home / "Ada" / "character.toml").write_text(TOML)
    (home / "Ada" / "notes.txt").write_text("no picture, and none is meant")
    draw(home / "Bo" / "same.png")
    draw(home / ".hidden" / "x.png")
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = FilmFolder.create(tmp_path / "F.storyreel", Project(name="F", width=64, height=48))
    made.close()
    return made.path


@pytest.mark.parametrize("text", ["640x360", "640X360", " 640 × 360 "])
def test_sizes_as_people_write_them(text: str) -> None:
    assert parse_size(text) == (640, 360)


@pytest.mark.parametrize("text", ["640", "640x", "x360", "-2x4", "641x360", "8x8", "9000x9000", "١٢x16", "1e3x16", ""])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(StudioError, match=f"{text}” is no size|{text} can't be a film's size"):
        parse_size(text)


def test_rates_as_people_write_them() -> None:
    assert [read_rate(text) for text in ("24", "23.976", "29.97")] == [24, Fraction(24000, 1001), Fraction(30000, 1001)]
    for text in ("fast", "0", "1/0", "nan", "-24"):
        with pytest.raises(StudioError, match=r"write one such as 24, 25 or 23\.976"):
            read_rate(text)


def test_a_film_folder_shows_what_it_is() -> None:
    assert film_path(Path("a/rain")) == film_path(Path("a/rain.storyreel")) == Path("a/rain.storyreel")
    assert film_path(Path("rain.v2")) == Path("rain.v2.storyreel")


def test_a_film_with_its_cast_and_shots(tmp_path: Path, cast: Path) -> None:
    (tmp_path / "s.csv").write_text("action,cast\n@ADA waits,ada;Cy\n")
    recipe = Recipe(name="Rain", width=64, height=48, shots=tmp_path / "s.csv", cast=cast)
    folder, problems = create_film(tmp_path / "Rain.storyreel", recipe)
    folder.close()
    film = FilmFolder.open(folder.path, write=False).project
    assert (film, problems) == (folder.project, ())
    ada, bo, cy = film.cast
    assert [character.name for character in film.cast] == ["Ada", "Bo", "Cy"]
    assert (ada.description, ada.voice) == ("Tall.", "Low.")
    assert [reference.role for reference in ada.references] == [ImageRole.FACE, ImageRole.OUTFIT]
    assert bo.references[0].image == ada.references[0].image, "the same picture lies there once"
    assert next(film.shots).cast == (ada.id, cy.id)
    assert len(list(folder.images_dir.iterdir())) == len(film.images) == 2


def test_nothing_is_left_of_a_film_that_can_not_be_made(tmp_path: Path, cast: Path) -> None:
    (cast / "Ada" / "character.toml").write_text("colour = 'red'")
    with pytest.raises(StudioError, match=r"Ada/character\.toml has an unknown key “colour”"):
        create_film(tmp_path / "Rain.storyreel", Recipe(name="Rain", cast=cast))
    assert not (tmp_path / "Rain.storyreel").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("description = ", "can't be read"),
        ("description = 3", "description and voice are texts"),
        ("[roles]\n'a.png' = 'hero'", "a role is one of face"),
        ("roles = 'face'", "is a table of file names"),
        ("\udcff", "can't be read"),
    ],
)
def test_what_is_wrong_with_a_character_is_said(cast: Path, folder: Path, text: str, says: str) -> None:
    (cast / "Ada" / "character.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StudioError, match=says) as raised:
        add_cast(Project(name="F", width=64, height=48), folder, cast)
    assert "Ada/character.toml" in str(raised.value)


def test_pictures_for_a_character_who_is_there_already(cast: Path, folder: Path) -> None:
    film, _ = add_cast(Project(name="F", width=64, height=48), folder, cast)
    draw(cast / "ada" / "more.png", "green")
    (cast / "Ada").rename(cast.parent / "elsewhere")
    film, problems = add_cast(film, folder, cast)
    assert [(character.name, len(character.references)) for character in film.cast] == [("Ada", 3), ("Bo", 1)]
    assert (film.cast[0].description, problems) == ("Tall.", ())


def test_what_is_no_picture_is_left_out_and_said(cast: Path, folder: Path) -> None:
    (cast / "Ada" / "c.png").write_bytes(os.urandom(100))
    film, problems = add_cast(Project(name="F", width=64, height=48), folder, cast)
    assert len(problems) == 1
    assert problems[0].startswith("c.png is no picture")
    assert len(film.images) == 2
    assert not list(folder.glob("images/.*"))


def test_a_picture_taken_in_is_a_copy(tmp_path: Path, folder: Path) -> None:
    source = draw(tmp_path / "a.png")
    image = take_in(folder, source)
    source.unlink()
    with Image.open(folder / image.path) as copy:
        assert (copy.size, image.name, image.width_px) == ((320, 240), "a.png", 320)


def test_a_broken_template_is_named(tmp_path: Path) -> None:
    (tmp_path / "template.toml").write_text("title = 'x'")
    with pytest.raises(StudioError, match=f"The template {tmp_path.name} can't be read"):
        read_template(tmp_path)


def test_only_a_text_file_is_a_list_of_shots(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "wide.csv").write_text("action\nGo\n", encoding="utf-16")
    for name, says in (("pipe.csv", "is no file"), ("wide.csv", "is no UTF-8 text"), ("gone.csv", "can't be read")):
        with pytest.raises(StudioError, match=f"^{name} {says}"):
            read_shots(tmp_path / name)

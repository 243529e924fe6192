import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.project import Project
from studio.core.request import Setting
from studio.core.timeline import Gap
from studio.errors import StudioError
from studio.storage.check import find_faults
from studio.storage.codec import FILM, QUEUE, FilmEncoder, decode, encode, read_version
from studio.storage.files import DamagedError
from tests.storage.films import (
    films,
    make_queue,
    make_rich_film,
    make_rich_film_of_version_1,
    make_rich_film_of_version_2,
    make_small_film,
)

GOLDENS = Path(__file__).parents[1] / "goldens"


@given(film=films())
def test_a_film_comes_back_as_it_was(film: Project) -> None:
    assert find_faults(film) == ()
    data = encode(film, FILM)
    assert decode(data, "film.json", FILM) == film
    assert encode(decode(data, "film.json", FILM), FILM) == data
    assert FilmEncoder().encode(film) == data


def test_an_edited_film_is_encoded_as_if_for_the_first_time() -> None:
    film, encoder = make_rich_film(), FilmEncoder()
    first, *others = film.timeline.tracks

    def edit(**change: Any) -> Project:
        return replace(film, timeline=replace(film.timeline, tracks=(*others, replace(first, **change))))

    for edited in (film, edit(name="Low"), edit(items=first.items[:1]), edit(items=first.items)):
        assert encoder.encode(edited) == encode(edited, FILM)
    wrong = edit(items=(*first.items, Gap(frames=-1)))
    for _ in range(2):
        with pytest.raises(ValueError, match="an item on track"):
            encoder.encode(wrong)
    assert encoder.encode(film) == encode(film, FILM)


def test_a_queue_comes_back_as_it_was() -> None:
    assert decode(encode(make_queue(), QUEUE), "queue.json", QUEUE) == make_queue()


def test_numbers_keep_their_type() -> None:
    values = [True, 1, 1.0, "1"]
    film = replace(make_small_film(), settings=tuple(Setting(name="x", value=value) for value in values))
    again = decode(encode(film, FILM), "film.json", FILM)
    assert [repr(setting.value) for setting in again.settings] == [repr(value) for value in values]


@pytest.mark.parametrize(
    ("version", "film"), [(1, make_rich_film_of_version_1()), (2, make_rich_film_of_version_2()), (3, make_rich_film())]
)
def test_golden_films_open(version: int, film: Project) -> None:
    data = (GOLDENS / f"film-v{version}.json").read_bytes()
    assert read_version(data, "film.json", FILM) == version
    assert decode(data, "film.json", FILM) == film


def test_the_format_of_films_is_that_of_the_newest_golden() -> None:
    """When this fails, what a film's file holds has changed: add an upgrade step and another golden file."""
    assert encode(make_rich_film(), FILM) == (GOLDENS / f"film-v{FILM.version}.json").read_bytes()


def test_a_field_that_is_missing_has_its_default() -> None:
    content = json.loads(encode(make_small_film(), FILM))
    del content["film"]["width"], content["film"]["scenes"][0]["shots"][0]["takes"]
    assert decode(json.dumps(content).encode(), "film.json", FILM) == make_small_film()


def test_older_films_are_upgraded_step_by_step() -> None:
    def name_it(film: dict[str, Any]) -> dict[str, Any]:
        return {("name" if key == "title" else key): value for key, value in film.items()} | {"name": film["title"]}

    def praise_it(film: dict[str, Any]) -> dict[str, Any]:
        return {**film, "name": film["name"] + "!"}

    third = replace(FILM, upgrades=(name_it, praise_it))
    content = json.loads(encode(make_small_film("Old"), FILM))
    content["film"]["title"] = content["film"].pop("name")
    first = json.dumps({**content, "version": 1}).encode()
    assert read_version(first, "film.json", third) == 1
    assert decode(first, "film.json", third) == make_small_film("Old!")
    second = json.dumps({**content, "version": 2, "film": name_it(content["film"])}).encode()
    assert decode(second, "film.json", third) == make_small_film("Old!")
    assert json.loads(encode(make_small_film(), third))["version"] == 3
    with pytest.raises(DamagedError, match=r"^film\.json is damaged \(an older version never held this"):
        decode(b'{"program": "storyreel", "version": 1, "film": []}', "film.json", third)


def test_newer_films_are_refused() -> None:
    def keep(film: dict[str, Any]) -> dict[str, Any]:
        return film

    later = replace(FILM, upgrades=(*FILM.upgrades, keep))
    with pytest.raises(
        StudioError, match=rf"^film\.json was written by a newer Storyreel \(version {later.version}, .* update"
    ) as raised:
        decode(encode(make_small_film(), later), "film.json", FILM)
    assert not isinstance(raised.value, DamagedError)


def test_what_could_not_be_opened_is_not_written() -> None:
    film = make_small_film()
    timeline = replace(film.timeline, tracks=film.timeline.tracks * 2)
    with pytest.raises(ValueError, match="track “v1” is there twice"):
        encode(replace(film, timeline=timeline), FILM)
    with pytest.raises(StudioError, match=re.escape(r"'\ud83d'; type it again")):
        encode(make_small_film("\ud83d"), FILM)


@given(data=st.binary(max_size=200), at=st.integers(0, 5000), length=st.integers(0, 40))
def test_damage_anywhere_is_told_or_harmless(data: bytes, at: int, length: int) -> None:
    whole = encode(make_rich_film(), FILM)
    try:
        film = decode(whole[:at] + data + whole[at + length :], "film.json", FILM)
    except StudioError as error:
        assert str(error).startswith("film.json ")
        assert len(str(error)) < 400
    else:
        assert find_faults(film) == ()

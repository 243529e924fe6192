"""Which takes a film lacks, and the requests for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.api import BackendEntry
from studio.core.edits.board import set_shot
from studio.core.edits.takes import add_take, choose_take
from studio.core.ids import TakeId
from studio.core.plan import MOST_SEED
from studio.core.project import Project, Shot, Take, find_shot
from studio.core.recipe import Recipe
from studio.core.shotlist import add_rows, read_shot_list
from studio.errors import StudioError
from studio.render.batch import list_missing, list_requests, name_backend, select_shots
from studio.storage.fresh import fresh_id
from tests.render.conftest import Scripted, enter

ENTRY = enter(Scripted(lambda _: ()))


@pytest.fixture
def film() -> Project:
    rows = read_shot_list("shot,action\nOne,A\nTwo,B\nThree,C\n", "list")
    return add_rows(Project(name="Rain", width=64, height=48), rows, fresh_id, "list")


def find(id_: str) -> BackendEntry:
    if id_ != "scripted":
        raise StudioError(f"There is no backend “{id_}”.")
    return ENTRY


def with_take(film: Project, shot: Shot, seed: int = 1) -> Project:
    (request,) = list_requests(film, shot, ENTRY, 1, seed)
    take = Take(
        id=TakeId(fresh_id()),
        request=request,
        recipe=Recipe(backend_version="1"),
        path="takes/x.mov",
        sha256="0" * 64,
        frames=request.frames,
        seconds_taken=1.0,
        made="2026-01-01T00:00:00+00:00",
    )
    return add_take(film, shot.id, take)


def lacking(film: Project, *, takes: int = 1, stale: bool = False) -> list[tuple[str, int]]:
    return [(shot.name, count) for shot, count in list_missing(film, find, "scripted", takes=takes, stale=stale)]


def test_a_shot_asks_for_its_own_backend_else_the_films(film: Project) -> None:
    shot = next(film.shots)
    assert name_backend(film, shot, "last") == "last"
    assert name_backend(replace(film, backend="film"), shot, "last") == "film"
    assert name_backend(replace(film, backend="film"), replace(shot, backend="own"), "last") == "own"


def test_takes_are_counted_up_to_what_is_wanted(film: Project) -> None:
    one, two, _ = film.shots
    film = with_take(with_take(with_take(film, one), one, 2), two)
    assert lacking(film) == [("Three", 1)]
    assert lacking(film, takes=2) == [("Two", 1), ("Three", 2)]


def test_takes_that_are_gone_or_of_another_backend_do_not_count(film: Project) -> None:
    film = with_take(film, next(film.shots))
    gone = list_missing(film, find, "scripted", is_there=lambda take: False)
    assert [shot.name for shot, _ in gone] == ["One", "Two", "Three"]
    other = list_missing(film, lambda id_: enter(Scripted(lambda _: ()), "other"), "other")
    assert [shot.name for shot, _ in other] == ["One", "Two", "Three"]


def test_a_stale_take_is_one_to_make(film: Project) -> None:
    for shot in tuple(film.shots):
        film = with_take(film, shot)
    assert lacking(film, stale=True) == []
    film = set_shot(film, next(film.shots).id, action="Another")
    assert lacking(film) == []
    assert lacking(film, stale=True) == [("One", 1)]


def test_a_seed_that_is_set_counts_until_there_is_a_take_with_it(film: Project) -> None:
    one, two, three = film.shots
    for shot in (one, two, three):
        film = with_take(film, shot, 7)
    film = set_shot(film, one.id, seed=9)
    assert lacking(film, stale=True) == [("One", 1)]
    film = with_take(film, find_shot(film, one.id), 9)
    assert lacking(film, stale=True) == []
    film = choose_take(film, one.id, find_shot(film, one.id).takes[0].id)
    assert lacking(film, stale=True) == [], "the other one was chosen on purpose"


def test_a_backend_that_is_gone_is_said(film: Project) -> None:
    with pytest.raises(StudioError, match="gone"):
        list(list_missing(replace(film, backend="gone"), find, "scripted"))


def test_every_request_has_the_next_seed(film: Project) -> None:
    shot = next(film.shots)
    seeds = [request.seed for request in list_requests(film, shot, ENTRY, 3, MOST_SEED - 2)]
    assert seeds == [MOST_SEED - 2, MOST_SEED - 1, 0]
    first, second = (request.seed for request in list_requests(film, shot, ENTRY, 2))
    assert second == (first + 1) % MOST_SEED


def test_shots_are_found_by_name_or_id_in_the_films_order(film: Project) -> None:
    one, _, three = film.shots
    assert select_shots(film, ["three", one.id, "ONE"]) == (one, three)
    assert select_shots(film, []) == ()
    with pytest.raises(StudioError, match=r"^Rain has no shot “Four”; its shots are: One, Two, Three\.$"):
        select_shots(film, ["One", "Four"])

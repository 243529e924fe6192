"""What the user thinks of takes, and their settings brought to shots."""

from dataclasses import replace

import pytest

from studio.core import history
from studio.core.edits.ratings import note_take, pin_take, rate_take, reject_take, remove_loose_take, tint_take
from studio.core.edits.settings import copy_settings
from studio.core.history import Edit
from studio.core.ids import SceneId, ShotId, TakeId
from studio.core.project import Project, Scene, Shot, Take
from studio.core.recipe import Recipe
from studio.core.request import Setting
from studio.errors import StudioError
from studio.storage.check import find_faults
from tests.core.test_difference import REQUEST

A, B = ShotId("a"), ShotId("b")
ONE, TWO, THREE = (TakeId(str(number)) for number in (1, 2, 3))


def make_take(id_: TakeId) -> Take:
    return Take(
        id=id_,
        request=replace(REQUEST, cast=(), images=(), first_frame=None),
        recipe=Recipe(backend_version="1"),
        path=f"takes/{id_}.mov",
        sha256="0" * 64,
        frames=48,
        seconds_taken=1.0,
        made="2026-01-01",
    )


FILM = Project(
    name="Film",
    scenes=(
        Scene(
            id=SceneId("n"),
            name="1",
            shots=(
                Shot(id=A, name="A", frames=48, takes=tuple(map(make_take, (ONE, TWO, THREE))), chosen=THREE),
                Shot(id=B, name="B", frames=48, seed=3, backend="other"),
            ),
        ),
    ),
)


def take_of(film: Project, id_: TakeId) -> Take:
    return next(take for shot in film.shots for take in shot.takes if take.id == id_)


OPINIONS: dict[str, tuple[Edit, object]] = {
    "rating": (lambda film: rate_take(film, A, TWO, 4), 4),
    "colour": (lambda film: tint_take(film, A, TWO, "#E58E73"), "#E58E73"),
    "note": (lambda film: note_take(film, A, TWO, "too slow"), "too slow"),
    "rejected": (lambda film: reject_take(film, A, TWO, rejected=True), True),
    "pinned": (lambda film: pin_take(film, A, TWO, pinned=True), True),
}


@pytest.mark.parametrize("name", OPINIONS)
def test_an_opinion_is_one_step_that_changes_one_take(name: str) -> None:
    edit, value = OPINIONS[name]
    steps = history.apply(history.begin(FILM), "step", edit)
    after = steps.project
    assert find_faults(after) == ()
    assert take_of(after, TWO) == replace(take_of(FILM, TWO), **{name: value})
    assert [take_of(after, each) is take_of(FILM, each) for each in (ONE, THREE)] == [True, True]
    assert history.apply(steps, "again", edit) is steps
    assert history.undo(steps).project is FILM


def test_another_take_is_chosen_in_the_place_of_a_rejected_one() -> None:
    def chosen(film: Project) -> TakeId | None:
        return next(film.shots).chosen

    film = reject_take(FILM, A, THREE, rejected=True)
    assert chosen(film) == TWO
    film = reject_take(film, A, ONE, rejected=True)
    assert chosen(film) == TWO
    film = reject_take(film, A, TWO, rejected=True)
    assert chosen(film) == TWO  # none is left
    assert chosen(reject_take(film, A, THREE, rejected=False)) == TWO


def test_a_pinned_take_stays() -> None:
    film = pin_take(FILM, A, ONE, pinned=True)
    with pytest.raises(StudioError, match="unpin it first"):
        remove_loose_take(film, A, ONE)
    assert [take.id for take in next(remove_loose_take(film, A, TWO).shots).takes] == [ONE, THREE]


@pytest.mark.parametrize("rating", [-1, 6])
def test_ratings_go_from_nothing_to_five(rating: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 5"):
        rate_take(FILM, A, ONE, rating)


def test_settings_go_to_the_shots_that_are_named() -> None:
    request = replace(REQUEST, seed=9, settings=(Setting(name="steps", value=4),))
    plain = copy_settings(FILM, request, {B})
    a, b = plain.shots
    assert a is next(FILM.shots)
    assert (b.backend, b.settings, b.seed) == ("animatic", request.settings, 3)
    assert copy_settings(plain, request, {B}) is plain
    assert [shot.seed for shot in copy_settings(FILM, request, {A, B}, seed=True).shots] == [9, 9]

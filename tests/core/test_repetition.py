"""What stands in the way of the same bits, and recipes compared."""

from dataclasses import replace

import pytest

from studio.core.recipe import Library, Recipe, Weights, compare_recipes
from studio.core.repetition import Surroundings, describe_doubt, next_seed
from studio.core.request import Setting
from tests.core.test_difference import REQUEST

LIBRARIES = (Library(name="storyreel", version="0.1.0"), Library(name="torch", version="2.13.0"))
RECIPE = Recipe(backend_version="1.0", device="A processor", precision="float32", libraries=LIBRARIES)
HERE = Surroundings(
    backend_version="1.0",
    is_reproducible=True,
    devices=("A processor", "NVIDIA H200"),
    libraries=(*LIBRARIES, Library(name="av", version="18.1.0")),
)


def test_nothing_is_doubted_where_all_is_as_it_was() -> None:
    assert describe_doubt(RECIPE, HERE) == ""
    assert describe_doubt(replace(RECIPE, device="NVIDIA H200"), HERE) == ""


@pytest.mark.parametrize(
    ("recipe", "here", "reason"),
    [
        (
            RECIPE,
            replace(HERE, libraries=(LIBRARIES[0], Library(name="torch", version="2.14.0"))),
            "torch was 2.13.0 and is 2.14.0 now",
        ),
        (RECIPE, replace(HERE, libraries=LIBRARIES[:1]), "torch 2.13.0 is not installed any more"),
        (replace(RECIPE, device="NVIDIA A100"), HERE, "it was made on NVIDIA A100, which is not here"),
        (RECIPE, replace(HERE, backend_version="1.1"), "the backend was of version 1.0 and is of 1.1 now"),
        (
            replace(RECIPE, lighter=(Setting(name="memory", value="streamed"),)),
            HERE,
            "memory ran out, so made with memory streamed, which is done in need alone",
        ),
        (RECIPE, replace(HERE, is_reproducible=False), "the backend makes no take twice"),
        (Recipe(backend_version="1.0"), HERE, "what this take was made with is not known"),
    ],
)
def test_what_has_changed_is_a_plain_warning(recipe: Recipe, here: Surroundings, reason: str) -> None:
    assert describe_doubt(recipe, here) == f"The same bits can't be promised: {reason}."


def test_the_next_seed_is_one_that_no_take_has() -> None:
    assert next_seed(REQUEST, [7, 8, 10]) == 9
    assert next_seed(replace(REQUEST, seed=2**31 - 1), [0]) == 1


def test_recipes_are_compared_where_both_are_known() -> None:
    other = replace(
        RECIPE,
        weights=(Weights(name="toy", sha256="ab" * 32),),
        device="NVIDIA H200",
        libraries=(LIBRARIES[0], Library(name="torch", version="2.14.0")),
    )
    assert compare_recipes(RECIPE, other) == (
        "The device: A processor, then NVIDIA H200.",
        "torch: 2.13.0, then 2.14.0.",
    )
    assert compare_recipes(Recipe(backend_version="1.0"), other) == ()
    assert compare_recipes(RECIPE, RECIPE) == ()
    lean = replace(RECIPE, lighter=(Setting(name="memory", value="streamed"),))
    assert compare_recipes(RECIPE, lean) == (
        "The plan: as asked for, then memory ran out, so made with memory streamed.",
    )

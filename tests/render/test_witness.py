"""What a take was made with: noted by the process that makes it, kept with the take, and said by its file."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event

import pytest

from studio.api import Event as BackendEvent
from studio.api import Library, Made, Weights
from studio.core.ids import ShotId
from studio.core.project import Take
from studio.core.recipe import Recipe
from studio.errors import StudioError
from studio.render.origin import read_origin
from studio.render.take import make_take
from studio.render.witness import name_processor
from tests.render.conftest import Scripted, make_frames, make_request, make_sound


def note(tmp_path: Path, *events: BackendEvent) -> Take:
    """The take of a backend that yields these events and then its frames."""
    backend = Scripted(lambda _: [*events, make_frames(8)])
    return make_take(backend, "1.5", make_request(), ShotId("s"), tmp_path, Event(), lambda event: None)


def test_what_a_backend_does_not_tell_is_noted_by_its_process(tmp_path: Path) -> None:
    take = note(tmp_path)
    named = {library.name: library.version for library in take.recipe.libraries}
    assert take.recipe == Recipe(backend_version="1.5", device=name_processor(), libraries=take.recipe.libraries)
    assert named["storyreel"] == "0.1.0"
    assert {"python", "numpy", "av"} <= named.keys()
    if sys.platform == "linux":
        assert take.memory_bytes is not None and 10**7 < take.memory_bytes < 10**12


def test_what_a_backend_tells_is_kept_with_the_take(tmp_path: Path) -> None:
    weights = (Weights(name="toy.safetensors", sha256="ab" * 32),)
    libraries = (Library(name="torch", version="2.13.0"),)
    told = Made(weights=weights, device="H200", precision="bfloat16", libraries=libraries, memory_bytes=123)
    take = note(tmp_path, told)
    assert take.memory_bytes == 123
    assert take.recipe == Recipe(
        backend_version="1.5", weights=weights, device="H200", precision="bfloat16", libraries=libraries
    )


@pytest.mark.parametrize("first", [[], [make_sound(100)]], ids=["pictures first", "sound first"])
def test_a_takes_file_says_how_it_was_made(tmp_path: Path, first: list[BackendEvent]) -> None:
    told = Made(weights=(Weights(name="Größe", sha256="0" * 64),), precision="float32")
    take = note(tmp_path, told, *first)
    origin = read_origin(tmp_path / take.path)
    assert (origin.request, origin.recipe) == (take.request, take.recipe)


def test_the_same_frames_by_the_same_recipe_are_the_same_file(tmp_path: Path) -> None:
    first, again = note(tmp_path), note(tmp_path)
    assert first.path != again.path
    assert first.sha256 == again.sha256


def test_weights_without_a_hash_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="weights without their SHA-256"):
        note(tmp_path, Made(weights=(Weights(name="toy", sha256="toy"),)))

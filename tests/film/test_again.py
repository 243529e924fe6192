"""«Make it again»: the same bits by the same request and recipe, by the backend that ships for every machine."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest

from studio.api import BackendEntry
from studio.core.project import Project, Take
from studio.core.recipe import Library
from studio.core.repetition import describe_doubt
from studio.core.request import ShotRequest
from studio.core.timecode import to_samples
from studio.media.reader import TakeReader
from studio.paths import bundled_plugins_folder, resources_folder
from studio.plugins import find_plugins
from studio.render.batch import list_requests
from studio.render.creation import create_film, read_template
from studio.render.engines import Engines
from studio.render.origin import read_origin
from studio.render.witness import look_around

SIZE = 192, 108


@pytest.fixture(scope="module")
def animatic() -> BackendEntry:
    return find_plugins([bundled_plugins_folder()]).backend("animatic")


@pytest.fixture
def film(tmp_path: Path) -> Project:
    """The sample film, small."""
    recipe = read_template(resources_folder() / "templates" / "small-light")
    folder, _ = create_film(tmp_path / "film.storyreel", replace(recipe, width=SIZE[0], height=SIZE[1]))
    folder.close()
    return folder.project


def make(folder: Path, entry: BackendEntry, film: Project, request: ShotRequest) -> Take:
    """A take by a backend that has just been started."""
    engines = Engines(folder)
    shot = next(each for each in film.shots if each.name == request.shot_name)
    take = engines.make(entry, request, shot.id, Event(), lambda event: None)
    engines.close()
    return take


def hash_decoded(path: Path, request: ShotRequest) -> str:
    """All frames and all sound, as they are decoded."""
    digest = sha256()
    with TakeReader(path) as reader:
        assert reader.frame_count == request.frames
        for frame in reader.frames():
            digest.update(frame.to_ndarray().tobytes())
        digest.update(reader.read_sound(0, to_samples(request.frames, request.frame_rate)).tobytes())
    return digest.hexdigest()


def test_a_take_that_is_made_again_has_the_same_bits(film: Project, animatic: BackendEntry, tmp_path: Path) -> None:
    folder = tmp_path / "film.storyreel"
    shot = next(each for each in film.shots if each.dialogue)
    (request,) = list_requests(film, replace(shot, frames=24), animatic, 1)
    first = make(folder, animatic, film, request)
    again = make(folder, animatic, film, read_origin(folder / first.path).request)
    hashes = [hash_decoded(folder / take.path, take.request) for take in (first, again)]
    assert hashes[0] == hashes[1]
    assert (first.sha256, first.recipe) == (again.sha256, again.recipe)
    assert describe_doubt(first.recipe, look_around(animatic)) == ""
    other = make(folder, animatic, film, replace(request, seed=request.seed + 1))
    assert hash_decoded(folder / other.path, other.request) != hashes[0]


def test_another_library_or_device_is_a_plain_warning(film: Project, animatic: BackendEntry, tmp_path: Path) -> None:
    (request,) = list_requests(film, replace(next(film.shots), frames=2), animatic, 1)
    recipe = make(tmp_path / "film.storyreel", animatic, film, request).recipe
    here = look_around(animatic)
    known = {library.name: library.version for library in recipe.libraries}
    libraries = tuple(Library(name=name, version="1.0" if name == "av" else known[name]) for name in known)
    assert describe_doubt(replace(recipe, libraries=libraries), here) == (
        f"The same bits can't be promised: av was 1.0 and is {known['av']} now."
    )
    assert describe_doubt(replace(recipe, device="NVIDIA A100"), here) == (
        "The same bits can't be promised: it was made on NVIDIA A100, which is not here."
    )

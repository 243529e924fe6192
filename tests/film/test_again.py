"""«Make it again» in the window: the same bits by the same request and recipe, by each backend that promises them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from shutil import which

import pytest
from pytestqt.qtbot import QtBot

from studio.api import BackendEntry
from studio.core.ids import ShotId
from studio.core.jobs import Queue
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
from studio.render.origin import read_origin
from studio.render.queue import RenderQueue
from studio.render.thread import RenderThread
from studio.render.witness import look_around
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.inspector.repeating import Repeating

SIZE = 192, 108
PROMISING = [entry for entry in find_plugins([bundled_plugins_folder()]).backends if entry.capabilities.reproducible]


@pytest.fixture(params=PROMISING, ids=lambda entry: entry.id)
def entry(request: pytest.FixtureRequest) -> BackendEntry:
    return request.param


@pytest.fixture
def film(tmp_path: Path) -> Project:
    """The sample film, small."""
    recipe = read_template(resources_folder() / "templates" / "small-light")
    folder, _ = create_film(tmp_path / "film.storyreel", replace(recipe, width=SIZE[0], height=SIZE[1]))
    folder.close()
    return folder.project


@dataclass
class Window:
    """The parts of the window that make takes: the queue, and what asks it for the same once more."""

    queue: RenderQueue
    repeating: Repeating
    made: list[Take]

    def wait_for(self, ask: Callable[[], None], qtbot: QtBot) -> Take:
        """What comes of asking for one take; its backend has just been started."""
        with qtbot.waitSignal(self.queue.worked_off, timeout=60_000):
            ask()
        with qtbot.waitSignal(self.queue.paused):
            self.queue.pause()
        self.queue.go_on()
        return self.made[-1]


@pytest.fixture
def window(film: Project, entry: BackendEntry, tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    queue = RenderQueue(Queue(), [RenderThread(tmp_path / "film.storyreel")], lambda id_: entry, lambda queue: None)
    background, made = Background(queue), list[Take]()
    repeating = Repeating(Document(film, parent=queue), queue.queue, [entry], background, queue.add, queue)

    def keep(_: ShotId, take: Take) -> None:
        made.append(take)

    queue.take_made.connect(keep)
    queue.start()
    yield Window(queue, repeating, made)
    background.close()
    with qtbot.waitSignal(queue.closed):
        queue.close()


def hash_decoded(path: Path, request: ShotRequest) -> str:
    """All frames and all sound, as they are decoded."""
    digest = sha256()
    with TakeReader(path) as reader:
        assert reader.frame_count == request.frames
        for frame in reader.frames():
            digest.update(frame.to_ndarray().tobytes())
        digest.update(reader.read_sound(0, to_samples(request.frames, request.frame_rate)).tobytes())
    return digest.hexdigest()


def test_a_take_that_is_made_again_has_the_same_bits(
    film: Project, entry: BackendEntry, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "film.storyreel"
    shot = next(each for each in film.shots if each.dialogue)
    (request,) = list_requests(film, replace(shot, frames=24), entry, 1)
    first = window.wait_for(lambda: window.queue.add(shot.id, request), qtbot)
    stray = replace(first, request=read_origin(folder / first.path).request)
    again = window.wait_for(lambda: window.repeating.repeat(shot.id, stray), qtbot)
    hashes = [hash_decoded(folder / take.path, take.request) for take in (first, again)]
    assert first.id != again.id
    assert hashes[0] == hashes[1]
    assert (first.sha256, first.recipe) == (again.sha256, again.recipe)
    assert describe_doubt(first.recipe, look_around(entry)) == ""
    other = window.wait_for(lambda: window.queue.add(shot.id, replace(request, seed=request.seed + 1)), qtbot)
    assert hash_decoded(folder / other.path, other.request) != hashes[0]


def test_another_library_or_device_is_a_plain_warning(
    film: Project, entry: BackendEntry, window: Window, qtbot: QtBot
) -> None:
    shot = next(film.shots)
    (request,) = list_requests(film, replace(shot, frames=2), entry, 1)
    take = window.wait_for(lambda: window.queue.add(shot.id, request), qtbot)
    known = {library.name: library.version for library in take.recipe.libraries}
    libraries = tuple(Library(name=name, version="1.0" if name == "av" else known[name]) for name in known)
    for recipe, reason in (
        (replace(take.recipe, libraries=libraries), f"av was 1.0 and is {known['av']} now"),
        (replace(take.recipe, device="NVIDIA A100"), "it was made on NVIDIA A100, which is not here"),
    ):
        with qtbot.waitSignal(window.repeating.doubted) as doubted:
            window.repeating.repeat(shot.id, replace(take, recipe=recipe))
        assert doubted.args == [f"The same bits can't be promised: {reason}."]


@pytest.mark.skipif(which("espeak-ng") is None, reason="espeak-ng is not installed")
@pytest.mark.parametrize("entry", [each for each in PROMISING if each.id == "animatic"], ids=["animatic"])
def test_a_recipe_names_the_program_that_has_spoken(
    film: Project, entry: BackendEntry, window: Window, qtbot: QtBot
) -> None:
    shot = next(each for each in film.shots if each.dialogue)
    for lines in (shot.dialogue[:1], ()):
        (request,) = list_requests(film, replace(shot, dialogue=lines, frames=12), entry, 1)
        take = window.wait_for(partial(window.queue.add, shot.id, request), qtbot)
        assert ("espeak-ng" in {library.name for library in take.recipe.libraries}) == bool(lines)

"""The Toy Theatre backend with networks that have learned nothing: lengths, sizes, sameness, and bad input."""

from __future__ import annotations

import importlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from studio.api import Frames, Halt, Preview, Progress, RequestCharacter, RequestImage, Setting, ShotRequest, Sound
from studio.core.image import ImageRole
from studio.errors import StudioError
from tests.plugins.toy_theatre.conftest import load_module


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Any:
    torch = importlib.import_module("torch")
    torch.manual_seed(0)
    file = tmp_path_factory.mktemp("weights") / "toy-theatre.safetensors"
    model = load_module("model").ToyModel()
    for head in (model.transformer.final_linear_video, model.transformer.final_linear_audio):
        torch.nn.init.normal_(head.weight, std=0.1)  # they begin at nothing
    load_module("checkpoint").save(model, file, {"student": True})
    return load_module("backend").ToyTheatre(file)


@pytest.fixture
def request_(tmp_path: Path) -> ShotRequest:
    (tmp_path / "images").mkdir()
    for name, size in (("ada", (300, 500)), ("ben", (640, 480)), ("quay", (64, 64))):
        Image.new("RGBA", size, "red" if name == "ada" else "blue").save(tmp_path / "images" / f"{name}.png")

    def member(name: str, *, is_place: bool = False) -> RequestCharacter:
        image = RequestImage(path=f"images/{name}.png", sha256="", role=ImageRole.FACE)
        return RequestCharacter(
            name=name.title(), description="", voice="", colour="#ff0000", is_place=is_place, images=(image,)
        )

    return ShotRequest(
        shot_name="Meet",
        backend="toy_theatre",
        prompt="[Image 2] walks to the left while [Image 3] jumps.\nIn [Image 1].",
        action="",
        dialogue=(),
        camera="",
        sound="",
        cast=(member("quay", is_place=True), member("ada"), member("ben")),
        images=(),
        first_frame=None,
        last_frame=None,
        continued=None,
        width=320,
        height=180,
        frame_rate=Fraction(8),
        frames=29,
        seed=7,
        settings=(Setting(name="steps", value=2),),
    )


def run(backend: Any, request: ShotRequest, folder: Path) -> tuple[np.ndarray, np.ndarray, list[Progress], int]:
    events = list(backend.generate(request, folder))
    frames = np.concatenate([event.pictures for event in events if isinstance(event, Frames)])
    sound = np.concatenate([event.samples for event in events if isinstance(event, Sound)])
    previews = [event for event in events if isinstance(event, Preview)]
    assert all(event.picture.shape[1] <= 512 for event in previews)
    return frames, sound, [event for event in events if isinstance(event, Progress)], len(previews)


def test_a_shot_of_two_stretches(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    frames, sound, progress, previews = run(backend, request_, tmp_path)
    assert frames.shape == (29, 180, 320, 3)
    assert sound.shape == (29 * 6000, 2)
    assert previews == 4
    done = [event.done for event in progress]
    assert done == sorted(done)
    assert 0 < done[0] < done[-1] <= 1
    again, _, _, _ = run(backend, request_, tmp_path)
    assert np.array_equal(frames, again)
    other, _, _, _ = run(backend, replace(request_, seed=8), tmp_path)
    assert not np.array_equal(frames, other)


def test_a_given_first_frame_is_kept(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    image = RequestImage(path="images/ada.png", sha256="", role=ImageRole.PLACE)
    plain, _, _, _ = run(backend, replace(request_, frames=25), tmp_path)
    given, _, _, _ = run(backend, replace(request_, frames=25, first_frame=image), tmp_path)
    assert not np.array_equal(plain[0], given[0])


def test_places_are_named_and_characters_counted_alone(request_: ShotRequest) -> None:
    prompt = load_module("prompt").read_prompt(request_)
    assert prompt.text == "[Image 1] walks to the left while [Image 2] jumps.\nIn the Quay."
    assert [who.name for who in prompt.shown] == ["Ada", "Ben"]
    assert prompt.cited == (1, 2)


def test_bad_requests_are_named(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    (tmp_path / "images" / "ben.png").write_text("no picture")
    for wrong, says in (
        (replace(request_, prompt=" \n"), "Meet has no action"),
        (replace(request_, prompt="[Image 4] walks."), r"cites \[Image 4\], and it has 3 pictures"),
        (request_, "ben.png is no picture"),
    ):
        with pytest.raises(StudioError, match=says):
            list(backend.generate(wrong, tmp_path))


def test_a_missing_file_is_named(request_: ShotRequest, tmp_path: Path) -> None:
    lost = load_module("backend").ToyTheatre(tmp_path / "nowhere.safetensors")
    with pytest.raises(StudioError, match=r"nowhere\.safetensors can't be read"):
        list(lost.generate(request_, tmp_path))


def test_a_halted_shot_goes_on_to_the_same_bits(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    events = list(backend.generate(request_, tmp_path))
    frames = np.concatenate([event.pictures for event in events if isinstance(event, Frames)])
    sound = np.concatenate([event.samples for event in events if isinstance(event, Sound)])
    halts = [event.state for event in events if isinstance(event, Halt)]
    assert len(halts) == 4, "two stretches of two steps"
    for state in halts[::2]:
        later = list(backend.resume(request_, tmp_path, state))
        assert sum(isinstance(event, Halt) for event in later) < 4
        assert np.array_equal(np.concatenate([e.pictures for e in later if isinstance(e, Frames)]), frames)
        assert np.array_equal(np.concatenate([e.samples for e in later if isinstance(e, Sound)]), sound)
    for wrong, request in ((b"nothing", request_), (halts[-1], replace(request_, width=180, height=320))):
        with pytest.raises(ValueError, match=r"no memory|no clip of this size"):
            list(backend.resume(request, tmp_path, wrong))


def test_closing_stops_at_once(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    events = backend.generate(request_, tmp_path)
    next(events)
    events.close()
    with pytest.raises(StopIteration):
        next(events)

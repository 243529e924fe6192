"""MagiHuman with networks that have learned nothing: from released files to takes with sound, and back from halts."""

from __future__ import annotations

import shutil
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from studio.api import Frames, Halt, Preview, Progress, RequestImage, RequestLine, ShotRequest, Sound
from studio.core.image import ImageRole
from studio.errors import StudioError
from tests.plugins.magihuman.conftest import load_module, with_options

FRAME_SAMPLES = 1920


@pytest.fixture(scope="module")
def backend(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = load_module("backend").MagiHuman(weights, texts=load_module("texts").Texts(tmp_path_factory.mktemp("texts")))
    yield made
    made.close()


def gather(events: list[Any]) -> tuple[np.ndarray, np.ndarray]:
    pictures = np.concatenate([event.pictures for event in events if isinstance(event, Frames)])
    return pictures, np.concatenate([event.samples for event in events if isinstance(event, Sound)])


def first_frame(folder: Path) -> RequestImage:
    Image.new("RGB", (120, 50), "red").save(folder / "still.png")
    return RequestImage(path="still.png", sha256="", role=ImageRole.PLACE)


def record(path: Path, seconds: float) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        tone = 9000 * np.sin(np.arange(round(16_000 * seconds)) / 9)
        file.writeframes(tone.astype("<i2").tobytes())


def say(*files: str) -> tuple[RequestLine, ...]:
    return tuple(RequestLine(speaker="Ada", language="en", text="Storm!", voice=file) for file in files)


def test_words_become_frames_and_sound(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    events = list(backend.generate(request_, tmp_path))
    pictures, sound = gather(events)
    assert pictures.shape == (9, 36, 64, 3)
    assert sound.shape == (9 * FRAME_SAMPLES, 2)
    steps = [event for event in events if isinstance(event, Preview)]
    assert [event.picture.shape for event in steps] == [(64, 96, 3)] * 8
    assert len([event for event in events if isinstance(event, Halt)]) == 8
    done = [event.done for event in events if isinstance(event, Progress)]
    assert done == sorted(done)
    assert done[-1] == 1.0
    assert np.array_equal(gather(list(backend.generate(request_, tmp_path)))[0], pictures)
    other = gather(list(backend.generate(replace(request_, seed=2), tmp_path)))
    assert not np.array_equal(other[0], pictures)


def test_frames_come_while_the_rest_is_decoded(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    events = list(backend.generate(replace(request_, frames=61), tmp_path))
    kinds = [type(event) for event in events if isinstance(event, Frames | Sound)]
    assert kinds == [*[Frames] * 25, Sound, *[Frames] * 28, Sound, *[Frames] * 8, Sound]


def test_layers_are_compiled_after_the_first_preview(weights: Path, request_: ShotRequest, tmp_path: Path) -> None:
    """Not for it: it comes at once. A second network, and a take that goes on, begin with what is compiled."""
    functions: list[str] = []

    def run(function: Callable[..., Any], *given: Any) -> Any:
        functions.append(function.__name__)
        return function(*given)

    texts = load_module("texts").Texts(tmp_path / "texts")
    asked = with_options(request_, size="540p")
    made = load_module("backend").MagiHuman(weights, runner=run, texts=texts)
    events: list[Any] = []
    before: list[int] = []
    for event in made.generate(asked, tmp_path):
        events.append(event)
        before.extend([len(functions)] if isinstance(event, Preview) else [])
    assert before[0] == 0
    (each,) = {after - first for first, after in pairwise(before)}
    assert each > 0
    assert set(functions) == {"project", "merge", "think"}
    assert sum(isinstance(event, Progress) and event.text.startswith("Fitting") for event in events) == 1
    functions.clear()
    state = next(event.state for event in events if isinstance(event, Halt))
    later = list(made.resume(asked, tmp_path, state))
    assert len(functions) == 12 * each
    plain = load_module("backend").MagiHuman(weights, texts=texts)
    for one in (later, list(plain.generate(asked, tmp_path))):
        assert np.array_equal(gather(events)[0], gather(one)[0])


def test_a_first_frame_steers_the_take(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    plain = gather(list(backend.generate(request_, tmp_path)))[0]
    given = gather(list(backend.generate(replace(request_, first_frame=first_frame(tmp_path)), tmp_path)))[0]
    assert not np.array_equal(plain[0], given[0])


def test_recorded_speech_is_the_take_s_sound_and_moves_the_picture(
    backend: Any, request_: ShotRequest, tmp_path: Path
) -> None:
    record(tmp_path / "a.wav", 0.1)
    record(tmp_path / "b.wav", 0.1)
    spoken = replace(request_, dialogue=say("a.wav", "b.wav"))
    pictures, sound = gather(list(backend.generate(spoken, tmp_path)))
    assert sound.shape == (9 * FRAME_SAMPLES, 2)
    loud = np.abs(sound[:, 0]) > 0.05
    assert 0.15 < loud.mean() * 9 / 25 < 0.21, "both lines, a tenth of a second each"
    plain = gather(list(backend.generate(replace(request_, dialogue=say("a.wav", "")), tmp_path)))
    assert not np.array_equal(plain[0], pictures), "with a line that isn't recorded the network speaks"


def test_a_larger_size_goes_through_the_second_network(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    large = replace(with_options(request_, size="540p"), first_frame=first_frame(tmp_path))
    events = list(backend.generate(large, tmp_path))
    pictures, _ = gather(events)
    texts = [event.text for event in events if isinstance(event, Progress)]
    assert "distill, step 8 of 8" in texts
    assert "540p_sr, step 5 of 5" in texts
    assert sum(isinstance(event, Preview) for event in events) == 13
    assert not np.array_equal(pictures, gather(list(backend.generate(request_, tmp_path)))[0])
    assert {event.pictures.shape for event in events if isinstance(event, Frames)} == {(1, 36, 64, 3)}


def test_the_largest_size_and_the_base_network(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    events = list(backend.generate(with_options(request_, size="1080p", quality="base"), tmp_path))
    texts = [event.text for event in events if isinstance(event, Progress)]
    assert "base, step 32 of 32" in texts
    assert "1080p_sr, step 5 of 5" in texts
    assert gather(events)[0].shape == (9, 36, 64, 3)


def test_a_halted_take_goes_on_to_the_same_bits(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    asked = replace(with_options(request_, size="540p"), first_frame=first_frame(tmp_path), frames=5)
    events = list(backend.generate(asked, tmp_path))
    states = [event.state for event in events if isinstance(event, Halt)]
    for number in (3, 10):  # within the first network's steps, and within the second's
        later = list(backend.resume(asked, tmp_path, states[number]))
        assert sum(isinstance(event, Halt) for event in later) == 12 - number
        for one, other in zip(gather(events), gather(later), strict=True):
            assert np.array_equal(one, other)


def test_a_halt_of_something_else_is_refused(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    halts = (event.state for event in backend.generate(request_, tmp_path) if isinstance(event, Halt))
    state = next(halts)
    for wrong, request in (
        (b"nothing", request_),
        (state.replace(b"bf16", b"int8", 1), request_),
        (state, replace(request_, frames=13)),
    ):
        with pytest.raises(ValueError, match=r"no memory|only room for|doesn't fit"):
            list(backend.resume(request, tmp_path, wrong))


def test_closing_stops_at_once(backend: Any, request_: ShotRequest, tmp_path: Path) -> None:
    events = backend.generate(request_, tmp_path)
    assert any(isinstance(event, Preview) for event in events)
    events.close()
    assert next(events, None) is None


@pytest.mark.gpu
def test_on_a_card_all_memory_comes_back(weights: Path, request_: ShotRequest, tmp_path: Path) -> None:
    import torch

    texts = load_module("texts").Texts(tmp_path / "texts")
    made = load_module("backend").MagiHuman(weights, runner=lambda function, *given: function(*given), texts=texts)
    left: list[int] = []
    for _ in range(3):
        assert gather(list(made.generate(with_options(request_, size="540p"), tmp_path)))[0].any()
        held = torch.cuda.memory_allocated()
        made.close()
        left.append(torch.cuda.memory_allocated())
        assert left[-1] < held
    assert left[0] == left[1] == left[2], "the libraries' own workspaces stay"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "distill" / "model-00002-of-00003.safetensors").unlink(), "model-00002-of-00003"),
        (lambda folder: shutil.rmtree(folder / "t5gemma-9b-9b-ul2"), r"t5gemma.* \(40\.7 GB, Gemma terms"),
        (lambda folder: (folder / "turbo_vae" / "turbo.safetensors").write_bytes(b"no"), "turbo.safetensors"),
        (lambda folder: rename_tensor(folder / "distill"), r"lacks final_norm_audio.weight.* has wrong too much"),
    ],
)
def test_spoilt_weights_are_named(weights: Path, request_: ShotRequest, tmp_path: Path, spoil: Any, says: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(weights, folder)
    spoil(folder)
    with pytest.raises(StudioError, match=f"(?s){says}"):
        list(load_module("backend").MagiHuman(folder).generate(request_, tmp_path))


def rename_tensor(folder: Path) -> None:
    from safetensors import safe_open
    from safetensors.torch import load_file, save_file

    for file in folder.glob("*.safetensors"):
        with safe_open(file, "pt") as opened:
            metadata = opened.metadata()
        tensors = load_file(file)
        if "final_norm_audio.weight" in tensors:
            tensors["wrong"] = tensors.pop("final_norm_audio.weight")
            save_file(tensors, file, metadata)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.wav", b"this is no sound at all", "a.wav"),
        ("b.wav", b"", "b.wav"),
        ("long.wav", None, r"last 2\.0 s, its take 0\.4 s; lengthen the shot"),
    ],
)
def test_bad_recordings_are_named(
    backend: Any, request_: ShotRequest, tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is None:
        record(tmp_path / name, 2.0)
    else:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(StudioError, match=says):
        list(backend.generate(replace(request_, dialogue=say(name)), tmp_path))


def test_too_little_memory_is_told_before_anything_is_loaded(
    weights: Path, request_: ShotRequest, tmp_path: Path
) -> None:
    from studio.model.placement import Card

    small = load_module("backend").MagiHuman(
        weights, look=lambda: Card(name="RTX 3050", free_bytes=1_000_000, host_bytes=2 << 30)
    )
    with pytest.raises(StudioError, match=r"doesn't fit into RTX 3050.*choose a smaller size"):
        list(small.generate(request_, tmp_path))


def test_a_prompt_is_read_once(weights: Path, request_: ShotRequest, tmp_path: Path) -> None:
    texts = load_module("texts").Texts(tmp_path / "texts")
    first = load_module("backend").MagiHuman(weights, texts=texts)
    made = gather(list(first.generate(request_, tmp_path)))[0]
    (kept,) = (tmp_path / "texts").iterdir()
    folder = tmp_path / "weights"
    shutil.copytree(weights, folder)
    (folder / "t5gemma-9b-9b-ul2" / "tokenizer.json").unlink()
    shutil.copy(weights / "t5gemma-9b-9b-ul2" / "config.json", folder / "t5gemma-9b-9b-ul2" / "tokenizer.json")
    again = load_module("backend").MagiHuman(folder, texts=texts)
    assert np.array_equal(gather(list(again.generate(request_, tmp_path)))[0], made), "without the encoder"
    kept.write_bytes(b"damaged")
    assert np.array_equal(gather(list(first.generate(request_, tmp_path)))[0], made), "read again"

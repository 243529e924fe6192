"""The oracle against drawn clips, whose truth is known, and against pictures that show nothing."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import Any

import pytest

from tests.plugins.toy_theatre.conftest import load_module

torch: Any = importlib.import_module("torch")
figures, requests_, words = load_module("evaluation_figures"), load_module("evaluation_requests"), load_module("words")
oracle, sound = load_module("oracle"), load_module("oracle_sound")
CLIPS = 4
REQUESTS = requests_.choose_requests(41, CLIPS, held_out=True)


@pytest.fixture(scope="module")
def truth() -> Any:
    return requests_.draw_truth(REQUESTS.scenes)


@pytest.fixture(scope="module")
def reading(truth: Any) -> Any:
    return oracle.read(truth.pictures, REQUESTS.counts)


@pytest.mark.parametrize("name", ["colour", "shape", "headgear", "action", "place", "camera"])
def test_drawn_clips_are_read(reading: Any, name: str) -> None:
    assert figures.judge(REQUESTS, reading).share(name) >= 95


def test_time_pattern_and_colour_of_headgear_are_read(reading: Any) -> None:
    assert torch.equal(reading.time, REQUESTS.scenes.time)
    order = REQUESTS.scenes.slot.masked_fill(~REQUESTS.scenes.present, 9.0).argsort(1)
    cast = REQUESTS.scenes.cast
    for name in ("pattern", "headgear_colour"):
        read, drawn = getattr(reading, name), getattr(cast, name).gather(1, order)
        there = (reading.colour >= 0) & ((reading.headgear > 0) | (name == "pattern"))
        assert float((read == drawn)[there].float().mean()) >= 0.9


def test_what_is_seen_to_happen_is_what_is_heard(truth: Any, reading: Any) -> None:
    heard = sound.hear_onsets(truth.waves)
    assert sound.align(heard, reading.events) > 0.7
    assert sound.align(heard, reading.events, 0) > 0.65
    assert sound.align(heard.roll(1, 0), reading.events, 0) < 0.5


def test_a_clip_that_is_soft_and_grainy_is_read_as_well(truth: Any, reading: Any) -> None:
    pictures = truth.pictures[:2].permute(0, 1, 4, 2, 3).flatten(0, 1)
    soft = (pictures + 3 * torch.nn.functional.avg_pool2d(pictures, 3, 1, 1, count_include_pad=False)) / 4
    grain = 0.02 * torch.randn(soft.shape, generator=torch.Generator().manual_seed(0))
    again = oracle.read((soft + grain).clamp(0, 1).unflatten(0, (2, -1)).permute(0, 1, 3, 4, 2), REQUESTS.counts[:2])
    for name in ("place", "camera", "colour", "shape", "headgear", "action"):
        assert torch.equal(getattr(again, name), getattr(reading, name)[:2]), name


def test_frozen_clips_stand_still_and_an_empty_stage_has_nobody(truth: Any) -> None:
    frozen = truth.pictures[:1, 12:13].expand(-1, words.FRAMES, -1, -1, -1)
    scenes = REQUESTS.scenes.of(torch.arange(1))
    empty = requests_.draw_truth(replace(scenes, present=torch.zeros_like(scenes.present))).pictures
    read = oracle.read(torch.cat((frozen, empty, torch.full_like(empty, 0.5))), REQUESTS.counts[[0, 0, 0]])
    there = read.colour[0] >= 0
    assert bool(there.any()) and set(read.action[0][there].tolist()) == {words.ACTIONS.index("stands")}
    assert words.CAMERAS[int(read.camera[0])] == "still"
    assert read.colour[1].tolist() == [-1, -1, -1] and int(read.place[1]) == int(scenes.place)
    assert int(read.place[2]) == -1
    assert not bool(read.events.any())


def test_onsets_are_heard_where_they_are() -> None:
    time = torch.arange(words.FRAMES * words.FRAME_SAMPLES) / words.SAMPLE_RATE
    wave = 0.02 * torch.sin(2 * torch.pi * 100 * time)
    for frame in (3, 9, 17):
        since = time - frame / words.RATE
        wave += (since >= 0) * torch.sin(2 * torch.pi * 400 * since) * torch.exp(-since.clamp(min=0) / 0.03) * 0.4
    heard = sound.hear_onsets(torch.stack((wave, torch.zeros_like(wave))))
    assert heard[0].nonzero().flatten().tolist() == [3, 9, 17]
    assert not bool(heard[1].any())


def mark(*frames: int) -> Any:
    return torch.isin(torch.arange(words.FRAMES), torch.tensor(frames))[None]


def test_alignment_pairs_each_onset_once() -> None:
    assert sound.align(mark(3, 9), mark(3, 9)) == 1
    assert sound.align(mark(3, 9), mark(4, 8)) == 1
    assert sound.align(mark(3, 9), mark(4, 8), 0) == 0
    assert sound.align(mark(5), mark(4, 6)) == pytest.approx(1 / 2)
    assert sound.align(mark(3, 9, 15), mark(3, 11)) == pytest.approx(1 / 4)
    assert sound.align(mark(0, 24), mark(0, 24)) == 0

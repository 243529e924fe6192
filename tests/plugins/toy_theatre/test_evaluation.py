"""The evaluation: its requests, its figures where they are known, and all of it with networks that know nothing."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studio.errors import StudioError
from tests.plugins.toy_theatre.conftest import load_module

torch: Any = importlib.import_module("torch")
bench, evaluation = load_module("evaluation_bench"), load_module("evaluation")
figures, requests_, sample_ = (load_module(f"evaluation_{name}") for name in ("figures", "requests", "sample"))
oracle, words = load_module("oracle"), load_module("words")
REQUESTS = requests_.choose_requests(50, 40, held_out=True)


@pytest.fixture(scope="module")
def model() -> Any:
    torch.manual_seed(0)
    return load_module("model").ToyModel()


def ignore(done: float, text: str) -> None:
    """Nobody watches."""


def read_truth(requests: Any) -> Any:
    """What an oracle that never errs would read, from left to right."""
    scenes = requests.scenes
    order = scenes.slot.masked_fill(~scenes.present, 9.0).argsort(1)

    def sort(value: Any) -> Any:
        return value.masked_fill(~scenes.present, -1).gather(1, order)

    names = ("colour", "shape", "headgear", "headgear_colour", "pattern")
    return oracle.Reading(
        place=scenes.place,
        time=scenes.time,
        camera=scenes.camera,
        action=sort(scenes.action),
        events=torch.zeros(len(scenes.place), words.FRAMES, dtype=torch.bool),
        poses=None,
        **{name: sort(getattr(scenes.cast, name)) for name in names},
    )


def test_requests_can_be_decided_and_cite_their_references_alone() -> None:
    assert bool(requests_.is_decidable(REQUESTS.scenes).all())
    assert set(REQUESTS.counts.tolist()) == {1, 2}
    for caption, count in zip(REQUESTS.captions, REQUESTS.counts.tolist(), strict=True):
        assert [f"[Image {number}]" in caption for number in (1, 2)] == [True, count == 2]
        bare = requests_.leave_out_looks(caption)
        assert "[" not in bare and not any(f" {hat}" in bare for hat in words.HEADGEAR[1:])
    cast = REQUESTS.scenes.cast
    kinds = zip(*(value[:, 0].tolist() for value in (cast.shape, cast.colour, cast.headgear)), strict=True)
    assert all(words.is_held_out(*kind) for kind in kinds)


def test_who_is_hidden_or_cut_off_cannot_be_decided() -> None:
    scenes = REQUESTS.scenes
    pairs = scenes.of((REQUESTS.counts == 2).nonzero().flatten())
    assert not bool(requests_.is_decidable(replace(pairs, slot=torch.full_like(pairs.slot, 0.8))).any())
    assert not bool(requests_.is_decidable(replace(scenes, slot=scenes.slot + scenes.aspect)).any())


def test_a_second_shot_has_the_same_cast_elsewhere() -> None:
    again = requests_.ask_again(REQUESTS, 51)
    assert torch.equal(again.scenes.cast.shape, REQUESTS.scenes.cast.shape)
    assert torch.equal(again.references, REQUESTS.references)
    assert bool((again.scenes.place != REQUESTS.scenes.place).all())
    assert bool((again.scenes.action != REQUESTS.scenes.action)[REQUESTS.scenes.present].all())
    assert bool(requests_.is_decidable(again.scenes).all())


def test_a_perfect_reading_is_all_right_and_chance_is_not() -> None:
    reading = read_truth(REQUESTS)
    judged = figures.judge(REQUESTS, reading)
    for name in ("colour", "shape", "headgear", "identity", "action", "place", "camera"):
        assert judged.share(name) == 100
    assert not bool(judged.swapped.any())
    chance = figures.judge(REQUESTS, figures.mix_up(REQUESTS, reading))
    assert chance.share("colour") < 45 and chance.share("identity") < 15


def test_swapped_attributes_are_noticed_wherever_the_two_stand() -> None:
    reading = read_truth(REQUESTS)
    pairs = REQUESTS.counts == 2
    flipped = {name: getattr(reading, name)[:, [1, 0, 2]] for name in ("colour", "shape", "headgear", "action")}
    hats = reading.headgear_colour[:, [1, 0, 2]]
    places = figures.judge(REQUESTS, replace(reading, headgear_colour=hats, **flipped))
    assert bool(places.identity[pairs].all()) and bool(places.action[pairs].all())
    assert not bool(places.swapped[pairs].any())
    shapes = figures.judge(REQUESTS, replace(reading, shape=flipped["shape"]))
    differ = pairs & (REQUESTS.scenes.cast.shape[:, 0] != REQUESTS.scenes.cast.shape[:, 1])
    assert torch.equal(shapes.swapped, differ) and int(differ.sum()) > 5


def test_motion_likeness_and_drift_of_known_clips() -> None:
    still = torch.full((1, 25, 64, 112, 3), 0.5)
    blinks = still + 0.1 * (torch.arange(25) % 2)[None, :, None, None, None]
    assert figures.measure_motion(still) == 0
    assert figures.measure_motion(blinks) == pytest.approx(0.1)
    assert figures.measure_likeness(still[:, 0], still[:, 0] + 0.1) == pytest.approx(20, abs=0.01)
    passing = still.clone()
    passing[:, :9, 20:40, 20:40] = 0.0  # somebody who is there for a while is no drift
    redder = still + torch.tensor([0.02, 0.0, 0.0])
    assert figures.measure_drift([still, passing]) == (0, 0)
    seams, whole = figures.measure_drift([still, redder, still])
    assert 1 < seams < 3 and whole == 0


def test_clips_do_not_depend_on_their_neighbours(model: Any) -> None:
    torch.nn.init.normal_(model.transformer.final_linear_video.weight, std=0.1)
    sample = sample_.ModelSample(model, steps=1)
    asked = evaluation.ask(REQUESTS.first(2))
    both = sample(asked)
    assert both.pictures.shape == (2, 25, 64, 112, 3) and both.waves.shape == (2, 50_000)
    alone = sample(evaluation.ask(REQUESTS.first(1)))
    assert float((both.pictures[:1] - alone.pictures).abs().mean()) < 0.01
    bare = sample(evaluation.ask(REQUESTS.first(1), bare=True))
    assert not torch.equal(bare.pictures, alone.pictures)


def test_the_whole_table_of_networks_that_know_nothing(model: Any) -> None:
    sample = sample_.ModelSample(model, steps=1)
    told: list[float] = []

    def show(done: float, text: str) -> None:
        told.append(done)

    rows = evaluation.evaluate(sample, 2, seconds=1.25, show=show)
    assert told == sorted(told) and told[0] == 0
    by_name = {row.what: row for row in rows}
    assert len(by_name) == len(rows) == 20
    for name in ("colour, by references", "shape, by references", "place as asked", "camera as asked"):
        assert by_name[name].truth == 100
        assert by_name[name].is_reached is False
    assert by_name["given first frame"].is_reached is False
    assert by_name["through the video codec"].is_reached is False
    assert by_name["student behind its teacher"].is_reached is None
    assert by_name["3 s with sound, warm"].is_reached is True


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"nowhere\.safetensors can't be read"):
        bench.ToyBench(tmp_path / "nowhere.safetensors").measure(2, ignore)


def test_a_shot_goes_through_the_backend_with_its_references(model: Any, tmp_path: Path) -> None:
    file = tmp_path / "toy.safetensors"
    load_module("checkpoint").save(model, file, {"student": True})
    assert bench.time_shot(file, 1) > 0


def test_a_sheet_shows_references_truth_and_what_was_made(model: Any) -> None:
    sheet = load_module("sheet").draw_sheet(sample_.ModelSample(model, steps=1), rows=1)
    assert sheet.width > 6 * 2 * 112 and sheet.height > 2 * 2 * 64
    colours = sheet.getcolors(sheet.width * sheet.height)
    assert colours and len(colours) > 100

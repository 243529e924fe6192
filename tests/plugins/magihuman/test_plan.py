"""Plans before anything is loaded: what fits, what it costs, and what would fit where it doesn't."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studio.api import ShotRequest
from studio.errors import StudioError
from studio.plugins import Plugins
from tests.plugins.magihuman.conftest import load_module, with_options

cards, plan, sizes, weights_ = (load_module(name) for name in ("cards", "plan", "sizes", "weights"))
GB = 10**9
ROOT = Path(__file__).parents[3]


def card(name: str, gigabytes: float, host: float = 128) -> Any:
    from studio.model.placement import Card

    return Card(name=name, free_bytes=int(gigabytes * GB), host_bytes=int(host * GB))


def five_seconds(name: str) -> list[Any]:
    return plan.list_stages(Path("nowhere"), "distilled", name, (1920, 1080), 125)


@pytest.mark.parametrize(
    ("name", "shape", "size"),
    [
        ("256p", (1920, 1080), (448, 256)),
        ("540p", (1920, 1080), (896, 512)),
        ("1080p", (1920, 1080), (1920, 1088)),
        ("256p", (1080, 1920), (256, 448)),
        ("256p", (1000, 1000), (352, 352)),
    ],
)
def test_sizes_are_the_released_ones_at_the_film_s_shape(
    name: str, shape: tuple[int, int], size: tuple[int, int]
) -> None:
    assert sizes.choose_size(sizes.AREAS[name], *shape) == size


@pytest.mark.parametrize(
    ("gigabytes", "name"), [(8, "256p"), (16, "540p"), (24, "540p"), (48, "1080p"), (141, "1080p")]
)
def test_it_fits_within_what_is_free(gigabytes: float, name: str) -> None:
    for stage in five_seconds(name):
        free = card("RTX 4090", gigabytes - 1.5)
        chosen, smaller = (plan.choose(stage, free, memory) for memory in ("auto", "less"))
        assert smaller.card_bytes < chosen.card_bytes <= free.free_bytes
        words = plan.describe(stage, chosen, free)
        assert words.startswith(f"{stage.part}: ")
        assert ("streamed" in words) == bool(chosen.streamed)


def test_what_does_not_fit_says_how_much_would() -> None:
    (stage,) = five_seconds("256p")
    with pytest.raises(
        StudioError, match=r"doesn't fit into RTX 3050\. .*smallest plan needs .* are free.*choose a sma"
    ):
        plan.choose(stage, card("RTX 3050", 1, host=8))


def test_a_smaller_size_that_fits_is_named(request_: ShotRequest) -> None:
    large = replace(with_options(request_, size="1080p"), width=1920, height=1080, frames=249)
    small = card("RTX 3050", 4.5, host=64)
    with pytest.raises(StudioError) as told:
        for stage in plan.stages_of(large, Path("nowhere")):
            plan.choose(stage, small)
    words = plan.suggest(large, Path("nowhere"), small, str(told.value))
    assert words.startswith(str(told.value))
    assert words.removeprefix(str(told.value)).strip() in ("It fits at 540p.", "It fits at 256p.")


def test_a_second_try_takes_less(request_: ShotRequest, plugins: Plugins) -> None:
    entry = plugins.backend("magihuman")
    lighter = entry.lighten(request_)
    assert [setting.value for setting in lighter if setting.name == "memory"] == ["less"]
    assert len(lighter) == len(request_.settings)
    assert entry.lighten(replace(request_, settings=lighter)) == ()


def test_without_weights_the_forecast_says_what_is_missing(request_: ShotRequest, plugins: Plugins) -> None:
    told = plugins.backend("magihuman").forecast(with_options(request_, size="1080p"))
    assert told.memory_bytes == 0
    assert "distill (61.2 GB, Apache-2.0 by its model card)" in told.misfit
    assert "1080p_sr" in told.misfit
    assert "Wan2.2" not in told.misfit, "it has no first frame"


def test_with_weights_the_forecast_says_how_it_would_run(
    request_: ShotRequest, plugins: Plugins, weights: Path
) -> None:
    home = weights_.find_folder()
    home.parent.mkdir(parents=True)
    home.symlink_to(weights)
    entry = plugins.backend("magihuman")
    assert entry.lack() == ""
    small, large = (entry.forecast(with_options(request_, size=size)) for size in ("256p", "540p"))
    assert small.misfit == large.misfit == ""
    assert small.plan.startswith("distill: bf16, all ")
    assert large.plan.startswith("distill: bf16, all ")
    assert " 540p_sr: bf16, all " in large.plan
    assert 0 < small.seconds < large.seconds
    assert 0 < small.memory_bytes <= large.memory_bytes


def test_the_editor_plans_without_torch() -> None:
    code = """
import sys
from tests.plugins.loading import load_module
load_module("magihuman", "prompt")
plan = load_module("magihuman", "plan")
assert plan.examine()
placement = sys.modules["studio.model.placement"]
(stage,) = plan.list_stages(plan.find_folder(), "distilled", "256p", (1920, 1080), 125)
assert plan.choose(stage, placement.Card(name="RTX 4090", free_bytes=24 * 10**9, host_bytes=64 * 10**9)).streamed
assert "torch" not in sys.modules
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.fixture
def two_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver that tells of them; the second has less."""
    program = tmp_path / "bin" / "nvidia-smi"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'NVIDIA H100 80GB HBM3, 80000'\necho 'NVIDIA H100 80GB HBM3, 60000'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    for name in ("CUDA_VISIBLE_DEVICES", "STORYREEL_GPUS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.skipif(sys.platform != "linux", reason="cards work together on Linux alone")
def test_several_cards_are_planned_for_as_the_smallest_of_them(two_cards: None) -> None:
    alone, team = cards.look_for_team(1), cards.look_for_team(2)
    assert (alone.name, alone.count, alone.free_bytes) == ("NVIDIA H100 80GB HBM3", 1, 80000 * 2**20 - 2**30)
    assert (team.name, team.count, team.free_bytes) == (alone.name, 2, 60000 * 2**20 - 2**30)
    for stage in five_seconds("1080p"):
        one, two = (plan.choose(stage, each) for each in (alone, team))
        assert 0.5 * one.step_seconds < two.step_seconds < 0.6 * one.step_seconds
        assert one.host_bytes * 2 == two.host_bytes
        assert "on each of 2 cards that share the steps, " in plan.describe(stage, two, team)
        assert "cards" not in plan.describe(stage, one, alone)
    with pytest.raises(StudioError, match="among 4 cards, and finds 2; choose fewer"):
        cards.look_for_team(4)


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({}, ["0", "1"]),
        ({"CUDA_VISIBLE_DEVICES": "1"}, ["1", "0"]),
        ({"CUDA_VISIBLE_DEVICES": "2,5"}, ["2", "5"]),
        ({"CUDA_VISIBLE_DEVICES": "5", "STORYREEL_GPUS": "5,2"}, ["5", "2"]),
    ],
)
def test_a_take_s_own_card_comes_first(
    two_cards: None, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], names: list[str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cards.name_cards() == names


def test_the_machine_is_examined_without_weights(plugins: Plugins) -> None:
    heading, *told = plugins.backend("magihuman").examine()
    assert heading.startswith("MagiHuman, five seconds on ")
    names = [line.split(":")[0].split(",")[0] for line in told]
    assert names == (["256p"] if plan.CPU in heading else ["256p", "540p", "1080p"])


def test_a_processor_with_too_little_memory_says_so() -> None:
    (stage,) = five_seconds("256p")
    with pytest.raises(StudioError, match=r"finds no NVIDIA card, and the processor takes 1\d\.\d GB of mem"):
        plan.choose(stage, card(plan.CPU, 4, host=1))


def test_the_catalogue_names_every_part_with_its_terms() -> None:
    parts = weights_.read_catalogue()
    assert set(parts) >= {*weights_.NETWORKS.values(), *filter(None, weights_.REFINERS.values())}
    assert set(parts) >= {weights_.TEXT, weights_.WAN, weights_.OOBLECK, weights_.TURBO}
    for part in parts.values():
        assert part.licence
        assert part.files
        assert 0 < part.used_bytes <= part.bytes
        assert all(file.startswith(f"{part.name}/") for file in part.files)


def test_one_file_is_as_good_as_shards(weights: Path, tmp_path: Path) -> None:
    assert "distill lacks" not in weights_.tell_lack(weights, ["distill"])
    (tmp_path / "distill").mkdir()
    assert ", of which model.safetensors.index.json is missing" in weights_.tell_lack(tmp_path, ["distill"])
    (tmp_path / "distill" / "model.safetensors").touch()
    assert weights_.tell_lack(tmp_path, ["distill"]) == ""


def test_a_fingerprint_tells_files_apart(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    file.write_bytes(bytes(100_000))
    before = weights_.fingerprint(tmp_path)
    assert before == weights_.fingerprint(tmp_path)
    file.write_bytes(bytes(99_999) + b"x")
    assert weights_.fingerprint(tmp_path) != before

"""MagiHuman through the real render path: take files with sound, one going on from the other, and a bench."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from studio.api import BackendEntry, Preview, Progress, ShotRequest
from studio.core.ids import ShotId
from studio.errors import StudioError
from studio.media.reader import TakeReader
from studio.plugins import Plugins, find_plugins
from studio.render.engines import Engines
from studio.render.take import StoppedError
from studio.storage.halts import Halts
from tests.plugins.magihuman.conftest import load_module

SHOT = ShotId("quay")


@pytest.fixture
def entry(plugins: Plugins, weights: Path) -> BackendEntry:
    """In this process, with tiny weights."""
    backend = load_module("backend")
    return replace(plugins.backend("magihuman"), isolate=False, load=lambda: backend.MagiHuman(weights))


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    with closing(Engines(tmp_path)) as made:
        yield made


def test_a_take_goes_on_from_another(
    entry: BackendEntry, engines: Engines, request_: ShotRequest, tmp_path: Path
) -> None:
    seen: list[Progress | Preview] = []
    first = engines.make(entry, request_, SHOT, Event(), seen.append)
    assert sum(isinstance(event, Preview) for event in seen) == 8
    second = engines.make(entry, replace(request_, continued=first.id), SHOT, Event(), seen.append)
    assert [weights.name for weights in first.recipe.weights][:2] == ["distill", "turbo_vae"]
    assert (first.recipe.precision, first.recipe.device != "") == ("bfloat16", True)
    shown: list[np.ndarray] = []
    for take in (first, second):
        with TakeReader(tmp_path / take.path) as reader:
            assert (reader.frame_count, reader.width, reader.height, reader.rate) == (9, 64, 36, 25)
            assert np.abs(reader.read_sound(0, 9 * 1920)).max() > 0
            shown.append(reader.frame(0).to_ndarray())
    assert not np.array_equal(*shown)


def test_a_stopped_take_goes_on_where_it_was(
    entry: BackendEntry, engines: Engines, request_: ShotRequest, tmp_path: Path
) -> None:
    stop = Event()

    def watch(event: Progress | Preview) -> None:
        if isinstance(event, Progress) and event.text == "distill, step 4 of 8":
            stop.set()

    with pytest.raises(StoppedError):
        engines.make(entry, request_, SHOT, stop, watch)
    assert Halts(tmp_path, request_, entry.version).load() is not None
    assert not list((tmp_path / "takes").glob("*.mov"))
    texts: list[str] = []
    engines.make(entry, request_, SHOT, Event(), lambda event: texts.append(getattr(event, "text", "")))
    steps = [text for text in texts if "step" in text]
    assert steps[0] in ("distill, step 4 of 8", "distill, step 5 of 8")
    assert steps[-1] == "distill, step 8 of 8"


@pytest.mark.slow
def test_memory_that_runs_out_in_the_middle_leads_to_the_next_plan_once(
    weights: Path, request_: ShotRequest, tmp_path: Path
) -> None:
    """In a process of its own, in which the second step takes more than there is unless the plan is the smaller one."""
    folder = tmp_path / "plugins" / "starving"
    folder.mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "starving" / "backend.py", folder)
    shutil.copy(Path(__file__).parent / "starving" / "plugin.toml", folder)
    (folder / "weights.txt").write_text(str(weights), encoding="utf-8")
    entry = find_plugins([folder.parent]).backend("starving")
    texts: list[str] = []

    def watch(event: Progress | Preview) -> None:
        texts.append(getattr(event, "text", ""))

    with closing(Engines(tmp_path)) as engines:
        take = engines.make(entry, request_, SHOT, Event(), watch)
        assert ("memory", "less") in [(setting.name, setting.value) for setting in take.recipe.lighter]
        assert any("memory ran out, so made with" in text for text in texts)
        (folder / "always").touch()
        with pytest.raises(StudioError, match=r"ran out of memory.*; close other programs or choose a smaller size"):
            engines.make(entry, replace(request_, seed=2), SHOT, Event(), watch)


def test_the_bench_leaves_the_table_open_without_a_card() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("a card fills the table")
    rows = load_module("bench").MagiBench().measure(2, lambda done, what: None)
    measured = [row for row in rows if row.value is not None]
    assert [row.unit for row in measured] == ["s", "s", "TFLOP/s"]
    assert all(row.value and row.value > 0 for row in measured)
    left_open: list[Any] = [row for row in rows if row.value is None]
    assert {row.most for row in left_open} == {2.0, 8.0, 38.4, None}
    assert all("needs an NVIDIA card" in row.note for row in left_open)


@pytest.mark.gpu
@pytest.mark.timeout(3600)
def test_the_bench_fills_the_table_with_a_card() -> None:
    from torch._inductor import config as inductor

    with inductor.patch(compile_threads=1):  # leaves no processes
        rows = load_module("bench").MagiBench().measure(2, lambda done, what: None)
    assert all(row.value for row in rows)
    assert all(row.is_reached for row in rows if row.unit == "GB"), "no more memory than was planned"

"""A network that several processes run together: what it says, and how it ends."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from studio.api import Frames, Halt, Preview, Setting, ShotRequest
from studio.errors import StudioError
from studio.model.packing import Packed, list_tensors, pack
from studio.model.placement import Card, Placement, count_tokens, plan
from studio.model.stream import load_placed
from studio.model.weights import WeightsError
from tests.plugins.magihuman.conftest import load_module, with_options
from tests.plugins.magihuman.tiny import LOCAL_REFINER

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="cards work together on Linux alone")
TWO = Setting(name="cards", value="2")
SIZE = (3, 8, 8)
ROOT = Path(__file__).parents[3]


def make_packed(seed: int = 0, size: tuple[int, int, int] = SIZE) -> Packed:
    generator = torch.Generator().manual_seed(seed)
    return pack(
        LOCAL_REFINER,
        video_BCTHW=torch.randn(1, 48, *size, generator=generator),
        audio_BLC=torch.randn(1, 9, 64, generator=generator),
        text_BLC=torch.randn(1, 7, 24, generator=generator),
    )


def make_plan(streamed: tuple[int, ...] = ()) -> Placement:
    card = Card(name="", free_bytes=0, host_bytes=0)
    return plan(LOCAL_REFINER, count_tokens(LOCAL_REFINER, SIZE, 9, 7), card, "fp32", streamed, 16)


def children() -> list[int]:
    return [int(child) for child in Path("/proc/self/task", str(os.getpid()), "children").read_text().split()]


@pytest.fixture
def team() -> Iterator[Any]:
    with closing(load_module("team").Team(["", ""], "cpu")) as made:
        yield made


def test_two_processes_say_what_one_says(team: Any, weights: Path) -> None:
    path = weights / "1080p_sr"
    alone = load_placed(path, LOCAL_REFINER, make_plan(), "cpu")
    for streamed in ((), (0, 2)):
        assert team.clear() == []
        team.place(path, LOCAL_REFINER, make_plan(streamed))
        for seed in range(2):
            said = team(make_packed(seed))
            with torch.inference_mode():
                wanted = alone(make_packed(seed))
            assert all(torch.allclose(one, other, atol=1e-5, rtol=0) for one, other in zip(said, wanted, strict=True))


@pytest.mark.gpu
def test_two_cards_say_what_one_says(weights: Path) -> None:
    """But for other kernels' rounding, of fewer queries at a time."""
    if torch.cuda.device_count() < 2:
        pytest.skip("here is one card")
    path, placement, packed = weights / "1080p_sr", make_plan(), make_packed()
    given = {name: tensor.cuda() for name, tensor in list_tensors(packed).items()}
    there = replace(packed, **given)
    with closing(load_module("team").Team(["0", "1"], "cuda")) as team:
        assert [card.free_bytes > 0 for card in team.clear()] == [True, True]
        team.place(path, LOCAL_REFINER, placement)
        said = team(there)
    with torch.inference_mode():
        wanted = load_placed(path, LOCAL_REFINER, placement, "cuda")(there)
    assert all(torch.allclose(one, other, atol=1e-3, rtol=1e-3) for one, other in zip(said, wanted, strict=True))


def fails(team: Any, match: str, error: type[Exception] = RuntimeError) -> None:
    """One call says why; then all are gone, and say so."""
    with pytest.raises(error, match=match):
        team(make_packed())
    assert children() == []
    with pytest.raises(RuntimeError, match="the processes have ended"):
        team(make_packed())


@pytest.mark.slow
def test_one_that_is_killed_ends_all(team: Any, weights: Path) -> None:
    team.place(weights / "1080p_sr", LOCAL_REFINER, make_plan())
    team(make_packed())
    os.kill(children()[1], signal.SIGKILL)
    fails(team, r"^process 2 of 2 ended in the middle of its work, SIGKILL$|^process 1 of 2: .*")


@pytest.mark.slow
def test_one_whose_memory_runs_out_ends_the_others_that_wait_for_it(team: Any, weights: Path) -> None:
    team.place(weights / "1080p_sr", LOCAL_REFINER, make_plan())
    second = children()[1]
    held = int(Path(f"/proc/{second}/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.prlimit(second, resource.RLIMIT_AS, (held + 2**20, held + 2**20))
    with pytest.raises(RuntimeError, match=r"process 2 of 2: .*(can't allocate|MemoryError)"):
        team(make_packed(size=(9, 64, 64)))
    assert children() == []


@pytest.mark.slow
def test_weights_that_can_t_be_read_are_named_once(team: Any, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="can't be read"):
        team.place(tmp_path / "nothing.safetensors", LOCAL_REFINER, make_plan())
    assert children() == []


STUCK = """
import sys
from tests.plugins.magihuman.test_team import *
team = load_module("team").Team(["", ""], "cpu")
team.place(Path(sys.argv[1]), LOCAL_REFINER, make_plan())
os.kill(children()[int(sys.argv[2])], signal.SIGSTOP)
print(*children(), flush=True)
team(make_packed())
"""


@pytest.mark.slow
@pytest.mark.parametrize("stopped", ["0", "1"])
def test_none_stays_behind_when_the_backend_is_killed(weights: Path, stopped: str) -> None:
    """Not even while the one waits for the other, which is stopped."""
    command = [sys.executable, "-c", STUCK, str(weights / "1080p_sr"), stopped]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as backend:
        assert backend.stdout is not None
        ranks = [int(word) for word in backend.stdout.readline().split()]
        assert [is_alive(rank) for rank in ranks] == [True, True]
        backend.kill()
    deadline = time.monotonic() + 30
    while any(map(is_alive, ranks)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [is_alive(rank) for rank in ranks] == [False, False]


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
def test_a_take_of_two_cards_is_that_of_one(weights: Path, request_: ShotRequest, tmp_path: Path) -> None:
    """Through both networks; then one card makes the next, and the processes are gone."""
    texts = load_module("texts").Texts(tmp_path / "texts")
    backend = load_module("backend").MagiHuman(weights, texts=texts, name=lambda: ["", "", ""])
    shared = replace(with_options(request_, size="540p"), settings=(*request_.settings[:-1], TWO))
    assert shared.settings[-1].name == request_.settings[-1].name
    events = list(backend.generate(shared, tmp_path))
    assert len(children()) == 2
    states = [event.state for event in events if isinstance(event, Halt)]
    later = list(backend.resume(shared, tmp_path, states[2]))
    alone = list(backend.generate(replace(shared, settings=request_.settings), tmp_path))
    assert children() == []
    for one, other in ((events, later), (events, alone)):
        first, second = (
            np.concatenate([event.pictures for event in each if isinstance(event, Frames)]) for each in (one, other)
        )
        assert np.abs(first.astype(int) - second).max() <= 1
    with pytest.raises(StudioError, match="among 2 cards, and finds 1; choose fewer"):
        list(load_module("backend").MagiHuman(weights, texts=texts, name=lambda: ["0"]).generate(shared, tmp_path))


@pytest.mark.slow
def test_a_take_ends_with_one_of_its_processes_and_the_next_begins_anew(
    weights: Path, request_: ShotRequest, tmp_path: Path
) -> None:
    texts = load_module("texts").Texts(tmp_path / "texts")
    shared = replace(request_, settings=(*request_.settings[:-1], TWO))
    with closing(load_module("backend").MagiHuman(weights, texts=texts, name=lambda: ["", ""])) as backend:
        events = backend.generate(shared, tmp_path)
        assert any(isinstance(event, Preview) for event in events)
        os.kill(children()[1], signal.SIGKILL)
        with pytest.raises(RuntimeError, match=r"^process [12] of 2"):
            list(events)
        assert children() == []
        assert any(isinstance(event, Frames) for event in backend.generate(shared, tmp_path))
        assert len(children()) == 2
    assert children() == []


def gather(events: list[Any]) -> np.ndarray:
    return np.concatenate([event.pictures for event in events if isinstance(event, Frames)]).astype(int)

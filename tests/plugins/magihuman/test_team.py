"""A network that several processes run together: what it says, and how it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import torch

from studio.model.packing import Packed, pack
from studio.model.placement import Card, Placement, count_tokens, plan
from studio.model.stream import load_placed
from tests.plugins.magihuman.conftest import load_module
from tests.plugins.magihuman.tiny import LOCAL_REFINER

SIZE = (3, 8, 8)
ROOT = Path(__file__).parents[3]


def make_packed(seed: int = 0) -> Packed:
    generator = torch.Generator().manual_seed(seed)
    return pack(
        LOCAL_REFINER,
        video_BCTHW=torch.randn(1, 48, *SIZE, generator=generator),
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

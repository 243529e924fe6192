"""Steps that are recorded say what they say otherwise; where that can't be, they are not."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from studio.model.config import MAGIHUMAN
from studio.model.fusion import Compiler, run_plainly
from studio.model.placement import Card, count_tokens, plan
from studio.model.replay import Replay, is_worth_it
from studio.model.stream import place, read_from
from tests.model.test_fusion import make_clip
from tests.model.test_stream import (
    CARD,
    CPU,
    SMALL,
    build_plain,
    make_large,
    make_packed_on,
    make_plan,
    run,
    same,
    time_forward,
)

CUDA = torch.device("cuda")


def test_only_short_steps_of_networks_on_a_card_are_recorded() -> None:
    card = Card(name="NVIDIA H200", free_bytes=0, host_bytes=0)
    short, long = (
        plan(MAGIHUMAN, count_tokens(MAGIHUMAN, (frames, 16, 28), 4 * frames, 300), card, "bf16", (), 8192)
        for frames in (7, 61)
    )
    assert is_worth_it(short, CUDA)
    assert not is_worth_it(long, CUDA)
    assert not is_worth_it(short, CPU)
    assert not is_worth_it(replace(short, streamed=(3,)), CUDA)


@pytest.mark.skipif(torch.cuda.is_available(), reason="a card records")
def test_without_recordings_everything_goes_on_and_one_line_says_why(caplog: pytest.LogCaptureFixture) -> None:
    placed = place(read_from(build_plain()), SMALL, make_plan("bf16"), CPU)
    packed = make_clip(4)
    wanted = run(placed, packed)
    replay = Replay(placed)
    with caplog.at_level(logging.WARNING):
        for runner in (run_plainly, run_plainly, lambda function, *given: function(*given)):
            replay.fuse(runner)
            assert same(replay(packed), wanted)
        assert not caplog.records, "a shape is recorded when it comes again"
        for _ in range(3):
            assert same(replay(packed), wanted)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("Steps aren't recorded, and short ones slower: ")


@pytest.mark.gpu
@pytest.mark.parametrize("compiled", [False, True])
def test_on_a_card_recorded_steps_say_the_same_sooner(
    compiled: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from torch._inductor import config as inductor

    config, device = make_large(), torch.device("cuda")
    sizes = [(2, 16, 28), (3, 16, 28)]
    tokens = count_tokens(config, sizes[1], 9, 200)
    placed = place(read_from(build_plain(config)), config, plan(config, tokens, CARD, "bf16", (), 8192), device)
    replay = Replay(placed)
    with inductor.patch(compile_threads=1):  # leaves no processes
        replay.fuse(Compiler(tmp_path) if compiled else lambda function, *given: function(*given))
        for _ in range(4):
            for size in sizes:
                packed = make_packed_on(device, config, size, 9)
                for one, other in zip(replay(packed), run(placed, packed), strict=True):
                    assert torch.allclose(one, other, rtol=1e-3, atol=1e-3)
        assert not caplog.records
        packed = make_packed_on(device, config, sizes[0], 9)
        assert time_forward(replay, packed) < time_forward(placed, packed)

"""A sequence that several processes share says what it says in one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import torch
from torch import Tensor

from studio.model.config import TransformerConfig
from studio.model.packing import Packed, list_tensors, pack
from studio.model.parallel import run_part
from studio.model.placement import LATENTS, count_activations, count_tokens, plan
from studio.model.stream import place, read_from
from studio.model.transformer import Transformer
from tests.model.live import LeanAttention, LiveBytes
from tests.model.small import CONFIG, build, change, clip, reference
from tests.model.test_stream import CARD, CPU, SIZE, run

WINDOWS = change(time_mode="none", references=False, local_layers=(1, 2), local_window=1)


class Exchange:
    """Threads in place of processes: each waits for what the others give."""

    def __init__(self, count: int) -> None:
        self._barrier, self._given = Barrier(count, timeout=30), list[Tensor]([torch.empty(0)] * count)

    def join(self, number: int) -> Callable[[Tensor], Tensor]:
        def gather(given: Tensor) -> Tensor:
            self._given[number] = given
            self._barrier.wait()
            whole = torch.cat(self._given)
            self._barrier.wait()
            return whole

        return gather


def run_together(networks: list[Transformer], packed: Packed) -> list[tuple[Tensor, Tensor]]:
    count = len(networks)
    exchange = Exchange(count)

    def work(number: int) -> tuple[Tensor, Tensor]:
        with torch.inference_mode():
            return run_part(networks[number], packed, number, count, exchange.join(number))

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def make_packed(config: TransformerConfig, batch: int = 1) -> Packed:
    given = clip(batch=batch, frames=4)
    if config.time_mode == "none":
        del given["time_B"]
    return pack(config, **given, references=[reference(7, batch)] if config.references else ())


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("config", [CONFIG, WINDOWS], ids=["references", "windows"])
def test_parts_say_what_the_whole_says(config: TransformerConfig, count: int) -> None:
    """Wherever the stretches begin: in a frame, between experts, with a video or a sound alone."""
    network = build(config)
    packed = make_packed(config, batch=2)
    wanted = run(network, packed)
    for said in run_together([network] * count, packed):
        for one, other in zip(said, wanted, strict=True):
            assert torch.allclose(one, other, atol=1e-5, rtol=0)


@pytest.mark.parametrize("streamed", [(), (0, 2)])
def test_so_do_parts_of_networks_that_are_laid_out_by_a_plan(streamed: tuple[int, ...]) -> None:
    read, packed = read_from(build(WINDOWS)), make_packed(WINDOWS)
    placement = plan(WINDOWS, count_tokens(WINDOWS, SIZE, 9, 5), CARD, "fp32", streamed, 16)
    wanted = run(place(read, WINDOWS, placement, CPU), packed)
    placed = [place(read, WINDOWS, placement, CPU) for _ in range(3)]
    for _ in range(2):
        for said in run_together(placed, packed):
            for one, other in zip(said, wanted, strict=True):
                assert torch.allclose(one, other, atol=1e-5, rtol=0)


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("chunk", [1000, 16])
def test_a_part_takes_no_more_than_was_planned_for_the_whole(count: int, chunk: int) -> None:
    """Beside the weights, without the sampler's."""
    tokens = count_tokens(WINDOWS, SIZE, 9, 5)
    placement = plan(WINDOWS, tokens, CARD, "bf16", (), chunk)
    packed, read = make_packed(WINDOWS), read_from(build(WINDOWS))
    placed = [place(read, WINDOWS, placement, CPU) for _ in range(count)]
    exchange = Exchange(count)

    def work(number: int) -> int:
        with torch.inference_mode(), LiveBytes() as live, LeanAttention():
            run_part(placed[number], packed, number, count, exchange.join(number))
        return live.peak

    with ThreadPoolExecutor(count) as pool:
        peaks = list(pool.map(work, range(count)))
    given = sum(tensor.nbytes for tensor in list_tensors(packed).values())
    sampler = 4 * LATENTS * tokens.video * WINDOWS.video_in
    assert 0 < max(peaks) <= count_activations(WINDOWS, tokens, "bf16", chunk) - sampler + given


def test_more_processes_than_tokens_are_refused() -> None:
    for number in (0, 38):
        with pytest.raises(ValueError, match="38 tokens are too few for 39 processes"):
            run_part(build(WINDOWS), make_packed(WINDOWS), number, 39, lambda given: given)

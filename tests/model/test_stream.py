"""A network laid out by a plan says what it says otherwise, wherever its weights lie, and takes what was planned."""

import gc
import math
from collections.abc import Callable, Sequence

import pytest
import torch
from torch import Tensor, nn

from studio.model.config import TransformerConfig
from studio.model.forms import Precision
from studio.model.packing import Packed, pack
from studio.model.placement import (
    HOST_RESERVE,
    LATENTS,
    RESERVE,
    Card,
    Placement,
    count_activations,
    count_tokens,
    plan,
)
from studio.model.quantise import PIECE
from studio.model.stream import Belt, place, read_from
from studio.model.transformer import Transformer
from tests.model.live import LeanAttention, LiveBytes, Stumble
from tests.model.small import build, change, clip

SMALL = change(time_mode="none", references=False, local_layers=(1,), local_window=1)
"""Its inner width of 340 and its 260 outputs of the first linear divide as badly as the released ones do."""
CARD = Card(name="", free_bytes=0, host_bytes=0)
CPU = torch.device("cpu")
SIZE = (4, 4, 6)


def make_packed(config: TransformerConfig = SMALL, seed: float = 0.0) -> Packed:
    given = {name: tensor + seed for name, tensor in clip(frames=4).items() if name != "time_B"}
    return pack(config, **given)


def make_plan(
    precision: Precision, streamed: Sequence[int] = (), chunk: int = 1000, config: TransformerConfig = SMALL
) -> Placement:
    return plan(config, count_tokens(config, SIZE, 9, 5), CARD, precision, streamed, chunk)


def build_plain(config: TransformerConfig = SMALL, seed: int = 0) -> Transformer:
    """With weights as large as those of a network that was trained from its beginning."""
    torch.manual_seed(seed)
    transformer = Transformer(config).eval()
    for parameter in transformer.parameters():
        if parameter.ndim == 2:
            nn.init.normal_(parameter, std=parameter.shape[1] ** -0.5)
    return transformer


def run(network: nn.Module, packed: Packed) -> tuple[Tensor, Tensor]:
    with torch.inference_mode():
        return network(packed)


def same(one: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor]) -> bool:
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def differ(one: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor]) -> float:
    """The mean difference as a share of the mean."""
    return max(float((a - b).abs().mean() / b.abs().mean()) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("precision", ["fp32", "bf16", "int8", "fp8"])
@pytest.mark.parametrize("chunk", [1000, 16])
def test_where_weights_lie_changes_no_bit(precision: Precision, chunk: int) -> None:
    """All on the card, all streamed, and some: one layer with experts, one without."""
    read = read_from(build())
    here = place(read, SMALL, make_plan(precision, (), chunk), CPU)
    inputs = [make_packed(), make_packed(seed=0.5), make_packed()]
    wanted = [run(here, packed) for packed in inputs]
    assert not same(wanted[0], wanted[1])
    for streamed in ((0, 1, 2, 3), (1, 3), (0,)):
        there = place(read, SMALL, make_plan(precision, streamed, chunk), CPU)
        assert all(same(run(there, packed), want) for packed, want in zip(inputs, wanted, strict=True))


@pytest.mark.parametrize("chunk", [1000, 16, 7])
def test_in_chunks_and_padded_it_is_the_network_but_for_the_rounding_of_sums(chunk: int) -> None:
    network = build_plain()
    placed = place(read_from(network), SMALL, make_plan("fp32", (0, 1, 2, 3), chunk), CPU)
    for a, b in zip(run(placed, make_packed()), run(network, make_packed()), strict=True):
        assert torch.allclose(a, b, atol=1e-5, rtol=0)


@pytest.mark.parametrize(("precision", "most"), [("bf16", 0.01), ("int8", 0.025), ("fp8", 0.08)])
def test_fewer_bits_of_the_weights_change_little(precision: Precision, most: float) -> None:
    """The tolerance that is promised: the mean difference to fp32, as a share of the mean."""
    network = build_plain()
    placed = place(read_from(network), SMALL, make_plan(precision), CPU)
    assert 0 < differ(run(placed, make_packed()), run(network, make_packed())) < most


@pytest.mark.parametrize("precision", ["fp32", "bf16", "int8"])
@pytest.mark.parametrize("chunk", [1000, 32])
@pytest.mark.parametrize(
    "config", [SMALL, change(time_mode="none", references=False, gelu_layers=(0, 1, 2, 3))], ids=["gated", "not gated"]
)
def test_it_takes_what_was_planned(precision: Precision, chunk: int, config: TransformerConfig) -> None:
    """To the byte for weights; activations, without the sampler's, at most as planned and not far below."""
    kept = read_from(build(config))
    placement = make_plan(precision, (1, 3), chunk, config)

    def read(name: str, rows: slice) -> Tensor:
        return kept(name, rows).clone()

    with LiveBytes() as live:
        placed = place(read, config, placement, CPU)
        held = live.now
        with LeanAttention():
            packed = make_packed(config)
            live.peak = 0
            said = run(placed, packed)
            taken = live.peak - held
        assert held == placement.weights_bytes + placement.staging_bytes + placement.host_bytes - HOST_RESERVE
        tokens = count_tokens(config, SIZE, 9, 5)
        sampler = 4 * (LATENTS - 2) * tokens.video * config.video_in
        planned = count_activations(config, tokens, precision, chunk) - sampler
        assert 0.85 * planned <= taken <= planned
        del placed, packed, said
        gc.collect()
    assert live.now == 0


def test_memory_comes_back_at_once() -> None:
    """With the last reference, not when Python next looks for cycles: the next network may wait for it."""
    read = read_from(build())
    run(place(read, SMALL, make_plan("int8", (0, 1)), CPU), make_packed())
    gc.collect()
    gc.disable()
    try:
        with LiveBytes() as live:
            placed = place(read, SMALL, make_plan("int8", (0, 1)), CPU)
            run(placed, make_packed())
            with pytest.raises(RuntimeError, match="out of memory"), Stumble(2):
                run(placed, make_packed())
            del placed
        assert live.now == 0
    finally:
        gc.enable()


def test_after_a_forward_that_failed_the_next_is_right() -> None:
    read = read_from(build())
    wanted = run(place(read, SMALL, make_plan("bf16"), CPU), make_packed())
    placed = place(read, SMALL, make_plan("bf16", (0, 2, 3)), CPU)
    for attention in (1, 2, 4):
        with pytest.raises(RuntimeError, match="out of memory"), Stumble(attention):
            run(placed, make_packed())
        assert same(run(placed, make_packed()), wanted)


def test_weights_are_read_in_pieces() -> None:
    """So that beside what stays nothing large is held."""
    config = change(time_mode="none", references=False, num_layers=1, mm_layers=(), gelu_layers=(), hidden_size=1664)
    drawn: list[int] = []

    def read(name: str, rows: slice) -> Tensor:
        shape = (len(range(shapes[name][0])[rows]), *shapes[name][1:])
        drawn.append(math.prod(shape))
        return torch.zeros(shape)

    with torch.device("meta"):
        shapes = {name: tuple(tensor.shape) for name, tensor in Transformer(config).state_dict().items()}
    with LiveBytes() as live:
        placed = place(read, config, make_plan("bf16", config=config), CPU)
        assert live.peak - live.now < 2 * 4 * PIECE
        del placed
    assert max(math.prod(shape) for shape in shapes.values()) > PIECE
    assert max(drawn) <= PIECE


@pytest.mark.parametrize("capacity", [70, 100, 129, 1000])
def test_the_belt_brings_each_block_before_its_use(capacity: int) -> None:
    sizes = [30, 10, 60, 20, 70, 1, 30]
    belt = Belt(sizes, capacity, CPU)
    for number, block in enumerate(belt.blocks):
        block.fill_(number + 1)
    for _ in range(3):
        for number, size in enumerate(sizes):
            with belt.use(number):
                assert belt.places[number].tolist() == [number + 1] * size


def test_the_belt_brings_the_next_blocks_while_one_is_used() -> None:
    belt = Belt([30, 10, 60, 30], 100, CPU)
    for number, block in enumerate(belt.blocks):
        block.fill_(number + 1)
    with belt.use(0):
        assert [int(place[0]) for place in belt.places[:3]] == [1, 2, 3]
    with belt.use(1):
        assert int(belt.places[3][0]) == 4, "the first place is free as soon as the first block was used"
    with pytest.raises(ZeroDivisionError), belt.use(2):
        assert 1 / 0
    with belt.use(0):
        assert belt.places[0].unique().tolist() == [1]


@pytest.mark.gpu
@pytest.mark.parametrize("precision", ["bf16", "int8"])
@pytest.mark.parametrize("streamed", [(), (1, 2, 3, 4), (0, 1, 2, 3, 4, 5)])
def test_on_a_card_it_takes_what_was_planned_and_changes_no_bit(
    precision: Precision, streamed: tuple[int, ...]
) -> None:
    config, size = make_large(), (9, 32, 56)
    device = torch.device("cuda")
    tokens = count_tokens(config, size, 33, 200)
    read = read_from(build_plain(config))
    packed = make_packed_on(device, config, size, 33)
    wanted = run(place(read, config, plan(config, tokens, CARD, precision, (), 1024), device), packed)
    placement = plan(config, tokens, CARD, precision, streamed, 1024)
    before = torch.cuda.memory_allocated()
    torch.cuda.reset_peak_memory_stats()
    placed = place(read, config, placement, device)
    for _ in range(3):
        assert same(run(placed, packed), wanted)
    assert torch.cuda.max_memory_allocated() - before <= placement.card_bytes - RESERVE + 2**26
    del placed
    assert torch.cuda.memory_allocated() == before


@pytest.mark.gpu
def test_on_a_card_copies_go_on_while_it_computes() -> None:
    """The forward of a streamed network takes less than its copies and its computing one after the other."""
    config, size = make_large(), (17, 32, 56)
    device = torch.device("cuda")
    tokens = count_tokens(config, size, 65, 200)
    read = read_from(build_plain(config))
    packed = make_packed_on(device, config, size, 65)
    every = tuple(range(config.num_layers))
    placements = [plan(config, tokens, CARD, "bf16", streamed, 4096) for streamed in ((), every)]
    resident, streamed = (time_forward(place(read, config, each, device), packed) for each in placements)
    weights = torch.zeros(placements[1].host_bytes - HOST_RESERVE, dtype=torch.uint8).pin_memory()
    copying = time_on_card(lambda: weights.to(device, non_blocking=True))
    assert streamed < 0.85 * (resident + copying)


def make_packed_on(device: torch.device, config: TransformerConfig, size: tuple[int, int, int], audio: int) -> Packed:
    """With 200 tokens of text."""
    return pack(
        config,
        video_BCTHW=torch.randn(1, config.video_channels, *size, device=device),
        audio_BLC=torch.randn(1, audio, config.audio_in, device=device),
        text_BLC=torch.randn(1, 200, config.text_in, device=device),
    )


def make_large() -> TransformerConfig:
    return change(
        time_mode="none",
        references=False,
        num_layers=6,
        hidden_size=2048,
        head_dim=128,
        num_kv_heads=4,
        mm_layers=(0, 5),
    )


def time_forward(network: nn.Module, packed: Packed) -> float:
    run(network, packed)
    return time_on_card(lambda: run(network, packed))


def time_on_card(work: Callable[[], object]) -> float:
    """Milliseconds, the best of three."""
    times: list[float] = []
    for _ in range(3):
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        begin.record()
        work()
        end.record()
        torch.cuda.synchronize()
        times.append(begin.elapsed_time(end))
    return min(times)

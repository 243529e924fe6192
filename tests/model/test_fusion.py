"""Compiled, the layers say what they say otherwise; and nothing in a step waits for the card."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from studio.model.forms import Precision
from studio.model.fusion import Compiler, Runner, run_plainly
from studio.model.generate import Request, Sampling, generate
from studio.model.packing import Packed, pack
from studio.model.placement import count_tokens, plan
from studio.model.sampler import MAGIHUMAN_GUIDANCE
from studio.model.stream import fuse, place, read_from
from studio.model.transformer import Transformer
from tests.model.small import build, clip, draw, reference
from tests.model.test_stream import (
    CARD,
    CPU,
    SMALL,
    build_plain,
    differ,
    make_large,
    make_packed_on,
    make_plan,
    run,
    same,
    time_forward,
)

ROOT = Path(__file__).parents[2]
LENGTHS = (4, 5, 7)


@pytest.fixture(autouse=True)
def nothing_compiled() -> Iterator[None]:
    torch.compiler.reset()
    yield
    torch.compiler.reset()


class Graphs:
    """A backend that compiles nothing, and keeps count."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, graph: torch.fx.GraphModule, inputs: Sequence[Any]) -> Callable[..., Any]:
        self.count += 1
        return graph.forward


def make_clip(frames: int) -> Packed:
    return pack(SMALL, **{name: tensor for name, tensor in clip(frames=frames).items() if name != "time_B"})


def run_with(network: Transformer, runner: Runner, packed: Packed) -> tuple[Tensor, Tensor]:
    fuse(network, runner)
    return run(network, packed)


def test_functions_are_compiled_once_for_all_layers_and_lengths() -> None:
    """One for each way to project, merge and think: gated or not, and once more where numbers turn out to vary."""
    placed = place(read_from(build_plain()), SMALL, make_plan("bf16", (1,), 16), CPU)
    graphs = Graphs()
    compiler = Compiler(backend=graphs)
    for frames in LENGTHS:
        packed = make_clip(frames)
        assert same(run_with(placed, compiler, packed), run_with(placed, run_plainly, packed))
        assert 4 <= graphs.count <= 6 < SMALL.num_layers * 3


def compile_in_a_process(*given: str | Path) -> tuple[float, int, list[str]]:
    """How far it is apart, how many graphs were kept, and what was logged."""
    command = [sys.executable, "-m", "tests.model.compiled", *map(str, given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    apart, hits = done.stdout.split()
    return float(apart), int(hits), done.stderr.splitlines()


@pytest.mark.slow
def test_compiled_it_says_the_same_and_the_next_process_need_not_compile(
    tmp_path: Path,
) -> None:
    """But for the rounding of sums; in bf16 that may lead to the next number of it."""
    for precision, most, kept in (("fp32", 1e-5, False), ("fp32", 1e-5, True), ("int8", 0.03, False)):
        apart, hits, logged = compile_in_a_process(precision, tmp_path / "kept")
        assert apart < most
        assert (hits > 3) == kept
        assert logged == []
    assert (tmp_path / "kept" / "fxgraph").is_dir()


def test_without_a_compiler_everything_goes_on_and_one_line_says_why(tmp_path: Path) -> None:
    """In a process of its own: once compiling has failed, frames there hold on to what they were given for longer."""
    apart, _, (line,) = compile_in_a_process("fp32", tmp_path / "kept", "no-compiler-of-this-name")
    assert apart == 0
    assert line.startswith("The steps run uncompiled, and slower: InvalidCxxCompiler: No working C++ compiler found")


class Waits(TorchDispatchMode):
    """Names whatever would make the processor wait for a card: numbers read from it, and lists brought to it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        reads = name in ("_local_scalar_dense", "nonzero", "masked_select", "equal", "is_nonzero")
        brings = name == "lift_fresh" and out.ndim > 0  # a single number goes along with the work
        places = tree_leaves(args[1]) if name in ("index", "index_put_") else []
        picks = any(isinstance(leaf, Tensor) and leaf.dtype == torch.bool for leaf in places)
        if reads or brings or picks:
            self.found.append(name)
        return out


@pytest.mark.parametrize("streamed", [(), (0, 2)])
def test_nothing_in_a_forward_waits(streamed: tuple[int, ...]) -> None:
    placed = place(read_from(build_plain()), SMALL, make_plan("int8", streamed, 16), CPU)
    with Waits() as waits:
        run(placed, make_clip(4))
    assert waits.found == []


def test_nothing_in_a_step_waits() -> None:
    """With all that a request can have, as it is packed and stepped."""
    network = build()
    asked = Request(
        size=(3, 4, 6),
        audio_length=9,
        text_BLC=draw(3, 1, 5, 20),
        negative_BLC=draw(4, 1, 4, 20),
        seeds=[1],
        references=[reference(5), reference(6, tagged=False)],
        given_frames={0: draw(7, 1, 8, 4, 6)},
        given_audio_BLC=draw(8, 1, 4, 6),
    )
    with Waits() as waits:
        steps = generate(network, asked, Sampling(steps=3, guidance=MAGIHUMAN_GUIDANCE))
        next(steps)
        next(steps)
    assert waits.found == []


def test_waits_are_found() -> None:
    with Waits() as waits:
        x = torch.arange(4.0)
        x.sum().item()
        x[x > 1]
        torch.tensor([1.0, 2.0])
    assert waits.found == ["_local_scalar_dense", "index", "lift_fresh"]


@pytest.mark.gpu
@pytest.mark.parametrize("precision", ["bf16", "int8"])
def test_on_a_card_it_is_compiled_and_faster(precision: Precision, tmp_path: Path) -> None:
    """The steps of a layer as wide as the real ones', and a product of sums rounded otherwise at most."""
    from torch._inductor import config as inductor

    config, device = make_large(), torch.device("cuda")
    tokens = count_tokens(config, (9, 32, 56), 33, 200)
    placed = place(read_from(build_plain(config)), config, plan(config, tokens, CARD, precision, (), 8192), device)
    packed = make_packed_on(device, config, (9, 32, 56), 33)
    with inductor.patch(compile_threads=1):  # leaves no processes
        plain = run_with(placed, run_plainly, packed)
        slow = time_forward(placed, packed)
        fused = run_with(placed, Compiler(tmp_path), packed)
        fast = time_forward(placed, packed)
    assert differ(fused, plain) < 0.01
    assert fast < slow


@pytest.mark.gpu
@pytest.mark.parametrize("streamed", [(), (1, 2, 3, 4)])
def test_on_a_card_a_forward_does_not_wait(streamed: tuple[int, ...]) -> None:
    """Nor does attention fall back to a kernel with a table of all pairs."""
    config, device = make_large(), torch.device("cuda")
    tokens = count_tokens(config, (9, 32, 56), 33, 200)
    placed = place(read_from(build_plain(config)), config, plan(config, tokens, CARD, "bf16", streamed, 1024), device)
    packed = make_packed_on(device, config, (9, 32, 56), 33)
    run(placed, packed)
    torch.cuda.set_sync_debug_mode("error")
    try:
        with sdpa_kernel([SDPBackend.CUDNN_ATTENTION, SDPBackend.FLASH_ATTENTION]):
            run(placed, packed)
    finally:
        torch.cuda.set_sync_debug_mode("default")

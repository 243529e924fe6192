"""`MagiBench`: how fast the 15B is here, and how much memory it takes, with random weights of the same shapes.

What a step takes does not depend on what the weights say. Without a card the table for one is left open, and a reduced
network is measured instead, so that the command itself is known to work.
"""

from __future__ import annotations

import dataclasses
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
import torch
from torch import Tensor

from studio.api import BenchRow
from studio.model.codecs.turbo import TurboConfig, TurboDecoder
from studio.model.config import MAGIHUMAN, TransformerConfig
from studio.model.fusion import Runner
from studio.model.generate import Request, Sampling, generate
from studio.model.placement import Card, Placement, count_work, find_card, find_kind
from studio.model.refine import refine
from studio.model.stream import fuse, place
from studio.model.transformer import Transformer
from studio.model.weights import Read

from .cards import processor
from .engine import make_compiler
from .plan import FILM, FIVE_SECONDS, Stage, choose, list_stages
from .sizes import SMALLEST
from .weights import find_folder

PUBLISHED_SECONDS = {"256p": 2.0, "540p": 8.0, "1080p": 38.4}
"""Five seconds of picture and sound by its makers on an H100, without reading the prompt and loading."""
SMALL_CARD_BYTES = 16_000_000_000
TEXT_TOKENS = 300
REDUCED = dataclasses.replace(
    MAGIHUMAN, num_layers=6, hidden_size=512, head_dim=64, num_kv_heads=2, mm_layers=(0, 5), gelu_layers=(0,)
)
REDUCED_FRAMES, REDUCED_SHAPE = 5, "6 layers of 512, 5 frames at 256p"
_OPEN = "open: this needs an NVIDIA card, and here is none"
_WEIGHT = 0.02  # the spread of random weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One way through all stages: seconds of the steps and of the decoding, operations, and bytes at the peak."""

    step_seconds: float
    decode_seconds: float
    operations: float
    peak_bytes: int
    planned_bytes: int

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.step_seconds + self.decode_seconds


class MagiBench:
    """Measures on the first CUDA device, or on the processor at a reduced size."""

    def measure(self, requests: int, show: Callable[[float, str], None]) -> list[BenchRow]:
        """Every row of the table; how many clips are asked for does not matter to it."""
        return measure_card(show) if torch.cuda.is_available() else [*measure_reduced(show), *list_open()]


def measure_card(show: Callable[[float, str], None]) -> list[BenchRow]:
    """Five seconds at each size, as the card's memory allows and as a card of 16 GB would have it."""
    rows: list[BenchRow] = []
    device = torch.device("cuda")
    compiler = make_compiler(device)
    plans = [("as planned for this card", None), ("as planned for 16 GB", SMALL_CARD_BYTES)]
    for number, name in enumerate(PUBLISHED_SECONDS):
        for turn, (words, most) in enumerate(plans):
            show((number + turn / 2) / len(PUBLISHED_SECONDS), f"{name}, {words}")
            _reset_peak(device)  # what the run before has left counts as free
            card = find_card(0, psutil.virtual_memory().available)
            card = dataclasses.replace(card, free_bytes=min(card.free_bytes, most or card.free_bytes))
            stages = list_stages(find_folder(), "distilled", name, FILM, FIVE_SECONDS)
            placements = [choose(stage, card) for stage in stages]
            # Once before: kernels are compiled and chosen, and memory is got.
            run_stages(stages, placements, device, TurboConfig(), compiler)
            run = run_stages(stages, placements, device, TurboConfig(), compiler)
            rows += describe(f"5 s at {name}, {words}", run, card, None if most else PUBLISHED_SECONDS[name])
    return rows


def measure_reduced(show: Callable[[float, str], None]) -> list[BenchRow]:
    """The same way through a small network, on the processor."""
    show(0.0, REDUCED_SHAPE)
    (stage,) = list_stages(find_folder(), "distilled", SMALLEST, FILM, REDUCED_FRAMES)
    stage = dataclasses.replace(stage, config=REDUCED)
    run = run_stages([stage], [choose(stage, processor())], torch.device("cpu"), TurboConfig(widths=(8, 6, 4, 2)))
    note = "on the processor; says nothing of a card"
    what = f"reduced: {REDUCED_SHAPE}"
    return [
        BenchRow(what=f"{what}, 8 steps", unit="s", value=run.step_seconds, note=note),
        BenchRow(what=f"{what}, decoding", unit="s", value=run.decode_seconds, note=note),
        BenchRow(what=f"{what}, reached", unit="TFLOP/s", value=run.operations / run.step_seconds / 1e12, note=note),
    ]


def list_open() -> list[BenchRow]:
    """The rows that only a card can fill."""
    rows: list[BenchRow] = []
    for name, seconds in PUBLISHED_SECONDS.items():
        rows.append(BenchRow(what=f"5 s at {name} on an H200", unit="s", value=None, most=seconds, note=_OPEN))
        rows.append(BenchRow(what=f"5 s at {name}, share of the card's peak", unit="%", value=None, note=_OPEN))
        rows.append(BenchRow(what=f"5 s at {name}, memory against the plan", unit="GB", value=None, note=_OPEN))
    return rows


def describe(what: str, run: Run, card: Card, published: float | None) -> list[BenchRow]:
    """Time, share of the card's peak, and memory against the plan."""
    peak = find_kind(card.name).tera_flops * 1e12
    split = f"{run.step_seconds:.1f} s of steps, {run.decode_seconds:.1f} s of decoding; published for an H100"
    return [
        BenchRow(what=what, unit="s", value=run.seconds, most=published, note=split if published else ""),
        BenchRow(what=f"{what}, share of peak", unit="%", value=100 * run.operations / run.step_seconds / peak),
        BenchRow(what=f"{what}, memory", unit="GB", value=run.peak_bytes / 1e9, most=run.planned_bytes / 1e9),
    ]


def run_stages(
    stages: list[Stage],
    placements: list[Placement],
    device: torch.device,
    turbo_config: TurboConfig,
    runner: Runner | None = None,
) -> Run:
    """All stages with random weights, one network at a time, then the decoding; the making of weights isn't counted.

    Where there is a runner, all steps are by it.
    """
    generator = torch.Generator(device).manual_seed(0)
    text_BLC = torch.randn(1, TEXT_TOKENS, stages[0].config.text_in, generator=generator, device=device)
    made: tuple[Tensor, Tensor] | None = None
    seconds, peak = 0.0, 0
    for stage, placement in zip(stages, placements, strict=True):
        network = place(draw_weights(stage.config, generator), stage.config, placement, device)
        if runner is not None:
            fuse(network, runner)
        _reset_peak(device)
        begun = _read_clock(device)
        made = _run(network, stage, text_BLC, made)
        seconds += _read_clock(device) - begun
        peak = max(peak, torch.cuda.max_memory_allocated(device) if device.type == "cuda" else 0)
        del network
        gc.collect()
    assert made is not None
    with device:
        turbo = TurboDecoder(turbo_config).to(torch.bfloat16 if device.type == "cuda" else torch.float32)
    begun = _read_clock(device)
    for _ in turbo.decode_windows(made[0]):
        pass
    return Run(
        step_seconds=seconds,
        decode_seconds=_read_clock(device) - begun,
        operations=sum(stage.steps * stage.passes * count_work(stage.config, stage.tokens)[0] for stage in stages),
        peak_bytes=peak,
        planned_bytes=max(placement.card_bytes for placement in placements),
    )


def draw_weights(config: TransformerConfig, generator: torch.Generator) -> Read:
    """Random tensors of a network's shapes, as if they were read from a file."""
    with torch.device("meta"):
        shapes = {name: tensor.shape for name, tensor in Transformer(config).state_dict().items()}

    def read(name: str, rows: slice) -> Tensor:
        first, *rest = shapes[name]
        count = len(range(first)[rows])
        return torch.randn((count, *rest), generator=generator, device=generator.device) * _WEIGHT

    return read


def _run(
    network: Transformer, stage: Stage, text_BLC: Tensor, small: tuple[Tensor, Tensor] | None
) -> tuple[Tensor, Tensor]:
    asked = Request(size=stage.latent, audio_length=stage.frames, text_BLC=text_BLC, seeds=[0])
    if small is None:
        steps = generate(network, asked, Sampling(steps=stage.steps, sampler="renoise"))
    else:
        steps = refine(network, asked, small, Sampling(steps=stage.steps))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _reset_peak(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)


def _read_clock(device: torch.device) -> float:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()

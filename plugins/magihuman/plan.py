"""What a take costs on this machine: which networks it goes through, where their weights lie, in what time.

The editor asks for it in its own process, so torch stays out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from studio.api import Forecast, Setting, ShotRequest
from studio.errors import StudioError
from studio.model.config import MAGIHUMAN, MAGIHUMAN_540P, MAGIHUMAN_1080P, TransformerConfig, read_config
from studio.model.placement import (
    CHUNKS,
    Card,
    Placement,
    Tokens,
    TooSmallError,
    count_tokens,
    find_smallest,
    list_placements,
    plan,
)

from .cards import CPU, count_cards, look_for_card, look_for_team
from .sizes import AREAS, FRAME_RATE, FRAMES_A_LATENT, SMALLEST, choose_size, latent_size
from .weights import NETWORKS, REFINERS, Header, find_folder, list_parts, read_header, tell_lack

STEPS = {"distilled": 8, "base": 32}
PASSES = {"distilled": 1, "base": 2}
"""Forwards a step: guidance takes two."""
REFINER_STEPS = 5
TEXT_TOKENS = 640
"""As many as there can be."""
CPU_SLOWER = 250.0
"""Than the slowest card in the table, in which processors have no place."""
READ_BYTES_PER_SECOND = 2e9
TEXT_SECONDS, DECODE_SECONDS_PER_MEGAPIXEL = 5.0, 0.006
CONFIGS = {"distill": MAGIHUMAN, "base": MAGIHUMAN, "540p_sr": MAGIHUMAN_540P, "1080p_sr": MAGIHUMAN_1080P}

FILM, FIVE_SECONDS = (1920, 1080), 125


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One network's part in a take: its folder, its shape, and how much it has to do."""

    part: str
    config: TransformerConfig
    is_fp8: bool
    size: tuple[int, int]
    """Width and height in pixels."""
    latent: tuple[int, int, int]
    frames: int
    steps: int = REFINER_STEPS
    passes: int = 1

    @property
    def tokens(self) -> Tokens:
        return count_tokens(self.config, self.latent, self.frames, TEXT_TOKENS)


def stages_of(request: ShotRequest, folder: Path) -> list[Stage]:
    """The networks that a take goes through, in order. Needs no weights: without, the released shapes are meant."""
    quality, name = str(request.setting("quality")), str(request.setting("size"))
    return list_stages(folder, quality, name, (request.width, request.height), request.frames)


def list_stages(folder: Path, quality: str, name: str, shape: tuple[int, int], frames: int) -> list[Stage]:
    """The same for a clip of a shape."""
    first = _make_stage(folder, NETWORKS[quality], SMALLEST, shape, frames)
    stages = [replace(first, steps=STEPS[quality], passes=PASSES[quality])]
    return [*stages, _make_stage(folder, REFINERS[name], name, shape, frames)] if REFINERS[name] else stages


def choose(stage: Stage, card: Card, memory: str = "auto") -> Placement:
    """The best plan for a network, or with memory "less" the next smaller one.

    Raises `StudioError` that says how much would do.
    """
    precisions = ("fp8",) if stage.is_fp8 else ("bf16", "int8")
    found = list_placements(stage.config, stage.tokens, card, precisions)
    rank = 1 if memory == "less" else 0
    if rank < len(found):
        return found[rank]
    if found:
        raise StudioError(
            "MagiHuman has no plan that takes less memory than its first one; choose a smaller size or a shorter shot, "
            "or close other programs."
        )
    if card.name == CPU:
        smallest = plan(stage.config, stage.tokens, card, precisions[-1], (), CHUNKS[-1])
        raise StudioError(
            f"MagiHuman finds no NVIDIA card, and the processor takes {_gigabytes(smallest.card_bytes)} of memory for "
            f"{stage.part} ({_gigabytes(card.free_bytes)} are free); close other programs, or use another backend."
        )
    smallest = find_smallest(stage.config, stage.tokens, card, precisions)
    told = str(TooSmallError(smallest, card)).rstrip(".")
    raise StudioError(f"MagiHuman doesn't fit into {card.name}. {told}; choose a smaller size or a shorter shot.")


def forecast(request: ShotRequest) -> Forecast:
    """What a take costs, how it would be made, or what is in its way."""
    folder = find_folder()
    if lack := tell_lack(folder, list_parts(request)):
        return Forecast(seconds=0.0, memory_bytes=0, misfit=lack)
    stages, memory = stages_of(request, folder), str(request.setting("memory"))
    try:
        card = look_for_team(count_cards(request))
    except StudioError as error:
        return Forecast(seconds=0.0, memory_bytes=0, misfit=str(error))
    try:
        placements = [choose(stage, card, memory) for stage in stages]
    except StudioError as error:
        return Forecast(seconds=0.0, memory_bytes=0, misfit=suggest(request, folder, card, str(error)))
    read = sum(_count_bytes(folder / stage.part) for stage in stages) / READ_BYTES_PER_SECOND
    return Forecast(
        seconds=TEXT_SECONDS + read + count_seconds(stages, placements, card),
        memory_bytes=max(_count_host_bytes(placement, card) for placement in placements),
        plan=" ".join(describe(stage, placement, card) for stage, placement in zip(stages, placements, strict=True)),
    )


def lighten(request: ShotRequest) -> tuple[Setting, ...]:
    """The settings with the next smaller plan; none where that was asked for already."""
    if request.setting("memory") == "less":
        return ()
    less = Setting(name="memory", value="less")
    return tuple(less if setting.name == "memory" else setting for setting in request.settings)


def examine() -> tuple[str, ...]:
    """For each size of a clip of five seconds: where the networks would lie here, or what it would take."""
    card = look_for_card()
    told = [f"MagiHuman, five seconds on {card.name} with {_gigabytes(card.free_bytes)} free:"]
    for name in AREAS if card.name != CPU else (SMALLEST,):
        stages = list_stages(find_folder(), "distilled", name, FILM, FIVE_SECONDS)
        try:
            placements = [choose(stage, card) for stage in stages]
        except StudioError as error:
            told.append(f"{name}: {error}")
            continue
        plans = " ".join(describe(stage, plan, card) for stage, plan in zip(stages, placements, strict=True))
        told.append(f"{name}, about {count_seconds(stages, placements, card):.0f} s: {plans}")
    return tuple(told)


def count_seconds(stages: list[Stage], placements: list[Placement], card: Card) -> float:
    """Of all steps and of the decoding; without reading from the disk and without the text."""
    steps = sum(
        placement.step_seconds * stage.steps * stage.passes for stage, placement in zip(stages, placements, strict=True)
    )
    width, height = stages[-1].size
    decoding = width * height * stages[-1].frames / 1e6 * DECODE_SECONDS_PER_MEGAPIXEL
    return (steps + decoding) * (CPU_SLOWER if card.name == CPU else 1.0)


def describe(stage: Stage, placement: Placement, card: Card) -> str:
    """A plan in words."""
    lies = f"{placement.resident} of {placement.layers} layers on the card, the rest streamed"
    if not placement.streamed:
        lies = "all in memory" if card.name == CPU else "all layers on the card"
    if card.count > 1:
        lies += f", the same on each of {card.count} cards that share the steps"
    peak, free = _gigabytes(placement.card_bytes), _gigabytes(card.free_bytes)
    return f"{stage.part}: {placement.precision}, {lies}, {peak} of {free}."


def _make_stage(folder: Path, part: str, name: str, shape: tuple[int, int], frames: int) -> Stage:
    """A network's own words about its shape, and how many pixels it was trained on, stand over those of the release."""
    header = _read_header(folder / part)
    try:
        config = read_config(header.metadata["config"]) if "config" in header.metadata else CONFIGS[part]
        size = choose_size(int(header.metadata.get("pixels", AREAS[name])), *shape)
    except ValueError as error:
        raise StudioError(f"{part} says of itself what makes no sense ({error}); get its files again.") from error
    latent = latent_size(frames, size)
    return Stage(part=part, config=config, is_fp8=header.is_fp8, size=size, latent=latent, frames=frames)


def _read_header(folder: Path) -> Header:
    try:
        changed = folder.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _read_header_once(folder, changed)


@cache
def _read_header_once(folder: Path, changed: int) -> Header:
    return read_header(folder)


def suggest(request: ShotRequest, folder: Path, card: Card, why: str) -> str:
    """Why it doesn't fit, and which smaller size or shorter length does."""
    quality, shape, frames = str(request.setting("quality")), (request.width, request.height), request.frames
    names = list(AREAS)
    smaller = names[: names.index(str(request.setting("size")))]
    shorter = (frames // 2 - 1) // FRAMES_A_LATENT * FRAMES_A_LATENT + 1
    tries = [(f"It fits at {name}.", name, frames) for name in reversed(smaller)]
    tries.append((f"It fits at {SMALLEST} with {shorter / FRAME_RATE:.1f} s.", SMALLEST, max(shorter, 1)))
    for words, name, count in tries:
        try:
            for stage in list_stages(folder, quality, name, shape, count):
                choose(stage, card)
        except StudioError:
            continue
        return f"{why} {words}"
    return why


def _count_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.safetensors"))


def _count_host_bytes(placement: Placement, card: Card) -> int:
    return placement.card_bytes + placement.host_bytes if card.name == CPU else placement.host_bytes


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"

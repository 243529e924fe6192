"""A plan for every card: below its free memory, the best that fits, and what would do where none does."""

import dataclasses
import itertools

import pytest

from studio.model.config import MAGIHUMAN, MAGIHUMAN_540P, MAGIHUMAN_1080P, TransformerConfig
from studio.model.placement import (
    OTHER,
    Card,
    Placement,
    Tokens,
    TooSmallError,
    choose_placement,
    count_tokens,
    find_kind,
    find_smallest,
    list_placements,
    plan,
)

SIZES = {
    "256p": (MAGIHUMAN, (32, 16, 28)),
    "540p": (MAGIHUMAN_540P, (32, 32, 56)),
    "1080p": (MAGIHUMAN_1080P, (32, 68, 120)),
}
"""Latents of clips of five seconds."""
CARDS = {
    8: "NVIDIA GeForce RTX 4060",
    12: "NVIDIA GeForce RTX 3060",
    16: "NVIDIA GeForce RTX 4080",
    24: "NVIDIA GeForce RTX 4090",
    32: "NVIDIA GeForce RTX 5090",
    48: "NVIDIA RTX 6000 Ada Generation",
    80: "NVIDIA H100 80GB HBM3",
    141: "NVIDIA H200",
}
PLENTY = 64
RESIDENT = {
    8: {"256p": 2, "540p": 1, "1080p": 0},
    12: {"256p": 5, "540p": 4, "1080p": 3},
    16: {"256p": 7, "540p": 6, "1080p": 5},
    24: {"256p": 21, "540p": 18, "1080p": 15},
    32: {"256p": 36, "540p": 33, "1080p": 30},
    48: {"256p": 40, "540p": 40, "1080p": 40},
    80: {"256p": 40, "540p": 40, "1080p": 40},
    141: {"256p": 40, "540p": 40, "1080p": 40},
}
"""Layers that stay on the card, in bf16, where the host has 64 GB."""


def make_card(gigabytes: int, host_gigabytes: float = PLENTY) -> Card:
    """Of its memory the driver and the desktop take some 6 in 100."""
    free = int(gigabytes * 2**30 * 0.94)
    return Card(name=CARDS[gigabytes], free_bytes=free, host_bytes=int(host_gigabytes * 2**30))


def count(size: str) -> tuple[TransformerConfig, Tokens]:
    config, latent = SIZES[size]
    return config, count_tokens(config, latent, 126, 640)


def choose(size: str, card: Card) -> Placement:
    return choose_placement(*count(size), card)


def test_tokens_of_a_clip() -> None:
    _, tokens = count("1080p")
    assert (tokens.frames, tokens.each, tokens.video, tokens.total) == (32, 2040, 65280, 66046)


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("gigabytes", list(CARDS))
def test_plans_for_each_card(gigabytes: int, size: str) -> None:
    """Weights that come as fast as they are used cost nothing: with host memory enough, bf16 is the best everywhere."""
    card = make_card(gigabytes)
    placement = choose(size, card)
    assert placement.card_bytes < card.free_bytes
    assert placement.host_bytes < card.host_bytes
    assert placement.precision == "bf16"
    assert placement.resident == RESIDENT[gigabytes][size]
    assert len({*placement.streamed}) == len(placement.streamed) == 40 - placement.resident


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("gigabytes", [8, 12, 16])
def test_where_the_host_is_small_weights_are_kept_in_a_byte(gigabytes: int, size: str) -> None:
    card = make_card(gigabytes, 16 if gigabytes < 16 else 10)
    placement = choose(size, card)
    assert placement.precision == "int8"
    assert placement.card_bytes < card.free_bytes
    assert placement.host_bytes < card.host_bytes


def test_layers_with_experts_stay_first() -> None:
    """They come three times as long as they compute; the others come evenly spread."""
    streamed = choose("256p", make_card(24)).streamed
    assert not {*streamed} & {*MAGIHUMAN.mm_layers}
    assert max(b - a for a, b in itertools.pairwise(streamed)) <= 2


def test_each_further_plan_takes_less_of_the_card() -> None:
    for gigabytes in (8, 32):
        for size in SIZES:
            placements = list_placements(*count(size), make_card(gigabytes))
            peaks = [placement.card_bytes for placement in placements]
            assert peaks == sorted(peaks, reverse=True)
            assert len({*peaks}) == len(peaks)
    assert len(list_placements(*count("256p"), make_card(24))) >= 4


def test_what_does_not_fit_names_the_smallest_that_would() -> None:
    config, tokens = count("1080p")
    tight = Card(name="GT 1030", free_bytes=2 * 10**9, host_bytes=64 * 10**9)
    assert list_placements(config, tokens, tight) == []
    with pytest.raises(TooSmallError) as caught:
        choose_placement(config, tokens, tight)
    smallest = caught.value.smallest
    assert f"needs {smallest.card_bytes / 1e9:.1f} GB of the card's memory (2.0 GB are free)" in str(caught.value)
    enough = dataclasses.replace(tight, free_bytes=smallest.card_bytes, host_bytes=smallest.host_bytes)
    assert choose_placement(config, tokens, enough).card_bytes <= smallest.card_bytes
    for less in (
        dataclasses.replace(enough, free_bytes=smallest.card_bytes - 1),
        dataclasses.replace(enough, host_bytes=smallest.host_bytes - 1),
    ):
        assert list_placements(config, tokens, less) == []


def test_where_only_the_host_is_too_small_the_card_is_used_up_first() -> None:
    config, tokens = count("256p")
    card = make_card(8, 8)
    assert list_placements(config, tokens, card) == []
    smallest = find_smallest(config, tokens, card)
    assert smallest.card_bytes <= card.free_bytes
    assert smallest.host_bytes > card.host_bytes
    assert choose("256p", make_card(8, smallest.host_bytes / 2**30)).precision == "int8"


def test_weights_in_fp8_are_planned_as_such() -> None:
    placement = choose_placement(*count("256p"), make_card(24), ("fp8",))
    assert (placement.precision, placement.resident) == ("fp8", 40)


def test_seconds_are_those_of_arithmetic_or_of_the_way_from_the_host() -> None:
    config, tokens = count("256p")
    every = tuple(range(40))
    ada, hopper = make_card(24), make_card(141)
    resident, streamed = (plan(config, tokens, ada, "bf16", layers, 8192) for layers in ((), every))
    assert resident.step_seconds == streamed.step_seconds > streamed.host_bytes / 24e9
    few = dataclasses.replace(tokens, frames=1)
    assert plan(config, few, ada, "bf16", every, 8192).step_seconds == pytest.approx(30.8e9 / 24e9, rel=0.02)
    least = 2 * 10.9e9 * tokens.total / 989e12
    assert least < plan(config, tokens, hopper, "bf16", (), 8192).step_seconds < 4 * least
    assert plan(config, tokens, ada, "int8", (), 512).step_seconds > resident.step_seconds


def test_kinds_of_cards() -> None:
    assert find_kind("NVIDIA GeForce RTX 4090 Laptop GPU").name == "RTX 4090"
    assert find_kind("NVIDIA RTX 6000 Ada Generation").name == "RTX 6000 Ada"
    assert find_kind("NVIDIA L40S").name == "L40S"
    assert find_kind("NVIDIA GeForce GTX 1080") is OTHER

"""The cards of this machine, as the driver tells of them: without torch, and without torch's start on a card."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import psutil

from studio.api import ShotRequest
from studio.errors import StudioError
from studio.model.placement import HOST_RESERVE, Card

One = TypeVar("One")
CPU = "the processor"
BESIDE_BYTES = 1 << 30
"""On the card beside the network: the fast decoder with what a preview takes, and the libraries."""


def look_for_card() -> Card:
    """The first NVIDIA card, or the processor."""
    return next(iter(look_for_cards()), None) or processor()


def look_for_cards() -> list[Card]:
    """All NVIDIA cards, with what is free on each now."""
    program, host = shutil.which("nvidia-smi"), psutil.virtual_memory().available
    if program is None:
        return []
    asked = [program, "--query-gpu=name,memory.free", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=10).stdout
        rows = [line.rsplit(",", 1) for line in told.splitlines()]
        free = [max(int(mebibytes) * 2**20 - BESIDE_BYTES, 0) for _, mebibytes in rows]
    except (OSError, subprocess.SubprocessError, ValueError):
        return []
    return [
        Card(name=name.strip(), free_bytes=each, host_bytes=host) for (name, _), each in zip(rows, free, strict=True)
    ]


def processor() -> Card:
    """The processor as if it were a card: all that is free of the computer's memory, and nothing to stream from."""
    free = psutil.virtual_memory().available - HOST_RESERVE - BESIDE_BYTES
    return Card(name=CPU, free_bytes=max(free, 0), host_bytes=HOST_RESERVE)


def count_cards(request: ShotRequest) -> int:
    """How many are to make the take together; requests from before there was a choice mean one."""
    return next((int(str(each.value)) for each in request.settings if each.name == "cards"), 1)


def name_cards() -> list[str]:
    """Those that a take may use, as CUDA_VISIBLE_DEVICES names them, beginning with this process's own.

    That process sees its own alone; STORYREEL_GPUS tells it of the others where the editor was started for some only.
    """
    named = os.environ.get("STORYREEL_GPUS", "")
    own = os.environ.get("CUDA_VISIBLE_DEVICES", "0")
    if named or "," in own:
        return (named or own).split(",")
    numbers = [str(number) for number in range(len(look_for_cards()))]
    at = numbers.index(own) if own in numbers else 0
    return numbers[at:] + numbers[:at]


def look_for_team(count: int) -> Card:
    """As many cards as are to make a take together, as one. Raises `StudioError` where there are fewer."""
    if count == 1:
        return look_for_card()
    choose_cards(name_cards(), count)
    return join(choose_cards(look_for_cards(), count))


def choose_cards(found: Sequence[One], count: int) -> list[One]:
    """As many as are asked for. Raises `StudioError` where there are fewer, or where they can't work together."""
    if sys.platform != "linux":
        raise StudioError("MagiHuman shares a take among cards on Linux alone; choose 1 card.")
    if len(found) < count:
        raise StudioError(f"MagiHuman is to share a take among {count} cards, and finds {len(found)}; choose fewer.")
    return list(found[:count])


def join(cards: Sequence[Card]) -> Card:
    """Cards that make a take together, to be planned for as if all were as small as the smallest."""
    return replace(min(cards, key=lambda card: card.free_bytes), count=len(cards))

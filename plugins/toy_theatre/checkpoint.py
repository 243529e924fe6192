"""Toy Theatre's file: the four networks in bf16, with how they were made and what they reached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from studio.errors import StudioError
from studio.model import weights

from .model import ToyModel

FORMAT = "storyreel-toy-theatre"
_AGAIN = "get the file that comes with Storyreel again, or train one by `storyreel train toy-theatre`"


def save(model: ToyModel, path: Path, facts: Mapping[str, object]) -> None:
    """Write the networks and the facts about them; an older file stays until the new one is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"format": FORMAT, "facts": json.dumps(facts)}
    weights.save(model, path, told, linears=torch.bfloat16, rest=torch.bfloat16)


def load(path: Path) -> ToyModel:
    """The networks in fp32. Raises `StudioError` that names what is missing, too much or of another shape."""
    try:
        if weights.read_metadata(path).get("format") != FORMAT:
            raise StudioError(f"{path.name} is not a file of Toy Theatre; {_AGAIN}.")
        return weights.load(path, ToyModel).eval()
    except weights.WeightsError as error:
        raise StudioError(f"{error}; {_AGAIN}.") from error


def read_facts(path: Path) -> dict[str, Any]:
    """What the file says of its making and its figures. Raises `StudioError`."""
    try:
        return json.loads(weights.read_metadata(path).get("facts", "{}"))
    except weights.WeightsError as error:
        raise StudioError(f"{error}; {_AGAIN}.") from error

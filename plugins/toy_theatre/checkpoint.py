"""Toy Theatre's file: the four networks in bf16, with how they were made and what they reached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from studio.errors import StudioError

from .model import ToyModel

FORMAT = "storyreel-toy-theatre"
_AGAIN = "get the file that comes with Storyreel again, or train one by `storyreel train toy-theatre`"


def save(model: ToyModel, path: Path, facts: Mapping[str, object]) -> None:
    """Write the networks and the facts about them; an older file stays until the new one is whole."""
    tensors = {name: value.to(torch.bfloat16).contiguous() for name, value in model.state_dict().items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    save_file(tensors, part, {"format": FORMAT, "facts": json.dumps(facts)})
    part.replace(path)


def load(path: Path) -> ToyModel:
    """The networks in fp32. Raises `StudioError` that names what is missing, too much or of another shape."""
    model = ToyModel()
    wanted = model.state_dict()
    try:
        with safe_open(path, "pt") as file:
            if (file.metadata() or {}).get("format") != FORMAT:
                raise StudioError(f"{path} is not a file of Toy Theatre; {_AGAIN}.")
            names = set(file.keys())
            _compare(path, set(wanted), names)
            tensors = {name: file.get_tensor(name).float() for name in names}
    except (SafetensorError, OSError) as error:
        raise StudioError(f"{path} can't be read ({error}); {_AGAIN}.") from error
    odd = sorted(name for name, tensor in tensors.items() if tensor.shape != wanted[name].shape)
    if odd:
        raise StudioError(f"{path} has tensors of another shape: {_few(odd)}; {_AGAIN}.")
    model.load_state_dict(tensors)
    return model.eval()


def read_facts(path: Path) -> dict[str, object]:
    """What the file says of its making and its figures."""
    try:
        with safe_open(path, "pt") as file:
            return json.loads((file.metadata() or {}).get("facts", "{}"))
    except (SafetensorError, OSError, ValueError) as error:
        raise StudioError(f"{path} can't be read ({error}); {_AGAIN}.") from error


def _compare(path: Path, wanted: set[str], found: set[str]) -> None:
    if missing := sorted(wanted - found):
        raise StudioError(f"{path} lacks {_few(missing)}; {_AGAIN}.")
    if extra := sorted(found - wanted):
        raise StudioError(f"{path} has {_few(extra)}, which Toy Theatre doesn't know; {_AGAIN}.")


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

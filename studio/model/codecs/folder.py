"""Networks of other people's classes from a folder as their libraries write it: `config.json` beside the weights."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from studio.model.weights import WeightsError, load

CONFIG = "config.json"
AUTOENCODER = "diffusion_pytorch_model.safetensors"


def _read_config(folder: Path) -> dict[str, Any]:
    """What `config.json` says. Raises WeightsError."""
    path = folder / CONFIG
    try:
        values: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WeightsError(f"{path} can't be read ({error.strerror})") from error
    except ValueError as error:
        raise WeightsError(f"{path} is damaged: it is no JSON") from error
    if not isinstance(values, dict):
        raise WeightsError(f"{path} is no configuration of a network")
    return values


def follow(folder: Path, make: Callable[[dict[str, Any]], Any]) -> Any:
    """What is made of a folder's configuration. Raises WeightsError where that makes no sense."""
    config = _read_config(folder)
    try:
        return make(config)
    except Exception as error:  # their classes raise what they like of values that they don't expect
        raise WeightsError(
            f"{folder / CONFIG} doesn't describe the network that is wanted ({' '.join(str(error).split())})"
        ) from error


def load_autoencoder(folder: Path, kind: Any, device: torch.device | str, dtype: torch.dtype) -> Any:
    """A network of this class of diffusers, all of it in one type. Raises WeightsError."""
    network = load(folder / AUTOENCODER, lambda: follow(folder, kind.from_config), rest=dtype, device=device)
    return network.requires_grad_(False)

"""Toy Theatre's trainer is found, and its file is read strictly."""

import importlib
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from studio.errors import StudioError
from studio.paths import bundled_plugins_folder
from studio.plugins import find_plugins


def load_module(name: str) -> Any:
    package = "storyreel_plugin_toy_theatre"
    if package not in sys.modules:
        module = types.ModuleType(package)
        module.__path__ = [str(bundled_plugins_folder() / "toy_theatre")]
        sys.modules[package] = module
    return importlib.import_module(f"{package}.{name}")


def test_the_manifest_names_the_trainer() -> None:
    plugins = find_plugins([bundled_plugins_folder()])
    assert plugins.trainer("toy-theatre").load().train
    with pytest.raises(StudioError, match="no model “nothing”"):
        plugins.trainer("nothing")


def test_a_checkpoint_comes_back_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    torch = importlib.import_module("torch")
    safetensors = importlib.import_module("safetensors.torch")
    checkpoint, model = load_module("checkpoint"), load_module("model").ToyModel()
    file = tmp_path / "toy.safetensors"
    checkpoint.save(model, file, {"recipe": 1})
    back = checkpoint.load(file).state_dict()
    assert all(torch.equal(back[name], value.bfloat16().float()) for name, value in model.state_dict().items())
    assert checkpoint.read_facts(file) == {"recipe": 1}
    tensors = safetensors.load_file(file)
    first = next(iter(sorted(tensors)))
    for change, says in (
        ({k: v for k, v in tensors.items() if k != first}, f"lacks {first};"),
        ({**tensors, "stranger": tensors[first].clone()}, "has stranger too much"),
        ({**tensors, first: torch.zeros(1)}, f"has other shapes: {first}"),
    ):
        safetensors.save_file(change, file, {"format": checkpoint.FORMAT})
        with pytest.raises(StudioError, match=says):
            checkpoint.load(file)
    for damaged in (file.read_bytes()[:100_000], b"not a checkpoint"):
        file.write_bytes(damaged)
        with pytest.raises(StudioError, match=r"toy\.safetensors is damaged"):
            checkpoint.load(file)
    with pytest.raises(StudioError, match="can't be read"):
        checkpoint.load(tmp_path / "nowhere.safetensors")

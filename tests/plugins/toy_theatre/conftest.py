"""What the tests of Toy Theatre share: its modules, as the editor loads them, and one thread."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from studio.paths import bundled_plugins_folder

PACKAGE = "storyreel_plugin_toy_theatre"


def load_module(name: str) -> Any:
    """A module of the plugin, under the name that the editor gives it."""
    if PACKAGE not in sys.modules:
        module = types.ModuleType(PACKAGE)
        module.__path__ = [str(bundled_plugins_folder() / "toy_theatre")]
        sys.modules[PACKAGE] = module
    return importlib.import_module(f"{PACKAGE}.{name}")


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Many small steps: more threads would wait for each other more than they work."""
    torch = importlib.import_module("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)

"""What the tests of Toy Theatre share: its modules, as the editor loads them, and one thread."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import partial

import pytest

from tests.plugins.loading import load_module as load_plugin_module

load_module = partial(load_plugin_module, "toy_theatre")


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Many small steps: more threads would wait for each other more than they work."""
    torch = importlib.import_module("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)

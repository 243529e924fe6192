import importlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from studio.api import BackendEntry, Setting, ShotRequest
from studio.paths import bundled_plugins_folder
from studio.plugins import Plugins, find_plugins
from tests.render.conftest import make_request as make_small_request

MakeRequest = Callable[..., ShotRequest]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Networks take many small steps here: more threads would wait for each other more than they work."""
    torch = importlib.import_module("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    return find_plugins([bundled_plugins_folder()])


@pytest.fixture
def make_request(plugins: Plugins) -> MakeRequest:
    """A function that makes a small request for a backend, with its options' defaults but for those in `options`."""

    def make(backend: str, options: dict[str, bool | int | float | str] | None = None, **fields: Any) -> ShotRequest:
        return replace(_plain_request(plugins.backend(backend), options or {}), **fields)

    return make


def _plain_request(entry: BackendEntry, options: dict[str, bool | int | float | str]) -> ShotRequest:
    declared = {option.name: option.default for option in entry.capabilities.options}
    assert options.keys() <= declared.keys()
    settings = tuple(Setting(name=name, value=value) for name, value in {**declared, **options}.items())
    return replace(make_small_request(24, entry.id), width=320, height=180, settings=settings)

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from studio.api import BackendEntry, Setting, ShotRequest
from studio.paths import bundled_plugins_folder
from studio.plugins import Plugins, find_plugins

MakeRequest = Callable[..., ShotRequest]


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
    return ShotRequest(
        shot_name="1A",
        backend=entry.id,
        prompt="",
        action="",
        dialogue=(),
        camera="",
        sound="",
        cast=(),
        images=(),
        first_frame=None,
        last_frame=None,
        continued=None,
        width=320,
        height=180,
        frame_rate=Fraction(24),
        frames=24,
        seed=1,
        settings=tuple(Setting(name=name, value=value) for name, value in {**declared, **options}.items()),
    )

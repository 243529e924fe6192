"""What the tests of MagiHuman share: its modules, tiny weights in the released layout, and a request."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from studio.api import ShotRequest
from tests.plugins.conftest import MakeRequest
from tests.plugins.loading import load_module as load_plugin_module

load_module = partial(load_plugin_module, "magihuman")


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.plugins.magihuman.tiny import save_all

    folder = tmp_path_factory.mktemp("weights") / "magihuman"
    save_all(folder)
    return folder


@pytest.fixture
def request_(make_request: MakeRequest) -> ShotRequest:
    """Nine frames of a small film."""
    return make_request(
        "magihuman",
        prompt="a woman sings on the quay .",
        dialogue=(),
        cast=(),
        width=64,
        height=36,
        frame_rate=Fraction(25),
        frames=9,
    )


def with_options(request: ShotRequest, **values: str) -> ShotRequest:
    """The request with some of its options set."""
    settings = tuple(replace(each, value=values.get(each.name, each.value)) for each in request.settings)
    return replace(request, settings=settings)

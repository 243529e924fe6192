"""What the tests of Toy Theatre share: its modules, as the editor loads them."""

from __future__ import annotations

from functools import partial

from tests.plugins.loading import load_module as load_plugin_module

load_module = partial(load_plugin_module, "toy_theatre")

"""Modules of the bundled plugins, under the names that the editor gives them."""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any

from studio.paths import bundled_plugins_folder


def load_module(plugin: str, name: str) -> Any:
    """A module of a plugin."""
    package = f"storyreel_plugin_{plugin}"
    if package not in sys.modules:
        module = types.ModuleType(package)
        module.__path__ = [str(bundled_plugins_folder() / plugin)]
        sys.modules[package] = module
    return importlib.import_module(f"{package}.{name}")

"""Steps from older versions of the files to the current one. A step is never changed once a version has shipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

# The first step takes version 1 to version 2, and so on. To change what a file holds, add a step and a golden file.
FILM_UPGRADES: tuple[Upgrade, ...] = ()
QUEUE_UPGRADES: tuple[Upgrade, ...] = ()
TAKE_UPGRADES: tuple[Upgrade, ...] = ()


def upgrade(content: dict[str, Any], steps: Sequence[Upgrade]) -> dict[str, Any]:
    """What the file holds after the steps, taken in order. Raises `ValueError` when it never was what it says."""
    try:
        for step in steps:
            content = step(content)
    except (LookupError, TypeError, AttributeError) as error:  # steps meet the file before it is checked
        raise ValueError(f"an older version never held this: {error}") from None
    return content

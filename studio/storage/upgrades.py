"""Steps from older versions of the files to the current one. A step is never changed once a version has shipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

# The first step takes version 1 to version 2, and so on. To change what a file holds, add a step and a golden file.


def _give_recipes(film: dict[str, Any]) -> dict[str, Any]:
    """1 → 2: what a take was made with stands in its recipe; of older ones only the backend's version is known."""
    scenes = [
        {**scene, "shots": [_give_shot_recipes(shot) for shot in scene.get("shots", ())]}
        for scene in film.get("scenes", ())
    ]
    return {**film, "scenes": scenes}


def _give_shot_recipes(shot: dict[str, Any]) -> dict[str, Any]:
    return {**shot, "takes": [_give_recipe(take) for take in shot.get("takes", ())]}


def _give_recipe(take: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in take.items() if key != "backend_version"}
    return {**rest, "recipe": {"backend_version": take["backend_version"]}}


def _give_record_recipe(record: dict[str, Any]) -> dict[str, Any]:
    """The same for the record beside a take's file."""
    return {**record, "take": _give_recipe(record["take"])}


FILM_UPGRADES: tuple[Upgrade, ...] = (_give_recipes,)
QUEUE_UPGRADES: tuple[Upgrade, ...] = ()
TAKE_UPGRADES: tuple[Upgrade, ...] = (_give_record_recipe,)
ORIGIN_UPGRADES: tuple[Upgrade, ...] = ()


def upgrade(content: dict[str, Any], steps: Sequence[Upgrade]) -> dict[str, Any]:
    """What the file holds after the steps, taken in order. Raises `ValueError` when it never was what it says."""
    try:
        for step in steps:
            content = step(content)
    except (LookupError, TypeError, AttributeError) as error:  # steps meet the file before it is checked
        raise ValueError(f"an older version never held this: {error}") from None
    return content

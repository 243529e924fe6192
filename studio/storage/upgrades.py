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


def _give_sources(film: dict[str, Any]) -> dict[str, Any]:
    """2 → 3: a clip names its source, which was always a shot. What else is new takes its default."""
    timeline = film.get("timeline", {})
    tracks = [
        {**track, "items": [_give_source(item) for item in track.get("items", ())]}
        for track in timeline.get("tracks", ())
    ]
    return {**film, "timeline": {**timeline, "tracks": tracks}}


def _give_source(item: dict[str, Any]) -> dict[str, Any]:
    if item["type"] != "clip":
        return item
    rest = {key: value for key, value in item.items() if key != "shot"}
    return {**rest, "source": {"type": "ofshot", "shot": item["shot"]}}


def _keep(content: dict[str, Any]) -> dict[str, Any]:
    """What is new takes its default: voices in requests, sizes of files, plans in recipes."""
    return content


FILM_UPGRADES: tuple[Upgrade, ...] = (_give_recipes, _give_sources)
QUEUE_UPGRADES: tuple[Upgrade, ...] = (_keep,)
TAKE_UPGRADES: tuple[Upgrade, ...] = (_give_record_recipe, _keep)
ORIGIN_UPGRADES: tuple[Upgrade, ...] = (_keep,)


def upgrade(content: dict[str, Any], steps: Sequence[Upgrade]) -> dict[str, Any]:
    """What the file holds after the steps, taken in order. Raises `ValueError` when it never was what it says."""
    try:
        for step in steps:
            content = step(content)
    except (LookupError, TypeError, AttributeError) as error:  # steps meet the file before it is checked
        raise ValueError(f"an older version never held this: {error}") from None
    return content

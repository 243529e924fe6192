"""Making a take again: what stands in the way of the same bits, and the next seed for another one like it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count

from studio.core.plan import MOST_SEED
from studio.core.recipe import Library, Recipe, describe_lighter
from studio.core.request import ShotRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a take would be made with now: the backend, the devices there are, the libraries that are installed."""

    backend_version: str
    is_reproducible: bool
    devices: tuple[str, ...]
    libraries: tuple[Library, ...]


def describe_doubt(recipe: Recipe, here: Surroundings) -> str:
    """Why the same request need not give the same bits, as a sentence for the user; empty where nothing is known of."""
    reasons = "; ".join(_list_reasons(recipe, here))
    return f"The same bits can't be promised: {reasons}." if reasons else ""


def next_seed(request: ShotRequest, used: Collection[int]) -> int:
    """The first seed after the request's own that is not in use."""
    return next(seed % MOST_SEED for seed in count(request.seed + 1) if seed % MOST_SEED not in used)


def _list_reasons(recipe: Recipe, here: Surroundings) -> list[str]:
    reasons: list[str] = []
    if not here.is_reproducible:
        reasons.append("the backend makes no take twice")
    if not recipe.is_known:
        reasons.append("what this take was made with is not known")
        return reasons
    if recipe.backend_version != here.backend_version:
        reasons.append(f"the backend was of version {recipe.backend_version} and is of {here.backend_version} now")
    installed = {library.name: library.version for library in here.libraries}
    for library in recipe.libraries:
        version = installed.get(library.name)
        if version is None:
            reasons.append(f"{library.name} {library.version} is not installed any more")
        elif version != library.version:
            reasons.append(f"{library.name} was {library.version} and is {version} now")
    if recipe.lighter:
        reasons.append(f"{describe_lighter(recipe.lighter)}, which is done in need alone")
    if recipe.device not in here.devices:
        reasons.append(f"it was made on {recipe.device}, which is not here")
    return reasons

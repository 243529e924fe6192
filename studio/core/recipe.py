"""`Recipe`: what a take was made with besides its request. The same request and recipe promise the same bits."""

from __future__ import annotations

from dataclasses import dataclass

from studio.core.request import Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A file of weights by the hash of its content."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A program or a library that took part."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The backend with its weights, the device that it computed on and how precisely, and the libraries that it used.

    `lighter` are the settings that stood in for the request's own after the memory had run out with these; empty for
    none. What else is empty is unknown: of takes from before there were recipes all but the version.
    """

    backend_version: str
    weights: tuple[Weights, ...] = ()
    device: str = ""
    precision: str = ""
    libraries: tuple[Library, ...] = ()
    lighter: tuple[Setting, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether all of it was noted when the take was made."""
        return bool(self.libraries)


def describe_recipe(recipe: Recipe) -> str:
    """All of it in one line."""
    parts = [
        f"version {recipe.backend_version}",
        *(f"{weights.name} {weights.sha256[:8]}" for weights in recipe.weights),
        recipe.device,
        recipe.precision,
        *(f"{library.name} {library.version}" for library in recipe.libraries),
        describe_lighter(recipe.lighter),
        "" if recipe.is_known else "the rest is not known",
    ]
    return ", ".join(part for part in parts if part)


def describe_lighter(settings: tuple[Setting, ...]) -> str:
    """What was done when the memory had run out; empty for nothing."""
    chosen = ", ".join(f"{setting.name} {setting.value}" for setting in settings)
    return f"memory ran out, so made with {chosen}" if chosen else ""


def compare_recipes(before: Recipe, after: Recipe) -> tuple[str, ...]:
    """What differs, as sentences in which the earlier comes first; what either leaves unknown is passed over."""
    return tuple(
        sentence
        for name, old, new in (
            ("The backend", f"version {before.backend_version}", f"version {after.backend_version}"),
            ("The weights", _list_weights(before.weights), _list_weights(after.weights)),
            ("The device", before.device, after.device),
            ("The precision", before.precision, after.precision),
            ("The plan", *(describe_lighter(each.lighter) or "as asked for" for each in (before, after))),
            *_pair_libraries(before, after),
        )
        if old and new and old != new
        for sentence in (f"{name}: {old}, then {new}.",)
    )


def _list_weights(weights: tuple[Weights, ...]) -> str:
    return ", ".join(f"{each.name} {each.sha256[:8]}" for each in weights)


def _pair_libraries(before: Recipe, after: Recipe) -> list[tuple[str, str, str]]:
    later = {library.name: library.version for library in after.libraries}
    return [(each.name, each.version, later.get(each.name, "")) for each in before.libraries]

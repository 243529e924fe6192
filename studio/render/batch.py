"""Which takes a film still needs, and the requests for them: the same headless and in the window."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from studio.api import BackendEntry
from studio.core.ids import ShotId
from studio.core.plan import MOST_SEED, choose_seed, is_stale, plan
from studio.core.project import Project, Shot, Take
from studio.core.request import ShotRequest
from studio.errors import StudioError

FindBackend = Callable[[str], BackendEntry]


def name_backend(project: Project, shot: Shot, otherwise: str) -> str:
    """The id of the backend that a shot asks for: its own, else the film's, else `otherwise`."""
    return shot.backend or project.backend or otherwise


def list_missing(
    project: Project,
    find_backend: FindBackend,
    otherwise: str,
    *,
    takes: int = 1,
    stale: bool = False,
    is_there: Callable[[Take], bool] = bool,
) -> Iterator[tuple[Shot, int]]:
    """Every shot with the number of takes that it lacks to have `takes` by its backend, and one for a stale take.

    A take counts where `is_there`; without it nobody looks at the disk.
    """
    for shot in project.shots:
        entry = find_backend(name_backend(project, shot, otherwise))
        made = sum(take.request.backend == entry.id and is_there(take) for take in shot.takes)
        lacking = max(0, takes - made)
        if not lacking and stale and is_stale(project, shot, entry.id, entry.capabilities):
            lacking = 1
        if lacking:
            yield shot, lacking


def list_requests(
    project: Project, shot: Shot, entry: BackendEntry, count: int, seed: int | None = None
) -> tuple[ShotRequest, ...]:
    """Requests for `count` takes of a shot, each with the next seed."""
    first = choose_seed(shot) if seed is None else seed
    return tuple(
        plan(project, shot, entry.id, entry.capabilities, (first + number) % MOST_SEED) for number in range(count)
    )


def select_shots(project: Project, wanted: Collection[str]) -> tuple[Shot, ...]:
    """The shots of these ids or names, in the film's order. Raises `StudioError` that names those there are."""
    shots = tuple(project.shots)
    for each in wanted:
        if not any(_is_named(shot, each) for shot in shots):
            known = ", ".join(shot.name for shot in shots[:20])
            raise StudioError(f"{project.name} has no shot “{each}”; its shots are: {known}.")
    return tuple(shot for shot in shots if any(_is_named(shot, each) for each in wanted))


def _is_named(shot: Shot, name: str) -> bool:
    return shot.id == ShotId(name) or shot.name.casefold() == name.casefold()

"""`Draft`: shots as a file from outside lists them, and what they would become in a film."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count

from studio.core.checks import check_words
from studio.core.citation import find_cited
from studio.core.fountain import read_screenplay
from studio.core.ids import ShotId
from studio.core.project import Character, Project, Scene
from studio.core.screenplay import make_rows
from studio.core.shotlist import MOST_ROWS, ShotRow, add_rows, read_known_columns, read_shot_list
from studio.errors import StudioError

LISTS = (".csv", ".tsv", ".txt")
SCREENPLAYS = (".fountain", ".spmd")
MOST_SHOT_LETTERS = 20_000  # of one shot: what shows it lays out all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a file has: its rows, the title where it names one, and the columns that nothing is known of."""

    name: str
    title: str = ""
    rows: tuple[ShotRow, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a draft would make: the film after it, and in it the new shots by scene and who is in them.

    There are so many new `shots`, together of so many `frames`. `newcomers` are those whom the film's cast does not
    have yet; `doubts` says of shots what is amiss with them.
    """

    film: Project
    scenes: tuple[Scene, ...]
    shots: int
    frames: int
    cast: tuple[Character, ...]
    newcomers: tuple[Character, ...]
    doubts: dict[ShotId, tuple[str, ...]]


def read_draft(text: str, name: str, *, strict: bool = False) -> Draft:
    """A screenplay where the name ends like one, else a CSV shot list.

    Raises `StudioError` that names the file, `strict` also for a column that nothing is known of.
    """
    if not name.casefold().endswith(SCREENPLAYS):
        rows, unknown = (read_shot_list(text, name), ()) if strict else read_known_columns(text, name)
        _check_letters(rows, name)
        return Draft(name=name, rows=rows, unknown=unknown)
    screenplay = read_screenplay(text, name)
    rows = tuple(make_rows(screenplay))
    if not rows:
        raise StudioError(f"{name} has nothing to film; write a heading such as INT. KITCHEN - DAY and what happens.")
    if len(rows) > MOST_ROWS:
        raise StudioError(f"{name} makes {len(rows)} shots; a film takes {MOST_ROWS} at most.")
    _check_letters(rows, name)
    return Draft(name=name, title=screenplay.title, rows=rows)


def _check_letters(rows: Iterable[ShotRow], name: str) -> None:
    for number, row in enumerate(rows, 1):
        words = (row.scene, row.shot, row.action, row.camera, row.sound, *(text for _, text in row.dialogue))
        letters = sum(map(len, words))
        if letters > MOST_SHOT_LETTERS:
            start = " ".join(row.action[:40].split())
            raise StudioError(
                f"{name}: shot {number}, “{start}…”, has {letters:,} letters and a shot takes {MOST_SHOT_LETTERS:,}; "
                "make several of it."
            )


def add_draft(project: Project, draft: Draft, new_id: Callable[[], str], *, after: ShotId | None = None) -> Project:
    """The film with the shots of a draft, at its end or behind a shot. Raises `StudioError` as `add_rows` does."""
    return add_rows(project, draft.rows, new_id, draft.name, after=after)


def preview_draft(project: Project, draft: Draft) -> Preview:
    """What a draft would make of a film. Raises `StudioError` as `add_draft` does."""
    numbers = count()
    old_shots = {shot.id for shot in project.shots}
    old_cast = {character.id for character in project.cast}
    film = add_draft(project, draft, lambda: f"new {next(numbers)}")
    parts = ((scene, tuple(shot for shot in scene.shots if shot.id not in old_shots)) for scene in film.scenes)
    scenes = tuple(Scene(id=scene.id, name=scene.name, shots=shots) for scene, shots in parts if shots)
    shots = [shot for scene in scenes for shot in scene.shots]
    cited = set(find_cited("\n".join(shot.action for shot in shots), [character.name for character in film.cast]))
    members = {line.speaker for shot in shots for line in shot.dialogue} | {who for shot in shots for who in shot.cast}
    doubts = {shot.id: check_words(film, shot) for shot in shots}
    return Preview(
        film=film,
        scenes=scenes,
        shots=len(shots),
        frames=sum(shot.frames for shot in shots),
        cast=tuple(each for each in film.cast if each.id in members or each.name in cited),
        newcomers=tuple(each for each in film.cast if each.id not in old_cast),
        doubts={shot: sentences for shot, sentences in doubts.items() if sentences},
    )

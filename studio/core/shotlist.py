"""Shot lists: reading them as CSV, and writing their rows into a film."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from studio.core.edits.assemble import follow
from studio.core.edits.cast import add_character, next_colour
from studio.core.ids import CharacterId, SceneId, ShotId
from studio.core.project import Character, Line, Project, Scene, Shot
from studio.core.timecode import to_frames
from studio.errors import StudioError

COLUMNS = ("scene", "shot", "cast", "action", "dialogue", "camera", "sound", "seconds", "backend", "seed", "continues")
DEFAULT_SECONDS = 4.0
MOST_SECONDS = 3600.0
MOST_ROWS = 20_000
MOST_NEW_NAMES = 1_000

_POSSESSIVE = re.compile(r"(?<=['’])S\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotRow:
    """One row of a shot list, names not yet looked up.

    One that `opens` begins a scene even where another has its name.
    """

    scene: str = ""
    opens: bool = False
    shot: str = ""
    cast: tuple[str, ...] = ()
    action: str
    dialogue: tuple[tuple[str, str], ...] = ()
    camera: str = ""
    sound: str = ""
    seconds: float = DEFAULT_SECONDS
    backend: str = ""
    seed: int | None = None
    continues: str = ""


def read_shot_list(text: str, name: str) -> tuple[ShotRow, ...]:
    """The rows of a CSV shot list, separated by commas, semicolons or tabs.

    Raises `StudioError` that names the file, and the row where there is one to mend.
    """
    rows, unknown = read_known_columns(text, name)
    if unknown:
        raise StudioError(f"{name} has {_describe_columns(unknown)}; known are: {', '.join(COLUMNS)}.")
    return rows


def read_known_columns(text: str, name: str) -> tuple[tuple[ShotRow, ...], tuple[str, ...]]:
    """The same, and the columns that nothing is known of, left out. Raises `StudioError` for all else."""
    if "\0" in text:
        raise StudioError(f"{name} is no text; save it again as “CSV UTF-8”.")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise StudioError(f"{name} is no proper CSV ({error}); save it again from your spreadsheet.") from None
    if not rows:
        raise StudioError(f"{name} is empty; its first row names the columns, of which “action” is needed.")
    columns = _read_columns(rows[0], name)
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    if not filled:
        raise StudioError(f"{name} has no shots; write one row for each below the columns.")
    if len(filled) > MOST_ROWS:
        raise StudioError(f"{name} has {len(filled)} rows; a film takes {MOST_ROWS} shots at most.")
    unknown = tuple(column for column in columns if column not in COLUMNS)
    return tuple(_read_row(columns, row, f"{name}, row {number}") for number, row in filled), unknown


def spell_name(name: str) -> str:
    """`ADA LUND` → `Ada Lund`; a name that is not all in capitals stays."""
    return _POSSESSIVE.sub("s", name.title()) if name.isupper() else name


def add_rows(
    project: Project, rows: Sequence[ShotRow], new_id: Callable[[], str], name: str, *, after: ShotId | None = None
) -> Project:
    """The film with the rows as shots: 1: [a][b] 2: [c] → 1: [a][b] 2: [c] 3: [new].

    Rows of one scene name share a scene, with the shots that the film has there; a row that names none goes into the
    one before, the first into the film's last. With `after` such shots come behind that one and new scenes behind its
    scene: 1: [a][new][b] 3: [new] 2: [c]. Unknown names join the cast.
    Raises `StudioError` for a `continues` that names no shot.
    """
    film = _cast_all(project, rows, new_id, name)
    by_name = {character.name.casefold(): character.id for character in film.cast}
    numbers = enumerate(rows, start=sum(1 for _ in film.shots) + 1)
    made = [_make_shot(film, row, f"Shot {number}", by_name, new_id) for number, row in numbers]
    scenes = _place(film.scenes, _gather(made, rows), new_id, after)
    return follow(project, _continue(replace(film, scenes=scenes), made, rows, name))


def _gather(made: Sequence[Shot], rows: Sequence[ShotRow]) -> list[tuple[ShotRow, list[Shot]]]:
    """The shots of each scene, with the row that has begun it."""
    groups: list[tuple[ShotRow, list[Shot]]] = []
    by_scene: dict[str, list[Shot]] = {}
    current: list[Shot] | None = None
    for shot, row in zip(made, rows, strict=True):
        if row.scene and not row.opens:
            current = by_scene.get(row.scene)
        if current is None or row.opens:
            current = []
            groups.append((row, current))
            by_scene.setdefault(row.scene, current)
        current.append(shot)
    return groups


def _place(
    scenes: Sequence[Scene],
    groups: Sequence[tuple[ShotRow, list[Shot]]],
    new_id: Callable[[], str],
    after: ShotId | None,
) -> tuple[Scene, ...]:
    home = next((at for at, scene in enumerate(scenes) for shot in scene.shots if shot.id == after), len(scenes) - 1)
    by_name = {scene.name: at for at, scene in reversed(list(enumerate(scenes)))}
    placed = list(scenes)
    fresh: list[Scene] = []
    for row, shots in groups:
        if not row.scene and scenes:
            placed[home] = _with_shots(placed[home], shots, after)
        elif not row.opens and row.scene in by_name:
            found = by_name[row.scene]
            placed[found] = _with_shots(placed[found], shots, None)
        else:
            fresh.append(Scene(id=SceneId(new_id()), name=row.scene or "Scene 1", shots=tuple(shots)))
    return (*placed[: home + 1], *fresh, *placed[home + 1 :])


def _with_shots(scene: Scene, shots: Sequence[Shot], after: ShotId | None) -> Scene:
    """1: [a][b] → 1: [a][new][b], or at the end where the shot is not in the scene."""
    index = next((at for at, shot in enumerate(scene.shots, 1) if shot.id == after), len(scene.shots))
    return replace(scene, shots=(*scene.shots[:index], *shots, *scene.shots[index:]))


def _read_columns(cells: Sequence[str], name: str) -> tuple[str, ...]:
    columns = tuple(cell.strip().removeprefix("\ufeff").casefold() for cell in cells)
    if "action" not in columns:
        raise StudioError(f"{name} has no column “action”; its first row names the columns: {', '.join(COLUMNS)}.")
    if len(set(columns)) != len(columns):
        raise StudioError(f"{name} names a column twice; keep one of each.")
    return columns


def _describe_columns(unknown: Sequence[str]) -> str:
    shown = ", ".join(f"“{column}”" for column in unknown)
    return f"an unknown column {shown}" if len(unknown) == 1 else f"unknown columns {shown}"


def _read_row(columns: Sequence[str], cells: Sequence[str], where: str) -> ShotRow:
    if len(cells) > len(columns):
        raise StudioError(
            f"{where} has {len(cells)} cells for {len(columns)} columns; put texts with commas in quotes."
        )
    row = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
    cast = tuple(dict.fromkeys(part.strip().lstrip("@") for part in row.get("cast", "").split(";") if part.strip()))
    return ShotRow(
        scene=row.get("scene", ""),
        shot=row.get("shot", ""),
        cast=cast,
        action=row.get("action", ""),
        dialogue=_read_dialogue(row.get("dialogue", ""), cast),
        camera=row.get("camera", ""),
        sound=row.get("sound", ""),
        seconds=_read_seconds(row.get("seconds", ""), where),
        backend=row.get("backend", ""),
        seed=_read_seed(row.get("seed", ""), where),
        continues=row.get("continues", ""),
    )


def _read_dialogue(cell: str, cast: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`ADA: Hello. | BO: Yes?`; a line that names nobody belongs to the shot's only character, else to a voice."""
    lines: list[tuple[str, str]] = []
    for part in cell.split("|"):
        speaker, colon, text = part.partition(":")
        known = next((name for name in cast if name.casefold() == speaker.strip().lstrip("@").casefold()), None)
        if colon and (known or speaker.strip().isupper()):
            lines.append((known or speaker.strip().lstrip("@"), text.strip()))
        elif part.strip():
            lines.append((cast[0] if len(cast) == 1 else "", part.strip()))
    return tuple((speaker, text) for speaker, text in lines if text)


def _read_seconds(cell: str, where: str) -> float:
    if not cell:
        return DEFAULT_SECONDS
    try:
        seconds = float(cell.replace(",", "."))
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= MOST_SECONDS:
        raise StudioError(f"{where}: “{cell}” is no length in seconds; write a number such as 3.5.")
    return seconds


def _read_seed(cell: str, where: str) -> int | None:
    if not cell:
        return None
    if not cell.isascii() or not cell.isdigit() or len(cell) > 10 or int(cell) >= 2**31:
        raise StudioError(f"{where}: “{cell}” is no seed; write a whole number from 0 to {2**31 - 1}.")
    return int(cell)


def _cast_all(project: Project, rows: Sequence[ShotRow], new_id: Callable[[], str], name: str) -> Project:
    film = project
    known = {character.name.casefold() for character in film.cast}
    most = len(known) + MOST_NEW_NAMES
    for row in rows:
        for member in (*row.cast, *(speaker for speaker, _ in row.dialogue if speaker)):
            if member.casefold() not in known:
                known.add(member.casefold())
                if len(known) > most:
                    raise StudioError(
                        f"{name} names more than {MOST_NEW_NAMES} characters; cast a part of them at a time."
                    )
                character = Character(id=CharacterId(new_id()), name=spell_name(member), colour=next_colour(film))
                film = add_character(film, character)
    return film


def _make_shot(
    film: Project, row: ShotRow, name: str, by_name: dict[str, CharacterId], new_id: Callable[[], str]
) -> Shot:
    return Shot(
        id=ShotId(new_id()),
        name=row.shot or name,
        action=row.action,
        dialogue=tuple(Line(speaker=by_name.get(speaker.casefold()), text=text) for speaker, text in row.dialogue),
        camera=row.camera,
        sound=row.sound,
        cast=tuple(by_name[each.casefold()] for each in row.cast),
        frames=max(1, to_frames(row.seconds, film.frame_rate)),
        seed=row.seed,
        backend=row.backend,
    )


def _continue(film: Project, made: Sequence[Shot], rows: Sequence[ShotRow], name: str) -> Project:
    """The film with the names in `continues` looked up among all its shots."""
    ids = {shot.name.casefold(): shot.id for shot in film.shots}
    links: dict[ShotId, ShotId] = {}
    for shot, row in zip(made, rows, strict=True):
        if row.continues:
            target = ids.get(row.continues.casefold())
            if target is None or target == shot.id:
                raise StudioError(f"{name}: {shot.name} continues “{row.continues}”, which is no other shot.")
            links[shot.id] = target
    if not links:
        return film
    scenes = tuple(
        replace(
            scene,
            shots=tuple(replace(shot, continues=links[shot.id]) if shot.id in links else shot for shot in scene.shots),
        )
        for scene in film.scenes
    )
    return replace(film, scenes=scenes)

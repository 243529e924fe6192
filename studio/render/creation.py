"""Makes a new film on disk, from a shot list, a folder of pictures, or a template that has both."""

from __future__ import annotations

import shutil
import stat
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from studio.core.draft import SCREENPLAYS, Draft, add_draft, read_draft
from studio.core.project import Project
from studio.core.timecode import parse_rate
from studio.errors import StudioError
from studio.render.intake import add_cast
from studio.storage.folder import FilmFolder
from studio.storage.fresh import fresh_id

SUFFIX = ".storyreel"
MOST_LIST_BYTES = 32 * 1024 * 1024
LEAST_SIDE, MOST_SIDE = 16, 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a new film is made from."""

    name: str
    width: int = 1280
    height: int = 720
    frame_rate: Fraction = Fraction(24)
    shots: Path | None = None
    cast: Path | None = None


def parse_size(text: str) -> tuple[int, int]:
    """Width and height in pixels from `1280x720`, both even. Raises `StudioError`."""
    width, _, height = text.casefold().replace("×", "x").partition("x")
    if not (width.strip().isdecimal() and height.strip().isdecimal()):
        raise StudioError(f"“{text}” is no size; write width x height in pixels, such as 1280x720.")
    size = int(width), int(height)
    if any(side % 2 or not LEAST_SIDE <= side <= MOST_SIDE for side in size):
        raise StudioError(f"{text} can't be a film's size; both sides are even and from {LEAST_SIDE} to {MOST_SIDE}.")
    return size


def read_rate(text: str) -> Fraction:
    """A frame rate from `24` or `23.976`. Raises `StudioError`."""
    try:
        return parse_rate(text)
    except ValueError as error:
        raise StudioError(f"{error}; write one such as 24, 25 or 23.976.") from None


def film_path(path: Path) -> Path:
    """The folder of a new film: with the suffix that shows what it is."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def read_template(folder: Path) -> Recipe:
    """The recipe of a template's folder. Raises `StudioError` when it can't be read."""
    try:
        table = tomllib.loads((folder / "template.toml").read_text(encoding="utf-8"))
        width, height = parse_size(str(table["size"]))
        rate = read_rate(str(table["rate"]))
        title = str(table["title"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise StudioError(f"The template {folder.name} can't be read ({error}); choose another.") from None
    return Recipe(
        name=title, width=width, height=height, frame_rate=rate, shots=folder / "shots.csv", cast=folder / "cast"
    )


def create_film(path: Path, recipe: Recipe) -> tuple[FilmFolder, tuple[str, ...]]:
    """Make the film's folder, with a sentence for each picture that was left out. A screenplay's title names the film.

    Raises `StudioError`; then nothing is left of a folder that this call has made.
    """
    draft = read_shots(recipe.shots, strict=True) if recipe.shots else None
    name = draft.title if draft and draft.title else recipe.name
    project = Project(name=name, width=recipe.width, height=recipe.height, frame_rate=recipe.frame_rate)
    folder = FilmFolder.create(path, project)
    try:
        problems: tuple[str, ...] = ()
        if recipe.cast:
            project, problems = add_cast(project, folder.path, recipe.cast)
        if draft:
            project = add_draft(project, draft, fresh_id)
        folder.save(project)
    except BaseException:
        folder.close()
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    return folder, problems


def read_shots(path: Path, *, strict: bool = False) -> Draft:
    """The shots that a list or a screenplay on disk has. Raises `StudioError` with its name, as `read_draft` does."""
    return read_draft(read_text(path), path.name, strict=strict)


def read_text(path: Path) -> str:
    """A text file the user gave. Raises `StudioError` with its name."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):  # a pipe or a device would never end
            raise StudioError(f"{path.name} is no file; choose a list of shots or a screenplay.")
        if facts.st_size > MOST_LIST_BYTES:
            raise StudioError(f"{path.name} is too big for a list of shots; give one below 32 MB.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        kind = "plain text in UTF-8" if path.name.casefold().endswith(SCREENPLAYS) else "“CSV UTF-8”"
        raise StudioError(f"{path.name} is no UTF-8 text; save it again as {kind}.") from None
    except OSError as error:
        raise StudioError(f"{path.name} can't be read ({error.strerror}); check the path.") from None

"""What the user set for every film, kept as JSON in their config folder."""

import os
import tempfile
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from studio.errors import StudioError

ThemeChoice = Literal["system", "dark", "light"]
PreviewSize = Literal["full", "half", "quarter"]
RenderTime = Literal["always", "idle", "night"]
Arrangement = Literal["board", "cut", "render"]

TEXT_SCALES = (0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_MOST_RECENT = 12
_MOST_ACTIONS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentFilm:
    """A film that was open before, as the start page shows it."""

    path: Path
    name: str
    opened: datetime
    poster: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPlace:
    """Where the window and its panels were left: Qt's own descriptions as base64, those of the panels by name."""

    geometry: str = ""
    arrangement: Arrangement = "board"
    docks: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySettings:
    """The preset of keys, and what the user changed in each: the keys of an action by preset and action."""

    preset: str = "storyreel"
    changes: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict[str, dict[str, tuple[str, ...]]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of them; the defaults are those of a first start."""

    theme: ThemeChoice = "system"
    high_contrast: bool = False
    text_scale: Annotated[float, msgspec.Meta(ge=TEXT_SCALES[0], le=TEXT_SCALES[-1])] = 1.0
    default_backend: str = "animatic"
    preview_size: PreviewSize = "half"
    render_time: RenderTime = "always"
    recent: tuple[RecentFilm, ...] = ()
    window: WindowPlace = WindowPlace()
    keys: KeySettings = KeySettings()
    recent_actions: tuple[str, ...] = ()


def load_settings(file: Path) -> tuple[Settings, str]:
    """The saved settings and an empty text; or the defaults, and what there is to tell the user."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Settings, dec_hook=_to_path), ""
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), f"{file.name} could not be read ({error.strerror}); the default settings are in use."
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Settings(), _set_aside(file)


def save_settings(file: Path, settings: Settings) -> None:
    """Write them so that a crash leaves either the old file or the new one. Raises `StudioError` where it can't."""
    text = msgspec.json.format(msgspec.json.encode(settings, enc_hook=str), indent=2)
    part: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        part = Path(name)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        if part:
            part.unlink(missing_ok=True)
        raise StudioError(
            f"The settings could not be saved to {file} ({error.strerror}); make room there or allow writing."
        ) from error


def remember_film(settings: Settings, film: RecentFilm) -> Settings:
    """That film first among the recent ones, once only; one whose path is no text cannot be kept as JSON."""
    if not all(_is_text(path) for path in (film.path, film.poster)):
        return settings
    others = tuple(other for other in settings.recent if other.path != film.path)
    return replace(settings, recent=(film, *others)[:_MOST_RECENT])


def forget_film(settings: Settings, path: Path) -> Settings:
    """The recent films without that one; the film itself is left alone."""
    return replace(settings, recent=tuple(film for film in settings.recent if film.path != path))


def remember_action(settings: Settings, action: str) -> Settings:
    """That action first among those found by a search, once only."""
    others = (other for other in settings.recent_actions if other != action)
    return replace(settings, recent_actions=(action, *others)[:_MOST_ACTIONS])


def _is_text(path: Path | None) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _set_aside(file: Path) -> str:
    broken = file.with_name(f"{file.name}.broken")
    try:
        file.replace(broken)
    except OSError:
        return f"{file.name} is damaged; the default settings are in use."
    return f"{file.name} was damaged and is now {broken.name}; the default settings are in use."


def _to_path(kind: type, value: object) -> Path:
    if not isinstance(value, str):
        raise ValueError(f"a path is a text, not {type(value).__name__}")
    return Path(value)

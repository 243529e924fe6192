"""What a backend can do, as data from its manifest, so that planning and menus need no import of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from studio.core.request import ShotRequest


class OptionKind(StrEnum):
    """How an option is edited."""

    SWITCH = "switch"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One setting that a backend offers. `least` and `most` bound a number; `choices` list a choice's values."""

    name: str
    label: str
    kind: OptionKind
    default: bool | int | float | str
    help: str = ""
    least: float = 0.0
    most: float = 100.0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """Limits of a backend. Sizes are in pixels; a take has `frames_step * k + frames_offset` frames for a whole k.

    `least_words` is how long a prompt should be, `reads_sound` whether it tells what the shot says of its sound.
    `compose` makes the prompt of a request that has none yet, where the backend's model was trained on a form of its
    own.
    """

    references: int = 0
    characters: int = 0
    first_frame: bool = False
    last_frame: bool = False
    continuation: bool = False
    sound: bool = False
    size_step: int = 2
    longest_side: int = 8192
    size: tuple[int, int] | None = None
    rate: float | None = None
    frames_step: int = 1
    frames_offset: int = 0
    most_frames: int = 100_000
    reproducible: bool = False
    citation: str = "{name}"
    least_words: int = 0
    reads_sound: bool = True
    compose: Callable[[ShotRequest], str] | None = None
    options: tuple[Option, ...] = ()

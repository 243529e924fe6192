"""`ShotRequest`: one resolved value that holds all a generation needs. A take keeps the request that made it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from studio.core.ids import TakeId
from studio.core.image import ImageRole
from studio.core.placing import Box, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A choice for one of the options that a backend declares."""

    name: str
    value: bool | int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestImage:
    """A picture as the backend gets it; `path` is relative to the film's folder."""

    path: str
    sha256: str
    role: ImageRole


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCharacter:
    """A member of the cast as the backend gets it, with the images chosen for this shot.

    `place` is where it stands: a third of the frame or a box in it, nothing for anywhere.
    """

    name: str
    description: str
    voice: str
    colour: str
    is_place: bool
    images: tuple[RequestImage, ...]
    place: Side | Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """A line of dialogue; `speaker` is a name, empty for a voice from nowhere.

    `voice` is the path of its recording in the film's folder, named by the hash of its content; empty without one.
    """

    speaker: str
    language: str
    text: str
    voice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotRequest:
    """All that a backend needs for one take. Lengths are in frames at `frame_rate`, sizes in pixels.

    `continued` is the take that this one starts from. Equality of two requests is what «up to date» means.
    """

    shot_name: str
    backend: str
    prompt: str
    action: str
    dialogue: tuple[RequestLine, ...]
    camera: str
    sound: str
    cast: tuple[RequestCharacter, ...]
    images: tuple[RequestImage, ...]
    first_frame: RequestImage | None
    last_frame: RequestImage | None
    continued: TakeId | None
    width: int
    height: int
    frame_rate: Fraction
    frames: int
    seed: int
    settings: tuple[Setting, ...]

    def setting(self, name: str) -> bool | int | float | str:
        """The value of an option. Raises `KeyError` for one that the manifest does not declare."""
        for each in self.settings:
            if each.name == name:
                return each.value
        raise KeyError(name)

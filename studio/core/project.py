"""The film as one value: a `Project` with its cast, images, scenes of shots, and timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from studio.core.ids import CharacterId, ImageId, MediaId, SceneId, ShotId, TakeId
from studio.core.image import Image, ImageRole, Reference
from studio.core.placing import Placing
from studio.core.recipe import Recipe
from studio.core.request import Setting, ShotRequest
from studio.core.timeline import Timeline

MOST_RATING = 5
CAST_COLOURS = ("#E58E73", "#D6A24A", "#9FB656", "#56BE8F", "#4FB6CB", "#7FA2EC", "#B78EE3", "#DE86B8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Somebody or something that must look the same in every shot; a place is cast as well."""

    id: CharacterId
    name: str
    description: str = ""
    references: tuple[Reference, ...] = ()
    voice: str = ""
    colour: str = CAST_COLOURS[0]

    @property
    def is_place(self) -> bool:
        """Whether all its images show a place: then it is the ground, not a figure."""
        return bool(self.references) and all(reference.role == ImageRole.PLACE for reference in self.references)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of dialogue; without a speaker it is a voice from nowhere.

    `voice` is where its recording lies in the film's folder; empty without one.
    """

    speaker: CharacterId | None = None
    language: str = "en"
    text: str
    voice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One rendering of a shot: what made it, what it cost, and what the user thinks of it.

    `bytes` is the size of its file, 0 where it isn't known; `memory_bytes` is the most that its process, or its device,
    held. A rating is from 1 to 5, 0 without one; a
    `rejected` take is not to be used, a `pinned` one not to be removed.
    """

    id: TakeId
    request: ShotRequest
    recipe: Recipe
    path: str
    sha256: str
    frames: int
    bytes: int = 0
    seconds_taken: float
    memory_bytes: int | None = None
    made: str
    rating: int = 0
    colour: str = ""
    note: str = ""
    rejected: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What is to be seen and heard, and the takes rendered of it so far.

    `prompt` replaces the prompt made from the other fields; without a `seed` each take gets the next one. `placing`
    says more of some characters: where they stand, which of their images are used.
    """

    id: ShotId
    name: str
    action: str = ""
    dialogue: tuple[Line, ...] = ()
    camera: str = ""
    sound: str = ""
    cast: tuple[CharacterId, ...] = ()
    placing: tuple[Placing, ...] = ()
    images: tuple[Reference, ...] = ()
    first_frame: ImageId | None = None
    last_frame: ImageId | None = None
    continues: ShotId | None = None
    prompt: str | None = None
    frames: int
    seed: int | None = None
    backend: str = ""
    settings: tuple[Setting, ...] = ()
    takes: tuple[Take, ...] = ()
    chosen: TakeId | None = None

    @property
    def take(self) -> Take | None:
        """The chosen take."""
        return next((take for take in self.takes if take.id == self.chosen), None)

    def placing_of(self, character: CharacterId) -> Placing:
        """What is said of a character; one that says nothing where nothing is."""
        found = next((each for each in self.placing if each.character == character), None)
        return found or Placing(character=character)


class MediaKind(StrEnum):
    """What a file from disk holds."""

    PICTURE = "picture"
    VIDEO = "video"
    SOUND = "sound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file brought in for the cut, kept in the film's folder under its content hash.

    `frames` is its length at the film's rate, for pictures 0: they last as long as their clip. `bytes` is the size of
    the file, 0 where it isn't known.
    """

    id: MediaId
    name: str
    path: str
    sha256: str
    kind: MediaKind
    bytes: int = 0
    frames: int = 0
    has_sound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Shots in order."""

    id: SceneId
    name: str
    shots: tuple[Shot, ...] = ()

    @property
    def frames(self) -> int:
        """Planned length in frames."""
        return sum(shot.frames for shot in self.shots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The whole film. Lengths are in frames at `frame_rate`."""

    name: str
    frame_rate: Fraction = Fraction(24)
    width: int = 1280
    height: int = 720
    backend: str = ""
    settings: tuple[Setting, ...] = ()
    cast: tuple[Character, ...] = ()
    images: tuple[Image, ...] = ()
    media: tuple[Media, ...] = ()
    scenes: tuple[Scene, ...] = ()
    timeline: Timeline = field(default_factory=Timeline)

    @property
    def shots(self) -> Iterator[Shot]:
        """All shots in the order of the storyboard."""
        return (shot for scene in self.scenes for shot in scene.shots)


def find_shot(project: Project, shot: ShotId) -> Shot:
    """A shot by its id. Raises `KeyError` when there is none."""
    for each in project.shots:
        if each.id == shot:
            return each
    raise KeyError(shot)


def find_character(project: Project, character: CharacterId) -> Character:
    """A character by its id. Raises `KeyError` when there is none."""
    for each in project.cast:
        if each.id == character:
            return each
    raise KeyError(character)


def find_image(project: Project, image: ImageId) -> Image:
    """An image by its id. Raises `KeyError` when there is none."""
    for each in project.images:
        if each.id == image:
            return each
    raise KeyError(image)


def find_media(project: Project, media: MediaId) -> Media:
    """A file by its id. Raises `KeyError` when there is none."""
    for each in project.media:
        if each.id == media:
            return each
    raise KeyError(media)


def find_scene_of(project: Project, shot: ShotId) -> Scene:
    """The scene that a shot belongs to. Raises `KeyError` when there is none."""
    for scene in project.scenes:
        if any(each.id == shot for each in scene.shots):
            return scene
    raise KeyError(shot)

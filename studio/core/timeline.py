"""The cut: tracks of ordered items. Where an item lies follows from the order, so an overlap cannot be written."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from operator import attrgetter

from studio.core.curve import Value
from studio.core.ids import ClipId, GroupId, MarkerId, MediaId, ShotId, TrackId
from studio.core.match import Match


class TrackKind(StrEnum):
    """What a track carries."""

    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Where a picture lies on the canvas. `x` and `y` move its middle by shares of the canvas, `rotation` is in degrees
    clockwise, the crops are shares of the picture's sides."""

    x: Value = 0.0
    y: Value = 0.0
    scale: Value = 1.0
    rotation: Value = 0.0
    left: Value = 0.0
    top: Value = 0.0
    right: Value = 0.0
    bottom: Value = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A named point, or a stretch of `frames`, of the cut or of a clip."""

    id: MarkerId
    frame: int
    frames: int = 0
    text: str = ""
    note: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfShot:
    """The chosen take of a shot, with its sound."""

    shot: ShotId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMedia:
    """A picture, video or sound that was brought in from disk."""

    media: MediaId


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """Words over what lies below. `size` is the height of a line in shares of the canvas' height; `x` and `y` are the
    middle of all in shares of its sides. Without a `font` the first that has the letters is taken."""

    text: str
    font: str = ""
    size: float = 0.08
    colour: str = "#FFFFFF"
    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Solid:
    """One colour all over."""

    colour: str = "#000000"


Source = OfShot | OfMedia | Title | Solid


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A stretch of a source: of that played at `speed`, the frames `start` to `start + frames`.

    A take that is too short holds its last frame; a shot without a take shows a slate. With a `match` its colours
    follow those of the clip before it. `smooth` blends frames where the speed asks for one between two. Clips of one
    `group` are chosen together. Keys and markers count from the take's first frame, as `start` does.
    """

    id: ClipId
    source: Source
    start: int = 0
    frames: int
    speed: Fraction = Fraction(1)
    smooth: bool = False
    opacity: Value = 1.0
    gain: Value = 1.0
    pan: Value = 0.0
    look: Look | None = None
    match: Match | None = None
    group: GroupId | None = None
    markers: tuple[Marker, ...] = ()

    @property
    def shot(self) -> ShotId | None:
        """The shot whose take it shows, if it does."""
        return self.source.shot if isinstance(self.source, OfShot) else None

    @property
    def source_id(self) -> ShotId | MediaId | None:
        """The shot or the file that it shows, if it does."""
        return self.source.media if isinstance(self.source, OfMedia) else self.shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Nothing for some frames: black, or the track below."""

    frames: int


class TransitionKind(StrEnum):
    """How one clip gives way to the next."""

    DISSOLVE = "dissolve"
    DIP = "dip"
    WIPE = "wipe"
    SLIDE = "slide"


class Edge(StrEnum):
    """The side of the picture where a wipe or a slide comes from."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """From one clip to the next, centred on the cut between them; beside a gap or the track's end within the clip.

    It takes no room of its own. `edge` is for wipes and slides, `colour` for dips.
    """

    frames: int
    kind: TransitionKind = TransitionKind.DISSOLVE
    edge: Edge = Edge.LEFT
    colour: str = "#000000"


Item = Clip | Gap | Transition


class _Measured:
    """Room beside a track's fields for its edges: thousands of items are added up once, not each time it is asked."""

    __slots__ = ("_edges",)

    _edges: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track(_Measured):
    """Items in order from frame 0.

    `synced`: what inserting and closing on other tracks moves along moves here too. Where a track plays `solo`, those
    that don't are silent. It `ducks` by so many decibels under speech on others; with `speech` its files are such.
    """

    id: TrackId
    name: str
    kind: TrackKind = TrackKind.VIDEO
    items: tuple[Item, ...] = ()
    hidden: bool = False
    muted: bool = False
    locked: bool = False
    solo: bool = False
    synced: bool = True
    ducks: float = 0.0
    speech: bool = False

    @property
    def edges(self) -> Sequence[int]:
        """Where each item begins, a transition at its cut, and at last the end; as an array, for undo keeps many."""
        try:
            return self._edges
        except AttributeError:
            object.__setattr__(self, "_edges", array("q", accumulate(rooms(self.items), initial=0)))
            return self._edges

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.edges[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Tracks from the bottom up; a later video track covers an earlier one."""

    tracks: tuple[Track, ...] = ()
    markers: tuple[Marker, ...] = ()

    @property
    def frames(self) -> int:
        """Length in frames: that of the longest track."""
        return max((track.frames for track in self.tracks), default=0)


def list_heard(tracks: Sequence[Track]) -> tuple[Track, ...]:
    """Those of these tracks whose sound is heard."""
    alone = any(track.solo for track in tracks)
    return tuple(track for track in tracks if not track.muted and (track.solo or not alone))


def shows_shot(item: Item | None) -> bool:
    """Whether this is a clip of a shot."""
    return isinstance(item, Clip) and item.shot is not None


def shot_of(clip: Clip) -> ShotId:
    """The shot of a clip that shows one. Raises `ValueError` for any other."""
    if clip.shot is None:
        raise ValueError(f"clip {clip.id} shows no shot")
    return clip.shot


_frames: Callable[[Item], int] = attrgetter("frames")


def room(item: Item) -> int:
    """Frames that an item takes up in its track."""
    return 0 if isinstance(item, Transition) else item.frames


def rooms(items: Sequence[Item]) -> list[int]:
    """The same of each; thousands are asked at once."""
    return list(map(_frames, items)) if Transition not in map(type, items) else list(map(room, items))


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An item with its place: its index in the track and its half-open range of frames."""

    index: int
    item: Item
    begin: int
    end: int


def reach(left: Item | None, right: Item | None, frames: int) -> tuple[int, int]:
    """How far a transition reaches before and after its cut."""
    if not isinstance(left, Clip):
        return 0, frames
    if not isinstance(right, Clip):
        return frames, 0
    return frames // 2, frames - frames // 2


def place_items(track: Track) -> Iterator[Placed]:
    """Every item of a track with its place, in order; a transition is placed over its cut."""
    at = 0
    for index, item in enumerate(track.items):
        if isinstance(item, Transition):
            before, after = reach(*neighbours(track.items, index), item.frames)
            yield Placed(index=index, item=item, begin=at - before, end=at + after)
        else:
            yield Placed(index=index, item=item, begin=at, end=at + item.frames)
            at += item.frames


def neighbours(items: Sequence[Item], index: int) -> tuple[Item | None, Item | None]:
    """The items before and after one, `None` at the track's ends."""
    return items[index - 1] if index else None, items[index + 1] if index + 1 < len(items) else None


def place_clips(track: Track) -> Iterator[tuple[Clip, int]]:
    """Every clip of a track with its first frame in the cut."""
    for placed in place_items(track):
        if isinstance(placed.item, Clip):
            yield placed.item, placed.begin


def find_clip(timeline: Timeline, clip: ClipId) -> tuple[Track, Placed]:
    """A clip by its id, with its track and place. Raises `KeyError` when there is none."""
    for track in timeline.tracks:
        for index, item in enumerate(track.items):
            if isinstance(item, Clip) and item.id == clip:
                begin = sum(rooms(track.items[:index]))
                return track, Placed(index=index, item=item, begin=begin, end=begin + item.frames)
    raise KeyError(clip)


def list_clips(timeline: Timeline) -> Iterator[tuple[Track, Clip]]:
    """Every clip with its track, without looking where it lies."""
    return ((track, item) for track in timeline.tracks for item in track.items if isinstance(item, Clip))


def find_cuts(timeline: Timeline) -> tuple[int, ...]:
    """All frames where an item begins or ends, sorted: where ↑ and ↓ go and where a drag snaps."""
    cuts = {0}
    for track in timeline.tracks:
        for placed in place_items(track):
            if not isinstance(placed.item, Transition):
                cuts.update((placed.begin, placed.end))
    return tuple(sorted(cuts))


def tidy(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items with neighbouring gaps joined, no gap at the end, and no transition past the middle of a clip."""
    solid: list[Clip | Gap] = []
    cuts: dict[int, Transition] = {}
    for item in items:
        if isinstance(item, Transition):
            cuts.setdefault(len(solid), item)
        elif isinstance(item, Gap) and solid and isinstance(solid[-1], Gap):
            cuts.pop(len(solid), None)
            solid[-1] = Gap(frames=solid[-1].frames + item.frames)
        elif item.frames > 0:
            solid.append(item)
    if solid and isinstance(solid[-1], Gap):
        cuts.pop(len(solid), None)
        solid.pop()
    tidied: list[Item] = []
    for index in range(len(solid) + 1):
        left = solid[index - 1] if index else None
        right = solid[index] if index < len(solid) else None
        tidied += _fit_transition(cuts.get(index), left, right)
        if right is not None:
            tidied.append(right)
    return tuple(tidied)


def _fit_transition(transition: Transition | None, left: Item | None, right: Item | None) -> tuple[Transition, ...]:
    halves = [item.frames // 2 for item in (left, right) if isinstance(item, Clip)]
    if transition is None or not halves:
        return ()
    most = 2 * min(halves) if len(halves) == 2 else halves[0]
    frames = min(transition.frames, most)
    if frames < 1:
        return ()
    return (transition if frames == transition.frames else replace(transition, frames=frames),)

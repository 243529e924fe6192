"""What lies on a track in the order of walking and speaking: clips, gaps, and the transitions between them."""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.ids import ClipId, TrackId
from studio.core.timeline import Clip, Placed
from studio.ui.places import Joint, Places
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.layout import OnClip, OnGap, OnJoint

Stop = OnClip | OnGap | OnJoint
Key = ClipId | int | tuple[ClipId, bool]  # a clip, where a gap begins, or a transition by its clip and end


class Contents:
    """One track's stops by number, and their numbers by key; holds as long as the track's items do."""

    def __init__(self, track: TrackId, places: Places) -> None:
        self.places = places
        self._track = track
        self._order = tuple(_in_order(places))
        self._numbers = {_key(each): number for number, each in enumerate(self._order)}

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, number: int) -> Stop:
        found = self._order[number]
        if isinstance(found, Joint):
            return OnJoint(track=self._track, joint=found)
        if isinstance(found.item, Clip):
            return OnClip(track=self._track, clip=found.item, placed=found)
        return OnGap(track=self._track, begin=found.begin, end=found.end)

    def key(self, number: int) -> Key:
        """By what a stop is known again after a change of the cut."""
        return _key(self._order[number])

    def number(self, key: Key) -> int | None:
        """Where a stop is in the order, if it is there."""
        return self._numbers.get(key)


class Order:
    """The contents of every track, made when they are asked for and kept while the track stays the same."""

    def __init__(self, cutting: Cutting) -> None:
        self._cutting = cutting
        self._known: dict[TrackId, Contents] = {}

    def of(self, track: TrackId) -> Contents:
        """The contents of a track of the cut as it is now."""
        places, known = self._cutting.index[track], self._known.get(track)
        if known is None or known.places is not places:
            known = self._known[track] = Contents(track, places)
        return known

    def find(self, clip: ClipId) -> tuple[TrackId, Contents, int] | None:
        """Where a clip is: its track, the contents of that, and its number among them."""
        for track in self._cutting.timeline.tracks:
            contents = self.of(track.id)
            number = contents.number(clip)
            if number is not None:
                return track.id, contents, number
        return None


def key_of(stop: Stop) -> Key:
    """By what a stop is known again after a change of the cut."""
    match stop:
        case OnClip(clip=clip):
            return clip.id
        case OnGap(begin=begin):
            return begin
        case OnJoint(joint=joint):
            return _key(joint)


def span_of(stop: Stop) -> tuple[int, int]:
    """The half-open range of frames that a stop takes."""
    match stop:
        case OnClip(placed=placed):
            return placed.begin, placed.end
        case OnGap(begin=begin, end=end):
            return begin, end
        case OnJoint(joint=joint):
            return joint.begin, joint.end


def begin_of(stop: Stop) -> int:
    """The frame that stands for a stop: where it begins, or the cut under a transition."""
    match stop:
        case OnClip(placed=placed):
            return placed.begin
        case OnGap(begin=begin):
            return begin
        case OnJoint(joint=joint):
            return joint.cut


def _in_order(places: Places) -> Iterator[Placed | Joint]:
    joints = {(joint.clip, joint.at_start): joint for joint in places.joints}
    for placed in places:
        ends = [joints.get((placed.item.id, start)) for start in (True, False)] if isinstance(placed.item, Clip) else []
        before, after = ends or (None, None)
        yield from (each for each in (before, placed, after) if each is not None)


def _key(placed: Placed | Joint) -> Key:
    if isinstance(placed, Joint):
        return placed.clip, placed.at_start
    return placed.item.id if isinstance(placed.item, Clip) else placed.begin

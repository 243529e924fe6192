"""What a screen reader finds on the timeline: tracks and markers, and what lies on them, in words and in rectangles.

Parts are named by values that outlast a change of the cut; nothing is made for those that nobody asks about.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect

from studio.core.edits.points import Range
from studio.core.ids import MarkerId, TrackId
from studio.core.timecode import format_duration, format_timecode
from studio.core.timeline import Marker, Track, TrackKind
from studio.ui.places import find_pins
from studio.ui.timeline.contents import Key, Order, Stop, key_of, span_of
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.layout import Hit, OnClip, OnGap, OnJoint, OnLane, OnMarker, OnRuler, Row
from studio.ui.timeline.metrics import MARKER_GRIP, PIN
from studio.ui.timeline.view import TimelineView
from studio.ui.timeline.words import describe_marker

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class RulerPart:
    """The ruler, on which the markers are."""


@dataclass(frozen=True, slots=True)
class TrackPart:
    """A track."""

    track: TrackId


@dataclass(frozen=True, slots=True)
class StopPart:
    """A clip, gap or transition of a track."""

    track: TrackId
    key: Key


@dataclass(frozen=True, slots=True)
class MarkerPart:
    """A marker."""

    marker: MarkerId


@dataclass(frozen=True, slots=True)
class PinPart:
    """A marker of a clip."""

    clip: StopPart
    marker: MarkerId


Part = RulerPart | TrackPart | StopPart | MarkerPart | PinPart


class Outline:
    """Reads the cut, the session and the view each time it is asked."""

    def __init__(self, cutting: Cutting, view: TimelineView) -> None:
        self._cutting = cutting
        self._view = view
        self._order = Order(cutting)

    def children(self) -> tuple[Part, ...]:
        """The ruler, and the tracks as they stand from the top down."""
        return (RulerPart(), *(TrackPart(row.track.id) for row in self._view.view_layout.rows))

    def count(self, part: Part) -> int:
        """How many parts it has in turn."""
        match part:
            case RulerPart():
                return len(self._cutting.timeline.markers)
            case TrackPart(track=track):
                return len(self._order.of(track)) if track in self._cutting.index else 0
            case StopPart():
                return len(self._pins(part))
            case _:
                return 0

    def child(self, part: Part, number: int) -> Part | None:
        """One of them."""
        if not 0 <= number < self.count(part):
            return None
        match part:
            case RulerPart():
                return MarkerPart(self._cutting.timeline.markers[number].id)
            case TrackPart(track=track):
                return StopPart(track, self._order.of(track).key(number))
            case StopPart():
                return PinPart(part, self._pins(part)[number].id)
            case _:
                return None

    def number(self, part: Part) -> int | None:
        """Its place among its parent's parts; none once it has gone."""
        match part:
            case StopPart(track=track, key=key):
                return self._order.of(track).number(key) if track in self._cutting.index else None
            case MarkerPart(marker=marker):
                ids = [each.id for each in self._cutting.timeline.markers]
                return ids.index(marker) if marker in ids else None
            case PinPart(clip=clip, marker=marker):
                pins = [each.id for each in self._pins(clip)]
                return pins.index(marker) if marker in pins else None
            case _:
                found = self.children()
                return found.index(part) if part in found else None

    def parent(self, part: Part) -> Part | None:
        """What it is a part of; none for what the view itself holds."""
        match part:
            case StopPart(track=track):
                return TrackPart(track)
            case MarkerPart():
                return RulerPart()
            case PinPart(clip=clip):
                return clip
            case _:
                return None

    def find(self, on: Hit) -> Part | None:
        """The part for what lies under the mouse or is selected."""
        match on:
            case OnClip(marker=marker) if marker is not None:
                return PinPart(StopPart(on.track, key_of(on)), marker)
            case OnClip() | OnGap() | OnJoint():
                return StopPart(on.track, key_of(on))
            case OnMarker(marker=marker):
                return MarkerPart(marker)
            case OnRuler():
                return RulerPart()
            case OnLane(track=track):
                return TrackPart(track) if track else None

    def focus(self) -> Part | None:
        """The one thing that is selected."""
        spot, selected = self._cutting.spot.value, self._cutting.session.clips.value
        if spot is not None:
            return self.find(spot)
        if len(selected) != 1:
            return None
        found = self._order.find(next(iter(selected)))
        return StopPart(found[0], found[1].key(found[2])) if found else None

    def is_selected(self, part: Part) -> bool:
        """Whether it is selected, alone or among others."""
        spot = self._cutting.spot.value
        return isinstance(part, StopPart) and (
            part.key in self._cutting.session.clips.value or (spot is not None and self.find(spot) == part)
        )

    def is_locked(self, part: Part) -> bool:
        """Whether it is a locked track, or on one."""
        track = part.track if isinstance(part, StopPart | TrackPart) else None
        return any(each.locked for each in self._cutting.timeline.tracks if each.id == track)

    def name(self, part: Part) -> str:
        """What is said of it first."""
        match part:
            case RulerPart():
                return translate("Timeline", "Ruler")
            case TrackPart():
                track = self._track(part)
                return translate("Timeline", "Track {0}").format(track.name) if track else ""
            case StopPart():
                stop = self._stop(part)
                return self._view.describe(stop) if stop else ""
            case MarkerPart(marker=marker):
                return self._view.describe(OnMarker(marker=marker))
            case PinPart():
                pin = self._pin(part)
                return describe_marker(pin, self._cutting.document.project.frame_rate) if pin else ""

    def description(self, part: Part) -> str:
        """What is said of it then."""
        match part:
            case RulerPart():
                return ", ".join(filter(None, (self.time(), self.points(), self._count_markers())))
            case TrackPart():
                track = self._track(part)
                return self._describe_track(track) if track else ""
            case _:
                return ""

    def state(self, part: TrackPart) -> str:
        """What a track's switches have made of it; empty when all are as usual."""
        track = self._track(part)
        return self._describe_state(track) if track else ""

    def rect(self, part: Part) -> QRect:
        """Where it lies in the viewport."""
        layout = self._view.view_layout
        match part:
            case RulerPart():
                return QRect(0, 0, layout.width, layout.lanes.ruler)
            case MarkerPart(marker=marker):
                found = next((each for each in self._cutting.timeline.markers if each.id == marker), None)
                x = round(layout.x(found.frame)) if found else 0
                return QRect(x - MARKER_GRIP, 0, 2 * MARKER_GRIP, layout.lanes.ruler if found else 0)
            case PinPart(clip=clip):
                pin, around = self._pin(part), self.rect(clip)
                return QRect(round(layout.x(pin.frame)) - PIN, around.top(), 2 * PIN, 2 * PIN) if pin else QRect()
            case _:
                row = next((row for row in layout.rows if row.track.id == part.track), None)
                return self._rect_in(part, row) if row else QRect()

    def overview(self) -> str:
        """What is selected, in a line."""
        part = self.focus()
        if part is not None:
            return self.name(part)
        selected = len(self._cutting.session.clips.value)
        if selected:
            return translate("Timeline", "{0} clips selected").format(selected)
        return translate("Timeline", "Nothing selected")

    def time(self) -> str:
        """Where the playhead is, and the words of a marker that is there."""
        at = self._cutting.session.playhead.value
        found = next((each for each in self._cutting.timeline.markers if each.frame == at), None)
        time = format_timecode(at, self._cutting.document.project.frame_rate)
        return f"{self._name_marker(found)}, {time}" if found else time

    def points(self) -> str:
        """The in and out points; empty without any."""
        points, rate = self._cutting.session.range.value, self._cutting.document.project.frame_rate
        if points == Range():
            return ""
        said: list[str] = []
        if points.begin is not None:
            said.append(translate("Timeline", "in at {0}").format(format_timecode(points.begin, rate)))
        if points.end is not None:
            said.append(translate("Timeline", "out at {0}").format(format_timecode(points.end, rate)))
        return ", ".join(said)

    def _rect_in(self, part: TrackPart | StopPart, row: Row) -> QRect:
        layout = self._view.view_layout
        left, right = 0.0, float(layout.width)
        if isinstance(part, StopPart):
            stop = self._stop(part)
            if stop is None:
                return QRect()
            begin, end = span_of(stop)
            left, right = layout.x(begin), layout.x(end)
        return QRect(round(left), layout.y(row), max(1, round(right - left)), row.height)

    def _stop(self, part: StopPart) -> Stop | None:
        number = self.number(part)
        return self._order.of(part.track)[number] if number is not None else None

    def _pins(self, part: StopPart) -> tuple[Marker, ...]:
        stop = self._stop(part)
        return find_pins(stop.placed) if isinstance(stop, OnClip) else ()

    def _pin(self, part: PinPart) -> Marker | None:
        return next((pin for pin in self._pins(part.clip) if pin.id == part.marker), None)

    def _track(self, part: TrackPart) -> Track | None:
        return next((each for each in self._cutting.timeline.tracks if each.id == part.track), None)

    def _describe_track(self, track: Track) -> str:
        project = self._cutting.document.project
        is_video = track.kind is TrackKind.VIDEO
        clips = len(self._cutting.index[track.id].numbers)
        said = [
            translate("Timeline", "pictures and sound") if is_video else translate("Timeline", "sound"),
            translate("Timeline", "clips: {0}").format(clips),
            format_duration(track.frames, project.frame_rate),
        ]
        return ", ".join(filter(None, (*said, self._describe_state(track))))

    def _describe_state(self, track: Track) -> str:
        states = (
            (track.hidden, translate("Timeline", "hidden")),
            (track.locked, translate("Timeline", "locked")),
            (track.muted, translate("Timeline", "muted")),
            (track.solo, translate("Timeline", "solo")),
            (not track.synced, translate("Timeline", "stays when others move")),
            (track.ducks > 0, translate("Timeline", "ducks by {0} dB under speech").format(f"{track.ducks:g}")),
            (track.speech, translate("Timeline", "speech")),
            (track.id == self._cutting.session.target.value, translate("Timeline", "edits go here")),
        )
        return ", ".join(words for on, words in states if on)

    def _name_marker(self, marker: Marker) -> str:
        return marker.text or translate("Timeline", "Marker")

    def _count_markers(self) -> str:
        count = len(self._cutting.timeline.markers)
        return translate("Timeline", "markers: {0}").format(count) if count else ""

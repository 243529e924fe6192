"""Geometry: frames and pixels, tracks and rows, and what lies under a point. No widgets, no painting."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from studio.core.ids import ClipId, MarkerId, TrackId
from studio.core.timeline import Clip, Marker, Placed, Timeline, Track, TrackKind, list_heard
from studio.ui.places import Index, Joint, find_pins
from studio.ui.timeline.metrics import (
    FIT_MARGIN,
    FIT_MOST,
    LENS_EDGE,
    MARKER_GRIP,
    PIN,
    ROW_SPACE,
    SCALE_LEAST,
    SCALE_MOST,
    TRIM_ZONE,
    Lanes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A track's place from the top of all tracks, and its height."""

    track: Track
    label: str  # of its sound lane: A1 for V1
    top: int
    height: int
    heard: bool  # its sound, as it and the others are switched

    @property
    def has_pictures(self) -> bool:
        """Whether it has a picture lane."""
        return self.track.kind is TrackKind.VIDEO


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything that turns frames and tracks into pixels of the view, and back."""

    rows: tuple[Row, ...]  # from the top down
    lanes: Lanes
    scale: float  # pixels per frame
    left: int = 0  # pixels scrolled to the right
    top: int = 0  # pixels scrolled down
    width: int
    height: int
    ratio: float = 1.0  # device pixels per pixel

    def x(self, frame: float) -> float:
        """Where a frame begins, on a device pixel, and on the same of what is scrolled along."""
        return (math.floor(frame * self.scale * self.ratio + 0.5) - round(self.left * self.ratio)) / self.ratio

    def place(self, frames: NDArray[np.int64]) -> NDArray[np.float64]:
        """The same for many frames."""
        return (np.floor(frames * self.scale * self.ratio + 0.5) - round(self.left * self.ratio)) / self.ratio

    def frame(self, x: float) -> float:
        """The frame under a point, with its fraction."""
        return (x + self.left) / self.scale

    def y(self, row: Row) -> int:
        """The upper edge of a row."""
        return self.lanes.ruler + row.top - self.top

    def row_at(self, y: float) -> Row | None:
        """The row under a point below the ruler."""
        if y < self.lanes.ruler:
            return None
        return next((row for row in self.rows if self.y(row) <= y < self.y(row) + row.height), None)

    def rows_between(self, top: float, bottom: float) -> tuple[Row, ...]:
        """The rows that touch a stretch of the view's height."""
        return tuple(row for row in self.rows if self.y(row) < bottom and self.y(row) + row.height > top)

    @property
    def tracks_height(self) -> int:
        """Height of all rows together."""
        return self.rows[-1].top + self.rows[-1].height + ROW_SPACE if self.rows else 0


def make_rows(timeline: Timeline, lanes: Lanes) -> tuple[Row, ...]:
    """Video tracks from the highest down, then the audio tracks in their order."""
    video = [track for track in timeline.tracks if track.kind is TrackKind.VIDEO]
    labels = {track.id: f"A{number}" for number, track in enumerate(video, 1)}
    heard = {track.id for track in list_heard(timeline.tracks)}
    rows: list[Row] = []
    top = ROW_SPACE
    for track in (*reversed(video), *(each for each in timeline.tracks if each.kind is TrackKind.AUDIO)):
        height = lanes.sound + (lanes.picture if track.kind is TrackKind.VIDEO else lanes.title)
        rows.append(Row(track=track, label=labels.get(track.id, ""), top=top, height=height, heard=track.id in heard))
        top += height + ROW_SPACE
    return tuple(rows)


def fit_scale(frames: int, width: int) -> float:
    """Pixels per frame at which the whole film fits into a width."""
    return clamp_scale(min(FIT_MOST, max(1, width - FIT_MARGIN) / max(1, frames)))


def clamp_scale(scale: float) -> float:
    """A scale within its limits."""
    return min(max(scale, SCALE_LEAST), SCALE_MOST)


class Zone(Enum):
    """A part of a clip or of a transition."""

    START = auto()
    BODY = auto()
    END = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnClip:
    """A clip, or one of its trim zones, or one of its markers."""

    track: TrackId
    clip: Clip
    placed: Placed
    zone: Zone = Zone.BODY
    marker: MarkerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnGap:
    """A gap between clips."""

    track: TrackId
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnJoint:
    """A transition, or one of its ends."""

    track: TrackId
    joint: Joint
    zone: Zone = Zone.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class OnMarker:
    """A marker's flag in the ruler."""

    marker: MarkerId


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRuler:
    """The ruler beside its markers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnLane:
    """The room of a track after its last clip, or, without a track, the room below all."""

    track: TrackId | None = None


Hit = OnClip | OnGap | OnJoint | OnMarker | OnRuler | OnLane


def hit(layout: Layout, index: Index, markers: tuple[Marker, ...], x: float, y: float) -> Hit:
    """What lies under a point of the view."""
    if y < layout.lanes.ruler:
        flag = next((each for each in reversed(markers) if abs(layout.x(each.frame) - x) <= MARKER_GRIP), None)
        return OnMarker(marker=flag.id) if flag and y >= layout.lanes.ruler // 2 else OnRuler()
    row = layout.row_at(y)
    if row is None:
        return OnLane()
    track = row.track.id
    depth = y - layout.y(row)
    if row.has_pictures and layout.lanes.title <= depth < layout.lanes.picture:
        frame = layout.frame(x)
        for joint in index[track].joints_between(frame - 1, frame + 1):
            if layout.x(joint.begin) <= x < layout.x(joint.end):
                return OnJoint(track=track, joint=joint, zone=_zone_of_joint(layout, joint, x))
    placed = index[track].at(layout.frame(x))
    if placed is None:
        return OnLane(track=track)
    if isinstance(placed.item, Clip):
        pins = find_pins(placed) if depth < layout.lanes.title else ()
        pin = next((each.id for each in reversed(pins) if abs(layout.x(each.frame) - x) <= PIN), None)
        zone = Zone.BODY if pin else _zone_of_clip(layout, placed, x)
        return OnClip(track=track, clip=placed.item, placed=placed, zone=zone, marker=pin)
    return OnGap(track=track, begin=placed.begin, end=placed.end)


def _zone_of_clip(layout: Layout, placed: Placed, x: float) -> Zone:
    left, right = layout.x(placed.begin), layout.x(placed.end)
    grip = min(TRIM_ZONE, (right - left) / 4)
    return Zone.START if x < left + grip else Zone.END if x >= right - grip else Zone.BODY


def _zone_of_joint(layout: Layout, joint: Joint, x: float) -> Zone:
    left, right = layout.x(joint.begin), layout.x(joint.end)
    grip = min(LENS_EDGE, (right - left) / 3)
    if joint.begin < joint.cut and x < left + grip:
        return Zone.START
    if joint.end > joint.cut and x >= right - grip:
        return Zone.END
    return Zone.BODY


def clips_in(layout: Layout, index: Index, box: tuple[float, float, float, float]) -> frozenset[ClipId]:
    """The clips that a rectangle of the view touches: left, top, right, bottom."""
    left, top, right, bottom = box
    return frozenset(
        placed.item.id
        for row in layout.rows_between(max(top, layout.lanes.ruler), bottom)
        for placed in index[row.track.id].between(layout.frame(left), layout.frame(right))
        if isinstance(placed.item, Clip)
    )

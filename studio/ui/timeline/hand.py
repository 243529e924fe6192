"""`Hand`: the mouse over the timeline. It turns presses and moves into gestures, and a release into one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal

from studio.core.edits import cut
from studio.core.edits.media import PICTURE_SECONDS
from studio.core.ids import ClipId, ShotId, TrackId
from studio.core.project import Project
from studio.core.timecode import to_frames
from studio.core.timeline import Clip
from studio.store import Store
from studio.ui.places import list_markers
from studio.ui.timeline import gestures
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.gestures import (
    Banding,
    Dropping,
    Fading,
    Flagging,
    Gesture,
    Idle,
    Moving,
    Pointer,
    Pressed,
    Scrubbing,
    Shifting,
    Trimming,
)
from studio.ui.timeline.layout import (
    Hit,
    Layout,
    OnClip,
    OnGap,
    OnJoint,
    OnLane,
    OnMarker,
    OnRuler,
    Zone,
    clips_in,
    hit,
)
from studio.ui.timeline.metrics import DRAG_START, SNAP_RADIUS
from studio.ui.timeline.overlay import band_box
from studio.ui.timeline.snap import find_targets

Tool = Literal["select", "blade", "ripple", "roll", "slip", "slide"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
_Modifier = Qt.KeyboardModifier
_CURSORS = {OnJoint: Qt.CursorShape.SplitHCursor, OnClip: Qt.CursorShape.SizeHorCursor}


class Hand(QObject):
    """Every event comes with the layout of the moment. `changed` asks for a repaint."""

    changed = Signal()

    def __init__(self, cutting: Cutting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tool: Store[Tool] = Store("select", self)
        self.gesture: Gesture = Idle()
        self.hover: Hit = OnLane()
        self.blade: int | None = None
        self._cutting = cutting
        self._document = cutting.document
        self._session = cutting.session
        self._targets: tuple[int, ...] = ()
        self._anchor: tuple[TrackId, int] | None = None  # where Shift extends the selection from
        self.tool.changed.connect(self._on_tool)
        cutting.document.changed.connect(self._on_changed)

    @property
    def is_dragging(self) -> bool:
        """Whether a gesture is under way that may scroll the view at its edges."""
        return not isinstance(self.gesture, Idle | Pressed)

    def cursor(self) -> Qt.CursorShape:
        """The shape for what is under the mouse."""
        match self.hover:
            case OnClip() if self.tool.value == "blade":
                return Qt.CursorShape.CrossCursor
            case (OnClip(zone=zone) | OnJoint(zone=zone)) as on if zone is not Zone.BODY:
                return _CURSORS[type(on)]
            case OnMarker():
                return Qt.CursorShape.PointingHandCursor
            case _:
                return Qt.CursorShape.ArrowCursor

    def press(self, layout: Layout, x: float, y: float, keys: _Modifier) -> None:
        """The left button goes down."""
        on = self._hit(layout, x, y)
        narrow = False
        match on:
            case OnRuler():
                self.gesture = Scrubbing()
                self._scrub(layout, x)
                return
            case OnClip(clip=clip) if self.tool.value == "blade":
                frame = self._blade_frame(layout, x, keys)
                self._cutting.blade(frame, None if keys & _Modifier.ShiftModifier else clip.id)
                return
            case OnClip():
                narrow = self._select(on, keys)
            case OnJoint():
                self._cutting.select_spot(on)
            case _:
                pass
        self._set(Pressed(hit=on, x=x, y=y, narrow=narrow))

    def move(self, layout: Layout, x: float, y: float, keys: _Modifier) -> None:
        """The mouse moves, with or without a button."""
        if isinstance(self.gesture, Pressed):
            if max(abs(x - self.gesture.x), abs(y - self.gesture.y)) < DRAG_START:
                return
            self._begin(layout, self.gesture, keys)
        pointer = self._point(layout, x, y, keys)
        match self.gesture:
            case Moving() as moving:
                self._set(gestures.move(moving, pointer, self._targets))
            case Trimming() as trimming:
                self._set(gestures.trim(trimming, pointer, self._targets))
            case Shifting() as shifting:
                self._set(gestures.shift(shifting, pointer, self._targets))
            case Fading() as fading:
                self._set(gestures.fade(fading, pointer))
            case Flagging() as flagging:
                self._set(gestures.flag(flagging, pointer, self._targets))
            case Banding() as band:
                self._set(replace(band, to_x=x + layout.left, to_y=y + layout.top))
                self._select_band(layout)
            case Scrubbing():
                self._scrub(layout, x)
            case Idle():
                self.point_at(layout, x, y, keys)
            case _:
                pass

    def point_at(self, layout: Layout, x: float, y: float, keys: _Modifier) -> None:
        """Note what is under the mouse."""
        hover = self._hit(layout, x, y)
        is_cutting = self.tool.value == "blade" and isinstance(hover, OnClip)
        blade = self._blade_frame(layout, x, keys) if is_cutting else None
        if (hover, blade) != (self.hover, self.blade):
            self.hover, self.blade = hover, blade
            self.changed.emit()

    def leave(self) -> None:
        """The mouse is elsewhere."""
        self.hover, self.blade = OnLane(), None
        self.changed.emit()

    def release(self, layout: Layout) -> None:
        """The left button comes up: a click does its part, a gesture becomes one step."""
        gesture, self.gesture = self.gesture, Idle()
        if isinstance(gesture, Pressed):
            self._click(gesture)
        else:
            edit = gestures.finish(gesture)
            if edit is not None:
                self._document.apply(self._label(gesture), edit)
        self.changed.emit()

    def double_click(self, layout: Layout, x: float, y: float) -> None:
        """A clip opens its shot, a transition goes, a marker is named."""
        self.gesture = Idle()
        match self._hit(layout, x, y):
            case OnClip(clip=clip) if self.tool.value != "blade":
                self._cutting.open_shot(clip.id)
            case OnJoint() as on:
                self._cutting.set_transition(on, 0)
            case OnMarker(marker=marker):
                self._cutting.marker_wanted.emit(marker)
            case _:
                pass
        self.changed.emit()

    def cancel(self) -> bool:
        """Esc: first the gesture, then the blade, then the selection. Says whether there was anything to leave."""
        if not isinstance(self.gesture, Idle):
            self._set(Idle())
        elif self.tool.value != "select":
            self.tool.set("select")
        elif self._session.clips.value or self._cutting.spot.value:
            self._cutting.select(())
        else:
            return False
        return True

    def hold_shots(self, layout: Layout, shots: Sequence[ShotId], x: float, y: float, keys: _Modifier) -> bool:
        """Shots from the storyboard are over the timeline; says whether they are of this film."""
        if not isinstance(self.gesture, Dropping):
            lengths = {shot.id: shot.frames for shot in self._document.project.shots}
            if not lengths.keys() >= set(shots):
                return False
            self._targets = self._find_targets()
            self.gesture = Dropping(frames=sum(lengths[shot] for shot in shots), frame=0, track=None)
        held = gestures.drop(self.gesture, self._point(layout, x, y, keys), self._targets)
        tracks = self._cutting.timeline.tracks
        self._set(held if held.track or not tracks else replace(held, track=tracks[0].id))
        return True

    def hold_files(self, layout: Layout, count: int, x: float, y: float, keys: _Modifier) -> None:
        """Files from the desktop are over the timeline; how long they last is not known yet."""
        if not isinstance(self.gesture, Dropping):
            self._targets = self._find_targets()
            frames = count * to_frames(PICTURE_SECONDS, self._document.project.frame_rate)
            self.gesture = Dropping(frames=frames, frame=0, track=None)
        self._set(gestures.drop(self.gesture, self._point(layout, x, y, keys), self._targets))

    def drop_shots(self, shots: Sequence[ShotId]) -> None:
        """The held shots are let go: they become clips."""
        if isinstance(self.gesture, Dropping):
            self._cutting.insert_shots(shots, self.gesture.track, self.gesture.frame)
        self._set(Idle())

    def let_go(self) -> None:
        """The held shot goes elsewhere."""
        self._set(Idle())

    def _begin(self, layout: Layout, pressed: Pressed, keys: _Modifier) -> None:
        """A press that has moved on becomes a gesture."""
        grip = layout.frame(pressed.x)
        match pressed.hit:
            case OnClip(track=track, clip=clip) | OnJoint(track=track, joint=clip) if self._is_locked(track):
                held = clip.id if isinstance(clip, Clip) else clip.clip
                # Any edit of a clip on a locked track is refused with the document's own words.
                self._document.apply(self.tr("Move"), lambda project: cut.set_clip(project, held))
                self.gesture = Idle()
            case OnClip(clip=clip) as on if (kind := self._shift_of(on)) is not None:
                self._targets = self._find_targets({clip.id})
                self.gesture = gestures.begin_shift(self._document.project, kind, on, grip)
            case OnClip(zone=Zone.BODY, clip=clip) as on:
                clips = self._session.clips.value | {clip.id}
                self._targets = self._find_targets(clips)
                self.gesture = gestures.begin_move(self._cutting.index, clips, on, grip)
            case OnClip(clip=clip) as on:
                self._targets = self._find_targets({clip.id})
                self.gesture = gestures.begin_trim(self._document.project, on, grip)
            case OnJoint(joint=joint, track=track, zone=zone):
                self.gesture = Idle() if zone is Zone.BODY else Fading(track=track, joint=joint, frames=joint.frames)
            case OnMarker(marker=marker):
                flag = next(each for each in self._cutting.timeline.markers if each.id == marker)
                self._targets = tuple(each for each in self._find_targets() if each != flag.frame)
                self.gesture = Flagging(marker=flag, frame=flag.frame)
            case _:
                extends = keys & (_Modifier.ControlModifier | _Modifier.ShiftModifier)
                x, y = pressed.x + layout.left, pressed.y + layout.top
                kept = self._session.clips.value if extends else frozenset[ClipId]()
                self.gesture = Banding(x=x, y=y, to_x=x, to_y=y, kept=kept)

    def _shift_of(self, on: OnClip) -> gestures.Shift | None:
        """What a drag of a clip does with the tool that is in hand: the roll tool takes hold of its ends alone."""
        match self.tool.value:
            case "slip" | "slide" as kind:
                return kind
            case "roll" if on.zone is not Zone.BODY:
                return "roll"
            case _:
                return None

    def _click(self, pressed: Pressed) -> None:
        match pressed.hit:
            case OnClip(clip=clip) if pressed.narrow:
                self._cutting.select({clip.id})
            case OnGap() as gap:
                self._cutting.select_spot(gap)
            case OnMarker(marker=marker):
                frames = [each.frame for each in self._cutting.timeline.markers if each.id == marker]
                self._session.playhead.set(frames[0])
            case OnLane():
                self._cutting.select(())
            case _:
                pass

    def _select(self, on: OnClip, keys: _Modifier) -> bool:
        """What a press on a clip selects; True when several stay until the release tells a click from a drag."""
        selected, clip = self._session.clips.value, on.clip.id
        if keys & _Modifier.ControlModifier:
            self._cutting.select(selected ^ {clip})
        elif keys & _Modifier.ShiftModifier and on.zone is Zone.BODY:
            self._cutting.select(selected | self._between(on))
            return False
        elif keys & _Modifier.AltModifier:
            self._cutting.select({clip}, alone=True)
        elif clip in selected:
            return len(selected) > 1
        else:
            self._cutting.select({clip})
        self._anchor = (on.track, on.placed.begin)
        return False

    def _between(self, on: OnClip) -> frozenset[ClipId]:
        """The clips from the one selected last to this one, on the same track."""
        track, begin = self._anchor or (on.track, on.placed.begin)
        low, high = sorted((begin, on.placed.begin))
        if track != on.track:
            low = high = on.placed.begin
        return frozenset(
            placed.item.id
            for placed in self._cutting.index[on.track].between(low, high)
            if isinstance(placed.item, Clip)
        )

    def _select_band(self, layout: Layout) -> None:
        if isinstance(self.gesture, Banding):
            inside = clips_in(layout, self._cutting.index, band_box(layout, self.gesture))
            self._cutting.select(self.gesture.kept | inside)

    def _scrub(self, layout: Layout, x: float) -> None:
        frame = min(max(0, int(layout.frame(x))), self._cutting.timeline.frames)
        self._session.playhead.set(frame)

    def _blade_frame(self, layout: Layout, x: float, keys: _Modifier) -> int:
        pointer = self._point(layout, x, 0, keys)
        return gestures.catch(replace(pointer, frame=pointer.frame + 0.5), self._find_targets())[0]

    def _point(self, layout: Layout, x: float, y: float, keys: _Modifier) -> Pointer:
        row = layout.row_at(y)
        snaps = self._session.snapping.value is not bool(keys & _Modifier.ControlModifier)
        return Pointer(
            frame=layout.frame(x),
            track=row.track.id if row else None,
            reach=SNAP_RADIUS / layout.scale if snaps else 0.0,
            ripple=(self.tool.value == "ripple") is not bool(keys & _Modifier.ShiftModifier),
        )

    def _find_targets(self, moving: frozenset[ClipId] | set[ClipId] = frozenset()) -> tuple[int, ...]:
        """Frames that a drag may catch on."""
        points = self._session.range.value
        marks = [point for point in (points.begin, points.end) if point is not None]
        markers = list_markers(self._cutting.timeline, self._cutting.index)
        return find_targets(self._cutting.index, [*marks, *markers, self._session.playhead.value], moving)

    def _hit(self, layout: Layout, x: float, y: float) -> Hit:
        return hit(layout, self._cutting.index, self._cutting.timeline.markers, x, y)

    def _is_locked(self, track: TrackId) -> bool:
        return any(each.locked for each in self._cutting.timeline.tracks if each.id == track)

    def _label(self, gesture: Gesture) -> str:
        labels: dict[type[Gesture], Callable[[], str]] = {
            Moving: lambda: self.tr("Move"),
            Trimming: lambda: self.tr("Trim"),
            Fading: lambda: self.tr("Transition length"),
            Flagging: lambda: self.tr("Move marker"),
        }
        if isinstance(gesture, Shifting):
            return {"roll": self.tr("Roll"), "slip": self.tr("Slip"), "slide": self.tr("Slide")}[gesture.kind]
        return labels[type(gesture)]()

    def _set(self, gesture: Gesture) -> None:
        if gesture != self.gesture:
            self.gesture = gesture
            self.changed.emit()

    def _on_tool(self) -> None:
        self.blade = None
        self.changed.emit()

    def _on_changed(self, before: Project, after: Project) -> None:
        """What was held may be gone after an undo."""
        if before.timeline is not after.timeline and not isinstance(self.gesture, Scrubbing | Banding):
            self.gesture = Idle()
            self.hover = OnLane()

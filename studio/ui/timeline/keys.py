"""Keys of the timeline beyond those of the menus: they walk over clips and gaps, nudge and trim them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from studio.core.ids import ClipId, TrackId
from studio.ui.timeline.choice import find_selected, nearest_on, step_along
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.layout import OnClip, OnGap, OnJoint, Row

_Key = Qt.Key
_CONTROL, _ALT, _SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
_SIDEWAYS = {_Key.Key_Left: -1, _Key.Key_Right: 1}
_UPWARDS = {_Key.Key_Up: -1, _Key.Key_Down: 1}
_FAR = 10


class Keys(QObject):
    """`walked(hit)` tells what the selection has come to, so that it can be brought into view."""

    walked = Signal(object)

    def __init__(self, cutting: Cutting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cutting = cutting

    def press(self, event: QKeyEvent, rows: tuple[Row, ...]) -> bool:
        """Act on a key; False when it means nothing here."""
        key, keys = _Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if keys & _CONTROL and not keys & _ALT:
            return self._press_control(key, extend=bool(keys & _SHIFT), rows=rows)
        if keys & _ALT and key in _SIDEWAYS:
            self._cutting.nudge(_SIDEWAYS[key] * (_FAR if keys & _SHIFT else 1))
        elif keys & _ALT and key in _UPWARDS:
            self._carry(rows, _UPWARDS[key])
        elif key == _Key.Key_BracketLeft:
            self._cutting.trim_to_playhead(at_start=True)
        elif key == _Key.Key_BracketRight:
            self._cutting.trim_to_playhead(at_start=False)
        elif key == _Key.Key_Backspace:
            self._cutting.delete_selected()
        elif key in (_Key.Key_Return, _Key.Key_Enter) and (on := self._current()) and isinstance(on, OnClip):
            self._cutting.open_shot(on.clip.id)
        else:
            return False
        return True

    def _press_control(self, key: Qt.Key, *, extend: bool, rows: tuple[Row, ...]) -> bool:
        if key in _SIDEWAYS:
            self._walk(_SIDEWAYS[key], extend=extend, rows=rows)
        elif key in _UPWARDS:
            self._climb(_UPWARDS[key], rows)
        elif key == _Key.Key_A:
            self._cutting.select({clip.id for places in self._cutting.index.values() for clip, _ in places.clips()})
        else:
            return False
        return True

    def _walk(self, step: int, *, extend: bool, rows: tuple[Row, ...]) -> None:
        """To the next clip or gap of the track; extending passes over gaps."""
        on = self._current(step)
        if on is None:
            self._arrive(self._first(rows), extend=False)
            return
        after = self._beyond(on, step)
        while extend and isinstance(after, OnGap):
            after = step_along(self._cutting.index, on.track, after.begin, step)
        self._arrive(after, extend=extend)

    def _beyond(self, on: OnClip | OnGap | OnJoint, step: int) -> OnClip | OnGap | None:
        if isinstance(on, OnJoint) and step > 0:
            return nearest_on(self._cutting.index, on.track, on.joint.cut)
        return step_along(self._cutting.index, on.track, _begin_of(on), step)

    def _climb(self, step: int, rows: tuple[Row, ...]) -> None:
        """To the track above or below, at the same time."""
        on = self._current()
        if on is None:
            self._arrive(self._first(rows), extend=False)
            return
        track: TrackId | None = on.track
        while (track := _beside(rows, track, step)) is not None:
            found = nearest_on(self._cutting.index, track, _begin_of(on))
            if found is not None:
                self._arrive(found, extend=False)
                return

    def _carry(self, rows: tuple[Row, ...], step: int) -> None:
        """The selected clips to the track above or below."""
        on = self._current()
        to = _beside(rows, on.track, step) if isinstance(on, OnClip) else None
        if to is not None:
            self._cutting.move_to(to)

    def _current(self, step: int = 1) -> OnClip | OnGap | OnJoint | None:
        """What is selected; of several clips the last one in the direction of the step."""
        if self._cutting.spot.value is not None:
            return self._cutting.spot.value
        found = find_selected(self._cutting.index, self._cutting.session.clips.value)
        return max(found, key=lambda on: step * on.placed.begin, default=None)

    def _first(self, rows: tuple[Row, ...]) -> OnClip | OnGap | None:
        """Where walking begins: at the playhead on the lowest video track that has clips."""
        at = self._cutting.session.playhead.value
        tracks = [track.id for track in self._cutting.timeline.tracks]
        found = (nearest_on(self._cutting.index, track, at) for track in tracks)
        return next((on for on in found if on), None) if rows else None

    def _arrive(self, on: OnClip | OnGap | None, *, extend: bool) -> None:
        if isinstance(on, OnClip):
            kept = self._cutting.session.clips.value if extend else frozenset[ClipId]()
            self._cutting.select(kept | {on.clip.id})
        elif on is not None:
            self._cutting.select_spot(on)
        if on is not None:
            self.walked.emit(on)


def _begin_of(on: OnClip | OnGap | OnJoint) -> int:
    return on.joint.cut if isinstance(on, OnJoint) else on.begin if isinstance(on, OnGap) else on.placed.begin


def _beside(rows: tuple[Row, ...], track: TrackId | None, step: int) -> TrackId | None:
    order: list[TrackId | None] = [row.track.id for row in rows]
    at = order.index(track) + step if track in order else -1
    return order[at] if 0 <= at < len(order) else None

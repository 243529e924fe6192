"""Walking through the cut by keys: over clips, gaps, transitions and tracks, and carrying clips along."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from studio.core.ids import ClipId, TrackId
from studio.ui.timeline.choice import find_selected, nearest_on
from studio.ui.timeline.contents import Order, Stop, begin_of, key_of
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.layout import OnClip, Row


class Walk(QObject):
    """Moves the selection; `rows` tells which tracks lie above which. `walked(hit)` tells what it has come to, so that
    it can be brought into view."""

    walked = Signal(object)

    def __init__(self, cutting: Cutting, rows: Callable[[], tuple[Row, ...]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cutting, self._rows = cutting, rows
        self._order = Order(cutting)

    def open_shot(self) -> bool:
        """Show the shot of the selected clip in the other panels; False without one."""
        on = self._current()
        if not isinstance(on, OnClip):
            return False
        self._cutting.open_shot(on.clip.id)
        return True

    def select_all(self) -> None:
        """Every clip of every track."""
        self._cutting.select({clip for places in self._cutting.index.values() for clip in places.numbers})

    def along(self, step: int, *, extend: bool = False) -> None:
        """To the next clip, gap or transition of the track; extending goes to the next clip."""
        on = self._current(step)
        if on is None:
            self._arrive(self._first(), extend=False)
            return
        contents = self._order.of(on.track)
        number = contents.number(key_of(on))
        while number is not None and 0 <= (number := number + step) < len(contents):
            if not extend or isinstance(contents[number], OnClip):
                self._arrive(contents[number], extend=extend)
                return

    def across(self, step: int) -> None:
        """To the track above or below, at the same time."""
        on = self._current()
        if on is None:
            self._arrive(self._first(), extend=False)
            return
        track: TrackId | None = on.track
        while (track := _beside(self._rows(), track, step)) is not None:
            found = nearest_on(self._cutting.index, track, begin_of(on))
            if found is not None:
                self._arrive(found, extend=False)
                return

    def home(self) -> TrackId | None:
        """The track that has been walked to, else the one that edits go to, else the lowest."""
        on, target = self._current(), self._cutting.session.target.value
        if on is not None:
            return on.track
        tracks = [track.id for track in self._cutting.timeline.tracks]
        return target if target in tracks else next(iter(tracks), None)

    def carry(self, step: int) -> None:
        """The selected clips to the track above or below."""
        on = self._current()
        to = _beside(self._rows(), on.track, step) if isinstance(on, OnClip) else None
        if to is not None:
            self._cutting.move_to(to)

    def _current(self, step: int = 1) -> Stop | None:
        """What is selected; of several clips the last one in the direction of the step."""
        if self._cutting.spot.value is not None:
            return self._cutting.spot.value
        found = find_selected(self._cutting.index, self._cutting.session.clips.value)
        return max(found, key=lambda on: step * on.placed.begin, default=None)

    def _first(self) -> Stop | None:
        """Where walking begins: at the playhead on the lowest video track that has clips."""
        at = self._cutting.session.playhead.value
        tracks = [track.id for track in self._cutting.timeline.tracks]
        found = (nearest_on(self._cutting.index, track, at) for track in tracks)
        return next((on for on in found if on), None)

    def _arrive(self, on: Stop | None, *, extend: bool) -> None:
        if isinstance(on, OnClip):
            kept = self._cutting.session.clips.value if extend else frozenset[ClipId]()
            self._cutting.select(kept | {on.clip.id})
        elif on is not None:
            self._cutting.select_spot(on)
        if on is not None:
            self.walked.emit(on)


def _beside(rows: tuple[Row, ...], track: TrackId | None, step: int) -> TrackId | None:
    order: list[TrackId | None] = [row.track.id for row in rows]
    at = order.index(track) + step if track in order else -1
    return order[at] if 0 <= at < len(order) else None

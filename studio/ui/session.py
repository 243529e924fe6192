"""`Session`: what the window shows of the film at the moment; never saved with it, never undone."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from studio.core.edits.points import Range
from studio.core.ids import CharacterId, ClipId, ShotId, TrackId
from studio.store import Store


class Session(QObject):
    """Selection, playhead and points, each a store of its own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shot: Store[ShotId | None] = Store(None, self)
        self.character: Store[CharacterId | None] = Store(None, self)
        self.clips: Store[frozenset[ClipId]] = Store(frozenset(), self)
        self.playhead: Store[int] = Store(0, self)
        self.speed: Store[float] = Store(0.0, self)
        self.range: Store[Range] = Store(Range(), self)
        # In and out points within the take of a shot, half-open at the film's rate.
        self.source_marks: Store[Mapping[ShotId, tuple[int, int]]] = Store({}, self)
        self.target: Store[TrackId | None] = Store(None, self)  # the track that edits go to
        # The frames of the film that the player has at hand, as half-open ranges in order.
        self.kept: Store[tuple[tuple[int, int], ...]] = Store((), self)
        self.levels: Store[Mapping[TrackId, float]] = Store({}, self)  # how loud each track is right now
        self.snapping: Store[bool] = Store(True, self)
        self.matched: Store[bool] = Store(True, self)  # whether the player shows clips with their matches

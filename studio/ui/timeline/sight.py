"""`Sight`: everything that one painting of the timeline shows, as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QPixmap

from studio.core.edits.points import Range
from studio.core.ids import ClipId, ShotId
from studio.core.project import Project
from studio.ui.places import Index
from studio.ui.timeline.gestures import Gesture
from studio.ui.timeline.ink import Ink
from studio.ui.timeline.layout import Hit, Layout, OnGap, OnJoint
from studio.ui.timeline.looks import Looks
from studio.ui.timeline.strips import Strips
from studio.ui.timeline.tints import Tints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sight:
    """What is painted; `preview` gives the newest picture of a shot being rendered, as high as the film-strip."""

    project: Project
    layout: Layout
    index: Index
    ink: Ink
    looks: Looks
    strips: Strips
    tints: Tints
    preview: Callable[[ShotId], QPixmap | None]
    selected: frozenset[ClipId]
    spot: OnGap | OnJoint | None
    hover: Hit
    gesture: Gesture
    playhead: int
    range: Range
    kept: tuple[tuple[int, int], ...]  # the frames that the player has at hand
    blade: int | None  # the frame at which the blade would cut

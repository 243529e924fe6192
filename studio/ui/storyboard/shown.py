"""`Shown`: which shots the cut shows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from studio.core.ids import ShotId
from studio.core.timeline import Timeline, list_clips


class Shown:
    """The shots that the cut shows, looked up anew when the cut has changed."""

    def __init__(self) -> None:
        self._timeline: Timeline | None = None
        self._shots: frozenset[ShotId | None] = frozenset()

    def find(self, timeline: Timeline) -> frozenset[ShotId | None]:
        """All shots with a clip."""
        if timeline is not self._timeline:
            self._timeline = timeline
            self._shots = frozenset(clip.shot for _, clip in list_clips(timeline))
        return self._shots


def words_of_uncut() -> str:
    """What is said of a shot that no clip shows."""
    return QCoreApplication.translate("ShotCard", "not in the cut")

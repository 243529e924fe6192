"""`Needs`: what actions lack to do anything, in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from studio.core.edits.items import find_across
from studio.core.timeline import Clip, Gap
from studio.ui.actions import Actions
from studio.ui.document import Document
from studio.ui.places import list_markers
from studio.ui.session import Session

_OF_CLIPS = (
    *("duplicate", "group", "ungroup", "detach_sound", "carry_up", "carry_down"),
    *("nudge_back", "nudge_on", "nudge_far_back", "nudge_far_on"),
)
_OF_A_SHOT = ("render", "render_takes", "split_shot", "merge_shots")
_OF_SHOTS = ("render_all", "render_missing", "assemble", "conform")
_OF_THE_CUT = ("split", "trim_head", "trim_tail", "trim_start", "trim_end", "dissolve", "close_gaps", "select_all")


class Needs(QObject):
    """Is asked before the panels are, so that it sees what they will see; `told` brings the sentence."""

    told = Signal(str)

    def __init__(self, actions: Actions, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        asked = dict.fromkeys(_OF_CLIPS, self._miss_clips)
        asked |= dict.fromkeys(_OF_A_SHOT, self._miss_shot)
        asked |= dict.fromkeys(_OF_SHOTS, self._miss_shots)
        asked |= dict.fromkeys(_OF_THE_CUT, self._miss_cut)
        asked |= {"marker_back": self._miss_marker, "marker_on": self._miss_marker}
        for name, ask in asked.items():
            actions[name].triggered.connect(partial(self._tell, ask, name))

    def _tell(self, ask: Callable[[str], str], action: str) -> None:
        if sentence := ask(action):
            self.told.emit(sentence)

    def _miss_clips(self, action: str) -> str:
        count = len(self._session.clips.value)
        if count == 0:
            return self.tr("No clips are selected; choose some in the timeline.")
        if action == "group" and count == 1:
            return self.tr("A group takes two clips or more; choose another one, too.")
        return ""

    def _miss_shot(self, _: str) -> str:
        return "" if self._session.shot.value else self.tr("No shot is selected; choose one in the storyboard.")

    def _miss_shots(self, _: str) -> str:
        return "" if any(self._document.project.shots) else self.tr("The storyboard has no shots yet; add one first.")

    def _miss_cut(self, action: str) -> str:
        lanes = [track.items for track in self._document.project.timeline.tracks]
        if not any(isinstance(item, Clip) for items in lanes for item in items):
            return self.tr("There are no clips in the cut yet.")
        if action == "split" and not any(find_across(items, self._session.playhead.value) for items in lanes):
            return self.tr("The playhead stands in no clip; move it into the one to be split.")
        here = [places.at(self._session.playhead.value) for places in self._document.index.values()]
        if action in ("trim_head", "trim_tail") and not any(each and isinstance(each.item, Clip) for each in here):
            return self.tr("The playhead stands in no clip; move it into the one to be trimmed.")
        if action == "close_gaps" and not any(isinstance(item, Gap) for items in lanes for item in items):
            return self.tr("There are no gaps in the cut.")
        return ""

    def _miss_marker(self, action: str) -> str:
        at, frames = self._session.playhead.value, list_markers(self._document.project.timeline, self._document.index)
        if action == "marker_back":
            return "" if any(frame < at for frame in frames) else self.tr("No marker comes before the playhead.")
        return "" if any(frame > at for frame in frames) else self.tr("No marker comes after the playhead.")

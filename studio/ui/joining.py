"""`Joining`: brings clips of the cut together: one matched to the one before, or a shot made for the gap between."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from studio.core.edits.gap import Hole, fill_gap, find_hole
from studio.core.edits.match import set_match
from studio.core.ids import ClipId, ShotId, TrackId
from studio.core.image import Image
from studio.core.match import Match
from studio.core.project import Project
from studio.core.seams import find_seam_before, find_seams
from studio.core.timeline import find_clip
from studio.render.seams import keep_ends, match_seam
from studio.storage.fresh import fresh_id
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.layout import OnGap


class Joining(QObject):
    """The pictures are looked at in the background; what comes of it is one step of the document."""

    def __init__(
        self,
        cutting: Cutting,
        actions: Actions,
        background: Background,
        folder: Path,
        render: Callable[[ShotId], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session = cutting.document, cutting.session
        self._background, self._folder, self._render = background, folder, render
        cutting.match_wanted.connect(self.match_clip)
        cutting.filling_wanted.connect(self._fill_chosen)
        actions["match_before"].triggered.connect(self.match_selected)
        actions["fill_gap"].triggered.connect(self.fill_at_playhead)

    def match_clip(self, clip: ClipId) -> None:
        """Match a clip to the one before it."""
        project = self._document.project
        seam = find_seam_before(project, clip)
        if seam is None:
            self._document.refused.emit(self.tr("No clip ends where this one begins, so there is nothing to match."))
        elif self._may_change():
            self._background.run(self, partial(match_seam, project, self._folder, seam), partial(self._set_match, clip))

    def match_selected(self) -> None:
        """Match the selected clip, else the one of the seam nearest to the playhead."""
        seams = list(find_seams(self._document.project))
        chosen = [seam for seam in seams if seam.after.id in self._session.clips.value] or seams
        if not chosen:
            self._document.refused.emit(self.tr("No two clips meet in the cut, so there is nothing to match."))
            return
        playhead = self._session.playhead.value
        self.match_clip(min(chosen, key=lambda seam: abs(seam.frame - playhead)).after.id)

    def fill_at_playhead(self) -> None:
        """Make a shot for the gap that the playhead stands in, and render it."""
        self.fill_gap(self._session.playhead.value)

    def fill_gap(self, frame: int, track: TrackId | None = None) -> None:
        """Make a shot for the gap at a frame, and render it."""
        project = self._document.project
        hole = find_hole(project.timeline, frame, track)
        if hole is None:
            self._document.refused.emit(self.tr("There is no gap between two clips here; move the playhead into one."))
        elif self._may_change():
            self._background.write(self, partial(keep_ends, project, self._folder, hole), partial(self._fill, hole))

    def _fill_chosen(self, gap: OnGap) -> None:
        self.fill_gap(gap.begin, gap.track)

    def _may_change(self) -> bool:
        """Whether the film can be changed; where not, it is said."""
        return not self._document.read_only or self._document.apply("", _same)

    def _set_match(self, clip: ClipId, match: Match) -> None:
        try:
            find_clip(self._document.project.timeline, clip)
        except KeyError:  # it has been deleted meanwhile
            return
        self._document.apply(self.tr("Match to the clip before"), lambda film: set_match(film, clip, match))

    def _fill(self, hole: Hole, ends: tuple[Image, Image]) -> None:
        shot, clip = ShotId(fresh_id()), ClipId(fresh_id())
        edit = partial(fill_gap, hole=hole, shot=shot, clip=clip, first=ends[0], last=ends[1])
        if self._document.apply(self.tr("Fill the gap"), edit):
            self._session.shot.set(shot)
            self._render(shot)


def _same(film: Project) -> Project:
    return film

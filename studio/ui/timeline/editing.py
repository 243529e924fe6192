"""`Editing`: what is put into the cut and taken out of it: shots by three points, stretches, groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from studio.core.edits import cut, spans
from studio.core.edits.assemble import FIRST_TRACK, make_clip
from studio.core.edits.cut import shot_frames
from studio.core.edits.points import Points, Range, fit_points
from studio.core.edits.tracks import add_track
from studio.core.ids import ClipId, GroupId, TrackId
from studio.core.project import Project, Shot, find_shot
from studio.core.timeline import Clip, OfShot, TrackKind
from studio.storage.fresh import fresh_id
from studio.ui.timeline.choice import find_selected
from studio.ui.timeline.cutting import Cutting

_Put = Callable[[Project, TrackId, Clip, int], Project]


class Editing(QObject):
    """Commands on the selection, the playhead and the points. `told` says in words why one of them did nothing."""

    told = Signal(str)

    def __init__(self, cutting: Cutting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cutting = cutting
        self._session = cutting.session

    def insert(self) -> None:
        """The selected shot, or its part between the points, in at the playhead or the cut's points."""
        self._put(self.tr("Insert"), cut.insert_clip)

    def overwrite(self) -> None:
        """The same over what is there."""
        self._put(self.tr("Overwrite"), cut.overwrite_clip)

    def append(self) -> None:
        """The same at the end of the track."""
        self._put(self.tr("Append"), lambda project, track, clip, _: cut.append_clip(project, track, clip))

    def replace(self) -> None:
        """The selected shot in place of the selected clips, which keep their length and look."""
        shot, clips = self._shot(), self._session.clips.value
        if shot is None or not clips:
            self.told.emit(self.tr("Choose a clip, and the shot that is to take its place."))
            return
        start = self._marks(shot).begin or 0

        def change(project: Project) -> Project:
            for clip in clips:
                project = spans.replace_clip(project, clip, OfShot(shot=shot.id), start)
            return project

        self._cutting.document.apply(self.tr("Replace"), change)

    def lift(self) -> None:
        """Take out what lies between the points and leave a gap; without points the selected clips."""
        self._clear(self.tr("Lift"), spans.lift_span, self._cutting.delete_selected)

    def extract(self) -> None:
        """Take it out and close the gap."""
        self._clear(self.tr("Extract"), spans.extract_span, self._cutting.extract_selected)

    def duplicate(self) -> None:
        """The selected clips once more, right after the last of them."""
        clips = self._session.clips.value
        self._cutting.document.apply(self.tr("Duplicate"), lambda project: spans.duplicate_clips(project, clips))

    def group(self) -> None:
        """Choose the selected clips together from now on."""
        clips, group = self._session.clips.value, GroupId(fresh_id())
        if len(clips) > 1:
            self._cutting.document.apply(self.tr("Group"), lambda project: spans.group_clips(project, clips, group))

    def ungroup(self) -> None:
        """Each of the selected clips by itself again."""
        clips = self._session.clips.value
        self._cutting.document.apply(self.tr("Ungroup"), lambda project: spans.group_clips(project, clips, None))

    def detach_sound(self) -> None:
        """The sound of the selected clips as clips of their own on a sound track, which is made if there is none."""
        tracks = {track.id: track.kind for track in self._cutting.timeline.tracks}
        chosen = find_selected(self._cutting.index, self._session.clips.value)
        shown = [on.clip for on in chosen if tracks[on.track] is TrackKind.VIDEO]
        if not shown:
            return
        made = self._cutting.make_track(TrackKind.AUDIO)
        fresh = [(ClipId(fresh_id()), GroupId(fresh_id())) for _ in shown]

        def change(project: Project) -> Project:
            home = _find_free(project, TrackKind.AUDIO)
            if home is None:
                project, home = add_track(project, made), made.id
            for clip, (sound, group) in zip(shown, fresh, strict=True):
                project = spans.detach_sound(project, clip.id, sound, clip.group or group, home)
            return project

        self._cutting.document.apply(self.tr("Detach sound"), change)

    def close_gaps(self) -> None:
        """Close all gaps of the track that edits go to."""
        home = self._home(self._cutting.document.project)
        if home is not None:
            self._cutting.document.apply(self.tr("Close gaps"), lambda project: cut.close_gaps(project, home))

    def _put(self, label: str, put: _Put) -> None:
        shot = self._shot()
        if shot is None:
            self.told.emit(self.tr("Choose a shot to put into the cut."))
            return
        points = self._fit(shot)
        if points.frames < 1:
            self.told.emit(self.tr("Between these points there is nothing to put in; clear one of them."))
            return
        clip = replace(make_clip(shot), id=ClipId(fresh_id()), start=points.start, frames=points.frames)

        def change(project: Project) -> Project:
            home = self._home(project)
            if home is None:
                project, home = add_track(project, FIRST_TRACK), FIRST_TRACK.id
            return put(project, home, clip, points.at)

        if self._cutting.document.apply(label, change):
            self._cutting.select({clip.id})
            placed = find_selected(self._cutting.index, {clip.id})
            self._session.playhead.set(placed[0].placed.end)

    def _fit(self, shot: Shot) -> Points:
        length = shot_frames(self._cutting.document.project, shot)
        return fit_points(self._marks(shot), length, self._session.range.value, self._session.playhead.value)

    def _marks(self, shot: Shot) -> Range:
        begin, end = self._session.source_marks.value.get(shot.id, (None, None))
        return Range(begin=begin, end=end)

    def _shot(self) -> Shot | None:
        chosen = self._session.shot.value
        return find_shot(self._cutting.document.project, chosen) if chosen else None

    def _home(self, project: Project) -> TrackId | None:
        """The track that edits go to: the one chosen for it, else the lowest free one with pictures."""
        target = self._session.target.value
        return target if any(track.id == target for track in project.timeline.tracks) else _find_free(project)

    def _clear(self, label: str, edit: Callable[[Project, int, int], Project], otherwise: Callable[[], None]) -> None:
        points = self._session.range.value
        if points == Range():
            otherwise()
            return
        begin = points.begin or 0
        end = self._cutting.timeline.frames if points.end is None else points.end
        if self._cutting.document.apply(label, lambda project: edit(project, begin, end)):
            self._session.range.set(Range())
            self._session.playhead.set(begin)


def _find_free(project: Project, kind: TrackKind = TrackKind.VIDEO) -> TrackId | None:
    """The lowest track of a kind that is not locked; where all are, the lowest, which will refuse."""
    fitting = [track for track in project.timeline.tracks if track.kind is kind]
    free = [track for track in fitting if not track.locked] or fitting
    return free[0].id if free else None

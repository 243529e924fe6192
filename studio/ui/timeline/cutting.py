"""`Cutting`: the commands of the timeline. Each is one step of the document, made of the edits in core."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from studio.core.edits import cut, spans, trims
from studio.core.edits.assemble import FIRST_TRACK, assemble, make_clip
from studio.core.edits.tracks import TrackFields, add_marker, add_track, remove_marker, remove_track, set_marker
from studio.core.edits.tracks import set_track as set_track_fields
from studio.core.history import Edit
from studio.core.ids import ClipId, MarkerId, ShotId, TrackId
from studio.core.project import Project, find_shot
from studio.core.timeline import Marker, Timeline, Track, TrackKind
from studio.storage.fresh import fresh_id
from studio.store import Store
from studio.ui.document import Document
from studio.ui.places import Index, list_markers
from studio.ui.session import Session
from studio.ui.timeline.choice import clips_to_cut, find_selected, nearest_cut, renew
from studio.ui.timeline.layout import OnClip, OnGap, OnJoint
from studio.ui.timeline.metrics import DISSOLVE_FRAMES


class Cutting(QObject):
    """Acts on the session's selection and playhead. `spot` is a selected gap or transition; clips and it exclude
    each other. `marker_wanted` asks for the words of a marker; `match_wanted` for a clip to look like the one before
    it, and `filling_wanted` for a shot in a gap, both of which take a look at the pictures first."""

    marker_wanted = Signal(object)
    match_wanted = Signal(object)
    filling_wanted = Signal(object)

    def __init__(self, document: Document, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.session = session
        self.spot: Store[OnGap | OnJoint | None] = Store(None, self)
        self._grouped: Timeline | None = None
        self._groups: Mapping[ClipId, frozenset[ClipId]] = {}
        document.changed.connect(self._on_changed)

    @property
    def index(self) -> Index:
        """The places of all items of the cut as it is now."""
        return self.document.index

    @property
    def timeline(self) -> Timeline:
        """The cut as it is now."""
        return self.document.project.timeline

    def select(self, clips: Collection[ClipId], *, alone: bool = False) -> None:
        """Select just these clips, with those of their groups unless `alone`."""
        self.spot.set(None)
        self.session.clips.set(frozenset(clips) if alone else self._with_groups(clips))

    def select_spot(self, spot: OnGap | OnJoint) -> None:
        """Select a gap or a transition."""
        self.session.clips.set(frozenset())
        self.spot.set(spot)

    def open_shot(self, clip: ClipId) -> None:
        """Show the shot of a clip in the other panels."""
        found = find_selected(self.index, {clip})
        if found:
            self.session.shot.set(found[0].clip.shot)

    def split(self) -> None:
        """Cut at the playhead: the selected clips there, or all."""
        at = self.session.playhead.value
        chosen = clips_to_cut(self.timeline, self.index, at, self.session.clips.value)
        self._split(at, [on.clip.id for on in chosen])

    def blade(self, frame: int, clip: ClipId | None) -> None:
        """Cut one clip, or all, at a frame."""
        every = clips_to_cut(self.timeline, self.index, frame, {clip} if clip else ())
        self._split(frame, [on.clip.id for on in every])

    def trim_head(self) -> None:
        """Take away what lies before the playhead in its clip, close the hole and stay at the cut."""
        found = self._clips_to_trim()
        at = self.session.playhead.value
        if found and self._trim(self.tr("Trim head"), found, at_start=True, ripple=True):
            self.session.playhead.set(min([at, *(on.placed.begin for on in found)]))

    def trim_tail(self) -> None:
        """Take away what lies after the playhead in its clip, and close the hole."""
        self._trim(self.tr("Trim tail"), self._clips_to_trim(), at_start=False, ripple=True)

    def trim_to_playhead(self, *, at_start: bool) -> None:
        """Bring one end of the selected clips, or of the one at the playhead, to the playhead; nothing else moves."""
        at = self.session.playhead.value
        chosen = find_selected(self.index, self.session.clips.value) or self._clips_to_trim()
        fitting = [on for on in chosen if (at < on.placed.end if at_start else at > on.placed.begin)]
        self._trim(self.tr("Trim to playhead"), fitting, at_start=at_start, ripple=False)

    def dissolve(self) -> None:
        """Put a dissolve on the cut nearest to the playhead, or take away the one that is there."""
        at = self.session.playhead.value
        found = nearest_cut(self.timeline, self.index, at, self.session.clips.value)
        if found:
            frames = 0 if found.joint else DISSOLVE_FRAMES
            label = self.tr("Remove transition") if found.joint else self.tr("Dissolve")
            self.document.apply(
                label, lambda project: cut.set_transition(project, found.clip, frames, at_start=found.at_start)
            )

    def set_transition(self, on: OnJoint, frames: int, *, merge: object = None) -> None:
        """Give a transition another length; no frames take it away."""
        label = self.tr("Transition length") if frames else self.tr("Remove transition")
        joint = on.joint
        self.document.apply(
            label, lambda project: cut.set_transition(project, joint.clip, frames, at_start=joint.at_start), merge=merge
        )

    def delete_selected(self) -> None:
        """Leave a gap where the selected clips are; a selected gap closes, a selected transition goes."""
        if not self._delete_spot():
            self._edit_clips(self.tr("Delete"), cut.delete_clips)

    def extract_selected(self) -> None:
        """Take the selected clips out and close the gap behind them."""
        if not self._delete_spot():
            self._edit_clips(self.tr("Delete and close the gap"), cut.extract_clips)

    def close_gap(self, gap: OnGap) -> None:
        """Pull what comes after a gap to its start."""
        self.document.apply(self.tr("Close gap"), lambda project: cut.close_gap(project, gap.track, gap.begin))

    def nudge(self, by: int) -> None:
        """Move the selected clips by some frames; several in a row are one step."""
        clips = self.session.clips.value
        if clips:
            self.document.apply(
                self.tr("Nudge"), lambda project: cut.move_clips(project, clips, by), merge=("nudge", clips)
            )

    def move_to(self, track: TrackId) -> None:
        """Move the selected clips, all of one track, to another at the same time."""
        clips = self.session.clips.value
        homes = {on.track for on in find_selected(self.index, clips)}
        if len(homes) == 1 and homes != {track}:
            self.document.apply(
                self.tr("Move to another track"), lambda project: cut.move_clips(project, clips, 0, track)
            )

    def set_clips(self, label: str, clips: Iterable[ClipId], fields: cut.ClipFields, *, merge: object = None) -> None:
        """Set how clips look or sound."""

        def change(project: Project) -> Project:
            for clip in clips:
                project = cut.set_clip(project, clip, **fields)
            return project

        self.document.apply(label, change, merge=merge)

    def insert_shots(self, shots: Sequence[ShotId], track: TrackId | None, frame: int) -> None:
        """Put clips of shots in at a frame; what comes after moves right. Without tracks it makes the first."""
        ids = [ClipId(fresh_id()) for _ in shots]

        def change(project: Project) -> Project:
            if not project.timeline.tracks:
                project = add_track(project, FIRST_TRACK)
            home = track or project.timeline.tracks[0].id
            for id_, shot in reversed(list(zip(ids, shots, strict=True))):
                clip = replace(make_clip(find_shot(project, shot)), id=id_)
                project = cut.insert_clip(project, home, clip, frame)
            return project

        if self.document.apply(self.tr("Insert shots"), change):
            self.select(ids)

    def assemble(self) -> None:
        """Make the first track anew from the storyboard."""
        self.document.apply(self.tr("Assemble"), assemble)

    def add_track(self, kind: TrackKind = TrackKind.VIDEO) -> None:
        """One more track above the others of its kind."""
        track = self.make_track(kind)
        self.document.apply(self.tr("Add track"), lambda project: add_track(project, track))

    def make_track(self, kind: TrackKind) -> Track:
        """A track that isn't in the cut yet, with a name of its own."""
        names = {track.name for track in self.timeline.tracks}
        write: Callable[[int], str] = (
            (lambda number: f"V{number}")
            if kind is TrackKind.VIDEO
            else (lambda number: self.tr("Sound {0}").format(number))
        )
        name = next(write(number) for number in range(1, len(names) + 2) if write(number) not in names)
        return Track(id=TrackId(fresh_id()), name=name, kind=kind)

    def remove_track(self, track: TrackId) -> None:
        """Take a track away with all its clips."""
        self.document.apply(self.tr("Remove track"), lambda project: remove_track(project, track))

    def set_track(self, label: str, track: TrackId, fields: TrackFields, *, merge: object = None) -> None:
        """Rename, hide, mute or lock a track."""
        self.document.apply(label, lambda project: set_track_fields(project, track, **fields), merge=merge)

    def mark(self) -> None:
        """A marker at the playhead; where there is one already, its words are asked for."""
        at = self.session.playhead.value
        found = next((each for each in self.timeline.markers if each.frame == at), None)
        if found:
            self.marker_wanted.emit(found.id)
        else:
            marker = Marker(id=MarkerId(fresh_id()), frame=at)
            self.document.apply(self.tr("Add marker"), lambda project: add_marker(project, marker))

    def name_marker(self, marker: MarkerId, text: str) -> None:
        """Give a marker its words."""
        self.document.apply(self.tr("Rename marker"), lambda project: set_marker(project, marker, text))

    def remove_marker(self, marker: MarkerId) -> None:
        """Take a marker away."""
        self.document.apply(self.tr("Remove marker"), lambda project: remove_marker(project, marker))

    def step_marker(self, step: int) -> None:
        """The playhead to the marker before or after it, of the cut or of a clip."""
        at = self.session.playhead.value
        frames = [frame for frame in list_markers(self.timeline, self.index) if (frame - at) * step > 0]
        if frames:
            self.session.playhead.set(min(frames, key=lambda frame: abs(frame - at)))

    def _with_groups(self, clips: Collection[ClipId]) -> frozenset[ClipId]:
        if self._grouped is not self.timeline:
            self._grouped, self._groups = self.timeline, spans.find_groups(self.timeline)
        return frozenset(clips).union(*(self._groups[clip] for clip in clips if clip in self._groups))

    def _split(self, frame: int, clips: list[ClipId]) -> None:
        self.document.apply(
            self.tr("Split"), _where_unlocked(clips, lambda project: cut.split_at(project, frame, clips))
        )

    def _clips_to_trim(self) -> tuple[OnClip, ...]:
        selected = self.session.clips.value
        found = clips_to_cut(self.timeline, self.index, self.session.playhead.value, selected)
        return found if found and found[0].clip.id in selected else found[:1]

    def _trim(self, label: str, clips: Iterable[OnClip], *, at_start: bool, ripple: bool) -> bool:
        at = self.session.playhead.value
        trimmed = trims.trim_start if at_start else trims.trim_end

        def change(project: Project) -> Project:
            for on in clips:
                by = at - (on.placed.begin if at_start else on.placed.end)
                project = trimmed(project, on.clip.id, by, ripple=ripple) if by else project
            return project

        return self.document.apply(label, change)

    def _delete_spot(self) -> bool:
        match self.spot.value:
            case OnGap() as gap:
                self.close_gap(gap)
            case OnJoint() as joint:
                self.set_transition(joint, 0)
            case None:
                return False
        return True

    def _edit_clips(self, label: str, edit: Callable[[Project, Collection[ClipId]], Project]) -> None:
        clips = self.session.clips.value
        if clips:
            self.document.apply(label, lambda project: edit(project, clips))

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.timeline is after.timeline:
            return
        selected = self.session.clips.value
        if selected:
            self.session.clips.set(frozenset(clip.id for _, clip, _ in self.document.seek(selected)))
        self.spot.set(renew(self.index, self.spot.value))


def _where_unlocked(clips: Collection[ClipId], edit: Edit) -> Edit:
    """An edit that a locked track refuses like any other; splitting alone passes over what is locked."""

    def change(project: Project) -> Project:
        for clip in clips:
            cut.set_clip(project, clip)
        return edit(project)

    return change

"""`ClipWriter`: writes into the clips that are selected in the timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from studio.core.edits.keys import count_in
from studio.core.ids import ClipId
from studio.core.project import Project
from studio.core.timeline import Clip, Timeline, Track
from studio.ui.document import Document
from studio.ui.session import Session

ClipEdit = Callable[[Project, ClipId], Project]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A selected clip with its track and first frame in the cut; `frame` is the playhead as its keys count."""

    track: Track
    clip: Clip
    begin: int
    frame: int


class ClipWriter(QObject):
    """What all fields of clips write through: one step for all that are selected."""

    def __init__(self, document: Document, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._asked: tuple[Timeline, frozenset[ClipId], int] | None = None
        self._chosen: tuple[Chosen, ...] = ()

    @property
    def project(self) -> Project:
        """The film as it is now."""
        return self._document.project

    @property
    def playhead(self) -> int:
        """The frame of the cut that the window shows."""
        return self._session.playhead.value

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The selected clips as they are now, from the lowest track up."""
        timeline, clips, at = asked = self.project.timeline, self._session.clips.value, self.playhead
        if self._asked is None or any(now is not then for now, then in zip(asked, self._asked, strict=True)):
            self._asked = asked
            tracks = {track.id: track for track in timeline.tracks}
            self._chosen = tuple(
                Chosen(track=tracks[track], clip=clip, begin=placed.begin, frame=count_in(clip, placed.begin, at))
                for track, clip, placed in self._document.seek(clips)
            )
        return self._chosen

    def write(self, label: str, edit: ClipEdit, merge: object = None) -> bool:
        """One of the user's steps; those of one merge key become one for as long as the same clips are selected."""
        clips = [each.clip.id for each in self.chosen]

        def change(film: Project) -> Project:
            for clip in clips:
                film = edit(film, clip)
            return film

        key = None if merge is None else (tuple(clips), merge)
        return bool(clips) and self._document.apply(label, change, merge=key)

    def go_to(self, frame: int) -> None:
        """The playhead to a frame of the cut."""
        self._session.playhead.set(frame)

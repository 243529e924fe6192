"""`Sight`: which shot is seen at a frame of the cut."""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.project import Project, Shot
from studio.core.timeline import Clip, Title
from studio.media.lanes import Lane, lay_seen


class Sight:
    """The cut laid out for looking up, as fast in a film of thousands of clips."""

    def __init__(self, project: Project) -> None:
        self._lanes: list[Lane] = []
        self.follow(project)

    def follow(self, project: Project) -> None:
        """Look into this state of the film from now on."""
        self._lanes = lay_seen(project.timeline, self._lanes)
        self._shots = {shot.id: shot for shot in project.shots}

    def shot(self, frame: int) -> Shot | None:
        """The shot that is seen at a frame, under the titles; nothing in a gap and past the end."""
        clip = next((each for each in self._clips(frame) if not isinstance(each.source, Title)), None)
        return self._shots[clip.shot] if clip and clip.shot else None

    def is_empty(self, frame: int) -> bool:
        """Whether there is nothing to be seen at a frame."""
        return next(self._clips(frame), None) is None

    def _clips(self, frame: int) -> Iterator[Clip]:
        """The clips at a frame, the uppermost first."""
        for lane in reversed(self._lanes):
            for each in lane.between(frame, frame + 1):
                if each.at <= frame < each.at + each.clip.frames:
                    yield each.clip

"""What clips show of their shots: name, the cast's colours, the take and how it stands. Cached per shot."""

from __future__ import annotations

from dataclasses import dataclass

from studio.core.ids import ShotId
from studio.core.plan import find_cast
from studio.core.project import Project, Shot, Take
from studio.ui.storyboard.standings import Standing, Standings
from studio.ui.widgets.state_mark import ShotState

_GONE = Standing(state=ShotState.DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a shot lends its clips; `pace` is how many frames of the take one frame of the film takes."""

    name: str
    take: Take | None = None
    pace: float = 1.0


class Looks:
    """The looks of the shots of a film; only those that are asked for are made."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._project: Project | None = None
        self._shots: dict[ShotId, Shot] = {}
        self._looks: dict[ShotId, Look] = {}
        self._colours: dict[ShotId, tuple[Shot, tuple[str, ...]]] = {}
        self.version = 0  # goes up when shots or cast have changed

    def watch(self, project: Project) -> None:
        """Take in the film as it is now; cheap when shots and cast are the same objects as before."""
        before, self._project = self._project, project
        if before is None or project.cast is not before.cast:
            self.version += 1
            self._colours.clear()
        if before is None or project.scenes is not before.scenes or project.frame_rate != before.frame_rate:
            self.version += 1
            self._looks.clear()
            self._shots = {shot.id: shot for shot in project.shots}

    def look(self, shot: ShotId) -> Look:
        """The look of a shot."""
        known = self._looks.get(shot)
        if known is None:
            known = self._looks[shot] = self._make(shot)
        return known

    def standing(self, shot: ShotId) -> Standing:
        """How a shot stands with its take and the queue."""
        found = self._shots.get(shot)
        return self._standings.of(found) if found else _GONE

    def colours(self, shot: ShotId) -> tuple[str, ...]:
        """The colours of a shot's cast."""
        found = self._shots.get(shot)
        if found is None or self._project is None:
            return ()
        known = self._colours.get(shot)
        if known is None or known[0] is not found:
            known = (found, tuple(each.colour for each in find_cast(self._project, found)))
            self._colours[shot] = known
        return known[1]

    def _make(self, shot: ShotId) -> Look:
        found = self._shots.get(shot)
        take = found.take if found else None
        if found is None or take is None or self._project is None:
            return Look(name=found.name if found else "")
        return Look(name=found.name, take=take, pace=float(take.request.frame_rate / self._project.frame_rate))

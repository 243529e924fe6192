"""What a clip shows of its shot: name, the cast's colours, the take and how it stands with it. Cached per shot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from studio.core.ids import ShotId
from studio.core.jobs import Failed, Job, Queue, Rendering, Waiting
from studio.core.plan import find_cast
from studio.core.project import Project, Shot, Take

DRAFT, QUEUED, RENDERING, READY, STALE, FAILED = "draft", "queued", "rendering", "ready", "out of date", "failed"

StateOf = Callable[[Shot], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One shot as its clips show it; `pace` is how many frames of the take one frame of the film takes."""

    name: str
    colours: tuple[str, ...] = ()
    take: Take | None = None
    pace: float = 1.0
    state: str = READY
    done: float = 0.0
    reason: str = ""


class Looks:
    """The looks of the shots of a film and a queue; only those that are asked for are made."""

    def __init__(self, state_of: StateOf) -> None:
        self._state_of = state_of
        self._project: Project | None = None
        self._queue: Queue | None = None
        self._shots: dict[ShotId, Shot] = {}
        self._jobs: dict[ShotId, Job] = {}
        self._known: dict[ShotId, Look] = {}
        self._colours: dict[ShotId, tuple[Shot, tuple[str, ...]]] = {}
        self.version = 0  # goes up when shots or cast have changed

    def watch(self, project: Project, queue: Queue) -> None:
        """Take in the film and the queue as they are now; cheap when they are the same objects as before."""
        before = self._project
        if before is None or project.scenes is not before.scenes or project.cast is not before.cast:
            self.version += 1
        if before is None or project.scenes is not before.scenes:
            self._shots = {shot.id: shot for shot in project.shots}
        if before is None or project.cast is not before.cast:
            self._colours.clear()
        if queue is not self._queue:
            self._jobs = {job.shot: job for job in queue.jobs}
        if before is None or queue is not self._queue or _tells_of_shots(before, project):
            self._known.clear()
        self._project, self._queue = project, queue

    def forget(self) -> None:
        """Ask for all states again: something that they depend on outside the film has changed."""
        self._known.clear()

    def look(self, shot: ShotId) -> Look:
        """The look of a shot."""
        known = self._known.get(shot)
        if known is None:
            known = self._known[shot] = self._make(shot)
        return known

    def colours(self, shot: ShotId) -> tuple[str, ...]:
        """The colours of a shot's cast, without asking for its state."""
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
        if found is None or self._project is None:
            return Look(name="", state=DRAFT)
        take = found.take
        job = self._jobs.get(shot)
        state, done, reason = _state_of_job(job) or (self._state_of(found) if take else DRAFT, 0.0, "")
        pace = take.request.frame_rate / self._project.frame_rate if take else Fraction(1)
        return Look(
            name=found.name,
            colours=self.colours(shot),
            take=take,
            pace=float(pace),
            state=state,
            done=done,
            reason=reason,
        )


def state_words(look: Look) -> str:
    """How a shot stands, in a word or two; empty for one that is ready."""
    words = {
        DRAFT: QCoreApplication.translate("Timeline", "Draft"),
        QUEUED: QCoreApplication.translate("Timeline", "Queued"),
        RENDERING: QCoreApplication.translate("Timeline", "Rendering {0} %").format(int(look.done * 100)),
        READY: "",
        STALE: QCoreApplication.translate("Timeline", "Out of date"),
        FAILED: QCoreApplication.translate("Timeline", "Failed"),
    }
    return words.get(look.state, look.state)


def _state_of_job(job: Job | None) -> tuple[str, float, str] | None:
    match job:
        case Job(state=Waiting()):
            return QUEUED, 0.0, ""
        case Job(state=Rendering(done=done)):
            return RENDERING, done, ""
        case Job(state=Failed(reason=reason)):
            return FAILED, 0.0, reason
        case _:
            return None


def _tells_of_shots(before: Project, after: Project) -> bool:
    """Whether anything but the cut differs."""
    names = ("scenes", "cast", "images", "settings", "backend", "frame_rate", "width", "height")
    return any(getattr(before, name) is not getattr(after, name) for name in names)

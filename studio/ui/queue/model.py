"""`JobsModel`: the jobs of the queue in the order in which they are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from studio.core.ids import JobId, ShotId
from studio.core.jobs import Cancelled, Done, Failed, Job, Queue, Rendering, Waiting
from studio.core.project import Project, Shot
from studio.core.recipe import describe_lighter
from studio.store import Store
from studio.ui.difference import find_difference
from studio.ui.document import Document
from studio.ui.forecasts import Forecasts
from studio.ui.theme import Tint

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
JOB_TYPE = "application/x-storyreel-job"
_SURE = 0.02  # of the work: before that nothing can be said of its end


class JobsModel(QAbstractListModel):
    """Follows the queue. `move_wanted(job, index)` tells of a drop; `index` counts without the job."""

    move_wanted = Signal(object, int)

    def __init__(
        self,
        document: Document,
        queue: Store[Queue],
        forecasts: Forecasts,
        clock: Callable[[], float] = monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self.forecasts, self._clock = document, forecasts, clock
        self.jobs: tuple[Job, ...] = queue.value.jobs
        self._begun: dict[JobId, float] = {}
        self._shots = {shot.id: shot for shot in document.project.shots}
        queue.changed.connect(self._on_queue_changed)
        document.changed.connect(self._on_changed)
        forecasts.changed.connect(self._on_forecasts)

    def shot(self, job: Job) -> Shot | None:
        """The shot of a job, if it is still there."""
        return self._shots.get(job.shot)

    def name(self, job: Job) -> str:
        """The name of the shot, as it is now or else as it was."""
        shot = self._shots.get(job.shot)
        return shot.name if shot else job.request.shot_name

    def note(self, job: Job) -> str:
        """What there is to say besides a job's state: why it failed, what is done now, what its take went without."""
        match job.state:
            case Failed(reason=words) | Rendering(text=words):
                return words
            case Done(take=made):
                shot = self.shot(job)
                takes = shot.takes if shot else ()
                return next((describe_lighter(take.recipe.lighter) for take in takes if take.id == made), "")
            case _:
                return ""

    def seconds_left(self, job: Job) -> float | None:
        """How long a job will still take, if that can be said."""
        if isinstance(job.state, Waiting):
            forecast = self.forecasts.seconds(job.id)
            return None if forecast is None else forecast * (1 - job.state.done)
        if not isinstance(job.state, Rendering) or job.state.done < _SURE or job.id not in self._begun:
            return None
        return (self._clock() - self._begun[job.id]) * (1 - job.state.done) / job.state.done

    def row_of_shot(self, shot: ShotId) -> int:
        """The row of the job of a shot that is being made; -1 where there is none."""
        rows = (row for row, job in enumerate(self.jobs) if job.shot == shot and isinstance(job.state, Rendering))
        return next(rows, -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.jobs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        job = self.jobs[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.name(job)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.name(job)}, {look_of(self, job)[2]}"
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self.note(job) or None
            case _:
                return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [JOB_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        carried.setData(JOB_TYPE, self.jobs[indexes[0].row()].id.encode())
        return carried

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        job = JobId(bytes(data.data(JOB_TYPE).data()).decode("utf-8", "replace"))
        ids = [each.id for each in self.jobs]
        if job in ids:
            to = len(ids) if row < 0 else row
            self.move_wanted.emit(job, to - 1 if ids.index(job) < to else to)
        return False  # the view has nothing to take out: the queue tells when it has changed

    def _on_queue_changed(self, _before: Queue, after: Queue) -> None:
        for job in after.jobs:
            if isinstance(job.state, Rendering):
                self._begun.setdefault(job.id, self._clock())
            else:
                self._begun.pop(job.id, None)
        old, self_ids = [job.id for job in self.jobs], [job.id for job in after.jobs]
        if old != self_ids:
            self._replace_rows(after.jobs)
            return
        before, self.jobs = self.jobs, after.jobs
        for row, job in enumerate(after.jobs):
            if job is not before[row]:
                self.dataChanged.emit(self.index(row), self.index(row))

    @Slot()
    def _on_forecasts(self) -> None:
        if self.jobs:
            self.dataChanged.emit(self.index(0), self.index(len(self.jobs) - 1))

    def _replace_rows(self, jobs: tuple[Job, ...]) -> None:
        old = self.jobs
        head, tail = find_difference([job.id for job in old], [job.id for job in jobs])
        if head + tail < len(old):
            self.beginRemoveRows(ROOT, head, len(old) - tail - 1)
            self.jobs = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if head + tail < len(jobs):
            self.beginInsertRows(ROOT, head, len(jobs) - tail - 1)
            self.jobs = jobs
            self.endInsertRows()
        self.jobs = jobs
        if jobs:
            self.dataChanged.emit(self.index(0), self.index(len(jobs) - 1))

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.scenes is not after.scenes:
            self._shots = {shot.id: shot for shot in after.shots}
            if self.jobs:
                self.dataChanged.emit(self.index(0), self.index(len(self.jobs) - 1))


def look_of(model: JobsModel, job: Job) -> tuple[str, Tint, str]:
    """Icon, tint and words of a job's state."""
    match job.state:
        case Waiting(done=done) if done > 0:
            return "clock", "second", model.tr("queued, {percent} % made").format(percent=int(done * 100))
        case Waiting():
            return "clock", "second", model.tr("queued")
        case Rendering(done=done):
            return "sparkles", "accent", model.tr("rendering {percent} %").format(percent=int(done * 100))
        case Done():
            return "circle-check", "ok", model.tr("done")
        case Failed():
            return "triangle-alert", "error", model.tr("failed")
        case Cancelled():
            return "circle-stop", "second", model.tr("cancelled")

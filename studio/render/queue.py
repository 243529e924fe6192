"""`RenderQueue`: the jobs of the open film, fed to the render threads one by one and kept on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event

from PySide6.QtCore import QObject, Signal, Slot

from studio.api import BackendEntry, Pictures
from studio.core import jobs
from studio.core.ids import JobId, ShotId
from studio.core.jobs import Cancelled, Done, Failed, Job, Queue, Rendering, Waiting
from studio.core.project import Take
from studio.core.request import ShotRequest
from studio.errors import StudioError
from studio.render.thread import RenderThread
from studio.storage.fresh import fresh_id
from studio.store import Store


def _keep_request(job: Job) -> ShotRequest:
    return job.request


@dataclass(slots=True)
class Run:
    """A job that a thread makes."""

    job: JobId
    stop: Event
    is_cancelled: bool = False


class RenderQueue(QObject):
    """Feeds one thread a GPU, or the one that there is, each with one job at a time.

    `take_made(shot, take)` and `previewed(shot, picture)` tell of the jobs at hand; `queue` holds the rest.

    `paused` tells that after a `pause` the backends' memory is given back, `worked_off(made, failed)` that nothing is
    left to be made. `closed` tells that `close` is done: the threads have ended and the queue went to be saved.

    `renew` gives the request that a job is begun with, `None` while it has to wait for another job.
    """

    take_made = Signal(object, object)
    previewed = Signal(object, object)
    preview_ended = Signal(object)
    failed = Signal(object, str)
    paused = Signal()
    worked_off = Signal(int, int)
    closed = Signal()

    def __init__(
        self,
        queue: Queue,
        threads: Sequence[RenderThread],
        find_backend: Callable[[str], BackendEntry],
        save: Callable[[Queue], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.renew: Callable[[Job], ShotRequest | None] = _keep_request
        self.queue: Store[Queue] = Store(jobs.resume(queue), self)
        self._threads = tuple(threads)
        self.find_backend = find_backend
        self._save = save
        self._runs: dict[RenderThread, Run] = {}
        self._is_closing = self._is_held = False
        self._unreleased = self._unfinished = 0
        self._ended = (0, 0)  # made and failed since there was nothing left to be made
        for thread in self._threads:
            thread.progressed.connect(self._on_progressed)
            thread.previewed.connect(self._on_previewed)
            thread.made.connect(self._on_made)
            thread.failed.connect(self._on_failed)
            thread.stopped.connect(self._on_stopped)
            thread.released.connect(self._on_released)

    def start(self) -> None:
        """Begin with the jobs that are waiting."""
        for thread in self._threads:
            thread.start()
        self._feed()

    def add(self, shot: ShotId, request: ShotRequest) -> None:
        """Put one more take at the end of the queue."""
        job = Job(id=JobId(fresh_id()), shot=shot, request=request)
        self._put(jobs.add_job(self.queue.value, job))

    def cancel(self, job: JobId) -> None:
        """Stop a job; one that is being made ends within a step."""
        run = next((run for run in self._runs.values() if run.job == job), None)
        if run:
            run.is_cancelled = True
            run.stop.set()
        else:
            self._put(jobs.cancel(self.queue.value, job))

    def pause(self) -> None:
        """Stop after the step at hand and give the backends' memory back; the job goes on from there later."""
        self._keep(replace(self.queue.value, paused=True))
        self._stop_all()

    def go_on(self) -> None:
        """End the pause."""
        self._put(replace(self.queue.value, paused=False))

    def hold(self, held: bool) -> None:
        """A pause that is not the user's: it is not kept, and nobody is told."""
        self._is_held = held
        if not held:
            self._feed()
        elif self._runs:
            self._stop_all()

    def cancel_all(self) -> None:
        """Stop every job."""
        for job in self.queue.value.jobs:
            if jobs.is_open(job):
                self.cancel(job.id)

    def retry(self, job: JobId) -> None:
        """Let a job that ended without a take wait again."""
        self._put(jobs.retry(self.queue.value, job))

    def remove(self, job: JobId) -> None:
        """Forget a job that has ended."""
        self._put(jobs.remove_job(self.queue.value, job))

    def move(self, job: JobId, index: int) -> None:
        """Give a job another place in the order."""
        self._put(jobs.move_job(self.queue.value, job, index))

    def move_first(self, job: JobId) -> None:
        """Make a job the next one."""
        self._put(jobs.move_first(self.queue.value, job))

    def duplicate(self, job: JobId, seed: int) -> None:
        """Make the same once more, with another seed."""
        self._put(jobs.duplicate(self.queue.value, job, JobId(fresh_id()), seed))

    def edit(self, job: JobId, request: ShotRequest) -> None:
        """Ask for something else in a job that waits."""
        self._put(jobs.edit_job(self.queue.value, job, request))

    def clear_ended(self) -> None:
        """Forget all jobs that have ended."""
        self._put(jobs.clear_ended(self.queue.value))

    def close(self) -> None:
        """Stop the job at hand, which waits again at the next start, and let the thread end; waits for nothing."""
        self._is_closing = True
        for run in self._runs.values():
            run.stop.set()
        for thread in self._threads:
            for signal in (thread.progressed, thread.previewed, thread.failed, thread.stopped):
                signal.disconnect()
        running = [thread for thread in self._threads if thread.isRunning()]
        self._unfinished = len(running)
        for thread in running:
            thread.finished.connect(self._on_finished)
            thread.close()
        if not running:
            self.closed.emit()

    def _stop_all(self) -> None:
        """Stop after the steps at hand, and let the threads give back what they hold."""
        for run in self._runs.values():
            run.stop.set()
        self._unreleased = len(self._threads)
        for thread in self._threads:
            thread.release()

    def _put(self, queue: Queue) -> None:
        self._keep(queue)
        self._feed()

    def _keep(self, queue: Queue) -> None:
        self.queue.set(queue)
        self._save(queue)

    def _feed(self) -> None:
        """Give each idle thread its next job; those whose backend is gone have failed."""
        while (thread := self._find_idle()) and (job := self._find_job()):
            try:
                entry = self.find_backend(job.request.backend)
            except StudioError as error:
                self._note(job.id, Failed(reason=str(error)))
                self.failed.emit(job.shot, str(error))
            else:
                self._runs[thread] = Run(job.id, thread.add(job, entry))
                self._keep(jobs.set_state(self.queue.value, job.id, Rendering()))
        if self._ended != (0, 0) and not any(map(jobs.is_open, self.queue.value.jobs)):
            ended, self._ended = self._ended, (0, 0)
            self.worked_off.emit(*ended)

    def _find_job(self) -> Job | None:
        """The first job that can be begun, with the request it has now."""
        waiting = jobs.list_waiting(self.queue.value)
        for job in waiting:
            request = self.renew(job)
            if request is not None:
                self.queue.set(jobs.edit_job(self.queue.value, job.id, request))
                return replace(job, request=request)
        return next(iter(waiting), None) if not self._runs else None  # two that wait for each other

    def _find_idle(self) -> RenderThread | None:
        if self._is_closing or self._is_held:
            return None
        return next((thread for thread in self._threads if thread not in self._runs), None)

    def _end(self, job: str, state: Waiting | Done | Failed | Cancelled) -> None:
        found = jobs.find_job(self.queue.value, JobId(job))
        self._runs = {thread: run for thread, run in self._runs.items() if run.job != found.id}
        self.preview_ended.emit(found.shot)
        self._note(found.id, state)
        self._feed()

    def _note(self, job: JobId, state: Waiting | Done | Failed | Cancelled) -> None:
        made, failed = self._ended
        self._ended = made + isinstance(state, Done), failed + isinstance(state, Failed)
        self._keep(jobs.set_state(self.queue.value, job, state))

    @Slot(str, float, str)
    def _on_progressed(self, job: str, done: float, text: str) -> None:
        self.queue.set(jobs.set_state(self.queue.value, JobId(job), Rendering(done=done, text=text)))

    @Slot(str, object)
    def _on_previewed(self, job: str, picture: Pictures) -> None:
        self.previewed.emit(jobs.find_job(self.queue.value, JobId(job)).shot, picture)

    @Slot(str, object)
    def _on_made(self, job: str, take: Take) -> None:
        self.take_made.emit(jobs.find_job(self.queue.value, JobId(job)).shot, take)
        self._end(job, Done(take=take.id))

    @Slot(str, str)
    def _on_failed(self, job: str, reason: str) -> None:
        self.failed.emit(jobs.find_job(self.queue.value, JobId(job)).shot, reason)
        self._end(job, Failed(reason=reason))

    @Slot(str)
    def _on_stopped(self, job: str) -> None:
        state = jobs.find_job(self.queue.value, JobId(job)).state
        done = state.done if isinstance(state, Rendering) else 0.0
        is_cancelled = any(run.is_cancelled for run in self._runs.values() if run.job == job)
        self._end(job, Cancelled() if is_cancelled else Waiting(done=done))

    @Slot()
    def _on_released(self) -> None:
        self._unreleased -= 1
        if self.queue.value.paused and self._unreleased == 0:
            self.paused.emit()

    @Slot()
    def _on_finished(self) -> None:
        self._unfinished -= 1
        if self._unfinished:
            return
        for thread in self._threads:
            thread.wait()  # what is left of it after its last signal
        self._save(jobs.resume(self.queue.value))
        self.closed.emit()

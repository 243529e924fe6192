"""Render jobs and the queue as values. A job's state is one of a few classes, each with just what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from studio.core.ids import JobId, ShotId, TakeId
from studio.core.request import ShotRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """In the queue; `done` 0…1 is how much of it was made before a pause."""

    done: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """Being made; `done` goes from 0 to 1."""

    done: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Made into a take."""

    take: TakeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Not made, and why, in a sentence for the user."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """Stopped by the user."""


State = Waiting | Rendering | Done | Failed | Cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One take to be made of a shot."""

    id: JobId
    shot: ShotId
    request: ShotRequest
    state: State = Waiting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Jobs in the order in which they are made, with those that ended. None begins while it is paused."""

    jobs: tuple[Job, ...] = ()
    paused: bool = False


def add_job(queue: Queue, job: Job) -> Queue:
    """A job at the end."""
    return replace(queue, jobs=(*queue.jobs, job))


def list_waiting(queue: Queue) -> tuple[Job, ...]:
    """The jobs that may begin, in order: those that wait, and none while the queue is paused."""
    return () if queue.paused else tuple(job for job in queue.jobs if isinstance(job.state, Waiting))


def find_job(queue: Queue, job: JobId) -> Job:
    """A job by its id. Raises `KeyError` when there is none."""
    for each in queue.jobs:
        if each.id == job:
            return each
    raise KeyError(job)


def set_state(queue: Queue, job: JobId, state: State) -> Queue:
    """The queue with one job in another state; a job that has been removed changes nothing."""
    return _change(queue, job, lambda each: replace(each, state=state))


def cancel(queue: Queue, job: JobId) -> Queue:
    """Stop a job that waits or is being made."""
    return _change(queue, job, lambda each: replace(each, state=Cancelled()) if is_open(each) else each)


def retry(queue: Queue, job: JobId) -> Queue:
    """Let a failed or cancelled job wait again."""
    return _change(
        queue, job, lambda each: replace(each, state=Waiting()) if isinstance(each.state, Failed | Cancelled) else each
    )


def move_job(queue: Queue, job: JobId, index: int) -> Queue:
    """Another place in the order; `index` counts without the job."""
    moved = find_job(queue, job)
    rest = [each for each in queue.jobs if each.id != job]
    return replace(queue, jobs=(*rest[:index], moved, *rest[index:]))


def move_first(queue: Queue, job: JobId) -> Queue:
    """The next to be made: before all others that wait."""
    rest = [each for each in queue.jobs if each.id != job]
    index = next((place for place, each in enumerate(rest) if isinstance(each.state, Waiting)), len(rest))
    return move_job(queue, job, index)


def edit_job(queue: Queue, job: JobId, request: ShotRequest) -> Queue:
    """Another request for a job that waits, or one that ended without a take and waits again with it."""
    return _change(
        queue,
        job,
        lambda each: replace(each, request=request, state=Waiting()) if _may_change(each, request) else each,
    )


def _may_change(job: Job, request: ShotRequest) -> bool:
    return job.request != request and isinstance(job.state, Waiting | Failed | Cancelled)


def duplicate(queue: Queue, job: JobId, copy: JobId, seed: int) -> Queue:
    """The same once more, right behind it, with another seed."""
    place = [each.id for each in queue.jobs].index(job)
    found = queue.jobs[place]
    again = Job(id=copy, shot=found.shot, request=replace(found.request, seed=seed))
    return replace(queue, jobs=(*queue.jobs[: place + 1], again, *queue.jobs[place + 1 :]))


def remove_job(queue: Queue, job: JobId) -> Queue:
    """Forget a job that has ended."""
    return replace(queue, jobs=tuple(each for each in queue.jobs if each.id != job or is_open(each)))


def clear_ended(queue: Queue) -> Queue:
    """Keep only the jobs that are still to be made."""
    return replace(queue, jobs=tuple(job for job in queue.jobs if is_open(job)))


def resume(queue: Queue) -> Queue:
    """The queue after a restart: what was being made waits again."""
    return replace(
        queue,
        jobs=tuple(
            replace(job, state=Waiting(done=job.state.done)) if isinstance(job.state, Rendering) else job
            for job in queue.jobs
        ),
    )


def is_open(job: Job) -> bool:
    """Whether a job is still to be made."""
    return isinstance(job.state, Waiting | Rendering)


def latest_job(queue: Queue, shot: ShotId) -> Job | None:
    """The newest job of a shot."""
    return next((job for job in reversed(queue.jobs) if job.shot == shot), None)


def _change(queue: Queue, job: JobId, change: Callable[[Job], Job]) -> Queue:
    return replace(queue, jobs=tuple(change(each) if each.id == job else each for each in queue.jobs))

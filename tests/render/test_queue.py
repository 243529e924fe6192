"""The queue and its thread: jobs in order, stopped, failed, resumed, and kept on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.api import BackendEntry, Event, Halt, Pictures, Preview, Progress, ShotRequest
from studio.core.ids import JobId, ShotId
from studio.core.jobs import Cancelled, Done, Failed, Job, Queue, Rendering, Waiting
from studio.core.project import Take
from studio.errors import StudioError
from studio.render.child import choose_gpu
from studio.render.queue import RenderQueue
from studio.render.thread import RenderThread
from tests.render.conftest import Play, Scripted, enter, make_frames, make_request

PREVIEW = Preview(frame=0, picture=np.zeros((4, 4, 3), np.uint8))
Open = Callable[..., "Work"]


class Work:
    """A render queue with one backend, and all that it told."""

    def __init__(self, folder: Path, play: Play, queue: Queue, lanes: int) -> None:
        self.backend = Scripted(play)
        self.saved: list[Queue] = []
        self.made: list[tuple[ShotId, Take]] = []
        self.complaints: list[str] = []
        self.previews: list[ShotId] = []
        self.threads = [RenderThread(folder, gpu) for gpu in range(lanes)]
        self.queue = RenderQueue(queue, self.threads, self.find, self.saved.append)
        self.queue.take_made.connect(self.on_made)
        self.queue.failed.connect(self.on_failed)
        self.queue.previewed.connect(self.on_previewed)

    def on_made(self, shot: ShotId, take: Take) -> None:
        self.made.append((shot, take))

    def on_failed(self, shot: ShotId, reason: str) -> None:
        self.complaints.append(reason)

    def on_previewed(self, shot: ShotId, picture: Pictures) -> None:
        self.previews.append(shot)

    def find(self, id_: str) -> BackendEntry:
        if id_ != "scripted":
            raise StudioError(f"There is no backend “{id_}”; install it.")
        return enter(self.backend)

    @property
    def states(self) -> list[type]:
        return [type(job.state) for job in self.queue.queue.value.jobs]

    def add(self, *shots: str, backend: str = "scripted") -> list[JobId]:
        for shot in shots:
            self.queue.add(ShotId(shot), make_request(backend=backend))
        return [job.id for job in self.queue.queue.value.jobs]


@pytest.fixture
def begin(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Starts a queue over what a backend plays; all end with the test."""
    works: list[Work] = []

    def make(play: Play, queue: Queue | None = None, lanes: int = 1) -> Work:
        work = Work(tmp_path, play, queue or Queue(), lanes)
        works.append(work)
        work.queue.start()
        return work

    yield make
    for work in works:
        if any(thread.isRunning() for thread in work.threads):
            with qtbot.waitSignal(work.queue.closed):
                work.queue.close()


def play_well(request: ShotRequest) -> Iterable[Event]:
    yield PREVIEW
    yield Progress(done=0.5, text="half")
    yield make_frames(request.frames)


class Gate:
    """A backend's play that waits in the middle until it is let through."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def play(self, request: ShotRequest) -> Generator[Event, None, None]:
        yield make_frames(4)
        self.reached.set()
        while not self.open.wait(0.005):
            yield Progress(done=0.5)
        yield make_frames(4)


def test_jobs_are_made_in_order(qtbot: QtBot, tmp_path: Path, begin: Open) -> None:
    work = begin(play_well)
    work.add("a", "b", "c")
    qtbot.waitUntil(lambda: work.states == [Done, Done, Done])
    assert [shot for shot, _ in work.made] == ["a", "b", "c"] == work.previews
    assert all((tmp_path / take.path).is_file() for _, take in work.made)
    assert work.saved[-1] == work.queue.queue.value
    assert [job.state for job in work.saved[-1].jobs] == [Done(take=take.id) for _, take in work.made]


def test_a_job_that_fails_lets_the_next_go_on(qtbot: QtBot, tmp_path: Path, begin: Open) -> None:
    def play(request: ShotRequest) -> Iterable[Event]:
        if not work.complaints:
            raise ZeroDivisionError("oops")
        return play_well(request)

    work = begin(play)
    first, _ = work.add("a", "b")
    qtbot.waitUntil(lambda: work.states == [Failed, Done])
    assert work.complaints == ["Scripted broke down (oops); the log has the details. Try again."]
    work.queue.retry(first)
    qtbot.waitUntil(lambda: work.states == [Done, Done])
    assert len(list(tmp_path.glob("takes/*.mov"))) == 2


def test_a_cancelled_job_stops_within_a_step(qtbot: QtBot, tmp_path: Path, begin: Open) -> None:
    gate = Gate()
    work = begin(gate.play)
    first, second, _ = work.add("a", "b", "c")
    qtbot.waitUntil(gate.reached.is_set)
    work.queue.cancel(second)
    assert work.states == [Rendering, Cancelled, Waiting]
    work.queue.cancel(first)
    qtbot.waitUntil(lambda: work.states == [Cancelled, Cancelled, Rendering])
    assert work.backend.is_interrupted
    gate.open.set()
    qtbot.waitUntil(lambda: work.states == [Cancelled, Cancelled, Done])
    assert len(list(tmp_path.glob("takes/*"))) == 2, "a take and its record"


def test_all_can_be_cancelled_and_cleared(qtbot: QtBot, begin: Open) -> None:
    gate = Gate()
    work = begin(gate.play)
    work.add("a", "b", "c")
    qtbot.waitUntil(gate.reached.is_set)
    work.queue.cancel_all()
    qtbot.waitUntil(lambda: work.states == [Cancelled] * 3)
    work.queue.clear_ended()
    assert work.queue.queue.value == work.saved[-1] == Queue()


def test_jobs_can_change_places_while_one_is_made(qtbot: QtBot, begin: Open) -> None:
    gate = Gate()
    work = begin(gate.play)
    *_, last = work.add("a", "b", "c")
    qtbot.waitUntil(gate.reached.is_set)
    work.queue.move(last, 1)
    gate.open.set()
    qtbot.waitUntil(lambda: work.states == [Done] * 3)
    assert [shot for shot, _ in work.made] == ["a", "c", "b"]


def test_a_closed_queue_waits_where_it_was(qtbot: QtBot, tmp_path: Path, begin: Open) -> None:
    gate = Gate()
    work = begin(gate.play)
    work.add("a", "b")
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignal(work.queue.closed):
        work.queue.close()
    assert [type(job.state) for job in work.saved[-1].jobs] == [Waiting, Waiting]
    assert work.backend.is_closed
    assert not list(tmp_path.glob("takes/*"))
    again = begin(play_well, work.saved[-1])
    qtbot.waitUntil(lambda: again.states == [Done, Done])


def test_a_job_left_rendering_by_a_kill_is_made_again(qtbot: QtBot, begin: Open) -> None:
    left = Job(id=JobId("j"), shot=ShotId("a"), request=make_request(), state=Rendering(done=0.7))
    work = begin(play_well, Queue(jobs=(left,)))
    qtbot.waitUntil(lambda: work.states == [Done])


def test_jobs_of_a_backend_that_is_gone_fail_however_many_there_are(qtbot: QtBot, begin: Open) -> None:
    lost = tuple(
        Job(id=JobId(f"j{number}"), shot=ShotId("a"), request=make_request(backend="gone")) for number in range(500)
    )
    last = Job(id=JobId("last"), shot=ShotId("b"), request=make_request())
    work = begin(play_well, Queue(jobs=(*lost, last)))
    qtbot.waitUntil(lambda: isinstance(work.queue.queue.value.jobs[-1].state, Done))
    assert work.states == [Failed] * 500 + [Done]
    assert set(work.complaints) == {"There is no backend “gone”; install it."}


class Stepping(Scripted):
    """A backend of four steps that halts after each, and waits for a permit before the next."""

    def __init__(self) -> None:
        super().__init__(lambda _: ())
        self.permits = threading.Semaphore(0)
        self.begun: list[int] = []
        self.steps_made = 0

    def generate(self, request: ShotRequest, folder: Path) -> Generator[Event, None, None]:
        return self._go(0)

    def resume(self, request: ShotRequest, folder: Path, state: bytes) -> Generator[Event, None, None]:
        return self._go(int(state))

    def _go(self, begin: int) -> Generator[Event, None, None]:
        self.begun.append(begin)
        for step in range(begin, 4):
            while not self.permits.acquire(timeout=0.005):
                yield Progress(done=step / 4)
            self.steps_made += 1
            yield Halt(state=str(step + 1).encode())
        yield make_frames(8)


def test_a_pause_gives_the_memory_back_and_the_job_goes_on_from_its_step(qtbot: QtBot, begin: Open) -> None:
    backend = Stepping()
    work = begin(play_well)
    work.backend = backend
    work.add("a", "b")
    backend.permits.release(2)
    qtbot.waitUntil(lambda: backend.steps_made == 2)
    qtbot.waitUntil(lambda: work.queue.queue.value.jobs[0].state == Rendering(done=0.5))
    with qtbot.waitSignal(work.queue.paused):
        work.queue.pause()
    assert backend.is_closed
    assert [job.state for job in work.queue.queue.value.jobs] == [Waiting(done=0.5), Waiting()]
    assert work.saved[-1].paused
    backend.permits.release(6)
    work.queue.go_on()
    qtbot.waitUntil(lambda: work.states == [Done, Done])
    assert backend.begun == [0, 2, 0], "the first went on from its second step"
    assert backend.steps_made == 8


def test_a_paused_queue_is_paused_after_a_restart(qtbot: QtBot, begin: Open) -> None:
    waiting = Job(id=JobId("j"), shot=ShotId("a"), request=make_request())
    work = begin(play_well, Queue(jobs=(waiting,), paused=True))
    work.add("b")
    assert work.states == [Waiting, Waiting]
    work.queue.go_on()
    qtbot.waitUntil(lambda: work.states == [Done, Done])


def test_a_job_can_be_cancelled_in_a_pause(qtbot: QtBot, begin: Open) -> None:
    gate = Gate()
    work = begin(gate.play)
    first, second = work.add("a", "b")
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignal(work.queue.paused):
        work.queue.pause()
        work.queue.cancel(first)
    assert work.states == [Cancelled, Waiting]
    work.queue.cancel(second)
    assert work.states == [Cancelled, Cancelled]


def test_jobs_are_put_first_doubled_and_changed(qtbot: QtBot, begin: Open) -> None:
    work = begin(play_well)
    work.queue.pause()
    first, second = work.add("a", "b")
    work.queue.duplicate(first, seed=7)
    work.queue.move_first(second)
    work.queue.edit(first, make_request(frames=4))
    shown = [(job.shot, job.request.seed, job.request.frames) for job in work.queue.queue.value.jobs]
    assert shown == [("b", 1, 8), ("a", 1, 4), ("a", 7, 8)]
    with qtbot.waitSignal(work.queue.worked_off) as told:
        work.queue.go_on()
    assert told.args == [3, 0]
    assert [shot for shot, _ in work.made] == ["b", "a", "a"]


def test_a_held_queue_waits_and_its_job_with_it(qtbot: QtBot, begin: Open) -> None:
    gate = Gate()
    work = begin(gate.play)
    work.add("a", "b")
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.assertNotEmitted(work.queue.paused):
        work.queue.hold(True)
        qtbot.waitUntil(lambda: work.states == [Waiting, Waiting])
    assert not work.saved[-1].paused
    gate.open.set()
    work.queue.hold(False)
    qtbot.waitUntil(lambda: work.states == [Done, Done])


def test_two_gpus_render_two_jobs_at_once(qtbot: QtBot, begin: Open) -> None:
    both = threading.Barrier(2, timeout=10)

    def play(request: ShotRequest) -> Iterable[Event]:
        both.wait()
        yield make_frames(request.frames)

    work = begin(play, lanes=2)
    work.add("a", "b")
    qtbot.waitUntil(lambda: work.states == [Done, Done], timeout=10_000)


def test_a_pause_stops_every_lane_and_a_cancel_one(qtbot: QtBot, begin: Open) -> None:
    gate = Gate()
    work = begin(gate.play, lanes=2)
    first, *_ = work.add("a", "b", "c")
    qtbot.waitUntil(lambda: work.states == [Rendering, Rendering, Waiting])
    work.queue.cancel(first)
    qtbot.waitUntil(lambda: work.states == [Cancelled, Rendering, Rendering])
    with qtbot.waitSignal(work.queue.paused):
        work.queue.pause()
    assert work.states == [Cancelled, Waiting, Waiting]
    gate.open.set()
    work.queue.go_on()
    qtbot.waitUntil(lambda: work.states == [Cancelled, Done, Done])


@pytest.mark.parametrize(
    ("visible", "gpu", "seen", "told"),
    [(None, 0, "0", ""), (None, 1, "1", ""), ("2,5", 1, "5", "5,2"), ("2", 1, "2", "2"), ("", 0, "", "")],
)
def test_a_process_sees_one_gpu_of_those_that_may_be_used(visible: str | None, gpu: int, seen: str, told: str) -> None:
    allowed = {} if visible is None else {"CUDA_VISIBLE_DEVICES": visible}
    others = {"STORYREEL_GPUS": told} if told else {}
    assert choose_gpu({"PATH": "x", **allowed}, gpu) == {"PATH": "x", "CUDA_VISIBLE_DEVICES": seen, **others}


def test_a_job_waits_for_the_one_it_goes_on_from(qtbot: QtBot, begin: Open) -> None:
    gate = Gate()
    work = begin(gate.play, lanes=2)

    def renew(job: Job) -> ShotRequest | None:
        if job.shot != "b":
            return job.request
        return make_request(frames=4) if work.made else None

    work.queue.renew = renew
    work.add("a", "b", "c")
    qtbot.waitUntil(gate.reached.is_set)
    assert work.states == [Rendering, Waiting, Rendering], "the third is begun before the second"
    gate.open.set()
    qtbot.waitUntil(lambda: work.states == [Done, Done, Done])
    assert [job.request.frames for job in work.queue.queue.value.jobs] == [8, 4, 8]


def test_jobs_that_wait_for_each_other_are_made_all_the_same(qtbot: QtBot, begin: Open) -> None:
    work = begin(play_well)
    work.queue.renew = lambda job: None
    work.add("a", "b")
    qtbot.waitUntil(lambda: work.states == [Done, Done])

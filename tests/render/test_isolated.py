"""A backend in a process of its own: whatever becomes of it, the editor loses no more than a take."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.api import BackendEntry, Frames, Halt, Made, Preview, Progress, Setting
from studio.api import Event as BackendEvent
from studio.core.ids import ShotId
from studio.core.jobs import Done, Failed, Queue
from studio.core.project import Take
from studio.errors import StudioError
from studio.media.reader import TakeReader
from studio.paths import bundled_plugins_folder, log_folder
from studio.plugins import find_plugins
from studio.render.endings import LostError
from studio.render.engines import Engines
from studio.render.isolated import Isolated, Patience
from studio.render.origin import read_origin
from studio.render.queue import RenderQueue
from studio.render.take import StoppedError
from studio.render.thread import RenderThread
from studio.render.witness import complete
from tests.render.conftest import make_request

FULL, LEAN = ((Setting(name="memory", value=plan),) for plan in ("full", "lean"))
STAGES = "load", "first", "middle", "end"
FAULTS = {
    "raise": r"^Faulty broke down \(RuntimeError: out of paper\); backend-faulty.log has the details. Try again.$",
    "quit": r"^Faulty broke down \(SystemExit: no more\)",
    "exit": r"^Faulty ended in the middle of its work \(code 3: printed before the end\)",
    "segfault": r"^Faulty crashed \(SIGSEGV\); backend-faulty.log has the details",
    "kill": r"^Faulty was killed from outside \(SIGKILL\), as the system does when memory runs out",
    "memory": r"^Faulty ran out of memory .*; close other programs or choose a smaller size.$",
    "hang": r"^Faulty got nowhere for 0 minutes",
    "freeze": r"^Faulty hung: no sign of life for \d+ s; backend-faulty.log has the details",
    "stop": r"^Faulty hung: no sign of life for \d+ s",
}
PATIENCE = {"hang": Patience(idle=4), "freeze": Patience(silent=3), "stop": Patience(silent=3)}


@dataclass(frozen=True)
class Plugin:
    """A copy of the faulty plugin."""

    folder: Path

    @property
    def entry(self) -> BackendEntry:
        return find_plugins([self.folder.parent]).backend("faulty")

    @property
    def pids(self) -> list[int]:
        return [int(line) for line in (self.folder / "pids.txt").read_text().splitlines()]

    def expect(self, *faults: str) -> None:
        """Break down so, one after the other, each as `fault stage`."""
        (self.folder / "faults.txt").write_text("".join(f"{fault}\n" for fault in faults))

    def check(self) -> None:
        """All faults have come, and no process is left."""
        assert (self.folder / "faults.txt").read_text() == ""
        assert wait_until(lambda: not any(map(is_alive, self.pids)), 5)


@pytest.fixture
def plugin(tmp_path: Path) -> Iterator[Plugin]:
    home = tmp_path / "plugins" / "faulty"
    shutil.copytree(Path(__file__).with_name("faulty"), home)
    plugin = Plugin(home)
    plugin.expect()
    before = count_open()
    yield plugin
    plugin.check()
    assert count_open() == before


def count_open() -> tuple[int, int]:
    """Open files of this process, and its mappings of shared memory, which has no name that could stay behind."""
    mappings = Path("/proc/self/maps").read_text().count("memfd:storyreel")
    return len(list(Path("/proc/self/fd").iterdir())), mappings


def is_alive(pid: int) -> bool:
    """Whether any thread of a process runs: a killed one is a zombie before the last of its threads is gone."""
    try:
        states = [path.read_text().rpartition(")")[2].split()[0] for path in Path(f"/proc/{pid}/task").glob("*/stat")]
    except (FileNotFoundError, ProcessLookupError):
        return is_alive(pid)  # a thread ended between the list and the look
    return any(state not in "ZX" for state in states)


def wait_until(happened: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.01)
    return happened()


def list_events(backend: Isolated, folder: Path) -> list[BackendEvent]:
    return list(backend.generate(make_request(backend="faulty"), folder))


def join_pictures(events: list[BackendEvent]) -> np.ndarray:
    return np.concatenate([event.pictures for event in events if isinstance(event, Frames)])


def make(engines: Engines, plugin: Plugin, stop: Event | None = None) -> Take:
    return engines.make(plugin.entry, make_request(), ShotId("s"), stop or Event(), lambda event: None)


def make_with_plans(engines: Engines, plugin: Plugin, told: list[Progress | Preview]) -> Take:
    """Ask for the plan that needs the most memory, of two."""
    request = replace(make_request(backend="faulty"), settings=FULL)
    return engines.make(plugin.entry, request, ShotId("s"), Event(), told.append)


def lose_takes(plugin: Plugin, folder: Path, fault: str, stage: str, times: int) -> None:
    """Break down that often, a sentence each, and then make a take."""
    with closing(Isolated(plugin.entry, PATIENCE.get(fault))) as backend:
        for _ in range(times):
            plugin.expect(f"{fault} {stage}")
            with pytest.raises(LostError, match=FAULTS[fault]):
                list_events(backend, folder)
            plugin.check()
        assert len(join_pictures(list_events(backend, folder))) == 8


@pytest.mark.parametrize(("fault", "stage"), list(zip(FAULTS, STAGES * 3, strict=False)))
def test_a_fault_costs_one_take(plugin: Plugin, tmp_path: Path, fault: str, stage: str) -> None:
    lose_takes(plugin, tmp_path, fault, stage, times=1)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_costs_one_take_however_often_it_comes(plugin: Plugin, tmp_path: Path, fault: str, stage: str) -> None:
    lose_takes(plugin, tmp_path, fault, stage, times=13)


def test_a_lost_take_is_tried_once_more(plugin: Plugin, tmp_path: Path) -> None:
    plugin.expect("segfault middle")
    with closing(Engines(tmp_path)) as engines:
        take = make(engines, plugin)
    with TakeReader(tmp_path / take.path) as reader:
        assert reader.frame_count == 8
    assert len(plugin.pids) == 2
    assert "Segmentation fault" in (log_folder() / "backend-faulty.log").read_text()


def test_a_take_that_is_lost_twice_has_failed(plugin: Plugin, tmp_path: Path) -> None:
    plugin.expect("exit end", "kill load")
    with closing(Engines(tmp_path)) as engines:
        with pytest.raises(StudioError, match="SIGKILL"):
            make(engines, plugin)
        assert {path.suffix for path in tmp_path.glob("takes/*")} <= {".halt"}  # one is kept every two seconds
        assert make(engines, plugin).frames == 8


@pytest.mark.parametrize("fault", ["memory middle", "kill end"])
def test_a_take_that_runs_out_of_memory_is_tried_on_a_smaller_plan(plugin: Plugin, tmp_path: Path, fault: str) -> None:
    plugin.expect(fault)
    told: list[Progress | Preview] = []
    with closing(Engines(tmp_path)) as engines:
        take = make_with_plans(engines, plugin, told)
    assert (take.request.settings, take.recipe.lighter, take.recipe.precision) == (FULL, LEAN, "lean")
    origin = read_origin(tmp_path / take.path)
    assert (origin.request, origin.recipe) == (take.request, take.recipe)
    last = [event.text for event in told if isinstance(event, Progress)][-1]
    assert last == "memory ran out, so made with memory lean. Frame 8"
    assert not list(tmp_path.glob("takes/*.halt"))


def test_what_else_ends_a_process_costs_it_no_memory(plugin: Plugin, tmp_path: Path) -> None:
    plugin.expect("segfault middle", "memory middle", "exit middle")
    with closing(Engines(tmp_path)) as engines:
        with pytest.raises(StudioError, match="ran out of memory"):  # the second time, on the plan that was asked for
            make_with_plans(engines, plugin, [])
        assert make_with_plans(engines, plugin, []).recipe.lighter == ()


def test_what_a_backend_says_to_the_user_is_said_once_and_keeps_it_warm(plugin: Plugin, tmp_path: Path) -> None:
    plugin.expect("mendable middle", "mendable first")
    with closing(Engines(tmp_path)) as engines:
        for _ in range(2):
            with pytest.raises(StudioError, match=r"^The tray is empty; fill it.$"):
                make(engines, plugin)
        assert make(engines, plugin).frames == 8
    assert len(plugin.pids) == 1
    assert (plugin.folder / "closed.txt").exists()


def test_a_process_that_ended_between_takes_costs_none(plugin: Plugin, tmp_path: Path) -> None:
    with closing(Isolated(plugin.entry)) as backend:
        first = join_pictures(list_events(backend, tmp_path))
        os.kill(plugin.pids[0], signal.SIGKILL)
        assert wait_until(lambda: not is_alive(plugin.pids[0]), 5)
        np.testing.assert_array_equal(join_pictures(list_events(backend, tmp_path)), first)


def test_a_process_that_ends_before_it_has_heard_the_question_costs_none(plugin: Plugin, tmp_path: Path) -> None:
    with closing(Isolated(plugin.entry)) as backend:
        first = join_pictures(list_events(backend, tmp_path))
        os.kill(plugin.pids[0], signal.SIGSTOP)  # as one that is dying, it is there and hears nothing
        with closing(backend.generate(make_request(backend="faulty"), tmp_path)) as events:
            next(events)
            os.kill(plugin.pids[0], signal.SIGKILL)
            np.testing.assert_array_equal(join_pictures(list(events)), first)
    assert len(plugin.pids) == 2


def test_closing_ends_the_process_even_one_that_hangs(plugin: Plugin, tmp_path: Path) -> None:
    backend = Isolated(plugin.entry)
    for count in (1, 2):
        list_events(backend, tmp_path)
        plugin.expect("hang close")
        backend.close()
        plugin.check()
        assert len(plugin.pids) == count


def test_all_that_a_backend_has_started_ends_with_it(plugin: Plugin, tmp_path: Path) -> None:
    plugin.expect("family middle")
    with closing(Isolated(plugin.entry)) as backend, pytest.raises(LostError):
        list_events(backend, tmp_path)
    assert len(plugin.pids) == 2


def test_a_stopped_take_keeps_the_process(plugin: Plugin, tmp_path: Path) -> None:
    with closing(Isolated(plugin.entry)) as backend:
        for seen in range(0, 20, 3):
            with closing(backend.generate(make_request(), tmp_path)) as events:
                for _ in range(seen):
                    next(events)
        assert len(join_pictures(list_events(backend, tmp_path))) == 8
    assert len(plugin.pids) == 1


@pytest.mark.parametrize(
    "faults", [["hang middle"], ["freeze middle"], ["hang load"], ["mendable middle", "hang closing"]]
)
def test_a_backend_that_does_not_stop_is_ended(plugin: Plugin, tmp_path: Path, faults: list[str]) -> None:
    plugin.expect(*faults)
    stop = Event()

    def watch(event: Progress | Preview) -> None:
        if (plugin.folder / "faults.txt").read_text() == "":
            stop.set()

    with closing(Engines(tmp_path)) as engines:
        with pytest.raises(StoppedError):
            engines.make(plugin.entry, make_request(), ShotId("s"), stop, watch)
        plugin.check()
        assert make(engines, plugin).frames == 8


def test_the_queue_goes_on_after_a_take_that_is_lost(qtbot: QtBot, plugin: Plugin, tmp_path: Path) -> None:
    plugin.expect("segfault middle", "memory end")
    queue = RenderQueue(Queue(), [RenderThread(tmp_path)], lambda id_: plugin.entry, lambda queue: None)
    with qtbot.waitSignal(queue.worked_off, timeout=60_000):
        queue.start()
        queue.add(ShotId("a"), make_request())
        queue.add(ShotId("b"), make_request())
    assert [type(job.state) for job in queue.queue.value.jobs] == [Failed, Done]
    with qtbot.waitSignal(queue.paused):
        queue.pause()
    plugin.check()  # in a pause all memory is free
    with qtbot.waitSignal(queue.closed):
        queue.close()


def test_a_plugin_that_can_not_be_imported_says_so(plugin: Plugin, tmp_path: Path) -> None:
    (plugin.folder / "backend.py").write_text("import no_such_module")
    (plugin.folder / "pids.txt").write_text("")
    with (
        closing(Isolated(plugin.entry)) as backend,
        pytest.raises(StudioError, match="faulty can't be started: No mod"),
    ):
        list_events(backend, tmp_path)


@pytest.mark.parametrize("fault", ["hang", "freeze", "nursery"])
def test_no_process_outlives_an_editor_that_is_killed(plugin: Plugin, tmp_path: Path, fault: str) -> None:
    plugin.expect(f"{fault} first")
    code = (
        "import sys\nfrom pathlib import Path\nfrom studio.plugins import find_plugins\n"
        "from studio.render.isolated import Isolated\nfrom tests.render.conftest import make_request\n"
        "backend = Isolated(find_plugins([Path(sys.argv[1])]).backend('faulty'))\n"
        "for event in backend.generate(make_request(100_000), Path()):\n    print(type(event).__name__, flush=True)\n"
    )
    command = [sys.executable, "-c", code, str(plugin.folder.parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as editor:
        assert editor.stdout
        if fault == "nursery":
            assert "Frames\n" in editor.stdout
        else:
            assert wait_until(lambda: (plugin.folder / "faults.txt").read_text() == "", 30)
        editor.kill()
    assert wait_until(lambda: not any(map(is_alive, plugin.pids)), 20)


def test_the_process_that_makes_a_take_notes_what_it_is_made_with(plugin: Plugin, tmp_path: Path) -> None:
    with closing(Isolated(plugin.entry)) as backend:
        first, last = [event for event in list_events(backend, tmp_path) if isinstance(event, Made)]
    assert "torch" not in {library.name for library in last.libraries}  # which the tests have loaded
    assert last == replace(complete(Made()), libraries=first.libraries, memory_bytes=last.memory_bytes)


def test_a_take_goes_on_from_a_halt_in_a_fresh_process(plugin: Plugin, tmp_path: Path) -> None:
    with closing(Isolated(plugin.entry)) as backend:
        events = list_events(backend, tmp_path)
        halt = [event for event in events if isinstance(event, Halt)][3]
        backend.close()
        resumed = list(backend.resume(make_request(), tmp_path, halt.state))
        np.testing.assert_array_equal(join_pictures(resumed), join_pictures(events))
        with pytest.raises(ValueError, match="no state"):
            list(backend.resume(make_request(), tmp_path, b""))
    assert len(plugin.pids) == 2


def test_a_state_for_a_backend_that_goes_on_from_nowhere_does_not_fit(tmp_path: Path) -> None:
    entry = find_plugins([bundled_plugins_folder()]).backend("test_pattern")
    with closing(Isolated(entry)) as backend, pytest.raises(ValueError, match="from nowhere"):
        list(backend.resume(make_request(), tmp_path, b"state"))


@pytest.mark.parametrize(("id_", "width", "height"), [("animatic", 320, 180), ("test_pattern", 1920, 1080)])
def test_events_are_the_same_as_in_the_process_of_the_editor(tmp_path: Path, id_: str, width: int, height: int) -> None:
    """The larger pictures come in chunks that are more than all of the memory that is shared."""
    entry = find_plugins([bundled_plugins_folder()]).backend(id_)
    settings = tuple(Setting(name=option.name, value=option.default) for option in entry.capabilities.options)
    request = replace(make_request(12, id_), settings=settings, width=width, height=height, action="A boat leaves.")
    with closing(Isolated(entry)) as backend:
        isolated = [event for event in backend.generate(request, tmp_path) if not isinstance(event, Progress | Made)]
    inside = [event for event in entry.load().generate(request, tmp_path) if not isinstance(event, Progress | Made)]
    for one, other in zip(isolated, inside, strict=True):
        np.testing.assert_equal(asdict(one), asdict(other))
        assert type(one) is type(other)

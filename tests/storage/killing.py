"""Kills a process that saves takes and films at random moments, and looks at what is left. Run by `test_kill.py`."""

import os
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path

from studio.core.edits.film import set_film
from studio.core.edits.takes import add_take
from studio.core.ids import ShotId
from studio.core.project import Project
from studio.storage.folder import FilmFolder
from studio.storage.takes import write_take_record
from tests.storage.films import make_small_film, make_take

MADE, SAVED = b"m", b"s"
SHOT = ShotId("s")


def work(path: Path, acknowledge: int) -> None:
    """Make a take and save the film with it, over and over, telling of each."""
    folder = FilmFolder.open(path)
    for number in count(count_takes(folder.project)):
        take = make_take(f"t{number}")
        part = (path / take.path).with_suffix(".part")
        part.write_bytes(bytes(1000))
        write_take_record(path, SHOT, take)
        part.rename(path / take.path)
        os.write(acknowledge, MADE)
        folder.save(set_film(add_take(folder.project, SHOT, take), name=str(number)))
        os.write(acknowledge, SAVED)


def count_takes(project: Project) -> int:
    return sum(len(shot.takes) for shot in project.shots)


def kill_once(path: Path, most: int, seconds: float) -> bytes:
    """What the process had told that is killed some time after it has told so many things, however slow it is."""
    receive, acknowledge = os.pipe()
    child = os.fork()
    if not child:
        try:
            work(path, acknowledge)
        finally:
            os._exit(1)
    os.close(acknowledge)
    with os.fdopen(receive, "rb") as pipe:
        told = pipe.read(most)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        told += pipe.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the process ended by itself"
    return told


def main(path: Path, rounds: int) -> None:
    """Every time, all that was told is in the film, and nothing half-written is left."""
    folder = FilmFolder.create(path, set_film(make_small_film(), name="-1"))
    folder.close()
    moments = random.Random(rounds)
    told = b""
    for _ in range(rounds):
        before = folder.project
        told += kill_once(path, moments.randrange(3), moments.uniform(0.0, 0.02))
        folder = FilmFolder.open(path)
        folder.close()
        assert not folder.read_only, folder.notices
        assert count_takes(folder.project) >= told.count(MADE), (before.name, told)
        assert int(folder.project.name) + 1 >= told.count(SAVED)
        assert not [*path.glob(".*"), *path.glob("*/*.part"), *path.glob("*/.*")]
        told = MADE * count_takes(folder.project) + SAVED * (int(folder.project.name) + 1)
    print(count_takes(folder.project))  # noqa: T201  # the test reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""What a kill, a full disk and a folder that may not be written leave behind."""

import errno
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.storage.codec import FILM, encode
from studio.storage.files import explain
from studio.storage.folder import FilmFolder
from tests.storage.films import make_small_film

ROOT = Path(__file__).parents[2]


def run(code: str, *arguments: object) -> str:
    """What the code prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("rounds", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_a_kill_at_any_moment_loses_nothing_acknowledged(tmp_path: Path, rounds: int) -> None:
    code = (
        "import sys, pathlib; from tests.storage.killing import main; main(pathlib.Path(sys.argv[1]), int(sys.argv[2]))"
    )
    assert int(run(code, tmp_path / "F.storyreel", rounds)) > rounds // 4


OVERFLOW = """
import resource, sys, pathlib
from studio.errors import StudioError
from studio.storage.folder import FilmFolder
from studio.storage.images import import_bytes
from studio.storage.takes import write_take_record
from tests.storage.films import make_queue, make_rich_film, make_take
folder = FilmFolder.open(pathlib.Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for save in (
    lambda: folder.save(make_rich_film()),
    lambda: folder.save_queue(make_queue()),
    lambda: write_take_record(folder.path, "s", make_take("t1")),
    lambda: import_bytes(folder.path, bytes(2000), suffix=".png", width_px=1, height_px=1, name="a.png"),
):
    try:
        save()
    except StudioError as error:
        print(error)
assert folder.project != make_rich_film()
"""


def test_a_disk_that_overflows_leaves_the_old_files_whole(tmp_path: Path) -> None:
    folder = FilmFolder.create(tmp_path / "F.storyreel", make_small_film())
    folder.close()
    before = contents(folder.path)
    sentences = run(OVERFLOW, folder.path).splitlines()
    files = [r"F\.storyreel/film\.json", r"F\.storyreel/queue\.json", r"takes/t1\.json", r"images/\w+\.png"]
    assert len(sentences) == len(files)
    for file, sentence in zip(files, sentences, strict=True):
        assert re.fullmatch(file + " can't be saved: File too large; check the disk and try again.", sentence)
    assert contents(folder.path) == before


def contents(folder: Path) -> dict[str, bytes]:
    """All files of the film and what they hold; the lock names its last owner."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full; free some space and try again."),
        (errno.EDQUOT, "the disk is full; free some space and try again."),
        (errno.EROFS, "it may not be written; change its permissions, or copy the film to another folder."),
        (errno.EIO, "Input/output error; check the disk and try again."),
    ],
)
def test_what_the_system_says_becomes_what_to_do(number: int, reason: str) -> None:
    assert explain(OSError(number, os.strerror(number))) == reason


@pytest.fixture
def shared() -> Iterator[FilmFolder]:
    """A film where another user may come to it: the folders of pytest are its own user's."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = FilmFolder.create(Path(place) / "F.storyreel", make_small_film())
        yield folder
        folder.close()
        for path in (folder.path, folder.path / "film.json"):
            path.chmod(0o755)


# Root may write everywhere: the child gives its rights up. What it imports must be read before.
AS_ANYONE = """
import os, sys, pathlib
from studio.errors import StudioError
from studio.storage.folder import FilmFolder
from tests.storage.films import make_rich_film
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    folder = FilmFolder.open(pathlib.Path(sys.argv[1]))
    print(folder.read_only, folder.project.name, *folder.notices, sep="|")
    folder.save(make_rich_film())
except StudioError as error:
    print(error)
"""


def test_a_folder_that_may_not_be_written_is_read(shared: FilmFolder) -> None:
    shared.close()
    shared.path.chmod(0o555)
    opened, refused = run(AS_ANYONE, shared.path).splitlines()
    notice = "F.storyreel may not be written and is open for reading only; check its permissions."
    assert opened == f"True|Film|{notice}"
    assert refused.startswith("F.storyreel/film.json is open for reading only;")
    assert contents(shared.path) == {"film.json": encode(make_small_film(), FILM)}


@pytest.mark.parametrize(
    ("closed", "sentence"),
    [
        ("", "F.storyreel can't be opened (Permission denied); check its permissions."),
        ("film.json", "F.storyreel/film.json can't be read (Permission denied); check its permissions and its disk."),
    ],
)
def test_what_may_not_be_read_says_so(shared: FilmFolder, closed: str, sentence: str) -> None:
    shared.close()
    (shared.path / closed).chmod(0)
    assert run(AS_ANYONE, shared.path).splitlines() == [sentence]


LOSING_RIGHTS = AS_ANYONE.replace(
    "    print(folder.read_only", "    folder.path.chmod(0o555)\n    print(folder.read_only"
)


def test_a_folder_closed_while_open_keeps_the_old_film(shared: FilmFolder) -> None:
    shared.close()
    for path in (shared.path, *shared.path.iterdir()):
        if os.getuid() == 0:
            os.chown(path, 65534, 65534)
    opened, refused = run(LOSING_RIGHTS, shared.path).splitlines()
    assert opened == "False|Film"
    assert refused == (
        "F.storyreel/film.json can't be saved: it may not be written; change its permissions, "
        "or copy the film to another folder."
    )
    found = contents(shared.path)
    assert found.pop("film.json") == encode(make_small_film(), FILM)
    assert all(name.startswith("backups/") for name in found)

"""`FilmFolder`: the folder `NAME.storyreel` that holds a film, its queue, its pictures and its takes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from studio.core.edits.takes import add_take
from studio.core.ids import ShotId, TakeId
from studio.core.jobs import Queue
from studio.core.project import Project, Take
from studio.errors import StudioError
from studio.storage.backups import BACKUPS, FILM_FILE, Backup, back_up, find_good_backup, is_due, list_backups, restore
from studio.storage.codec import FILM, QUEUE, FilmEncoder, decode, encode, read_version
from studio.storage.files import TEMPORARY, DamagedError, explain, read_file, resolve_path, write_file
from studio.storage.halts import sweep_halts
from studio.storage.images import IMAGES
from studio.storage.lock import LockedError, take_lock
from studio.storage.media import MEDIA
from studio.storage.takes import PART, TAKES, drop_take_records, recover_takes
from studio.storage.trash import TRASH, put_in_trash, put_media_in_trash
from studio.storage.voices import VOICES

QUEUE_FILE = "queue.json"
DAMAGED_QUEUE_FILE = "queue-damaged.json"
LOCK_FILE = "lock"
FOLDERS = (IMAGES, TAKES, TRASH, BACKUPS)
_SOME_FOLDERS = (MEDIA, VOICES)  # that only some films have


class FilmFolder:
    """A film on disk, opened: `project` and `queue` are what was read or saved last.

    `notices` are sentences for the user about what was met on opening. `save` and `save_queue` block until all is safe
    on disk; they may be called from a worker thread, and one waits for the other. Whoever opens a film closes it.
    """

    def __init__(self, path: Path, lock: int | None, notices: tuple[str, ...] = ()) -> None:
        self.path = path
        self.project, self._is_older = _read_film(path)
        self.queue, problems = _read_queue(path, set_aside=lock is not None)
        self.notices = (*notices, *problems)
        self.read_only = lock is None
        self._lock = lock
        self._saving = Lock()
        self._encoder = FilmEncoder()

    @classmethod
    def create(cls, path: Path, project: Project) -> FilmFolder:
        """Make a new film's folder, opened for writing. Raises `StudioError`; then nothing is left of it."""
        home = path.absolute()
        try:
            home.parent.mkdir(parents=True, exist_ok=True)
            home.mkdir()
        except FileExistsError:
            raise StudioError(f"{home.name} is there already; choose another name.") from None
        except OSError as error:
            raise StudioError(f"{home.name} can't be made: {explain(error)}") from None
        try:
            with _locked(home) as lock:
                write_file(home / FILM_FILE, encode(project, FILM))
                return cls(home, lock)
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise

    @classmethod
    def open(cls, path: Path, *, write: bool = True) -> FilmFolder:
        """The film in this folder, or of this `film.json`; read-only where it can't be locked for writing.

        Finished takes that the film doesn't hold yet are taken in. Raises `StudioError`; it is a `DamagedError` when
        an earlier version may help.
        """
        home = find_home(path)
        _refuse_strays(home)
        if not write:
            return cls(home, None)._recovered()
        try:
            with _locked(home) as lock:
                return cls(home, lock)._recovered()
        except LockedError as error:
            return cls(home, None, (str(error),))._recovered()

    @property
    def images_dir(self) -> Path:
        """Where pictures lie."""
        return self.path / IMAGES

    @property
    def takes_dir(self) -> Path:
        """Where takes lie."""
        return self.path / TAKES

    def path_of(self, relative: str) -> Path:
        """The place of a file of the film. Raises `StudioError` for a path that leads out of the folder."""
        return resolve_path(self.path, relative)

    def save(self, project: Project) -> None:
        """Write the film, the earlier one put aside now and then. Raises `StudioError`; then the old one is whole."""
        with self._saving:
            self._refuse_read_only(FILM_FILE)
            data = self._encoder.encode(project)
            put_in_trash(self.path, _removed_takes(self.project, project))
            kept = {each.id for each in project.media}
            put_media_in_trash(self.path, [each for each in self.project.media if each.id not in kept])
            now = datetime.now(UTC)
            if self._is_older:
                back_up(self.path, now)
            elif is_due(self.path, now):
                with suppress(StudioError):  # the film itself matters more; the next save tries again
                    back_up(self.path, now)
            write_file(self.path / FILM_FILE, data)
            self._is_older = False
            self.project = project

    def save_queue(self, queue: Queue) -> None:
        """Write the queue. Raises `StudioError`; then the old one is whole."""
        with self._saving:
            self._refuse_read_only(QUEUE_FILE)
            write_file(self.path / QUEUE_FILE, encode(queue, QUEUE))
            self.queue = queue

    def restore(self, backup: Backup) -> Project:
        """Go back to an earlier version; the film as it is becomes one itself, and takes made since are kept.

        Raises `StudioError`; then nothing has changed.
        """
        with self._saving:
            self._refuse_read_only(FILM_FILE)
            restore(self.path, backup, datetime.now(UTC))
            self.project, self._is_older = _read_film(self.path)
            return self._recovered().project

    def close(self) -> None:
        """Let another window write the film."""
        with self._saving:
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def _recovered(self) -> FilmFolder:
        """This folder, with the finished takes that its film doesn't hold yet taken in."""
        found = recover_takes(self.path, self.project)
        for shot, take in found:
            self.project = add_take(self.project, shot, take, choose=False)
        if found:
            self.notices += (f"Finished takes that were not saved yet are back in the film: {len(found)}.",)
        return self

    def _refuse_read_only(self, file: str) -> None:
        if self.read_only:
            raise StudioError(f"{self.path.name}/{file} is open for reading only; close the film elsewhere to save it.")
        if self._lock is None:
            raise ValueError(f"{self.path.name} is closed")


def restore_film(path: Path, backup: Backup) -> None:
    """Go back to an earlier version of a film that can't be opened. Raises `StudioError`; then nothing has changed."""
    home = find_home(path)
    _refuse_strays(home)
    with _locked(home) as lock:
        restore(home, backup, datetime.now(UTC))
        os.close(lock)


def find_home(path: Path) -> Path:
    """The film's folder from itself or its `film.json`. Raises `StudioError` where there is none."""
    home = path.absolute()
    try:
        if home.name == FILM_FILE and not home.is_dir():
            home = home.parent
        if not home.exists():
            raise StudioError(f"{home.name} is not there; check the path {path}.")
        if not (home / FILM_FILE).exists() and not list_backups(home):
            raise StudioError(f"{home.name} is no film; choose a folder with a {FILM_FILE}.")
    except OSError as error:
        raise StudioError(f"{home.name} can't be opened ({error.strerror}); check its permissions.") from None
    return home


def _refuse_strays(home: Path) -> None:
    """Raise `StudioError` for what is no file of the film where its files lie, and can't be opened without danger.

    A link would have a stranger's film read or overwrite what is ours; a pipe or a device would hang us.
    """
    for name in (*FOLDERS, *_SOME_FOLDERS):
        folder = resolve_path(home, name)
        if not folder.exists():
            continue
        try:
            strays = [entry.name for entry in os.scandir(folder) if not _is_plain(entry)]
        except OSError as error:
            raise StudioError(f"{home.name}/{name} can't be read ({error.strerror}); check its permissions.") from None
        for stray in strays:
            place = resolve_path(home, f"{name}/{stray}")
            if place.exists() and not (place.is_file() or place.is_dir()):
                raise StudioError(f"{home.name}/{name}/{stray} is no file; remove it to open the film.")


def _is_plain(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)


@contextmanager
def _locked(home: Path) -> Generator[int]:
    """The film's lock, with its folders made and swept. The lock is the caller's if the block ends well."""
    resolve_path(home, LOCK_FILE)
    lock = take_lock(home / LOCK_FILE)
    try:
        try:
            for name in FOLDERS:
                (home / name).mkdir(exist_ok=True)
            _sweep(home)
        except OSError as error:
            raise StudioError(f"{home.name} can't be prepared: {explain(error)}") from None
        yield lock
    except BaseException:
        os.close(lock)
        raise


def _sweep(home: Path) -> None:
    """Remove what a kill has left half-written; nobody else writes while we hold the lock."""
    for folder in (home, *(home / name for name in (*FOLDERS, *_SOME_FOLDERS))):
        for path in folder.glob(f".*{TEMPORARY}"):
            path.unlink(missing_ok=True)
    sweep_halts(home)
    for path in (home / TAKES).glob(f"*{PART}"):
        drop_take_records(home, [TakeId(path.stem)])  # may be there already, of a take that never was
        path.unlink(missing_ok=True)


def _read_film(home: Path) -> tuple[Project, bool]:
    """The film, and whether it was of an older version."""
    name = f"{home.name}/{FILM_FILE}"
    try:
        data = read_file(resolve_path(home, FILM_FILE))
        return decode(data, name, FILM), read_version(data, name, FILM) < FILM.version
    except DamagedError as error:
        good = find_good_backup(home)
        if good is None:
            raise
        made = good.made.astimezone()
        raise DamagedError(error.finding, f"an earlier version, of {made:%d %B %H:%M}, can be restored.") from None


def _read_queue(home: Path, *, set_aside: bool) -> tuple[Queue, tuple[str, ...]]:
    """The queue, empty where there is none, and a sentence when it had to be put aside."""
    path = home / QUEUE_FILE
    if not path.exists():
        return Queue(), ()
    try:
        return decode(read_file(resolve_path(home, QUEUE_FILE)), f"{home.name}/{QUEUE_FILE}", QUEUE), ()
    except StudioError as error:
        if set_aside:
            with suppress(OSError):
                path.replace(home / DAMAGED_QUEUE_FILE)
        return Queue(), (f"The queue was lost, the film is whole: {error}",)


def _removed_takes(before: Project, after: Project) -> list[tuple[ShotId, Take]]:
    kept = {take.id for shot in after.shots for take in shot.takes}
    return [(shot.id, take) for shot in before.shots for take in shot.takes if take.id not in kept]

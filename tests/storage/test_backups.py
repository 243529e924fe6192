from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from studio.core.edits.film import set_film
from studio.errors import StudioError
from studio.storage.backups import back_up, choose_kept, is_due, list_backups, read_backup
from studio.storage.folder import FilmFolder, restore_film
from tests.storage.films import make_small_film

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[FilmFolder]:
    made = FilmFolder.create(tmp_path / "F.storyreel", make_small_film("First"))
    yield made
    made.close()


def test_a_month_of_work_keeps_the_last_hour_day_and_month() -> None:
    made: set[datetime] = set()
    now = NOON
    for step in range(40 * 24 * 2):
        now = NOON + timedelta(minutes=30 * step)
        made = choose_kept(made | {now}, now)
        assert len(made) <= 10 + 25 + 31
    ages = sorted(now - each for each in made)
    assert ages[:10] == [timedelta(minutes=30 * step) for step in range(10)]
    day = [age for age in ages if age < timedelta(days=1)]
    assert max(b - a for a, b in pairwise(day)) <= timedelta(hours=1)
    assert max(b - a for a, b in pairwise(ages)) <= timedelta(days=1)
    assert timedelta(days=29) < ages[-1] < timedelta(days=31)


def test_the_newest_ten_stay_however_old() -> None:
    made = {NOON - timedelta(days=100 * step) for step in range(12)}
    assert choose_kept(made, NOON) == {NOON - timedelta(days=100 * step) for step in range(10)}


def test_one_is_due_every_five_minutes(folder: FilmFolder) -> None:
    assert is_due(folder.path, NOON)
    back_up(folder.path, NOON)
    assert not is_due(folder.path, NOON + timedelta(minutes=4))
    assert is_due(folder.path, NOON + timedelta(minutes=6))
    assert is_due(folder.path, NOON - timedelta(days=1))  # the clock was set back


def test_saving_puts_the_earlier_film_aside_now_and_then(folder: FilmFolder) -> None:
    for name in ("Second", "Third"):
        folder.save(set_film(folder.project, name=name))
    (backup,) = list_backups(folder.path)
    assert read_backup(backup) == make_small_film("First")
    assert backup.bytes == backup.path.stat().st_size
    assert abs(datetime.now(UTC) - backup.made) < timedelta(minutes=1)


def test_old_ones_are_dropped_from_disk(folder: FilmFolder) -> None:
    times = [NOON + timedelta(minutes=6 * step) for step in range(30)]
    for now in times:
        back_up(folder.path, now)
    kept = {backup.made for backup in list_backups(folder.path)}
    assert kept == choose_kept(times, times[-1])
    assert len(kept) < 15


def test_other_files_are_no_backups(folder: FilmFolder) -> None:
    for name in ("notes.json", "20250101.json", "20250301T120000.000000.json", ".20250301T120000.000000Z.json.x.tmp"):
        (folder.path / "backups" / name).touch()
    assert list_backups(folder.path) == ()


def test_going_back_and_forth(folder: FilmFolder) -> None:
    folder.save(set_film(folder.project, name="Second"))
    (first,) = list_backups(folder.path)
    assert folder.restore(first).name == "First"
    second = list_backups(folder.path)[0]
    assert folder.restore(second).name == folder.project.name == "Second"
    assert len(list_backups(folder.path)) == 3


def test_a_damaged_film_is_restored_and_kept_aside(folder: FilmFolder) -> None:
    folder.save(set_film(folder.project, name="Second"))
    (first,) = list_backups(folder.path)
    folder.close()
    (folder.path / "film.json").write_text("{")
    restore_film(folder.path, first)
    again = FilmFolder.open(folder.path)
    assert (again.project.name, again.read_only) == ("First", False)
    again.close()
    aside = list_backups(folder.path)[0]
    assert aside.path.read_text() == "{"
    with pytest.raises(StudioError, match=r"^backups/.*\.json is damaged"):
        read_backup(aside)


def test_a_film_that_is_open_is_not_restored_behind_its_back(folder: FilmFolder) -> None:
    folder.save(set_film(folder.project, name="Second"))
    (first,) = list_backups(folder.path)
    with pytest.raises(StudioError, match=r"^F\.storyreel is open elsewhere"):
        restore_film(folder.path, first)
    assert read_backup(first).name == "First"


def test_a_backup_that_is_damaged_changes_nothing(folder: FilmFolder) -> None:
    folder.save(set_film(folder.project, name="Second"))
    (first,) = list_backups(folder.path)
    first.path.write_text("{")
    before = (folder.path / "film.json").read_bytes()
    with pytest.raises(StudioError, match=r"^backups/.*\.json is damaged"):
        folder.restore(first)
    assert (folder.path / "film.json").read_bytes() == before
    assert folder.project.name == "Second"

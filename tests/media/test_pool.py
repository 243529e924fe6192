"""Files kept open: as many as are read together."""

from pathlib import Path

from studio.media.pool import Pool


class Opened:
    """A file that notes when it is opened and closed."""

    log: list[tuple[str, str]]

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.log.append(("open", self.name))

    def close(self) -> None:
        self.log.append(("close", self.name))


def make_pool(folder: Path, count: int) -> tuple[Pool[Opened], list[Path], list[tuple[str, str]]]:
    class Here(Opened):
        log: list[tuple[str, str]] = []  # noqa: RUF012 # each pool has its own

    paths = [folder / f"{number}" for number in range(count)]
    for path in paths:
        path.touch()
    return Pool[Opened](Here), paths, Here.log


def test_what_is_read_together_stays_open(tmp_path: Path) -> None:
    pool, paths, log = make_pool(tmp_path, 20)
    for _ in range(3):
        pool.turn()
        for path in paths:
            assert pool.get(path) is not None
    assert log == [("open", path.name) for path in paths]


def test_a_new_one_closes_none_that_stays(tmp_path: Path) -> None:
    pool, paths, log = make_pool(tmp_path, 21)
    for shown in (paths[:20], [paths[20], *paths[1:20]]):
        pool.turn()
        for path in shown:
            pool.get(path)
    assert log == [("open", path.name) for path in paths]


def test_of_files_read_one_after_another_the_last_eight_stay_open(tmp_path: Path) -> None:
    pool, paths, log = make_pool(tmp_path, 20)
    for path in paths:
        pool.turn()
        pool.get(path)
    assert [name for what, name in log if what == "close"] == [path.name for path in paths[:12]]
    pool.close()
    assert sorted(log[-8:]) == sorted(("close", path.name) for path in paths[12:])


def test_after_many_at_once_as_few_as_before_stay_open(tmp_path: Path) -> None:
    pool, paths, log = make_pool(tmp_path, 22)
    for shown in (paths[:20], paths[:1], paths[20:21], paths[21:]):
        pool.turn()
        for path in shown:
            pool.get(path)
    assert sum(what == "open" for what, _ in log) - sum(what == "close" for what, _ in log) == 8


def test_a_file_that_is_gone_is_nothing(tmp_path: Path) -> None:
    pool, _, log = make_pool(tmp_path, 0)
    assert pool.get(tmp_path / "gone") is None
    assert not log

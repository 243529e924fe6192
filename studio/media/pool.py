"""`Pool`: files kept open, as many as are read at once and a few more."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

_MOST = 8  # an open video holds tens of megabytes


class _Closing(Protocol):
    def close(self) -> None: ...


_Reader = TypeVar("_Reader", bound=_Closing)


class Pool(Generic[_Reader]):
    """Readers by path; where there are many, those not used for longest are closed. Many is more than eight, and more
    than twice what a turn needs, so that what stays in view is not closed by what comes."""

    def __init__(self, open_reader: Callable[[Path], _Reader]) -> None:
        self._open = open_reader
        self._readers: OrderedDict[Path, _Reader] = OrderedDict()
        self._got: set[Path] = set()
        self._before = 0

    def turn(self) -> None:
        """Another moment begins."""
        self._before = len(self._got)
        self._got.clear()

    def get(self, path: Path) -> _Reader | None:
        """The reader of a file, or nothing if the file is not there. Raises `StudioError` if it can't be read."""
        if path in self._readers:
            self._readers.move_to_end(path)
        elif not path.is_file():
            return None
        else:
            self._readers[path] = self._open(path)
            while len(self._readers) > max(_MOST, 2 * self._before, 2 * len(self._got)):
                self._readers.popitem(last=False)[1].close()
        self._got.add(path)
        return self._readers[path]

    def close(self) -> None:
        """Close all files."""
        while self._readers:
            self._readers.popitem()[1].close()

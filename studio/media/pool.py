"""`Pool`: files kept open, a bounded number of them."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar


class _Closing(Protocol):
    def close(self) -> None: ...


_Reader = TypeVar("_Reader", bound=_Closing)


class Pool(Generic[_Reader]):
    """Readers by path; when there are more than `most`, the one not used for longest is closed.

    It is to be more than are read in turn, or each is opened anew every time.
    """

    def __init__(self, open_reader: Callable[[Path], _Reader], most: int = 8) -> None:
        self._open, self._most = open_reader, most
        self._readers: OrderedDict[Path, _Reader] = OrderedDict()

    def get(self, path: Path) -> _Reader | None:
        """The reader of a file, or nothing if the file is not there. Raises `StudioError` if it can't be read."""
        if path in self._readers:
            self._readers.move_to_end(path)
        elif not path.is_file():
            return None
        else:
            self._readers[path] = self._open(path)
            if len(self._readers) > self._most:
                self._readers.popitem(last=False)[1].close()
        return self._readers[path]

    def close(self) -> None:
        """Close all files."""
        while self._readers:
            self._readers.popitem()[1].close()

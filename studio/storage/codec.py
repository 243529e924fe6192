"""Films, queues and take records as strict, typed JSON, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from fractions import Fraction
from functools import reduce
from types import UnionType
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, Raw, Struct, structs

from studio.core.jobs import Queue
from studio.core.project import Project
from studio.core.timeline import Item
from studio.errors import StudioError
from studio.storage.check import find_faults, find_queue_faults
from studio.storage.files import DamagedError
from studio.storage.upgrades import FILM_UPGRADES, QUEUE_UPGRADES, Upgrade, upgrade

PROGRAM = "storyreel"

T = TypeVar("T")
_FRACTION = re.compile(r"\d{1,40}(/\d{1,40})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format(Generic[T]):
    """A kind of file: the value it holds under `word`, what makes it valid, and its upgrades, oldest first."""

    word: str
    value: type[T]
    find_faults: Callable[[T], tuple[str, ...]]
    upgrades: Sequence[Upgrade] = ()

    def __post_init__(self) -> None:
        _struct_of(self.value)

    @property
    def version(self) -> int:
        """The version that is written."""
        return len(self.upgrades) + 1


def encode(value: T, kind: Format[T]) -> bytes:
    """The file's bytes, one value a line. The same value gives the same bytes.

    Raises `ValueError` for what `decode` would refuse, so that no save makes a file that can't be opened.
    """
    _refuse(kind.find_faults(value))
    return _lay_out({"program": PROGRAM, "version": kind.version, kind.word: _to_struct(value)}) + b"\n"


class FilmEncoder:
    """Encodes one film again and again: clips that are the same objects as last time aren't looked into again.

    In a cut of ten thousand clips that is most of the work, and the window waits for a thread that is busy in Python.
    """

    _NONE = b'\n     "items": []'

    def __init__(self) -> None:
        self._known: dict[int, tuple[Item, bytes]] = {}  # what was found valid, by id, with its lines

    def encode(self, film: Project) -> bytes:
        """As the function does."""
        _refuse(find_faults(film, self._known))
        tracks = film.timeline.tracks
        self._known = {
            id(item): self._known.get(id(item)) or (item, b"      " + _lay_out(_to_struct(item), depth=6))
            for track in tracks
            for item in track.items
        }
        bare = tuple(replace(track, items=()) for track in tracks)
        frame = encode(replace(film, timeline=replace(film.timeline, tracks=bare)), FILM).split(self._NONE)
        laid = [self._lay_out_items(track.items) for track in tracks]
        return b"".join(part for pair in zip(frame, [*laid, b""], strict=True) for part in pair)

    def _lay_out_items(self, items: Sequence[Item]) -> bytes:
        lines = b",\n".join(self._known[id(item)][1] for item in items)
        return b'\n     "items": [\n' + lines + b"\n     ]" if items else self._NONE


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise ValueError(f"not to be saved: {faults[0]}")


def _lay_out(content: Any, depth: int = 0) -> bytes:
    try:
        data = msgspec.json.encode(content, enc_hook=_write_fraction)
    except UnicodeEncodeError as error:
        half = ascii(error.object[max(0, error.start - 20) : error.end])
        raise StudioError(f"A text holds half of a character and can't be saved, in {half}; type it again.") from None
    return msgspec.json.format(data, indent=1).replace(b"\n", b"\n" + b" " * depth)


def decode(data: bytes, name: str, kind: Format[T]) -> T:
    """The value in a file's bytes, upgraded from older versions.

    Raises `DamagedError`, and `StudioError` for a newer version, both with the file's `name`.
    """
    try:
        version, raw = _open_envelope(data, name, kind)
        if version < kind.version:
            content = upgrade(msgspec.json.decode(raw), kind.upgrades[version - 1 :])
            stored = msgspec.convert(content, _struct_of(kind.value), dec_hook=_read_fraction)
        else:
            stored = msgspec.json.decode(raw, type=_struct_of(kind.value), dec_hook=_read_fraction)
    except RecursionError:
        raise DamagedError(f"{name} is damaged (it is nested too deeply)") from None
    except ValueError as error:
        raise DamagedError(f"{name} is damaged ({_shorten(str(error))})") from None
    value: T = _from_struct(stored)
    faults = kind.find_faults(value)
    if faults:
        raise DamagedError(f"{name} is damaged ({faults[0]})")
    return value


def read_version(data: bytes, name: str, kind: Format[Any]) -> int:
    """The version of a file that `decode` has read."""
    return _open_envelope(data, name, kind)[0]


def _open_envelope(data: bytes, name: str, kind: Format[Any]) -> tuple[int, Raw]:
    envelope = msgspec.json.decode(data, type=dict[str, Raw])
    program = msgspec.json.decode(envelope.get("program", b"null"))
    if program != PROGRAM or kind.word not in envelope or "version" not in envelope:
        raise ValueError(f"it holds no {kind.word} of Storyreel")
    version = msgspec.json.decode(envelope["version"], type=int)
    if version > kind.version:
        raise StudioError(
            f"{name} was written by a newer Storyreel (version {_shorten(str(version))}, this one reads up to "
            f"{kind.version}); update Storyreel to open it."
        )
    unknown = envelope.keys() - {"program", "version", kind.word}
    if version < 1 or unknown:
        raise ValueError(f"unknown field {min(unknown)}" if unknown else f"there is no version {version}")
    return version, envelope[kind.word]


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:159] + "…"


def _write_fraction(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value)} has no place in a file")


def _read_fraction(type_: type, value: object) -> object:
    if type_ is Fraction and isinstance(value, str) and _FRACTION.fullmatch(value):
        try:
            return Fraction(value)
        except ZeroDivisionError:
            pass
    raise ValueError("Expected a fraction such as `24000/1001`")


# msgspec checks unions by a tag and refuses unknown keys in its own classes only: each dataclass of core gets one
# with the same fields. A field that is missing in a file stays UNSET there and takes the dataclass's default.


@dataclass(frozen=True, slots=True)
class _Twin:
    """A dataclass, the Struct with the same fields, and those of them that hold further dataclasses."""

    value: type[Any]
    struct: type[Struct]
    nested: tuple[str, ...]


_twins: dict[type, _Twin] = {}  # by both classes


def _struct_of(value: type, *, tagged: bool = False) -> type[Struct]:
    if value not in _twins:
        hints = get_type_hints(value)
        types = {field.name: _in_structs(hints[field.name]) for field in fields(value)}
        struct = msgspec.defstruct(
            value.__name__,
            [
                (field.name, types[field.name], UNSET) if _has_default(field) else (field.name, types[field.name])
                for field in fields(value)
            ],
            tag_field="type" if tagged else None,
            tag=value.__name__.lower() if tagged else None,
            forbid_unknown_fields=True,
            kw_only=True,
        )
        nested = tuple(name for name, type_ in types.items() if type_ != hints[name])
        _twins[value] = _twins[struct] = _Twin(value, struct, nested)
    return _twins[value].struct


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _in_structs(hint: Any) -> Any:
    """A type with every dataclass in it replaced by its Struct."""
    arguments: tuple[Any, ...] = get_args(hint)
    if get_origin(hint) is tuple:
        return tuple[_in_structs(arguments[0]), ...]
    if get_origin(hint) in (Union, UnionType):
        tagged = sum(map(_is_ours, arguments)) > 1
        return reduce(lambda a, b: a | b, [_struct_of(a, tagged=tagged) if _is_ours(a) else a for a in arguments])
    return _struct_of(hint) if _is_ours(hint) else hint


def _is_ours(hint: Any) -> bool:
    return is_dataclass(hint)


def _to_struct(value: object) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_to_struct, cast("tuple[object, ...]", value)))
    twin = _twins.get(type(value))
    if twin is None:
        return value
    given = {name: getattr(value, name) for name in twin.struct.__struct_fields__}
    for name in twin.nested:
        given[name] = _to_struct(given[name])
    return twin.struct(**given)


def _from_struct(value: object) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_from_struct, cast("tuple[object, ...]", value)))
    twin = _twins.get(type(value))
    if twin is None:
        return value
    given = {name: each for name, each in structs.asdict(cast("Struct", value)).items() if each is not UNSET}
    for name in twin.nested:
        if name in given:
            given[name] = _from_struct(given[name])
    return twin.value(**given)


FILM = Format(word="film", value=Project, find_faults=find_faults, upgrades=FILM_UPGRADES)
QUEUE = Format(word="queue", value=Queue, find_faults=find_queue_faults, upgrades=QUEUE_UPGRADES)

"""What the editor and the process of a backend say to each other, and the pipes that carry it."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from io import FileIO
from threading import Lock
from types import UnionType
from typing import Generic, TypeVar

import msgspec

from studio.api import Made
from studio.core.request import ShotRequest

LENGTH_BYTES = 4


class Message(msgspec.Struct, frozen=True, tag=True):
    """Any message; its tag is the name of its class."""


class Setup(Message, frozen=True):
    """The first of all: the pickled `load` of the entry, and the seconds without a sign of life that mean a hang."""

    load: bytes
    silent_seconds: float


class Make(Message, frozen=True):
    """Make a take for the film in a folder, from nothing or from the state of a `Halt`."""

    request: ShotRequest
    folder: str
    state: bytes | None


class Cancel(Message, frozen=True):
    """Give up the take at hand."""


class Free(Message, frozen=True):
    """A slot of the ring may be filled again."""

    slot: int


class Leave(Message, frozen=True):
    """Close the backend and end."""


class Beat(Message, frozen=True):
    """A sign of life."""


class Told(Message, frozen=True):
    """`Progress`."""

    done: float
    text: str


class Kind(StrEnum):
    """What an array is."""

    FRAMES = "frames"
    HALT = "halt"
    PREVIEW = "preview"
    SOUND = "sound"


class Begun(Message, frozen=True):
    """An array begins, whose bytes follow in pieces; `frame` is a preview's."""

    kind: Kind
    shape: tuple[int, ...]
    dtype: str
    frame: int


class Piece(Message, frozen=True):
    """The next bytes of an array lie in a slot of the ring."""

    slot: int
    size: int


class Noted(Message, frozen=True):
    """What the take is made with."""

    made: Made


class Done(Message, frozen=True):
    """The answer is complete."""


class Failed(Message, frozen=True):
    """The answer has failed, with the sentence of a `StudioError`: the backend is as well as before."""

    text: str


class Misfit(Message, frozen=True):
    """The state to go on from doesn't fit: a `ValueError`."""

    text: str


class Broken(Message, frozen=True):
    """The answer has failed, with the text of any other exception."""

    text: str


Question = Setup | Make | Cancel | Free | Leave
Reply = Beat | Told | Begun | Piece | Noted | Done | Failed | Misfit | Broken
M = TypeVar("M")


class Wire(Generic[M]):
    """Sends messages on one pipe and receives those of `kinds` on another."""

    def __init__(self, reading: FileIO, writing: FileIO, kinds: UnionType) -> None:
        self._reading, self._writing = reading, writing
        self._encoder = msgspec.msgpack.Encoder(enc_hook=_write_fraction)
        self._decoder: msgspec.msgpack.Decoder[M] = msgspec.msgpack.Decoder(kinds, dec_hook=_read_fraction)
        self._lock = Lock()

    def send(self, message: Message) -> None:
        """Raises `OSError` when nobody reads any more."""
        data = self._encoder.encode(message)
        rest = memoryview(len(data).to_bytes(LENGTH_BYTES, "little") + data)
        with self._lock:
            while rest:
                rest = rest[self._writing.write(rest) :]

    def receive(self) -> M:
        """The next message, once it is there. Raises `EOFError` at the end."""
        return self._decoder.decode(self._read(int.from_bytes(self._read(LENGTH_BYTES), "little")))

    def close(self) -> None:
        """Close both pipes."""
        self._reading.close()
        self._writing.close()

    def _read(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            piece = self._reading.read(count - len(data))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)


def _write_fraction(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value)} is not for sending")


def _read_fraction(kind: type, value: object) -> object:
    if kind is Fraction and isinstance(value, str):
        return Fraction(value)
    raise TypeError(f"{value!r} is no {kind.__name__}")

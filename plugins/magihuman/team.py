"""`Team`: processes that make one clip together, each on a card of its own with all of the weights."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import BinaryIO, cast

from torch import Tensor

from studio.model.config import TransformerConfig
from studio.model.packing import Packed
from studio.model.placement import Card, Placement
from studio.model.rank import (
    DROP,
    ERROR,
    FUSE,
    KIND,
    WORD,
    encode,
    pack_message,
    place_message,
    read_message,
    send,
)
from studio.model.weights import WeightsError

_CODE = "import sys; sys.path[:] = sys.argv[6:]; from studio.model.rank import main; main(*sys.argv[1:6])"
_SECONDS = 5.0

Answer = tuple[dict[str, str], dict[str, Tensor]]


class Team:
    """Called like the network that it runs. When one of its processes fails, all end, and an error says so once.

    They end with this process too: their pipes close, and on Linux the system kills whoever waits for the others.
    """

    def __init__(self, cards: Sequence[str], device: str) -> None:
        """`cards` as CUDA_VISIBLE_DEVICES names them. Raises `RuntimeError` where a process can't begin."""
        self._things = contextlib.ExitStack()
        folder = self._things.enter_context(tempfile.TemporaryDirectory(prefix="storyreel-"))
        meeting = str(Path(folder) / "meeting")
        self._processes: list[subprocess.Popen[bytes]] = []
        self._config: TransformerConfig | None = None
        try:
            for number, card in enumerate(cards):
                self._processes.append(self._start([str(number), str(len(cards)), device, meeting], card))
            self._gather()
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return len(self._processes)

    def clear(self) -> list[Card]:
        """Forget the network; tells what each card has free then. Processors tell nothing."""
        told = [words for words, _ in self._ask({WORD: DROP}) if "card" in words]
        return [Card(name=words["card"], free_bytes=int(words["free"]), host_bytes=0) for words in told]

    def place(self, path: Path, config: TransformerConfig, placement: Placement) -> None:
        """Load a network everywhere by the same plan."""
        self._ask(place_message(path, config, placement))
        self._config = config

    @property
    def config(self) -> TransformerConfig:
        """Of the network that was placed last."""
        assert self._config is not None
        return self._config

    def fuse(self, folder: Path | None) -> None:
        """Have the steps that follow compiled, or not; what is compiled lies in the folder."""
        self._ask({WORD: FUSE, "folder": "" if folder is None else str(folder)})

    def __call__(self, packed: Packed) -> tuple[Tensor, Tensor]:
        (_, said), *_ = self._ask(*pack_message(packed))
        device = packed.video_BRP.device
        return said["video"].to(device), said["audio"].to(device)

    def close(self) -> None:
        """End all processes; their memory is free then."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    cast(BinaryIO, pipe).close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS)
        self._processes = []
        self._things.close()

    def _start(self, words: list[str], card: str) -> subprocess.Popen[bytes]:
        """Each has a pipe of its own to die by: the system notes one process for each."""
        end_of_life, lifeline = os.pipe()
        self._things.callback(os.close, lifeline)
        try:
            return subprocess.Popen(
                [sys.executable, "-u", "-c", _CODE, *words, str(end_of_life), *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pass_fds=[end_of_life],
                env={**os.environ, "CUDA_VISIBLE_DEVICES": card},
            )
        finally:
            os.close(end_of_life)

    def _ask(self, words: Mapping[str, str], tensors: Mapping[str, Tensor] | None = None) -> list[Answer]:
        if not self._processes:
            raise RuntimeError("the processes have ended")
        first, *others = self._processes
        messages = [(first, encode(words, tensors)), *zip(others, repeat(encode(words)), strict=False)]
        for process, message in messages:
            with contextlib.suppress(BrokenPipeError):  # its answer says why
                send(cast(BinaryIO, process.stdin), message)
        return self._gather()

    def _gather(self) -> list[Answer]:
        """The answers of all, or the error of whoever is the first to fail; then nobody is left to wait for it."""
        answers: dict[int, Answer] = {}
        with selectors.DefaultSelector() as selector:
            for number, process in enumerate(self._processes):
                selector.register(cast(BinaryIO, process.stdout), selectors.EVENT_READ, number)
            try:
                while len(answers) < len(self._processes):
                    for key, _ in selector.select():
                        number = cast(int, key.data)
                        answers[number] = self._receive(number)
                        selector.unregister(key.fileobj)
            except BaseException:
                self.close()
                raise
        return [answers[number] for number in sorted(answers)]

    def _receive(self, number: int) -> Answer:
        process = self._processes[number]
        which = f"process {number + 1} of {len(self._processes)}"
        try:
            words, tensors = read_message(cast(BinaryIO, process.stdout))
        except EOFError:
            code = process.wait(_SECONDS)
            how = signal.Signals(-code).name if code < 0 else f"code {code}"
            raise RuntimeError(f"{which} ended in the middle of its work, {how}") from None
        if words.get(KIND) == WeightsError.__name__:
            raise WeightsError(words[ERROR])
        if ERROR in words:
            raise RuntimeError(f"{which}: {words[KIND]}: {words[ERROR]}")
        return words, tensors

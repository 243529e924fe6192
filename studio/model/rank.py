"""One of the processes that run a network together: does what it is told over standard input, and answers each time.

A message is a safetensors file with its length before it: words in its metadata, tensors beside. Every process is told
the same, and answers; the first alone is sent tensors, which it shares with the others, and sends some back. What goes
wrong is the answer, and the process's end.
"""

import json
import os
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import torch
from safetensors.torch import load, save
from torch import Tensor, distributed

from .config import TransformerConfig, read_config, write_config
from .fusion import Compiler, run_plainly
from .packing import Packed, list_tensors
from .parallel import run_part
from .placement import Placement
from .stream import fuse, load_placed
from .transformer import Transformer

DONE = "done"
PLACE, RUN, FUSE, DROP = "place", "run", "fuse", "drop"
"""What can be told: to load a network, to run it, to compile it or not, and to forget it."""
WORD, ERROR, KIND = "word", "error", "kind"
PATIENCE = timedelta(minutes=15)
"""With the others: one may compile what another has compiled already."""
MOST_LETTERS = 1000
_LENGTH = 8

Words = Mapping[str, str]


def encode(words: Words, tensors: Mapping[str, Tensor] | None = None) -> bytes:
    """A message, to be sent to one or to many."""
    data = save({name: tensor.cpu().contiguous() for name, tensor in (tensors or {}).items()}, dict(words))
    return len(data).to_bytes(_LENGTH, "little") + data


def send(stream: BinaryIO, message: bytes) -> None:
    """At once."""
    stream.write(message)
    stream.flush()


def read_message(stream: BinaryIO) -> tuple[dict[str, str], dict[str, Tensor]]:
    """Words and tensors. Raises EOFError where nobody writes any more."""
    data = _read(stream, int.from_bytes(_read(stream, _LENGTH), "little"))
    header: Any = json.loads(data[_LENGTH : _LENGTH + int.from_bytes(data[:_LENGTH], "little")])
    return header.get("__metadata__", {}), load(data)


def pack_message(packed: Packed) -> tuple[dict[str, str], dict[str, Tensor]]:
    """A clip as it goes into a message."""
    tensors = list_tensors(packed)
    shapes = {name: (str(tensor.dtype).removeprefix("torch."), tuple(tensor.shape)) for name, tensor in tensors.items()}
    return {WORD: RUN, "grid": json.dumps(packed.grid), "shapes": json.dumps(shapes)}, tensors


def place_message(path: Path, config: TransformerConfig, placement: Placement) -> dict[str, str]:
    """What a process has to know to load a network."""
    words = {WORD: PLACE, "path": str(path), "config": write_config(config)}
    return {**words, "placement": json.dumps(asdict(placement))}


def main(number: str, count: str, device: str, meeting: str, lifeline: str) -> None:
    """Serves until standard input ends. `meeting` is the file through which the processes find each other."""
    if sys.platform == "linux":
        _die_with(int(lifeline))
    reading, writing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print
    rank = Rank(int(number), int(count), torch.device(device))
    try:
        rank.meet(meeting)
        rank.serve(reading, writing)
    except EOFError:
        pass
    except BaseException as error:
        traceback.print_exc()
        with suppress(OSError):
            send(writing, encode({ERROR: str(error)[:MOST_LETTERS], KIND: type(error).__name__}))
    os._exit(0)  # what waits for the others must not keep this process


class Rank:
    """A process with its number among them."""

    def __init__(self, number: int, count: int, device: torch.device) -> None:
        self._number, self._count, self._device = number, count, device
        self._network: Transformer | None = None
        self._compiler: Compiler | None = None

    def meet(self, meeting: str) -> None:
        """Find the others. All are on this machine, so they speak over its own loop."""
        for name in ("GLOO_SOCKET_IFNAME", "NCCL_SOCKET_IFNAME"):
            os.environ.setdefault(name, "lo")
        distributed.init_process_group(
            "nccl" if self._device.type == "cuda" else "gloo",
            store=distributed.FileStore(meeting, self._count),
            rank=self._number,
            world_size=self._count,
            timeout=PATIENCE,
            device_id=torch.device("cuda", 0) if self._device.type == "cuda" else None,
        )

    def serve(self, reading: BinaryIO, writing: BinaryIO) -> None:
        """Begins with a word of its own: that it is there, and what memory it has."""
        send(writing, encode(self._tell_memory()))
        while True:
            words, tensors = read_message(reading)
            said = self._answer(words, tensors)
            send(writing, encode(self._tell_memory() if words[WORD] == DROP else {WORD: DONE}, said))

    def _answer(self, words: dict[str, str], tensors: dict[str, Tensor]) -> dict[str, Tensor]:
        match words[WORD]:
            case "run":
                return self._run(words, tensors)
            case "place":
                plan: dict[str, Any] = json.loads(words["placement"])
                plan["streamed"] = tuple(plan["streamed"])
                config, placement = read_config(words["config"]), Placement(**plan)
                self._network = load_placed(Path(words["path"]), config, placement, self._device)
            case "fuse":
                self._fuse(words["folder"])
            case _:
                self._network = None
                if self._device.type == "cuda":
                    torch.cuda.empty_cache()
        return {}

    def _fuse(self, folder: str) -> None:
        assert self._network is not None
        if folder and self._compiler is None:
            self._compiler = Compiler(Path(folder))
        fuse(self._network, self._compiler if folder and self._compiler is not None else run_plainly)

    @torch.inference_mode()
    def _run(self, words: dict[str, str], tensors: dict[str, Tensor]) -> dict[str, Tensor]:
        assert self._network is not None
        frames, rows, columns = json.loads(words["grid"])
        packed = Packed(grid=(frames, rows, columns), **self._share(json.loads(words["shapes"]), tensors))
        video_BCTHW, audio_BLC = run_part(self._network, packed, self._number, self._count, self._gather)
        return {"video": video_BCTHW, "audio": audio_BLC} if not self._number else {}

    def _share(self, shapes: dict[str, tuple[str, list[int]]], tensors: dict[str, Tensor]) -> dict[str, Any]:
        """What the first process was sent, as bytes to all."""
        shared: dict[str, Any] = {}
        for name, (dtype, shape) in shapes.items():
            tensor = torch.empty(shape, dtype=getattr(torch, dtype)) if self._number else tensors[name]
            shared[name] = tensor.to(self._device)
            distributed.broadcast(shared[name].reshape(-1).view(torch.uint8), src=0)
        return shared

    def _gather(self, given: Tensor) -> Tensor:
        whole = given.new_empty((self._count * len(given), *given.shape[1:]))
        distributed.all_gather_single(whole, given)
        return whole

    def _tell_memory(self) -> dict[str, str]:
        if self._device.type == "cpu":
            return {WORD: DONE}
        free, _ = torch.cuda.mem_get_info(self._device)
        return {WORD: DONE, "card": torch.cuda.get_device_name(self._device), "free": str(free)}


def _read(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _die_with(lifeline: int) -> None:
    """When the other end of the pipe closes, the system itself kills this process, even while it waits for others."""
    import fcntl
    import signal

    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC)

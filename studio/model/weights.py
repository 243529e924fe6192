"""Networks from safetensors files and back: every name and shape must fit, nothing in a file is ever run."""

import json
import math
import os
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from .config import TransformerConfig, read_config, write_config
from .transformer import ALL, Transformer

INDEX = "model.safetensors.index.json"
SINGLE = "model.safetensors"
LARGE_LINEARS = ("linear_qkv.weight", "linear_proj.weight", "up_gate_proj.weight", "down_proj.weight")
"""What may be stored and run in bf16; norms, embedders, positions and heads lose too much by it."""
FP8 = torch.float8_e4m3fn
FP8_SCALE = ".__fp8_scale"
"""Ends the name of the number by which a tensor in fp8 is multiplied."""
TYPES = ("F32", "BF16", "F16", "F64")

Read = Callable[[str, slice], Tensor]
"""These rows of a tensor by its name, in the type in which they are stored."""
Network = TypeVar("Network", bound=nn.Module)


class WeightsError(ValueError):
    """A file of weights can't be taken; says which, and why."""


def load_transformer(
    path: Path,
    config: TransformerConfig | None = None,
    *,
    linears: torch.dtype = torch.bfloat16,
    device: torch.device | str = "cpu",
) -> Transformer:
    """The network of a file, a folder of shards or an index; its config stands in the file unless it is given.

    The large linears get the type `linears`, all else is fp32. Raises WeightsError.
    """
    if config is None:
        told = read_metadata(path)
        if "config" not in told:
            raise WeightsError(f"{path.name} doesn't say which network it is of")
        try:
            config = read_config(told["config"])
        except ValueError as error:
            raise WeightsError(f"{path.name}: {error}") from error
    chosen = config
    return load(path, lambda: Transformer(chosen), linears=linears, device=device)


def load(
    path: Path,
    build: Callable[[], Network],
    *,
    linears: torch.dtype = torch.float32,
    rest: torch.dtype = torch.float32,
    device: torch.device | str = "cpu",
    unused: tuple[str, ...] = (),
) -> Network:
    """Any network: built without memory, then given the tensors of the file, one after the other. Raises WeightsError.

    All that a network needs must be in its state: its buffers too. `linears` is the type of the large linears, `rest`
    that of all else. Tensors whose names begin with one of `unused` are passed over, and so are shards of nothing else.
    """
    with torch.device("meta"):
        network = build()
    wanted = network.state_dict()
    with open_weights(path, wanted, unused) as read:
        tensors = {name: read_as(read, name, _choose_type(name, linears, rest)).to(device) for name in wanted}
    network.load_state_dict(tensors, assign=True)
    return network.eval()


@contextmanager
def open_weights(path: Path, wanted: Mapping[str, Tensor], unused: tuple[str, ...] = ()) -> Generator[Read]:
    """Tensors of these names and shapes, from a file, a folder of shards or an index; nothing is kept of what is read.

    A tensor in fp8 has its scale beside it, by its name and `FP8_SCALE`. Raises WeightsError.
    """
    with ExitStack() as stack:
        shards = [stack.enter_context(_open(shard)) for shard in _list_shards(path, unused)]
        found = {name: shard for name, shard in _locate(path, shards).items() if not name.startswith(unused)}
        types = {name: str(shard.get_slice(name).get_dtype()) for name, shard in found.items()}
        scales = {name + FP8_SCALE for name, kind in types.items() if kind == "F8_E4M3"}
        shapes = {name: tuple(shard.get_slice(name).get_shape()) for name, shard in found.items()}
        _compare(path, {name: tuple(tensor.shape) for name, tensor in wanted.items()}, scales, shapes)
        odd = [
            f"{name} in {kind}" for name, kind in types.items() if kind not in TYPES and name + FP8_SCALE not in scales
        ]
        if odd:
            raise WeightsError(f"{path.name} has types that aren't read: {_few(odd)}")

        def read(name: str, rows: slice) -> Tensor:
            try:
                whole = rows == ALL
                return found[name].get_tensor(name) if whole else found[name].get_slice(name)[rows]
            except SafetensorError as error:
                raise WeightsError(f"{path.name} is damaged at {name} ({error})") from error

        yield read


def read_as(read: Read, name: str, dtype: torch.dtype, rows: slice = ALL) -> Tensor:
    """In a type of one's own, with the scale of fp8."""
    tensor = read(name, rows)
    if tensor.dtype != FP8:
        return tensor.to(dtype)
    return tensor.to(dtype).mul_(read(name + FP8_SCALE, ALL).float())


def read_metadata(path: Path) -> dict[str, str]:
    """What a file, or the first of its shards, says of itself. Raises WeightsError."""
    with _open(_list_shards(path)[0]) as file:
        return file.metadata() or {}


def save_transformer(transformer: Transformer, path: Path, facts: Mapping[str, str] | None = None) -> None:
    """One file with the config in it, as `load_transformer` takes it; the large linears in bf16."""
    save(transformer, path, {**(facts or {}), "config": write_config(transformer.config)}, linears=torch.bfloat16)


def save(
    network: nn.Module,
    path: Path,
    facts: Mapping[str, str] | None = None,
    *,
    linears: torch.dtype = torch.float32,
    rest: torch.dtype = torch.float32,
) -> None:
    """Writes a network and what is to be known of it; an older file stays until the new one is whole.

    `linears` is the type of the large linears, `rest` that of all else.
    """
    types = {name: _choose_type(name, linears, rest) for name in network.state_dict()}
    tensors = {name: tensor.to("cpu", types[name]).contiguous() for name, tensor in network.state_dict().items()}
    part = path.with_name(path.name + ".part")
    try:
        part.touch()
        usual = part.stat().st_mode
        save_file(tensors, part, dict(facts or {}))
        part.chmod(usual)  # safetensors lets nobody else read what it writes
        _sync(part)
        part.replace(path)
        _sync(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _choose_type(name: str, linears: torch.dtype, rest: torch.dtype = torch.float32) -> torch.dtype:
    return linears if name.endswith(LARGE_LINEARS) else rest


def _list_shards(path: Path, unused: tuple[str, ...] = ()) -> list[Path]:
    """Of a file it is itself."""
    if path.is_dir():
        path = path / INDEX if (path / INDEX).exists() else path / SINGLE
    if path.suffix != ".json":
        return [path]
    try:
        index: Any = json.loads(path.read_text(encoding="utf-8"))
        names = sorted({str(shard) for name, shard in index["weight_map"].items() if not name.startswith(unused)})
    except OSError as error:
        raise WeightsError(f"{path} can't be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"{path.name} is no index of shards") from error
    for name in names:
        if Path(name).name != name:
            raise WeightsError(f"{path.name} names a shard outside its folder: {name}")
    if not names:
        raise WeightsError(f"{path.name} names no shards")
    return [path.with_name(name) for name in names]


def _open(path: Path) -> Any:
    try:
        return safe_open(path, "pt")
    except OSError as error:
        raise WeightsError(f"{path} can't be read ({error.strerror or error})") from error
    except SafetensorError as error:
        raise WeightsError(f"{path.name} is damaged, cut short or no safetensors file ({error})") from error


def _locate(path: Path, shards: Iterable[Any]) -> dict[str, Any]:
    """Which shard has each tensor."""
    found: dict[str, Any] = {}
    for shard in shards:
        for name in shard.keys():  # noqa: SIM118 (a shard is no dictionary)
            if name in found:
                raise WeightsError(f"{path.name} has {name} twice")
            found[name] = shard
    return found


def _compare(
    path: Path, shapes: Mapping[str, tuple[int, ...]], scales: set[str], found: Mapping[str, tuple[int, ...]]
) -> None:
    """Scales are single numbers."""
    missing = [name for name in (*shapes, *sorted(scales)) if name not in found]
    extra = [name for name in found if name not in shapes and name not in scales]
    odd = [
        f"{name} is {_times(found[name])} and should be {_times(shape)}"
        for name, shape in shapes.items()
        if name in found and found[name] != shape
    ]
    odd += [f"{name} is {_times(found[name])}" for name in sorted(scales) if math.prod(found.get(name, ())) != 1]
    faults = [f"lacks {_few(missing)}"] * bool(missing) + [f"has {_few(extra)} too much"] * bool(extra)
    faults += [f"has other shapes: {_few(odd)}"] * bool(odd)
    if faults:
        raise WeightsError(f"{path.name} doesn't fit this network: it " + "; it ".join(faults))


def _few(names: list[str], most: int = 5) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _times(shape: Iterable[int]) -> str:
    return " × ".join(str(size) for size in shape) or "a single number"


def _sync(path: Path) -> None:
    """To the disk; where folders can't be synced (Windows), the system does it in its time."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

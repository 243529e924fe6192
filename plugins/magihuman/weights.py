"""Which files the 15B needs, by the catalogue in `resources/models`, and which of them lie on this machine."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import platformdirs

from studio.api import ShotRequest
from studio.errors import StudioError

CATALOGUE = Path(__file__).parents[2] / "resources" / "models" / "magihuman.toml"
TEXT, WAN, OOBLECK, TURBO = "t5gemma-9b-9b-ul2", "Wan2.2-TI2V-5B-Diffusers", "stable-audio-open-1.0", "turbo_vae"
NETWORKS = {"distilled": "distill", "base": "base"}
"""By the quality that is asked for."""
REFINERS = {"256p": "", "540p": "540p_sr", "1080p": "1080p_sr"}
"""By the size; the smallest needs no second network."""
LIBRARIES = ("diffusers", "transformers")
INDEX = "model.safetensors.index.json"
SUFFIXES = (".safetensors", ".ckpt")
_AGAIN = "plugins/magihuman/README.md says where each part comes from"
_PROBES, _PROBE_BYTES = 64, 65536
_MOST_HEADER_BYTES = 1 << 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A folder of weights, as the catalogue tells of it."""

    name: str
    what: str
    page: str
    revision: str
    files: Sequence[str]
    bytes: int
    used_bytes: int
    licence: str
    gate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a file of weights says of itself: its metadata, and whether its large linears come in fp8."""

    metadata: dict[str, str] = field(default_factory=dict[str, str])
    is_fp8: bool = False


def find_folder() -> Path:
    """Where the user puts the weights: beside the editor's other data that is theirs."""
    return platformdirs.user_data_path("storyreel", appauthor=False) / "weights" / "magihuman"


@cache
def read_catalogue() -> dict[str, Part]:
    """All parts by name."""
    told: dict[str, Any] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    parts: list[dict[str, Any]] = told["part"]
    return {part["name"]: Part(**part) for part in parts}


def list_parts(request: ShotRequest) -> list[str]:
    """What a request needs."""
    refiner = REFINERS[str(request.setting("size"))]
    parts = [NETWORKS[str(request.setting("quality"))], *([refiner] if refiner else []), TURBO, TEXT, OOBLECK]
    return [*parts, WAN] if request.first_frame or request.continued else parts


def find_lack() -> str:
    """A sentence about what is missing for the smallest takes; empty where nothing is."""
    folder = find_folder()
    has_base = not _list_missing(folder, NETWORKS["base"])
    return tell_lack(folder, [NETWORKS["base" if has_base else "distilled"], TURBO, TEXT, OOBLECK])


def check_request(folder: Path, request: ShotRequest) -> None:
    """Raises `StudioError` where something is missing for it."""
    if lack := tell_lack(folder, list_parts(request)):
        raise StudioError(lack)


def tell_lack(folder: Path, names: Sequence[str]) -> str:
    """A sentence about libraries and files that are missing: which, how large, under which licence, and where to."""
    missing = [name for name in names if _list_missing(folder, name)]
    extra = [name for name in LIBRARIES if find_spec(name) is None]
    told: list[str] = []
    if missing:
        catalogue = read_catalogue()
        size = sum(catalogue[name].bytes for name in missing) / 1e9
        each = "; ".join(_tell(folder, catalogue[name]) for name in missing)
        told.append(f"MagiHuman lacks weights of {size:.1f} GB: {each}. Put them into {folder} as released; {_AGAIN}.")
    if extra:
        told.append(f"MagiHuman lacks {' and '.join(extra)}; install them by `pip install 'storyreel[magihuman]'`.")
    return " ".join(told)


def fingerprint(path: Path) -> str:
    """A SHA-256 that another training's files don't have: of the names and sizes, and of 64 places in each file.

    To read all of 57 GB would take longer than a take.
    """
    total = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(each for each in path.iterdir() if each.suffix in SUFFIXES):
        size = file.stat().st_size
        total.update(f"{file.name} {size}".encode())
        with file.open("rb") as opened:
            for number in range(_PROBES):
                opened.seek(max(size - _PROBE_BYTES, 0) * number // (_PROBES - 1))
                total.update(opened.read(_PROBE_BYTES))
    return total.hexdigest()


def read_header(folder: Path) -> Header:
    """What the first shard of a folder says of itself; nothing where it can't be asked. Needs no torch."""
    first = next(iter(sorted(folder.glob("*.safetensors"))), None)
    if first is None:
        return Header()
    try:
        with first.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            told: Any = json.loads(file.read(min(length, _MOST_HEADER_BYTES)))
        metadata = {str(name): str(value) for name, value in told.pop("__metadata__", {}).items()}
        return Header(metadata=metadata, is_fp8=any(tensor["dtype"] == "F8_E4M3" for tensor in told.values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Header()


def _tell(folder: Path, part: Part) -> str:
    missing = _list_missing(folder, part.name)
    lacking = f", of which {missing[0]} is missing" if (folder / part.name).is_dir() else ""
    gate = ", to be accepted there first" if part.gate else ""
    return f"{part.name} ({part.bytes / 1e9:.1f} GB, {part.licence}{gate}){lacking}"


def _list_missing(folder: Path, name: str) -> list[str]:
    """Files of a part that are not there; other names are taken where one file or another index holds it all."""
    home = folder / name
    index = home / INDEX
    if index.is_file():
        try:
            shards = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return [index.name]
        missing = [shard for shard in shards if not (home / shard).is_file()]
        return missing + [file for file in _list_plain(name) if not (folder / file).is_file()]
    if (home / "model.safetensors").is_file():
        return []
    if name == TURBO and any(home.glob("*.safetensors")):
        return []
    return [Path(file).name for file in _list_plain(name, shards=True) if not any(folder.glob(file))]


def _list_plain(name: str, *, shards: bool = False) -> list[str]:
    """The files that the catalogue names of a part, with or without those that the index names itself."""
    return [file for file in read_catalogue()[name].files if shards or "*" not in file]

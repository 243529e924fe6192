"""Finds plugins by their `plugin.toml` and imports their code on first use."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from studio.api import BackendEntry, BenchEntry, ExporterEntry, TrainerEntry
from studio.core.capabilities import Capabilities, Option
from studio.core.forecast import Forecast
from studio.core.request import Setting, ShotRequest
from studio.errors import StudioError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MANIFEST = "plugin.toml"
GUESS_SECONDS_PER_PIXEL = 1e-7
T = TypeVar("T", bound="DataclassInstance")


class BackendTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[backend]]` of a manifest; `entry` is `module:Class` inside the plugin's folder.

    `forecast` is `module:function` there, from a request to what a take costs; `lighten` another, from a request to the
    settings that make it cost less memory, none where there are none. `lack` and `examine` are functions without
    arguments, `prompt` is one from a request without a prompt to its prompt. Their modules are light to import.
    """

    id: str
    name: str
    entry: str
    description: str = ""
    forecast: str = ""
    lighten: str = ""
    lack: str = ""
    examine: str = ""
    prompt: str = ""
    isolate: bool = False
    capabilities: dict[str, object] = {}


class ExporterTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[exporter]]` of a manifest: one preset."""

    id: str
    name: str
    entry: str
    suffix: str
    description: str = ""
    options: tuple[dict[str, object], ...] = ()


class TrainerTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[trainer]]` of a manifest."""

    id: str
    name: str
    entry: str
    minutes: float


class BenchTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[bench]]` of a manifest."""

    id: str
    name: str
    entry: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of a `plugin.toml`."""

    id: str
    version: str
    licence: str
    backend: tuple[BackendTable, ...] = ()
    exporter: tuple[ExporterTable, ...] = ()
    trainer: tuple[TrainerTable, ...] = ()
    bench: tuple[BenchTable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugins:
    """What was found, and a sentence for each plugin that could not be read."""

    backends: tuple[BackendEntry, ...]
    exporters: tuple[ExporterEntry, ...]
    trainers: tuple[TrainerEntry, ...]
    benches: tuple[BenchEntry, ...]
    problems: tuple[str, ...]

    def backend(self, id_: str) -> BackendEntry:
        """A backend by its id. Raises `StudioError` that names those there are."""
        for entry in self.backends:
            if entry.id == id_:
                return entry
        known = ", ".join(entry.id for entry in self.backends)
        raise StudioError(f"There is no backend “{id_}” here; choose one of: {known}.")

    def exporter(self, id_: str) -> ExporterEntry:
        """An exporter's preset by its id. Raises `StudioError` that names those there are."""
        for entry in self.exporters:
            if entry.id == id_:
                return entry
        known = ", ".join(entry.id for entry in self.exporters)
        raise StudioError(f"There is no export preset “{id_}”; choose one of: {known}.")

    def trainer(self, id_: str) -> TrainerEntry:
        """A trainer by its id. Raises `StudioError` that names those there are."""
        for entry in self.trainers:
            if entry.id == id_:
                return entry
        known = ", ".join(entry.id for entry in self.trainers)
        raise StudioError(f"There is no model “{id_}” to train; choose one of: {known}.")


def find_plugins(folders: Iterable[Path]) -> Plugins:
    """Read every manifest below the folders, and those of installed `storyreel.plugins` entry points.

    A folder that is missing holds none; of two plugins with one id the first wins.
    """
    backends: dict[str, BackendEntry] = {}
    exporters: dict[str, ExporterEntry] = {}
    trainers: dict[str, TrainerEntry] = {}
    benches: dict[str, BenchEntry] = {}
    problems: list[str] = []
    for path in (*(path for folder in folders for path in sorted(folder.glob(f"*/{MANIFEST}"))), *_find_installed()):
        try:
            manifest = _read(path)
            found_backends = [_make_backend(path.parent, manifest, table) for table in manifest.backend]
            found_exporters = [_make_exporter(path.parent, manifest, table) for table in manifest.exporter]
            found_trainers = [_make_trainer(path.parent, manifest, table) for table in manifest.trainer]
            found_benches = [_make_bench(path.parent, manifest, table) for table in manifest.bench]
        except (OSError, msgspec.MsgspecError, ValueError, TypeError) as error:
            problems.append(f"The plugin {path.parent.name} can't be read ({error}); mend or remove {path}.")
            continue
        for backend in found_backends:
            backends.setdefault(backend.id, backend)
        for exporter in found_exporters:
            exporters.setdefault(exporter.id, exporter)
        for trainer in found_trainers:
            trainers.setdefault(trainer.id, trainer)
        for bench in found_benches:
            benches.setdefault(bench.id, bench)
    return Plugins(
        backends=tuple(backends.values()),
        exporters=tuple(exporters.values()),
        trainers=tuple(trainers.values()),
        benches=tuple(benches.values()),
        problems=tuple(problems),
    )


def _find_installed() -> list[Path]:
    found: list[Path] = []
    for point in entry_points(group="storyreel.plugins"):
        spec = importlib.util.find_spec(point.value)
        found += [Path(place) / MANIFEST for place in (spec.submodule_search_locations or ())] if spec else []
    return found


def _read(path: Path) -> Manifest:
    return msgspec.toml.decode(path.read_bytes(), type=Manifest)


def _make_backend(folder: Path, manifest: Manifest, table: BackendTable) -> BackendEntry:
    return BackendEntry(
        id=table.id,
        name=table.name,
        version=manifest.version,
        description=table.description,
        licence=manifest.licence,
        isolate=table.isolate,
        capabilities=replace(
            _convert(table.capabilities, Capabilities),
            compose=partial(_compose, folder, manifest.id, table.prompt) if table.prompt else None,
        ),
        load=partial(_start, folder, manifest.id, table.entry),
        forecast=partial(_forecast, folder, manifest.id, table.forecast),
        lighten=partial(_lighten, folder, manifest.id, table.lighten),
        lack=partial(_find_lack, folder, manifest.id, table.lack),
        examine=partial(_examine, folder, manifest.id, table.examine),
    )


def _make_exporter(folder: Path, manifest: Manifest, table: ExporterTable) -> ExporterEntry:
    return ExporterEntry(
        id=table.id,
        name=table.name,
        description=table.description,
        suffix=table.suffix,
        options=tuple(_convert(option, Option) for option in table.options),
        load=partial(_start, folder, manifest.id, table.entry),
    )


def _make_trainer(folder: Path, manifest: Manifest, table: TrainerTable) -> TrainerEntry:
    load = partial(_start, folder, manifest.id, table.entry)
    return TrainerEntry(id=table.id, name=table.name, minutes=table.minutes, load=load)


def _make_bench(folder: Path, manifest: Manifest, table: BenchTable) -> BenchEntry:
    return BenchEntry(id=table.id, name=table.name, load=partial(_start, folder, manifest.id, table.entry))


def _convert(raw: dict[str, object], kind: type[T]) -> T:
    """A dataclass from a table of the manifest; a key that it does not have is refused."""
    unknown = sorted(raw.keys() - {field.name for field in fields(kind)})
    if unknown:
        raise ValueError(f"unknown key {', '.join(unknown)}")
    if kind is Capabilities and "options" in raw:
        raw = {
            **raw,
            "options": [_convert(option, Option) for option in cast("list[dict[str, object]]", raw["options"])],
        }
    return msgspec.convert(raw, kind)


def _start(folder: Path, plugin: str, entry: str) -> Any:
    """An object of the class that `module:Class` names."""
    return _import(folder, plugin, entry)()


def _forecast(folder: Path, plugin: str, entry: str, request: ShotRequest) -> Forecast:
    """What the function that `module:function` names says; where there is none, a guess from the number of pixels."""
    if not entry:
        pixels = request.frames * request.width * request.height
        return Forecast(seconds=pixels * GUESS_SECONDS_PER_PIXEL, memory_bytes=0)
    return _import(folder, plugin, entry)(request)


def _lighten(folder: Path, plugin: str, entry: str, request: ShotRequest) -> tuple[Setting, ...]:
    """What the function that `module:function` names gives; nothing where there is none."""
    return _import(folder, plugin, entry)(request) if entry else ()


def _find_lack(folder: Path, plugin: str, entry: str) -> str:
    """What the function says, or why it can't be asked."""
    try:
        return _import(folder, plugin, entry)() if entry else ""
    except StudioError as error:
        return str(error)


def _examine(folder: Path, plugin: str, entry: str) -> tuple[str, ...]:
    """The same in sentences."""
    try:
        return _import(folder, plugin, entry)() if entry else ()
    except StudioError as error:
        return (str(error),)


def _compose(folder: Path, plugin: str, entry: str, request: ShotRequest) -> str:
    return _import(folder, plugin, entry)(request)


def _import(folder: Path, plugin: str, entry: str) -> Any:
    """What `module:name` names, imported from the plugin's folder as a package of its own."""
    module, _, name = entry.partition(":")
    package = f"storyreel_plugin_{plugin}"
    try:
        _import_package(package, folder)
        return getattr(importlib.import_module(f"{package}.{module}"), name)
    except (ImportError, AttributeError) as error:
        raise StudioError(f"The plugin {plugin} can't be started: {error}; install what it needs.") from error


def _import_package(package: str, folder: Path) -> None:
    if package in sys.modules:
        return
    module = ModuleType(package)
    module.__path__ = [str(folder)]
    sys.modules[package] = module

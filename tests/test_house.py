"""The house rules, kept: who imports whom, where threads may live, sizes, words, types and style."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("studio", "plugins", "resources", "tests")

# A room or module of studio -> what it may import besides itself, the standard library and the version in `studio`.
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "paths": {"platformdirs"},
    "store": {"PySide6.QtCore"},
    "settings": {"studio.errors", "studio.paths", "studio.store", "msgspec"},
    "core": {"studio.errors"},
    "model": {"torch", "numpy", "safetensors", "diffusers", "transformers"},
    "measure": {"studio.errors", "studio.core", "numpy", "scipy"},
    "storage": {"studio.errors", "studio.core", "msgspec"},
    "media": {"studio.errors", "studio.core", "numpy", "av", "PIL"},
    "api": {"studio.errors", "studio.core", "numpy"},
    "plugins": {"studio.errors", "studio.core", "studio.api", "studio.paths", "msgspec"},
    "render": {
        *("studio.errors", "studio.core", "studio.api", "studio.storage", "studio.media", "studio.measure"),
        *("studio.store", "studio.paths", "PySide6.QtCore", "numpy", "msgspec", "psutil"),
    },
    "ui": {
        *("studio.errors", "studio.core", "studio.api", "studio.storage", "studio.media", "studio.measure"),
        *("studio.store", "studio.settings", "studio.paths", "studio.render", "PySide6", "shiboken6", "numpy"),
    },
}
COMPOSITION = {"app", "cli", "__main__", "commands", "bench"}  # may import everything; only they import each other
PLUGIN = {"studio.errors", "studio.core", "studio.api", "studio.media", "studio.measure", "studio.model"}

# Names that take work off the thread or out of the process, and where each may stand.
PROCESSES = {"multiprocessing", "subprocess", "QProcess"}
THREADS = {"Thread", "ThreadPoolExecutor", "QThread", "QThreadPool", "QRunnable"}
WORKERS = {*PROCESSES, *THREADS, "ProcessPoolExecutor", "asyncio"}
MAY_WORK: dict[str, set[str]] = {
    "studio/render/": {"subprocess", "Thread", "QThread"},
    "studio/ui/background.py": {"QThread", "QThreadPool", "QRunnable"},
    "studio/ui/player/": {"Thread", "QThread"},
    "studio/media/": {"Thread", "ThreadPoolExecutor"},  # decodes ahead
    "studio/bench/": {"subprocess"},  # starts the editor as a user does
    "plugins/": {"subprocess"},  # calls a program of the system, as espeak-ng
}


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), path)


def nodes(*folders: str) -> Iterator[tuple[Path, ast.AST]]:
    return ((path, node) for path in python_files(*folders) for node in ast.walk(parse(path)))


def at(path: Path, where: ast.AST | int) -> str:
    return f"{path.relative_to(ROOT)}:{where if isinstance(where, int) else getattr(where, 'lineno', 1)}"


def imported_modules(path: Path, node: ast.AST) -> list[str]:
    """The modules that a statement imports, by their absolute names."""
    match node:
        case ast.Import(names=aliases):
            return [alias.name for alias in aliases]
        case ast.ImportFrom(module=stem, names=aliases, level=level):
            package = path.relative_to(ROOT).parent.parts
            module = ".".join([*package[: len(package) + 1 - level], *([stem] if stem else [])]) if level else str(stem)
            # These two hold nothing of their own to import but modules, and the version.
            whole = module not in {"studio", "PySide6"}
            return [module if whole or alias.name == "__version__" else f"{module}.{alias.name}" for alias in aliases]
        case _:
            return []


def words(node: ast.AST) -> set[str]:
    """The names in a name, an attribute or an import."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return {name}
        case ast.Import(names=aliases):
            return {word for alias in aliases for word in alias.name.split(".")}
        case ast.ImportFrom(module=module, names=aliases):
            return {*(module or "").split("."), *(alias.name for alias in aliases)}
        case _:
            return set()


def is_in(module: str, allowed: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in allowed)


def test_rooms_import_only_what_they_may() -> None:
    wrong: list[str] = []
    for path, node in nodes("studio"):
        room = path.relative_to(ROOT / "studio").parts[0].removesuffix(".py")
        if room in COMPOSITION or room == "__init__":
            continue
        assert room in ROOMS, f"{at(path, 1)}: {room} is missing in the table of rooms"
        allowed = {*sys.stdlib_module_names, "_typeshed", *ROOMS[room], f"studio.{room}"}
        for module in imported_modules(path, node):
            if not (is_in(module, allowed) or (module == "studio" and room != "model")):
                wrong.append(f"{at(path, node)}: {room} may not import {module}")
    assert not wrong, "\n".join(wrong)


def test_plugins_import_only_what_they_may() -> None:
    wrong: list[str] = []
    for path, node in nodes("plugins"):
        own = f"plugins.{path.relative_to(ROOT / 'plugins').parts[0]}"
        for module in imported_modules(path, node):
            if is_in(module, {"studio", "plugins"}) and not is_in(module, {*PLUGIN, own}):
                wrong.append(f"{at(path, node)}: a plugin may not import {module}")
    assert not wrong, "\n".join(wrong)


def test_threads_and_processes_keep_to_their_places() -> None:
    wrong: list[str] = []
    for path, node in nodes("studio", "plugins"):
        place = path.relative_to(ROOT).as_posix()
        allowed = {name for start, names in MAY_WORK.items() if place.startswith(start) for name in names}
        wrong += [f"{at(path, node)}: {name} has no place here" for name in words(node) & WORKERS - allowed]
    assert not wrong, "\n".join(wrong)


def test_studio_imports_without_torch() -> None:
    """Every module but those of the model, in a fresh interpreter."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in python_files("studio")
        if not path.is_relative_to(ROOT / "studio" / "model")
    ]
    code = f"import sys\nfor name in {modules}:\n    __import__(name)\nassert 'torch' not in sys.modules"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_packages_hold_a_contract_and_no_code() -> None:
    wrong: list[str] = []
    for contract in {path.parent / "__init__.py" for path in python_files("studio")}:
        if not contract.exists():
            wrong.append(f"{at(contract, 1)}: missing")
            continue
        lines = len(contract.read_text("utf-8").splitlines())
        if lines > 10 or not ast.get_docstring(parse(contract)):
            wrong.append(f"{at(contract, lines)}: a docstring of at most ten lines, please")
        for node in parse(contract).body[1:]:
            if contract.parent.name != "studio" or not ast.unparse(node).startswith("__version__ = "):
                wrong.append(f"{at(contract, node)}: code in a contract")
    assert not wrong, "\n".join(wrong)


def test_files_stay_short() -> None:
    lengths = {
        path: len(path.read_text("utf-8").splitlines()) for path in python_files("studio", "plugins", "resources")
    }
    assert not [f"{at(path, lines)}: 400 lines or more" for path, lines in lengths.items() if lines >= 400]


def test_plugins_have_a_manifest_that_parses() -> None:
    wrong: list[str] = []
    for name in {path.relative_to(ROOT / "plugins").parts[0] for path in python_files("plugins")}:
        manifest = ROOT / "plugins" / name / "plugin.toml"
        try:
            tomllib.loads(manifest.read_text("utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            wrong.append(f"{at(manifest, 1)}: {error}")
    assert not wrong, "\n".join(wrong)


def test_nothing_of_ours_is_patched() -> None:
    """Fakes stand at the seam: no test sets anything that it imported from studio (ruff bans `unittest.mock`)."""
    wrong: list[str] = []
    for path in python_files("tests"):
        ours = {"studio"}
        for node in ast.walk(parse(path)):
            if is_in((imported_modules(path, node) or [""])[0], {"studio"}):
                ours |= {alias.asname or alias.name for alias in getattr(node, "names", [])}
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and node.args and words(node.func) & {"setattr", "delattr", "setitem"}:
                target = ast.unparse(node.args[0]).strip("'\"")
                if target.split(".")[0] in ours:
                    wrong.append(f"{at(path, node)}: patches {target}")
    assert not wrong, "\n".join(wrong)


TEXTS = {"", ".py", ".toml", ".txt", ".md", ".json", ".csv", ".svg", ".qss"}
MACHINE_PATH = re.compile(r"""(?:^|['"`\s=(])/(?:work|tmp|root|home)/""")
ADDRESS = re.compile(r"\w://|index-url|find-links|trusted-host")
STUB = re.compile(r"\bNotImplemented[E]rror\b")


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        pytest.param(MACHINE_PATH, ["*", ".ci/*", *(f"{folder}/**/*" for folder in SOURCES)], id="path of one machine"),
        pytest.param(ADDRESS, ["pyproject.toml", "Makefile", ".ci/*"], id="address to install from"),
        pytest.param(STUB, [f"{folder}/**/*.py" for folder in SOURCES], id="stub"),
    ],
)
def test_no_file_holds(pattern: re.Pattern[str], places: list[str]) -> None:
    files = {path for place in places for path in ROOT.glob(place) if path.suffix in TEXTS and path.is_file()}
    assert not [
        f"{at(path, number)}: {line.strip()}"
        for path in sorted(files)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_style(command: list[str]) -> None:
    command = [sys.executable, "-m", "ruff", *command, "--output-format=concise"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.timeout(600)
def test_types() -> None:
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr

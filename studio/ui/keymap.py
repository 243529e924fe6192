"""Which keys do what: the table's own, those of a preset over them, and the user's changes over both."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from PySide6.QtGui import QKeySequence

from studio.paths import resources_folder
from studio.settings import KeySettings
from studio.ui.actions import ActionEntry

# What a US keyboard has on one key, alone and with Shift: a layout whose signs lie elsewhere is asked once too often.
_SHIFTED = dict(zip('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./", strict=True))

Keymap: TypeAlias = Mapping[str, tuple[str, ...]]  # the keys of each action by its name, as Qt writes them everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """The keys of an editor that people come from; an action that it does not name keeps its own."""

    id: str
    name: str
    keys: Keymap


OWN = Preset(id="storyreel", name="Storyreel", keys={})


@cache
def read_presets() -> tuple[Preset, ...]:
    """Our own, then those that ship as files."""
    found = [OWN]
    for file in (resources_folder() / "keys").glob("*.toml"):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        keys = {action: tuple(keys) for action, keys in table["keys"].items()}
        found.append(Preset(id=file.stem, name=table["name"], keys=keys))
    return (OWN, *sorted(found[1:], key=lambda preset: preset.name))


def find_preset(id_: str) -> Preset:
    """The preset that was chosen; our own where there is none of that name any more."""
    if id_ == OWN.id:
        return OWN  # and nothing is read at the start
    return next((preset for preset in read_presets() if preset.id == id_), OWN)


def tidy_key(text: str) -> str:
    """One key as Qt writes it; nothing where the text names none, or several in a row."""
    sequence = QKeySequence(text, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString() if sequence.count() == 1 else ""


def unify_key(key: str) -> str:
    """The same text for what is pressed the same way: `{` and Shift+[ are one key."""
    held, sign = key[:-1], key[-1:]
    if sign not in _SHIFTED or "Num+" in held:
        return key
    return tidy_key(f"{held.replace('Shift+', '')}Shift+{_SHIFTED[sign]}")


def name_key(key: str) -> str:
    """A key as people of this system write it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def base_keys(table: Sequence[ActionEntry], preset: Preset) -> Keymap:
    """The keys before the user changes any."""
    return _lay(table, preset.keys, {entry.name: entry.keys for entry in table})


def resolve_keys(table: Sequence[ActionEntry], preset: Preset, changes: Keymap) -> Keymap:
    """The keys in force. No key is there twice where both could be meant.

    table     split Ctrl+K   blade C   select V
    preset    split C                  select S
    changes                  blade B
    in force  split C        blade B   select S
    """
    return _lay(table, changes, base_keys(table, preset))


def find_clashes(table: Sequence[ActionEntry], keymap: Keymap, action: str, key: str) -> tuple[str, ...]:
    """The other actions that have the key where it would be this one's."""
    own, same = next(entry for entry in table if entry.name == action), unify_key(key)
    return tuple(
        entry.name
        for entry in table
        if entry is not own and same in map(unify_key, keymap[entry.name]) and _meet(entry.place, own.place)
    )


def change_keys(chosen: KeySettings, base: Keymap, changed: Keymap) -> KeySettings:
    """Other keys for some actions. What is as in the preset is no change."""
    changes = chosen.changes.get(chosen.preset, {}) | dict(changed)
    kept = {action: keys for action, keys in changes.items() if set(keys) != set(base.get(action, ()))}
    return _put(chosen, kept)


def reset_keys(chosen: KeySettings, action: str) -> KeySettings:
    """An action as the preset has it."""
    changes = chosen.changes.get(chosen.preset, {})
    return _put(chosen, {name: keys for name, keys in changes.items() if name != action})


def reset_all_keys(chosen: KeySettings) -> KeySettings:
    """The preset as it is; changes to others stay."""
    return _put(chosen, {})


def _put(chosen: KeySettings, changes: dict[str, tuple[str, ...]]) -> KeySettings:
    others = {preset: each for preset, each in chosen.changes.items() if preset != chosen.preset}
    return replace(chosen, changes=others | ({chosen.preset: changes} if changes else {}))


def _lay(table: Sequence[ActionEntry], above: Keymap, below: Keymap) -> Keymap:
    """What is above goes first; what is below has the keys that are then still free."""
    found: dict[str, tuple[str, ...]] = {}
    taken: dict[str, set[str]] = {}
    for keymap in (above, below):
        for entry in table:
            if entry.name in keymap and entry.name not in found:
                found[entry.name] = ()
                for key in filter(None, map(tidy_key, keymap[entry.name])):
                    places = taken.setdefault(unify_key(key), set())
                    if not any(_meet(entry.place, each) for each in places):
                        places.add(entry.place)
                        found[entry.name] += (key,)
    return {entry.name: found[entry.name] for entry in table}


def _meet(first: str, second: str) -> bool:
    """Whether a key could mean both: keys of the window are heard in every panel."""
    return first == second or "window" in (first, second)

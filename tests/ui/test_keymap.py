"""Keys as values: presets, changes over them, clashes, and finding by a few letters."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.settings import KeySettings
from studio.ui.actions import TABLE, ActionEntry
from studio.ui.fuzzy import find_texts
from studio.ui.keymap import (
    OWN,
    Keymap,
    Preset,
    base_keys,
    change_keys,
    find_clashes,
    find_preset,
    read_presets,
    reset_all_keys,
    reset_keys,
    resolve_keys,
    tidy_key,
    unify_key,
)

NAMES = {entry.name for entry in TABLE}
PRESETS = pytest.mark.parametrize("preset", read_presets(), ids=lambda preset: preset.id)
ROWS = (
    ActionEntry(name="split", text="Split", keys=("Ctrl+K",)),
    ActionEntry(name="blade", text="Blade", keys=("C",)),
    ActionEntry(name="select", text="Select", keys=("V",)),
    ActionEntry(name="all", text="All", keys=("Ctrl+A",), place="timeline"),
    ActionEntry(name="trim", text="Trim", keys=("[", "Q"), place="timeline"),
)
KEYMAPS = st.dictionaries(
    st.sampled_from([*(row.name for row in ROWS), "gone"]),
    st.lists(
        st.sampled_from(["C", "V", "Q", "{", "Shift+[", "Ctrl+A", "ctrl+a", "Ctrl+K", "no key", ""]), max_size=3
    ).map(tuple),
)


def doubles(table: tuple[ActionEntry, ...], keymap: Keymap) -> list[tuple[str, str, tuple[str, ...]]]:
    found = [(row.name, key, find_clashes(table, keymap, row.name, key)) for row in table for key in keymap[row.name]]
    return [each for each in found if each[2]]


def test_the_four_presets_are_there() -> None:
    assert [preset.id for preset in read_presets()] == ["storyreel", "resolve", "kdenlive", "premiere"]
    assert find_preset("gone") is OWN
    assert find_preset("premiere").name == "Premiere Pro"


@PRESETS
def test_a_preset_names_actions_that_exist_and_keys_that_can_be_pressed(preset: Preset) -> None:
    assert preset.keys.keys() <= NAMES
    assert all(tidy_key(key) for keys in preset.keys.values() for key in keys)


@PRESETS
def test_no_preset_gives_a_key_to_two_actions(preset: Preset) -> None:
    table = {entry.name: preset.keys.get(entry.name, ()) for entry in TABLE}
    assert doubles(TABLE, table) == []
    keymap = base_keys(TABLE, preset)
    assert doubles(TABLE, keymap) == []
    assert {name: keymap[name] for name in preset.keys} == {
        name: tuple(map(tidy_key, keys)) for name, keys in preset.keys.items()
    }


def test_the_table_itself_gives_no_key_to_two_actions() -> None:
    assert base_keys(TABLE, OWN) == {entry.name: tuple(map(tidy_key, entry.keys)) for entry in TABLE}


@pytest.mark.parametrize(
    ("preset", "action", "keys"),
    [
        ("storyreel", "split", ("Ctrl+K",)),
        ("storyreel", "snapping", ("S",)),
        ("premiere", "export", ("Ctrl+M",)),
        ("premiere", "trim_head", ("Q",)),
        ("premiere", "track_up", ()),
        ("resolve", "split", ("Ctrl+B", "Ctrl+\\")),
        ("resolve", "blade", ("B",)),
        ("resolve", "clear_marks", ("Alt+X",)),
        ("premiere", "cast_matrix", ()),
        ("resolve", "insert", ("F9",)),
        ("resolve", "nudge_back", (",",)),
        ("resolve", "roll", ()),
        ("resolve", "render", ("Ctrl+R",)),
        ("resolve", "show_shot", ("Q",)),
        ("kdenlive", "split", ("Shift+R",)),
        ("kdenlive", "select", ("S",)),
        ("kdenlive", "snapping", ()),
        ("kdenlive", "add_shot", ()),
        ("kdenlive", "insert", ("V",)),
        ("kdenlive", "clip_back", ()),
        ("kdenlive", "track_up", ("Up",)),
        ("kdenlive", "track_target", ("Shift+T",)),
        ("kdenlive", "track_solo", ("Alt+Shift+S",)),
    ],
)
def test_a_preset_is_that_programs_and_else_ours_where_free(preset: str, action: str, keys: tuple[str, ...]) -> None:
    assert base_keys(TABLE, find_preset(preset))[action] == keys


@given(preset=KEYMAPS, changes=KEYMAPS)
def test_a_key_never_means_two_things(preset: Mapping[str, tuple[str, ...]], changes: Keymap) -> None:
    keymap = resolve_keys(ROWS, Preset(id="p", name="P", keys=preset), changes)
    assert doubles(ROWS, keymap) == []
    assert keymap.keys() == {row.name for row in ROWS}
    assert all(len(set(map(unify_key, keys))) == len(keys) for keys in keymap.values())
    assert all(key == tidy_key(key) for keys in keymap.values() for key in keys)


@given(preset=KEYMAPS, changes=KEYMAPS)
def test_changes_go_before_the_preset_and_that_before_the_table(preset: Keymap, changes: Keymap) -> None:
    chosen = Preset(id="p", name="P", keys=preset)
    keymap, base = resolve_keys(ROWS, chosen, changes), base_keys(ROWS, chosen)
    for row in ROWS:
        wanted = {tidy_key(key) for key in changes.get(row.name, base[row.name])} - {""}
        assert set(keymap[row.name]) <= wanted
        for key in wanted - set(keymap[row.name]):
            holders = find_clashes(ROWS, keymap, row.name, key)
            same = unify_key(key) in map(unify_key, keymap[row.name])
            assert same or (holders and all(name in changes for name in holders))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("{", "Shift+[", True),
        ("Ctrl+Shift+{", "Ctrl+Shift+[", True),
        ("Ctrl+{", "Ctrl+Shift+[", True),
        ("Ctrl++", "Ctrl+Shift+=", True),
        ("+", "=", False),
        ("Num+*", "Shift+8", False),
        ("K", "Shift+K", False),
    ],
)
def test_a_sign_is_the_key_that_it_is_on(first: str, second: str, same: bool) -> None:
    assert (unify_key(first) == unify_key(second)) is same


def test_a_key_of_the_timeline_clashes_with_the_windows_but_not_with_its_own_row() -> None:
    keymap = base_keys(ROWS, OWN)
    assert find_clashes(ROWS, keymap, "all", "C") == ("blade",)
    assert find_clashes(ROWS, keymap, "blade", "[") == ("trim",)
    assert find_clashes(ROWS, keymap, "trim", "[") == ()
    assert find_clashes(ROWS, keymap, "trim", "S") == ()


@given(preset=KEYMAPS, changes=st.lists(KEYMAPS, max_size=4))
def test_taking_a_key_and_resetting(preset: Keymap, changes: list[Keymap]) -> None:
    base = base_keys(ROWS, Preset(id="p", name="P", keys=preset))
    chosen = KeySettings(preset="p", changes={"other": {"split": ("X",)}})
    start = chosen
    for changed in changes:
        chosen = change_keys(chosen, base, changed)
    for keys in chosen.changes.get("p", {}).items():
        assert set(keys[1]) != set(base.get(keys[0], ())), "what is as in the preset is no change"
    for row in ROWS:
        assert row.name not in reset_keys(chosen, row.name).changes.get("p", {})
    assert reset_all_keys(chosen) == start


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Render this shot", "Render what is missing", "Undo", "Next cut Down", "Dissolve at the nearest cut"]),
        ("render", ["Render this shot", "Render what is missing"]),
        ("miss ren", ["Render what is missing"]),
        ("cut", ["Next cut Down", "Dissolve at the nearest cut"]),
        ("ne", ["Next cut Down", "Dissolve at the nearest cut"]),
        ("do", ["Next cut Down", "Undo"]),
        ("rndmis", ["Render what is missing"]),
        ("dnc", ["Dissolve at the nearest cut"]),
        ("xyz", []),
    ],
)
def test_a_few_letters_find_the_best_first(typed: str, found: list[str]) -> None:
    texts = ["Render this shot", "Render what is missing", "Undo", "Next cut Down", "Dissolve at the nearest cut"]
    assert [texts[place] for place in find_texts(typed, texts)] == found


@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=6))
def test_finding_gives_places_once_and_whole_words_always(texts: list[str], typed: str) -> None:
    found = find_texts(typed, texts)
    assert len(set(found)) == len(found)
    words = typed.casefold().split()
    plain = {place for place, text in enumerate(texts) if all(word in text.casefold() for word in words)}
    assert not plain or set(found) == plain

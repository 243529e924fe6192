"""The remap dialog by keyboard alone: search, record, clash, remove, reset, presets; and the window that follows it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.settings import KeySettings, Settings, load_settings, save_settings
from studio.store import Store
from studio.ui.actions import Actions
from studio.ui.chosen_keys import ChosenKeys
from studio.ui.desk import Desk
from studio.ui.dialogs.keys import KeysDialog
from studio.ui.dialogs.search import ActionSearch
from studio.ui.main_window import MainWindow
from studio.ui.player.shuttle import Shuttle
from studio.ui.theme import current_theme
from studio.ui.widgets.button import Button
from studio.ui.widgets.key_recorder import read_key

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CONTROL, SHIFT, ALT, NONE = (
    Modifier.ControlModifier,
    Modifier.ShiftModifier,
    Modifier.AltModifier,
    Modifier.NoModifier,
)


@pytest.fixture
def store() -> Store[Settings]:
    return Store(Settings())


@pytest.fixture
def dressed(actions: Actions, store: Store[Settings]) -> Actions:
    ChosenKeys(actions, store)
    return actions


@pytest.fixture
def dialog(store: Store[Settings], qtbot: QtBot, dark: None) -> KeysDialog:
    made = KeysDialog(store)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def keys_of(actions: Actions, name: str) -> list[str]:
    return [sequence.toString() for sequence in actions[name].shortcuts()]


def choose(qtbot: QtBot, dialog: KeysDialog, words: str) -> None:
    dialog.field.clear()
    qtbot.keyClicks(dialog.field, words)


def record(qtbot: QtBot, dialog: KeysDialog, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Enter in the list, then the key."""
    qtbot.keyClick(dialog.list, Key.Key_Return)
    assert dialog.add.isChecked()
    qtbot.keyClick(dialog.add, key, held)
    assert not dialog.add.isChecked()


def test_a_recorded_key_counts_at_once_and_is_told(
    qtbot: QtBot, dialog: KeysDialog, dressed: Actions, store: Store[Settings]
) -> None:
    choose(qtbot, dialog, "several takes")
    assert dialog.name.text() == "Render several takes"
    record(qtbot, dialog, Key.Key_T, CONTROL | SHIFT)
    assert keys_of(dressed, "render_takes") == ["Ctrl+Alt+R", "Ctrl+Shift+T"]
    choose(qtbot, dialog, "safe areas")
    record(qtbot, dialog, Key.Key_F8)
    assert dressed["safe_areas"].toolTip() == "Safe areas  (F8)"
    assert dialog.list.hasFocus()
    assert store.value.keys.changes == {
        "storyreel": {"render_takes": ("Ctrl+Alt+R", "Ctrl+Shift+T"), "safe_areas": ("F8",)}
    }


def test_a_clash_is_said_and_nothing_taken_without_a_yes(
    qtbot: QtBot, dialog: KeysDialog, dressed: Actions, store: Store[Settings]
) -> None:
    choose(qtbot, dialog, "blade")
    record(qtbot, dialog, Key.Key_K, CONTROL)
    assert dialog.question.words.text() == "Ctrl+K is “Split at playhead”; take it from there?"
    assert store.value == Settings()
    qtbot.keyClick(dialog.question.yes, Key.Key_Escape)
    assert dialog.question.isHidden()
    assert dialog.isVisible()
    assert store.value == Settings()
    record(qtbot, dialog, Key.Key_K, CONTROL)
    assert dialog.question.yes.hasFocus()
    qtbot.keyClick(dialog.question.yes, Key.Key_Return)
    assert keys_of(dressed, "blade") == ["C", "Ctrl+K"]
    assert keys_of(dressed, "split") == []
    assert dressed["split"].toolTip() == "Split at playhead"


def test_a_key_of_the_timeline_clashes_with_one_of_the_window(
    qtbot: QtBot, dialog: KeysDialog, dressed: Actions
) -> None:
    choose(qtbot, dialog, "trim start")
    record(qtbot, dialog, Key.Key_Q)
    assert "Trim head to playhead" in dialog.question.words.text()
    dialog.question.no.click()
    assert keys_of(dressed, "trim_start") == ["["]


def test_keys_are_removed_and_reset(qtbot: QtBot, dialog: KeysDialog, dressed: Actions, store: Store[Settings]) -> None:
    choose(qtbot, dialog, "redo")
    caps = {cap.text(): cap for cap in dialog.caps.findChildren(Button) if not cap.isHidden()}
    assert list(caps) == ["Ctrl+Shift+Z", "Ctrl+Y"]
    assert not dialog.reset.isEnabled()
    qtbot.keyClick(caps["Ctrl+Y"], Key.Key_Space)
    assert keys_of(dressed, "redo") == ["Ctrl+Shift+Z"]
    qtbot.keyClick(dialog.reset, Key.Key_Space)
    assert keys_of(dressed, "redo") == ["Ctrl+Shift+Z", "Ctrl+Y"]
    assert store.value == Settings()


def test_a_reset_asks_for_keys_that_others_have_by_now(
    qtbot: QtBot, dialog: KeysDialog, dressed: Actions, store: Store[Settings]
) -> None:
    for words, key in (("blade", Key.Key_Z), ("snapping", Key.Key_Y)):
        choose(qtbot, dialog, words)
        record(qtbot, dialog, key, CONTROL | SHIFT if key == Key.Key_Z else CONTROL)
        dialog.question.yes.click()
    assert keys_of(dressed, "redo") == []
    choose(qtbot, dialog, "redo")
    dialog.reset.click()
    assert dialog.question.words.text().startswith("Ctrl+Shift+Z is “Blade”")
    dialog.question.yes.click()
    assert dialog.question.words.text().startswith("Ctrl+Y is “Snapping”")
    dialog.question.no.click()
    assert keys_of(dressed, "redo") == ["Ctrl+Shift+Z"]
    assert keys_of(dressed, "blade") == ["C"]
    assert keys_of(dressed, "snapping") == ["S", "Ctrl+Y"]
    dialog.reset_all.click()
    dialog.question.yes.click()
    assert store.value == Settings()
    assert not dialog.reset_all.isEnabled()


def test_each_preset_keeps_its_own_changes(
    qtbot: QtBot, dialog: KeysDialog, dressed: Actions, store: Store[Settings], tmp_path: Path
) -> None:
    choose(qtbot, dialog, "blade")
    record(qtbot, dialog, Key.Key_F8)
    dialog.preset.setFocus()
    qtbot.keyClick(dialog.preset, Key.Key_Down)
    assert store.value.keys.preset == "resolve"
    assert keys_of(dressed, "blade") == ["B"]
    choose(qtbot, dialog, "marker")
    record(qtbot, dialog, Key.Key_F7)
    qtbot.keyClick(dialog.preset, Key.Key_Up)
    assert keys_of(dressed, "blade") == ["C", "F8"]
    assert keys_of(dressed, "marker") == ["M"]
    save_settings(tmp_path / "settings.json", store.value)
    assert load_settings(tmp_path / "settings.json") == (store.value, "")
    assert store.value.keys == KeySettings(
        changes={"storyreel": {"blade": ("C", "F8")}, "resolve": {"marker": ("M", "F7")}}
    )


def test_an_action_is_found_by_its_key(qtbot: QtBot, dialog: KeysDialog) -> None:
    qtbot.keyClick(dialog.seek, Key.Key_Space)
    qtbot.keyClick(dialog.seek, Key.Key_K)
    assert dialog.field.text() == "K"
    assert dialog.name.text() == "Shuttle stop"
    assert [item.text(0) for item in dialog.list.selectedItems()] == ["Shuttle stop"]
    dialog.seek.record()
    qtbot.keyClick(dialog.seek, Key.Key_F12)
    assert dialog.nothing.isVisible()
    assert dialog.name.text() == "No action is chosen"
    assert not dialog.add.isEnabled()
    qtbot.keyClicks(dialog.field, "x")
    dialog.field.setText("ctrl+k")
    assert dialog.name.text() == "Split at playhead"


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Tab, Key.Key_Return])
def test_some_keys_end_the_recording_and_are_never_recorded(
    qtbot: QtBot, dialog: KeysDialog, store: Store[Settings], key: Qt.Key
) -> None:
    choose(qtbot, dialog, "blade")
    record(qtbot, dialog, key)
    assert store.value == Settings()
    assert dialog.isVisible()
    dialog.add.record()
    qtbot.keyClick(dialog.add, Key.Key_Control, CONTROL)
    assert dialog.add.isChecked(), "a key that is only held is no answer yet"
    dialog.list.setFocus()
    assert not dialog.add.isChecked()


def test_tab_leads_from_the_search_to_the_keys_of_what_was_found(qtbot: QtBot, dialog: KeysDialog) -> None:
    qtbot.waitUntil(dialog.field.hasFocus)
    qtbot.keyClicks(dialog.field, "redo")
    qtbot.keyClick(dialog.field, Key.Key_Down)
    assert dialog.list.hasFocus()
    names: list[object] = []
    for _ in range(3):
        qtbot.keyClick(dialog.focusWidget(), Key.Key_Tab)
        names.append(dialog.focusWidget().property("text"))
    assert names == ["Ctrl+Shift+Z", "Ctrl+Y", "Add a key"]


def test_the_first_row_comes_with_its_heading_and_keys_have_room(qtbot: QtBot, dialog: KeysDialog) -> None:
    rows = dialog.list
    heading = rows.topLevelItem(0)
    assert heading is not None
    first = heading.child(0)
    assert first is not None
    qtbot.keyClick(rows, Qt.Key.Key_End)
    assert rows.visualItemRect(heading).bottom() < 0
    qtbot.keyClick(rows, Qt.Key.Key_Home)
    assert rows.visualItemRect(heading).top() == 0
    assert rows.visualItemRect(first).height() == current_theme().control_px


def test_the_arrows_pass_over_headings(qtbot: QtBot, dialog: KeysDialog) -> None:
    choose(qtbot, dialog, "quit")
    dialog.field.clear()
    names = [dialog.name.text()]
    for key in (Key.Key_Down, Key.Key_Up, Key.Key_Home, Key.Key_Up, Key.Key_End):
        qtbot.keyClick(dialog.list, key)
        names.append(dialog.name.text())
    assert names == ["Quit", "Undo", "Quit", "New film", "New film", "About Storyreel"]


@pytest.mark.parametrize(
    ("key", "held", "text", "written"),
    [
        (Key.Key_K, CONTROL, "\x0b", "Ctrl+K"),
        (Key.Key_K, SHIFT, "K", "Shift+K"),
        (Key.Key_ParenLeft, SHIFT, "(", "("),
        (Key.Key_Plus, Modifier.KeypadModifier, "+", "+"),
        (Key.Key_Left, ALT | SHIFT | Modifier.KeypadModifier, "", "Alt+Shift+Left"),
        (Key.Key_Space, SHIFT, " ", "Shift+Space"),
        (0x0446, NONE, "ц", "Ц"),
    ],
)
def test_a_key_is_written_as_the_table_writes_it(key: int, held: Qt.KeyboardModifier, text: str, written: str) -> None:
    assert read_key(QKeyEvent(QEvent.Type.KeyPress, int(key), held, text)) == written


def test_the_search_shows_keys_recent_ones_first_and_what_cannot_be_done_last(
    qtbot: QtBot, dressed: Actions, store: Store[Settings]
) -> None:
    dressed["split"].setEnabled(False)
    done: list[bool] = []
    dressed["safe_areas"].toggled.connect(done.append)

    def search() -> ActionSearch:
        made = ActionSearch(dressed, store)
        qtbot.addWidget(made)
        made.show()
        return made

    first = search()
    qtbot.keyClicks(first.field, "sfareas")
    qtbot.keyClick(first.field, Key.Key_Return)
    assert done == [True]
    assert store.value.recent_actions == ("safe_areas",)
    again = search()
    assert again.found.item(0).text() == "View: Safe areas"
    last = again.found.item(again.found.count() - 1)
    assert last.text() == "Cut: Split at playhead"
    assert not last.flags() & Qt.ItemFlag.ItemIsEnabled
    qtbot.keyClicks(again.field, "playhead split")
    assert again.found.count() == 1
    qtbot.keyClick(again.field, Key.Key_Return)
    assert again.isVisible(), "what cannot be done is not done"
    again.field.setText("ctrl+shift+z")
    assert again.found.currentItem().text() == "Edit: Redo"
    again.field.setText("zzz")
    assert again.found.item(0).text() == "No action is called that."


def test_holding_the_stop_key_steps_whatever_the_keys_are(
    qtbot: QtBot, dressed: Actions, store: Store[Settings]
) -> None:
    back, stop, on = (dressed[f"shuttle_{name}"] for name in ("back", "stop", "on"))
    shuttle = Shuttle(back, stop, on)
    panel = QWidget()
    qtbot.addWidget(panel)
    panel.addActions([back, stop, on])
    back.triggered.connect(partial(shuttle.go, -1, 0.0))
    stop.triggered.connect(shuttle.stop)
    on.triggered.connect(partial(shuttle.go, 1, 0.0))
    steps: list[int] = []
    speeds: list[float] = []
    shuttle.step_wanted.connect(steps.append)
    shuttle.speed_wanted.connect(speeds.append)
    changes = {"shuttle_back": ("F1",), "shuttle_stop": ("Shift+F2",), "shuttle_on": ("F3",)}
    store.set(Settings(keys=KeySettings(changes={"storyreel": changes})))
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    qtbot.keyPress(panel, Key.Key_F2, SHIFT)
    for key in (Key.Key_F3, Key.Key_F1, Key.Key_F3):
        qtbot.keyClick(panel, key)
    assert steps == [1, -1, 1]
    qtbot.keyRelease(panel, Key.Key_F2)
    qtbot.keyClick(panel, Key.Key_F3)
    assert steps == [1, -1, 1]
    assert speeds[-1] == 1.0


def test_the_open_window_wears_them_and_they_come_back(
    qtbot: QtBot, window: MainWindow, new_film: Callable[[str], Path], enter: Callable[[Path], Desk]
) -> None:
    desk = enter(new_film("rain"))
    window.actions_table["keys"].trigger()
    (dialog,) = window.findChildren(KeysDialog)
    choose(qtbot, dialog, "snapping")
    record(qtbot, dialog, Key.Key_F6)
    dialog.close()
    window.activateWindow()
    desk.timeline.view.setFocus()
    qtbot.waitUntil(desk.timeline.view.hasFocus)
    before = desk.session.snapping.value
    qtbot.keyClick(desk.timeline.view, Key.Key_F6)
    assert desk.session.snapping.value is not before
    with qtbot.waitSignal(desk.closed):
        window.close_film()
    again = enter(window.settings.value.recent[0].path)
    assert keys_of(again.actions_table, "snapping") == ["S", "F6"]


def test_panels_keep_the_keys_that_the_timeline_has_too(
    qtbot: QtBot, window: MainWindow, new_film: Callable[[str], Path], enter: Callable[[Path], Desk]
) -> None:
    desk = enter(new_film("rain"))
    window.actions_table["assemble"].trigger()
    window.activateWindow()
    desk.storyboard.view.setFocus()
    qtbot.waitUntil(desk.storyboard.view.hasFocus)
    qtbot.keyClick(desk.storyboard.view, Key.Key_A, CONTROL)
    assert desk.session.clips.value == frozenset()
    desk.timeline.view.setFocus()
    qtbot.waitUntil(desk.timeline.view.hasFocus)
    qtbot.keyClick(desk.timeline.view, Key.Key_A, CONTROL)
    assert len(desk.session.clips.value) == 2
    qtbot.keyClick(desk.timeline.view, Key.Key_Backspace)
    assert not any(track.items for track in desk.document.project.timeline.tracks)
    assert QApplication.focusWidget() is desk.timeline.view

"""Preferences: every change counts at once, and comes back from the store."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from studio.settings import Settings
from studio.store import Store
from studio.ui.preferences import Preferences

pytestmark = pytest.mark.usefixtures("dark")

BACKENDS = (("animatic", "Animatic"), ("other", "Other"))


@pytest.fixture
def store() -> Store[Settings]:
    return Store(Settings())


@pytest.fixture
def preferences(store: Store[Settings], qtbot: QtBot) -> Preferences:
    made = Preferences(store, BACKENDS)
    qtbot.addWidget(made)
    made.show()
    return made


def choice(preferences: Preferences, name: str) -> QComboBox:
    (found,) = [box for box in preferences.findChildren(QComboBox) if box.accessibleName() == name]
    return found


@pytest.mark.parametrize(
    ("name", "key", "after"),
    [
        ("Theme", Qt.Key.Key_Down, Settings(theme="dark")),
        ("Text size", Qt.Key.Key_Down, Settings(text_scale=1.1)),
        ("Backend of new shots", Qt.Key.Key_Down, Settings(default_backend="other")),
        ("Playback", Qt.Key.Key_Up, Settings(preview_size="full")),
        ("Render", Qt.Key.Key_Down, Settings(render_time="idle")),
    ],
)
def test_a_choice_counts_at_once(
    preferences: Preferences, store: Store[Settings], qtbot: QtBot, name: str, key: Qt.Key, after: Settings
) -> None:
    qtbot.keyClick(choice(preferences, name), key)
    assert store.value == after


def test_high_contrast_counts_at_once(preferences: Preferences, store: Store[Settings], qtbot: QtBot) -> None:
    (box,) = preferences.findChildren(QCheckBox)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert store.value == Settings(high_contrast=True)


def test_what_changes_elsewhere_is_shown_and_not_sent_back(
    preferences: Preferences, store: Store[Settings], qtbot: QtBot
) -> None:
    wanted = replace(store.value, theme="light", high_contrast=True, text_scale=2.0)
    with qtbot.waitSignal(store.changed):
        store.set(wanted)
    assert choice(preferences, "Theme").currentText() == "Light"
    assert choice(preferences, "Text size").currentText() == "200 %"
    assert preferences.findChildren(QCheckBox)[0].isChecked()
    assert store.value is wanted


def test_a_backend_that_is_gone_is_not_replaced_by_another_change(qtbot: QtBot) -> None:
    store = Store(Settings(default_backend="gone"))
    preferences = Preferences(store, BACKENDS)
    qtbot.addWidget(preferences)
    qtbot.keyClick(choice(preferences, "Theme"), Qt.Key.Key_Down)
    assert store.value == Settings(default_backend="gone", theme="dark")


def test_it_is_no_obstacle_and_closes(preferences: Preferences, qtbot: QtBot) -> None:
    assert not preferences.isModal()
    (close,) = preferences.findChildren(QPushButton)
    close.click()
    assert preferences.isHidden()
    preferences.show()
    qtbot.keyClick(preferences, Qt.Key.Key_Escape)
    assert preferences.isHidden()


def test_every_control_has_a_name(preferences: Preferences) -> None:
    controls: list[QWidget] = [*preferences.findChildren(QComboBox), *preferences.findChildren(QCheckBox)]
    assert all(control.accessibleName() or control.property("text") for control in controls)

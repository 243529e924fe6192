"""The keys: a preset, and the user's changes to it. Each counts at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.settings import KeySettings, Settings
from studio.store import Store
from studio.ui.actions import TABLE
from studio.ui.dialogs.key_list import KeyList, name_action
from studio.ui.keymap import (
    Keymap,
    base_keys,
    change_keys,
    find_clashes,
    find_preset,
    name_key,
    read_presets,
    reset_all_keys,
    reset_keys,
    resolve_keys,
    unify_key,
)
from studio.ui.theme import XL, M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.key_recorder import KeyRecorder
from studio.ui.widgets.label import ElidedLabel, Label
from studio.ui.widgets.question import Question

_INTO_LIST = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
_NAMES = {entry.name: entry for entry in TABLE}


class KeysDialog(QDialog):
    """Stands beside the film. A key that another action has is taken from it only after the user said so."""

    def __init__(self, settings: Store[Settings], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._sought = ""
        presets = [(preset.id, preset.name) for preset in read_presets()]
        self.preset = Choice(self.tr("Preset of keys"), presets, settings.value.keys.preset, parent=self)
        self.field = QLineEdit(self)
        self.seek = KeyRecorder(self.tr("By key"), parent=self)
        self.list = KeyList(self)
        self.nothing = Label(self.tr("No action has that."), tone="second", parent=self)
        self.question = Question(self)
        self.name = ElidedLabel(role="heading", parent=self)
        self.caps = QWidget(self)
        self._caps_row = QHBoxLayout(self.caps)
        self.add = KeyRecorder(self.tr("Add a key"), icon_name="plus", parent=self)
        self.reset = Button(self.tr("Reset"), kind="quiet", parent=self)
        self.reset_all = Button(self.tr("Reset all"), kind="quiet", parent=self)
        self.close_button = Button(self.tr("Close"), parent=self)
        self._build()
        self._connect()
        self._show_keys()
        self.list.show_found("")
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search, Enter and Down lead into what was found."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _INTO_LIST:
            self.list.setFocus()
            return True
        return super().eventFilter(watched, event)

    @property
    def _chosen(self) -> KeySettings:
        return self._settings.value.keys

    @property
    def _changes(self) -> Keymap:
        return self._chosen.changes.get(self._chosen.preset, {})

    @property
    def _base(self) -> Keymap:
        return base_keys(TABLE, find_preset(self._chosen.preset))

    @property
    def _keymap(self) -> Keymap:
        return resolve_keys(TABLE, find_preset(self._chosen.preset), self._changes)

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Keys"))
        self.setModal(False)
        self.field.setPlaceholderText(self.tr("Search by name or key"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.seek.setToolTip(self.tr("Press it, then a key: shows what that does"))
        self.nothing.hide()
        top = QHBoxLayout()
        top.setSpacing(S)
        for widget, stretch in ((self.preset, 0), (self.field, 1), (self.seek, 0)):
            top.addWidget(widget, stretch)
        self._caps_row.setContentsMargins(0, 0, 0, 0)
        self._caps_row.setSpacing(S)
        below = QHBoxLayout()
        below.setSpacing(S)
        for widget, stretch in ((self.name, 1), (self.caps, 0), (self.add, 0), (self.reset, 0)):
            below.addWidget(widget, stretch)
        end = QHBoxLayout()
        end.addWidget(self.reset_all)
        end.addStretch()
        end.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addLayout(top)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self.question)
        column.addLayout(below)
        column.addLayout(end)
        self.resize(self.sizeHint())  # Qt alone would keep it within two thirds of the screen

    def _connect(self) -> None:
        self._settings.changed.connect(self._on_settings)
        self.preset.activated.connect(self._choose_preset)
        self.field.textEdited.connect(self._forget_sought)
        self.field.textChanged.connect(self._find)
        self.field.installEventFilter(self)
        self.seek.recorded.connect(self._seek)
        self.list.chosen.connect(self._show_chosen)
        self.list.entered.connect(self.add.record)
        self.add.recorded.connect(self._want)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._ask_reset_all)
        self.close_button.clicked.connect(self.close)

    @Slot(object, object)
    def _on_settings(self, before: Settings, after: Settings) -> None:
        if before.keys != after.keys:
            self.preset.show_value(after.keys.preset)
            self._show_keys()

    def _show_keys(self) -> None:
        self.list.show_keys(self._keymap, self._changes)
        self.reset_all.setEnabled(bool(self._changes))
        self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        """The action that is current, with a button for each of its keys."""
        self.question.drop()
        entry = self.list.current
        for cap in self.caps.findChildren(Button):
            self._caps_row.removeWidget(cap)
            cap.hide()
            cap.deleteLater()
        self.name.setText(name_action(entry) if entry else self.tr("No action is chosen"))
        self.add.setEnabled(entry is not None)
        self.reset.setEnabled(entry is not None and entry.name in self._changes)
        before: QWidget = self.question.no
        for key in self._keymap[entry.name] if entry else ():
            cap = Button(name_key(key), icon_name="x", parent=self.caps)
            cap.setToolTip(self.tr("Remove {key}").format(key=name_key(key)))
            cap.setAccessibleName(cap.toolTip())
            cap.clicked.connect(partial(self._remove, key))
            self._caps_row.addWidget(cap)
            cap.show()
            self.setTabOrder(before, cap)
            before = cap
        self.setTabOrder(before, self.add)

    @Slot()
    def _find(self) -> None:
        self.nothing.setVisible(not self.list.show_found(self.field.text(), self._sought))

    @Slot()
    def _forget_sought(self) -> None:
        self._sought = ""

    @Slot(str)
    def _seek(self, key: str) -> None:
        self._sought = key
        if self.field.text() == name_key(key):
            self._find()
        else:
            self.field.setText(name_key(key))

    @Slot(str)
    def _want(self, key: str) -> None:
        """Give the current action a key, once it is free."""
        entry = self.list.current
        if entry is not None:
            self._want_all(entry.name, (key,))

    def _want_all(self, action: str, keys: tuple[str, ...]) -> None:
        """One after the other, with a question for each that is not free."""
        for place, key in enumerate(keys):
            others = find_clashes(TABLE, self._keymap, action, key)
            if others:
                rest = partial(self._want_all, action, keys[place + 1 :])
                self._ask(action, key, others, rest)
                return
            self._give(action, key, ())
        self.list.setFocus()

    def _ask(self, action: str, key: str, others: tuple[str, ...], go_on: Callable[[], None]) -> None:
        names = self.tr(" and ").join(f"“{name_action(_NAMES[other])}”" for other in others)
        words = self.tr("{key} is {names}; take it from there?").format(key=name_key(key), names=names)

        def take() -> None:
            self._give(action, key, others)
            go_on()

        self.question.ask(words, (self.tr("Take it"), take), (self.tr("Leave it"), go_on))

    def _give(self, action: str, key: str, others: tuple[str, ...]) -> None:
        keymap = self._keymap
        changed = {
            other: tuple(each for each in keymap[other] if unify_key(each) != unify_key(key)) for other in others
        }
        self._change(changed | {action: tuple(dict.fromkeys((*keymap[action], key)))})

    def _remove(self, key: str) -> None:
        entry = self.list.current
        if entry is not None:
            self._change({entry.name: tuple(each for each in self._keymap[entry.name] if each != key)})
            self.add.setFocus()

    @Slot()
    def _reset(self) -> None:
        entry = self.list.current
        if entry is not None:
            self._set(reset_keys(self._chosen, entry.name))
            missing = set(self._base[entry.name]) - set(self._keymap[entry.name])
            self._want_all(entry.name, tuple(key for key in self._base[entry.name] if key in missing))

    @Slot()
    def _ask_reset_all(self) -> None:
        words = self.tr("Give every action the keys of “{preset}” again?").format(preset=self.preset.currentText())
        self.question.ask(words, (self.tr("Reset all"), self._reset_all), (self.tr("Leave them"), self.list.setFocus))

    def _reset_all(self) -> None:
        self._set(reset_all_keys(self._chosen))
        self.list.setFocus()

    @Slot()
    def _choose_preset(self) -> None:
        self._set(replace(self._chosen, preset=self.preset.value))

    def _change(self, changed: Keymap) -> None:
        self._set(change_keys(self._chosen, self._base, changed))

    def _set(self, chosen: KeySettings) -> None:
        self._settings.set(replace(self._settings.value, keys=chosen))

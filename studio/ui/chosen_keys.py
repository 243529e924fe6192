"""The keys that the user chose, on the actions."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from studio.settings import Settings
from studio.store import Store
from studio.ui.actions import TABLE, Actions
from studio.ui.keymap import find_preset, resolve_keys


class ChosenKeys(QObject):
    """Puts them on, now and whenever the user chooses others; ends with the actions."""

    def __init__(self, actions: Actions, settings: Store[Settings]) -> None:
        super().__init__(actions)
        self._actions = actions
        settings.changed.connect(self._on_settings)
        self._put(settings.value)

    @Slot(object, object)
    def _on_settings(self, before: Settings, after: Settings) -> None:
        if before.keys != after.keys:
            self._put(after)

    def _put(self, settings: Settings) -> None:
        chosen = settings.keys
        self._actions.set_keys(resolve_keys(TABLE, find_preset(chosen.preset), chosen.changes.get(chosen.preset, {})))

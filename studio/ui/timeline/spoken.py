"""Tells a screen reader what is selected.

The view describes the selected clip itself: PySide frees the wrappers of `QAccessibleInterface` children while Qt still
holds them, so one accessible child per clip would end in a crash.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from studio.ui.timeline.choice import find_selected
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.view import TimelineView


class Spoken(QObject):
    """Keeps the accessible description of the view, and has it read out when it changes."""

    def __init__(self, cutting: Cutting, view: TimelineView) -> None:
        super().__init__(view)
        self._cutting = cutting
        self._view = view
        for signal in (cutting.session.clips.changed, cutting.spot.changed, cutting.document.changed):
            signal.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        text = self._describe()
        if text == self._view.accessibleDescription():
            return
        self._view.setAccessibleDescription(text)
        if QAccessible.isActive() and self._view.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, text))

    def _describe(self) -> str:
        spot, selected = self._cutting.spot.value, self._cutting.session.clips.value
        if spot is not None:
            return self._view.describe(spot)
        if len(selected) > 1:
            return self.tr("{0} clips selected").format(len(selected))
        found = find_selected(self._cutting.index, selected)
        return self._view.describe(found[0]) if found else self.tr("Nothing selected")

"""What opens over the timeline for a moment: context menus and the field for the words of a marker."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.core.ids import MarkerId, TrackId
from studio.ui.timeline.choice import find_selected
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.layout import Hit, OnClip, OnLane, OnMarker
from studio.ui.timeline.menu import build_menu, build_track_menu
from studio.ui.timeline.view import TimelineView

_NAME_WIDTH = 168


class Popups(QObject):
    """Opens them where the view asks."""

    def __init__(self, cutting: Cutting, view: TimelineView) -> None:
        super().__init__(view)
        self._cutting = cutting
        self._view = view
        view.menu_wanted.connect(self._open_menu)
        view.headers.menu_wanted.connect(self._open_track_menu)
        cutting.marker_wanted.connect(self._name_marker)

    def _open_menu(self, on: Hit | None, at: QPoint) -> None:
        """Of what is under the mouse, which a right click selects, or of what is selected."""
        if on is None:
            found = find_selected(self._cutting.index, self._cutting.session.clips.value)
            on = self._cutting.spot.value or (found[0] if found else self._marker_here() or OnLane())
        elif isinstance(on, OnClip) and on.clip.id not in self._cutting.session.clips.value:
            self._cutting.select({on.clip.id})
        build_menu(self._cutting, on, self._view).popup(at)

    def _marker_here(self) -> OnMarker | None:
        at = self._cutting.session.playhead.value
        return next((OnMarker(marker=each.id) for each in self._cutting.timeline.markers if each.frame == at), None)

    def _open_track_menu(self, track: TrackId, at: QPoint) -> None:
        rename = self._view.headers.header(track).rename
        build_track_menu(self._cutting, track, rename, self._view).popup(at)

    def _name_marker(self, marker: MarkerId) -> None:
        found = next(each for each in self._cutting.timeline.markers if each.id == marker)
        self._view.show_frame(found.frame)
        layout = self._view.view_layout
        field = MarkerField(marker, found.text, self._view.viewport())
        field.ended.connect(self._cutting.name_marker)
        field.move(round(min(max(0, layout.x(found.frame)), layout.width - field.width())), 0)
        field.show()
        field.setFocus()


class MarkerField(QLineEdit):
    """A field over a marker's flag: Enter keeps the words, Esc or an empty click elsewhere leaves them."""

    ended = Signal(object, str)

    def __init__(self, marker: MarkerId, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._marker = marker
        self._open = True
        self.setPlaceholderText(self.tr("Name of the marker"))
        self.setAccessibleName(self.tr("Name of the marker"))
        self.setFixedWidth(_NAME_WIDTH)
        self.selectAll()
        self.returnPressed.connect(self._keep)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the words as they were."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Working elsewhere keeps what was written."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._keep()

    def _keep(self) -> None:
        if self._open:
            self._close()
            self.ended.emit(self._marker, self.text().strip())

    def _close(self) -> None:
        self._open = False
        self.deleteLater()

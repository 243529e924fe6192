"""The column of track headers: where edits go, the name, and what hides, locks, holds still, plays alone or mutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from studio.core.ids import TrackId
from studio.core.timecode import format_timecode
from studio.core.timeline import Track
from studio.ui.icons import icon
from studio.ui.theme import XS, make_font
from studio.ui.timeline.cutting import Cutting
from studio.ui.timeline.ink import current_ink
from studio.ui.timeline.layout import Layout, Row
from studio.ui.timeline.switches import Switch, aim_at, flip_switch
from studio.ui.widgets.button import IconButton
from studio.ui.widgets.label import ElidedLabel, Label
from studio.ui.widgets.level import LevelBar

_LEVEL = 3  # pixels of the bar that shows how loud a track is


class HeaderColumn(QWidget):
    """All headers, and above them the time of the playhead. `menu_wanted(track, point)` asks for a context menu."""

    menu_wanted = Signal(object, object)

    def __init__(self, cutting: Cutting, parent: QWidget) -> None:
        super().__init__(parent)
        self._cutting = cutting
        self._headers: dict[TrackId, TrackHeader] = {}
        self._order: tuple[TrackId, ...] = ()
        self._time = QLabel(self)
        self._room = QWidget(self)
        self._build_time()
        cutting.session.target.changed.connect(self._show_target)
        cutting.session.levels.changed.connect(self._show_levels)

    def lay_out(self, layout: Layout) -> None:
        """One header per row, where the row is."""
        rows = {row.track.id: row for row in layout.rows}
        for track in self._headers.keys() - rows.keys():
            self._headers.pop(track).deleteLater()
        width, ruler = layout.lanes.header, layout.lanes.ruler
        self._time.setGeometry(0, 0, width, ruler - 1)
        self._room.setGeometry(0, ruler, width, max(0, self.height() - ruler))
        order = tuple(rows)
        for row in layout.rows:
            header = self._headers.get(row.track.id)
            if header is None:
                header = self._headers[row.track.id] = TrackHeader(self._cutting, row.track.id, self._room)
                header.menu_wanted.connect(self.menu_wanted)
                header.show_target(self._cutting.session.target.value)
                header.show()
            header.setGeometry(0, layout.y(row) - ruler, width, row.height)
            header.show_track(row)
        if order != self._order:
            self._order = order
            before: QWidget = self
            for track in order:
                before = self._headers[track].order_after(before)
        self._show_time()

    def header(self, track: TrackId) -> TrackHeader:
        """The header of a track."""
        return self._headers[track]

    def _build_time(self) -> None:
        self._time.setFont(make_font("body", tabular=True))
        self._time.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._time.setAccessibleName(self.tr("Playhead"))
        self._time.setToolTip(self.tr("Where the playhead is: hours, minutes, seconds, frames"))
        self._cutting.session.playhead.changed.connect(self._show_time)

    def _show_target(self, before: TrackId | None, after: TrackId | None) -> None:
        for header in self._headers.values():
            header.show_target(after)

    def _show_levels(self, before: Mapping[TrackId, float], after: Mapping[TrackId, float]) -> None:
        for track, header in self._headers.items():
            header.show_level(after.get(track, 0.0))

    def _show_time(self) -> None:
        rate = self._cutting.document.project.frame_rate
        self._time.setText(format_timecode(self._cutting.session.playhead.value, rate))

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has another size of type."""
        if event.type() is QEvent.Type.StyleChange:
            self._time.setFont(make_font("body", tabular=True))
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, and a line towards the tracks."""
        ink = current_ink()
        painter = QPainter(self)
        painter.fillRect(event.rect(), ink.ground)
        painter.fillRect(0, 0, self.width(), ink.lanes.ruler, ink.ruler)
        painter.fillRect(0, ink.lanes.ruler - 1, self.width(), 1, ink.line)


class TrackHeader(QWidget):
    """One track's name and switches. A double click on the name changes it in place."""

    menu_wanted = Signal(object, object)

    def __init__(self, cutting: Cutting, track: TrackId, parent: QWidget) -> None:
        super().__init__(parent)
        self._cutting = cutting
        self._track = track
        self._name = ElidedLabel(role="heading", parent=self)
        self._sound_name = Label(tone="second", parent=self)
        self._shown: tuple[Track, str] | None = None  # without what is on it
        self._editor: QLineEdit | None = None
        self._level = LevelBar(self.tr("Level"), self)
        self._grid = QGridLayout(self)
        self._target = self._make_switch("target-off")
        self._hide = self._make_switch("eye")
        self._lock = self._make_switch("lock-open")
        self._along = self._make_switch("along")
        self._solo = self._make_switch("solo-off")
        self._mute = self._make_switch("volume-2")
        self._duck = self._make_switch("duck-off")
        self._build_switches()
        self._build_grid()

    def order_after(self, before: QWidget) -> QWidget:
        """Put its buttons into the order of Tab; gives the last of them."""
        for button in (self._target, self._hide, self._lock, self._duck, self._along, self._solo, self._mute):
            QWidget.setTabOrder(before, button)
            before = button
        return before

    def show_track(self, row: Row) -> None:
        """Take on the state of the track."""
        track = replace(row.track, items=())
        if self._shown == (track, row.label):
            return
        self._shown = track, row.label
        self._name.setText(track.name)
        self._sound_name.setText(self._describe_sound(row))
        self._hide.setVisible(row.has_pictures)
        switches = (
            (self._hide, track.hidden, "eye-off" if track.hidden else "eye", self.tr("Hide {0}")),
            (self._lock, track.locked, "lock" if track.locked else "lock-open", self.tr("Lock {0}")),
            (self._along, not track.synced, "along" if track.synced else "along-off", self.tr("Keep {0} in place")),
            (self._solo, track.solo, "solo" if track.solo else "solo-off", self.tr("Hear {0} alone")),
            (self._mute, track.muted, "volume-x" if track.muted else "volume-2", self.tr("Mute {0}")),
            (self._duck, bool(track.ducks), "duck" if track.ducks else "duck-off", self.tr("Duck {0} under speech")),
        )
        for button, on, picture, words in switches:
            _show_switch(button, picture, words.format(track.name), on=on)
        self._along.setToolTip(
            self.tr("{0} stays where it is when edits of other tracks move what comes after").format(track.name)
        )
        self.show_target(self._cutting.session.target.value)
        self.setAccessibleName(self.tr("Track {0}").format(track.name))

    def show_target(self, target: TrackId | None) -> None:
        """Say whether edits go to this track."""
        on = target == self._track
        words = self.tr("Edits go to {0}").format(self._name.text())
        _show_switch(self._target, "target" if on else "target-off", words, on=on)

    def show_level(self, level: float) -> None:
        """How loud it is right now, 1 being full scale."""
        self._level.show_level(level)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The level lies along the lower edge."""
        self._level.setGeometry(0, self.height() - _LEVEL, self.width() - 1, _LEVEL)

    def rename(self) -> None:
        """Open the name for writing."""
        if self._editor is not None:
            return
        editor = QLineEdit(self._name.text(), self)
        editor.setAccessibleName(self.tr("Name of the track"))
        editor.setGeometry(XS, 0, self.width() - 2 * XS, editor.sizeHint().height())
        editor.editingFinished.connect(self._end_rename)
        editor.selectAll()
        editor.show()
        editor.setFocus()
        self._editor = editor

    def _end_rename(self) -> None:
        if self._editor is None:
            return
        editor, self._editor = self._editor, None
        name = editor.text().strip()
        editor.deleteLater()
        if name and name != self._name.text():
            self._cutting.set_track(self.tr("Rename track"), self._track, {"name": name})

    def _build_switches(self) -> None:
        self._target.clicked.connect(self._aim)
        switches: tuple[tuple[IconButton, Switch], ...] = (
            (self._hide, "hidden"),
            (self._lock, "locked"),
            (self._along, "synced"),
            (self._solo, "solo"),
            (self._mute, "muted"),
            (self._duck, "ducks"),
        )
        for button, switch in switches:
            button.clicked.connect(partial(self._flip, switch))

    def _build_grid(self) -> None:
        grid = self._grid
        grid.setContentsMargins(XS, 0, XS, 0)
        grid.setSpacing(0)
        grid.addWidget(self._target, 0, 0)
        grid.setColumnMinimumWidth(1, XS)
        grid.addWidget(self._name, 0, 2, 1, 2)
        grid.addWidget(self._hide, 0, 4)
        grid.addWidget(self._lock, 0, 5)
        grid.addWidget(self._duck, 1, 0)
        grid.addWidget(self._sound_name, 1, 2)
        grid.addWidget(self._along, 1, 3)
        grid.addWidget(self._solo, 1, 4)
        grid.addWidget(self._mute, 1, 5)
        grid.setColumnStretch(2, 1)

    def _describe_sound(self, row: Row) -> str:
        """What its sound does beside being heard, or else its name."""
        if row.track.ducks:
            return self.tr("−{0} dB").format(f"{row.track.ducks:g}")
        return self.tr("speech") if row.track.speech else row.label

    def _make_switch(self, picture: str) -> IconButton:
        button = IconButton(picture, "", checkable=True, parent=self)
        button.setProperty("tight", True)
        return button

    def _aim(self) -> None:
        aim_at(self._cutting, self._track)

    def _flip(self, switch: Switch) -> None:
        flip_switch(self._cutting, self._track, switch)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename in place."""
        self.rename()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the track."""
        self.menu_wanted.emit(self._track, event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the row."""
        ink = current_ink()
        painter = QPainter(self)
        painter.fillRect(self.rect(), ink.ruler)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), ink.line)


def _show_switch(button: IconButton, picture: str, words: str, *, on: bool) -> None:
    button.show_as(picture, words)
    button.setIcon(icon(picture, "second"))
    button.setChecked(on)

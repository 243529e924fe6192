"""`MarkersSection`: the markers of a clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from studio.core.edits.cut import set_clip
from studio.core.ids import MarkerId
from studio.core.project import CAST_COLOURS
from studio.core.timecode import format_timecode
from studio.core.timeline import Marker
from studio.storage.fresh import fresh_id
from studio.ui.inspector.clip_writer import Chosen, ClipWriter
from studio.ui.inspector.fields import TextField
from studio.ui.inspector.form import pass_wheel
from studio.ui.theme import XS, S
from studio.ui.widgets.button import Button, IconButton
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.colours import draw_dot, name_colours


class MarkerRow(QWidget):
    """Where it lies, which brings the playhead there; its words, its colour, its note. `changed(marker, merge)`."""

    changed = Signal(object, object)
    removed = Signal()
    wanted = Signal()

    def __init__(self, marker: Marker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marker = marker
        self.place = Button("", kind="quiet")
        self.text = TextField(self.tr("Name of the marker"), self.tr("Name"))
        self.note = TextField(self.tr("Note of the marker"), self.tr("Note"))
        colours = [("", self.tr("No colour")), *name_colours().items()]
        self.colour = Choice(self.tr("Colour of the marker"), colours, marker.colour)
        self.remove = IconButton("x", self.tr("Remove the marker"))
        for number, colour in enumerate(CAST_COLOURS, 1):
            self.colour.setItemIcon(number, draw_dot(colour))
        self._build()

    def show_marker(self, marker: Marker, place: str) -> None:
        """The marker as the film has it."""
        self._marker = marker
        self.place.setText(place)
        self.place.setAccessibleName(self.tr("Go to the marker at {place}").format(place=place))
        self.text.show_text(marker.text)
        self.note.show_text(marker.note)
        self.colour.show_value(marker.colour)

    def _build(self) -> None:
        self.colour.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.colour.setMinimumContentsLength(7)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(XS)
        grid.addWidget(self.place, 0, 0)
        grid.addWidget(self.text, 0, 1)
        grid.addWidget(self.remove, 0, 2)
        grid.addWidget(self.colour, 1, 0)
        grid.addWidget(self.note, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        self.place.clicked.connect(self.wanted)
        self.remove.clicked.connect(self.removed)
        self.text.written.connect(self._on_text)
        self.note.written.connect(self._on_note)
        self.colour.activated.connect(self._on_colour)

    def _on_text(self, text: str, merge: object) -> None:
        self.changed.emit(replace(self._marker, text=text), ("text", merge))

    def _on_note(self, note: str, merge: object) -> None:
        self.changed.emit(replace(self._marker, note=note), ("note", merge))

    def _on_colour(self) -> None:
        self.changed.emit(replace(self._marker, colour=self.colour.value), None)


class MarkersSection(QWidget):
    """A row for each marker of one clip, and a button for another one at the playhead."""

    def __init__(self, writer: ClipWriter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._shown: Chosen | None = None
        self.rows: dict[MarkerId, MarkerRow] = {}
        self.add = Button(self.tr("Marker at the playhead"), icon_name="bookmark")
        self.add.clicked.connect(self._add)
        self._list = QVBoxLayout()
        self._list.setSpacing(S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addLayout(self._list)
        column.addWidget(self.add)

    def show_clips(self, chosen: Sequence[Chosen]) -> None:
        """The markers of the clip as it is now."""
        shown = chosen[0]
        self._shown = shown
        markers = shown.clip.markers
        if [marker.id for marker in markers] != list(self.rows):
            self._rebuild(markers)
        rate = self._writer.project.frame_rate
        for marker in markers:
            place = format_timecode(shown.begin + marker.frame - shown.clip.start, rate)
            self.rows[marker.id].show_marker(marker, place)
        self.add.setEnabled(all(marker.frame != shown.frame for marker in markers))

    def _rebuild(self, markers: Sequence[Marker]) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {marker.id: MarkerRow(marker) for marker in markers}
        for marker, row in self.rows.items():
            row.changed.connect(self._change)
            row.removed.connect(partial(self._remove, marker))
            row.wanted.connect(partial(self._go_to, marker))
            self._list.addWidget(row)
        pass_wheel(self)

    def _add(self) -> None:
        if self._shown:
            marker = Marker(id=MarkerId(fresh_id()), frame=self._shown.frame)
            self._write(self.tr("Add marker"), (*self._shown.clip.markers, marker))

    def _change(self, marker: Marker, merge: object) -> None:
        if self._shown:
            kept = tuple(marker if each.id == marker.id else each for each in self._shown.clip.markers)
            self._write(self.tr("Change marker"), kept, (marker.id, merge) if merge else None)

    def _remove(self, marker: MarkerId) -> None:
        if self._shown:
            kept = tuple(each for each in self._shown.clip.markers if each.id != marker)
            self._write(self.tr("Remove marker"), kept)

    def _go_to(self, marker: MarkerId) -> None:
        if self._shown:
            frame = next(each.frame for each in self._shown.clip.markers if each.id == marker)
            self._writer.go_to(max(0, self._shown.begin + frame - self._shown.clip.start))

    def _write(self, label: str, markers: tuple[Marker, ...], merge: object = None) -> None:
        ordered = tuple(sorted(markers, key=lambda each: each.frame))
        if not self._writer.write(label, lambda film, clip: set_clip(film, clip, markers=ordered), merge):
            self.show_clips(self._writer.chosen)

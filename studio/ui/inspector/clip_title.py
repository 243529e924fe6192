"""`TitleForm` and `SolidForm`: what clips show that are made of words, or of a colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QWidget

from studio.core.edits.cut import find_free, set_clip
from studio.core.ids import ClipId
from studio.core.project import Project
from studio.core.timeline import Solid, Source, Title
from studio.ui.inspector.clip_fields import ColourField, DragLabel, SharedNumber
from studio.ui.inspector.clip_writer import Chosen, ClipWriter
from studio.ui.inspector.fields import WritingField
from studio.ui.inspector.form import FormLabel, make_form, pass_wheel
from studio.ui.widgets.choice import Choice

T = TypeVar("T")

_SIZES = (1.0, 50.0)  # percent of the canvas' height
_PLACES = (-100.0, 200.0)


class TitleForm(QWidget):
    """Words, font, size, colour and place of the selected titles."""

    def __init__(self, writer: ClipWriter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._clips: list[ClipId] = []
        self.text = WritingField(self.tr("Text"), most_lines=8)
        fonts = [(family, family) for family in QFontDatabase.families() if not QFontDatabase.isPrivateFamily(family)]
        self.family: Choice[str | None] = Choice(self.tr("Font"), [("", self.tr("Automatic")), *fonts], "")
        self.letters = SharedNumber(self.tr("Size"), _SIZES, step=0.5, unit=" %")
        self.colour = ColourField(self.tr("Colour"))
        self.place_x = SharedNumber(self.tr("Middle across"), _PLACES, unit=" %")
        self.place_y = SharedNumber(self.tr("Middle down"), _PLACES, unit=" %")
        self._build()
        self._connect()

    def show_clips(self, chosen: Sequence[Chosen]) -> None:
        """The titles among the clips as they are now."""
        clips = [each.clip.id for each in chosen]
        if clips != self._clips:
            self._clips = clips
            self.text.begin()
            self.colour.text.begin()
        titles = [each.clip.source for each in chosen if isinstance(each.clip.source, Title)]
        text = _common([title.text for title in titles])
        self.text.setPlaceholderText(self.tr("mixed") if text is None else self.tr("What is to be read"))
        self.text.show_text(text or "")
        font = _common([title.font for title in titles])
        self.family.setPlaceholderText(self.tr("mixed") if font is None else font)
        self.family.show_value(font)
        self.colour.show_colour(_common([title.colour for title in titles]))
        for field, values in (
            (self.letters, [title.size for title in titles]),
            (self.place_x, [title.x for title in titles]),
            (self.place_y, [title.y for title in titles]),
        ):
            value = _common(values)
            field.show_number(None if value is None else value * 100)

    def _build(self) -> None:
        form = make_form(self)
        form.addRow(self.text)
        form.addRow(FormLabel(self.tr("Font")), self.family)
        form.addRow(DragLabel(self.tr("Size"), self.letters), self.letters)
        form.addRow(FormLabel(self.tr("Colour")), self.colour)
        form.addRow(DragLabel(self.tr("Across"), self.place_x), self.place_x)
        form.addRow(DragLabel(self.tr("Down"), self.place_y), self.place_y)
        self.family.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        pass_wheel(self)

    def _connect(self) -> None:
        self.text.written.connect(self._write_text)
        self.family.activated.connect(self._write_font)
        self.letters.written.connect(self._write_size)
        self.colour.written.connect(self._write_colour)
        self.place_x.written.connect(self._write_x)
        self.place_y.written.connect(self._write_y)

    def _write_text(self, text: str, merge: object) -> None:
        self._write(self.tr("Text of the title"), lambda title: replace(title, text=text), ("text", merge))

    def _write_font(self) -> None:
        font = self.family.value or ""
        self._write(self.tr("Font of the title"), lambda title: replace(title, font=font))

    def _write_size(self, size: float, merge: object) -> None:
        self._write(self.tr("Size of the title"), lambda title: replace(title, size=size / 100), ("size", merge))

    def _write_colour(self, colour: str, merge: object) -> None:
        key = ("colour", merge) if merge else None
        self._write(self.tr("Colour of the title"), lambda title: replace(title, colour=colour), key)

    def _write_x(self, x: float, merge: object) -> None:
        self._write(self.tr("Position of the title"), lambda title: replace(title, x=x / 100), ("x", merge))

    def _write_y(self, y: float, merge: object) -> None:
        self._write(self.tr("Position of the title"), lambda title: replace(title, y=y / 100), ("y", merge))

    def _write(self, label: str, change: Callable[[Title], Title], merge: object = None) -> None:
        def renew(source: Source) -> Source:
            return change(source) if isinstance(source, Title) else source

        if not self._writer.write(label, _change_source(renew), merge):
            self.show_clips(self._writer.chosen)


class SolidForm(QWidget):
    """The colour of the selected solids."""

    def __init__(self, writer: ClipWriter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._clips: list[ClipId] = []
        self.colour = ColourField(self.tr("Colour"))
        self.colour.written.connect(self._write)
        make_form(self).addRow(FormLabel(self.tr("Colour")), self.colour)

    def show_clips(self, chosen: Sequence[Chosen]) -> None:
        """The solids among the clips as they are now."""
        clips = [each.clip.id for each in chosen]
        if clips != self._clips:
            self._clips = clips
            self.colour.text.begin()
        solids = [each.clip.source for each in chosen if isinstance(each.clip.source, Solid)]
        self.colour.show_colour(_common([solid.colour for solid in solids]))

    def _write(self, colour: str, merge: object) -> None:
        def renew(source: Source) -> Source:
            return replace(source, colour=colour) if isinstance(source, Solid) else source

        if not self._writer.write(self.tr("Colour"), _change_source(renew), ("colour", merge) if merge else None):
            self.show_clips(self._writer.chosen)


def _change_source(renew: Callable[[Source], Source]) -> Callable[[Project, ClipId], Project]:
    def change(film: Project, clip: ClipId) -> Project:
        return set_clip(film, clip, source=renew(find_free(film, clip)[2].source))

    return change


def _common(values: Sequence[T]) -> T | None:
    """The value that all have, if they have one."""
    return values[0] if values and all(value == values[0] for value in values) else None

"""`FilmPage`: the settings of the whole film, shown while no shot is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.api import BackendEntry
from studio.core.edits.film import set_film
from studio.core.project import Project
from studio.core.request import Setting
from studio.core.timecode import format_duration, format_rate
from studio.ui.document import Document
from studio.ui.inspector.fields import TextField
from studio.ui.inspector.form import FormLabel, make_form, pass_wheel
from studio.ui.inspector.options import OptionsForm, Value
from studio.ui.storyboard.standings import Standings
from studio.ui.theme import XS, M, S
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.label import Label
from studio.ui.widgets.number import NumberField

_MOST_PX = 8192
_SIZES = ((1280, 720), (1920, 1080), (3840, 2160), (720, 1280), (1080, 1920), (1080, 1080))


class FilmPage(QWidget):
    """Name, size and backend; what the shots add up to."""

    def __init__(
        self,
        document: Document,
        backends: Sequence[BackendEntry],
        standings: Standings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._backends = {entry.id: entry for entry in backends}
        self._standings = standings
        self.name = TextField(self.tr("Name"))
        self.preset: Choice[tuple[int, int]] = Choice(self.tr("Size"), self._name_sizes(), _SIZES[0])
        self.preset.setPlaceholderText(self.tr("Own size"))
        self.width_px = NumberField(self.tr("Width"), 16, _MOST_PX)
        self.height_px = NumberField(self.tr("Height"), 16, _MOST_PX)
        self.rate = Label()
        self.planned = Label()
        self.backend: Choice[str] = Choice(self.tr("Backend"), [(each.id, each.name) for each in backends], "")
        self.about = Label(tone="second", role="label")
        self.options = OptionsForm(self.tr("Back to the backend’s default"))
        self._build()
        self._connect()

    def show_film(self, project: Project) -> None:
        """The film as it is now."""
        self.name.show_text(project.name)
        self.preset.show_value((project.width, project.height))
        for field, value in ((self.width_px, project.width), (self.height_px, project.height)):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)
        self.rate.setText(self.tr("{rate} frames per second").format(rate=format_rate(project.frame_rate)))
        shots = list(project.shots)
        length = format_duration(sum(shot.frames for shot in shots), project.frame_rate)
        count = self.tr("1 shot") if len(shots) == 1 else self.tr("{count} shots").format(count=len(shots))
        self.planned.setText(f"{count} · {length}")
        entry = self._backends.get(project.backend or self._standings.default_backend)
        self.backend.show_value(entry.id if entry else project.backend)
        self.about.setText(entry.description if entry else self.tr("This backend is not installed."))
        own: dict[str, Value] = {setting.name: setting.value for setting in project.settings}
        self.options.show_options(entry.capabilities.options if entry else (), {}, own)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(M, 0, M, M)
        column.setSpacing(S)
        fields = QWidget()
        form = make_form(fields)
        pixels = QWidget()
        row = QHBoxLayout(pixels)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        row.addWidget(self.width_px, 1)
        row.addWidget(Label("×", tone="second"))
        row.addWidget(self.height_px, 1)
        self.width_px.setSuffix(self.tr(" px"))
        self.height_px.setSuffix(self.tr(" px"))
        self.about.setWordWrap(True)
        form.addRow(FormLabel(self.tr("Name")), self.name)
        form.addRow(FormLabel(self.tr("Size")), self.preset)
        form.addRow(FormLabel(""), pixels)
        form.addRow(FormLabel(self.tr("Rate")), self.rate)
        form.addRow(FormLabel(self.tr("Planned")), self.planned)
        form.addRow(FormLabel(self.tr("Backend")), self.backend)
        form.addRow(FormLabel(""), self.about)
        pass_wheel(fields)
        column.addWidget(fields)
        column.addWidget(self.options)
        column.addStretch()

    def _connect(self) -> None:
        self.name.written.connect(self._write_name)
        self.preset.activated.connect(self._write_size)
        self.width_px.valueChanged.connect(self._write_pixels)
        self.height_px.valueChanged.connect(self._write_pixels)
        self.backend.activated.connect(self._write_backend)
        self.options.changed.connect(self._write_option)
        self.options.reset.connect(self._reset_option)

    def _name_sizes(self) -> list[tuple[tuple[int, int], str]]:
        wide, upright, square = self.tr("wide"), self.tr("upright"), self.tr("square")
        shapes = ((each, square if each[0] == each[1] else wide if each[0] > each[1] else upright) for each in _SIZES)
        return [((width, height), f"{width} × {height} · {shape}") for (width, height), shape in shapes]

    def _write_name(self, text: str, merge: object) -> None:
        if text.strip():
            self._document.apply(self.tr("Rename film"), lambda film: set_film(film, name=text), merge=merge)

    def _write_size(self) -> None:
        width, height = self.preset.value
        self._document.apply(self.tr("Size of the film"), lambda film: set_film(film, width=width, height=height))

    def _write_pixels(self) -> None:
        width, height = (value - value % 2 for value in (self.width_px.value(), self.height_px.value()))
        self._document.apply(self.tr("Size of the film"), lambda film: set_film(film, width=width, height=height))

    def _write_backend(self) -> None:
        chosen = self.backend.value
        self._document.apply(self.tr("Backend of the film"), lambda film: set_film(film, backend=chosen))

    def _write_option(self, name: str, value: Value, merge: object) -> None:
        settings = (*self._without(name), Setting(name=name, value=value))
        self._document.apply(self.tr("Backend option"), lambda film: set_film(film, settings=settings), merge=merge)

    def _reset_option(self, name: str) -> None:
        settings = self._without(name)
        self._document.apply(self.tr("Backend option"), lambda film: set_film(film, settings=settings))

    def _without(self, name: str) -> tuple[Setting, ...]:
        return tuple(setting for setting in self._document.project.settings if setting.name != name)

"""`ShotForm`: the short fields of a shot: camera, sound, length, what it continues, and how it is rendered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.api import BackendEntry
from studio.core.capabilities import Capabilities
from studio.core.ids import ShotId
from studio.core.plan import MOST_SEED, choose_seed
from studio.core.project import Project, Shot
from studio.core.request import Setting
from studio.ui.inspector.camera import CameraField
from studio.ui.inspector.continues import ContinuesField
from studio.ui.inspector.fields import TextField
from studio.ui.inspector.form import FormLabel, make_form, pass_wheel
from studio.ui.inspector.length import LengthField
from studio.ui.inspector.options import OptionsForm, Value
from studio.ui.inspector.writer import ShotWriter
from studio.ui.storyboard.standings import Standings
from studio.ui.theme import S
from studio.ui.widgets.choice import Choice


class ShotForm(QWidget):
    """A row for each field; the rows below the backend are the options that it declares."""

    def __init__(
        self,
        writer: ShotWriter,
        backends: Sequence[BackendEntry],
        standings: Standings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._writer = writer
        self._names = {entry.id: entry.name for entry in backends}
        self._standings = standings
        self.camera = CameraField(self.tr("Camera"), self.tr("How the camera moves"))
        self.sound = TextField(self.tr("Sound"), self.tr("What is to be heard"))
        self.length = LengthField()
        self.continues = ContinuesField(self.tr("Continues"))
        self.seed = TextField(self.tr("Seed"))
        self.seed.setValidator(QIntValidator(0, MOST_SEED - 1, self))
        choices = [("", ""), *self._names.items()]
        self.backend: Choice[str] = Choice(self.tr("Backend"), choices, "")
        self.options = OptionsForm(self.tr("Back to the film’s setting"))
        self._build()
        self._connect()

    def begin(self) -> None:
        """What is written from now on is a step of its own."""
        for field in (self.camera.text, self.sound, self.seed):
            field.begin()

    def show_shot(self, project: Project, shot: Shot, capabilities: Capabilities) -> None:
        """The fields of a shot, and the options of its backend."""
        self.camera.show_text(shot.camera)
        self.sound.show_text(shot.sound)
        self.length.show_frames(shot.frames, project.frame_rate)
        self.continues.show_shot(project, shot)
        self.seed.show_text("" if shot.seed is None else str(shot.seed))
        self.seed.setPlaceholderText(self.tr("A new one each time; next: {seed}").format(seed=choose_seed(shot)))
        usual = project.backend or self._standings.default_backend
        self.backend.setItemText(0, self.tr("The film’s: {name}").format(name=self._names.get(usual, usual)))
        self.backend.show_value(shot.backend)
        film: dict[str, Value] = {setting.name: setting.value for setting in project.settings}
        own: dict[str, Value] = {setting.name: setting.value for setting in shot.settings}
        self.options.show_options(capabilities.options, film, own)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        fields = QWidget()
        form = make_form(fields)
        form.addRow(FormLabel(self.tr("Camera")), self.camera)
        form.addRow(FormLabel(self.tr("Sound")), self.sound)
        form.addRow(FormLabel(self.tr("Length")), self.length)
        form.addRow(FormLabel(self.tr("Continues")), self.continues)
        form.addRow(FormLabel(self.tr("Seed")), self.seed)
        form.addRow(FormLabel(self.tr("Backend")), self.backend)
        pass_wheel(fields)
        column.addWidget(fields)
        column.addWidget(self.options)

    def _connect(self) -> None:
        self.camera.written.connect(self._write_camera)
        self.sound.written.connect(self._write_sound)
        self.length.changed.connect(self._write_length)
        self.continues.chosen.connect(self._write_continues)
        self.seed.written.connect(self._write_seed)
        self.backend.activated.connect(self._write_backend)
        self.options.changed.connect(self._write_option)
        self.options.reset.connect(self._reset_option)

    def _write_camera(self, text: str, merge: object) -> None:
        self._writer.write(self.tr("Camera"), merge, camera=text)

    def _write_sound(self, text: str, merge: object) -> None:
        self._writer.write(self.tr("Sound"), merge, sound=text)

    def _write_length(self, frames: int, merge: object) -> None:
        self._writer.write(self.tr("Length"), merge, frames=frames)

    def _write_continues(self, shot: ShotId | None) -> None:
        self._writer.write(self.tr("Continue a shot"), continues=shot)

    def _write_seed(self, text: str, merge: object) -> None:
        self._writer.write(self.tr("Seed"), merge, seed=int(text) if text else None)

    def _write_backend(self) -> None:
        self._writer.write(self.tr("Backend"), backend=self.backend.value)

    def _write_option(self, name: str, value: Value, merge: object) -> None:
        shot = self._writer.shot
        if shot:
            settings = (*_without(shot, name), Setting(name=name, value=value))
            self._writer.write(self.tr("Backend option"), merge, settings=settings)

    def _reset_option(self, name: str) -> None:
        shot = self._writer.shot
        if shot:
            self._writer.write(self.tr("Backend option"), settings=_without(shot, name))


def _without(shot: Shot, name: str) -> tuple[Setting, ...]:
    return tuple(setting for setting in shot.settings if setting.name != name)

"""The preferences: a small window beside the work; each change counts at once."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from studio.settings import TEXT_SCALES, PreviewSize, RenderTime, Settings, ThemeChoice
from studio.store import Store
from studio.ui.theme import XL, L, M, S
from studio.ui.widgets.button import Button
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.header import SectionHeader


class Preferences(QDialog):
    """Shows the settings and changes them in their store; `backends` are pairs of id and name."""

    def __init__(
        self, settings: Store[Settings], backends: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        value = settings.value
        self._theme = Choice[ThemeChoice](
            self.tr("Theme"),
            (("system", self.tr("As the system")), ("dark", self.tr("Dark")), ("light", self.tr("Light"))),
            value.theme,
        )
        self._contrast = QCheckBox(self.tr("High contrast"))
        self._scale = Choice(
            self.tr("Text size"), [(scale, f"{round(scale * 100)} %") for scale in TEXT_SCALES], value.text_scale
        )
        self._backend = Choice(self.tr("Backend of new shots"), backends, value.default_backend)
        self._preview = Choice[PreviewSize](
            self.tr("Playback"),
            (
                ("full", self.tr("Full size")),
                ("half", self.tr("Half size, plays faster")),
                ("quarter", self.tr("Quarter size, plays fastest")),
            ),
            value.preview_size,
        )
        self._time = Choice[RenderTime](
            self.tr("Render"),
            (
                ("always", self.tr("At any time")),
                ("idle", self.tr("After five minutes without a touch")),
                ("night", self.tr("At night, from 22:00 to 7:00")),
            ),
            value.render_time,
        )
        self._build()
        settings.changed.connect(self._show)

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Preferences"))
        self.setModal(False)
        form = QFormLayout()
        form.setHorizontalSpacing(L)
        form.setVerticalSpacing(S)
        form.addRow(SectionHeader(self.tr("Look"), parent=self))
        form.addRow(self._theme.accessibleName(), self._theme)
        form.addRow(self._scale.accessibleName(), self._scale)
        form.addRow("", self._contrast)
        form.addItem(QSpacerItem(0, M))
        form.addRow(SectionHeader(self.tr("Work"), parent=self))
        form.addRow(self._backend.accessibleName(), self._backend)
        form.addRow(self._preview.accessibleName(), self._preview)
        form.addRow(self._time.accessibleName(), self._time)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.addLayout(form)
        column.addSpacing(M)
        column.addStretch()
        close = Button(self.tr("Close"), parent=self)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        column.addLayout(row)
        self._contrast.setChecked(self._settings.value.high_contrast)
        self._contrast.clicked.connect(self._change)
        for choice in (self._theme, self._scale, self._backend, self._preview, self._time):
            choice.activated.connect(self._change)

    def _show(self, _before: Settings, now: Settings) -> None:
        self._theme.show_value(now.theme)
        self._contrast.setChecked(now.high_contrast)
        self._scale.show_value(now.text_scale)
        self._backend.show_value(now.default_backend)
        self._preview.show_value(now.preview_size)
        self._time.show_value(now.render_time)

    def _change(self) -> None:
        self._settings.set(
            replace(
                self._settings.value,
                theme=self._theme.value,
                high_contrast=self._contrast.isChecked(),
                text_scale=self._scale.value,
                default_backend=self._backend.value,
                preview_size=self._preview.value,
                render_time=self._time.value,
            )
        )

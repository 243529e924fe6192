"""The bar above the timeline: tools, snapping, cutting, tracks, and the zoom at the right."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QToolButton, QWidget

from studio.ui.actions import Actions
from studio.ui.theme import ICON, XS, S
from studio.ui.timeline.metrics import SCALE_LEAST, SCALE_MOST

_GROUPS = (
    ("select", "blade", "ripple", "roll", "slip", "slide"),
    ("snapping",),
    ("dissolve", "marker"),
    ("add_track", "assemble"),
)
_STEPS = 400
_SLIDER = 132


class Toolbar(QWidget):
    """Buttons of the table of actions, and a slider; `zoomed(scale)` is sent when the user moves it."""

    zoomed = Signal(float)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._build_slider()
        self._build_row(actions)

    def show_scale(self, scale: float) -> None:
        """Move the slider to a scale."""
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(_STEPS * math.log(scale / SCALE_LEAST) / math.log(SCALE_MOST / SCALE_LEAST)))

    def _build_slider(self) -> None:
        self._slider.setRange(0, _STEPS)
        self._slider.setPageStep(_STEPS // 10)
        self._slider.setFixedWidth(_SLIDER)
        self._slider.setAccessibleName(self.tr("Zoom of the timeline"))
        self._slider.setToolTip(self.tr("Zoom  (Ctrl+wheel)"))
        self._slider.valueChanged.connect(self._on_slid)

    def _build_row(self, actions: Actions) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(S, XS, S, XS)
        row.setSpacing(XS)
        for number, group in enumerate(_GROUPS):
            if number:
                row.addWidget(self._make_line())
            for name in group:
                row.addWidget(self._make_button(actions, name))
        row.addStretch(1)
        row.addWidget(self._make_button(actions, "zoom_out"))
        row.addWidget(self._slider)
        row.addWidget(self._make_button(actions, "zoom_in"))
        row.addWidget(self._make_button(actions, "zoom_fit"))

    def _make_button(self, actions: Actions, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(actions[name])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(ICON, ICON))
        button.setAutoRaise(True)
        return button

    def _make_line(self) -> QFrame:
        line = QFrame(self)
        line.setProperty("kind", "line")
        line.setFixedSize(1, ICON)
        return line

    def _on_slid(self, value: int) -> None:
        self.zoomed.emit(SCALE_LEAST * (SCALE_MOST / SCALE_LEAST) ** (value / _STEPS))

"""`VolumeButton`: mutes at a click; its menu holds a slider."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from studio.ui.theme import XS, M
from studio.ui.widgets.button import IconButton

_WIDTH = 140


class VolumeButton(IconButton):
    """`volume_changed(volume)`, from 0 to 1; equal steps of the slider are about equally loud."""

    volume_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("volume-2", "", checkable=True, parent=parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu, box = QMenu(self), QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(M, XS, M, XS)
        self.slider = QSlider(Qt.Orientation.Horizontal, box)
        self.slider.setRange(0, 100)
        self.slider.setValue(100)
        self.slider.setFixedWidth(_WIDTH)
        self.slider.setAccessibleName(self.tr("Volume"))
        row.addWidget(self.slider)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(box)
        menu.addAction(holder)
        self.setMenu(menu)
        self.toggled.connect(self._tell)
        self.slider.valueChanged.connect(self._on_slid)
        self._tell()

    def _on_slid(self) -> None:
        self.setChecked(self.slider.value() == 0)
        self._tell()

    def _tell(self) -> None:
        muted = self.isChecked()
        self.show_as("volume-x" if muted else "volume-2", self.tr("Unmute") if muted else self.tr("Mute"))
        self.volume_changed.emit(0.0 if muted else (self.slider.value() / 100) ** 2)

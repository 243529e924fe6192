"""Headings: of a section inside a panel, and of a docked panel itself."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from studio.ui.theme import XS, M, current_theme
from studio.ui.widgets.button import IconButton
from studio.ui.widgets.label import ElidedLabel


class SectionHeader(QWidget):
    """A heading with room for a few buttons at its right end."""

    def __init__(self, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(XS)
        self.title = ElidedLabel(title, role="heading", parent=self)
        self.row.addWidget(self.title)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, current_theme().control_px))

    def add(self, widget: QWidget) -> None:
        """One more at the right end."""
        self.row.addWidget(widget)


class PanelTitle(SectionHeader):
    """The title bar of a dock: drag it to move the panel; buttons let it float or hide it."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock.windowTitle(), parent=dock)
        self._dock = dock
        self.row.setContentsMargins(M, 2, XS, 2)
        self.row.setSpacing(0)
        self._float = IconButton("external-link", "", parent=self)
        self._float.clicked.connect(self._toggle_floating)
        self._hide = IconButton("x", self.tr("Hide {panel}").format(panel=dock.windowTitle()), parent=self)
        self._hide.clicked.connect(dock.close)
        for button in (self._float, self._hide):
            self.row.addWidget(button)
        dock.topLevelChanged.connect(self._name_float)
        self._name_float(dock.isFloating())

    def add(self, widget: QWidget) -> None:
        """One more, left of the buttons that every panel has."""
        self.row.insertWidget(self.row.count() - 2, widget)

    def _toggle_floating(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _name_float(self, floating: bool) -> None:
        words = self.tr("Put {panel} back") if floating else self.tr("Take {panel} out of the window")
        self._float.show_as(
            "panel-bottom" if floating else "external-link", words.format(panel=self._dock.windowTitle())
        )

"""`ContinuesField`: the shot that this one goes on from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from studio.core.ids import ShotId
from studio.core.project import Project, Shot, find_shot


class ContinuesField(QComboBox):
    """Lists the other shots only when it is opened, so that a film of 1,000 shots costs nothing before."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._shot: Shot | None = None
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(self._on_activated)

    def show_shot(self, project: Project, shot: Shot) -> None:
        """Which shot it continues now."""
        self._project, self._shot = project, shot
        earlier = find_shot(project, shot.continues) if shot.continues else None
        name = earlier.name if earlier else self.tr("Starts afresh")
        if self.count() and (self.currentData(), self.currentText()) == (shot.continues, name):
            return
        self.clear()
        self.addItem(self.tr("Starts afresh"), None)
        if earlier:
            self.addItem(name, earlier.id)
            self.setCurrentIndex(1)

    def fill(self) -> None:
        """List all shots that can be continued."""
        if self._project is None or self._shot is None:
            return
        shot = self._shot
        self.clear()
        self.addItem(self.tr("Starts afresh"), None)
        for each in self._project.shots:
            if each.id != shot.id:
                self.addItem(each.name, each.id)
        self.setCurrentIndex(max(0, self.findData(shot.continues)) if shot.continues else 0)

    def showPopup(self) -> None:
        self.fill()
        super().showPopup()

    def _on_activated(self, index: int) -> None:
        data: object = self.itemData(index)
        self.chosen.emit(ShotId(data) if isinstance(data, str) else None)

"""`CopyDialog`: the settings of a take for other shots."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from studio.core.project import Project, Shot
from studio.core.request import ShotRequest
from studio.ui.theme import XL, M
from studio.ui.widgets.button import Button
from studio.ui.widgets.closing_row import make_closing_row
from studio.ui.widgets.label import Label

_SIZE = QSize(420, 440)
_ID = Qt.ItemDataRole.UserRole


class CopyDialog(QDialog):
    """`chosen(shots, seed)` tells to which shots, and whether the seed goes along."""

    chosen = Signal(object, bool)

    def __init__(
        self,
        project: Project,
        shot: Shot,
        request: ShotRequest,
        labels: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Copy settings to shots"))
        self.shots = QListWidget()
        self.shots.setAccessibleName(self.tr("Shots"))
        self.seed = QCheckBox(self.tr("The seed {seed} too").format(seed=request.seed))
        self._all = Button(self.tr("All"), kind="quiet")
        self.copy_button = Button(self.tr("Copy"), kind="primary")
        self._build(self._describe(request, labels))
        self._fill(project, shot)

    def sizeHint(self) -> QSize:
        return _SIZE

    def _describe(self, request: ShotRequest, labels: Mapping[str, str]) -> str:
        values = {True: self.tr("on"), False: self.tr("off")}
        settings = [
            f"{labels.get(each.name, each.name)} {values[each.value] if isinstance(each.value, bool) else each.value}"
            for each in request.settings
        ]
        return " · ".join([labels.get(request.backend, request.backend), *settings])

    def _build(self, settings: str) -> None:
        words = Label(settings)
        words.setWordWrap(True)
        self._all.clicked.connect(self._check_all)
        self.copy_button.clicked.connect(self._choose)
        self.shots.itemChanged.connect(self._on_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addWidget(words)
        column.addWidget(self.shots, 1)
        column.addWidget(self.seed)
        column.addLayout(make_closing_row(self, self.copy_button, self._all))

    def _fill(self, project: Project, shot: Shot) -> None:
        for scene in project.scenes:
            for each in scene.shots:
                item = QListWidgetItem(f"{scene.name}   ·   {each.name}")
                item.setData(_ID, each.id)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if each.id == shot.id else Qt.CheckState.Unchecked)
                self.shots.addItem(item)
        self._on_changed()

    def _items(self) -> list[QListWidgetItem]:
        return [self.shots.item(row) for row in range(self.shots.count())]

    def _checked(self) -> frozenset[object]:
        return frozenset(item.data(_ID) for item in self._items() if item.checkState() == Qt.CheckState.Checked)

    def _check_all(self) -> None:
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked)

    def _on_changed(self) -> None:
        self.copy_button.setEnabled(bool(self._checked()))

    def _choose(self) -> None:
        self.chosen.emit(self._checked(), self.seed.isChecked())
        self.accept()

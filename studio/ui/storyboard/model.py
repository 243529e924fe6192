"""`BoardModel`: the storyboard's rows as an item model, so that the keyboard and screen readers know them too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from studio.core.edits.board import rename_scene, set_shot
from studio.core.ids import SceneId, ShotId
from studio.core.plan import find_cast
from studio.core.project import Project, Scene, Shot
from studio.core.timecode import format_duration
from studio.ui.difference import find_difference
from studio.ui.document import Document
from studio.ui.storyboard.drag import carry_scene, carry_shots
from studio.ui.storyboard.rows import AddRow, Row, SceneRow, ShotRow, list_rows
from studio.ui.storyboard.shown import Shown, words_of_uncut
from studio.ui.storyboard.standings import Standings
from studio.ui.widgets.state_mark import describe_state

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class BoardModel(QAbstractListModel):
    """Follows the document. `updating` is true while rows come and go, `updated` tells when they have."""

    updated = Signal()

    def __init__(self, document: Document, standings: Standings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._standings = standings
        self._shown = Shown()
        self.updating = False
        self.rows: tuple[Row, ...] = ()
        self._numbers: dict[Row | ShotId, int] = {}
        self._take_in(document.project)
        self.rows = list_rows(document.project)
        self._count_rows()
        document.changed.connect(self._on_changed)
        standings.changed.connect(self._on_standings_changed)

    def shot(self, row: int) -> Shot | None:
        """The shot of a row, if it is a card."""
        each = self.rows[row]
        return self._shots[each.shot] if isinstance(each, ShotRow) else None

    def scene(self, row: int) -> Scene:
        """The scene that a row belongs to."""
        return self._scenes[self.rows[row].scene]

    def row_of(self, each: Row | ShotId | None) -> int:
        """The number of a row, of a shot's card by its id; -1 where there is none."""
        return self._numbers.get(each, -1) if each is not None else -1

    def place_of(self, row: int) -> tuple[SceneId, int]:
        """The scene, and the place among its shots, of what would be put before a row."""
        before = self.rows[:row]
        scene = max(at for at, each in enumerate(before) if isinstance(each, SceneRow))
        return before[scene].scene, row - scene - 1

    def scene_number(self, row: int) -> int:
        """How many scenes begin before a row."""
        return sum(isinstance(each, SceneRow) for each in self.rows[:row])

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        basic = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemNeverHasChildren
        if isinstance(self.rows[index.row()], AddRow):
            return basic
        return basic | flag.ItemIsEditable | flag.ItemIsDragEnabled | flag.ItemIsDropEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        shot = self.shot(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                if isinstance(self.rows[index.row()], AddRow):
                    return self.tr("Add a shot to {scene}").format(scene=self.scene(index.row()).name)
                return shot.name if shot else self.scene(index.row()).name
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.describe(index.row())
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return shot.action if shot else None
            case _:
                return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name = str(value).strip()
        each = self.rows[index.row()]
        if not name or isinstance(each, AddRow):
            return False
        if isinstance(each, ShotRow):
            return self._document.apply(self.tr("Rename shot"), lambda film: set_shot(film, each.shot, name=name))
        return self._document.apply(self.tr("Rename scene"), lambda film: rename_scene(film, each.scene, name))

    def describe(self, row: int) -> str:
        """A row in words, for those who hear the window."""
        project = self._document.project
        shot, scene = self.shot(row), self.scene(row)
        if shot is None:
            if isinstance(self.rows[row], AddRow):
                return self.tr("Add a shot to {scene}").format(scene=scene.name)
            length = format_duration(scene.frames, project.frame_rate)
            words = self.tr("Scene {scene}, shots: {count}, {length}")
            return words.format(scene=scene.name, count=len(scene.shots), length=length)
        standing = self._standings.of(shot)
        parts = [
            shot.name,
            describe_state(standing.state, standing.done),
            format_duration(shot.frames, project.frame_rate),
            "" if shot.id in self._shown.find(project.timeline) else words_of_uncut(),
            *(character.name for character in find_cast(project, shot)),
        ]
        return ", ".join(part for part in parts if part)

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = [self.rows[index.row()] for index in sorted(indexes)]
        shots = [each.shot for each in rows if isinstance(each, ShotRow)]
        return carry_shots(shots) if shots else carry_scene(rows[0].scene)

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.scenes is after.scenes:
            return
        shots, scenes = self._shots, self._scenes
        self._take_in(after)
        rows = list_rows(after)
        if rows == self.rows:
            for row, each in enumerate(rows):
                if self._differs(each, shots, scenes):
                    self.dataChanged.emit(self.index(row), self.index(row))
        else:
            self._replace_rows(rows)

    def _differs(self, row: Row, shots: dict[ShotId, Shot], scenes: dict[SceneId, Scene]) -> bool:
        if not isinstance(row, ShotRow):
            return scenes[row.scene] is not self._scenes[row.scene]
        shot = self._shots[row.shot]
        earlier = shot.continues  # whether a shot is out of date follows from the one that it continues, too
        return shots[shot.id] is not shot or (earlier is not None and shots.get(earlier) is not self._shots[earlier])

    def _replace_rows(self, rows: tuple[Row, ...]) -> None:
        """Take out and put in what lies between the rows that are the same at both ends."""
        old = self.rows
        head, tail = find_difference(old, rows)
        self.updating = True
        if head + tail < len(old):
            self.beginRemoveRows(ROOT, head, len(old) - tail - 1)
            self.rows = old[:head] + old[len(old) - tail :]
            self._count_rows()
            self.endRemoveRows()
        if head + tail < len(rows):
            self.beginInsertRows(ROOT, head, len(rows) - tail - 1)
            self.rows = rows
            self._count_rows()
            self.endInsertRows()
        self.updating = False
        self.updated.emit()

    def _take_in(self, project: Project) -> None:
        self._shots = {shot.id: shot for shot in project.shots}
        self._scenes = {scene.id: scene for scene in project.scenes}

    def _count_rows(self) -> None:
        self._numbers = {each: row for row, each in enumerate(self.rows)}
        self._numbers |= {each.shot: row for row, each in enumerate(self.rows) if isinstance(each, ShotRow)}

    def _on_standings_changed(self, shots: frozenset[ShotId]) -> None:
        for shot in shots:
            row = self.row_of(shot)
            if row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))

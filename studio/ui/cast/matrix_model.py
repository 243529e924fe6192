"""`MatrixModel`: the cast in rows, the shots in columns, and how each stands in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from studio.core.edits.casting import Seat
from studio.core.ids import CharacterId
from studio.core.placing import Place, describe_place
from studio.core.plan import find_cast
from studio.core.project import Character, Project, Scene, Shot

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A character in a shot: listed, or only named by its words; where they stand, and if images are pinned."""

    listed: bool = False
    named: bool = False
    place: Place | None = None
    pinned: bool = False

    @property
    def is_in(self) -> bool:
        """Whether they are in the shot."""
        return self.listed or self.named


_OUT = Cell()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A shot with its scene; `begins` says whether it is the scene's first."""

    scene: Scene
    shot: Shot
    begins: bool


class MatrixModel(QAbstractTableModel):
    """Follows the film; a changed shot costs its own column only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cast: tuple[Character, ...] = ()
        self.columns: tuple[Column, ...] = ()
        self._cells: list[dict[CharacterId, Cell]] = []

    def show_film(self, project: Project) -> None:
        """The film as it is now."""
        columns = tuple(
            Column(scene=scene, shot=shot, begins=at == 0)
            for scene in project.scenes
            for at, shot in enumerate(scene.shots)
        )
        if project.cast is not self.cast or _shape(columns) != _shape(self.columns):
            self.beginResetModel()
            self.cast, self.columns = project.cast, columns
            self._cells = [_fill(project, column.shot) for column in columns]
            self.endResetModel()
            return
        before, self.columns = self.columns, columns
        changed = [at for at, (a, b) in enumerate(zip(before, columns, strict=True)) if a.shot is not b.shot]
        for at in changed:
            self._cells[at] = _fill(project, columns[at].shot)
        if changed and self.cast:
            first, last = changed[0], changed[-1]
            self.dataChanged.emit(self.index(0, first), self.index(len(self.cast) - 1, last))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, first, last)

    def cell(self, index: Index) -> Cell:
        """How the row's character stands in the column's shot."""
        return self._cells[index.column()].get(self.cast[index.row()].id, _OUT)

    def seated(self, column: int) -> Iterable[tuple[CharacterId, Cell]]:
        """All who are in a shot."""
        return self._cells[column].items()

    def seat(self, index: Index) -> Seat:
        """The shot and the character of a cell."""
        return self.columns[index.column()].shot.id, self.cast[index.row()].id

    def describe(self, index: Index) -> str:
        """A cell in a sentence."""
        cell, name = self.cell(index), self.cast[index.row()].name
        column = self.columns[index.column()]
        words = {"name": name, "shot": column.shot.name, "scene": column.scene.name}
        if not cell.is_in:
            return self.tr("{name} is not in {shot} ({scene}).").format(**words)
        place = describe_place(cell.place) if cell.place else ""
        told = [
            self.tr("{name} is in {shot} ({scene})").format(**words),
            place,
            "" if cell.listed else self.tr("named in its action or dialogue"),
            self.tr("with pinned images") if cell.pinned else "",
        ]
        return ", ".join(part for part in told if part) + "."

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.cast)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        told = index.isValid() and role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        return self.describe(index) if told else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.cast[section].name
        column = self.columns[section]
        return f"{column.scene.name} · {column.shot.name}" if role == Qt.ItemDataRole.ToolTipRole else column.shot.name


def _shape(columns: tuple[Column, ...]) -> list[tuple[str, str, str]]:
    return [(column.scene.id, column.scene.name, column.shot.id) for column in columns]


def _fill(project: Project, shot: Shot) -> dict[CharacterId, Cell]:
    cells: dict[CharacterId, Cell] = {}
    for character in find_cast(project, shot):
        placing = shot.placing_of(character.id)
        listed = character.id in shot.cast
        cells[character.id] = Cell(listed=listed, named=not listed, place=placing.place, pinned=bool(placing.images))
    return cells

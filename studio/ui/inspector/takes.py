"""The takes of a shot: a strip of tiles, and the note on one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from studio.api import BackendEntry
from studio.core.ids import TakeId
from studio.core.project import Shot, Take
from studio.ui.document import Document
from studio.ui.inspector.compare import CompareDialog
from studio.ui.inspector.copying import CopyDialog
from studio.ui.inspector.fields import TextField
from studio.ui.inspector.repeating import Repeating
from studio.ui.inspector.take_menu import TakeMenu
from studio.ui.inspector.take_steps import TakeSteps
from studio.ui.inspector.take_tile import PICTURE, TakeTile
from studio.ui.inspector.writer import ShotWriter
from studio.ui.pictures import Thumbnails
from studio.ui.theme import S


class TakesSection(QWidget):
    """Hidden while there is no take. The note is that of the chosen take, or of the one that the user asked for."""

    def __init__(
        self,
        document: Document,
        writer: ShotWriter,
        repeating: Repeating,
        backends: Sequence[BackendEntry],
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._writer, self._thumbnails = document, writer, thumbnails
        self._names = {entry.id: entry.name for entry in backends}
        self._labels = {option.name: option.label for entry in backends for option in entry.capabilities.options}
        self.steps = TakeSteps(document, writer, repeating, self)
        self.strip = TakesStrip(self.steps, self._names, thumbnails)
        self.note = TextField(self.tr("Note"))
        self._noted: TakeId | None = None
        self._asked: TakeId | None = None
        self._build()

    def show_shot(self, shot: Shot) -> None:
        """The takes of a shot."""
        self.strip.show_shot(shot)
        self.setVisible(bool(shot.takes))
        if self._asked not in self.strip.tiles:
            self._asked = None
        self._show_note(shot)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.strip)
        column.addWidget(self.note)
        self.setAccessibleName(self.tr("Takes"))
        self.strip.menu_wanted.connect(self._open_menu)
        self.note.written.connect(self._write_note)
        self.note.editingFinished.connect(self._end_note)
        self.steps.note_wanted.connect(self._begin_note)
        self.steps.compare_wanted.connect(self._compare)
        self.steps.copy_wanted.connect(self._copy)

    def build_menu(self, take: TakeId) -> TakeMenu | None:
        """What can be done with a take of the shot that is shown."""
        shot = self._writer.shot
        found = next((each for each in shot.takes if each.id == take), None) if shot else None
        return TakeMenu(shot, found, self.steps, self) if shot and found else None

    def _open_menu(self, take: TakeId, point: QPoint) -> None:
        menu = self.build_menu(take)
        if menu:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(point)

    def _show_note(self, shot: Shot) -> None:
        noted = self._asked or shot.chosen
        take = next((each for each in shot.takes if each.id == noted), None)
        if self._noted != noted:
            self._noted = noted
            self.note.begin()
        self.note.setVisible(take is not None and bool(take.note or self._asked))
        if take is not None:
            number = shot.takes.index(take) + 1
            self.note.setPlaceholderText(self.tr("Note on take {number}").format(number=number))
            self.note.setToolTip(self.note.placeholderText())
            self.note.show_text(take.note)

    def _begin_note(self, take: TakeId) -> None:
        self._asked = take
        if shot := self._writer.shot:
            self._show_note(shot)
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_note(self) -> None:
        asked, self._asked = self._asked, None
        if asked and asked in self.strip.tiles and self.note.hasFocus():
            self.strip.tiles[asked].setFocus(Qt.FocusReason.OtherFocusReason)
        if shot := self._writer.shot:
            self._show_note(shot)

    def _write_note(self, text: str, merge: object) -> None:
        if self._noted:
            self.steps.note(self._noted, text, merge)

    def _compare(self, take: TakeId) -> None:
        if shot := self._writer.shot:
            others = [each.id for each in reversed(shot.takes) if each.id != take]
            first = next((each for each in others if each == shot.chosen), others[0])
            labels = self._names | self._labels
            CompareDialog(self._document, shot.id, (first, take), labels, self._thumbnails, self.window()).open()

    def _copy(self, take: TakeId) -> None:
        shot = self._writer.shot
        found = next((each for each in shot.takes if each.id == take), None) if shot else None
        if shot and found:
            labels = self._names | self._labels
            dialog = CopyDialog(self._document.project, shot, found.request, labels, self.window())
            dialog.chosen.connect(partial(self.steps.copy, found.request))
            dialog.open()


class TakesStrip(QScrollArea):
    """The tiles beside each other, the newest first."""

    menu_wanted = Signal(object, QPoint)

    def __init__(
        self, steps: TakeSteps, names: Mapping[str, str], thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._steps, self._names, self._thumbnails = steps, names, thumbnails
        self.tiles: dict[TakeId, TakeTile] = {}
        self._inside = QWidget()
        self._row = QHBoxLayout(self._inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(S)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_shot(self, shot: Shot) -> None:
        """The takes of a shot; tiles that stay are the same ones."""
        takes = shot.takes[::-1]
        if list(self.tiles) != [take.id for take in takes]:
            self._rebuild(takes)
        for take in takes:
            tile = self.tiles[take.id]
            if tile.take is not take:
                tile.show_take(take)
            tile.setChecked(take.id == shot.chosen)

    def sizeHint(self) -> QSize:
        tile = next(iter(self.tiles.values()), None)
        height = tile.sizeHint().height() if tile else 0
        return QSize(PICTURE.width(), height + self.horizontalScrollBar().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def wheelEvent(self, arg__1: QWheelEvent) -> None:
        arg__1.ignore()  # up and down belongs to the whole inspector

    def _rebuild(self, takes: tuple[Take, ...]) -> None:
        for tile in self.tiles.values():
            self._row.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = {}
        for at, take in enumerate(takes):
            backend = self._names.get(take.request.backend, take.request.backend)
            self.tiles[take.id] = TakeTile(take, len(takes) - at, backend, self._thumbnails, self._inside)
        for id_, tile in self.tiles.items():
            tile.clicked.connect(partial(self._steps.choose, id_))
            tile.removed.connect(partial(self._steps.remove, id_))
            tile.rated.connect(partial(self._steps.rate, id_))
            tile.walked.connect(partial(self._walk, id_))
            tile.menu_wanted.connect(partial(self.menu_wanted.emit, id_))
            self._row.addWidget(tile)
            tile.show()
        self.updateGeometry()

    def _walk(self, take: TakeId, step: int) -> None:
        ids = list(self.tiles)
        to = ids.index(take) + step
        if 0 <= to < len(ids):
            self.tiles[ids[to]].setFocus()
            self.ensureWidgetVisible(self.tiles[ids[to]])

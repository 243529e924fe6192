"""The timeline in its panel, over a film with two tracks."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.core.edits.assemble import assemble
from studio.core.edits.tracks import add_track
from studio.core.ids import TrackId
from studio.core.project import Project
from studio.core.timeline import Clip, Track, Transition, shot_of
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.previews import Previews
from studio.ui.session import Session
from studio.ui.storyboard.standings import Standings
from studio.ui.timeline.panel import TimelinePanel
from studio.ui.timeline.strips import Strips

ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
V1, V2 = TrackId("v1"), TrackId("v2")


class Mouse:
    """Presses and moves over the view, at frames and tracks."""

    def __init__(self, panel: TimelinePanel, qtbot: QtBot) -> None:
        self._panel, self._qtbot = panel, qtbot
        self._port = panel.view.viewport()

    def point(self, frame: float, track: str = V1, depth: int = 6) -> QPoint:
        layout = self._panel.view.view_layout
        row = next(row for row in layout.rows if row.track.id == track)
        return QPoint(round(layout.x(0) + frame * layout.scale), layout.y(row) + depth)

    def press(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self._qtbot.mousePress(self._port, LEFT, keys, at)

    def release(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self._qtbot.mouseRelease(self._port, LEFT, keys, at)

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self.press(at, keys)
        self.release(at, keys)

    def move(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), self._port.mapToGlobal(QPointF(at)), LEFT, LEFT, keys)
        QApplication.sendEvent(self._port, event)

    def hover(self, at: QPoint) -> None:
        self._qtbot.mouseMove(self._port, at)

    def drop(self, carried: QMimeData, at: QPoint) -> None:
        for kind in (QDragEnterEvent, QDragMoveEvent):
            event = kind(at, Qt.DropAction.CopyAction, carried, LEFT, NONE)
            QApplication.sendEvent(self._port, event)
            if not event.isAccepted():
                return
        QApplication.sendEvent(
            self._port, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, carried, LEFT, NONE, QEvent.Type.Drop)
        )

    def drag(self, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self.press(start)
        self.move((start + end) / 2, keys)
        self.move(end, keys)
        self.release(end, keys)

    def double_click(self, at: QPoint) -> None:
        self.click(at)
        self._qtbot.mouseDClick(self._port, LEFT, NONE, at)
        self.release(at)


def spans(document: Document, track: str = V1) -> list[tuple[str, int, int]]:
    """Clips of a track by their shots: begin and end."""
    found: list[tuple[str, int, int]] = []
    at = 0
    for item in next(each.items for each in document.project.timeline.tracks if each.id == track):
        if isinstance(item, Transition):
            continue
        if isinstance(item, Clip):
            found.append((shot_of(item), at, at + item.frames))
        at += item.frames
    return found


def read_red(path: Path, frames: Sequence[int], height_px: int) -> list[NDArray[np.uint8]]:
    return [np.full((height_px, height_px * 16 // 9, 3), (255, 0, 0), np.uint8) for _ in frames]


def read_loud(path: Path, bins: int) -> NDArray[np.float32]:
    return np.tile(np.array([-1, 1, 0.25], np.float32), (bins * 2, 1))


@pytest.fixture
def document(film: Project) -> Document:
    """V1 ▐a▌▐b▌▐c▌▐d▌ of 48 frames each, and an empty V2."""
    return Document(add_track(assemble(film), Track(id=V2, name="V2")))


@pytest.fixture
def strips(tmp_path: Path, background: Background) -> Strips:
    return Strips(tmp_path, background, read_strip=read_red, read_sound=read_loud)


@pytest.fixture
def panel(
    document: Document,
    session: Session,
    actions: Actions,
    standings: Standings,
    previews: Previews,
    strips: Strips,
    qtbot: QtBot,
) -> Iterator[TimelinePanel]:
    made = TimelinePanel(document, session, actions, standings, previews, strips)
    qtbot.addWidget(made)
    made.resize(952, 400)  # 800 beside the headers
    made.show()
    made.view.setFocus()
    made.view.zoom_to(2.0, 0.0)
    yield made


@pytest.fixture
def mouse(panel: TimelinePanel, qtbot: QtBot) -> Mouse:
    return Mouse(panel, qtbot)

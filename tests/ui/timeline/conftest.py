"""The timeline in its panel, over a film with two tracks."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from studio.core.edits.assemble import assemble
from studio.core.edits.tracks import add_track
from studio.core.ids import TrackId
from studio.core.project import Project
from studio.core.timeline import Track
from studio.ui.actions import Actions
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.previews import Previews
from studio.ui.session import Session
from studio.ui.storyboard.standings import Standings
from studio.ui.timeline.panel import TimelinePanel
from studio.ui.timeline.strips import Strips

V1, V2 = TrackId("v1"), TrackId("v2")


def read_red(path: Path, frames: Sequence[int], height_px: int) -> list[NDArray[np.uint8]]:
    return [np.full((height_px, height_px * 16 // 9, 3), (255, 0, 0), np.uint8) for _ in frames]


def read_loud(path: Path, bins: int) -> NDArray[np.float32]:
    return np.tile(np.array([-1, 1], np.float32), (bins * 2, 1))


@pytest.fixture
def document(film: Project) -> Document:
    """V1 ▐a▌▐b▌▐c▌▐d▌ of 48 frames each, and an empty V2."""
    return Document(add_track(assemble(film), Track(id=V2, name="V2")))


@pytest.fixture
def strips(tmp_path: Path, background: Background) -> Strips:
    return Strips(tmp_path, background, read_strip=read_red, read_peaks=read_loud)


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
    made.resize(936, 400)  # 800 beside the headers
    made.show()
    made.view.setFocus()
    made.view.zoom_to(2.0, 0.0)
    yield made

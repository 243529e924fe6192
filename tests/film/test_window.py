"""A film in the window: opened, rendered, trimmed, undone, exported, and its pictures read back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.app import make_window
from studio.core.edits.trims import trim_end
from studio.core.project import Project
from studio.core.shotlist import add_rows, read_shot_list
from studio.core.timeline import place_clips
from studio.media.bars import read_bars
from studio.media.colour import to_rgb
from studio.paths import bundled_plugins_folder
from studio.plugins import find_plugins
from studio.storage.folder import FilmFolder
from studio.storage.fresh import fresh_id
from studio.ui.desk import Desk
from studio.ui.main_window import MainWindow

LIST = "shot,action,seconds,backend\nFirst,A,0.5,test_pattern\nSecond,B,0.25,test_pattern\nThird,C,0.25,test_pattern\n"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "rain.storyreel"
    empty = Project(name="Rain", width=320, height=180)
    FilmFolder.create(path, add_rows(empty, read_shot_list(LIST, "list"), fresh_id, "list")).close()
    return path


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, film: Path) -> Iterator[MainWindow]:
    made = make_window(qapp)
    made.show()
    with qtbot.waitSignal(made.film_opened):
        made.open_film(film)
    yield made
    with qtbot.waitSignal(made.ended):
        made.close()
    made.deleteLater()


def desk_of(window: MainWindow) -> Desk:
    assert window.desk is not None
    return window.desk


def test_from_board_to_file(qtbot: QtBot, window: MainWindow, film: Path, tmp_path: Path) -> None:
    desk = desk_of(window)
    document = desk.document
    window.actions_table["render_all"].trigger()
    qtbot.waitUntil(lambda: all(shot.take for shot in document.project.shots), timeout=30_000)

    first, _ = next(place_clips(document.project.timeline.tracks[0]))
    document.apply("Trim", lambda project: trim_end(project, first.id, -5, ripple=True))
    window.actions_table["undo"].trigger()
    document.apply("Trim", lambda project: trim_end(project, first.id, -2, ripple=True))
    assert all(shot.take for shot in document.project.shots)
    qtbot.waitUntil(lambda: desk.keeping.is_saved, timeout=5_000)

    entry = find_plugins([bundled_plugins_folder()]).exporter("mp4")
    with qtbot.waitSignal(window.export_bar.told, timeout=30_000) as told:
        window.export_bar.begin(document, desk.folder, entry, tmp_path / "out.mp4")
    assert told.args is not None
    assert told.args[1] == "ok"
    qtbot.waitUntil(window.export_bar.isHidden)
    with av.open(tmp_path / "out.mp4") as container:
        numbers = [read_bars(to_rgb(frame)) for frame in container.decode(video=0)]
    assert numbers == [*range(10), *range(6), *range(6)]

    window.actions_table["close_film"].trigger()
    again = FilmFolder.open(film, write=False).project
    assert again == document.project


def test_the_player_shows_the_frame_at_the_playhead(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    window.actions_table["render_all"].trigger()
    qtbot.waitUntil(lambda: all(shot.take for shot in desk.document.project.shots), timeout=30_000)
    desk.session.playhead.set(14)

    def shown() -> int:
        image = desk.player.viewer.image()
        if image is None:
            return -1
        assert (image.width(), image.height()) == (320, 180)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(180, image.bytesPerLine())[:, : 320 * 3]
        return read_bars(pixels.reshape(180, 320, 3))

    qtbot.waitUntil(lambda: shown() == 2)

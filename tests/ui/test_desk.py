"""One open film: its panels work together, and what goes wrong in it is said."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from studio.core.edits.board import set_shot
from studio.core.edits.film import set_film
from studio.core.jobs import Failed
from studio.core.project import Project
from studio.core.request import Setting
from studio.storage.folder import FilmFolder
from studio.ui.desk import Desk
from studio.ui.dialogs.take_count import TakeCount
from studio.ui.main_window import MainWindow
from studio.ui.top_bar import TopBar

Open = Callable[[Path], Desk]
Make = Callable[[str], Path]


@pytest.fixture
def film(new_film: Make) -> Path:
    return new_film("rain")


def set_option(name: str, value: float) -> Callable[[Project], Project]:
    return lambda project: set_film(project, settings=(Setting(name=name, value=value),))


def test_a_card_pressed_twice_goes_to_its_place_in_the_cut(enter: Open, film: Path) -> None:
    desk = enter(film)
    desk.docks.arrange("cut")
    assert not desk.inspector.isVisible()
    _, second = desk.document.project.shots
    desk.storyboard.shot_activated.emit(second.id)
    assert desk.session.playhead.value == 12
    assert desk.inspector.isVisible()


def test_enter_on_a_card_leads_to_what_its_shot_is_about(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path
) -> None:
    desk = enter(film)
    window.activateWindow()
    desk.session.shot.set(next(desk.document.project.shots).id)
    view = desk.storyboard.view
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(desk.inspector.shot_page.action.hasFocus)


def test_a_failed_render_is_said_and_tried_again(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    desk.document.apply("Fail", set_option("fail_at_frame", 2))
    first = next(desk.document.project.shots)
    with qtbot.waitSignal(desk.queue.failed, timeout=10_000):
        desk.ordering.render(first.id)
    message = window.messages.messages[-1]
    assert message.text.startswith("First: ")
    (job,) = desk.queue.queue.value.jobs
    assert isinstance(job.state, Failed)
    assert message.action == "Retry"
    assert message.act is not None
    with qtbot.waitSignal(desk.queue.failed, timeout=10_000):
        message.act()
    window.close_film()
    qtbot.waitUntil(lambda: window.desk is None)
    assert not window.messages.messages, "what spoke of the film went with it"


def test_a_film_that_was_rendering_goes_on(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    desk.document.apply("Slow", set_option("delay_seconds", 0.02))
    window.actions_table["render_all"].trigger()
    with qtbot.waitSignal(desk.renderers[0].progressed):
        pass
    with qtbot.waitSignal(desk.closed):
        window.close_film()
    folder = FilmFolder.open(film)
    folder.close()
    assert [type(job.state).__name__ for job in folder.queue.jobs] == ["Waiting", "Waiting"]
    assert not list(folder.takes_dir.iterdir())
    again = enter(film)
    qtbot.waitUntil(lambda: all(shot.takes for shot in again.document.project.shots), timeout=20_000)


def test_a_take_that_is_gone_is_said_with_its_shot(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    window.actions_table["render_all"].trigger()
    qtbot.waitUntil(lambda: all(shot.take for shot in desk.document.project.shots), timeout=20_000)
    take = next(desk.document.project.shots).takes[0]
    with qtbot.waitSignal(desk.closed):
        window.close_film()
    (film / take.path).unlink()
    again = enter(film)
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    said = window.messages.messages[-1].text
    assert take.path in said
    assert "First" in said
    again.session.playhead.set(3)
    window.actions_table["play"].trigger()
    qtbot.waitUntil(lambda: again.session.playhead.value > 5)
    window.actions_table["play"].trigger()


def test_preferences_count_at_once(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    window.actions_table["render_all"].trigger()
    qtbot.waitUntil(lambda: all(shot.take for shot in desk.document.project.shots), timeout=20_000)

    def shown_width() -> int:
        image = desk.player.viewer.image()
        return image.width() if image else 0

    window.settings.set(replace(window.settings.value, preview_size="quarter"))
    window.actions_table["play"].trigger()
    qtbot.waitUntil(lambda: shown_width() == 80)
    window.actions_table["play"].trigger()
    qtbot.waitUntil(lambda: shown_width() > 160)
    desk.session.shot.set(None)
    assert desk.inspector.film_page.backend.value == "animatic"
    window.settings.set(replace(window.settings.value, default_backend="test_pattern"))
    assert desk.inspector.film_page.backend.value == "test_pattern"
    assert desk.standings.default_backend == "test_pattern"


def test_the_top_bar_tells_of_saving_and_of_the_queue(
    qtbot: QtBot, window: MainWindow, enter: Open, film: Path
) -> None:
    desk = enter(film)
    (bar,) = window.findChildren(TopBar)

    def said() -> str:
        return " | ".join(label.text() for label in bar.findChildren(QLabel))

    assert said() == "rain | saved"
    whole = (film / "film.json").read_bytes()
    (film / "film.json").unlink()
    (film / "film.json").mkdir()
    desk.document.apply("Name", lambda project: set_film(project, name="Thunder"))
    assert said() == "Thunder | saving…"
    qtbot.waitUntil(lambda: said().startswith("Thunder | not saved: "))
    assert window.messages.messages[-1].level == "error"
    (film / "film.json").rmdir()
    (film / "film.json").write_bytes(whole)
    desk.keeping.save()
    qtbot.waitUntil(lambda: said().startswith("Thunder | saved "))
    assert not window.messages.messages, "what is settled is no longer said"


def test_a_shot_that_goes_on_from_another_begins_with_its_take(qtbot: QtBot, enter: Open, film: Path) -> None:
    desk = enter(film)
    first, second = desk.document.project.shots
    desk.document.apply("", lambda project: set_shot(project, second.id, continues=first.id))
    desk.queue.pause()
    desk.ordering.render(second.id)
    desk.ordering.render(first.id)
    assert [job.request.continued for job in desk.queue.queue.value.jobs] == [None, None]
    desk.queue.go_on()
    qtbot.waitUntil(lambda: all(shot.take for shot in desk.document.project.shots), timeout=20_000)
    begun, goes_on = desk.document.project.shots
    assert begun.take is not None
    assert goes_on.take is not None
    assert goes_on.take.request.continued == begun.take.id, "it waited, though it was asked for first"


def test_several_takes_are_asked_for(qtbot: QtBot, window: MainWindow, enter: Open, film: Path) -> None:
    desk = enter(film)
    desk.session.shot.set(next(desk.document.project.shots).id)
    desk.actions_table["render_takes"].trigger()
    (dialog,) = window.findChildren(TakeCount)
    assert dialog.render_button.text() == "Render 4 takes"
    qtbot.keyClicks(dialog.count, "1")
    assert dialog.render_button.text() == "Render 1 take"
    qtbot.keyClick(dialog.count, Qt.Key.Key_Up)
    qtbot.mouseClick(dialog.render_button, Qt.MouseButton.LeftButton)
    assert len(desk.queue.queue.value.jobs) == 2


def test_several_takes_have_a_seed_each_though_one_is_set(enter: Open, film: Path) -> None:
    desk = enter(film)
    first, second = desk.document.project.shots
    desk.document.apply("", lambda project: set_shot(project, first.id, seed=7))
    desk.queue.pause()
    desk.ordering.render(first.id, 3)
    desk.ordering.render(second.id, 2)
    desk.ordering.render(second.id)
    seeds = [job.request.seed for job in desk.queue.queue.value.jobs]
    assert seeds[:3] == [7, 8, 9]
    assert seeds[3:] == [seeds[3], seeds[3] + 1, seeds[3] + 2]

"""A finished take is looked at for colours that show where another one stands; the inspector says what was seen."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from studio.api import BackendEntry
from studio.core.edits.cast import add_character
from studio.core.edits.casting import cast_characters, pin_images, place_character
from studio.core.edits.takes import add_take
from studio.core.ids import CharacterId, ImageId, ShotId, TakeId
from studio.core.image import ImageRole, Reference
from studio.core.jobs import Queue
from studio.core.placing import Side
from studio.core.plan import plan
from studio.core.project import Character, Take, find_shot
from studio.media.writer import TakeWriter
from studio.store import Store
from studio.ui.background import Background
from studio.ui.document import Document
from studio.ui.inspector.leaks import LeakWatch
from studio.ui.inspector.panel import InspectorPanel
from studio.ui.pictures import Thumbnails
from studio.ui.session import Session
from studio.ui.storyboard.standings import Standings

pytestmark = pytest.mark.usefixtures("dark")

D, ADA, BO = ShotId("d"), CharacterId("ada"), CharacterId("bo")
FACE, COAT = ImageId("face"), ImageId("coat")
RED, GREEN = (255, 0, 0), (0, 255, 0)
SWAPPED = (
    "The red of Ada is on the right, where Bo was to stand; they may have changed places.",
    "The green of Bo is on the left, where Ada was to stand; they may have changed places.",
)

RenderTake = Callable[[tuple[int, int, int], tuple[int, int, int]], Take]


@pytest.fixture
def render(document: Document, backends: tuple[BackendEntry, ...], tmp_path: Path) -> RenderTake:
    """A take of shot d with a colour on the left and one on the right; Ada in red is to be left, Bo in green right."""
    bo = Character(id=BO, name="Bo", references=(Reference(image=COAT, role=ImageRole.OUTFIT),))
    document.apply("", lambda film: add_character(film, bo))
    document.apply("", lambda film: cast_characters(film, [(D, ADA), (D, BO)]))
    document.apply("", lambda film: pin_images(film, D, ADA, {FACE}))
    document.apply("", lambda film: place_character(film, D, ADA, Side.LEFT))
    document.apply("", lambda film: place_character(film, D, BO, Side.RIGHT))

    def make(left: tuple[int, int, int], right: tuple[int, int, int]) -> Take:
        frames = np.full((4, 180, 320, 3), 128, np.uint8)
        frames[:, 60:, 20:90], frames[:, 60:, 230:300] = left, right
        (tmp_path / "takes").mkdir(exist_ok=True)
        with TakeWriter(tmp_path / "takes" / "d1.mov", 320, 180, Fraction(24)) as writer:
            writer.add_pictures(frames)
        shot = find_shot(document.project, D)
        request = plan(document.project, shot, "plain", backends[0].capabilities, 1)
        return replace(
            find_shot(document.project, ShotId("b")).takes[0],
            id=TakeId("d1"),
            request=request,
            path="takes/d1.mov",
            frames=4,
        )

    return make


@pytest.fixture
def watch(background: Background, tmp_path: Path) -> LeakWatch:
    return LeakWatch(background, tmp_path)


def test_a_take_is_looked_at_once_and_off_the_thread(watch: LeakWatch, render: RenderTake, qtbot: QtBot) -> None:
    take = render(GREEN, RED)
    looked: list[TakeId] = []
    watch.looked.connect(looked.append)
    assert watch.of(take).leaks == ()
    with qtbot.waitSignal(watch.looked):
        watch.of(take)
    assert watch.of(take).leaks == SWAPPED
    assert looked == [take.id]


def test_nothing_is_told_of_a_good_take_or_of_one_that_is_gone(
    watch: LeakWatch, background: Background, render: RenderTake, qtbot: QtBot
) -> None:
    good = render(RED, GREEN)
    gone = replace(good, id=TakeId("d2"), path="takes/d2.mov")
    told: list[object] = []
    watch.looked.connect(told.append)
    background.failed.connect(told.append)
    ended: list[int] = []
    for take in (good, gone):
        watch.of(take)
    waiting = QObject()
    background.close()
    background.write(waiting, lambda: 1, ended.append)
    qtbot.waitUntil(lambda: bool(ended))
    assert (watch.of(good).leaks, watch.of(gone).leaks, told) == ((), (), [])


def test_the_inspector_says_it_with_the_take(
    document: Document,
    session: Session,
    standings: Standings,
    backends: tuple[BackendEntry, ...],
    background: Background,
    thumbnails: Thumbnails,
    queue: Store[Queue],
    tmp_path: Path,
    render: RenderTake,
    qtbot: QtBot,
) -> None:
    wanted: list[object] = []
    panel = InspectorPanel(
        document,
        session,
        standings,
        backends,
        background,
        thumbnails,
        tmp_path,
        queue,
        add=lambda shot, request: wanted.append((shot, request)),
        render=wanted.append,
        retry=wanted.append,
        cancel=wanted.append,
    )
    qtbot.addWidget(panel)
    session.shot.set(D)
    page = panel.shot_page
    assert page.notes.sentences == ()
    take = render(GREEN, RED)
    document.amend(lambda film: add_take(film, D, take))
    qtbot.waitUntil(lambda: page.notes.sentences == SWAPPED)
    assert page.members.hint.isHidden()

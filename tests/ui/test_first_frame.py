"""The inspector offers a first frame where a backend takes no reference images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from studio.api import Event, Frames, ShotRequest
from studio.core.capabilities import Capabilities
from studio.core.ids import ShotId
from studio.core.project import find_shot
from studio.errors import StudioError
from studio.media.pictures import load_picture
from studio.ui.background import Background
from studio.ui.cast.taking import Taking
from studio.ui.document import Document
from studio.ui.inspector.first_frame import FirstFrameOffer
from studio.ui.inspector.writer import ShotWriter
from studio.ui.session import Session
from tests.render.conftest import Scripted, enter

pytestmark = pytest.mark.usefixtures("dark")

A, B = ShotId("a"), ShotId("b")
FACELESS = Capabilities(first_frame=True, characters=2)
ABLE = Capabilities(references=3, characters=2)


def draw(request: ShotRequest) -> Iterator[Event]:
    """A green picture; nobody asks for a second one."""
    assert request.dialogue == ()
    yield Frames(pictures=np.full((1, request.height, request.width, 3), (0, 255, 0), np.uint8))
    raise AssertionError("one picture is enough")


def refuse(_request: ShotRequest) -> Iterator[Event]:
    raise StudioError("The brush is lost; find it.")
    yield


class Easel:
    """An offer in a film, with an artist who draws, one who refuses, and a backend without references."""

    def __init__(self, document: Document, session: Session, background: Background, folder: Path) -> None:
        self.document = document
        artists = [
            replace(enter(Scripted(play), name), name=name, capabilities=able)
            for name, play, able in (("Artist", draw, ABLE), ("Lazy", refuse, ABLE), ("Other", refuse, FACELESS))
        ]
        taking, writer = Taking(document, folder, background), ShotWriter(document, session)
        self.offer = FirstFrameOffer(document, writer, artists, background, taking, folder)
        taking.setParent(self.offer)
        writer.setParent(self.offer)
        document.changed.connect(self.show)

    def show(self, *_: object) -> None:
        project = self.document.project
        self.offer.show_shot(project, find_shot(project, A), FACELESS)


@pytest.fixture
def easel(document: Document, session: Session, background: Background, tmp_path: Path, qtbot: QtBot) -> Easel:
    made = Easel(document, session, background, tmp_path)
    qtbot.addWidget(made.offer)
    session.shot.set(A)
    made.show()
    return made


def test_another_backend_draws_it_in_one_step(easel: Easel, document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    assert [action.text() for action in easel.offer.menu.actions()] == [
        "Choose a still…",
        "Let Artist draw it",
        "Let Lazy draw it",
    ]
    assert not easel.offer.isHidden()
    easel.offer.menu.actions()[1].trigger()
    assert not easel.offer.button.isEnabled()
    qtbot.waitUntil(lambda: find_shot(document.project, A).first_frame is not None)
    drawn = document.project.images[-1]
    assert (drawn.id, drawn.name) == (find_shot(document.project, A).first_frame, "Shot a, Artist")
    assert (drawn.width_px, drawn.height_px) == (320, 180)
    assert load_picture(tmp_path / drawn.path)[0, 0].tolist() == [0, 255, 0, 255]
    assert easel.offer.isHidden()
    document.undo()
    assert not easel.offer.isHidden()
    assert easel.offer.button.isEnabled()


def test_what_goes_wrong_is_told_and_can_be_tried_again(
    easel: Easel, document: Document, background: Background, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(background.failed) as told:
        easel.offer.menu.actions()[2].trigger()
    assert told.args == ["The brush is lost; find it."]
    assert easel.offer.button.isEnabled()
    assert find_shot(document.project, A).first_frame is None


def test_it_is_hidden_without_need(easel: Easel, document: Document) -> None:
    shot = find_shot(document.project, A)
    easel.offer.show_shot(document.project, shot, ABLE)
    assert easel.offer.isHidden()
    easel.offer.show_shot(document.project, find_shot(document.project, B), FACELESS)
    assert easel.offer.isHidden(), "nobody is in it"
    document.read_only = True
    easel.show()
    assert easel.offer.isHidden(), "no picture may be added"
